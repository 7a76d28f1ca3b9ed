"""表二 表三 表四: the official tables, every figure a live sum over 明细."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from xlsxwriter.worksheet import Worksheet

from gaokai_xlsx import texts
from gaokai_xlsx.checks.identities import broken
from gaokai_xlsx.form.code import FORMAT
from gaokai_xlsx.form.detail import sheet_name
from gaokai_xlsx.form.formulas import quote
from gaokai_xlsx.form.grid import Box, a1, grid
from gaokai_xlsx.form.model import Cell, Equation, Table
from gaokai_xlsx.outgoing.tables import draw, table_widths
from gaokai_xlsx.results.book.frame import CODE_CELL, SummaryFrame
from gaokai_xlsx.workbook import AMBER, GREY, write_figure, write_text


def table_sheet(frame: SummaryFrame, table: Table) -> None:
    """The official table, every figure a live sum, and below it how complete it is."""
    sheet = frame.book.sheet(table.short, landscape=table.orientation == "landscape")
    sheet.fit_to_pages(1, 1)
    plan = draw(frame.book, sheet, frame.form, table, _live(frame, sheet))
    gaps = _gaps(frame, sheet, table, plan.rows + 1)
    below = [texts.say("sum.sheet-title", title=table.title, coverage=frame.coverage)]
    below += [texts.say("levels.line-below", scope=frame.scope)] if frame.scope else []
    below.append(texts.say("sum.formula-note", detail=sheet_name(table)))
    below += [texts.say("sum.gap-note", n=len(gaps))] if gaps else []
    below += frame.notes()
    row = plan.rows + 1 + len({e.identity.code for e in gaps})
    end = frame.write_notes(sheet, row, plan.columns, sum(table_widths(table)), below)
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


def _gaps(frame: SummaryFrame, sheet: Worksheet, table: Table, row: int) -> list[Equation]:
    """The balances of the table that its sums break, and from ``row`` on a row an identity with what is missing in each column.

    Only sums with filings that did not pass can break one.
    """
    wrong = [e for e in broken(frame.form, frame.totals) if frame.form.cells[e.anchor].table == table.key]
    places = grid(table).places
    for at, identity in enumerate({e.identity.code: e.identity for e in wrong}.values(), start=row):
        own = [e for e in frame.form.equations if e.identity.code == identity.code]
        first = min(places[e.anchor].left for e in own)
        write_text(sheet, Box(at, 0, at, first - 1), texts.say("sum.gap", title=identity.title), frame.alarm())
        sheet.set_row(at, 18)
        for equation in own:
            cell, box = frame.form.cells[equation.anchor], places[equation.anchor]
            left, right = (sum((frame.totals[k] for k in keys), start=0) for keys in (equation.left, equation.right))
            refs = ["+".join(a1(places[k].top, places[k].left) for k in keys) for keys in (equation.left, equation.right)]
            style = frame.book.figure(cell.decimals, bg_color=AMBER if left != right else GREY)
            write_figure(sheet, Box(at, box.left, at, box.right), left - right, style, f"={refs[0]}-({refs[1]})")
    return wrong


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
