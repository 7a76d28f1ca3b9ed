"""Where the figures of a table stand in 明细 of the summary: one row a unit, one column a figure in form order.

Behind the figures stand columns that group the units (类别 …) and 备注. The rows end at the first blank name; what stands further
below (小计) is no unit.
Where a unit is itself a summary of the level below, its own units stand in 明细·下级, each behind the bodies through which it was added up.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from gaokai_xlsx import texts
from gaokai_xlsx.form.model import Cell, Form, Table
from gaokai_xlsx.quantity import Figure, exact, fold, plain

NUMBER, CODE, NAME, FIRST_COLUMN = range(4)
FIRST_ROW = 3  # below title, row labels, column labels
MARKS = ("detail.transcribed", "detail.failed", "detail.zeroed", "detail.restored")
"""Keys of what may stand behind a unit's name, because it taints its figures."""

_BETWEEN = "›"  # between the bodies of a path; a name that has it is shown with another sign


@dataclass(frozen=True, slots=True)
class Layout:
    """In which columns a sheet of units has code, name, first figure and (below) the bodies above the unit."""

    code: int
    name: int
    first: int
    parents: int | None = None


OWN = Layout(CODE, NAME, FIRST_COLUMN)
BELOW = Layout(code=2, name=3, first=4, parents=1)


def sheet_name(table: Table) -> str:
    """明细二, 明细三 and so on."""
    return texts.say("sum.detail", table=table.short.removeprefix("表"))


def below_name(table: Table) -> str:
    """明细二·下级 and so on."""
    return texts.say("levels.detail", detail=sheet_name(table))


def slots(form: Form, table: Table, first: int = FIRST_COLUMN) -> Iterator[tuple[int, Cell]]:
    """Column and cell of each figure."""
    return enumerate(form.of_table(table.key), start=first)


def behind(form: Form, table: Table) -> int:
    """The first column behind the figures."""
    return FIRST_COLUMN + len(form.of_table(table.key))


def origin_column(form: Form, table: Table) -> int:
    """The column of 明细·下级 that says where the figures stand in the summary they came from."""
    return BELOW.first + len(form.of_table(table.key))


def marked(name: str, marks: Iterable[str]) -> str:
    """A unit's name as it stands in 明细: with what taints its figures."""
    return name + "".join(texts.say(mark) for mark in marks)


def bare(shown: str) -> tuple[str, str]:
    """A unit's name and the marks behind it, as they stand in its row."""
    marks = [texts.say(key) for key in MARKS]
    name = shown
    while mark := next((m for m in marks if name.endswith(m) and name != m), ""):
        name = name.removesuffix(mark)
    return name, shown[len(name) :]


def step(name: str) -> str:
    """A body's name as a step of a path."""
    return name.replace(_BETWEEN, ">")


def joined(parents: Iterable[str]) -> str:
    """The bodies above a unit, outermost first, as one text: ``甲市›乙县``."""
    return _BETWEEN.join(map(step, parents))


def parted(text: str) -> tuple[str, ...]:
    """The same text taken apart."""
    return tuple(text.split(_BETWEEN)) if text else ()


def fingerprint(form: Form, rows: Iterable[tuple[Sequence[str], str, str, Mapping[str, Figure]]]) -> str:
    """sha256 over all unit rows (parents, code, name, figures), whatever their order: what is changed by hand in 明细 changes it."""
    keys = [key for key, cell in form.cells.items() if not cell.derived]
    lines = []
    for parents, code, name, figures in rows:
        known = [f"{key}={plain(_kept(figures[key]))}" for key in keys if key in figures]
        lines.append("|".join((fold(joined(parents)), fold(code), fold(bare(name)[0]), *known)))
    return hashlib.sha256("\n".join(sorted(lines)).encode()).hexdigest()


def _kept(value: Figure) -> Figure:
    """A figure as a spreadsheet keeps it: sums of many amounts may have more digits than a binary number."""
    return exact(float(value)) if isinstance(value, Decimal) else value
