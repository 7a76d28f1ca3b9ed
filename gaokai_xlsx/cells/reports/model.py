"""A report as lines and tables in reading order, the same for every file format."""

from __future__ import annotations

from dataclasses import dataclass

from gaokai_xlsx.cells.model import Area, Cell, Kind, Refused, Sheet
from gaokai_xlsx.texts import say

MAX_PIECES = 20_000  # lines and tables; the longest city report seen has about 900
MAX_CELLS = 50_000  # cells of all tables; the form has about 700
MAX_TEXT = 2_000_000  # characters; the longest city report seen has about 20,000
MAX_SPAN = 200  # rows or columns that one cell may stretch over


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph or a line; ``cells`` are its parts where the text itself divides it (tabs, ``|``), else the text alone.

    ``place`` says where it stands, for people. ``cut``: the line is one of a narrow page and a sentence may go on in the next.
    """

    text: str
    place: str
    cells: tuple[str, ...]
    cut: bool = False


@dataclass(frozen=True)
class Document:
    """What a report holds. Tables are sheets whose name says where they stand."""

    pieces: tuple[Line | Sheet, ...]

    @property
    def tables(self) -> tuple[Sheet, ...]:
        """The tables alone."""
        return tuple(p for p in self.pieces if isinstance(p, Sheet))


def line(text: str, place: str, *, cut: bool = False) -> Line:
    """A line that nothing divides."""
    return Line(text, place, (text,), cut)


def check(document: Document) -> Document:
    """The document, if it is of a size that a report can have; raises ``Refused`` (F-BOMB)."""
    lines = [p for p in document.pieces if isinstance(p, Line)]
    for count, limit in (
        (len(document.pieces), MAX_PIECES),
        (sum(len(t.cells) for t in document.tables), MAX_CELLS),
        (sum(len(p.text) for p in lines) + sum(len(c.text) for t in document.tables for c in t.cells.values()), MAX_TEXT),
    ):
        if count > limit:
            raise Refused("F-BOMB", say("reading.large", limit=limit))
    return document


def whole(sheet: Sheet, taken: set[tuple[int, int]]) -> list[Line | Sheet]:
    """A table without holes as it is, any other one as the rows of a text: which column a cell stands in is not proved."""
    height, width = 1 + max((r for r, _ in taken), default=-1), 1 + max((c for _, c in taken), default=-1)
    if len(taken) == height * width:
        return [sheet] if width > 1 else [line(cell.text, sheet.name) for _, cell in sorted(sheet.cells.items())]
    hidden = {(r, c) for m in sheet.merges for r in range(m.top, m.bottom + 1) for c in range(m.left, m.right + 1)}
    hidden -= {(m.top, m.left) for m in sheet.merges}
    rows: dict[int, list[str]] = {}
    for row, column in sorted(taken - hidden):
        rows.setdefault(row, []).append(_in_one(sheet.at(row, column).text))
    return [
        Line(" ".join(filter(None, cells)).replace("\n", " "), say("reading.row", table=sheet.name, n=row + 1), tuple(cells))
        for row, cells in rows.items()
    ]


def _in_one(text: str) -> str:
    """The lines of a cell in one, unless they are numbers: two of them under each other are not one number."""
    return text if text.replace("\n", "").isdigit() else text.replace("\n", "")


class Drawing:
    """A table being put together cell by cell, as HTML and Word describe it: each cell says how far it stretches."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.cells: dict[tuple[int, int], Cell] = {}
        self.merges: list[Area] = []
        self.taken: set[tuple[int, int]] = set()

    def put(self, row: int, column: int, text: str, down: int = 1, right: int = 1) -> int:
        """Write a cell at the first free column from ``column`` on; gives the column after it."""
        while (row, column) in self.taken:
            column += 1
        down, right = min(max(down, 1), MAX_SPAN), min(max(right, 1), MAX_SPAN)
        self.taken.update((r, c) for r in range(row, row + down) for c in range(column, column + right))
        if len(self.taken) > 20 * MAX_CELLS:
            raise Refused("F-BOMB", say("reading.large", limit=MAX_CELLS))
        if text:
            self.cells[row, column] = Cell(Kind.TEXT, text)
        if down > 1 or right > 1:
            self.merges.append(Area(row, column, row + down - 1, column + right - 1))
        return column + right

    def stretch(self, row: int, column: int, right: int) -> bool:
        """Let the cell that ends above this place reach down to it; False where none does."""
        for at, area in enumerate(self.merges):
            if (area.bottom, area.left) == (row - 1, column):
                self.merges[at] = Area(area.top, area.left, row, area.right)
                break
        else:
            if (row - 1, column) not in self.taken:
                return False
            self.merges.append(Area(row - 1, column, row, column + right - 1))
        self.taken.update((row, c) for c in range(column, column + right))
        return True

    def pieces(self) -> list[Line | Sheet]:
        """The table as it stands now; rows alone where one of them is shorter than the others, for then a cell may be missing in it."""
        return whole(Sheet(self.name, self.cells, tuple(self.merges)), self.taken)
