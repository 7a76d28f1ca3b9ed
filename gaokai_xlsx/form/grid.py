"""Where everything of a table stands on a sheet: the only geometry, for templates, reading and the summary alike.

A table begins at A1 of its sheet, as the addresses in messages and in the official lay-out say (表三: the first figure is D4).
Rows and columns are counted from 0 here; ``a1`` writes them for people.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

from gaokai_xlsx.form.model import Block, Form, Line, Table


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle of cells, merged where it is more than one; both ends included."""

    top: int
    left: int
    bottom: int
    right: int

    @property
    def single(self) -> bool:
        """Whether the box is one cell."""
        return self.top == self.bottom and self.left == self.right


@dataclass(frozen=True, slots=True)
class Label:
    """A printed text of the table; ``kind`` is heading, corner, column or row."""

    box: Box
    text: str
    kind: str


@dataclass(frozen=True, slots=True)
class BlockGrid:
    """One block placed: header rows ``top``..``body - 1``, figures from row ``body`` and column ``left`` on."""

    block: Block
    top: int
    body: int
    left: int


@dataclass(frozen=True)
class Grid:
    """A table on its sheet: labels and one box for each cell key."""

    labels: tuple[Label, ...]
    places: dict[str, Box]
    blocks: tuple[BlockGrid, ...]
    rows: int
    columns: int
    label_columns: int


@cache
def grid(table: Table) -> Grid:
    """Lay a table out: blocks below each other, the last column of a narrower block stretched to the table's width."""
    depth = max(len(row.label) for block in table.blocks for row in block.rows)
    width = depth + max(len(block.columns) for block in table.blocks)
    labels: list[Label] = []
    places: dict[str, Box] = {}
    blocks: list[BlockGrid] = []
    row = 0
    for block in table.blocks:
        if block.heading:
            labels.append(Label(Box(row, 0, row, width - 1), block.heading, "heading"))
            row += 1
        levels = max(len(column.label) for column in block.columns)
        body = row + levels
        spans = list(_spans(len(block.columns), depth, width))
        if block.corner:
            labels.append(Label(Box(row, 0, body - 1, depth - 1), block.corner, "corner"))
        for box, text in _nest(block.columns, levels):
            labels.append(Label(Box(row + box.left, spans[box.top][0], row + box.right, spans[box.bottom][1]), text, "column"))
        for box, text in _nest(block.rows, depth):
            labels.append(Label(Box(body + box.top, box.left, body + box.bottom, box.right), text, "row"))
        for down, line in enumerate(block.rows):
            for (first, last), column in zip(spans, block.columns, strict=True):
                places[cell_key(table, line, column)] = Box(body + down, first, body + down, last)
        blocks.append(BlockGrid(block, row, body, depth))
        row = body + len(block.rows)
    return Grid(tuple(labels), places, tuple(blocks), row, width, depth)


@cache
def layout(table: Table) -> tuple[tuple[tuple[Label | str | None, Box], ...], ...]:
    """What begins in each row from left to right, and its box: a label, a cell key, or None where the form prints nothing."""
    plan = grid(table)
    found: list[tuple[Label | str | None, Box]] = [(label, label.box) for label in plan.labels]
    found += plan.places.items()
    taken = {(r, c) for _, box in found for r in range(box.top, box.bottom + 1) for c in range(box.left, box.right + 1)}
    found += [(None, Box(r, c, r, c)) for r in range(plan.rows) for c in range(plan.columns) if (r, c) not in taken]
    found.sort(key=lambda item: (item[1].top, item[1].left))
    return tuple(tuple(item for item in found if item[1].top == row) for row in range(plan.rows))


def cell_key(table: Table, row: Line, column: Line) -> str:
    """Table, row and column key joined; empty parts (a table with one unnamed row or column) are left out."""
    return ".".join(part for part in (table.key, row.key, column.key) if part)


def a1(row: int, column: int, *, absolute: bool = False) -> str:
    """The address people write: ``a1(3, 3) == "D4"``."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return f"${letters}${row + 1}" if absolute else f"{letters}{row + 1}"


def runs(addresses: list[str]) -> list[tuple[str, str]]:
    """Neighbouring addresses of one row or one column drawn together, in the order given: ``D6, D7, D8`` → ``(D6, D8)``."""
    found: list[list[tuple[int, int]]] = []
    for at in map(position, addresses):
        if found and _continues(found[-1], at):
            found[-1].append(at)
        else:
            found.append([at])
    return [(a1(*run[0]), a1(*run[-1])) for run in found]


def _continues(run: list[tuple[int, int]], at: tuple[int, int]) -> bool:
    step = (at[0] - run[-1][0], at[1] - run[-1][1])
    if len(run) == 1:
        return step in ((0, 1), (1, 0))
    return step == (run[-1][0] - run[-2][0], run[-1][1] - run[-2][1])


@lru_cache(maxsize=4096)
def position(address: str) -> tuple[int, int]:
    """Row and column of an address, from 0: ``position("D4") == (3, 3)``."""
    letters = address.rstrip("0123456789")
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - 64
    return int(address[len(letters) :]) - 1, column - 1


def address(form: Form, key: str) -> tuple[str, str]:
    """Sheet name and address where a figure stands in the template of this edition."""
    table = form.table(form.cells[key].table)
    box = grid(table).places[key]
    return table.sheet, a1(box.top, box.left)


def _spans(count: int, depth: int, width: int) -> Iterator[tuple[int, int]]:
    for at in range(count):
        yield depth + at, (width - 1 if at == count - 1 else depth + at)


def _nest(lines: tuple[Line, ...], depth: int) -> Iterator[tuple[Box, str]]:
    """Header boxes of label paths: top..bottom runs over the lines, left..right over the levels.

    Neighbours with the same path so far share a box; the last level of a path reaches to the innermost level.
    """
    for level in range(depth):
        start = 0
        while start < len(lines):
            path = lines[start].label[: level + 1]
            end = start
            while end + 1 < len(lines) and lines[end + 1].label[: level + 1] == path:
                end += 1
            if len(path) == level + 1:
                last = depth - 1 if len(lines[start].label) == level + 1 else level
                yield Box(start, level, end, last), path[level]
            start = end + 1
