"""Where the figures of a table stand in 明细 of the summary: one row a unit, one column a figure in form order.

Behind the figures stand columns that group the units (类别 …) and 备注. The rows end at the first blank name; what stands further
below (小计) is no unit.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from gaokai_xlsx import texts
from gaokai_xlsx.form.model import Cell, Form, Table

NUMBER, CODE, NAME, FIRST_COLUMN = range(4)
FIRST_ROW = 3  # below title, row labels, column labels
MARKS = ("detail.failed", "detail.zeroed", "detail.restored")
"""Keys of what may stand behind a unit's name, because it taints its figures."""


def sheet_name(table: Table) -> str:
    """明细二, 明细三 and so on."""
    return texts.say("sum.detail", table=table.short.removeprefix("表"))


def slots(form: Form, table: Table) -> Iterator[tuple[int, Cell]]:
    """Column and cell of each figure."""
    return enumerate(form.of_table(table.key), start=FIRST_COLUMN)


def behind(form: Form, table: Table) -> int:
    """The first column behind the figures."""
    return FIRST_COLUMN + len(form.of_table(table.key))


def marked(name: str, marks: Iterable[str]) -> str:
    """A unit's name as it stands in 明细: with what taints its figures."""
    return name + "".join(texts.say(mark) for mark in marks)


def bare(shown: str) -> tuple[str, str]:
    """A unit's name and the marks behind it, as they stand in its row."""
    marks = [texts.say(key) for key in MARKS]
    name = shown
    while mark := next((m for m in marks if name.endswith(m)), ""):
        name = name.removesuffix(mark)
    return name, shown[len(name) :]
