"""What every sheet of the outgoing workbook shares: the issue, styles, stamp and code below the content, print set-up, lock."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from gaokai_xlsx import texts
from gaokai_xlsx.filing import Unit
from gaokai_xlsx.form.code import FORMAT, check_code
from gaokai_xlsx.form.derive import with_totals
from gaokai_xlsx.form.formulas import quote
from gaokai_xlsx.form.grid import Box
from gaokai_xlsx.form.model import Form
from gaokai_xlsx.quantity import Figure
from gaokai_xlsx.stamp import Stamp
from gaokai_xlsx.workbook import BLUE, FAINT, GREY, HEI, LINE, Book, write_figure, write_text

CODE_CELL = (0, 2)  # of 校验结果: where the formula of 核对码 stands; every other page shows it


@dataclass(frozen=True)
class Issue:
    """What one workbook is issued with.

    ``figures`` are typed in already (件, 万元, 元), ``previous`` last year's figures of the unit, ``choices`` the units of a common
    template (code and name), ``password`` the one of the sheet locks, ``contact`` the office's telephone, ``key`` the campaign's
    secret that seals the stamp.
    """

    form: Form
    year: int
    unit: Unit | None = None
    number: int = 1
    kind: str = "template"
    answers: str = ""
    figures: Mapping[str, Figure] = field(default_factory=dict)
    previous: Mapping[str, Figure] = field(default_factory=dict)
    choices: tuple[Unit, ...] = ()
    contact: str = ""
    password: str = ""
    key: bytes | None = None

    @property
    def stamp(self) -> Stamp:
        """The stamp this workbook carries."""
        code, name = (self.unit.code or "", self.unit.name) if self.unit else ("", "")
        return Stamp(self.form.edition, self.year, code, name, self.number, self.kind, self.answers).sealed(self.key)

    @property
    def title(self) -> str:
        """The official title: 单位全称＋年度＋年政府信息公开工作年度报告."""
        return f"{self.unit.name if self.unit else ''}{self.year}年{self.form.report_title}"


class Frame:
    """One workbook being written."""

    def __init__(self, issue: Issue) -> None:
        self.issue = issue
        self.form = issue.form
        self.figures = with_totals(issue.form, issue.figures)
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

    def alarm(self, colour: str, font: str) -> Format:
        """What a conditional format shows."""
        return self.book.conditional(bg_color=colour, font_color=font)

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
        sheet.set_footer(f"&L&8 {_escape(stamp)[:150]}&R&8 {contact}" + texts.say("sheet.page"))  # 255 characters at most
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
        value = check_code(self.form, self.figures)
        write_figure(sheet, box, value, self.book.style(num_format=FORMAT, **style), formula)


def _escape(text: str) -> str:
    """A text inside a header or footer, where ``&`` begins a code."""
    return text.replace("&", "&&")
