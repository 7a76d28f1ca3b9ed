"""Findings that share a cause, drawn together: what one cell breaks is one case.

Broken equations are taken apart into shares: what the change of one cell, or a slip over two neighbours, adds to each of them. The
cause that settles most goes first; what no cause settles is a case of its own. Every finding is in exactly one case.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from gaokai_xlsx.checks.edits import Edit, Slip
from gaokai_xlsx.checks.hints import Evidence, best, gather
from gaokai_xlsx.checks.residuals import Off
from gaokai_xlsx.filing import Filing
from gaokai_xlsx.finding import Finding, in_form_order
from gaokai_xlsx.form.points import points
from gaokai_xlsx.quantity import Figure, plain


@dataclass(frozen=True, slots=True)
class Case:
    """``head`` stands for the case, ``attached`` (连带) are the findings that go away with it; ``hint`` is worth asking about."""

    head: Finding
    attached: tuple[Finding, ...] = ()
    hint: Edit | None = None


def cases(filing: Filing, findings: Iterable[Finding]) -> list[Case]:
    """The findings of one filing as cases, in the order of their heads; without broken equations each finding is one."""
    found = list(findings)
    numbers = {(e.identity.code, e.anchor): number for number, e in enumerate(filing.form.equations)}
    broken = {numbers[f.code, f.key]: f for f in found if f.key and (f.code, f.key) in numbers}
    drawn = list(_draw(filing, broken, _told(filing, found))) if broken else []
    heads = {id(case.head): case for case in drawn}
    attached = {id(f) for case in drawn for f in case.attached}
    return [heads.get(id(f)) or Case(f) for f in found if id(f) not in attached]


def _draw(filing: Filing, broken: dict[int, Finding], told: dict[str, Finding]) -> Iterator[Case]:
    """The broken equations as cases; each finding goes to the first share that has a part in it."""
    asked = {key: Decimal(f.right) for key, f in told.items() if f.right and not filing.form.cells[key].derived}
    evidence = gather(filing, asked)
    for share in _shares(evidence):
        own = [broken.pop(number) for number in sorted(share) if number in broken]
        if own:
            hint = best(evidence, share)
            head, *rest = in_form_order(filing.form, own)
            yield Case(head, (*rest, *_answered(evidence, hint, told)), hint)


def _told(filing: Filing, findings: Iterable[Finding]) -> dict[str, Finding]:
    """Where last year's filing asks a single figure to be another: a second witness beside the equations."""
    asked = {(p.code, p.key) for p in points(filing.form) if not (p.plus or p.minus or p.at_least)}
    return {f.key: f for f in findings if f.key and (f.code, f.key) in asked}


def _answered(evidence: Evidence, hint: Edit | None, told: dict[str, Finding]) -> Iterator[Finding]:
    """The findings against last year that go away with the hint too."""
    if hint and hint.slip is Slip.TOLD:
        ((key, new),) = hint.values
        gap = plain(evidence.now.stands[key] - new)
        for at, finding in told.items():
            if key in (at, *evidence.filing.form.parts.get(at, ())) and finding.difference == gap:
                yield finding


def _shares(evidence: Evidence) -> Iterator[Off]:
    """The residuals as a sum of few causes; one alone wherever one cell explains everything."""
    left = dict(evidence.now.off)
    while left:
        # The equation that rests on the fewest figures says most about where the cause is.
        pivot = min(left, key=lambda number: (evidence.now.breadth[number], number))
        share, most = {pivot: left[pivot]}, 0
        for effect, one in _causes(evidence, pivot, left[pivot]):
            settled = len(left) - len(_add(left, effect))
            # Two lines may be off by the same amount for two reasons, more hardly: then the pair has to be worth asking about.
            if settled > most and (one or settled > 2 or _pair(best(evidence, _negative(effect)))):
                share, most = _negative(effect), settled
        yield share
        left = _add(left, _negative(share))


def _causes(evidence: Evidence, pivot: int, off: Figure) -> Iterator[tuple[Off, bool]]:
    """The effects that would settle one equation, and whether the change of one cell has it."""
    now = evidence.now
    for key, weights in now.weights.items():
        if abs(weights.get(pivot, 0)) == 1:
            values = {key: now.stands[key] - off * weights[pivot]}
            yield now.effect(values, following=False), True
            yield now.effect(values, following=True), True
    yield from ((effect, False) for _, effect in evidence.pairs if effect.get(pivot) == -off)


def _pair(hint: Edit | None) -> bool:
    return hint is not None and len(hint.values) == 2


def _negative(effect: Off) -> dict[int, Figure]:
    return {number: -change for number, change in effect.items()}


def _add(off: Off, effect: Off) -> dict[int, Figure]:
    """Residuals after a change."""
    moved = {number: off.get(number, 0) + effect.get(number, 0) for number in off.keys() | effect.keys()}
    return {number: value for number, value in moved.items() if value}
