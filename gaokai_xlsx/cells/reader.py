"""One door for all file kinds: bytes → a workbook of typed cells, or why not."""

from __future__ import annotations

from gaokai_xlsx import texts
from gaokai_xlsx.cells import guard, xlsx
from gaokai_xlsx.cells.model import Refusal, Refused, Workbook

ATTACHMENTS = frozenset({"docx", "doc", "odt", "rtf", "pdf", "image"})
"""Kinds that a unit sends beside its workbook: the report itself, the stamped scan, a photo."""


def read(data: bytes) -> Workbook | Refusal:
    """Read a returned file by what it is, never by its name; what cannot be read comes back as a ``Refusal``."""
    kind = guard.kind_of(data)
    if kind == "encrypted":
        return Refusal("F-ENCRYPTED", "")
    if kind == "empty":
        return Refusal("F-CORRUPT", texts.say("guard.empty"))
    if kind != "xlsx":
        return Refusal("F-TYPE", texts.say(f"kind.{kind}"))
    try:
        return xlsx.read(data)
    except Refused as refused:
        return refused.refusal
