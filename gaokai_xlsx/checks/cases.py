"""Findings that share a cause, drawn together: what one cell breaks is one case, in the form's equations and in what is compared.

Broken equations are taken apart into shares: what the change of one cell, or a slip over two neighbours, adds to each of them. The
cause that settles most goes first; what no cause settles is a case of its own. Then other findings join the case that the same cell
could be behind, wrong by the same amount. Every finding is in exactly one case.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from gaokai_xlsx.checks.causes import Suspects, common, of_share, suspects
from gaokai_xlsx.checks.edits import Edit
from gaokai_xlsx.checks.hints import Evidence, best, gather
from gaokai_xlsx.checks.residuals import Off
from gaokai_xlsx.filing import Filing
from gaokai_xlsx.finding import Finding, in_form_order
from gaokai_xlsx.form.points import points
from gaokai_xlsx.quantity import Figure
from gaokai_xlsx.texts import Severity

_ORDER = list(Severity)
_OVERWRITTEN = "T-TAMPERED/formula"
_AS_TYPED = ("V-REPAIRED", "V-FORMULA/accepted")  # how a figure stood in its cell


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
    settled = {id(f) for case, _ in drawn for f in (case.head, *case.attached)}
    joined = _joined(filing, drawn, [f for f in found if id(f) not in settled])
    heads = {id(case.head): case for case in joined}
    attached = {id(f) for case in joined for f in case.attached}
    return [heads.get(id(f)) or Case(f) for f in found if id(f) not in attached]


def _joined(filing: Filing, drawn: Sequence[tuple[Case, Suspects]], others: Sequence[Finding]) -> list[Case]:
    """The cases with the other findings that have their cause, and those findings that have one cause without an equation."""
    groups = list(drawn)
    for finding in sorted(others, key=_rank):
        cells = suspects(filing, finding)
        for at, (case, own) in enumerate(groups):
            both = _shared(filing, case, own, finding, cells)
            if both is not None:
                groups[at] = replace(case, attached=(*case.attached, finding)), both
                break
        else:
            groups += [(Case(finding), cells)] if cells else []
    order = {id(f): at for at, f in enumerate(others)}
    return [replace(c, attached=tuple(sorted(c.attached, key=lambda f: order.get(id(f), -1)))) for c, _ in groups]


def _rank(finding: Finding) -> tuple[bool, bool, bool, int]:
    """What keeps a file out leads; of the rest what somebody accepted, so that his reason is read."""
    accepted = finding.explained is not None and finding.explained.accepted
    return not finding.to_correct, not finding.is_error, not accepted, _ORDER.index(finding.severity)


def _shared(filing: Filing, case: Case, own: Suspects, finding: Finding, cells: Suspects) -> Suspects | None:
    """The cells that could be behind a case and one finding more; None if they have nothing to do with each other."""
    members = (case.head, *case.attached)
    # The same rule in one column says where the gap of the total comes from, also if it comes from several.
    detail = any(f.code == finding.code and finding.key in filing.form.parts.get(f.key or "", ()) for f in members)
    told, head = finding.explained, case.head.explained
    if told != head and (told or (head and head.accepted and (finding.is_error or not detail))):
        return None  # a reason is to be read, and what was accepted asks nothing any more
    if both := common(own, cells):
        return both
    typed_over = finding.rule == _OVERWRITTEN and finding.key in {f.key for f in members}
    as_typed = finding.rule in _AS_TYPED and case.hint is not None and finding.key in dict(case.hint.values)
    return own if typed_over or as_typed or detail else None


def _draw(filing: Filing, broken: dict[int, Finding], told: dict[str, Finding]) -> Iterator[tuple[Case, Suspects]]:
    """The broken equations as cases, with the cells that could be behind each; a finding goes to the first share that it has a part in."""
    asked = {key: Decimal(f.right) for key, f in told.items() if f.right and not filing.form.cells[key].derived}
    evidence = gather(filing, asked)
    for share in _shares(evidence):
        own = [broken.pop(number) for number in sorted(share) if number in broken]
        if own:
            hint = best(evidence, share)
            head, *rest = in_form_order(filing.form, own)
            yield Case(head, tuple(rest), hint), of_share(evidence.now, share)


def _told(filing: Filing, findings: Iterable[Finding]) -> dict[str, Finding]:
    """Where last year's filing asks a single figure to be another: a second witness beside the equations."""
    asked = {(p.code, p.key) for p in points(filing.form) if not (p.plus or p.minus or p.at_least)}
    return {f.key: f for f in findings if f.key and (f.code, f.key) in asked}


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
