"""Valid filings and the slips of one hand in them, seeded: for the laws of cases and hints and for measuring hints."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from random import Random

from gaokai_xlsx.checks import identities
from gaokai_xlsx.checks.beside import Beside
from gaokai_xlsx.filing import Filing
from gaokai_xlsx.finding import Finding, in_form_order
from gaokai_xlsx.form.derive import with_totals
from gaokai_xlsx.form.grid import grid
from gaokai_xlsx.quantity import Figure
from tests import helpers
from tests.helpers import FORM

Figures = dict[str, Figure]
Change = Mapping[str, Figure]

CELLS = [k for k in FORM.typed if any(k in FORM.parts[d] for d in FORM.derived)]
_SPOTS = {key: (table.key, box.top, box.left) for table in FORM.tables for key, box in grid(table).places.items() if key in FORM.typed}
_KEYS = {spot: key for key, spot in _SPOTS.items()}
_SHARES = {"natural": 1.0, "company": 0.15, "research": 0.02, "welfare": 0.02, "legal": 0.05, "other": 0.02}
_OUTCOMES = [k.split(".")[1] for k in CELLS if k.startswith("requests.") and k.endswith(".natural")][2:-1]
_THROWS = 200  # of the dice before a filing is taken to have no cell for a fault
_USUAL = ["granted", "partial", "refused_internal", "unavailable_not_held", "rejected_petition", "rejected_repeat", "other_other"]


def filing(dice: Random) -> Figures:
    """Figures like those of a township or of a city: most are zero, most applicants natural persons, every identity holds."""
    size = dice.choice([3, 10, 30, 100, 300, 2000])
    made: Figures = dict(helpers.ZEROS)
    for column, share in _SHARES.items():
        count = round(dice.expovariate(1) * size * share)
        outcomes = list(dict.fromkeys([*dice.sample(_USUAL, dice.randint(1, 6)), dice.choice(_OUTCOMES)]))
        weights = [dice.expovariate(1) * (4 if at == 0 else 1) for at in range(len(outcomes))]
        settled = 0
        for outcome, weight in zip(outcomes, weights, strict=True):
            made[f"requests.{outcome}.{column}"] = done = int(count * weight / sum(weights))
            settled += done
        left = "carried_out" if dice.random() < 0.5 else outcomes[0]
        made[f"requests.{left}.{column}"] += count - settled
        made[f"requests.carried_in.{column}"] = opening = int(count * dice.random() * 0.15) if dice.random() < 0.5 else 0
        made[f"requests.new.{column}"] = count - opening
    for key in CELLS:
        if key.startswith("challenges."):
            made[key] = dice.choice([0, 0, 0, 1, 2, 5, int(dice.expovariate(1) * size / 10)])
    return made


def stated(good: Figures, bad: Figures, totals: str) -> Filing:
    """The bad figures with totals that are ``formulas``, typed rightly (``claims``), or constants that follow the mistake (``computed``)."""
    source = {"formulas": {}, "claims": with_totals(FORM, good), "computed": with_totals(FORM, bad)}[totals]
    return helpers.filing(bad, claims={k: v for k, v in source.items() if k in FORM.derived})


def broken(filing: Filing) -> list[Finding]:
    """The identities that do not hold: what a slip breaks for certain (what is hardly plausible depends on the filing)."""
    return in_form_order(filing.form, identities.check(filing, Beside()))


def transposed(good: Figures, dice: Random) -> Change | None:
    """12 → 21: two neighbouring digits exchanged."""
    key = dice.choice(CELLS)
    text = str(good[key])
    if len(text) < 2:
        return None
    at = dice.randrange(len(text) - 1)
    return {key: int(text[:at] + text[at + 1] + text[at] + text[at + 2 :])}


def beside(good: Figures, dice: Random) -> Change | None:
    """A figure one column off."""
    return _moved(good, dice, (0, dice.choice([-1, 1])))


def below(good: Figures, dice: Random) -> Change | None:
    """A figure one row off."""
    return _moved(good, dice, (dice.choice([-1, 1]), 0))


def split(good: Figures, dice: Random) -> Change | None:
    """20 → 2|0: the last digits stand in the next cell."""
    key = dice.choice(CELLS)
    text, other = str(good[key]), _at(key, (0, 1))
    if len(text) < 2 or other is None or good[other]:
        return None
    at = dice.randint(1, len(text) - 1)
    return {key: int(text[:at]), other: int(text[at:])}


def off_by_one(good: Figures, dice: Random) -> Change | None:
    """One more or one less."""
    key = dice.choice(CELLS)
    return {key: good[key] + dice.choice([-1, 1])} if good[key] else None


def factor_ten(good: Figures, dice: Random) -> Change | None:
    """A zero too many or too few."""
    key = dice.choice(CELLS)
    value = int(good[key])
    return {key: value // 10 if value % 10 == 0 and dice.random() < 0.5 else value * 10}


def forgotten(good: Figures, dice: Random) -> Change | None:
    """A figure left at zero."""
    key = dice.choice(CELLS)
    return {key: 0} if good[key] else None


def extra(good: Figures, dice: Random) -> Change | None:
    """A neighbour's figure typed a second time: the cell equals the difference."""
    key = dice.choice(CELLS)
    near = [k for step in ((0, 1), (0, -1), (1, 0), (-1, 0)) if (k := _at(key, step)) and good[k]]
    return {key: good[dice.choice(near)]} if near and not good[key] else None


def total(good: Figures, dice: Random) -> Change | None:
    """The total of the row or column typed into one of its parts."""
    key = dice.choice(CELLS)
    sums = [e.left for e in FORM.equations if e.identity.parts and key in e.left]
    return {key: sum(with_totals(FORM, good)[k] for k in dice.choice(sums))} if sums else None


def arbitrary(good: Figures, dice: Random) -> Change | None:
    """Some other number."""
    key = dice.choice(CELLS)
    return {key: int(dice.expovariate(1) * (int(good[key]) + 3))}


ONE_CELL: dict[str, Callable[[Figures, Random], Change | None]] = {
    f.__name__: f for f in (transposed, off_by_one, factor_ten, forgotten, extra, total, arbitrary)
}
TWO_CELLS: dict[str, Callable[[Figures, Random], Change | None]] = {f.__name__: f for f in (beside, below, split)}
TOTALS = ("formulas", "claims", "computed")


def fault(kind: str, good: Figures, dice: Random) -> Figures | None:
    """The figures with one fault of that kind; None where hardly a cell can have it."""
    for _ in range(_THROWS):
        change = (ONE_CELL | TWO_CELLS)[kind](good, dice)
        if change and (bad := {**good, **change}) != good:
            return bad
    return None


def _moved(good: Figures, dice: Random, step: tuple[int, int]) -> Change | None:
    key = dice.choice(CELLS)
    other = _at(key, step)
    return {key: 0, other: good[key]} if good[key] and other and not good[other] else None


def _at(key: str, step: tuple[int, int]) -> str | None:
    table, row, column = _SPOTS[key]
    return _KEYS.get((table, row + step[0], column + step[1]))
