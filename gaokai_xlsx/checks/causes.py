"""Which single cell could be behind a finding, and by how much it would be wrong: how findings of one cause know each other.

A cell's excess is what stands there minus what should; a finding that only says "too few" or "too many" leaves it a range. Two
findings can have one cause if some cell has an excess that fits both.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from gaokai_xlsx.checks.residuals import Off, Residuals, settling
from gaokai_xlsx.filing import Filing
from gaokai_xlsx.finding import Finding
from gaokai_xlsx.form.model import Form
from gaokai_xlsx.form.points import Point, points
from gaokai_xlsx.quantity import Figure

_NONE, _ANY = Decimal("-Infinity"), Decimal("Infinity")


@dataclass(frozen=True, slots=True)
class Range:
    """From the least to the greatest excess that would account for a finding."""

    low: Figure
    high: Figure

    def meet(self, other: Range) -> Range | None:
        """What fits both, or None."""
        low, high = max(self.low, other.low), min(self.high, other.high)
        return Range(low, high) if low <= high else None


Suspects = Mapping[str, Range]
"""The cells that could be behind a finding, by key; empty where none alone could."""


def common(one: Suspects, other: Suspects) -> Suspects:
    """The cells that could be behind both."""
    return {key: both for key in one if key in other and (both := one[key].meet(other[key]))}


def of_share(now: Residuals, share: Off) -> Suspects:
    """The cells whose change alone would settle these equations."""
    return {key: _exactly(-change) for key, change, _ in settling(now, share)}


def suspects(filing: Filing, finding: Finding) -> Suspects:
    """The cells that could be behind a finding that is no equation of the form."""
    known = _POINTS.get(finding.code)
    if finding.key is None or finding.difference is None:
        return {}
    gap = Decimal(finding.difference)
    if known:
        point = next(p for p in points(filing.form) if (p.code, p.key) == (finding.code, finding.key))
        return known(filing.form, point, gap)
    make = _PLAUSIBLE.get(finding.code)
    return make(filing, finding.key, gap) if make else {}


def _carry(form: Form, point: Point, gap: Decimal) -> Suspects:
    return dict.fromkeys(form.parts.get(point.key, (point.key,)), _exactly(gap))


def _stock(_: Form, point: Point, gap: Decimal) -> Suspects:
    found = {point.key: _exactly(gap)}
    found |= {point.plus: _exactly(-gap)} if point.plus else {}
    return found | ({point.minus: _exactly(gap)} if point.minus else {})


def _pending(form: Form, point: Point, gap: Decimal) -> Suspects:
    return dict.fromkeys(form.parts.get(point.key, (point.key,)), Range(_NONE, gap))


_POINTS = {"Y-CARRY": _carry, "Y-STOCK": _stock, "Y-PENDING": _pending}


def _regulations(_: Filing, key: str, gap: Decimal) -> Suspects:
    return {key: _exactly(gap)}


def _flow(filing: Filing, key: str, gap: Decimal) -> Suspects:
    line = filing.form.cells[key].line
    found = {key: Range(_NONE, gap)}
    found |= {c.key: Range(-gap, _ANY) for c in filing.form.role("stock_in") if c.line == line}
    return found | {c.key: Range(_NONE, gap) for c in filing.form.role("stock_out") if c.line == line}


def _unpaid(filing: Filing, _: str, gap: Decimal) -> Suspects:
    return {c.key: _exactly(gap) for c in filing.form.role("unpaid") if filing.typed.get(c.key) == gap}


def _base(filing: Filing, _: str, __: Decimal) -> Suspects:
    cells = (*filing.form.role("received"), *filing.form.role("opening"))
    return {c.key: Range(_NONE, -1) for c in cells if not c.derived}


_PLAUSIBLE = {"P-REGULATIONS": _regulations, "P-FLOW": _flow, "P-FEE": _unpaid, "P-BASE": _base}


def _exactly(excess: Figure) -> Range:
    return Range(excess, excess)
