"""Last year's filings, from single filings or from a summary, found again for the units of this year."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from gaokai_xlsx.filing import Filing, Unit
from gaokai_xlsx.quantity import fold
from gaokai_xlsx.roster import Roster


@dataclass(frozen=True)
class Previous:
    """Filings of the year before."""

    filings: tuple[Filing, ...] = ()

    def of(self, unit: Unit | None, roster: Roster | None) -> Filing | None:
        """The filing a unit's figures follow from: its predecessors' by 上年编码 added up, else its own by name or former name."""
        if unit is None:
            return None
        entry = roster.named(unit.name) if roster else None
        if entry and entry.predecessors:
            return combined(f for f in self.filings if f.unit and f.unit.code in entry.predecessors)
        names = {fold(n) for n in (unit.name, *(entry.aliases if entry else ()))}
        return combined(f for f in self.filings if f.unit and fold(f.unit.name) in names)


def combined(filings: Iterable[Filing]) -> Filing | None:
    """One filing, or several of one edition added up; a figure that one of them lacks is unknown. None for none."""
    found = list(filings)
    if not found:
        return None
    first, *others = [f for f in found if f.form is found[0].form]
    common = [k for k in first.typed if all(k in f.typed for f in others)]
    return Filing(first.form, {k: sum((f.typed[k] for f in others), first.typed[k]) for k in common}, first.unit, first.year)
