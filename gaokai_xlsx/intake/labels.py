"""What the headings of one sheet say about the places of a table: each figure stands beside its row's label, under its column's.

A table may stand as the form prints it, transposed (headings down the side), or crosswise (表四 as three rows by five columns).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from gaokai_xlsx.cells.model import Area, Cell, Kind, Sheet
from gaokai_xlsx.form.grid import grid
from gaokai_xlsx.form.model import Block, Form, Table
from gaokai_xlsx.intake import headings
from gaokai_xlsx.intake.headings import At, Layout
from gaokai_xlsx.quantity import fold

_BODY = 8  # rows or columns beyond the headings that are looked at for figures
_RUNNING = 4  # a line of so few numbers may be figures
_SMALL = 100  # cells of a merged range that are listed one by one
_MERGES = 2000  # merged ranges of a sheet that are looked at; a template has about 120
_FIGURE = re.compile(r"[\d,.]+\D?")


@dataclass(frozen=True)
class Found:
    """What one sheet shows of one table.

    ``whole``: every label of the figures that are typed in stands there exactly once; ``ordered``: and in the form's order;
    ``lacking``: the labels that are not there, or more than once; ``doubts``: the figures that share their labels with others.
    """

    sheet: Sheet
    places: Mapping[str, At]
    whole: bool
    ordered: bool
    lacking: tuple[str, ...]
    doubts: frozenset[str]


@dataclass(frozen=True)
class _Placed:
    """One block on one sheet: its figures; ``unique``: no row label stands twice; ``ordered`` as in its layout."""

    places: Mapping[str, At]
    unique: bool
    ordered: bool
    lacking: tuple[str, ...]
    doubts: frozenset[str]


class SheetView:
    """One sheet, its headings found and its merges known, asked for the places of a form's figures."""

    def __init__(self, form: Form, sheet: Sheet) -> None:
        self.sheet = sheet
        self.headings = headings.of(form, sheet)
        looked_at = sheet.merges[:_MERGES]
        self.wide = [m for m in looked_at if _size(m) > _SMALL]
        self.hidden = {at for m in looked_at if _size(m) <= _SMALL for at in _within(m) if at != (m.top, m.left)}

    def table(self, form: Form, table: Table) -> Found:
        """The places of a table's figures on this sheet, as far as its labels prove them."""
        blocks = [self.block(table, block) for block in table.blocks]
        places = {key: at for block in blocks for key, at in block.places.items()}
        whole = all(b.unique for b in blocks) and all(key in places for key in grid(table).places if not form.cells[key].derived)
        lacking = tuple(label for block in blocks for label in block.lacking)
        doubts = frozenset(key for block in blocks for key in block.doubts)
        return Found(self.sheet, places, whole, whole and all(b.ordered for b in blocks), lacking, doubts)

    def block(self, table: Table, block: Block) -> _Placed:
        """A block as printed, or in another way where its headings are there but do not fit."""
        printed, *others = headings.layouts(table, block)
        found = self.placed(printed)
        if found.places or not self.headings.known(block):
            return found
        return max((found, *map(self.placed, others)), key=lambda p: len(p.places))

    def placed(self, layout: Layout) -> _Placed:
        """The places of a block's figures in one layout."""
        hits = self.headings.hits(layout)
        if layout.rows[0].label and layout.columns[0].label:
            crossed = self.headings.crossings(layout)
            rows = hits.rows
        else:
            # Figures that have no heading on one side stand beyond all headings of the other side.
            rows, columns = hits.rows, hits.columns
            if not layout.rows[0].label:
                rows = [[Area(row, -1, row, -1) for row in self.bodies(columns, down=True)]]
            if not layout.columns[0].label:
                columns = [[Area(-1, column, -1, column) for column in self.bodies(rows, down=False)]]
            crossed = headings.crossings(layout, rows, columns)
        places = {key: (row.top, column.left) for key, (row, column) in crossed.areas.items()}
        doubts = frozenset(key for key, areas in crossed.areas.items() if self.rivalled(*areas))
        return _Placed(places, all(len(found) <= 1 for found in rows), crossed.ordered, hits.lacking, doubts)

    def bodies(self, lines: list[list[Area]], *, down: bool) -> list[int]:
        """The rows below (or columns beside) all these headings that hold figures; the first one where none does.

        Nothing where a heading stands twice. A line of running numbers (栏次) holds none. The table ends at the first blank line.
        """
        hits = [hit for line in lines for hit in line]
        if not hits or any(len(line) > 1 for line in lines):
            return []
        first = 1 + max(hit.bottom if down else hit.right for hit in hits)
        found: list[int] = []
        for number in range(first, first + _BODY):
            cells = [self.sheet.at(number, hit.left) if down else self.sheet.at(hit.top, number) for hit in hits]
            held = [cell for cell in cells if cell.kind is not Kind.BLANK or cell.formula is not None]
            if len(held) > 1:
                found += [] if _running(held) else [number]
            elif found:
                break
        return found or [first]

    def rivalled(self, row: Area, column: Area) -> bool:
        """Whether other figures stand under the same heading and beside the same label, or this one lies hidden under a merged cell."""
        own = self.sheet.at(row.top, column.left)
        if self.covered(row.top, column.left) and own.kind is not Kind.BLANK:
            return True
        if row.top == row.bottom and column.left == column.right:
            return False
        for at in ((r, c) for r in range(row.top, row.bottom + 1) for c in range(column.left, column.right + 1)):
            other = self.sheet.cells.get(at)
            if other and other.text != own.text and _is_figure(other) and not self.covered(*at):
                return True
        return False

    def covered(self, row: int, column: int) -> bool:
        """Whether a merged cell hides this one."""
        return (row, column) in self.hidden or any(_hides(area, row, column) for area in self.wide)

    def headings_missing(self, table: Table, key: str) -> bool:
        """Whether the headings over and beside the home of a figure are blank (lost), not different ones."""
        plan = grid(table)
        box = plan.places[key]
        block = max((b for b in plan.blocks if b.body <= box.top), key=lambda b: b.body)
        over = [(row, box.left) for row in range(block.top, block.body)]
        beside = [(box.top, column) for column in range(block.left)]
        return not any(at in self.headings.texts for at in over + beside)


def _size(area: Area) -> int:
    return (area.bottom - area.top + 1) * (area.right - area.left + 1)


def _within(area: Area) -> Iterator[At]:
    return ((row, column) for row in range(area.top, area.bottom + 1) for column in range(area.left, area.right + 1))


def _hides(area: Area, row: int, column: int) -> bool:
    return area.top <= row <= area.bottom and area.left <= column <= area.right and (row, column) != (area.top, area.left)


def _is_figure(cell: Cell) -> bool:
    """Whether people would take a cell for a figure."""
    return cell.kind not in (Kind.BLANK, Kind.TEXT) or _FIGURE.fullmatch(fold(cell.text)) is not None


def _running(cells: list[Cell]) -> bool:
    """Whether cells number the columns, as 1, 2, 3 or (1), (2), (3)."""
    said = [re.sub(r"[()\[\]栏]", "", fold(cell.text)) for cell in cells]
    return len(said) > _RUNNING and said == [str(n) for n in range(1, len(said) + 1)]
