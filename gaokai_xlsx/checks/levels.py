"""Nothing is counted through two levels (C-ONCE), and a parent is what its children add up to (C-HIER).

What is found double is kept out: a unit that stands in a summary and files beside it counts in the summary, which has the parts; of two
summaries with the same unit neither counts until a person has decided. A name alone is weak evidence, since a short name (教育局) is
borne by a body of every county: where only that speaks, both count and a person is asked.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import combinations
from typing import Any

from gaokai_xlsx.checks.governments import place
from gaokai_xlsx.checks.plausibility import said, substance
from gaokai_xlsx.filing import Filing
from gaokai_xlsx.finding import Finding, listed, make
from gaokai_xlsx.quantity import Figure, fold
from gaokai_xlsx.roster import Entry, Roster
from gaokai_xlsx.submission import Inner, Outcome, Submission
from gaokai_xlsx.texts import say

_LONG_CODE = 8  # characters of a code that is no number in a list: 统一社会信用代码 has 18


def once(files: Sequence[Submission], roster: Roster | None, body: str = "") -> tuple[list[Submission], list[Finding]]:
    """The files with those kept out that would be counted twice (C-ONCE on them), and the findings of no single file."""
    settled = list(files)
    findings: list[Finding] = []
    # Summaries inside other summaries first: what they hold must not keep others out.
    for only in (True, False):
        counted = _counted(settled)
        for s in counted:
            if bool(s.below) is only and (finding := _inside(s, counted, roster, body)):
                _put(settled, replace(s, outcome=Outcome.RETURNED, findings=(*s.findings, finding)))
    for s in settled:
        # To put it on the roster, as R-UNKNOWN advises, would count it twice: whose it is has been found.
        if s.outcome is Outcome.OFF_ROSTER and (finding := _inside(s, _counted(settled), roster, body)):
            _put(settled, replace(s, findings=(*(f for f in s.findings if f.code != "R-UNKNOWN"), finding)))
    for one, other, names in list(_shared(_counted(settled), body)):
        findings.append(make("C-ONCE/both", holder=_name(one), other=_name(other), units=listed(names)))
        for s in (one, other):
            _put(settled, replace(s, outcome=Outcome.CONFLICT))
    findings += _namesakes(_counted(settled), body)
    if roster is not None:
        for s, finding in list(_totals(_counted(settled), roster)):
            outcome = Outcome.RETURNED if finding.is_error else s.outcome
            _put(settled, replace(s, outcome=outcome, findings=(*s.findings, finding)))
        findings += _absorbed(settled, roster)
    return settled, findings


def parts_first(standing: list[Submission], files: Iterable[Submission]) -> tuple[list[Submission], list[Finding]]:
    """Of one unit's files the summaries, where there are any: they have the parts. C-HIER where another filing says something else."""
    summaries = [s for s in standing if s.below]
    summary = next((s for s in (*summaries, *files) if s.below and s.filing), None)
    plain = [s for s in standing if not s.below]
    if summary is None or summary.filing is None:
        return standing, []
    found = [f for s in plain if s.filing for f in _compared(s, s.filing, summary, summary.filing)]
    return summaries or standing, found


def _compared(s: Submission, stated: Filing, summary: Submission, added: Filing) -> Iterator[Finding]:
    if stated.form is not added.form or summary.below is None:
        return
    differ = [k for k in stated.form.typed if stated.typed.get(k, 0) != added.typed.get(k, 0)]
    if differ:
        slots = _sides(stated, differ[0], stated.typed.get(differ[0], 0), added.typed.get(differ[0], 0))
        yield make("C-HIER/summary", unit=_name(s), file=s.shown, n=len(differ), count=len(summary.below.leaves), **slots)


def _inside(s: Submission, counted: list[Submission], roster: Roster | None, body: str) -> Finding | None:
    """C-ONCE for a file whose unit is counted in another file too."""
    entry = roster.named(_name(s)) if roster else None
    if roster and entry and entry.absorbed:
        parent = roster.parent_of(entry)
        if parent and any(_name(o) == parent.name for o in counted):
            return make("C-ONCE", unit=entry.name, parent=parent.name, file=s.shown)
    for holder in (o for o in counted if o.below):
        if holder is not s and (inner := _held(s, holder, entry, body)) and _sure(s, inner, holder, roster, entry, body):
            return make("C-ONCE/below", unit=_name(s), holder=_name(holder), file=s.shown)
    return None


def _held(s: Submission, holder: Submission, entry: Entry | None, body: str) -> Inner | None:
    """The unit of a summary that bears the name of a file's unit, a former name that says where it is, or its long code."""
    if holder.below is None or s.unit is None:
        return None
    aliases = [a for a in (entry.aliases if entry else ()) if _placed(a, (_name(holder), body))]
    names = {fold(name) for name in (s.unit.name, *aliases)}
    code = s.unit.code if s.unit.code and len(s.unit.code) >= _LONG_CODE else None
    return next((i for i in holder.below.units if fold(i.unit.name) in names or (code and i.unit.code == code)), None)


def _sure(s: Submission, inner: Inner, holder: Submission, roster: Roster | None, entry: Entry | None, body: str) -> bool:
    """Whether it is the same unit, and not one of another place with the same short name that the roster expects by itself."""
    if s.below or entry is None or not entry.files or roster is None or s.filing is None:
        return True
    parent = roster.parent_of(entry)
    theirs = place(parent.name if parent else entry.parent) == place(_name(holder))
    same = said(s.filing) == said(inner.filing) and any(inner.filing.typed.values())
    coded = s.unit is not None and s.unit.code == inner.unit.code and len(inner.unit.code or "") >= _LONG_CODE
    return theirs or same or coded or _placed(_name(s), (_name(holder), body))


def _shared(counted: list[Submission], body: str) -> Iterator[tuple[Submission, Submission, list[str]]]:
    """Two summaries that hold the same units for sure."""
    holders = [s for s in counted if s.below]
    places = (*map(_name, holders), body)
    for one, other in combinations(holders, 2):
        names = [a.unit.name for a, b in _pairs(one, other) if _placed(a.unit.name, places) or _same(a, b)]
        if names:
            yield one, other, list(dict.fromkeys(names))


def _namesakes(counted: list[Submission], body: str) -> Iterator[Finding]:
    """C-ONCE/namesake, once for all: names that stand in several places and may be of different bodies."""
    holders = [s for s in counted if s.below]
    where: dict[str, list[str]] = {}
    for one, other in combinations(holders, 2):
        for a, _ in _pairs(one, other):
            where.setdefault(a.unit.name, []).extend((_name(one), _name(other)))
    for s in counted:
        for holder in holders:
            if not s.below and (inner := _held(s, holder, None, body)):
                where.setdefault(inner.unit.name, []).extend((_name(s), _name(holder)))
    if where:
        places = list(dict.fromkeys(name for names in where.values() for name in names if name not in where))
        yield make("C-ONCE/namesake", units=listed(list(where)), holders="、".join(places))


def _pairs(one: Submission, other: Submission) -> Iterator[tuple[Inner, Inner]]:
    """The units of two summaries that bear the same name or the same long code."""
    assert one.below and other.below
    named = {fold(i.unit.name): i for i in one.below.units}
    coded = {i.unit.code: i for i in one.below.units if len(i.unit.code or "") >= _LONG_CODE}
    for inner in other.below.units:
        if found := named.get(fold(inner.unit.name)) or coded.get(inner.unit.code):
            yield found, inner


def _same(one: Inner, other: Inner) -> bool:
    """Whether two units of two summaries are one beyond doubt: so many equal figures, or a code that no list has given."""
    coded = one.unit.code == other.unit.code and len(one.unit.code or "") >= _LONG_CODE
    return coded or bool(substance(one.filing) and said(one.filing) == said(other.filing))


def _placed(name: str, places: Iterable[str]) -> bool:
    """Whether a name says of which of these places its unit is."""
    return any(stem in fold(name) for stem in map(place, places) if len(stem) > 1)


def _totals(counted: list[Submission], roster: Roster) -> Iterator[tuple[Submission, Finding]]:
    """A unit that files beside those that belong to it, with figures that look like their sum.

    The roster says who belongs to whom, so that one child is enough. Figures that are merely not smaller may be the unit's own: a
    person is asked, and may say so once and for all.
    """
    for parent, own, children in _families(counted, roster, absorbed=False):
        filings = [s.filing for s in children if s.filing]
        sums = _sum(filings)
        if own.form is not filings[0].form or not substance(Filing(own.form, sums)):
            continue
        more = [k for k in own.form.typed if own.typed.get(k, 0) != sums.get(k, 0)]
        if not more:
            yield parent, make("C-ONCE/total", unit=_name(parent), count=len(filings), file=parent.name)
        elif all(own.typed.get(k, 0) >= sums.get(k, 0) for k in more):
            slots = _sides(own, more[0], own.typed.get(more[0], 0), sums.get(more[0], 0))
            yield parent, make("C-HIER/total", unit=_name(parent), count=len(filings), **slots)


def _absorbed(files: list[Submission], roster: Roster) -> Iterator[Finding]:
    """C-HIER: a superior's filing is less than what those filed that are to be contained in it."""
    for parent, own, children in _families(files, roster, absorbed=True):
        sums = _sum([s.filing for s in children if s.filing])
        less = [k for k in own.form.typed if own.typed.get(k, 0) < sums.get(k, 0)]
        if less:
            left, right = own.typed.get(less[0], 0), sums.get(less[0], 0)
            yield make("C-HIER", unit=_name(parent), count=len(children), more=say("total.less"), **_sides(own, less[0], left, right))


def _families(files: Iterable[Submission], roster: Roster, *, absorbed: bool) -> Iterator[tuple[Submission, Filing, list[Submission]]]:
    """Counted filings of units to which others of the roster belong, with the filings of these."""
    files = [s for s in files if s.filing and s.unit and s.outcome in (Outcome.COUNTED, Outcome.RETURNED)]
    by_name: dict[str, list[Submission]] = {}
    for s in files:
        by_name.setdefault(_name(s), []).append(s)
    children: dict[str, list[Submission]] = {}
    for entry in roster.entries:
        superior = roster.parent_of(entry)
        own = [s for s in by_name.get(entry.name, ()) if absorbed or s.outcome is Outcome.COUNTED]
        if superior and own and entry.absorbed is absorbed:
            children.setdefault(superior.name, []).append(own[0])
    for name, own in children.items():
        parent = next((s for s in by_name.get(name, ()) if s.outcome is Outcome.COUNTED and not s.below), None)
        if parent and parent.filing:
            yield parent, parent.filing, own


def _sum(filings: Iterable[Filing]) -> dict[str, Figure]:
    sums: dict[str, Figure] = {}
    for filing in filings:
        for key, value in filing.typed.items():
            sums[key] = sums.get(key, 0) + value
    return sums


def _sides(filing: Filing, key: str, left: Figure, right: Figure) -> Mapping[str, Any]:
    cell = filing.form.cells[key]
    return {
        "key": key,
        "place": filing.place(key),
        "left": left,
        "right": right,
        "difference": left - right,
        "label": cell.label,
        "count_unit": cell.unit,
    }


def _counted(files: Iterable[Submission]) -> list[Submission]:
    return [s for s in files if s.outcome is Outcome.COUNTED and s.filing and s.unit]


def _put(files: list[Submission], changed: Submission) -> None:
    files[next(at for at, s in enumerate(files) if s.path == changed.path)] = changed


def _name(submission: Submission) -> str:
    return submission.unit.name if submission.unit else ""
