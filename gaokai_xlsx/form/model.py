"""The form of one edition as frozen objects: tables, blocks, lines, cells, identities.

A *cell key* names one figure (``requests.new.natural``): table, row and column key joined by dots, empty parts left out. An
*equation* is one instance of an identity: T3-BALANCE of the column ``natural``.

An edition is loaded once, so its objects are equal only to themselves: comparing and hashing them whole, as keys of what is
remembered about them, took a tenth of the time of reading a file.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from functools import cached_property


class Kind(Enum):
    """The closed set of identity kinds; a rule outside it is a named check in Python, never an expression."""

    ROW_SUM = "row-sum"
    COLUMN_SUM = "column-sum"
    BALANCE = "balance"


ROLES = frozenset(
    {
        "received",
        "opening",
        "settled",
        "closing",  # flows of applications
        "stock_in",
        "stock_out",
        "stock",  # documents issued, repealed, in force
        "regulations",
        "decisions",  # licences, penalties, coercive measures decided
        "fee",
        "pending",
        "cases",
        "unpaid",  # applications closed because a fee was not paid
        "fee_notices",
        "fee_charged",
        "fee_collected",
    }
)
"""What Python rules may ask for; an edition without a role has that rule skipped, and told so."""


@dataclass(frozen=True, slots=True, eq=False)
class Line:
    """A row or a column of a block. ``label`` is the path of header texts from the outside in, as printed.

    ``note`` is a counting rule and ``source`` who made it: 国办格式 (the official form) or 地方通知口径 (a local notice).
    """

    key: str
    label: tuple[str, ...]
    short: str
    aliases: tuple[str, ...] = ()
    role: str | None = None
    unit: str | None = None
    decimals: int = 0
    signed: bool = False
    note: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Block:
    """Rows × columns under one set of headings; tables of several blocks stack them."""

    rows: tuple[Line, ...]
    columns: tuple[Line, ...]
    heading: str | None = None
    corner: str | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Identity:
    """An equation schema of a table (勾稽关系): sums have ``total`` and ``parts``, a balance ``left``, ``right``, ``anchor``."""

    code: str
    kind: Kind
    title: str
    says: str
    clause: str
    total: str = ""
    parts: tuple[str, ...] = ()
    parts_name: str = ""
    left: tuple[str, ...] = ()
    right: tuple[str, ...] = ()
    anchor: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """One official table (or the supplement): ``sheet`` is its sheet name in the workbook that goes out."""

    key: str
    sheet: str
    short: str
    title: str
    clause: str
    unit: str
    orientation: str
    blocks: tuple[Block, ...]
    identities: tuple[Identity, ...]
    supplement: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """What a section of the report has to treat: ``title`` its subheading, ``tables`` (keys) the figures that belong there."""

    title: str
    tables: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Section:
    """One of the numbered sections of the report. ``table`` (key) is the table that it holds or, a supplement, tells in words.

    ``says`` is what the official document asks for there, ``parts`` its subheadings.
    """

    title: str
    aliases: tuple[str, ...] = ()
    table: str | None = None
    says: str = ""
    parts: tuple[Part, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Cell:
    """One figure of the form. ``line`` and ``column`` are the second and third part of the key, as identities address it."""

    key: str
    table: str
    line: str
    column: str
    label: str
    unit: str
    decimals: int
    signed: bool
    derived: bool
    row_of: Line
    column_of: Line
    supplement: bool


@dataclass(frozen=True, slots=True, eq=False)
class Equation:
    """One instance of an identity, over cell keys. For sums ``right`` is the claimed total alone; ``anchor`` is where it is reported."""

    identity: Identity
    table: str
    where: str
    left: tuple[str, ...]
    right: tuple[str, ...]
    anchor: str


@dataclass(frozen=True, eq=False)
class Form:
    """An edition, loaded and self-checked. Iteration order everywhere is form order: table, row, column."""

    edition: str
    name: str
    document: str
    report_title: str
    period: str
    first_year: int
    last_year: int | None
    tables: tuple[Table, ...]
    cells: Mapping[str, Cell]
    equations: tuple[Equation, ...]
    sections: tuple[Section, ...] = ()

    @cached_property
    def numbers(self) -> Mapping[str, int]:
        """The place of each key in form order."""
        return {key: at for at, key in enumerate(self.cells)}

    @cached_property
    def typed(self) -> tuple[str, ...]:
        """Keys of the figures that a unit types in; the supplement is not among them."""
        return tuple(k for k, c in self.cells.items() if not c.derived and not c.supplement)

    @cached_property
    def derived(self) -> tuple[str, ...]:
        """Keys of the totals, recomputed from their parts."""
        return tuple(k for k, c in self.cells.items() if c.derived)

    @cached_property
    def supplement(self) -> tuple[str, ...]:
        """Keys of 信息处理费: reported beside the tables."""
        return tuple(k for k, c in self.cells.items() if c.supplement)

    @cached_property
    def parts(self) -> Mapping[str, tuple[str, ...]]:
        """For each derived key the typed-in keys that add up to it."""
        direct = {e.anchor: e.left for e in self.equations if e.identity.kind is not Kind.BALANCE}

        def expand(key: str) -> Iterator[str]:
            if key not in direct:
                yield key
            for part in direct.get(key, ()):
                yield from expand(part)

        return {key: tuple(expand(key)) for key in self.derived}

    @cached_property
    def fingerprint(self) -> str:
        """What an issued edition must never change: keys, units, labels in their order, identities. Aliases and roles may grow."""
        facts = [self.edition, self.document]
        facts += [f"{c.key} {c.unit} {c.decimals} {c.signed} {c.derived} {c.row_of.label} {c.column_of.label}" for c in self.cells.values()]
        facts += [f"{t.sheet} {t.title} {b.heading} {b.corner}" for t in self.tables for b in t.blocks]
        facts += [f"{e.identity.code} {e.left} {e.right} {e.anchor}" for e in self.equations]
        return hashlib.sha256("\n".join(facts).encode()).hexdigest()

    def order(self, key: str | None) -> int:
        """The place of a key in form order; -1 (before all) for what concerns the whole file."""
        return -1 if key is None else self.numbers[key]

    def table(self, key: str) -> Table:
        """The table of that key."""
        return next(t for t in self.tables if t.key == key)

    def of_table(self, table: str) -> list[Cell]:
        """The cells of one table."""
        return [c for c in self.cells.values() if c.table == table]

    @cached_property
    def roles(self) -> Mapping[str, tuple[Cell, ...]]:
        """The roles of this edition, each with its cells in form order."""
        found: dict[str, list[Cell]] = {}
        for cell in self.cells.values():
            for role in dict.fromkeys((cell.row_of.role, cell.column_of.role)):
                if role is not None:
                    found.setdefault(role, []).append(cell)
        return {role: tuple(cells) for role, cells in found.items()}

    def role(self, role: str) -> tuple[Cell, ...]:
        """The cells whose row or column has that role; none where the edition lacks it."""
        return self.roles.get(role, ())

    def word(self, role: str) -> str:
        """What the form calls the row or column of that role; empty where the edition lacks it."""
        line = next((line for cell in self.role(role) for line in (cell.row_of, cell.column_of) if line.role == role), None)
        return line.short if line else ""
