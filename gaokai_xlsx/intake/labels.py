"""What the headings of one sheet say about the places of a table: each figure stands beside its row's label, under its column's.

A table may stand as the form prints it, transposed (headings down the side), or crosswise (表四 as three rows by five columns).
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache

from gaokai_xlsx.cells.model import Area, Cell, Kind, Sheet
from gaokai_xlsx.form.grid import cell_key, grid
from gaokai_xlsx.form.model import Block, Form, Line, Table
from gaokai_xlsx.quantity import fold, letters

_MANY = 60  # occurrences of one label in a sheet beyond which it says nothing; also keeps hostile sheets from costing time
_NEAR = 3  # the next heading level stands at most so many rows or columns away
_LABEL = 200  # characters of a text that can be a label; the longest has 40
_BODY = 8  # rows or columns beyond the headings that are looked at for figures
_WIDE = 6  # columns that a heading without a merged range can stand over
_RUNNING = 4  # a line of so few numbers may be figures
_MERGES = 2000  # merged ranges of a sheet that are looked at; a template has about 120
_FIGURE = re.compile(r"[\d,.]+\D?")
_NUMBERING = re.compile(r"^(?:\([一二三四五六七八九十]+\)|[一二三四五六七八九十]+、|\d+\.)")

At = tuple[int, int]  # row, column


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
            if cell.kind is Kind.TEXT and (text := letters(cell.text[:_LABEL])):
                self.texts[at] = text
                for spelling in {text, letters(unnumbered(cell.text[:_LABEL]))}:
                    self.found.setdefault(spelling, []).append(at)
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
        doubts = frozenset(key for block in blocks for key in block.doubts)
        return Found(self.sheet, places, whole, whole and all(b.ordered for b in blocks), lacking, doubts)

    def layouts(self, table: Table, block: Block) -> Iterator[_Layout]:
        """The ways in which a block may stand here: as printed, and others only where its headings are there but do not fit."""
        printed, *others = _layouts(table, block)
        yield printed
        lines = [line for line in (*block.rows, *block.columns) if line.label]
        known = [line for line in lines if any(text in self.found for text in spellings(line, len(line.label) - 1))]
        if 2 * len(known) > len(lines) and not self.block(printed).places:
            yield from others

    def block(self, layout: _Layout) -> _Placed:
        """The places of a block's figures in one layout."""
        rows = [_by_row(self.paths(line, down=False)) for line in layout.rows]
        columns = [_by_column(self.paths(line, down=True)) for line in layout.columns]
        lacking = [line.label[-1] for line, hits in zip(layout.rows, rows, strict=True) if line.label and len(hits) != 1]
        lacking += [line.label[-1] for line, hits in zip(layout.columns, columns, strict=True) if line.label and not hits]
        # Figures that have no heading on one side stand beyond all headings of the other side.
        if not layout.rows[0].label:
            rows = [[Area(row, -1, row, -1) for row in self.bodies(columns, down=True)]]
        if not layout.columns[0].label:
            columns = [[Area(-1, column, -1, column) for column in self.bodies(rows, down=False)]]
        crossings: dict[At, At] = {}
        doubts: set[str] = set()
        for i, row_hits in enumerate(rows):
            if len(row_hits) != 1:
                continue
            row = row_hits[0]
            for j, column_hits in enumerate(columns):
                above = [c for c in column_hits if c.bottom < row.top and c.left > row.right]
                nearest = [c for c in above if c.bottom == max(a.bottom for a in above)]
                if len(nearest) == 1 and (i, j) in layout.keys:
                    crossings[i, j] = (row.top, nearest[0].left)
                    if self.rivalled(row, nearest[0]):
                        doubts.add(layout.keys[i, j])
        places = {layout.keys[ij]: at for ij, at in crossings.items()}
        return _Placed(places, all(len(hits) <= 1 for hits in rows), _in_order(crossings), tuple(lacking), frozenset(doubts))

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
        if own.kind is not Kind.BLANK and self.covered(row.top, column.left):
            return True
        for at in ((r, c) for r in range(row.top, row.bottom + 1) for c in range(column.left, column.right + 1)):
            other = self.sheet.cells.get(at)
            if other and other.text != own.text and _is_figure(other) and not self.covered(*at):
                return True
        return False

    def covered(self, row: int, column: int) -> bool:
        """Whether a merged cell hides this one."""
        return any(
            m.top <= row <= m.bottom and m.left <= column <= m.right and (row, column) != (m.top, m.left)
            for m in self.sheet.merges[:_MERGES]
        )

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


def _is_figure(cell: Cell) -> bool:
    """Whether people would take a cell for a figure."""
    return cell.kind not in (Kind.BLANK, Kind.TEXT) or _FIGURE.fullmatch(fold(cell.text)) is not None


def _running(cells: list[Cell]) -> bool:
    """Whether cells number the columns, as 1, 2, 3 or (1), (2), (3)."""
    said = [re.sub(r"[()\[\]栏]", "", fold(cell.text)) for cell in cells]
    return len(said) > _RUNNING and said == [str(n) for n in range(1, len(said) + 1)]


def _in_order(crossings: Mapping[At, At]) -> bool:
    """Whether rows and columns follow each other as in the layout."""
    rows = [at for _, at in sorted({i: at for (i, _), (at, _) in crossings.items()}.items())]
    columns = [at for _, at in sorted({j: at for (_, j), (_, at) in crossings.items()}.items())]
    return rows == sorted(set(rows)) and columns == sorted(set(columns))
