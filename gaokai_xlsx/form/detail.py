"""Where the figures of a table stand in 明细 of the summary: one row a unit, one column a figure in form order."""

from __future__ import annotations

from collections.abc import Iterator

from gaokai_xlsx import texts
from gaokai_xlsx.form.model import Cell, Form, Table

NUMBER, CODE, NAME, FIRST_COLUMN = range(4)
FIRST_ROW = 3  # below title, row labels, column labels


def sheet_name(table: Table) -> str:
    """明细二, 明细三 and so on."""
    return texts.say("sum.detail", table=table.short.removeprefix("表"))


def slots(form: Form, table: Table) -> Iterator[tuple[int, Cell]]:
    """Column and cell of each figure."""
    return enumerate(form.of_table(table.key), start=FIRST_COLUMN)
