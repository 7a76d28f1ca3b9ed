"""表二 表三 表四: the official tables, every figure a live sum over 明细."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from xlsxwriter.worksheet import Worksheet

from gaokai_xlsx import texts
from gaokai_xlsx.form.code import FORMAT
from gaokai_xlsx.form.detail import sheet_name
from gaokai_xlsx.form.formulas import quote
from gaokai_xlsx.form.grid import Box, a1
from gaokai_xlsx.form.model import Cell, Table
from gaokai_xlsx.outgoing.tables import draw, table_widths
from gaokai_xlsx.results.book.frame import CODE_CELL, SummaryFrame
from gaokai_xlsx.workbook import GREY, write_figure


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
    end = frame.write_notes(sheet, plan.rows + 1, plan.columns, sum(table_widths(table)), below)
    _code(frame, sheet, end, plan.columns)
    frame.finish(sheet, end + 1, plan.columns, title=table.title)


def _code(frame: SummaryFrame, sheet: Worksheet, row: int, columns: int) -> None:
    """核对码 on the page, following the one formula: paper and file are compared by it."""
    formula = f"={quote(texts.say('sum.cover'))}!{a1(*CODE_CELL, absolute=True)}"
    style = frame.book.style(font_size=9, align="left", num_format=f'"{texts.say("sheet.code")}："{FORMAT}')
    write_figure(sheet, Box(row, 0, row, columns - 1), frame.code_value, style, formula)


def _live(frame: SummaryFrame, sheet: Worksheet) -> Callable[[Cell, Box], None]:
    def write(cell: Cell, box: Box) -> None:
        style = frame.book.figure(cell.decimals, **({"bg_color": GREY} if cell.derived else {}))
        write_figure(sheet, box, frame.totals[cell.key], style, _formula(frame, cell))

    return write


def _formula(frame: SummaryFrame, cell: Cell) -> str:
    """A live sum over the unit rows of 明细; a total sums the columns of its typed-in parts, so that no partial total enters."""
    parts = frame.form.parts.get(cell.key, (cell.key,))
    sheet = frame.columns[cell.key][0]
    args = [
        f"{quote(sheet)}!{a1(frame.first_row, left, absolute=True)}:{a1(frame.last_row, right, absolute=True)}"
        for left, right in _runs([frame.columns[part][1] for part in parts])
    ]
    total = f"SUM({','.join(args)})"
    return f"=ROUND({total},{cell.decimals})" if cell.decimals else f"={total}"


def _runs(columns: Sequence[int]) -> list[tuple[int, int]]:
    """Neighbouring columns drawn together."""
    runs: list[list[int]] = []
    for column in sorted(columns):
        if runs and runs[-1][1] == column - 1:
            runs[-1][1] = column
        else:
            runs.append([column, column])
    return [(left, right) for left, right in runs]
