"""What every sheet of the outgoing workbook shares: styles, stamp and code below the content, print set-up, lock."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from gaokai_xlsx import texts
from gaokai_xlsx.form.code import FORMAT, code_value
from gaokai_xlsx.form.formulas import quote
from gaokai_xlsx.form.grid import Box
from gaokai_xlsx.outgoing.issue import Issue
from gaokai_xlsx.quantity import Figure
from gaokai_xlsx.workbook import AMBER, BLUE, FAINT, GREY, HEI, LINE, Book, write_figure, write_text

GREEN, RED, WARN = ("#E2EFDA", "#375623"), ("#F8CBAD", "#9C0006"), (AMBER, "#7F6000")  # ground and letters of conditional formats
FINE = "#,##0.0#########"  # of numbers finer than their cell allows: 1.5 must not look like 2
CODE_CELL = (0, 2)  # of 校验结果: where the formula of 核对码 stands; every other page shows it


class Frame:
    """One workbook being written."""

    def __init__(self, issue: Issue) -> None:
        self.issue = issue
        self.form = issue.form
        self.figures = _as_formulas_see(issue)
        self.book = Book(issue.title, str(issue.stamp))

    @cached_property
    def small(self) -> Format:
        """The stamp's style: legible, unobtrusive."""
        return self.book.style(font_size=8, font_color=FAINT, align="left", text_wrap=True)

    @cached_property
    def head(self) -> Format:
        """Headings of lists."""
        return self.book.style(font_name=HEI, border=1, border_color=LINE, bg_color=GREY, align="center", text_wrap=True)

    @cached_property
    def text(self) -> Format:
        """Locked text in a list."""
        return self.book.style(border=1, border_color=LINE, text_wrap=True)

    @cached_property
    def centre(self) -> Format:
        """Locked figures in a list."""
        return self.book.style(border=1, border_color=LINE, align="center")

    @cached_property
    def open_text(self) -> Format:
        """Text that the officer writes."""
        return self.book.style(border=1, border_color=LINE, text_wrap=True, locked=False, bg_color=BLUE)

    def alarm(self, colour: str, font: str, **more: str) -> Format:
        """What a conditional format shows."""
        return self.book.conditional(bg_color=colour, font_color=font, **more)

    def finish(self, sheet: Worksheet, rows: int, columns: int, *, header: bool = True, span: int = 1) -> None:
        """Stamp and 核对码 (``span`` columns each) below the content, header and footer, print area, lock."""
        stamp = str(self.issue.stamp)
        sheet.set_row(rows + 1, 24)  # two lines: narrow sheets cannot hold a stamp with a long name in one
        self.show_stamp(sheet, Box(rows + 1, 0, rows + 1, max(columns - 1, 1)))
        write_text(sheet, Box(rows + 2, 0, rows + 2, span - 1), texts.say("sheet.code"), self.small)
        self.show_code(sheet, Box(rows + 2, span, rows + 2, 2 * span - 1), font_size=8, font_color=FAINT, align="left")
        sheet.print_area(0, 0, rows + 2, columns - 1)
        if header:
            sheet.set_header(f'&C&"{HEI},Regular"&14 {_escape(self.issue.title)}')  # the blank ends the size before a digit
        contact = _escape(texts.say("sheet.contact", contact=self.issue.contact))[:60] if self.issue.contact else ""
        # 255 characters at most; the stamp of a returned copy takes a line of its own.
        size, line = ("7", "\n") if self.issue.answers else ("8", "")
        sheet.set_footer(f"&L&{size} {_escape(stamp)[:150]}&R&8 {line}{contact}" + texts.say("sheet.page"))
        self.book.lock(sheet, self.issue.password)

    def show_stamp(self, sheet: Worksheet, box: Box) -> None:
        """The stamp as text; in a common template followed by the unit that is chosen on the cover."""
        text = texts.say("sheet.stamp", stamp=self.issue.stamp)
        write_text(sheet, box, text, self.small)
        if self.issue.choices:
            unit = texts.say("sheet.stamp-unit")
            quoted = text.replace('"', '""')
            cover = f"{quote(texts.say('sheet.cover'))}!$B$4"
            sheet.write_formula(box.top, box.left, f'="{quoted}"&"{unit}"&{cover}', self.small, text + unit)

    def show_code(self, sheet: Worksheet, box: Box, **style: Any) -> None:
        """核对码 on a page, following the one formula."""
        formula = f"={quote(texts.say('sheet.checks'))}!$C$1"
        value = code_value(self.form, self.figures)
        write_figure(sheet, box, value, self.book.style(num_format=FORMAT, **style), formula)


def _as_formulas_see(issue: Issue) -> dict[str, Figure]:
    """The numbers on the sheets: typed ones, and totals as ``SUM`` shows them, where what is blank or text counts as nothing."""
    totals = {key: sum((issue.figures.get(part, 0) for part in parts), start=0) for key, parts in issue.form.parts.items()}
    known = {**issue.figures, **totals}
    return {key: known[key] for key in issue.form.cells if key in known}


def _escape(text: str) -> str:
    """A text inside a header or footer, where ``&`` begins a code."""
    return text.replace("&", "&&")
