"""Where the headings of a form stand on one sheet: label paths, and the crossings of rows and columns they lead to.

What this says rests on the words that stand on a sheet and on its merged ranges alone, not on its figures. These are the same in
every copy of a template, so it is worked out once for all of them (``of`` remembers it).
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache, lru_cache

from gaokai_xlsx.cells.model import Area, Sheet
from gaokai_xlsx.form.grid import cell_key
from gaokai_xlsx.form.model import Block, Form, Line, Table
from gaokai_xlsx.quantity import fold, letters

_MANY = 60  # occurrences of one label in a sheet beyond which it says nothing; also keeps hostile sheets from costing time
_NEAR = 3  # the next heading level stands at most so many rows or columns away
_LABEL = 200  # characters of a text that can be a label; the longest has 40
_WIDE = 6  # columns that a heading without a merged range can stand over
_REMEMBERED = 500  # texts and merged ranges of a sheet that is remembered; a template has about 250
_NUMBERING = re.compile(r"^(?:\([一二三四五六七八九十]+\)|[一二三四五六七八九十]+、|\d+\.)")

At = tuple[int, int]  # row, column


@dataclass(frozen=True, eq=False)
class Layout:
    """One way in which a block can stand: lines down the side, lines along the top, the key of each crossing."""

    rows: tuple[Line, ...]
    columns: tuple[Line, ...]
    keys: Mapping[At, str]


@dataclass(frozen=True)
class Hits:
    """Where the lines of a layout have their headings, and the headings that are not there, or more than once."""

    rows: list[list[Area]]
    columns: list[list[Area]]
    lacking: tuple[str, ...]


@dataclass(frozen=True)
class Crossings:
    """For each figure whose row and column are known the areas of the two headings; ``ordered``: as in the layout."""

    areas: Mapping[str, tuple[Area, Area]]
    ordered: bool


def of(form: Form, sheet: Sheet) -> Headings:
    """The headings of a form on a sheet."""
    marks = tuple((at, said) for at, text in sheet.texts.items() if (said := _spelled(form, text[:_LABEL])) is not None)
    if len(marks) + len(sheet.merges) > _REMEMBERED:
        return Headings(marks, sheet.merges)
    return _remembered(form, marks, sheet.merges)


@lru_cache(maxsize=32)
def _remembered(_: Form, marks: tuple[tuple[At, tuple[str, ...]], ...], merges: tuple[Area, ...]) -> Headings:
    return Headings(marks, merges)


class Headings:
    """``marks``: where texts stand, each with the spellings of labels of the form that it is; ``merges`` of the sheet."""

    def __init__(self, marks: tuple[tuple[At, tuple[str, ...]], ...], merges: tuple[Area, ...]) -> None:
        self.found: dict[str, list[At]] = {}
        for at, said in marks:
            for spelling in said:
                self.found.setdefault(spelling, []).append(at)
        self.texts = frozenset(at for at, _ in marks)
        self.merges = {(m.top, m.left): m for m in merges}
        self.by_row: dict[int, list[int]] = {}
        self.by_column: dict[int, list[int]] = {}
        for row, column in sorted(self.texts):
            self.by_row.setdefault(row, []).append(column)
            self.by_column.setdefault(column, []).append(row)
        self._hits: dict[Layout, Hits] = {}
        self._crossings: dict[Layout, Crossings] = {}

    def known(self, block: Block) -> bool:
        """Whether most headings of a block are somewhere on the sheet."""
        lines = [line for line in (*block.rows, *block.columns) if line.label]
        known = [line for line in lines if any(text in self.found for text in spellings(line, len(line.label) - 1))]
        return 2 * len(known) > len(lines)

    def hits(self, layout: Layout) -> Hits:
        """The headings of each line of a layout."""
        if layout not in self._hits:
            rows = [_by_row(self.paths(line, down=False)) for line in layout.rows]
            columns = [_by_column(self.paths(line, down=True)) for line in layout.columns]
            lacking = [line.label[-1] for line, hits in zip(layout.rows, rows, strict=True) if line.label and len(hits) != 1]
            lacking += [line.label[-1] for line, hits in zip(layout.columns, columns, strict=True) if line.label and not hits]
            self._hits[layout] = Hits(rows, columns, tuple(lacking))
        return self._hits[layout]

    def crossings(self, layout: Layout) -> Crossings:
        """The crossings of a layout whose lines have headings on both sides."""
        if layout not in self._crossings:
            hits = self.hits(layout)
            self._crossings[layout] = crossings(layout, hits.rows, hits.columns)
        return self._crossings[layout]

    def paths(self, line: Line, *, down: bool) -> list[Area]:
        """Where the label path of a line ends: the area of its last level. A level that nobody wrote anywhere is passed over."""
        if not line.label:
            return []
        reached: list[Area | None] = [None]
        for level in range(len(line.label)):
            written = [s for s in spellings(line, level) if s in self.found]
            following: list[Area | None] = []
            for spelling in written:
                if len(self.found[spelling]) > _MANY:
                    return []
                following = [self.area(at, down) for at in self.found[spelling] if any(_follows(outer, at, down) for outer in reached)]
                if following:
                    break
            if written or level == len(line.label) - 1:
                reached = following
        return [self.shown(area) for area in reached if area]

    def shown(self, area: Area) -> Area:
        """What the last heading of a path covers: its merged range; in a sheet without merges its row up to the next heading near it."""
        if (area.top, area.left) in self.merges:
            return area
        others = [c for r in range(max(area.top - _NEAR, 0), area.top + 1) for c in self.by_row.get(r, ()) if c > area.left]
        right = area.left if self.merges else min([area.right, area.left + _WIDE, *(c - 1 for c in others)])
        return Area(area.top, area.left, area.top, right)

    def area(self, at: At, down: bool) -> Area:
        """What a heading covers: its merged range, or up to the next text where somebody took the merges away."""
        if at in self.merges:
            return self.merges[at]
        row, column = at
        if down:
            return Area(row, column, row, _next(self.by_row[row], column, column + 40) - 1)
        return Area(row, column, _next(self.by_column[column], row, row + 200) - 1, column)


@cache
def layouts(table: Table, block: Block) -> tuple[Layout, ...]:
    """The ways in which a block can stand, as printed first."""
    printed = {(i, j): cell_key(table, r, c) for i, r in enumerate(block.rows) for j, c in enumerate(block.columns)}
    found = [Layout(block.rows, block.columns, printed)]
    if any(len(column.label) > 1 for column in block.columns) and not any(row.label for row in block.rows):
        outer = list(dict.fromkeys(c.label[:-1] for c in block.columns))
        inner = list(dict.fromkeys(c.label[-1:] for c in block.columns))
        rows = tuple(Line("", path, "") for path in outer)
        columns = tuple(replace(next(c for c in block.columns if c.label[-1:] == path), label=path) for path in inner)
        keys = {(outer.index(c.label[:-1]), inner.index(c.label[-1:])): printed[0, j] for j, c in enumerate(block.columns)}
        found.append(Layout(rows, columns, keys))
    turned = [Layout(way.columns, way.rows, {(j, i): key for (i, j), key in way.keys.items()}) for way in found]
    return (*found, *turned)


def crossings(layout: Layout, rows: list[list[Area]], columns: list[list[Area]]) -> Crossings:
    """Where each row that has one place meets the column whose heading stands nearest above it."""
    areas: dict[At, tuple[Area, Area]] = {}
    for i, row_hits in enumerate(rows):
        if len(row_hits) != 1:
            continue
        row = row_hits[0]
        for j, column_hits in enumerate(columns):
            above = [c for c in column_hits if c.bottom < row.top and c.left > row.right]
            nearest = [c for c in above if c.bottom == max(a.bottom for a in above)]
            if len(nearest) == 1 and (i, j) in layout.keys:
                areas[i, j] = (row, nearest[0])
    ordered = _in_order({ij: (row.top, column.left) for ij, (row, column) in areas.items()})
    return Crossings({layout.keys[ij]: pair for ij, pair in areas.items()}, ordered)


@lru_cache(maxsize=8192)
def _spelled(form: Form, text: str) -> tuple[str, ...] | None:
    """The labels of a form that a text is, in the spelling in which they are compared; None for a text without letters."""
    spelling = letters(text)
    return tuple({spelling, letters(unnumbered(text))} & _labels(form)) if spelling else None


@cache
def _labels(form: Form) -> frozenset[str]:
    """Every label of a form in every spelling."""
    lines = (line for table in form.tables for block in table.blocks for line in (*block.rows, *block.columns))
    return frozenset(text for line in lines for level in range(len(line.label)) for text in spellings(line, level))


def unnumbered(text: str) -> str:
    """A label without its number: ``1.属于国家秘密`` → ``属于国家秘密``."""
    return _NUMBERING.sub("", fold(text))


@cache
def spellings(line: Line, level: int) -> tuple[str, ...]:
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


def _by_row(hits: list[Area]) -> list[Area]:
    """One area a row: where merges were filled up with copies of a label, the last copy ends it."""
    return list({hit.top: hit for hit in sorted(hits, key=lambda h: (h.top, h.right))}.values())


def _by_column(hits: list[Area]) -> list[Area]:
    """Copies of a heading side by side drawn together, and the lowest of copies below each other."""
    drawn: list[Area] = []
    for hit in sorted(hits, key=lambda h: (h.bottom, h.left)):
        last = drawn[-1] if drawn else None
        if last and last.bottom == hit.bottom and last.right + 1 == hit.left:
            drawn[-1] = Area(min(last.top, hit.top), last.left, hit.bottom, hit.right)
        else:
            drawn.append(hit)
    lowest: dict[int, Area] = {}
    for hit in drawn:
        above = lowest.get(hit.left)
        if above and (above.right, above.bottom + 1) == (hit.right, hit.top):
            drawn = [h for h in drawn if h is not above]
        lowest[hit.left] = hit
    return drawn


def _in_order(crossings: Mapping[At, At]) -> bool:
    """Whether rows and columns follow each other as in the layout."""
    rows = [at for _, at in sorted({i: at for (i, _), (at, _) in crossings.items()}.items())]
    columns = [at for _, at in sorted({j: at for (_, j), (_, at) in crossings.items()}.items())]
    return rows == sorted(set(rows)) and columns == sorted(set(columns))
