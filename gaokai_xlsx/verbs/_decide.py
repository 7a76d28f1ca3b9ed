"""``decide``: what a person settled, checked against the files that came back, added to 处理记录.csv."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from pathlib import Path

from gaokai_xlsx import decisions
from gaokai_xlsx import roster as rosters
from gaokai_xlsx.campaign import Campaign
from gaokai_xlsx.checks.terms import Terms
from gaokai_xlsx.decisions import Decision
from gaokai_xlsx.errors import Usage
from gaokai_xlsx.form import editions
from gaokai_xlsx.matters import Kind
from gaokai_xlsx.quantity import fold
from gaokai_xlsx.roster import Entry, Roster
from gaokai_xlsx.texts import say, visible
from gaokai_xlsx.verbs import _cache
from gaokai_xlsx.verbs._cache import Cache
from gaokai_xlsx.verbs._case import Case
from gaokai_xlsx.verbs._check import previous_filings, rulings_of
from gaokai_xlsx.verbs._pool import read_all
from gaokai_xlsx.verbs._settling import made

_NOBODY = (
    "decided.by",
    "decided.reviewer",
    "cover.typist",
    "cover.proof",
    "meta.person",
)  # words that commands show in the place of a name


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

    ``what`` is a kind, its English word or its Chinese one.

    The files are those in the campaign's folder for returned ones, judged as ``collect`` judges them. ``date`` is kept as it is
    written. Raises ``Usage`` that lists what can be chosen where a decision makes no sense, and ``CannotGoOn`` where roster or
    decisions have defects or cannot be written; then nothing is recorded.
    """
    by, reason, date, reviewer = (_line(text) for text in (by, reason, date, reviewer))
    units = rosters.read(campaign.path("roster"))
    entry = _entry(units, unit)
    kind = _kind(what)
    if not by:
        raise Usage("stop.decide-by")
    if not reason and kind is not Kind.ACCEPT:
        raise Usage("stop.decide-reason")
    _named(campaign, by, reviewer)
    path, year = campaign.path("decisions"), campaign.year
    last = previous_filings(previous, year, units, campaign.body)
    terms = Terms(year, units, last, key=campaign.key, off=campaign.unchecked, rulings=rulings_of(campaign, units), body=campaign.body)
    kept = Cache(campaign.folder / _cache.NAME, campaign.key)
    taken = read_all([campaign.path("returned")], frozenset([campaign.path("roster"), path, kept.path]), cache=kept)
    case = Case(entry.unit, tuple(taken), terms, campaign.path("returned"), editions.for_year(year))
    blank = Decision(entry.name, kind, reason, by, date=date, reviewer=reviewer)
    found = made(case, blank, [fold(name) for name in names])
    return decisions.append(path, found)


def _entry(units: Roster, unit: str) -> Entry:
    """The unit of the roster that is meant; a near miss is suggested and never accepted."""
    entry = units.named(unit) or units.coded(unit.strip())
    if entry is None and fold(unit).casefold() in _words():
        raise Usage("stop.decide-swapped", what=visible(unit))
    if entry is None:
        names = {fold(name): e.name for e in units.entries for name in (*e.aliases, e.name)}
        near = difflib.get_close_matches(fold(unit), names, n=1)
        suggestion = say("decide.near", near=names[near[0]]) if near else ""
        raise Usage("stop.decide-unit", unit=visible(unit), near=suggestion)
    return entry


def _kind(what: Kind | str) -> Kind:
    """The kind that a word names; raises ``Usage`` that lists them and suggests the nearest."""
    if isinstance(what, Kind):
        return what
    words, said = _words(), fold(what).casefold()
    if said not in words:
        near = difflib.get_close_matches(said, words, n=1)
        suggestion = say("decide.near", near=near[0]) if near else ""
        known = "、".join(say("decide.kind", kind=kind.value, word=say(f"decide.kind-{kind.value}")) for kind in Kind)
        raise Usage("stop.decide-what", what=visible(what), near=suggestion, known=known)
    return words[said]


def _words() -> dict[str, Kind]:
    """The words for each kind, as they are compared."""
    return {word: kind for kind in Kind for word in (kind.value, fold(kind.word), fold(say(f"decide.kind-{kind.value}")))}


def _named(campaign: Campaign, *people: str) -> None:
    """Raises ``Usage`` where the word that stands for a name was left in a command that was pasted: nobody is called that."""
    left = {fold(say(key)) for key in _NOBODY}
    for who in people:
        if fold(who) in left:
            contact = say("decide.contact", contact=campaign.contact) if campaign.contact else ""
            raise Usage("stop.decide-nobody", who=visible(who), contact=contact)


def _line(text: str) -> str:
    """A text of the command line as one line of a list."""
    return "".join(c for c in " ".join(text.split()) if c.isprintable())
