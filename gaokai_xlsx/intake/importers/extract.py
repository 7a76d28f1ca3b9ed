"""What the stream of a report says of one table, and what it leaves open."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

from gaokai_xlsx.form.model import Equation, Form, Table
from gaokai_xlsx.intake.importers.groups import Group, Row
from gaokai_xlsx.intake.importers.rows import Values
from gaokai_xlsx.intake.importers.stream import Token
from gaokai_xlsx.quantity import Figure, Reading, plain


@dataclass(frozen=True)
class Shown:
    """A table of the form, and the groups of numbers that the report shows of it."""

    form: Form
    table: Table
    rows: Sequence[Row]
    groups: Sequence[Group]

    @cached_property
    def equations(self) -> list[Equation]:
        """The equations between figures of the table."""
        return [e for e in self.form.equations if e.table == self.table.key]


@dataclass
class Extract:
    """What the stream says of one table.

    ``read`` are figures whose row and column are proved, ``restored`` those that follow from the labels around their row or from the
    identities (with the word for how), ``refused`` texts that are no figures, ``raw`` what stood where nothing could be read.
    ``nameless`` are those of ``raw`` of which only the order of rows without a label could tell, ``moved`` the figures of rows whose
    cells have moved along a ruled table.
    """

    read: dict[str, Figure] = field(default_factory=dict)
    restored: dict[str, Figure] = field(default_factory=dict)
    how: dict[str, str] = field(default_factory=dict)
    refused: dict[str, Reading] = field(default_factory=dict)
    tokens: dict[str, Token] = field(default_factory=dict)
    raw: dict[str, tuple[Token, ...]] = field(default_factory=dict)
    nameless: set[str] = field(default_factory=set)
    moved: set[str] = field(default_factory=set)

    @property
    def figures(self) -> dict[str, Figure]:
        """All of them, however they were told."""
        return self.read | self.restored

    def doubted(self, others: Sequence[Extract]) -> dict[str, str]:
        """The figures of which other parts of the report show another value, with both."""
        rivals = [other.figures for other in others if 2 * len(other.figures) > len(self.figures)]
        own = self.figures
        differ = {k: next((r[k] for r in rivals if k in r and r[k] != v), None) for k, v in own.items()}
        return {k: f"{plain(own[k])}／{plain(v)}" for k, v in differ.items() if v is not None}


@dataclass
class Open:
    """What the rows leave open: ``rows`` with the readings they allow, keys that stay ``shut``, figures by a piece of a label."""

    certain: dict[str, int] = field(default_factory=dict)
    rows: dict[Row, list[Values]] = field(default_factory=dict)
    shut: set[str] = field(default_factory=set)
    unsure: dict[str, Token] = field(default_factory=dict)
