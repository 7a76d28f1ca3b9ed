"""Typed cells of a workbook, the same for every file format."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from functools import cached_property, lru_cache
from typing import NamedTuple


class Kind(Enum):
    """What a cell holds, as the file says and not as it looks."""

    BLANK = "blank"
    NUMBER = "number"
    TEXT = "text"
    BOOLEAN = "boolean"
    ERROR = "error"
    DATE = "date"
    PERCENT = "percent"
    MASKED = "masked"
    """A number that its format shows as another one, or not at all."""


class Cell(NamedTuple):
    """One cell: ``text`` is the value as a person would read it (for numbers the file's own digits), ``formula`` without ``=``.

    A tuple, since a file has a thousand of them and they are made four times as fast.
    """

    kind: Kind
    text: str = ""
    formula: str | None = None


class Area(NamedTuple):
    """A merged range, 0-based, both ends included."""

    top: int
    left: int
    bottom: int
    right: int


BLANK = Cell(Kind.BLANK)


@dataclass(frozen=True)
class Sheet:
    """One worksheet: cells by (row, column), 0-based; only cells that hold something are there. ``hidden``: people do not see it."""

    name: str
    cells: Mapping[tuple[int, int], Cell]
    merges: tuple[Area, ...] = ()
    hidden: bool = False

    @cached_property
    def texts(self) -> Mapping[tuple[int, int], str]:
        """What stands in the cells that hold text, in the order of ``cells``."""
        text = Kind.TEXT
        return {at: cell.text for at, cell in self.cells.items() if cell.kind is text}

    def at(self, row: int, column: int) -> Cell:
        """The cell there; a blank one where the file has none."""
        return self.cells.get((row, column), BLANK)


@dataclass(frozen=True)
class Workbook:
    """What a file holds: sheets in order, names of one cell (sheet, row, column), names of a string constant, properties.

    ``flags`` are codes of what a reader should know (F-MACRO, F-EXTERNAL); ``properties["modified"]`` is the time of the last save.
    """

    sheets: tuple[Sheet, ...]
    names: Mapping[str, tuple[str, int, int]] = field(default_factory=dict)
    constants: Mapping[str, str] = field(default_factory=dict)
    properties: Mapping[str, str] = field(default_factory=dict)
    flags: tuple[str, ...] = ()


@lru_cache(maxsize=20_000)
def column_of(letters: str) -> int:
    """The number of a column from 0: ``A`` is 0, ``AA`` is 26."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a file was not read: a rule of the F family and, for people, what was seen."""

    code: str
    detail: str


class Refused(Exception):
    """Raised inside ``cells`` only; ``read`` turns it into data."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(code, detail)
        self.refusal = Refusal(code, detail)
