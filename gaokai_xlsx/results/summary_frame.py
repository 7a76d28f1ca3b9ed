"""What every sheet of the summary shares: the report, styles, what taints the sums, print set-up, lock."""

from __future__ import annotations

from collections.abc import Sequence

from xlsxwriter.worksheet import Worksheet

from gaokai_xlsx import texts
from gaokai_xlsx.form.detail import sheet_name, slots
from gaokai_xlsx.form.model import Form
from gaokai_xlsx.results import levels
from gaokai_xlsx.results.merge import unstated
from gaokai_xlsx.submission import Report
from gaokai_xlsx.workbook import GREY, HEI, LINE, Book

_NAMED = 10  # units that a note names; the rest are counted


class SummaryFrame:
    """One summary being written: the report, its sums and counted files, styles."""

    def __init__(self, report: Report) -> None:
        assert report.form is not None and report.totals is not None and report.year is not None
        self.report = report
        self.form: Form = report.form
        self.year: int = report.year
        self.totals = report.totals
        self.units = report.counted
        self.scope = levels.scope(report)
        self.stamp = str(levels.stamp(report))
        plain = texts.say("sum.title", year=report.year, report=self.form.report_title)
        self.title = levels.title(plain, report.body, self.scope)
        self.book = Book(self.title, self.stamp)
        self.head = self.book.style(font_name=HEI, border=1, border_color=LINE, bg_color=GREY, align="center", text_wrap=True)
        self.text = self.book.style(border=1, border_color=LINE, text_wrap=True)
        self.centre = self.book.style(border=1, border_color=LINE, align="center")
        # Where the figures of each key stand in 明细: sheet name and column.
        self.columns = {cell.key: (sheet_name(table), column) for table in self.form.tables for column, cell in slots(self.form, table)}

    def finish(self, sheet: Worksheet, rows: int, columns: int, *, filtered: int | None = None) -> None:
        """Header, footer, print area, lock; ``filtered`` is the head row of a list that can be filtered while locked."""
        sheet.print_area(0, 0, max(rows - 1, 0), columns - 1)
        sheet.set_header(f'&C&"{HEI},Regular"&12 {self.title}')  # the blank ends the size before a digit
        sheet.set_footer("&R&9" + texts.say("sheet.page"))
        if filtered is not None:
            sheet.autofilter(filtered, 0, max(rows - 1, filtered + 1), columns - 1)
            sheet.repeat_rows(0, filtered)
        self.book.lock(sheet, autofilter=filtered is not None, sort=filtered is not None)

    def notes(self) -> list[str]:
        """What taints the sums: failed filings that were included, blanks counted as 0, figures not stated."""
        failed = [s.unit.name for s in self.units if s.failed and s.unit]
        zeroed = [s for s in self.units if s.filing and s.filing.zeroed]
        blank = [(s.unit.name, unstated(self.form, s.filing)) for s in self.units if s.filing and s.unit]
        gaps = [(name, len(keys)) for name, keys in blank if keys]
        notes = []
        if failed:
            notes.append(texts.say("sum.tainted", n=len(failed), names=_some(failed)))
        if zeroed:
            notes.append(texts.say("sum.zeroed", n=len(zeroed)))
        if gaps:
            units = _some([f"{name}（{n}格）" for name, n in gaps])
            notes.append(texts.say("sum.blank-note", n=sum(n for _, n in gaps), units=units))
        return [*notes, *levels.notes(self.report)]


def _some(names: Sequence[str]) -> str:
    """The first names, and how many more; a row is at most 409 points high."""
    more = texts.say("sum.more", n=len(names) - _NAMED) if len(names) > _NAMED else ""
    return "、".join(names[:_NAMED]) + more
