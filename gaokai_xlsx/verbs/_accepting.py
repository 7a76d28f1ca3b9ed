"""Which findings of a unit are accepted, and which earlier record is meant: codes, figures and cells as the clerk names them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from gaokai_xlsx.checks import reasons
from gaokai_xlsx.decisions import Decision, Kind, sides
from gaokai_xlsx.errors import Usage
from gaokai_xlsx.filing import Unit
from gaokai_xlsx.finding import Finding
from gaokai_xlsx.quantity import fold
from gaokai_xlsx.submission import Outcome, Submission
from gaokai_xlsx.texts import RULES, rule_name, say, visible

Doubt = tuple[Submission, Finding]
_ASIDE = (Outcome.SUPERSEDED, Outcome.DUPLICATE)


def accept(unit: Unit, files: Sequence[Submission], blank: Decision, names: Sequence[str]) -> list[Decision]:
    """One record for each finding whose reason is accepted; raises ``Usage`` that lists what can be accepted."""
    open_ = [(s, f) for s in files if s.outcome not in _ASIDE for f in s.findings if _open(f)]
    known = {f.code for s in files for f in s.findings} | {name.partition("/")[0] for name in RULES}
    if not names:
        raise _nothing(unit, open_, "")
    chosen: list[Doubt] = []
    for code, places in _groups(unit, open_, known, names):
        if not any(rule.explainable for name, rule in RULES.items() if name.partition("/")[0] == code):
            raise Usage("stop.decide-unexplainable", rule=rule_name(code) if code in RULES else code)
        own = [(s, f) for s, f in open_ if f.code == code]
        for place in places or [""]:
            found = [(s, f) for s, f in own if not place or place in (fold(f.key or ""), fold(f.cell or "").casefold())]
            if not found:
                raise _nothing(unit, open_, f"{code} {place}".strip())
            # A code alone means those that have a reason, if any has.
            told = [(s, f) for s, f in found if f.explained]
            chosen += found if place or blank.reason or not told else told
    distinct = {(f.code, f.key, sides(f) or s.sha256): (s, f) for s, f in reversed(chosen)}
    return [_accepted(blank, *distinct[key]) for key in reversed(distinct)]


def matching(decision: Decision, names: Sequence[str]) -> bool:
    """Whether an earlier record is the one meant: by its number, its kind, or the code (with figure or cell) it accepted."""
    wanted = [name.casefold() for name in names]
    own = {fold(say("decide.number", n=decision.number)), decision.kind.value, fold(decision.kind.word)}
    if decision.kind is Kind.ACCEPT:
        own |= {decision.code.casefold(), decision.key}
    return all(name in own for name in wanted)


def _open(finding: Finding) -> bool:
    return reasons.explainable(finding) and not (finding.explained and finding.explained.accepted)


def _groups(unit: Unit, open_: Sequence[Doubt], known: set[str], names: Sequence[str]) -> list[tuple[str, list[str]]]:
    """Each code with the figures or cells named behind it."""
    groups: list[tuple[str, list[str]]] = []
    for name in names:
        if name.upper() in known:
            groups.append((name.upper(), []))
        elif groups:
            groups[-1][1].append(name.casefold())
        else:
            raise _nothing(unit, open_, name, "stop.decide-code")
    return groups


def _accepted(blank: Decision, file: Submission, finding: Finding) -> Decision:
    """The record of one finding; its reason stands in the file, or was given to the clerk."""
    told = finding.explained.text if finding.explained else ""
    if not told and not blank.reason:
        raise Usage("stop.decide-silent", about=f"{finding.code} {finding.key or ''}".strip())
    if not told and reasons.hollow(blank.reason):
        raise Usage("stop.decide-hollow", reason=visible(blank.reason))
    after = reasons.accepted(finding, "", "")
    assert file.sha256 is not None
    title, values = RULES[finding.rule].title, sides(finding)
    return replace(
        blank,
        reason=blank.reason or visible(told),
        file=visible(file.path),
        sha256=file.sha256,
        code=finding.code,
        key=finding.key or "",
        values=values,
        before=say("decide.accept-before", severity=finding.severity.word, title=title, sides=values or file.shown),
        after=say("decide.accept-after", severity=after.severity.word, text=visible(told) or blank.reason),
    )


def _nothing(unit: Unit, open_: Sequence[Doubt], name: str, key: str = "") -> Usage:
    """What can be accepted, where what was named cannot."""
    if not open_:
        return Usage("stop.decide-no-points", unit=unit.name)
    points = "；".join(_point(f) for _, f in open_)
    return Usage(key or ("stop.decide-point" if name else "stop.decide-points"), unit=unit.name, name=visible(name), points=points)


def _point(finding: Finding) -> str:
    explained = finding.explained
    told = say("decide.told", text=visible(explained.text)) if explained else say("decide.not-told")
    if finding.key is None:
        return say("decide.point-file", code=finding.code, told=told)
    return say("decide.point", code=finding.code, figure=finding.key, cell=finding.cell, sides=sides(finding), told=told)
