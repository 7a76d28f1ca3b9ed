"""More units than one workbook holds well: a summary for each 汇总归属 (分册), and one above them with a row for each of these.

Each of them is a collection of its own, under terms made from those of the whole here; so ``verify`` can make it anew.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from gaokai_xlsx.checks.decided import Rulings
from gaokai_xlsx.checks.governments import place
from gaokai_xlsx.checks.terms import Terms
from gaokai_xlsx.errors import CannotGoOn
from gaokai_xlsx.filing import Filing, Unit
from gaokai_xlsx.finance import Finance
from gaokai_xlsx.intake.previous import Previous, combined
from gaokai_xlsx.quantity import fold
from gaokai_xlsx.results.levels import words
from gaokai_xlsx.roster import Entry, Roster
from gaokai_xlsx.stamp import safe
from gaokai_xlsx.submission import Report
from gaokai_xlsx.texts import say

UNITS = 5_000
"""How many units a workbook may have: more of them open slowly, and grow beyond what is read back."""


def parts(roster: Roster, body: str) -> dict[str, list[Entry]]:
    """The units of each part by its name, in the order of the roster; those without 汇总归属 by themselves.

    A unit to which others belong stands with these, so that what is known of both is known in one part.
    """
    superiors = {parent.name for e in roster.entries if (parent := roster.parent_of(e))}
    first: dict[str, str] = {}
    found: dict[str, list[Entry]] = {}
    for entry in roster.entries:
        parent = roster.parent_of(entry)
        above = entry.name if entry.name in superiors else parent.name if parent else entry.parent.strip()
        # The part of the collecting body's own units must not bear the name of the whole.
        name = say("divided.rest") if not fold(above) else words(body).own if body and place(above) == place(body) else safe(above)
        found.setdefault(first.setdefault(fold(name).casefold(), name), []).append(entry)
    return found


def files_of(report: Report) -> dict[str, frozenset[str]]:
    """The paths of the files of each part that counts at least one unit; those of no unit of the roster go with the last one.

    Raises ``CannotGoOn`` where the roster does not divide the units, or not finely enough.
    """
    roster = report.roster
    if roster is None:
        raise CannotGoOn("stop.divided-roster", n=len(report.counted), limit=UNITS)
    whose = {fold(e.name): name for name, entries in parts(roster, report.body).items() for e in entries}
    counted: dict[str, int] = {}
    for s in report.counted:
        name = whose.get(fold(s.unit.name), "") if s.unit else ""
        counted[name] = counted.get(name, 0) + 1
    for name, n in counted.items():
        if n > UNITS:
            raise CannotGoOn("stop.divided-large", part=name, n=n, limit=UNITS)
    order = [name for name in dict.fromkeys(whose.values()) if name in counted]
    found: dict[str, set[str]] = {name: set() for name in order}
    for s in report.files:
        name = whose.get(fold(s.unit.name), order[-1]) if s.unit else order[-1]
        found.setdefault(name, set()).add(s.path)
    return {name: frozenset(paths) for name, paths in found.items() if name in counted}


def of_part(terms: Terms, finance: Finance | None, name: str) -> tuple[Terms, Finance | None]:
    """The terms of one part: its units, their past, what was settled of them, what the finance office's system says of them."""
    whole = terms.roster
    assert whole is not None
    roster = Roster(tuple(parts(whole, terms.body).get(name, ())))
    own = {id(f) for e in roster.entries for f in terms.previous.trace(e.unit, whole).sources}
    previous = replace(terms.previous, filings=tuple(f for f in terms.previous.filings if id(f) in own))
    rulings = Rulings(tuple(d for d in terms.rulings.decisions if roster.named(d.unit)), roster)
    fees = finance and replace(finance, rows=tuple(row for row in finance.rows if roster.named(row.name)))
    told = terms.body or say("divided.whole")
    return replace(terms, roster=roster, previous=previous, rulings=rulings, body=name, part_of=told), fees


def of_whole(terms: Terms, finance: Finance | None) -> tuple[Terms, Finance | None]:
    """The terms of the collection of all parts, with last year's figures and the finance office's lines added up for each part."""
    whole = terms.roster
    assert whole is not None
    found = parts(whole, terms.body)
    roster = Roster(tuple(Entry(at, f"{at + 1:03}", name) for at, name in enumerate(found)))
    whose = {fold(e.name): name for name, entries in found.items() for e in entries}
    known = {row.name: entry for row in finance.rows if (entry := whole.named(row.name))} if finance else {}
    rows = [replace(row, name=whose[fold(known[row.name].name)]) if row.name in known else row for row in finance.rows] if finance else []
    previous = replace(terms.previous, filings=tuple(_added(terms.previous, whole, found, roster)))
    fees = finance and replace(finance, rows=tuple(rows))
    return replace(terms, roster=roster, previous=previous, rulings=Rulings((), roster), parts=True, whole=whole), fees


def _added(previous: Previous, whole: Roster, found: Mapping[str, Sequence[Entry]], roster: Roster) -> list[Filing]:
    """Last year's filings of each part as one, those of different editions and those that nobody follows as they are."""
    used: set[int] = set()
    made: list[Filing] = []
    for entry in roster.entries:
        past = {id(f): f for e in found[entry.name] for f in previous.trace(e.unit, whole).sources if id(f) not in used}
        used |= past.keys()
        total = combined(list(past.values())) if past else None
        made += list(past.values()) if total is None else [replace(total, unit=Unit(entry.code, entry.name))]
    return [*made, *(f for f in previous.filings if id(f) not in used)]
