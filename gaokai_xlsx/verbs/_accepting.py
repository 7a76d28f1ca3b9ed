"""Which findings of a unit are accepted: codes and places as the clerk names them, and what can be accepted where none is meant."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from gaokai_xlsx.checks import reasons
from gaokai_xlsx.decisions import Decision, compared, point, sides
from gaokai_xlsx.errors import Usage
from gaokai_xlsx.filing import Unit
from gaokai_xlsx.finding import Finding, Place
from gaokai_xlsx.quantity import fold
from gaokai_xlsx.submission import Outcome, Submission
from gaokai_xlsx.texts import RULES, pasted, say, variants, visible
from gaokai_xlsx.verbs._case import Case

Doubt = tuple[Submission, Finding]
_ASIDE = (Outcome.SUPERSEDED, Outcome.DUPLICATE)
_PLACE = re.compile(r"(.*?)!?([a-z]{1,3}[0-9]+)")  # J5, 表三!J5, 表三J5
_QUOTES = str.maketrans("", "", "《》'\"“”")


def accept(case: Case, blank: Decision, names: Sequence[str]) -> list[Decision]:
    """One record for each finding whose reason is accepted; raises ``Usage`` that says why not, and lists what can be accepted."""
    standing = [(s, f) for s in case.files if s.outcome not in _ASIDE for f in s.findings]
    open_ = [(s, f) for s, f in standing if _open(f)]
    choice = _Choice(case.unit, open_, compared=bool(case.terms.previous.filings))
    equations = {identity.code: identity.title for table in case.form.tables for identity in table.identities}
    if not names:
        raise choice.refusal("stop.decide-points")
    chosen: list[Doubt] = []
    for code, places in _groups(choice, [*equations, *(f.code for _, f in standing)], names):
        own = [(s, f) for s, f in standing if f.code == code]
        if not any(rule.explainable for name, rule in RULES.items() if name.partition("/")[0] == code):
            title = next((f.title for _, f in own), "") or equations.get(code) or next(iter(variants(code).values())).title
            raise choice.refusal("stop.decide-unexplainable", code=code, title=title, alone="stop.decide-unexplainable-alone")
        for place in places or [""]:
            found = [(s, f) for s, f in own if not place or _at(place, f)]
            if found and not any(_open(f) for _, f in found):
                raise choice.refusal("stop.decide-accepted", name=_said(code, place), alone="stop.decide-accepted-alone")
            found = [(s, f) for s, f in found if _open(f)]
            if not found or (place and len({f.sheet for _, f in found}) > 1):
                raise choice.refusal("stop.decide-point" if not found else "stop.decide-points", name=_said(code, place))
            # A code alone means those that have a reason, if any has.
            told = [(s, f) for s, f in found if f.explained]
            chosen += found if place or blank.reason or not told else told
    distinct = {(f.code, f.key, sides(f), s.sha256): (s, f) for s, f in reversed(chosen)}
    return [_accepted(blank, *distinct[key]) for key in reversed(distinct)]


def is_at(name: str, key: str, places: Iterable[Place]) -> bool:
    """Whether a figure is meant: by its key, its cell, or its cell behind the name of its sheet, the beginning of which will do."""
    wanted = fold(name).casefold().translate(_QUOTES)
    if wanted == key.casefold():
        return True
    match = _PLACE.fullmatch(wanted)
    return match is not None and any(match[2] == p.cell.casefold() and fold(p.sheet).casefold().startswith(match[1]) for p in places)


def _at(name: str, finding: Finding) -> bool:
    places = [Place(finding.sheet, finding.cell)] if finding.sheet and finding.cell else []
    return is_at(name, finding.key or "", places)


def _open(finding: Finding) -> bool:
    return reasons.explainable(finding) and not (finding.explained and finding.explained.accepted)


def _said(code: str, place: str) -> str:
    return f"{code} {visible(place)}".strip()


def _groups(choice: _Choice, codes: Iterable[str], names: Sequence[str]) -> list[tuple[str, list[str]]]:
    """Each code (or title) with the figures or cells named behind it."""
    known = {code: code for code in (*codes, *(name.partition("/")[0] for name in RULES))}
    known |= {fold(rule.title): name.partition("/")[0] for name, rule in RULES.items() if rule.explainable}
    groups: list[tuple[str, list[str]]] = []
    for name in names:
        if name.upper() in known:
            groups.append((known[name.upper()], []))
        elif groups:
            groups[-1][1].append(name)
        else:
            raise choice.refusal("stop.decide-code", name=visible(name))
    return groups


def _accepted(blank: Decision, file: Submission, finding: Finding) -> Decision:
    """The record of one finding; its reason stands in the file, or was given to the clerk."""
    told = finding.explained.text if finding.explained else ""
    what = _point(file, finding)
    if not told and not blank.reason:
        raise Usage("stop.decide-silent", about=what)
    if not told and reasons.hollow(blank.reason):
        raise Usage("stop.decide-hollow", reason=visible(blank.reason))
    after = reasons.accepted(finding, "", "")
    assert file.sha256 is not None
    return replace(
        blank,
        reason=blank.reason or visible(told),
        file=visible(file.path),
        sha256=file.sha256,
        code=finding.code,
        key=finding.key or "",
        values=sides(finding),
        before=say("decide.accept-before", severity=finding.severity.word, point=what, sides=compared(finding) or file.shown),
        after=say("decide.accept-after", severity=after.severity.word, text=visible(told) or blank.reason),
    )


def _point(file: Submission, finding: Finding) -> str:
    place = Place(finding.sheet, finding.cell) if finding.sheet and finding.cell else None
    return point(finding.code, finding.key, file.filing.form if file.filing else None, place)


class _Choice:
    """What can be accepted of a unit; ``compared``: last year's figures are at hand."""

    def __init__(self, unit: Unit, open_: Sequence[Doubt], *, compared: bool) -> None:
        self.unit, self.open, self.compared = unit, open_, compared

    def refusal(self, key: str, *, name: str = "", alone: str = "", **slots: str) -> Usage:
        """Why nothing was recorded, with what can be accepted; where that is nothing, in the words of ``alone``."""
        hint = "" if self.compared else say("decide.no-past")
        if not self.open:
            return Usage(alone or "stop.decide-no-points", unit=self.unit.name, name=name, hint=hint, **slots)
        points = "".join(say("decide.choice", choice=self.choice(s, f)) for s, f in self.open)
        return Usage(key, unit=self.unit.name, name=name, points=points, hint=hint, **slots)

    def choice(self, file: Submission, finding: Finding) -> str:
        """A finding as it can be typed, and what it is."""
        twins = {f.sheet for _, f in self.open if (f.code, f.cell) == (finding.code, finding.cell)}
        place = (finding.cell or "") if len(twins) == 1 else f"{finding.sheet}{finding.cell}"
        typed = f"{finding.code} {pasted(place)}".strip() if place else finding.code
        explained = finding.explained
        told = say("decide.told", text=visible(explained.text)) if explained else say("decide.not-told")
        several = len({s.sha256 for s, _ in self.open}) > 1
        parts = [_point(file, finding), *([say("decision.file", file=visible(file.path))] if several else []), compared(finding), told]
        return say("decide.point", typed=typed, said="，".join(filter(None, parts)))
