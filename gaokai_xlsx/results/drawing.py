"""An official table as rows of squares for a page: labels and merges as printed, one filing's figures, faulty cells marked."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from gaokai_xlsx.filing import Filing
from gaokai_xlsx.form.grid import Box, Label, a1, grid, layout
from gaokai_xlsx.form.model import Cell, Table
from gaokai_xlsx.quantity import Figure, Reason, plain
from gaokai_xlsx.texts import Severity, say, visible

_NARROW = 6  # columns that a telephone shows


@dataclass(frozen=True, slots=True)
class Mark:
    """Why a cell is marked: the worst severity, and the numbers of the findings in the list beside the table."""

    severity: Severity
    numbers: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Square:
    """One ``th`` or ``td``; ``key`` names a figure (or, as its address, a marked label), ``note`` is small print below the text."""

    text: str
    box: Box
    scope: str = ""
    key: str = ""
    derived: bool = False
    related: bool = False
    mark: Mark | None = None
    note: str = ""

    @property
    def plain(self) -> bool:
        """An ordinary figure, as most of them are."""
        return not (self.scope or self.derived or self.related or self.mark or self.note) and self.box.single

    @property
    def rows(self) -> int:
        """How many rows it spans."""
        return self.box.bottom - self.box.top + 1

    @property
    def columns(self) -> int:
        """How many columns it spans."""
        return self.box.right - self.box.left + 1


@dataclass(frozen=True, slots=True)
class Drawn:
    """A table ready to show; ``letters`` head the columns where the table stands at the addresses that the findings name."""

    table: Table
    sheet: str
    rows: tuple[tuple[Square, ...], ...]
    letters: tuple[str, ...]
    marked: int
    files: tuple[str, ...] = ()

    @property
    def wide(self) -> bool:
        """Whether it is rather scrolled than squeezed on a narrow screen."""
        return grid(self.table).columns > _NARROW


def draw(
    filing: Filing,
    table: Table,
    marks: Mapping[str, Mark],
    related: Collection[str] = (),
    *,
    beside: Sequence[tuple[str, Filing]] = (),
) -> Drawn:
    """The table with ``filing``'s figures; ``marks`` by cell key (a label: by its address).

    ``beside``: named filings of which a marked cell shows every value, for figures that several files state differently.
    """
    known = filing.figures
    others = [(f, f.figures) for _, f in beside]

    def square(what: Label | str | None, box: Box, at: str) -> Square:
        if what is None:
            return Square("", box)
        if isinstance(what, Label):
            scope = {"row": "row", "corner": ""}.get(what.kind, "col")
            return Square(what.text, box, scope, key=at if at in marks else "", mark=marks.get(at))
        cell, mark = filing.form.cells[what], marks.get(what)
        text, note = _shown(filing, known, cell)
        if mark and others:
            text, note = "／".join(_shown(f, figures, cell)[0] or say("html.blank") for f, figures in others), ""
        elif mark and not lettered:
            note = "　".join((note, filing.place(what).cell)).strip()
        return Square(text, box, "", what, cell.derived, what in related, mark, note)

    squares = [[(what, box, a1(box.top, box.left)) for what, box in row] for row in layout(table)]
    stands = {what: filing.origins.get(what) for row in squares for what, _, _ in row if isinstance(what, str)}
    lettered = all(not isinstance(what, str) or (p := stands[what]) is None or p.cell == at for row in squares for what, _, at in row)
    rows = tuple(tuple(square(*item) for item in row) for row in squares)
    return Drawn(
        table,
        next((place.sheet for place in stands.values() if place), table.sheet),
        rows,
        tuple(a1(0, column).rstrip("1") for column in range(grid(table).columns)) if lettered else (),
        sum(square.mark is not None for row in rows for square in row),
        tuple(name for name, _ in beside),
    )


def _shown(filing: Filing, known: Mapping[str, Figure], cell: Cell) -> tuple[str, str]:
    """What the file says in a cell, and how that differs from what it adds up to."""
    key = cell.key
    stated = filing.claims.get(key, filing.cached.get(key)) if cell.derived else None
    if key in known:
        if stated is not None and stated != known[key]:
            return plain(stated), say("html.recomputed", value=plain(known[key]))
        return plain(known[key]), ""
    if cell.derived:
        return (plain(filing.claims[key]) if key in filing.claims else "—"), ""
    reading = filing.refused.get(key)
    if reading is None:
        return say("html.unread"), ""
    return ("" if reading.reason is Reason.BLANK else visible(reading.raw)), ""
