"""The one edit that most plausibly repairs what is broken, asked as a question; silence where several are as plausible.

An edit counts only if it repairs every equation of the case and breaks none. Which slips are believed before which, and from what
difference on, rests on measurement (docs/hints.md): a wrong question costs people more than no question.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from gaokai_xlsx.checks.edits import Edit, Slip, pairs, single
from gaokai_xlsx.checks.residuals import Off, Residuals, residuals, settling
from gaokai_xlsx.filing import Filing
from gaokai_xlsx.quantity import Figure, plain
from gaokai_xlsx.texts import say

_DISTINCT = frozenset({Slip.TRANSPOSED, Slip.ZERO_MISSING, Slip.ZERO_EXTRA, Slip.SPLIT})
_WEAK = (frozenset({Slip.TOTAL, Slip.EXCHANGED}), frozenset({Slip.EXTRA, Slip.MOVED}))
_COINCIDENCE = 10  # a smaller difference nearly always happens to fit some weak explanation


@dataclass(frozen=True)
class Evidence:
    """What there is to go by: residuals; every edit of two cells with its effect; ``told``: what last year's filing asks cells to be."""

    filing: Filing
    now: Residuals
    pairs: tuple[tuple[Edit, Off], ...]
    told: Mapping[str, Figure]


def gather(filing: Filing, told: Mapping[str, Figure]) -> Evidence:
    """The evidence of one filing."""
    now = residuals(filing)
    found: list[tuple[Edit, Off]] = []
    for edit in pairs(filing, now):
        values = dict(edit.values)
        found.append((edit, now.effect(values, following=False)))
        if now.sums and not values.keys() & filing.claims.keys():
            found.append((replace(edit, following=True), now.effect(values, following=True)))
    return Evidence(filing, now, tuple(found), told)


def best(evidence: Evidence, share: Off) -> Edit | None:
    """The edit to ask about for the residuals of one case, or None."""
    told = evidence.told
    if _more_at_once(evidence, share):
        return None
    found = [e for e in _repairs(evidence, share) if all(told.get(key, value) == value for key, value in e.values)]
    confirmed = [e for e in found if len(e.values) == 1 and e.values[0][0] in told]
    if len(confirmed) == 1:
        return replace(confirmed[0], slip=Slip.TOLD)
    if len(found) == 1:
        return None if _goes_without_saying(evidence.filing, found[0]) else found[0]
    for slips in _ranks(found, small=any(-_COINCIDENCE < off < _COINCIDENCE for off in share.values())):
        if fitting := [e for e in found if e.slip in slips]:
            return fitting[0] if len(fitting) == 1 else None
    return None


def question(filing: Filing, edit: Edit) -> str:
    """``D6填的是21，是否应为12？`` with what it looks like; never a correction."""
    stands = {**filing.typed, **filing.claims}
    values = sorted(edit.values, key=lambda v: not stands[v[0]]) if edit.slip is Slip.MOVED else edit.values
    slots: dict[str, str] = {}
    for at, (key, new) in enumerate(values, start=1):
        slots |= {f"cell{at}": filing.place(key).cell, f"was{at}": plain(stands[key]), f"new{at}": plain(new)}
    return say(f"hint.{edit.slip.value}", **slots)


def _goes_without_saying(filing: Filing, edit: Edit) -> bool:
    """A wrong total that looks like no slip: its finding already says what it should be."""
    return edit.slip is Slip.OTHER and all(filing.form.cells[key].derived for key, _ in edit.values)


def _more_at_once(evidence: Evidence, share: Off) -> bool:
    """Whether a slip over two cells would settle this and more: then a hint that explains only a part would mislead."""
    off = evidence.now.off
    wider = (effect for _, effect in evidence.pairs if effect.keys() & share.keys() and effect.keys() - share.keys())
    return any(all(off.get(number) == -change for number, change in effect.items()) for effect in wider)


def _ranks(found: list[Edit], *, small: bool) -> Iterator[frozenset[Slip]]:
    """Which explanations are looked at first. Where one cell would do, a figure in the wrong place is a weak one."""
    one_would_do = any(len(e.values) == 1 for e in found)
    yield _DISTINCT if one_would_do else _DISTINCT | {Slip.MOVED}
    if not small:
        yield from _WEAK


def _repairs(evidence: Evidence, share: Off) -> Iterator[Edit]:
    """Every edit with exactly the opposite effect; ``following`` only where it does not do alone."""
    now = evidence.now
    wanted = {number: -off for number, off in share.items()}
    for key, change, following in settling(now, share):
        if edit := single(evidence.filing, now, key, change):
            yield replace(edit, following=following)
    seen = set()
    for edit, effect in evidence.pairs:
        if effect == wanted and edit.values not in seen:
            seen.add(edit.values)
            yield edit
