"""The summary workbook (汇总): official tables as live formulas over 明细, who reported what, every finding, every source."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Sequence
from decimal import Decimal

from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from gaokai_xlsx import __version__, texts
from gaokai_xlsx.finding import Finding
from gaokai_xlsx.form.detail import FIRST_COLUMN, FIRST_ROW, sheet_name, slots
from gaokai_xlsx.form.formulas import quote
from gaokai_xlsx.form.grid import Box, a1, address
from gaokai_xlsx.form.model import Cell, Form, Table
from gaokai_xlsx.outgoing.tables import draw, table_widths
from gaokai_xlsx.quantity import Figure
from gaokai_xlsx.results.grouping import for_people
from gaokai_xlsx.results.merge import unstated
from gaokai_xlsx.stamp import Stamp
from gaokai_xlsx.submission import Outcome, Report, Submission
from gaokai_xlsx.workbook import AMBER, COUNT, GREY, HEI, LINE, MONEY, Book, lines, write_figure, write_text

_UNIT_WIDTH = 34  # of the column of unit names
_NAMED = 10  # units that a note names; the rest are counted
_LONGEST = 2000  # characters of a text in a list; a cell holds 32,767 and XlsxWriter drops what is longer without a word


def build(report: Report) -> bytes:
    """The summary as bytes; the same report gives the same bytes."""
    return _Summary(report).build()


class _Summary:
    def __init__(self, report: Report) -> None:
        assert report.form is not None and report.totals is not None and report.year is not None
        self.report = report
        self.form: Form = report.form
        self.year: int = report.year
        self.totals = report.totals
        self.units = report.counted
        self.title = texts.say("sum.title", year=report.year, report=self.form.report_title)
        self.book = Book(self.title, str(Stamp(self.form.edition, self.year, kind="summary")))
        self.head = self.book.style(font_name=HEI, border=1, border_color=LINE, bg_color=GREY, align="center", text_wrap=True)
        self.text = self.book.style(border=1, border_color=LINE, text_wrap=True)
        self.centre = self.book.style(border=1, border_color=LINE, align="center")
        # Where the figures of each key stand in 明细: sheet name and column.
        self.columns = {cell.key: (sheet_name(table), column) for table in self.form.tables for column, cell in slots(self.form, table)}

    def build(self) -> bytes:
        self.cover()
        for table in self.form.tables:
            self.table(table)
        for table in self.form.tables:
            self.detail(table)
        self.board()
        self.findings()
        self.sources()
        return self.book.data()

    def finish(self, sheet: Worksheet, rows: int, columns: int, *, filtered: int | None = None) -> None:
        """Header, footer, print area, lock; ``filtered`` is the head row of a list that can be filtered while locked."""
        sheet.print_area(0, 0, max(rows - 1, 0), columns - 1)
        sheet.set_header(f'&C&"{HEI},Regular"&12 {self.title}')  # the blank ends the size before a digit
        sheet.set_footer("&R&9" + texts.say("sheet.page"))
        if filtered is not None:
            sheet.autofilter(filtered, 0, max(rows - 1, filtered + 1), columns - 1)
            sheet.repeat_rows(0, filtered)
        self.book.lock(sheet, autofilter=filtered is not None, sort=filtered is not None)

    # ------------------------------------------------------------------ 封面
    def cover(self) -> None:
        sheet = self.book.sheet(texts.say("sum.cover"))
        sheet.set_column(0, 0, 16)
        sheet.set_column(1, 1, 70)
        write_text(sheet, Box(0, 0, 0, 1), self.title, self.book.style(font_name=HEI, font_size=18, align="center", text_wrap=True))
        sheet.set_row(0, 60)
        complete = self.completeness()
        alarm = self.book.style(border=1, border_color=LINE, text_wrap=True, bg_color=AMBER)
        rows = [
            ("sum.year", texts.say("cover.year-value", year=self.year, period=self.form.period)),
            ("sum.edition", f"{self.form.name}（{self.form.document}）"),
            ("sum.counted", texts.say("sum.homes", n=len(self.units))),
            ("sum.expected", texts.say("sum.homes", n=len(r.expected)) if (r := self.report.roster) else texts.say("sum.no-roster")),
            ("sum.state", complete),
            ("sum.outcomes", self.account()),
            ("sum.tool", texts.say("sum.tool-value", version=__version__)),
            ("sum.digest", self.digest()),
        ]
        rows += [("sum.note", note) for note in self.notes()]
        for row, (label, value) in enumerate(rows, start=2):
            flag = label in ("sum.state", "sum.note") and value != texts.say("sum.complete")
            sheet.set_row(row, 15 * lines(value, 70) + 8)
            sheet.write_string(row, 0, texts.say(label), self.head)
            sheet.write_string(row, 1, value, alarm if flag else self.text)
        self.finish(sheet, len(rows) + 3, 2)
        sheet.activate()

    def completeness(self) -> str:
        """完整, or why not."""
        if self.report.roster is None:
            return texts.say("sum.unknowable")
        counted = {s.unit.name for s in self.units if s.unit}
        missing = {u.name for u in self.report.missing}
        others = [e.name for e in self.report.roster.expected if e.name not in counted | missing]
        returned = {s.unit.name for s in self.report.files if s.unit and s.outcome is Outcome.RETURNED}
        failed = [name for name in others if name in returned]
        parts = (("sum.missing-units", len(missing)), ("sum.failed-units", len(failed)), ("sum.other-units", len(others) - len(failed)))
        reasons = [texts.say(key, n=n) for key, n in parts if n]
        return texts.say("sum.incomplete", reasons="，".join(reasons)) if reasons else texts.say("sum.complete")

    def account(self) -> str:
        parts = "，".join(f"{outcome.word}{n}" for outcome, n in self.report.account.items())
        return texts.say("sum.outcomes-value", n=len(self.report.files), parts=parts)

    def digest(self) -> str:
        """sha256 over the counted files' sha256, in roster order: two summaries of the same sources show the same."""
        return hashlib.sha256("\n".join(s.sha256 or "" for s in self.units).encode()).hexdigest()

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
        return notes

    # ------------------------------------------------------------------ 表二 表三 表四
    def table(self, table: Table) -> None:
        sheet = self.book.sheet(table.short, landscape=table.orientation == "landscape")
        sheet.fit_to_pages(1, 1)
        plan = draw(self.book, sheet, self.form, table, self._live(sheet))
        key = "sum.table-title" if self.report.roster else "sum.table-title-open"
        expected = len(self.report.roster.expected) if self.report.roster else ""
        below = [texts.say(key, title=table.title, counted=len(self.units), expected=expected)]
        below.append(texts.say("sum.formula-note", detail=sheet_name(table)))
        below += self.notes()
        note = self.book.style(font_size=9, text_wrap=True, align="left")
        room = sum(table_widths(table))
        for row, text in enumerate(below, start=plan.rows + 1):
            write_text(sheet, Box(row, 0, row, plan.columns - 1), text, note)
            sheet.set_row(row, 14 * lines(text, room) + 3)
        self.finish(sheet, plan.rows + 1 + len(below), plan.columns)

    def _live(self, sheet: Worksheet) -> Callable[[Cell, Box], None]:
        def write(cell: Cell, box: Box) -> None:
            style = self.book.style(
                border=1,
                border_color=LINE,
                align="center",
                shrink=True,
                num_format=MONEY if cell.decimals else COUNT,
                **({"bg_color": GREY} if cell.derived else {}),
            )
            write_figure(sheet, box, self.totals[cell.key], style, self.formula(cell))

        return write

    def formula(self, cell: Cell) -> str:
        """A live sum over the unit rows of 明细; a total sums the columns of its typed-in parts, so that no partial total enters."""
        parts = self.form.parts.get(cell.key, (cell.key,))
        sheet = self.columns[cell.key][0]
        first, last = FIRST_ROW, FIRST_ROW + max(len(self.units), 1) - 1
        args = [
            f"{quote(sheet)}!{a1(first, left, absolute=True)}:{a1(last, right, absolute=True)}"
            for left, right in _runs([self.columns[part][1] for part in parts])
        ]
        total = f"SUM({','.join(args)})"
        return f"=ROUND({total},{cell.decimals})" if cell.decimals else f"={total}"

    # ------------------------------------------------------------------ 明细
    def detail(self, table: Table) -> None:
        sheet = self.book.sheet(sheet_name(table), landscape=True)
        cells = self.form.of_table(table.key)
        widths = ((0, 0, 6), (1, 1, 8), (2, 2, _UNIT_WIDTH), (FIRST_COLUMN, FIRST_COLUMN + len(cells) - 1, 11))
        for first, last, width in widths:
            sheet.set_column(first, last, width)
        for column, cell in slots(self.form, table):
            if cell.decimals:
                sheet.set_column(column, column, 18)  # 12,345,678.123456
        sheet.write_string(0, 0, table.title, self.book.style(font_name=HEI, font_size=12))
        for column, key in enumerate(("board.number", "detail.code", "detail.unit")):
            write_text(sheet, Box(1, column, 2, column), texts.say(key), self.head)
        for label, left, right in _groups(cells):
            write_text(sheet, Box(1, FIRST_COLUMN + left, 1, FIRST_COLUMN + right), label, self.head)
        for column, cell in enumerate(cells, start=FIRST_COLUMN):
            sheet.write_string(2, column, _column_head(cell), self.head)
        sheet.set_row(1, 44)
        sheet.set_row(2, 30)
        for row, submission in enumerate(self.units, start=FIRST_ROW):
            self.unit_row(sheet, row, submission, cells)
        sheet.freeze_panes(FIRST_ROW, FIRST_COLUMN)
        sheet.fit_to_pages(0, 0)
        sheet.repeat_columns(0, FIRST_COLUMN - 1)
        self.finish(sheet, FIRST_ROW + len(self.units), FIRST_COLUMN + len(cells), filtered=2)

    def unit_row(self, sheet: Worksheet, row: int, submission: Submission, cells: Sequence[Cell]) -> None:
        """One unit's figures as constants; what it does not state stays blank and amber."""
        assert submission.filing is not None and submission.unit is not None
        known = submission.filing.figures
        mark = texts.say("detail.failed") if submission.failed else ""
        sheet.write_number(row, 0, row - FIRST_ROW + 1, self.centre)
        sheet.write_string(row, 1, submission.unit.code or "", self.centre)
        sheet.write_string(row, 2, submission.unit.name + mark, self.alarm(bool(mark)))
        sheet.set_row(row, 14.5 * lines(submission.unit.name + mark, _UNIT_WIDTH) + 3)
        for column, cell in enumerate(cells, start=FIRST_COLUMN):
            style = self.book.style(
                border=1,
                border_color=LINE,
                align="right",
                shrink=True,
                num_format=MONEY if cell.decimals else COUNT,
                **({"bg_color": AMBER} if cell.key not in known else {"bg_color": GREY} if cell.derived else {}),
            )
            write_figure(sheet, Box(row, column, row, column), known.get(cell.key), style)

    def alarm(self, on: bool) -> Format:
        return self.book.style(border=1, border_color=LINE, bg_color=AMBER, text_wrap=True) if on else self.text

    # ------------------------------------------------------------------ 报送情况 问题清单 来源
    def listing(self, name: str, heads: Sequence[tuple[str, float]], rows: Sequence[Sequence[str | int | Figure]]) -> Worksheet:
        """A filterable list: heads with widths, then rows; numbers as numbers, everything else as text."""
        sheet = self.book.sheet(texts.say(name), landscape=True)
        for column, (key, width) in enumerate(heads):
            sheet.set_column(column, column, width)
            sheet.write_string(0, column, texts.say(key), self.head)
        for at, row in enumerate(rows, start=1):
            tallest = max(lines(str(value), width) for value, (_, width) in zip(row, heads, strict=True))
            sheet.set_row(at, 14.5 * tallest + 3)
            for column, value in enumerate(row):
                if isinstance(value, str):
                    sheet.write_string(at, column, value[:_LONGEST], self.text)
                else:
                    sheet.write_number(at, column, float(value), self.centre)
        sheet.freeze_panes(1, 0)
        self.finish(sheet, len(rows) + 1, len(heads), filtered=0)
        return sheet

    def board(self) -> None:
        """Every unit of the roster and every file."""
        order = {e.name: e.order for e in self.report.roster.entries} if self.report.roster else {}
        nobody = texts.say("board.nobody")
        rows: list[tuple[int, str, list[str | int | Figure]]] = []
        for s in self.report.files:
            name, code = (s.unit.name, s.unit.code or "") if s.unit else (nobody, "")
            errors, warnings = (sum(f.severity.value == level for f in s.findings) for level in ("error", "warning"))
            kind = texts.say(f"kindof.{s.kind}") if s.kind else ""
            rows.append((order.get(name, 1_000_000), s.path, [code, name, s.outcome.word, s.path, kind, errors, warnings]))
        rows += [(order[u.name], "", [u.code or "", u.name, texts.say("board.missing"), "", "", "", ""]) for u in self.report.missing]
        rows.sort(key=lambda r: (r[0], str(r[2][1]), r[1]))
        heads = (
            ("board.number", 6),
            ("board.code", 8),
            ("board.unit", 32),
            ("board.outcome", 11),
            ("board.file", 46),
            ("board.kind", 10),
            ("board.errors", 8),
            ("board.warnings", 8),
        )
        self.listing("sum.board", heads, [[at, *row] for at, (_, _, row) in enumerate(rows, start=1)])

    def findings(self) -> None:
        rows: list[list[str | int | Figure]] = []
        lists = [(s.unit.name if s.unit else "", s.path, for_people(s.filing, s.findings)) for s in self.report.files]
        lists.append(("", "", list(self.report.findings)))
        for unit, path, found in lists:
            for f in found:
                sides = [_side(f, text) for text in (f.left, f.right, f.difference)]
                place = [f.sheet or "", f.cell or ""]
                rows.append([len(rows) + 1, unit, path, f.severity.word, *place, f.message, f.remedy, *sides, f.code])
        heads = (
            ("list.number", 6),
            ("list.unit", 20),
            ("list.file", 24),
            ("list.severity", 8),
            ("list.table", 14),
            ("list.cell", 8),
            ("list.message", 60),
            ("list.remedy", 46),
            ("list.left", 10),
            ("list.right", 10),
            ("list.gap", 8),
            ("list.code", 13),
        )
        self.listing("sum.findings", heads, rows)

    def sources(self) -> None:
        """One row a counted file with sheet and first cell of each table, then one row a figure not at its grid address."""
        tables = [t for t in self.form.tables if not t.supplement]
        rows: list[list[str | int | Figure]] = []
        moved: list[list[str | int | Figure]] = []
        for s in self.units:
            assert s.filing is not None and s.unit is not None
            origins = []
            for table in tables:
                place = s.filing.place(self.form.of_table(table.key)[0].key)
                origins.append(f"《{place.sheet}》{place.cell}")
            rows.append([len(rows) + 1, s.unit.name, s.unit.code or "", s.path, s.sha256 or "", *origins])
            for key in self.form.cells:
                place = s.filing.place(key)
                if (place.sheet, place.cell) != address(self.form, key):
                    label = f"{self.form.table(self.form.cells[key].table).short}·{self.form.cells[key].label}"
                    moved.append(["", s.unit.name, s.unit.code or "", s.path, label, f"《{place.sheet}》{place.cell}", "", ""])
        if moved:
            rows += [["", "", "", "", texts.say("src.moved"), "", "", ""], *moved]
        heads = [("src.number", 6.0), ("src.unit", 30.0), ("src.code", 8.0), ("src.path", 40.0), ("src.sha", 66.0)]
        sheet = self.listing("sum.sources", [*heads, *[("src.origin", 22.0) for _ in tables]], rows)
        for column, table in enumerate(tables, start=len(heads)):
            sheet.write_string(0, column, texts.say("src.origin-of", table=table.short), self.head)


def _some(names: Sequence[str]) -> str:
    """The first names, and how many more; a row is at most 409 points high."""
    more = texts.say("sum.more", n=len(names) - _NAMED) if len(names) > _NAMED else ""
    return "、".join(names[:_NAMED]) + more


def _side(finding: Finding, text: str | None) -> str | Figure:
    """One side of a finding: a number where it is one, so that it can be added up; raw text of a cell stays text."""
    is_number = text is not None and not finding.code.startswith("V-") and re.fullmatch(r"-?\d+(\.\d+)?", text)
    return Decimal(text) if is_number and text else text or ""


def _runs(columns: Sequence[int]) -> list[tuple[int, int]]:
    """Neighbouring columns drawn together."""
    runs: list[list[int]] = []
    for column in sorted(columns):
        if runs and runs[-1][1] == column - 1:
            runs[-1][1] = column
        else:
            runs.append([column, column])
    return [(left, right) for left, right in runs]


def _groups(cells: Sequence[Cell]) -> list[tuple[str, int, int]]:
    """Neighbouring figures of one row (or, in a table of one unnamed row, of one group of columns) under one heading."""
    groups: list[tuple[str, int, int]] = []
    for at, cell in enumerate(cells):
        label = cell.row_of.short or cell.column_of.label[-2]
        if groups and groups[-1][0] == label:
            groups[-1] = (label, groups[-1][1], at)
        else:
            groups.append((label, at, at))
    return groups


def _column_head(cell: Cell) -> str:
    return cell.column_of.short or cell.row_of.short
