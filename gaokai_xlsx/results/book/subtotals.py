"""Subtotals by group below 明细: outside of its filter, behind the blank row at which readers of 明细 stop."""

from __future__ import annotations

from collections.abc import Sequence

from xlsxwriter.worksheet import Worksheet

from gaokai_xlsx import texts
from gaokai_xlsx.form.detail import CODE, FIRST_COLUMN, NAME, NUMBER
from gaokai_xlsx.form.grid import Box, a1
from gaokai_xlsx.form.model import Cell
from gaokai_xlsx.quantity import Figure
from gaokai_xlsx.results.book.frame import SummaryFrame
from gaokai_xlsx.results.groups import Grouping
from gaokai_xlsx.workbook import GREY, lines, write_figure, write_formula, write_text

_ROOM = 32  # width of the column of names


def subtotals(frame: SummaryFrame, sheet: Worksheet, row: int, found: Sequence[tuple[int, Grouping]], cells: Sequence[Cell]) -> int:
    """A block for each grouping (with its column in 明细) from ``row`` on; gives the row after them."""
    for column, grouping in found:
        sheet.set_row(row, 18)
        if grouping.silent:
            note = texts.say(grouping.silent, head=grouping.head, n=len(grouping.groups))
            sheet.write_string(row, NUMBER, note, frame.book.style(font_size=9))
            row += 2
            continue
        sheet.write_string(row, NUMBER, texts.say("detail.subtotals", head=grouping.head), frame.section)
        first = row + 1
        for row, group in enumerate(grouping.groups, start=first):
            _group(frame, sheet, row, column, group, grouping, cells)
        row += 1
        _total(frame, sheet, first, row, cells)
        row += 2
    return row


def _group(frame: SummaryFrame, sheet: Worksheet, row: int, column: int, group: str, grouping: Grouping, cells: Sequence[Cell]) -> None:
    last = frame.last_row
    keys = f"{a1(frame.first_row, column, absolute=True)}:{a1(last, column, absolute=True)}"
    here = a1(row, NAME, absolute=True)
    own = [s.filing.figures for s, value in zip(frame.units, grouping.values, strict=True) if value == group and s.filing]
    sheet.set_row(row, 14.5 * lines(group, _ROOM) + 3)
    sheet.write_string(row, NUMBER, "", frame.centre)
    write_formula(sheet, row, CODE, f"={_condition(group, keys, here)}", frame.homes, len(own))
    sheet.write_string(row, NAME, group, frame.text)
    for at, cell in enumerate(cells, start=FIRST_COLUMN):
        values = f"{a1(frame.first_row, at)}:{a1(last, at)}"
        total: Figure = sum((f.get(cell.key, 0) for f in own), start=0)
        formula = _rounded(_condition(group, keys, here, values), cell)
        write_figure(sheet, Box(row, at, row, at), total, frame.figure(cell), formula)


def _condition(group: str, keys: str, here: str, values: str = "") -> str:
    """The sum of the values (without them: the count) where the keys are the group's.

    SUMIF takes a value such as ``*``, ``>5``, ``1`` or ``TRUE`` for a condition of its own; those are compared by ``=``, which every
    program but excelize computes.
    """
    plain = group[0].isalpha() and group.upper() not in ("TRUE", "FALSE") and not set("*?~") & set(group)
    if plain or group[0] == "（":
        return f"SUMIF({keys},{here},{values})" if values else f"COUNTIF({keys},{here})"
    return f"SUMPRODUCT(({keys}={here})*1{',' + values if values else ''})"


def _total(frame: SummaryFrame, sheet: Worksheet, first: int, row: int, cells: Sequence[Cell]) -> None:
    """The groups added up: the same as the official table."""
    sheet.set_row(row, 18)
    text = texts.say("detail.total", n=len(frame.units))
    write_text(sheet, Box(row, NUMBER, row, NAME), text, frame.head)
    for at, cell in enumerate(cells, start=FIRST_COLUMN):
        total: Figure = sum((s.filing.figures.get(cell.key, 0) for s in frame.units if s.filing), start=0)
        formula = _rounded(f"SUM({a1(first, at)}:{a1(row - 1, at)})", cell)
        write_figure(sheet, Box(row, at, row, at), total, frame.figure(cell, bg_color=GREY), formula)


def _rounded(formula: str, cell: Cell) -> str:
    return f"=ROUND({formula},{cell.decimals})" if cell.decimals else f"={formula}"
