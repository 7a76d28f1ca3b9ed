"""Whose report of which year: from its title, which may go over two lines, or from the sentence that announces it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from gaokai_xlsx.cells.reports.model import Document, Line
from gaokai_xlsx.form.model import Form
from gaokai_xlsx.intake.identify import in_digits, unit_name
from gaokai_xlsx.quantity import fold

_BEFORE = 400  # lines in which a title can stand; pages have menus above it
_NAME = 40  # letters of a unit's name
_TITLE = 90  # letters of a title
_WHOSE = rf"(?P<name>[^《》〈〉>/|_:：,，。；;\d]{{0,{_NAME}}})"
_OF = r"(?P<year>20\d{2})年度?"
_SHARED = "人民", "政府"  # 某镇人民政府信息公开工作年度报告: the title's first word is the last of the name as well
_YEAR = re.compile(r"(?<!\d)(20\d{2})(?!\d)")
_PERIOD = re.compile(r"(20\d{2})年1月1日(?:起)?[至到—–-]{1,2}(?:(20\d{2})年)?12月31日")


def whose(form: Form, document: Document) -> tuple[str, int | None, int | None]:
    """Unit (empty where none is stated), year of the title, year of the period (None where none is)."""
    lines = [fold(in_digits(p.text)) for p in document.pieces if isinstance(p, Line)][:_BEFORE]
    found = list(_titles(form, lines))
    name = next((n for n, _ in found if n), "")
    year = next((y for n, y in found if n == name), None) or next((y for _, y in found), None)
    return name, year, _period(lines)


def _period(lines: list[str]) -> int | None:
    """The year whose figures a report says it holds."""
    return next((int(m[1]) for line in lines for m in [_PERIOD.search(line)] if m and m[2] in (None, m[1])), None)


def _titles(form: Form, lines: list[str]) -> Iterator[tuple[str, int]]:
    """Titles of their own lines first, then those quoted in a sentence or in a menu's path."""
    title = re.escape(fold(form.report_title))
    wanted = re.compile(rf"{_WHOSE}{_OF}{title}")
    others = re.compile(rf"{_OF}{_WHOSE}{title}"), re.compile(rf"{_WHOSE}{title}\({_OF}\)")
    for at, line in enumerate(lines):
        for said, above in ((line, lines[at - 1] if at else ""), (f"{lines[at - 1]}{line}" if at else "", "")):
            match = wanted.fullmatch(said.strip("《》")) if len(said) <= _TITLE else None
            if match:
                name = unit_name(match["name"]) or (unit_name(above) if 2 < len(above) <= _NAME and not _YEAR.search(above) else "")
                yield name.removeprefix("《"), int(match["year"])
        for match in filter(None, (other.fullmatch(line.strip("《》")) for other in others)):
            name = match["name"]
            yield unit_name(name + _SHARED[1] if name.endswith(_SHARED[0]) else name), int(match["year"])
    for line in lines:
        for match in wanted.finditer(line):
            yield "", int(match["year"])
