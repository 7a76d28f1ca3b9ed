"""Last year's filings, from single filings or from a summary, found again for the units of this year."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from gaokai_xlsx.filing import Filing, Unit
from gaokai_xlsx.finding import Finding
from gaokai_xlsx.quantity import fold
from gaokai_xlsx.roster import Entry, Roster


@dataclass(frozen=True, slots=True)
class Past:
    """What a unit's figures follow from: a filing, or in ``gap`` why there is none (a variant of Y-SKIPPED) and whom it concerns.

    Neither where no year before was given at all. ``sources`` are the filings of last year that it is, or is added up from.
    """

    filing: Filing | None = None
    gap: str = ""
    names: tuple[str, ...] = ()
    sources: tuple[Filing, ...] = ()


@dataclass(frozen=True)
class Previous:
    """Filings of the year before; ``findings`` say what is doubtful about where they were read from.

    ``notes`` are what last year's summaries say of themselves where they are not whole.
    """

    filings: tuple[Filing, ...] = ()
    findings: tuple[Finding, ...] = ()
    notes: tuple[str, ...] = ()

    def of(self, unit: Unit | None, roster: Roster | None) -> Filing | None:
        """The filing a unit's figures follow from; None where there is none or where that is for a person to say."""
        return self.trace(unit, roster).filing

    def trace(self, unit: Unit | None, roster: Roster | None) -> Past:
        """A unit's past: its predecessors by 上年编码 added up, else its own by name or former name, else why there is none.

        There is none where one of the predecessors is missing (a part of a sum would be a wrong sum), or where another unit names
        the same predecessor too (how a split body's cases are divided is for a person to say). A code alone is no proof: lists are
        numbered anew.
        """
        if unit is None or not self.filings:
            return Past()
        entry = roster.named(unit.name) if roster else None
        if entry and roster and entry.predecessors:
            return self._of_predecessors(entry, roster)
        for name in (unit.name, *(entry.aliases if entry else ())):
            if (found := self._one(name)) is not None:
                return Past(found, sources=(found,))
        if entry and entry.founded:
            return Past(gap="new")
        namesake = self._by_code.get(entry.code) if entry else None
        if roster and namesake and namesake.unit and not any(_carries(e, namesake.unit) for e in roster.entries):
            return Past(gap="renamed", names=(namesake.unit.name,))
        return Past(gap="unknown")

    def orphans(self, roster: Roster) -> Iterator[Filing]:
        """The filings of units that no unit of the roster is by name or former name, or names in 上年编码."""
        heirs = [e for e in roster.entries if not e.gone]
        names = {fold(name) for e in heirs for name in (e.name, *e.aliases, *e.predecessors)}
        codes = {wanted for e in heirs for wanted in e.predecessors}
        for filing in self.filings:
            if filing.unit and fold(filing.unit.name) not in names and filing.unit.code not in codes:
                yield filing

    def _of_predecessors(self, entry: Entry, roster: Roster) -> Past:
        own = self._named_by(entry)
        shared = tuple(e.name for e in roster.entries if e is not entry and self._named_by(e).keys() & own.keys())
        if shared:
            return Past(gap="split", names=shared)
        missing = tuple(wanted for wanted, filing in own.items() if filing is None)
        if missing:
            return Past(gap="missing", names=missing)
        filings = [f for f in own.values() if f]
        total = combined(filings)
        return Past(total, sources=tuple(filings)) if total else Past(gap="editions", names=tuple(f.unit.name for f in filings if f.unit))

    def _named_by(self, entry: Entry) -> dict[str, Filing | None]:
        """The filings that 上年编码 names, by the unit's name, each once however it is spelled; what is not there as it was written."""
        found = ((wanted, self._one(wanted)) for wanted in entry.predecessors)
        return {f.unit.name if f and f.unit else wanted: f for wanted, f in found}

    def _one(self, wanted: str) -> Filing | None:
        """The filing of the unit with that code or name."""
        return (self._by_code.get(wanted) or self._by_name.get(fold(wanted))) if wanted else None

    @cached_property
    def _by_code(self) -> dict[str, Filing]:
        return {f.unit.code: f for f in reversed(self.filings) if f.unit and f.unit.code}

    @cached_property
    def _by_name(self) -> dict[str, Filing]:
        return {fold(f.unit.name): f for f in reversed(self.filings) if f.unit}


def _carries(entry: Entry, unit: Unit) -> bool:
    """Whether a unit of the roster is that unit of last year by name or former name, or names it in 上年编码."""
    names = (entry.name, *entry.aliases, *entry.predecessors)
    return not entry.gone and (unit.code in entry.predecessors or fold(unit.name) in map(fold, names))


def combined(filings: list[Filing]) -> Filing | None:
    """Filings of one edition added up; a figure that one of them lacks is unknown. None where the editions differ."""
    first, *others = filings
    if any(f.form is not first.form for f in others):
        return None
    common = [k for k in first.typed if all(k in f.typed for f in others)]
    return Filing(first.form, {k: sum((f.typed[k] for f in others), first.typed[k]) for k in common}, first.unit, first.year)
