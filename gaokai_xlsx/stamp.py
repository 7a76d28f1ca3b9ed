"""The stamp (模板标识): who a workbook was issued to, for which year and edition; a short text that survives every client.

``GK1|2021|2025|001|石嘴山市投资促进局|1|template||3F2A91C4``: version, edition, year, unit code, unit name, issue, kind, sha256
of the file it answers, check. The check (CRC-32) catches edited text; it proves nothing about who wrote it.
"""

from __future__ import annotations

import re
import zlib
from dataclasses import dataclass

VERSION = "GK1"
KINDS = ("template", "returned", "transcribed", "imported", "summary")
_PATTERN = re.compile(r"GK1(?:\|[^|\r\n]*){7}\|[0-9A-F]{8}")


@dataclass(frozen=True, slots=True)
class Stamp:
    """What a workbook says of itself; empty ``code`` and ``unit`` mean a template issued to nobody in particular."""

    edition: str
    year: int
    code: str = ""
    unit: str = ""
    issue: int = 1
    kind: str = "template"
    answers: str = ""

    def __str__(self) -> str:
        body = "|".join((VERSION, self.edition, str(self.year), safe(self.code), safe(self.unit), str(self.issue), self.kind, self.answers))
        return f"{body}|{_check(body)}"


def find(text: str) -> str | None:
    """The stamp text inside a longer text (a cell, a footer, a property), or None."""
    match = _PATTERN.search(text)
    return match.group() if match else None


def parse(text: str) -> Stamp | None:
    """The stamp of a stamp text; None if its check fails or a part is not what it must be (it was edited)."""
    body, _, check = text.rpartition("|")
    parts = body.split("|")
    if check != _check(body) or len(parts) != 8 or parts[0] != VERSION:
        return None
    _, edition, year, code, unit, issue, kind, answers = parts
    if not (year.isascii() and year.isdigit() and issue.isascii() and issue.isdigit() and kind in KINDS):
        return None
    return Stamp(edition, int(year), code, unit, int(issue), kind, answers)


def safe(text: str) -> str:
    """A unit's name or code as the stamp writes it."""
    return re.sub(r"[|\r\n]", "／", text)


def _check(body: str) -> str:
    return f"{zlib.crc32(body.encode()):08X}"
