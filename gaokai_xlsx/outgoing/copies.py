"""The same workbook for many units: built once for names of one shape, the names then put into its parts.

A master carries a name and a code of characters that nothing else holds. It is used only once it has reproduced, byte for byte, a
workbook that was built directly; names of other shapes (longer ones need higher rows), names that a file escapes, and workbooks
with figures are built directly. So every workbook has the bytes that ``build`` gives (tests/test_copies.py).
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO

from gaokai_xlsx.filing import Unit
from gaokai_xlsx.outgoing.template import Issue, build

# Characters that a file writes as they are, that no rule of layout treats in its own way, and that are no place-holders.
_PLAIN = re.compile(r"""[^&<>"'_|\s\x00-\x1f\x7f-\x9f\u10a0-\u1167\u1400-\u14c7\ud800-\uf8ff\ufffe\uffff\U00010000-\U0010ffff]*""")
_WIDE = 0x2000  # characters beyond it take the width of a Chinese one
_LONGEST = 200  # characters of a name or a code, each with a place-holder of its own
_STRINGS = re.compile(rb"<si>.*?</si>", re.DOTALL)


class Copies:
    """Workbooks that differ from ``blank`` in the unit they are issued to, and perhaps in figures."""

    def __init__(self, blank: Issue) -> None:
        self.blank = replace(blank, unit=None)
        self.masters: dict[tuple[str, str | None], _Master | None] = {}

    def build(self, issue: Issue) -> bytes:
        """What ``template.build`` gives for it."""
        unit = issue.unit
        if unit is None or not _plain(unit) or replace(issue, unit=None) != self.blank:
            return build(issue)
        shape = (_like(unit.name), unit.code and _like(unit.code))
        if shape not in self.masters:
            direct, master = build(issue), _Master(issue)
            self.masters[shape] = master if master.copy(issue) == direct else None
            return direct
        found = self.masters[shape]
        return (found and found.copy(issue)) or build(issue)


def _plain(unit: Unit) -> bool:
    return all(len(text) <= _LONGEST and _PLAIN.fullmatch(text) for text in (unit.name, unit.code or ""))


class _Master:
    """A workbook with place-holders for name, code and stamp."""

    def __init__(self, issue: Issue) -> None:
        assert issue.unit is not None
        unit = issue.unit
        self.unit = Unit(unit.code and _like(unit.code, 0x1400, 0xF000), _like(unit.name, 0x10A0, 0xE000))
        self.stamp = str(replace(issue, unit=self.unit).stamp).encode()
        with zipfile.ZipFile(BytesIO(build(replace(issue, unit=self.unit)))) as package:
            self.parts = [(info, package.read(info)) for info in package.infolist()]

    def copy(self, issue: Issue) -> bytes | None:
        """The workbook for a unit of the same shape; None where two texts in it would become one."""
        assert issue.unit is not None
        buffer = BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
            for info, part in self.parts:
                data = part
                for holder, text in self.texts(issue):
                    data = data.replace(holder, text)
                if info.filename == "xl/sharedStrings.xml" and len(set(strings := _STRINGS.findall(data))) < len(strings):
                    return None
                member = zipfile.ZipInfo(info.filename, info.date_time)
                member.compress_type, member.external_attr = info.compress_type, info.external_attr
                package.writestr(member, data)
        return buffer.getvalue()

    def texts(self, issue: Issue) -> Iterator[tuple[bytes, bytes]]:
        assert issue.unit is not None
        yield self.stamp, str(issue.stamp).encode()
        yield self.unit.name.encode(), issue.unit.name.encode()
        if self.unit.code:
            yield self.unit.code.encode(), (issue.unit.code or "").encode()


def _like(text: str, narrow: int = 0x10A0, wide: int = 0xE000) -> str:
    """As many characters from these two on, each as wide as the one it stands for; equal for texts of one shape."""
    return "".join(chr((wide if ord(c) > _WIDE else narrow) + at) for at, c in enumerate(text))
