"""``decide``: what a person settled, checked against the files that came back, added to 处理记录.csv."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from pathlib import Path

from gaokai_xlsx import decisions
from gaokai_xlsx import roster as rosters
from gaokai_xlsx.campaign import Campaign
from gaokai_xlsx.cells.archives import walk
from gaokai_xlsx.checks.submissions import Terms
from gaokai_xlsx.decisions import Decision, Kind
from gaokai_xlsx.errors import Usage
from gaokai_xlsx.quantity import fold
from gaokai_xlsx.roster import Entry, Roster
from gaokai_xlsx.texts import say, visible
from gaokai_xlsx.verbs._check import previous_filings, rulings_of
from gaokai_xlsx.verbs._pool import take_all
from gaokai_xlsx.verbs._settling import Case, made


def decide(
    campaign: Campaign,
    unit: str,
    what: Kind | str,
    names: Sequence[str] = (),
    *,
    by: str,
    reason: str = "",
    date: str = "",
    reviewer: str = "",
    previous: Sequence[Path] = (),
) -> tuple[Decision, ...]:
    """Record what was settled about a unit's files (``names``: a file, or codes with keys or cells); gives what was recorded.

    The files are those in the campaign's folder for returned ones, judged as ``collect`` judges them. ``date`` is kept as it is
    written. Raises ``Usage`` that lists what can be chosen where a decision makes no sense, and ``CannotGoOn`` where roster or
    decisions have defects or cannot be written; then nothing is recorded.
    """
    by, reason, date, reviewer = (_line(text) for text in (by, reason, date, reviewer))
    units = rosters.read(campaign.path("roster"))
    entry = _entry(units, unit)
    kind = Kind(what)
    if not by:
        raise Usage("stop.decide-by")
    if not reason and kind is not Kind.ACCEPT:
        raise Usage("stop.decide-reason")
    path, year = campaign.path("decisions"), campaign.year
    last = previous_filings(previous, year)
    terms = Terms(year, units, last, key=campaign.key, off=campaign.unchecked, rulings=rulings_of(campaign, units))
    taken = take_all(walk([campaign.path("returned")], without=frozenset([campaign.path("roster"), path])))
    case = Case(entry.unit, tuple(taken), terms, campaign.path("returned"))
    blank = Decision(entry.name, kind, reason, by, date=date, reviewer=reviewer)
    found = made(case, blank, [fold(name) for name in names])
    return decisions.append(path, found)


def _entry(units: Roster, unit: str) -> Entry:
    """The unit of the roster that is meant; a near miss is suggested and never accepted."""
    entry = units.named(unit) or units.coded(unit.strip())
    if entry is None:
        names = {fold(name): e.name for e in units.entries for name in (*e.aliases, e.name)}
        near = difflib.get_close_matches(fold(unit), names, n=1)
        suggestion = say("decide.near", near=names[near[0]]) if near else ""
        raise Usage("stop.decide-unit", unit=visible(unit), near=suggestion)
    return entry


def _line(text: str) -> str:
    """A text of the command line as one line of a list."""
    return "".join(c for c in " ".join(text.split()) if c.isprintable())
