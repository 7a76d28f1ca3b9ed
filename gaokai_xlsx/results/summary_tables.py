"""表二 表三 表四 as live formulas, over 明细 as constants."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from gaokai_xlsx import texts
from gaokai_xlsx.form.detail import FIRST_COLUMN, FIRST_ROW, sheet_name, slots
from gaokai_xlsx.form.formulas import quote
from gaokai_xlsx.form.grid import Box, a1
from gaokai_xlsx.form.model import Cell, Table
from gaokai_xlsx.outgoing.tables import draw, table_widths
from gaokai_xlsx.results.summary_frame import SummaryFrame
from gaokai_xlsx.submission import Submission
from gaokai_xlsx.workbook import AMBER, GREY, HEI, LINE, lines, write_figure, write_text

_UNIT_WIDTH = 34  # of the column of unit names


def table_sheet(frame: SummaryFrame, table: Table) -> None:
    """The official table, every figure a live sum, and below it how complete it is."""
    sheet = frame.book.sheet(table.short, landscape=table.orientation == "landscape")
    sheet.fit_to_pages(1, 1)
    plan = draw(frame.book, sheet, frame.form, table, _live(frame, sheet))
    key = "sum.table-title" if frame.report.roster else "sum.table-title-open"
    expected = len(frame.report.roster.expected) if frame.report.roster else ""
    below = [texts.say(key, title=table.title, counted=len(frame.units), expected=expected)]
    below += [texts.say("levels.line-below", scope=frame.scope)] if frame.scope else []
    below.append(texts.say("sum.formula-note", detail=sheet_name(table)))
    below += frame.notes()
    note = frame.book.style(font_size=9, text_wrap=True, align="left")
    room = sum(table_widths(table))
    for row, text in enumerate(below, start=plan.rows + 1):
        write_text(sheet, Box(row, 0, row, plan.columns - 1), text, note)
        sheet.set_row(row, 14 * lines(text, room) + 3)
    frame.finish(sheet, plan.rows + 1 + len(below), plan.columns)


def _live(frame: SummaryFrame, sheet: Worksheet) -> Callable[[Cell, Box], None]:
    def write(cell: Cell, box: Box) -> None:
        style = frame.book.figure(cell.decimals, **({"bg_color": GREY} if cell.derived else {}))
        write_figure(sheet, box, frame.totals[cell.key], style, _formula(frame, cell))

    return write


def _formula(frame: SummaryFrame, cell: Cell) -> str:
    """A live sum over the unit rows of 明细; a total sums the columns of its typed-in parts, so that no partial total enters."""
    parts = frame.form.parts.get(cell.key, (cell.key,))
    sheet = frame.columns[cell.key][0]
    first, last = FIRST_ROW, FIRST_ROW + max(len(frame.units), 1) - 1
    args = [
        f"{quote(sheet)}!{a1(first, left, absolute=True)}:{a1(last, right, absolute=True)}"
        for left, right in _runs([frame.columns[part][1] for part in parts])
    ]
    total = f"SUM({','.join(args)})"
    return f"=ROUND({total},{cell.decimals})" if cell.decimals else f"={total}"


def detail_sheet(frame: SummaryFrame, table: Table) -> None:
    """One row a counted unit, one column a figure."""
    sheet = frame.book.sheet(sheet_name(table), landscape=True)
    cells = frame.form.of_table(table.key)
    widths = ((0, 0, 6), (1, 1, 8), (2, 2, _UNIT_WIDTH), (FIRST_COLUMN, FIRST_COLUMN + len(cells) - 1, 11))
    for first, last, width in widths:
        sheet.set_column(first, last, width)
    for column, cell in slots(frame.form, table):
        if cell.decimals:
            sheet.set_column(column, column, 18)  # 12,345,678.123456
    sheet.write_string(0, 0, table.title, frame.book.style(font_name=HEI, font_size=12))
    for column, key in enumerate(("board.number", "detail.code", "detail.unit")):
        write_text(sheet, Box(1, column, 2, column), texts.say(key), frame.head)
    for label, left, right in _groups(cells):
        write_text(sheet, Box(1, FIRST_COLUMN + left, 1, FIRST_COLUMN + right), label, frame.head)
    for column, cell in enumerate(cells, start=FIRST_COLUMN):
        sheet.write_string(2, column, _column_head(cell), frame.head)
    sheet.set_row(1, 44)
    sheet.set_row(2, 30)
    for row, submission in enumerate(frame.units, start=FIRST_ROW):
        _unit_row(frame, sheet, row, submission, cells)
    sheet.freeze_panes(FIRST_ROW, FIRST_COLUMN)
    sheet.fit_to_pages(0, 0)
    sheet.repeat_columns(0, FIRST_COLUMN - 1)
    frame.finish(sheet, FIRST_ROW + len(frame.units), FIRST_COLUMN + len(cells), filtered=2)


def _unit_row(frame: SummaryFrame, sheet: Worksheet, row: int, submission: Submission, cells: Sequence[Cell]) -> None:
    """One unit's figures as constants; what it does not state stays blank and amber."""
    assert submission.filing is not None and submission.unit is not None
    known = submission.filing.figures
    mark = texts.say("detail.failed") if submission.failed else ""
    sheet.write_number(row, 0, row - FIRST_ROW + 1, frame.centre)
    sheet.write_string(row, 1, submission.unit.code or "", frame.centre)
    sheet.write_string(row, 2, submission.unit.name + mark, _alarm(frame, bool(mark)))
    sheet.set_row(row, 14.5 * lines(submission.unit.name + mark, _UNIT_WIDTH) + 3)
    for column, cell in enumerate(cells, start=FIRST_COLUMN):
        colour = {"bg_color": AMBER} if cell.key not in known else {"bg_color": GREY} if cell.derived else {}
        style = frame.book.figure(cell.decimals, align="right", **colour)
        write_figure(sheet, Box(row, column, row, column), known.get(cell.key), style)


def _alarm(frame: SummaryFrame, on: bool) -> Format:
    return frame.book.style(border=1, border_color=LINE, bg_color=AMBER, text_wrap=True) if on else frame.text


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
