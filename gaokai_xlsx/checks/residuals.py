"""By how much the equations of a filing are off, and what a change of figures would do to that.

A residual is left minus right. Every figure that stands in a cell (typed in, or a claim) has a weight in each equation that rests
on it, so the effect of a change is an exact sum: nothing is evaluated again. Equations go by their number in ``form.equations``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from gaokai_xlsx.checks.identities import evaluated
from gaokai_xlsx.filing import Filing
from gaokai_xlsx.form.model import Kind
from gaokai_xlsx.quantity import Figure

Off = Mapping[int, Figure]
"""Residuals that are not zero, by the number of their equation."""


@dataclass(frozen=True)
class Residuals:
    """The broken equations of a filing and what its figures weigh in all that are evaluated.

    ``known``: all figures, totals recomputed. ``stands``: what the cells hold, claims in the place of totals. ``off``: the equations
    that do not hold. ``weights``: the weight of what stands in a cell in each equation. ``breadth``: how many figures an equation
    rests on. ``sums``: the equations that compare a claim.
    """

    known: Mapping[str, Figure]
    stands: Mapping[str, Figure]
    off: Off
    weights: Mapping[str, Mapping[int, int]]
    breadth: Mapping[int, int]
    sums: frozenset[int]

    def effect(self, values: Mapping[str, Figure], *, following: bool) -> dict[int, Figure]:
        """What residuals gain if cells hold ``values``; ``following``: claims are recomputed with them, so sums stay as they are."""
        moved: dict[int, Figure] = {}
        for key, value in values.items():
            change = value - self.stands[key]
            for number, weight in self.weights[key].items():
                if not (following and number in self.sums):
                    moved[number] = moved.get(number, 0) + weight * change
        return {number: change for number, change in moved.items() if change}


def residuals(filing: Filing) -> Residuals:
    """The residuals of a filing and the weights of its figures."""
    form, known, off = filing.form, filing.figures, {}
    stands: dict[str, Figure] = {**filing.typed, **filing.claims}
    weights: dict[str, dict[int, int]] = {key: {} for key in stands}
    breadth: Counter[int] = Counter()
    sums = set()
    for number, left, right in evaluated(form, known, filing.claims):
        equation = form.equations[number]
        balance = equation.identity.kind is Kind.BALANCE
        if left != right:
            off[number] = left - right
        if not balance:
            sums.add(number)
        plus = [part for key in equation.left for part in form.parts.get(key, (key,))]
        minus = [part for key in equation.right for part in (form.parts.get(key, (key,)) if balance else (key,))]
        for sign, keys in ((1, plus), (-1, minus)):
            for key in keys:
                weights[key][number] = weights[key].get(number, 0) + sign
        breadth[number] = len(plus) + len(minus)
    return Residuals(known, stands, off, weights, breadth, frozenset(sums))


def settling(now: Residuals, share: Off) -> Iterator[tuple[str, Figure, bool]]:
    """The cells whose change alone settles these equations and breaks none: the change, and whether claims have to follow it."""
    wanted = {number: -off for number, off in share.items()}
    pivot = min(share, key=lambda number: (now.breadth[number], number))
    for key, weights in now.weights.items():
        if abs(weights.get(pivot, 0)) == 1:
            change = -share[pivot] * weights[pivot]
            for following in (False, True):
                if now.effect({key: now.stands[key] + change}, following=following) == wanted:
                    yield key, change, following
                    break
