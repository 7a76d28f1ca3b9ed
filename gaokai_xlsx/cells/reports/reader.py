"""One door for all kinds of reports: bytes → lines and tables, or why not."""

from __future__ import annotations

from io import BytesIO
from zipfile import is_zipfile

from gaokai_xlsx.cells.guard import MAX_FILE
from gaokai_xlsx.cells.kinds import kind_of
from gaokai_xlsx.cells.model import Refusal, Refused
from gaokai_xlsx.cells.reports.model import Document, check
from gaokai_xlsx.texts import say

KINDS = frozenset({"docx", "html", "text", "csv", "pdf"})
"""Kinds that can be a report; a text with tabs looks like csv."""

_SHEETS = ("xlsx", "xls", "xlsb", "ods", "fods", "xml2003", "numbers")
_OTHERS = dict.fromkeys(_SHEETS, "reading.sheet") | {"image": "reading.image"} | dict.fromkeys(("doc", "odt", "ofd", "rtf"), "reading.old")


def read(data: bytes) -> Document | Refusal:
    """Read a report by what it is, never by its name; what cannot be read comes back as a ``Refusal``."""
    kind = kind_of(data)
    if kind == "encrypted":
        return Refusal("F-ENCRYPTED", "")
    if kind == "empty":
        return Refusal("F-CORRUPT", say("guard.empty"))
    if kind == "xlsx" and not is_zipfile(BytesIO(data)):
        return Refusal("F-CORRUPT", say("guard.zip"))  # what is left of a package does not tell of which kind it was
    if kind not in KINDS:
        return Refusal("F-TYPE/report", say(_OTHERS.get(kind, "reading.other")))
    if len(data) > MAX_FILE:
        return Refusal("F-BOMB", say("guard.large", size=len(data) >> 20, limit=MAX_FILE >> 20))
    try:
        match kind:
            case "docx":
                from gaokai_xlsx.cells.reports import docx  # noqa: PLC0415 - each format's parser where a file of it comes

                return check(docx.read(data))
            case "html":
                from gaokai_xlsx.cells.reports import html  # noqa: PLC0415

                return check(html.read(data))
            case "pdf":
                from gaokai_xlsx.cells.reports import pdf  # noqa: PLC0415

                return check(pdf.read(data))
            case _:
                from gaokai_xlsx.cells.reports import text  # noqa: PLC0415

                return check(text.read(data))
    except Refused as refused:
        return refused.refusal
