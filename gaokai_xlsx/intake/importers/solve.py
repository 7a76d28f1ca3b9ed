"""Figures that the form's identities leave no choice for, among all readings that the rows of a table allow."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from gaokai_xlsx.form.model import Equation, Form

Known = dict[str, int]
Choice = Mapping[str, int | None]
"""One reading of one row: what it says of each of its keys."""
MOST = 800  # combinations of readings that are tried; more leave more than one solution anyway


@dataclass(frozen=True)
class Solved:
    """``values``: figures that are the same in every solution; ``stood``: those of them that the rows themselves show.

    ``consistent``: there is a solution at all, and all combinations were tried.
    """

    values: Mapping[str, int]
    stood: Mapping[str, int]
    consistent: bool


def solve(form: Form, table: str, certain: Mapping[str, int], open_: Iterator[Sequence[Sequence[Choice]]]) -> Solved:
    """Try every combination: ``open_`` gives, for each way to assign rows, the readings of each row that is not certain.

    Equations that the certain figures alone break are mistakes of the report and prove nothing; they are left out.
    """
    equations = [e for e in form.equations if e.table == table and not broken(e, certain)]
    agreed: Known | None = None
    stood: Known = {}
    tried = 0
    for way, rows in enumerate(open_):
        if way > MOST:
            return Solved({}, {}, consistent=False)
        if not all(rows):  # a row that cannot be read at all
            continue
        for combination in _combinations(rows):
            tried += 1
            if tried > MOST:
                return Solved({}, {}, consistent=False)
            known: Known = dict(certain)
            for choice in combination:
                known.update({k: v for k, v in choice.items() if v is not None})
            shown = dict(known)
            if not propagate(equations, known):
                continue
            agreed, stood = (known, shown) if agreed is None else (_common(agreed, known), _common(stood, shown))
    return Solved(agreed or {}, stood, consistent=agreed is not None)


def follows(form: Form, table: str, known: Mapping[str, int]) -> Known:
    """What the equations leave no choice for beside these figures; nothing where they contradict each other."""
    equations = [e for e in form.equations if e.table == table and not broken(e, known)]
    found = dict(known)
    return found if propagate(equations, found) else {}


def confirmed(form: Form, table: str, shown: Mapping[str, int]) -> set[str]:
    """The figures that two equations confirm, all of whose other figures are shown too: a row that is not there confirms nothing."""
    counts: Counter[str] = Counter()
    for equation in form.equations:
        keys = (*equation.left, *equation.right)
        if equation.table == table and all(key in shown for key in keys):
            counts.update(keys)
    return {key for key, count in counts.items() if count > 1}


def propagate(equations: Sequence[Equation], known: Known) -> bool:
    """Fill in what follows from what is known, all figures being whole and not negative; False for a contradiction."""
    waiting = list(equations)
    while waiting:
        again: list[Equation] = []
        for equation in waiting:
            sides = [(1, equation.left), (-1, equation.right)]
            unknown = [(sign, key) for sign, keys in sides for key in keys if key not in known]
            rest = sum(sign * known[key] for sign, keys in sides for key in keys if key in known)
            if not unknown:
                if rest:
                    return False
                continue
            signs = {sign for sign, _ in unknown}
            if len(unknown) == 1:
                sign, key = unknown[0]
                known[key] = -rest * sign
                if known[key] < 0:
                    return False
            elif len(signs) == 1 and rest == 0:
                known.update({key: 0 for _, key in unknown})
            elif len(signs) == 1 and rest * next(iter(signs)) > 0:
                return False
            else:
                again.append(equation)
        if len(again) == len(waiting):
            return True
        waiting = again
    return True


def _common(one: Known, other: Known) -> Known:
    return {key: value for key, value in one.items() if other.get(key) == value}


def _combinations(rows: Sequence[Sequence[Choice]]) -> Iterator[tuple[Choice, ...]]:
    if not rows:
        yield ()
        return
    for choice in rows[0]:
        for others in _combinations(rows[1:]):
            yield (choice, *others)


def broken(equation: Equation, known: Mapping[str, int]) -> bool:
    """Whether all figures of an equation are known and its sides differ."""
    keys = (*equation.left, *equation.right)
    return all(k in known for k in keys) and sum(known[k] for k in equation.left) != sum(known[k] for k in equation.right)
