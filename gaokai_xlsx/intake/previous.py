"""Last year's filings, from single filings or from a summary, found again for the units of this year."""

from __future__ import annotations

from dataclasses import dataclass

from gaokai_xlsx.filing import Filing, Unit
from gaokai_xlsx.quantity import fold
from gaokai_xlsx.roster import Roster


@dataclass(frozen=True)
class Previous:
    """Filings of the year before."""

    filings: tuple[Filing, ...] = ()

    def of(self, unit: Unit | None, roster: Roster | None) -> Filing | None:
        """The filing a unit's figures follow from: its predecessors' by 上年编码 added up, else its own by name or former name.

        None where one of the predecessors is missing (a part of a sum would be a wrong sum), or where another unit names the same
        predecessor too (how a split body's cases are divided is for a person to say).
        """
        if unit is None:
            return None
        entry = roster.named(unit.name) if roster else None
        if entry and roster and entry.predecessors:
            found = [self._one(p) for p in entry.predecessors]
            shared = any(set(entry.predecessors) & set(e.predecessors) for e in roster.entries if e is not entry)
            return None if shared or None in found else combined([f for f in found if f])
        own = [self._one(name) for name in (unit.name, *(entry.aliases if entry else ()))]
        return next((f for f in own if f), None)

    def _one(self, wanted: str) -> Filing | None:
        """The filing of the unit with that code or name."""
        return next((f for f in self.filings if f.unit and wanted and (f.unit.code == wanted or fold(f.unit.name) == fold(wanted))), None)


def combined(filings: list[Filing]) -> Filing | None:
    """Filings of one edition added up; a figure that one of them lacks is unknown. None where the editions differ."""
    first, *others = filings
    if any(f.form is not first.form for f in others):
        return None
    common = [k for k in first.typed if all(k in f.typed for f in others)]
    return Filing(first.form, {k: sum((f.typed[k] for f in others), first.typed[k]) for k in common}, first.unit, first.year)
