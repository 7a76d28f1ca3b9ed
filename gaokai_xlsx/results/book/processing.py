"""信息处理费, in a block of its own below the fees: tied to them by no rule."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from xlsxwriter.worksheet import Worksheet

from gaokai_xlsx import texts
from gaokai_xlsx.form.grid import Box, a1
from gaokai_xlsx.form.model import Cell
from gaokai_xlsx.quantity import Figure
from gaokai_xlsx.results.book.frame import SummaryFrame
from gaokai_xlsx.workbook import GREY, lines, write_formula, write_text

_UNIT_WIDTH = 27  # of the second column of 收费


def processing(frame: SummaryFrame, sheet: Worksheet, row: int, columns: int, room: float) -> int:
    """The units that state a figure other than 0, and their sums, from ``row`` on, with notes ``room`` wide; gives the row after them."""
    cells = [c for role in ("fee_notices", "fee_charged", "fee_collected") for c in frame.form.role(role)]
    if not cells:
        return row
    sheet.write_string(row, 0, texts.say("sum.fees-processing"), frame.section)
    filings = [(at, s.unit.name, s.filing.figures) for at, s in enumerate(frame.units) if s.unit and s.filing]
    some = [(at, name, known) for at, name, known in filings if any(known.get(c.key) for c in cells)]
    silent = sum(all(c.key not in known for c in cells) for _, _, known in filings)
    row = _table(frame, sheet, row + 1, cells, some) if some else row + 1
    notes = [] if some else [texts.say("sum.fees-processing-none")]
    notes += [texts.say("sum.fees-blank-processing", n=silent)] if silent else []
    return frame.write_notes(sheet, row, columns, room, [*notes, texts.say("sum.fees-foot")])


def _table(
    frame: SummaryFrame, sheet: Worksheet, row: int, cells: list[Cell], units: Sequence[tuple[int, str, Mapping[str, Figure]]]
) -> int:
    sheet.write_string(row, 0, texts.say("sum.fees-number"), frame.head)
    sheet.write_string(row, 1, texts.say("board.unit"), frame.head)
    for column, cell in enumerate(cells, start=2):
        label = texts.say("sum.fees-processing-head", label=cell.row_of.short, unit=cell.unit)
        sheet.write_string(row, column, label, frame.head)
    sheet.set_row(row, 30)
    first = row + 1
    for row, (at, name, known) in enumerate(units, start=first):
        sheet.write_number(row, 0, row - first + 1, frame.centre)
        sheet.write_string(row, 1, name, frame.text)
        sheet.set_row(row, 14.5 * lines(name, _UNIT_WIDTH) + 3)
        for column, cell in enumerate(cells, start=2):
            if cell.key in known:
                write_formula(sheet, row, column, f"={frame.of_unit(at, cell.key)}", frame.figure(cell), known[cell.key])
            else:
                sheet.write_blank(row, column, None, frame.centre)
    row += 1
    write_text(sheet, Box(row, 0, row, 1), texts.say("sum.fees-total"), frame.head)
    for column, cell in enumerate(cells, start=2):
        total = sum((known.get(cell.key, 0) for _, _, known in units), start=0)
        formula = f"=ROUND(SUM({a1(first, column)}:{a1(row - 1, column)}),{cell.decimals})"
        write_formula(sheet, row, column, formula, frame.figure(cell, bg_color=GREY), total)
    return row + 1
