"""What only all filings together show: who says the same (P-SAME), who is left without an heir (Y-HEIR), what is counted twice (C-*)."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from gaokai_xlsx.checks.governments import below
from gaokai_xlsx.checks.plausibility import said, substance
from gaokai_xlsx.checks.rules import inapplicable
from gaokai_xlsx.filing import Filing, Unit
from gaokai_xlsx.finding import Finding, listed, make
from gaokai_xlsx.form.detail import step
from gaokai_xlsx.intake.previous import Previous
from gaokai_xlsx.quantity import Figure, fold, plain
from gaokai_xlsx.roster import Roster
from gaokai_xlsx.submission import Below, Inner, Outcome, Submission
from gaokai_xlsx.texts import rule_name, say

_STANDING = frozenset({Outcome.COUNTED, Outcome.RETURNED, Outcome.CONFLICT, Outcome.OFF_ROSTER})
"""Outcomes of filings that may be the one of their unit."""


def alike(files: Sequence[Submission]) -> list[Submission]:
    """P-SAME on each filing whose figures another unit's filing of the same year has too; what is known to be the same is not asked."""
    found = {}
    for group in _alike(files):
        for s in group:
            others = list(dict.fromkeys(o.unit.name for o in group if o.unit and s.unit and o.unit.name != s.unit.name))
            if others and s.filing:
                found[s.path] = make("P-SAME", file=s.shown, others=listed(others), count=substance(s.filing))
    return [replace(s, findings=(*s.findings, found[s.path])) if s.path in found else s for s in files]


def _alike(files: Sequence[Submission]) -> Iterable[list[Submission]]:
    """The filings by what they say, one list for all that say the same of one year."""
    groups: dict[tuple[object, ...], list[Submission]] = {}
    for s in files:
        known = any(f.code == "C-ONCE" for f in s.findings)
        if s.filing and s.unit and s.outcome in _STANDING and not known and substance(s.filing):
            groups.setdefault((s.filing.form.edition, s.year, *said(s.filing)), []).append(s)
    return groups.values()


def between(parts: Sequence[Submission], roster: Roster | None, off: Container[str] = (), body: str = "") -> Iterator[Finding]:
    """C-GZ and P-SAME among the units of several parts of one collection; what those of one part show is said in that part.

    ``parts`` are its summaries, ``roster`` is that of all units, ``off`` are codes of rules that are not checked.
    """
    units = [[_inside(part, inner) for inner in part.below.own] for part in parts if part.below]
    together = [s for own in units for s in own]
    apart = {f.message for own in units for f in several_sources(own, roster, body)}
    yield from (f for f in several_sources(together, roster, body) if f.message not in apart)
    for group in () if "P-SAME" in off else _alike(together):
        names = {s.unit.name: say("divided.in-part", unit=s.unit.name, part=s.path) for s in group if s.unit}
        if len({s.path for s in group}) > 1 and len(names) > 1 and group[0].filing:
            yield make("P-SAME/parts", units=listed(list(names.values())), count=substance(group[0].filing))


def _inside(part: Submission, inner: Inner) -> Submission:
    """A unit of a part as its filing was counted there, its path the part's name; ``below`` says as ever that it sent a summary."""
    assert part.below is not None
    assert part.unit is not None
    holds = any(i.parents[:1] == (step(inner.unit.name),) for i in part.below.units)
    below_ = Below() if holds else None
    return Submission(part.unit.name, None, Outcome.COUNTED, unit=inner.unit, year=part.year, filing=inner.filing, below=below_)


def across(counted: Sequence[Submission], roster: Roster | None, previous: Previous, body: str = "") -> Iterator[Finding]:
    """The findings of no single file: heirs, units that may be counted twice, 规章 from several sources; ``body`` is who collects."""
    if roster is not None:
        yield from heirless(previous, roster)
        yield from twice(counted, roster)
    yield from several_sources(counted, roster, body)


def heirless(previous: Previous, roster: Roster) -> Iterator[Finding]:
    """Y-HEIR: last year's unit had applications open, and no unit of this year carries them on.

    An heir is the unit of its name or former name, one that names it in 上年编码, or one of its code whose own past is not another
    (that one is told to confirm it: Y-SKIPPED).
    """
    for filing in previous.orphans(roster):
        cells = [c for c in filing.form.role("closing") if not c.derived]
        left = sum((filing.typed.get(c.key, 0) for c in cells), start=0)
        if left > 0 and filing.unit and not _confirms(filing.unit, previous, roster):
            closing, count_unit = filing.form.word("closing"), cells[0].unit
            number = filing.unit.code or f"“{filing.unit.name}”"
            slots: dict[str, Any] = {"unit": filing.unit.name, "number": number, "closing": closing, "count_unit": count_unit}
            yield make("Y-HEIR", left=0, right=left, difference=-left, **slots)


def _confirms(unit: Unit, previous: Previous, roster: Roster) -> bool:
    """Whether a unit that files has only the code of last year's, and is asked if it is the same."""
    entry = roster.coded(unit.code) if unit.code else None
    return entry is not None and entry.files and previous.trace(entry.unit, roster).gap == "renamed"


def twice(counted: Sequence[Submission], roster: Roster) -> Iterator[Finding]:
    """C-ONCE/open: a unit that should stand in its superior's filing (并入上级) is counted, and nobody knows in which filing it stands."""
    for s in counted:
        entry = roster.named(s.unit.name) if s.unit else None
        if entry and entry.absorbed:
            yield make("C-ONCE/open", unit=entry.name, file=s.shown)


def several_sources(counted: Sequence[Submission], roster: Roster | None = None, body: str = "") -> Iterator[Finding]:
    """C-GZ: the same 规章 may be counted by the government, its office and the justice bureau; only one of them may say it.

    That holds within one government: each city of a province has 规章 of its own, so what comes from the level below is left aside.
    """
    others = below(counted, roster, body)
    own = (s for s in counted if s.unit is None or fold(s.unit.name) not in others)
    sources = [(s, shown) for s in own if s.filing and (shown := _regulations(s.filing))]
    if len(sources) < 2:
        return
    first = sources[0][0].filing
    assert first is not None
    key = next(c.key for c in first.form.role("regulations") if any(c.key in shown for _, shown in sources))
    cell = first.form.cells[key]
    values = "；".join(
        f"“{s.unit.name if s.unit else s.name}”"
        + "、".join(f"{s.filing.form.cells[k].column_of.short}{plain(v)}" for k, v in shown.items())
        for s, shown in sources
        if s.filing
    )
    yield make("C-GZ", key=key, place=first.place(key), row=cell.row_of.short, count=len(sources), values=values)


def unchecked(files: Iterable[Submission], off: Iterable[str]) -> Iterator[Finding]:
    """C-SKIPPED: rules that an edition has no place for, and rules that the campaign has switched off."""
    fit = (s for s in files if s.outcome in _STANDING and "S-EDITION" not in {f.code for f in s.findings})
    forms = {s.filing.form.edition: s.filing.form for s in fit if s.filing}
    for edition, form in sorted(forms.items()):
        if codes := inapplicable(form):
            yield make("C-SKIPPED", edition=edition, rules="、".join(map(rule_name, codes)))
    if codes := sorted(off):
        yield make("C-SKIPPED/off", rules="、".join(map(rule_name, codes)))


def _regulations(filing: Filing) -> dict[str, Figure]:
    """The 规章 figures that are not 0."""
    return {c.key: v for c in filing.form.role("regulations") if (v := filing.typed.get(c.key, 0))}
