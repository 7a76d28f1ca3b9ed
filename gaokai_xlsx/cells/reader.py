"""One door for all file kinds: bytes → a workbook of typed cells, or why not."""

from __future__ import annotations

from gaokai_xlsx import texts
from gaokai_xlsx.cells.kinds import kind_of
from gaokai_xlsx.cells.model import Refusal, Refused, Workbook

ATTACHMENTS = frozenset({"docx", "doc", "odt", "ofd", "rtf", "pdf", "image"})
"""Kinds that a unit sends beside its workbook: the report itself, the stamped scan, a photo."""

# What to ask the sender for, where it is not simply the template.
_ASK = {
    "xlsb": "resave",
    "xml2003": "resave",
    "html": "resave",
    "numbers": "resave",
    "csv": "csv",
    "rar": "archive",
    "7z": "archive",
    "gz": "archive",
    "tar": "archive",
    "split-zip": "archive",
    "zip": "archive",
}


def subject(data: bytes) -> str:
    """The subject among the properties of an xlsx, where our workbooks carry their stamp; empty where there is none."""
    if kind_of(data) != "xlsx":
        return ""
    from gaokai_xlsx.cells import xlsx  # noqa: PLC0415 - as below

    return xlsx.subject(data)


def read(data: bytes, *, bare: bool = False) -> Workbook | Refusal:
    """Read a returned file by what it is, never by its name; what cannot be read comes back as a ``Refusal``.

    ``bare``: of an xlsx the numbers as they are, whatever their formats show of them.
    """
    kind = kind_of(data)
    try:
        match kind:
            case "xlsx":
                from gaokai_xlsx.cells import xlsx  # noqa: PLC0415 - each format's parser where a file of it comes

                return xlsx.read(data, bare=bare)
            case "xls":
                from gaokai_xlsx.cells import xls  # noqa: PLC0415

                return xls.read(data)
            case "ods" | "fods":
                from gaokai_xlsx.cells import ods  # noqa: PLC0415

                return ods.read(data, flat=kind == "fods")
            case "encrypted":
                return Refusal("F-ENCRYPTED", "")
            case "empty":
                return Refusal("F-CORRUPT", texts.say("guard.empty"))
            case _:
                return Refusal(f"F-TYPE/{_ASK[kind]}" if kind in _ASK else "F-TYPE", texts.say(f"kind.{kind}"))
    except Refused as refused:
        return refused.refusal
