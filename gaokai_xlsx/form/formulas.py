"""What spreadsheets call the figures of a form: defined names, ranges, the formulas of totals."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from gaokai_xlsx.form.grid import Box, a1, grid
from gaokai_xlsx.form.model import Form, Kind


def name_of(key: str) -> str:
    """The defined name of a figure in the workbook that goes out."""
    return "GK_" + key.replace(".", "_")


def quote(sheet: str) -> str:
    """A sheet name as formulas write it."""
    return "'" + sheet.replace("'", "''") + "'"


def ranges(boxes: Iterable[Box]) -> list[str]:
    """The fewest rectangles that cover single cells (by their upper left): ``["D6:I26"]``, ``["A4:D4", "F4"]``."""
    return [ref for ref, _ in rectangles((box.top, box.left) for box in boxes)]


def rectangles(cells: Iterable[tuple[int, int]]) -> list[tuple[str, list[list[tuple[int, int]]]]]:
    """The same with the cells of each rectangle, row by row."""
    runs: list[list[int]] = []  # top, bottom, left, right
    for row, column in sorted(cells):
        if runs and runs[-1][0] == row and runs[-1][3] == column - 1:
            runs[-1][3] = column
        else:
            runs.append([row, row, column, column])
    stacked: list[list[int]] = []
    for run in runs:
        above = next((s for s in stacked if s[1] == run[0] - 1 and s[2:] == run[2:]), None)
        if above:
            above[1] = run[1]
        else:
            stacked.append(run)
    return [(_reference(*s), [[(r, c) for c in range(s[2], s[3] + 1)] for r in range(s[0], s[1] + 1)]) for s in stacked]


def _reference(top: int, bottom: int, left: int, right: int) -> str:
    first, last = a1(top, left), a1(bottom, right)
    return first if first == last else f"{first}:{last}"


@cache
def total_formula(form: Form, key: str) -> str:
    """The formula of a derived cell on its own sheet: the sum of its parts one level down."""
    equation = next(e for e in form.equations if e.anchor == key and e.identity.kind is not Kind.BALANCE)
    places = grid(form.table(equation.table)).places
    return f"=SUM({','.join(ranges(places[k] for k in equation.left))})"
