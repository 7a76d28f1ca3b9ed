"""The fees of each counted unit, largest first, beside last year and what the finance office's system says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from gaokai_xlsx import texts
from gaokai_xlsx.finance import Finance, Row
from gaokai_xlsx.form.model import Cell
from gaokai_xlsx.quantity import Figure, fold
from gaokai_xlsx.results.bases import Bases
from gaokai_xlsx.submission import Report

_NAMED = 10  # lines that the terminal names


@dataclass(frozen=True, slots=True)
class Fee:
    """One unit: ``at`` its place among the counted files; 万元 of this year and last year, None where unknown.

    ``rows`` are the lines of the finance office's list about it.
    """

    at: int
    name: str
    now: Figure | None
    then: Figure | None
    rows: tuple[Row, ...]

    @property
    def system(self) -> Decimal | None:
        """What the system says, its lines added up."""
        amounts = [r.amount for r in self.rows if r.amount is not None]
        return sum(amounts, start=Decimal(0)) if amounts else None

    @property
    def reason(self) -> str:
        """What the finance office's list says about the difference."""
        return "；".join(dict.fromkeys(r.reason for r in self.rows if r.reason))


@dataclass(frozen=True, slots=True)
class Loose:
    """A line of the finance office's list that is in no row, and why."""

    row: Row
    why: str


def fees(report: Report, bases: Bases, cell: Cell) -> tuple[list[Fee], list[Loose]]:
    """The units by amount, then in their order; and the lines of the list that concern none of them."""
    matched, loose = _matched(report, report.finance)
    found = []
    for at, submission in enumerate(report.counted):
        assert submission.unit is not None and submission.filing is not None
        row = bases.rows.get(at)
        then = bases.then[row].figures.get(cell.key) if row is not None and cell.key in bases.known else None
        name = submission.unit.name
        found.append(Fee(at, name, submission.filing.figures.get(cell.key), then, tuple(matched.get(fold(name), ()))))
    return sorted(found, key=lambda f: (f.now is None, -(f.now or 0), f.at)), loose


def _matched(report: Report, finance: Finance | None) -> tuple[dict[str, list[Row]], list[Loose]]:
    """The lines of the list by the folded name of the counted unit they are about; a line without an amount is in no sum."""
    counted = {fold(s.unit.name) for s in report.counted if s.unit}
    matched: dict[str, list[Row]] = {}
    loose = []
    for row in finance.rows if finance else ():
        entry = report.roster.named(row.name) if report.roster else None
        name = fold(entry.name if entry else row.name)
        if row.amount is None:
            loose.append(Loose(row, row.fault))
        elif name in counted:
            matched.setdefault(name, []).append(row)
        else:
            loose.append(Loose(row, texts.say("sum.fees-uncounted" if entry else "sum.fees-unknown")))
    return matched, loose


def told(report: Report) -> list[str]:
    """What the terminal says of the lines of the finance office's list that are in no row."""
    loose = _matched(report, report.finance)[1]
    if report.finance is None or not loose:
        return []
    line = "finance.loose-line"
    named = [texts.say(line, number=f.row.number, name=texts.visible(f.row.name), why=f.why) for f in loose[:_NAMED]]
    said = "；".join(named) + (texts.say("finance.loose-more") if len(loose) > _NAMED else "")
    return [texts.say("finance.loose", file=texts.visible(report.finance.file), n=len(loose), lines=said)]


def ranks(found: Sequence[Fee]) -> list[int]:
    """The rank of each by amount (they are sorted by it); equal amounts have one rank."""
    known: list[int] = []
    for at, fee in enumerate(found):
        known.append(known[-1] if at and fee.now == found[at - 1].now else at + 1)
    return known


def stated(found: Sequence[Fee]) -> Figure:
    """The sum of what is stated."""
    return sum((f.now for f in found if f.now is not None), start=0)
