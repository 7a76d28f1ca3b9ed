"""An official table drawn on a sheet, labels and merges as printed; who draws decides what stands in the figures."""

from __future__ import annotations

from collections.abc import Callable

from xlsxwriter.worksheet import Worksheet

from gaokai_xlsx.form.grid import Box, Grid, grid
from gaokai_xlsx.form.model import Cell, Form, Table
from gaokai_xlsx.workbook import GREY, HEI, LINE, Book, lines, write_text

_LABEL_WIDTH = {1: (22,), 2: (14, 24), 3: (8.5, 11, 33)}
_FIGURE_WIDTH = {"portrait": 9.5, "landscape": 9.0}


def draw(book: Book, sheet: Worksheet, form: Form, table: Table, figure: Callable[[Cell, Box], None]) -> Grid:
    """Draw the table at A1; ``figure`` writes each figure into its box."""
    plan = grid(table)
    for column, width in enumerate(_widths(plan, table)):
        sheet.set_column(column, column, width)
    for row in range(plan.rows):
        sheet.set_row(row, 15.5 * max(1, _lines(plan, table, row)) + 6)
    for label in plan.labels:
        bold = label.kind in ("heading", "column")
        align = "left" if label.kind == "row" and label.box.right == plan.label_columns - 1 else "center"
        style = book.style(border=1, border_color=LINE, bg_color=GREY, text_wrap=True, align=align, font_name=HEI if bold else "宋体")
        write_text(sheet, label.box, label.text, style)
    for cell in form.of_table(table.key):
        figure(cell, plan.places[cell.key])
    return plan


def _widths(plan: Grid, table: Table) -> list[float]:
    labels = _LABEL_WIDTH.get(plan.label_columns, ())
    figures = plan.columns - len(labels)
    width = 18.0 if figures <= 3 else _FIGURE_WIDTH[table.orientation]
    return [*labels, *[width] * figures]


def _lines(plan: Grid, table: Table, row: int) -> int:
    """How many lines of text the row must hold: labels that span several rows share them."""
    widths = _widths(plan, table)
    most = 1.0
    for label in plan.labels:
        if label.box.top <= row <= label.box.bottom:
            width = sum(widths[label.box.left : label.box.right + 1])
            most = max(most, lines(label.text, width) / (label.box.bottom - label.box.top + 1))
    return -int(-most // 1)
