"""An official table drawn on a sheet, labels and merges as printed; who draws decides what stands in the figures."""

from __future__ import annotations

from collections.abc import Callable

from xlsxwriter.worksheet import Worksheet

from gaokai_xlsx.form.grid import Box, Grid, grid
from gaokai_xlsx.form.model import Cell, Form, Table
from gaokai_xlsx.workbook import GREY, HEI, LINE, SONG, Book, lines, write_text

_LABEL_WIDTH = {1: (22.0,), 2: (14.0, 24.0), 3: (8.5, 11.0, 33.0)}
_FIGURE_WIDTH = {"portrait": 10.5, "landscape": 11.0}  # holds 99,999,999; larger sums shrink


def draw(book: Book, sheet: Worksheet, form: Form, table: Table, figure: Callable[[Cell, Box], None]) -> Grid:
    """Draw the table at A1 with its widths and heights; ``figure`` writes each figure into its box."""
    plan = grid(table)
    widths = table_widths(table)
    for column, width in enumerate(widths):
        sheet.set_column(column, column, width)
    for row in range(plan.rows):
        sheet.set_row(row, row_height(plan, row, widths))
    labels(book, sheet, plan, lambda box: box)
    for cell in form.of_table(table.key):
        figure(cell, plan.places[cell.key])
    return plan


def labels(book: Book, sheet: Worksheet, plan: Grid, at: Callable[[Box], Box], **style: object) -> None:
    """The printed texts of a table; ``at`` says where a box of the grid stands on this sheet."""
    for label in plan.labels:
        bold = label.kind in ("heading", "column")
        left = label.kind == "row" and label.box.right == plan.label_columns - 1
        own = {"border": 1, "border_color": LINE, "bg_color": GREY, "text_wrap": True, "font_name": HEI if bold else SONG}
        write_text(sheet, at(label.box), label.text, book.style(align="left" if left else "center", **(own | style)))


def row_height(plan: Grid, row: int, widths: list[float]) -> float:
    """Points a row needs: labels that span several rows share them."""
    most = 1.0
    for label in plan.labels:
        if label.box.top <= row <= label.box.bottom:
            width = sum(widths[label.box.left : label.box.right + 1])
            most = max(most, lines(label.text, width) / (label.box.bottom - label.box.top + 1))
    return 15.5 * -int(-most // 1) + 6


def table_widths(table: Table) -> list[float]:
    """Column widths of a table drawn at A1."""
    plan = grid(table)
    own = _LABEL_WIDTH.get(plan.label_columns, ())
    figures = plan.columns - len(own)
    width = 18.0 if figures <= 3 else _FIGURE_WIDTH[table.orientation]
    return [*own, *[width] * figures]
