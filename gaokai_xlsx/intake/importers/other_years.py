"""A page with the tables of several years: those under the title of another year are not the report's."""

from __future__ import annotations

import re
from dataclasses import replace

from gaokai_xlsx.cells.model import Sheet
from gaokai_xlsx.cells.reports.model import Document, Line
from gaokai_xlsx.form.model import Form
from gaokai_xlsx.intake.identify import in_digits
from gaokai_xlsx.quantity import fold

_YEAR = re.compile(r"(?<!\d)(20\d{2})(?=年)")
_HEADING = 60  # letters of a line that heads tables
_SENTENCE = re.compile(r"[。;；]|截至|统计期限")
_ANNEX = re.compile(r"^附|上一?年|去年|(?:数据|报表|附表|统计表|年)\)?$")


def of_year(form: Form, document: Document, year: int) -> Document:
    """The document without what stands below a heading of another year, up to a heading of this one."""
    kept: list[Line | Sheet] = []
    other = False
    for piece in document.pieces:
        if isinstance(piece, Line):
            years = _heads(form, piece)
            other = year not in years if years else other
        if not other:
            kept.append(piece)
    return replace(document, pieces=tuple(kept))


def _heads(form: Form, line: Line) -> set[int]:
    """The years of a line that is a report's title or heads its tables."""
    said = fold(in_digits(line.text))
    years = {int(y) for y in _YEAR.findall(said)}
    rest = re.sub(r"20\d{2}年度?", "", said)
    if not years or len(said) > _HEADING or _SENTENCE.search(said) or re.search(r"\d", rest):
        return set()
    return years if fold(form.report_title) in said or _ANNEX.search(said) else set()
