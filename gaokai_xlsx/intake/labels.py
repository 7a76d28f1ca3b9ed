"""What the headings of one sheet say about the places of a table: each figure stands beside its row's label, under its column's.

A table may stand as the form prints it, transposed (headings down the side), or crosswise (表四 as three rows by five columns).
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache

from gaokai_xlsx.cells.model import Area, Kind, Sheet
from gaokai_xlsx.form.grid import cell_key, grid
from gaokai_xlsx.form.model import Block, Form, Line, Table
from gaokai_xlsx.quantity import fold, letters

_MANY = 60  # occurrences of one label in a sheet beyond which it says nothing; also keeps hostile sheets from costing time
_NEAR = 3  # the next heading level stands at most so many rows or columns away
_NUMBERING = re.compile(r"^(?:\([一二三四五六七八九十]+\)|[一二三四五六七八九十]+、|\d+\.)")

At = tuple[int, int]  # row, column


@dataclass(frozen=True)
class Found:
    """What one sheet shows of one table.

    ``whole``: every label of the figures that are typed in stands there exactly once; ``ordered``: and in the form's order;
    ``lacking``: the labels that are not there, or more than once.
    """

    sheet: Sheet
    places: Mapping[str, At]
    whole: bool
    ordered: bool
    lacking: tuple[str, ...]


@dataclass(frozen=True)
class _Placed:
    """One block on one sheet: its figures; ``unique``: no row label stands twice; ``ordered`` as in its layout."""

    places: Mapping[str, At]
    unique: bool
    ordered: bool
    lacking: tuple[str, ...]


@dataclass(frozen=True)
class _Layout:
    """One way in which a block can stand: lines down the side, lines along the top, the key of each crossing."""

    rows: tuple[Line, ...]
    columns: tuple[Line, ...]
    keys: Mapping[At, str]


class SheetView:
    """One sheet, its texts folded and its merges known, asked for label paths."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        self.texts: dict[At, str] = {}
        self.found: dict[str, list[At]] = {}
        for at, cell in sheet.cells.items():
            if cell.kind is Kind.TEXT and (text := letters(cell.text)):
                self.texts[at] = text
                self.found.setdefault(text, []).append(at)
        self.merges = {(m.top, m.left): m for m in sheet.merges}
        self.by_row: dict[int, list[int]] = {}
        self.by_column: dict[int, list[int]] = {}
        for row, column in sorted(self.texts):
            self.by_row.setdefault(row, []).append(column)
            self.by_column.setdefault(column, []).append(row)

    def table(self, form: Form, table: Table) -> Found:
        """The places of a table's figures on this sheet, as far as its labels prove them."""
        blocks = [max((self.block(w) for w in self.layouts(table, b)), key=lambda p: len(p.places)) for b in table.blocks]
        places = {key: at for block in blocks for key, at in block.places.items()}
        whole = all(b.unique for b in blocks) and all(key in places for key in grid(table).places if not form.cells[key].derived)
        lacking = tuple(label for block in blocks for label in block.lacking)
        return Found(self.sheet, places, whole, whole and all(b.ordered for b in blocks), lacking)

    def layouts(self, table: Table, block: Block) -> Iterator[_Layout]:
        """The ways in which a block may stand here: as printed, and others only where its headings are there but do not fit."""
        printed, *others = _layouts(table, block)
        yield printed
        lines = [line for line in (*block.rows, *block.columns) if line.label]
        known = [line for line in lines if any(text in self.found for text in _spellings(line, len(line.label) - 1))]
        if 2 * len(known) > len(lines) and not self.block(printed).places:
            yield from others

    def block(self, layout: _Layout) -> _Placed:
        """The places of a block's figures in one layout."""
        rows = [[(a.top, a.right) for a in self.paths(line, down=False)] for line in layout.rows]
        columns = [[(a.bottom, a.left) for a in self.paths(line, down=True)] for line in layout.columns]
        lacking = [line.label[-1] for line, hits in zip(layout.rows, rows, strict=True) if line.label and len(hits) != 1]
        lacking += [line.label[-1] for line, hits in zip(layout.columns, columns, strict=True) if line.label and not hits]
        # Figures that have no heading on one side stand right after all headings of the other side.
        if not layout.rows[0].label:
            rows = [[(below + 1, -1) for below in _farthest([[bottom for bottom, _ in hits] for hits in columns])]]
        if not layout.columns[0].label:
            columns = [[(-1, beside + 1) for beside in _farthest([[right for _, right in hits] for hits in rows])]]
        crossings: dict[At, At] = {}
        for i, row_hits in enumerate(rows):
            if len(row_hits) != 1:
                continue
            at, right = row_hits[0]
            for j, column_hits in enumerate(columns):
                above = [(bottom, column) for bottom, column in column_hits if bottom < at and column > right]
                nearest = [column for bottom, column in above if bottom == max(b for b, _ in above)]
                if len(nearest) == 1:
                    crossings[i, j] = (at, nearest[0])
        places = {layout.keys[ij]: at for ij, at in crossings.items() if ij in layout.keys}
        return _Placed(places, all(len(hits) <= 1 for hits in rows), _in_order(crossings), tuple(lacking))

    def paths(self, line: Line, *, down: bool) -> list[Area]:
        """Where the label path of a line ends: the area of its last level. A level that nobody wrote anywhere is passed over."""
        if not line.label:
            return []
        reached: list[Area | None] = [None]
        for level in range(len(line.label)):
            spellings = [s for s in _spellings(line, level) if s in self.found]
            following: list[Area | None] = []
            for spelling in spellings:
                if len(self.found[spelling]) > _MANY:
                    return []
                following = [self.area(at, down) for at in self.found[spelling] if any(_follows(outer, at, down) for outer in reached)]
                if following:
                    break
            if spellings or level == len(line.label) - 1:
                reached = following
        return [area for area in reached if area]

    def area(self, at: At, down: bool) -> Area:
        """What a heading covers: its merged range, or up to the next text where somebody took the merges away."""
        if at in self.merges:
            return self.merges[at]
        row, column = at
        if down:
            return Area(row, column, row, _next(self.by_row[row], column, column + 40) - 1)
        return Area(row, column, _next(self.by_column[column], row, row + 200) - 1, column)

    def headings_missing(self, table: Table, key: str) -> bool:
        """Whether the headings over and beside the home of a figure are blank (lost), not different ones."""
        plan = grid(table)
        box = plan.places[key]
        block = max((b for b in plan.blocks if b.body <= box.top), key=lambda b: b.body)
        over = [(row, box.left) for row in range(block.top, block.body)]
        beside = [(box.top, column) for column in range(block.left)]
        return not any(at in self.texts for at in over + beside)


@cache
def _layouts(table: Table, block: Block) -> tuple[_Layout, ...]:
    printed = {(i, j): cell_key(table, r, c) for i, r in enumerate(block.rows) for j, c in enumerate(block.columns)}
    found = [_Layout(block.rows, block.columns, printed)]
    if any(len(column.label) > 1 for column in block.columns) and not any(row.label for row in block.rows):
        outer = list(dict.fromkeys(c.label[:-1] for c in block.columns))
        inner = list(dict.fromkeys(c.label[-1:] for c in block.columns))
        rows = tuple(Line("", path, "") for path in outer)
        columns = tuple(replace(next(c for c in block.columns if c.label[-1:] == path), label=path) for path in inner)
        keys = {(outer.index(c.label[:-1]), inner.index(c.label[-1:])): printed[0, j] for j, c in enumerate(block.columns)}
        found.append(_Layout(rows, columns, keys))
    turned = [_Layout(way.columns, way.rows, {(j, i): key for (i, j), key in way.keys.items()}) for way in found]
    return (*found, *turned)


def unnumbered(text: str) -> str:
    """A label without its number: ``1.属于国家秘密`` → ``属于国家秘密``."""
    return _NUMBERING.sub("", fold(text))


@cache
def _spellings(line: Line, level: int) -> tuple[str, ...]:
    """How people write one level of a label path: as printed, by its other names, without its number."""
    said = (line.label[level], *(line.aliases if level == len(line.label) - 1 else ()))
    return tuple(dict.fromkeys(map(letters, (*said, *map(unnumbered, said)))))


def _follows(outer: Area | None, at: At, down: bool) -> bool:
    """Whether a cell can be the next level of a path that reached ``outer``."""
    if outer is None:
        return True
    row, column = at
    if down:
        return outer.left <= column <= outer.right and outer.bottom < row <= outer.bottom + _NEAR
    return outer.top <= row <= outer.bottom and outer.right < column <= outer.right + _NEAR


def _next(texts: list[int], after: int, otherwise: int) -> int:
    """The next of these ascending numbers."""
    at = bisect_right(texts, after)
    return texts[at] if at < len(texts) else otherwise


def _farthest(lines: list[list[int]]) -> list[int]:
    """How far the labels of one side reach; nothing where one of them stands twice, or none is there."""
    hits = [hit for line in lines for hit in line]
    return [max(hits)] if hits and all(len(line) <= 1 for line in lines) else []


def _in_order(crossings: Mapping[At, At]) -> bool:
    """Whether rows and columns follow each other as in the layout."""
    rows = [at for _, at in sorted({i: at for (i, _), (at, _) in crossings.items()}.items())]
    columns = [at for _, at in sorted({j: at for (_, j), (_, at) in crossings.items()}.items())]
    return rows == sorted(set(rows)) and columns == sorted(set(columns))
