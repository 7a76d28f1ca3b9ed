"""Where the figures of a file stand that are not where the template has them: runs that moved together, and back to places.

来源 of the summary says it so: a table of 175 figures two rows lower is one line and not 175. The list there has a line a file
(``SHA`` is its fingerprint, from ``FIRST`` on a column a table) and below it, under heads of its own, a line a ``Move``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from gaokai_xlsx.form.grid import Box, a1, grid, position
from gaokai_xlsx.form.model import Form, Table

NUMBER, UNIT, CODE, PATH, SHA, FIRST = range(6)
WHAT, HOME, THERE, COUNT = range(SHA, SHA + 4)

Spot = tuple[str, int, int]
"""Sheet name, row, column, from 0."""
Shift = tuple[str, int, int]
"""Sheet name, and by how many rows and columns lower and to the right than in the template."""


@dataclass(frozen=True, slots=True)
class Move:
    """The figures of a table in one range of the template, and the sheet and range where they stand in a file.

    A range of the same shape holds them in the same order; a single row or column holds them one after the other, in form order.
    ``there`` is None for figures that the file has no cells for.
    """

    table: str
    home: Box
    sheet: str = ""
    there: Box | None = None

    def keys(self, form: Form) -> list[str]:
        """Its figures, in form order."""
        return [key for key, at in _homes(form.table(self.table)).items() if _within(self.home, at)]

    def spot(self, form: Form, key: str) -> Spot | None:
        """Where one of its figures stands in the file."""
        if self.there is None:
            return None
        row, column = _homes(form.table(self.table))[key]
        if self.lined:
            at = self.keys(form).index(key)
            down = self.there.left == self.there.right
            return (self.sheet, self.there.top + at, self.there.left) if down else (self.sheet, self.there.top, self.there.left + at)
        return self.sheet, self.there.top + row - self.home.top, self.there.left + column - self.home.left

    @property
    def lined(self) -> bool:
        """Whether they stand one after the other, whatever their order in the template."""
        return self.there is not None and _shape(self.there) != _shape(self.home)


def moves(form: Form, origins: Mapping[str, Spot]) -> list[Move]:
    """What of a file is not at its address of the template, in form order; each figure is in one move or at its address."""
    return [move for table in form.tables for move in _of_table(table, origins)]


def spots(form: Form, moved: Iterable[Move]) -> dict[str, Spot | None]:
    """The place of every figure in the file, from its moves alone; None where the file has no such cell."""
    found: dict[str, Spot | None] = {key: (t.sheet, *at) for t in form.tables for key, at in _homes(t).items()}
    for move in moved:
        found |= {key: move.spot(form, key) for key in move.keys(form)}
    return found


def range_text(box: Box) -> str:
    """A range as people write it: ``D4`` or ``D4:J28``."""
    first, last = a1(box.top, box.left), a1(box.bottom, box.right)
    return first if box.single else f"{first}:{last}"


def range_box(text: str) -> Box:
    """The range of such a text; raises ValueError for another."""
    first, _, last = text.partition(":")
    ends = [position(end) for end in (first, last or first)]
    return Box(*ends[0], *ends[1])


def _of_table(table: Table, origins: Mapping[str, Spot]) -> Iterator[Move]:
    homes = _homes(table)
    if all(origins.get(key) == (table.sheet, *at) for key, at in homes.items()):
        return
    shifts = {key: _shift(origins.get(key), at) for key, at in homes.items()}
    if len(set(shifts.values())) > 1 and (lined := _line(table, origins)):
        yield lined
        return
    left = {key for key, shift in shifts.items() if shift != (table.sheet, 0, 0)}
    for key in homes:
        if key in left:
            alike = {k for k in left if shifts[k] == shifts[key]}
            box = _bounds(homes.values()) if len(alike) == len(homes) else _rectangle(homes, key, alike)
            left -= {k for k, at in homes.items() if _within(box, at)}
            yield _moved(table.key, box, shifts[key])


def _moved(table: str, box: Box, shift: Shift | None) -> Move:
    if shift is None:
        return Move(table, box)
    sheet, down, right = shift
    return Move(table, box, sheet, Box(box.top + down, box.left + right, box.bottom + down, box.right + right))


def _line(table: Table, origins: Mapping[str, Spot]) -> Move | None:
    """All figures of a table one after the other in a row (as 明细 has them) or in a column."""
    homes = _homes(table)
    found = [origins[key] for key in homes if key in origins]
    if len(found) < len(homes) or len({sheet for sheet, _, _ in found}) > 1:
        return None
    sheet, top, left = found[0]
    for down, right in ((0, 1), (1, 0)):
        if found == [(sheet, top + n * down, left + n * right) for n in range(len(found))]:
            there = Box(top, left, *found[-1][1:])
            line = Move(table.key, _bounds(homes.values()), sheet, there)
            return line if line.lined else None
    return None


def _rectangle(homes: Mapping[str, tuple[int, int]], key: str, alike: set[str]) -> Box:
    """The largest range from a figure to the right and then down that holds no figure but these."""
    rows: dict[int, list[tuple[int, bool]]] = {}
    for k, (row, column) in homes.items():
        rows.setdefault(row, []).append((column, k in alike))
    top, left = homes[key]
    right = left
    for column, one in rows[top]:
        if column > left:
            if not one:
                break
            right = column
    bottom = top
    for row in sorted(r for r in rows if r > top):
        inside = [one for column, one in rows[row] if left <= column <= right]
        if not inside or not all(inside):
            break
        bottom = row
    return Box(top, left, bottom, right)


@cache
def _homes(table: Table) -> Mapping[str, tuple[int, int]]:
    """Row and column of each figure in the template, in form order."""
    return {key: (box.top, box.left) for key, box in grid(table).places.items()}


def _shift(spot: Spot | None, home: tuple[int, int]) -> Shift | None:
    return None if spot is None else (spot[0], spot[1] - home[0], spot[2] - home[1])


def _bounds(places: Iterable[tuple[int, int]]) -> Box:
    rows, columns = zip(*places, strict=True)
    return Box(min(rows), min(columns), max(rows), max(columns))


def _within(box: Box, at: tuple[int, int]) -> bool:
    return box.top <= at[0] <= box.bottom and box.left <= at[1] <= box.right


def _shape(box: Box) -> tuple[int, int]:
    return box.bottom - box.top, box.right - box.left
