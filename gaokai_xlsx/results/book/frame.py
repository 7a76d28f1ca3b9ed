"""What every sheet of the summary shares: the report, styles, how complete it is and what taints it, print set-up, lock."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import cached_property

from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from gaokai_xlsx import texts
from gaokai_xlsx.finding import Finding
from gaokai_xlsx.form.code import FORMAT, code_value
from gaokai_xlsx.form.detail import FIRST_ROW, MARKS, sheet_name, slots
from gaokai_xlsx.form.formulas import quote
from gaokai_xlsx.form.grid import Box, a1, grid
from gaokai_xlsx.form.model import Cell, Form
from gaokai_xlsx.quantity import SIGNIFICANT, exact, plain
from gaokai_xlsx.results import levels, records
from gaokai_xlsx.results.bases import Bases
from gaokai_xlsx.results.book import marks
from gaokai_xlsx.results.groups import groupings
from gaokai_xlsx.results.merge import unstated
from gaokai_xlsx.results.reminders import leader_line
from gaokai_xlsx.results.standing import Standing, State, standings
from gaokai_xlsx.submission import Report
from gaokai_xlsx.texts import Severity
from gaokai_xlsx.workbook import AMBER, GREY, HEI, LINE, Book, lines, write_text

CODE_CELL = (6, 1)  # of 封面: where the formula of 核对码 stands; the official tables show it too
_OF_SUMS = ("C-GZ", "C-ONCE", "C-HIER")
_NAMED = 10  # units that a note names; the rest are counted


class SummaryFrame:
    """One summary being written: the report, its sums and counted files, last year beside it, styles."""

    def __init__(self, report: Report) -> None:
        assert report.form is not None and report.totals is not None and report.year is not None
        self.report = report
        self.form: Form = report.form
        self.year: int = report.year
        self.totals = report.totals
        self.units = report.counted
        self.bases = Bases(report, self.form)
        self.standings = standings(report)
        self.groupings = groupings(report)
        self.scope = levels.scope(report)
        self.stamp = str(levels.stamp(report))
        self.title = levels.title(texts.say("sum.title", year=report.year, report=self.form.report_title), report.body, self.scope)
        self.book = Book(self.title, self.stamp)
        self.head = self.book.style(font_name=HEI, border=1, border_color=LINE, bg_color=GREY, align="center", text_wrap=True)
        self.text = self.book.style(border=1, border_color=LINE, text_wrap=True)
        self.centre = self.book.style(border=1, border_color=LINE, align="center")
        self.link = self.book.style(border=1, border_color=LINE, align="center", font_color="#0563C1", underline=1)
        self.centred = self.book.style(border=1, border_color=LINE, align="center", text_wrap=True)
        self.note = self.book.style(font_size=9, text_wrap=True, align="left")
        self.large = self.book.style(font_name=HEI, font_size=15, align="center", text_wrap=True)
        self.homes = self.book.style(border=1, border_color=LINE, align="center", num_format=f'0"{texts.say("sum.page-homes")}"')
        self.rate = self.book.style(border=1, border_color=LINE, align="right", num_format="#,##0.0")
        self.percent = self.book.style(border=1, border_color=LINE, align="right", num_format="0.00%")
        self.code = self.book.style(font_name=HEI, border=1, border_color=LINE, align="left", num_format=FORMAT)
        self.section = self.book.style(font_name=HEI, font_size=11)
        # Of the figures in lists, by decimals, derived and doubtful: a style that is looked up costs more than the cell.
        self._figures: dict[tuple[int, bool, bool], Format] = {}
        # Where the figures of each key stand in 明细: sheet name and column.
        self.columns = {cell.key: (sheet_name(table), column) for table in self.form.tables for column, cell in slots(self.form, table)}

    @property
    def first_row(self) -> int:
        """The first row of units in 明细."""
        return FIRST_ROW

    @property
    def last_row(self) -> int:
        """The last one; formulas need a row where there is no unit at all."""
        return FIRST_ROW + max(len(self.units), 1) - 1

    def source_row(self, at: int) -> int:
        """The row of 来源 (from 0) of the counted file at that place: its first list has one row a file in this order."""
        return 1 + at

    @property
    def coverage(self) -> str:
        """汇总 n/应报 m 家, for every title."""
        key, expected = ("sum.coverage", len(self.report.roster.expected)) if self.report.roster else ("sum.coverage-open", 0)
        key = "divided.coverage" if self.report.parts else key
        plain = texts.say(key, counted=len(self.units), expected=expected, homes=self.homes_inside)
        return texts.say("sum.coverage-doubts", coverage=plain, n=len(self.doubts)) if self.doubts else plain

    def alarm(self, on: bool = True) -> Format:
        """A text cell, amber where something is wrong."""
        return self.book.style(border=1, border_color=LINE, bg_color=AMBER, text_wrap=True) if on else self.text

    def figure(self, cell: Cell, **properties: object) -> Format:
        """A figure in a list: to the right, so that digits of one place stand below each other."""
        return self.book.figure(cell.decimals, **({"align": "right"} | properties))

    def listed(self, cell: Cell, *, doubtful: bool = False) -> Format:
        """A figure in a list of units: amber where ``doubtful``, grey where derived."""
        key = cell.decimals, cell.derived, doubtful
        if key not in self._figures:
            colour = {"bg_color": AMBER} if doubtful else {"bg_color": GREY} if cell.derived else {}
            self._figures[key] = self.figure(cell, **colour)
        return self._figures[key]

    def total(self, key: str) -> str:
        """The cell of a sum on the sheet of its table."""
        table = self.form.table(self.form.cells[key].table)
        box = grid(table).places[key]
        return f"{quote(table.short)}!{a1(box.top, box.left, absolute=True)}"

    def down(self, sheet: str, column: int) -> str:
        """The rows of all units in one column of 明细."""
        return f"{quote(sheet)}!{a1(self.first_row, column, absolute=True)}:{a1(self.last_row, column, absolute=True)}"

    def of_unit(self, at: int, key: str) -> str:
        """The cell of one unit's figure in 明细."""
        sheet, column = self.columns[key]
        return f"{quote(sheet)}!{a1(FIRST_ROW + at, column, absolute=True)}"

    def finish(
        self,
        sheet: Worksheet,
        rows: int,
        columns: int,
        *,
        filtered: int | None = None,
        last: tuple[int, int] | None = None,
        title: str = "",
    ) -> None:
        """Header (with the ``title`` of the sheet), footer, print area, lock.

        ``filtered`` is the head row of a list that is filtered while locked, ``last`` its last row and column where more stands below.
        """
        sheet.print_area(0, 0, max(rows - 1, 0), columns - 1)
        shown = texts.say("sum.sheet-title", title=title, coverage=self.coverage) if title else self.coverage
        # A blank ends the size before a digit; "&" begins a code.
        sheet.set_header(f'&C&"{HEI},Regular"&12 {self.title.replace("&", "&&")}\n&9 {shown.replace("&", "&&")}')
        sheet.set_footer("&R&9" + texts.say("sheet.page"))
        if filtered is not None:
            bottom, right = last or (rows - 1, columns - 1)
            sheet.autofilter(filtered, 0, max(bottom, filtered + 1), right)
            sheet.repeat_rows(0, filtered)
        if self.incomplete or self.doubts:
            sheet.set_tab_color(AMBER)
        self.book.lock(sheet, autofilter=filtered is not None, sort=filtered is not None)

    def write_notes(self, sheet: Worksheet, row: int, columns: int, room: float, notes: Sequence[str]) -> int:
        """Notes below a table, one a row over its width; gives the row after them."""
        for at, text in enumerate(notes, start=row):
            write_text(sheet, Box(at, 0, at, columns - 1), text, self.note)
            sheet.set_row(at, 14 * lines(text, room) + 3)
        return row + len(notes)

    @cached_property
    def code_value(self) -> Decimal:
        """核对码 of the sums as a spreadsheet holds them."""
        return code_value(self.form, {k: exact(float(v)) if isinstance(v, Decimal) else v for k, v in self.totals.items()})

    @property
    def incomplete(self) -> bool:
        """Whether a unit that must file is not in the sums, as far as the roster can tell, or the summary of one is incomplete itself."""
        return any(self.absent.values()) or bool(levels.incomplete(self.report))

    @property
    def homes_inside(self) -> int:
        """The units that the counted summaries added up themselves."""
        return sum(len(s.below.own) for s in self.units if s.below)

    @property
    def leader(self) -> str:
        """The line for leaders; a summary of parts says how many parts there are, since it does not know who has reported."""
        if not self.report.parts or self.report.roster is None:
            return leader_line(self.report, self.standings)
        expected = len(self.report.roster.expected)
        return texts.say("divided.leader", expected=expected, counted=len(self.units), homes=self.homes_inside)

    def of_then(self, head: str) -> str:
        """A head over last year's figures, with a sign where these are not whole: a note beginning with the sign says why."""
        return texts.say("sum.then-mark", head=head) if self.report.previous_notes else head

    @cached_property
    def absent(self) -> dict[str, list[str]]:
        """The units that must file and are not in the sums, by why; units of no roster that sent something unusable too."""
        kinds = {s: s.value for s in (State.MISSING, State.RETURNED, State.CONFLICT, State.AWAITING, State.OFFICE)}
        found: dict[str, list[str]] = {name: [] for name in (*kinds.values(), "other")}
        for s in self.standings:
            if s.unit and _lacking(s, roster=self.report.roster is not None):
                found[kinds.get(s.state, "other") if s.state else "other"].append(s.unit.name)
        return found

    def notes(self) -> list[str]:
        """Below every table: which units are not in the sums, and what taints them."""
        parts = [texts.say(f"sum.state-{kind}", n=len(names), names=some(names)) for kind, names in self.absent.items() if names]
        return [*([texts.say("sum.not-in", parts="；".join(parts))] if parts else []), *self.taints]

    @cached_property
    def doubts(self) -> list[Finding]:
        """The findings that say that the sums may be wrong though every filing is right: what may be counted twice, or falls short."""
        counted = (f for s in self.units for f in s.findings)
        return [f for f in (*self.report.findings, *counted) if f.code in _OF_SUMS and f.severity is not Severity.INFO]

    @cached_property
    def taints(self) -> list[str]:
        """What may be counted twice, filings typed from paper or failed, blanks as 0, figures restored or unstated, digits nobody sees."""
        notes = []
        for mark, key in zip(MARKS, ("sum.transcribed", "sum.tainted", "sum.zeroed-names", "sum.restored"), strict=True):
            failed = mark == "detail.failed"  # what is wrong with it is said too
            names = [records.faulty(s) if failed else s.unit.name for s in self.units if s.unit and mark in marks.of(s)]
            notes += [texts.say(key, n=len(names), names=some(names))] if names else []
        blank = [(s.unit.name, unstated(self.form, s.filing)) for s in self.units if s.filing and s.unit]
        if gaps := [(name, len(keys)) for name, keys in blank if keys]:
            units = some([f"{name}（{n}格）" for name, n in gaps])
            notes.append(texts.say("sum.blank-note", n=sum(n for _, n in gaps), units=units))
        doubts = [texts.say("sum.doubt", title=texts.RULES[f.rule].title, said=f.message.partition("】")[2]) for f in self.doubts]
        return [*doubts, *notes, *levels.notes(self.report), *self._long()]

    def _long(self) -> Iterator[str]:
        """Sums with more digits than a spreadsheet shows."""
        for key, value in self.totals.items():
            if len(Decimal(value).normalize().as_tuple().digits) > SIGNIFICANT:
                yield texts.say("sum.digits", label=self.form.cells[key].label, value=plain(value))


def some(names: Sequence[str]) -> str:
    """The first names, and how many more; a row is at most 409 points high."""
    more = texts.say("sum.more", n=len(names) - _NAMED) if len(names) > _NAMED else ""
    return "、".join(names[:_NAMED]) + more


def _lacking(standing: Standing, *, roster: bool) -> bool:
    """Whether a unit should be in the sums and is not."""
    return standing.adopted is None and standing.state is not State.EXEMPT and (standing.expected or not roster)
