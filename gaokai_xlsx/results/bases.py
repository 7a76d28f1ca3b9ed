"""The year beside the one before in two bases: 全口径 (all that were added up), 可比口径 (units that reported in both years)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import cached_property

from gaokai_xlsx.filing import Filing
from gaokai_xlsx.form.model import Cell, Form, Kind
from gaokai_xlsx.intake.previous import Past, Previous
from gaokai_xlsx.quantity import Figure
from gaokai_xlsx.submission import Report, Submission


@dataclass(frozen=True, slots=True)
class Then:
    """Last year's figures under the name of a unit; ``at`` is the place of this year's file among the counted (None: it has none).

    ``waits``: there is a unit of this year that carries them on, and it is not counted (missing, returned).
    """

    name: str
    figures: Mapping[str, Figure]
    at: int | None = None
    comparable: bool = False
    waits: bool = False


@dataclass(frozen=True)
class Bases:
    """The counted files of a report beside last year's filings."""

    report: Report
    form: Form

    @cached_property
    def given(self) -> bool:
        """Whether there is a year before at all."""
        return bool(self.report.previous)

    @cached_property
    def cells(self) -> tuple[Cell, ...]:
        """What is compared, in form order: of a table with a total a row those totals, of others every figure; no supplement."""
        return tuple(c for table in self.form.tables if not table.supplement for c in _compared(self.form, table.key))

    @cached_property
    def known(self) -> frozenset[str]:
        """The keys of them that last year's edition (each of them, if there were several) has too."""
        return frozenset(c.key for c in self.cells if all(c.key in f.form.cells for f in self.report.previous))

    @cached_property
    def places(self) -> Mapping[str, int]:
        """The place of each of those keys among them."""
        return {key: at for at, key in enumerate(c.key for c in self.cells if c.key in self.known)}

    @cached_property
    def then(self) -> tuple[Then, ...]:
        """Last year's figures: of this year's units in their order, then of those that no unit follows. Each filing stands once."""
        used: set[int] = set()
        found = []
        for at, (submission, past) in enumerate(zip(self.report.counted, self._pasts, strict=True)):
            ids = {id(f) for f in past.sources}
            if past.filing is None or ids & used or submission.unit is None:
                continue
            used |= ids
            name = "、".join(f.unit.name for f in past.sources if f.unit)
            found.append(Then(name, past.filing.figures, at, self._comparable(submission, past.filing)))
        rest = [f for f in self.report.previous if id(f) not in used]
        return (*found, *(Then(f.unit.name if f.unit else "", f.figures, waits=id(f) in self._awaited) for f in rest))

    @cached_property
    def comparable(self) -> frozenset[int]:
        """The places of the counted files whose units reported in both years, every figure of both."""
        return frozenset(t.at for t in self.then if t.comparable and t.at is not None)

    @cached_property
    def rows(self) -> Mapping[int, int]:
        """For the place of a counted file the place of its unit's figures in ``then``."""
        return {t.at: row for row, t in enumerate(self.then) if t.at is not None}

    def all_then(self, key: str) -> Figure:
        """Last year's sum of a figure."""
        return sum((t.figures.get(key, 0) for t in self.then), start=0)

    def comparable_then(self, key: str) -> Figure:
        """The same of the comparable units."""
        return sum((t.figures.get(key, 0) for t in self.then if t.comparable), start=0)

    def comparable_now(self, key: str) -> Figure:
        """Their sum of this year."""
        filings = [s.filing for at, s in enumerate(self.report.counted) if at in self.comparable and s.filing]
        return sum((f.figures.get(key, 0) for f in filings), start=0)

    @cached_property
    def _pasts(self) -> list[Past]:
        previous = Previous(self.report.previous)
        return [previous.trace(s.unit, self.report.roster) for s in self.report.counted]

    @cached_property
    def _awaited(self) -> set[int]:
        """Last year's filings of all units of this year, counted or not: those of the roster, those of a file."""
        previous, roster = Previous(self.report.previous), self.report.roster
        units = [e.unit for e in roster.entries if not e.gone] if roster else [s.unit for s in self.report.files if s.unit]
        return {id(f) for unit in units for f in previous.trace(unit, roster).sources}

    def _comparable(self, submission: Submission, then: Filing) -> bool:
        now = submission.filing.figures if submission.filing else {}
        return all(k in now and k in then.figures for k in self.known)


def growth(now: Figure, then: Figure) -> Decimal | None:
    """增减幅 in per cent with one decimal; None where last year is 0."""
    if then == 0:
        return None
    return (Decimal(now - then) * 1000 / Decimal(then)).quantize(Decimal(1), ROUND_HALF_UP) / 10 + 0  # no -0.0, which no program shows


def _compared(form: Form, table: str) -> Iterator[Cell]:
    cells = form.of_table(table)
    anchors = {e.anchor for e in form.equations if e.identity.kind is Kind.ROW_SUM}
    totals = [c for c in cells if c.key in anchors]
    rows = {c.row_of.key for c in cells}
    yield from totals if len(rows) > 1 and len(totals) == len(rows) else cells
