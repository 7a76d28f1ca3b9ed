"""The stamp (模板标识): who a workbook was issued to, for which year and edition; a short text that survives every client.

``GK1|2021|2025|001|石嘴山市投资促进局|1|template||3F2A91C4``: version, edition, year, unit code, unit name, issue, kind, sha256
of the file it answers, check. The check (CRC-32) catches edited text; it proves nothing about who wrote it. Where the campaign has a
key, a seal (HMAC-SHA-256, 80 bits) stands before the check: it proves who issued the stamp, not that figures are unchanged.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import zlib
from dataclasses import dataclass, replace

VERSION = "GK1"
TRANSCRIBED = "transcribed"
KINDS = ("template", "returned", TRANSCRIBED, "imported", "summary")
_PATTERN = re.compile(r"GK1(?:\|[^|\r\n]*){7,8}\|[0-9A-F]{8}")


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
    seal: str = ""

    def __str__(self) -> str:
        body = f"{self.body}|{self.seal}" if self.seal else self.body
        return f"{body}|{_check(body)}"

    @property
    def body(self) -> str:
        """What the seal is computed over."""
        return "|".join((VERSION, self.edition, str(self.year), safe(self.code), safe(self.unit), str(self.issue), self.kind, self.answers))

    def sealed(self, key: bytes | None) -> Stamp:
        """The same stamp with the seal of a campaign's key; without a key as it is."""
        return self if key is None else replace(self, seal=_seal(self.body, key))

    def issued_with(self, key: bytes) -> bool:
        """Whether this stamp carries the seal of that key."""
        return hmac.compare_digest(self.seal, _seal(self.body, key))


def find(text: str) -> str | None:
    """The stamp text inside a longer text (a cell, a footer, a property), or None."""
    match = _PATTERN.search(text)
    return match.group() if match else None


def parse(text: str) -> Stamp | None:
    """The stamp of a stamp text; None if its check fails or a part is not what it must be (it was edited)."""
    body, _, check = text.rpartition("|")
    parts = body.split("|")
    if check != _check(body) or len(parts) not in (8, 9) or parts[0] != VERSION:
        return None
    _, edition, year, code, unit, issue, kind, answers = parts[:8]
    if not (year.isascii() and year.isdigit() and issue.isascii() and issue.isdigit() and kind in KINDS):
        return None
    return Stamp(edition, int(year), code, unit, int(issue), kind, answers, *parts[8:])


def safe(text: str) -> str:
    """A unit's name or code as the stamp writes it."""
    return re.sub(r"[|\r\n]", "／", text)


def defused(text: str) -> str:
    """A stranger's text that a workbook of ours quotes, in which no stamp is found."""
    return text.replace(f"{VERSION}|", f"{VERSION}／")


def _seal(body: str, key: bytes) -> str:
    return hmac.new(key, body.encode(), hashlib.sha256).hexdigest()[:20].upper()


def _check(body: str) -> str:
    return f"{zlib.crc32(body.encode()):08X}"
