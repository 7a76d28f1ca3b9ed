"""Where each figure of the form stands in a returned workbook.

Three witnesses: the label path (row and column headings), the defined name, the address. A label has the veto: where a label path
is found, the figure is what stands beside and under it. Addresses alone are never believed (measured: after one inserted row 132
of 150 figures would be silently wrong), names alone neither (cut and paste makes two names point at one cell).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from gaokai_xlsx.cells.model import Area, Kind, Sheet, Workbook
from gaokai_xlsx.form.grid import a1, cell_key, grid
from gaokai_xlsx.form.model import Block, Form, Line, Table
from gaokai_xlsx.quantity import fold

Spot = tuple[str, int, int]  # sheet name, row, column
_MANY = 60  # occurrences of one label in a sheet beyond which it says nothing; also keeps hostile sheets from costing time
_NEAR = 3  # the next heading level stands at most so many rows or columns away


@dataclass(frozen=True)
class Anchored:
    """Proved places by cell key; every candidate of the keys that could not be proved; the sheet of each table."""

    places: Mapping[str, Spot]
    doubtful: Mapping[str, tuple[Spot, ...]]
    sheets: Mapping[str, str]


@dataclass(frozen=True)
class _Labels:
    """What the headings of one sheet say about one table; ``whole`` when every label stands there once and in the form's order."""

    sheet: Sheet
    places: dict[str, tuple[int, int]]
    whole: bool


def anchor(form: Form, book: Workbook, name_of: Mapping[str, str]) -> Anchored:
    """Prove the place of every figure. ``name_of`` gives the defined name the template carries for each key."""
    targets = Counter(book.names.values())
    named = {k: book.names[n] for k, n in name_of.items() if n in book.names and targets[book.names[n]] == 1}
    places: dict[str, Spot] = {}
    doubtful: dict[str, tuple[Spot, ...]] = {}
    sheets: dict[str, str] = {}
    views = {sheet.name: _SheetView(sheet) for sheet in book.sheets}
    for table in form.tables:
        shown = _candidates(table, views)
        labels, rivals = (shown[0] if shown else None), shown[1:]
        if labels:
            sheets[table.key] = labels.sheet.name
        for key, box in grid(table).places.items():
            home = (table.sheet, box.top, box.left) if table.sheet in views else None
            by_label = (labels.sheet.name, *labels.places[key]) if labels and key in labels.places else None
            spot = _prove(by_label, named.get(key), home, whole=labels is not None and labels.whole)
            if spot is None and by_label is None and home is not None and named.get(key) == home:
                spot = home if views[table.sheet].headings_missing(table, key) else None
            other = _contradicted(key, labels, rivals) if labels and by_label else ()
            if spot is not None and not other:
                places[key] = spot
            else:
                doubtful[key] = tuple(dict.fromkeys(s for s in (by_label, named.get(key), *other) if s))
    for spot, count in Counter(places.values()).items():
        if count > 1:
            for key in [k for k, s in places.items() if s == spot]:
                doubtful[key] = (places.pop(key),)
    return Anchored(places, doubtful, sheets)


def _prove(label: Spot | None, name: Spot | None, home: Spot | None, *, whole: bool) -> Spot | None:
    """The label's place, if labels alone prove the whole table or every other witness that is there agrees."""
    if label is None:
        return None
    others = [w for w in (name, home if home and home[0] == label[0] else None) if w is not None]
    return label if whole or (others and all(w == label for w in others)) else None


def _candidates(table: Table, views: Mapping[str, _SheetView]) -> list[_Labels]:
    """The sheets that show at least half of what the best one shows of a table, the best first.

    At a tie the sheet that bears the table's name is the best. A print page repeats tables by formula: it holds no inputs. A copy
    without any figure is no rival of one that has some.
    """
    found = [labels for view in views.values() if not _repeats(labels := view.labels(table))]
    found.sort(key=lambda f: (-len(f.places), not _filled(f), f.sheet.name != table.sheet))
    return [f for f in found if f.places and 2 * len(f.places) >= len(found[0].places) and (f is found[0] or _filled(f))]


def _filled(labels: _Labels) -> bool:
    return any(labels.sheet.at(*at).kind is not Kind.BLANK and labels.sheet.at(*at).formula is None for at in labels.places.values())


def _contradicted(key: str, best: _Labels, rivals: list[_Labels]) -> tuple[Spot, ...]:
    """Where another sheet shows the same figure with another value."""
    own = best.sheet.at(*best.places[key])
    others = [(r.sheet, r.places[key]) for r in rivals if key in r.places]
    return tuple(
        (sheet.name, *at)
        for sheet, at in others
        if own.formula is None and sheet.at(*at).formula is None and sheet.at(*at).text != own.text
    )


def _repeats(labels: _Labels) -> bool:
    """Whether everything that stands in the places of a table is a formula."""
    cells = [labels.sheet.at(*at) for at in labels.places.values()]
    return bool(cells) and all(cell.formula is not None for cell in cells)


class _SheetView:
    """One sheet, its texts folded and its merges known, asked for label paths."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        self.texts: dict[tuple[int, int], str] = {}
        self.found: dict[str, list[tuple[int, int]]] = {}
        for at, cell in sheet.cells.items():
            if cell.kind is Kind.TEXT and (text := fold(cell.text)):
                self.texts[at] = text
                self.found.setdefault(text, []).append(at)
        self.merges = {(m.top, m.left): m for m in sheet.merges}

    def labels(self, table: Table) -> _Labels:
        places: dict[str, tuple[int, int]] = {}
        single = True
        for block in table.blocks:
            rows = {row.key: list(self.rows(row)) for row in block.rows}
            columns = {column.key: list(self.columns(column)) for column in block.columns}
            self.place(table, block, rows, columns, places)
            single = single and all(len(hits) <= 1 for hits in rows.values())
        complete = set(places) == set(grid(table).places)
        return _Labels(self.sheet, places, complete and single and _in_order(table, places))

    def place(
        self,
        table: Table,
        block: Block,
        rows: Mapping[str, list[tuple[int, int]]],
        columns: Mapping[str, list[tuple[int, int]]],
        places: dict[str, tuple[int, int]],
    ) -> None:
        """The figure of a row and a column: beside the row's label, under the nearest such heading above it."""
        floor = max((bottom for hits in columns.values() for _, bottom in hits), default=-1)
        for row in block.rows:
            hits = rows[row.key] if row.label else [(floor + 1, -1)]
            if len(hits) != 1:
                continue
            at, right = hits[0]
            for column in block.columns:
                above = [(bottom, col) for col, bottom in columns[column.key] if bottom < at and col > right]
                nearest = [col for bottom, col in above if bottom == max(b for b, _ in above)]
                if len(nearest) == 1:
                    places[cell_key(table, row, column)] = (at, nearest[0])

    def columns(self, line: Line) -> Iterator[tuple[int, int]]:
        """Where the heading path of a column ends: (column, lowest row of the heading)."""
        for area in self.paths(line, down=True):
            yield area.left, area.bottom

    def rows(self, line: Line) -> Iterator[tuple[int, int]]:
        """Where the label path of a row ends: (row, last column of the label)."""
        for area in self.paths(line, down=False) if line.label else ():
            yield area.top, area.right

    def paths(self, line: Line, *, down: bool) -> Iterator[Area]:
        reached: list[Area | None] = [None]
        for level, text in enumerate(line.label):
            last = level == len(line.label) - 1
            spellings = [fold(t) for t in ((text, *line.aliases) if last else (text,))]
            cells = [at for spelling in dict.fromkeys(spellings) for at in self.found.get(spelling, ())]
            if len(cells) > _MANY:
                return
            reached = [self.area(at, down) for at in cells if any(_follows(outer, at, down) for outer in reached)]
        yield from (area for area in reached if area)

    def area(self, at: tuple[int, int], down: bool) -> Area:
        """What a heading covers: its merged range, or up to the next text where somebody took the merges away."""
        if at in self.merges:
            return self.merges[at]
        row, column = at
        if down:
            later = [c for (r, c) in self.texts if r == row and c > column]
            return Area(row, column, row, min(later, default=column + 40) - 1)
        below = [r for (r, c) in self.texts if c == column and r > row]
        return Area(row, column, min(below, default=row + 200) - 1, column)

    def headings_missing(self, table: Table, key: str) -> bool:
        """Whether the headings over and beside the home of a figure are blank (lost), not different ones."""
        plan = grid(table)
        box = plan.places[key]
        block = max((b for b in plan.blocks if b.body <= box.top), key=lambda b: b.body)
        over = [(row, box.left) for row in range(block.top, block.body)]
        beside = [(box.top, column) for column in range(block.left)]
        return not any(at in self.texts for at in over + beside)


def _follows(outer: Area | None, at: tuple[int, int], down: bool) -> bool:
    """Whether a cell can be the next level of a path that reached ``outer``."""
    if outer is None:
        return True
    row, column = at
    if down:
        return outer.left <= column <= outer.right and outer.bottom < row <= outer.bottom + _NEAR
    return outer.top <= row <= outer.bottom and outer.right < column <= outer.right + _NEAR


def _in_order(table: Table, places: Mapping[str, tuple[int, int]]) -> bool:
    """Whether rows and columns follow each other as in the form."""
    for block in table.blocks:
        for row in block.rows:
            columns = [places[cell_key(table, row, c)][1] for c in block.columns]
            if columns != sorted(set(columns)):
                return False
        rows = [places[cell_key(table, r, block.columns[0])][0] for r in block.rows]
        if rows != sorted(set(rows)):
            return False
    return True


def show(spot: Spot) -> str:
    """A place as people write it: 《表三依申请公开》D4."""
    return f"《{spot[0]}》{a1(spot[1], spot[2])}"
