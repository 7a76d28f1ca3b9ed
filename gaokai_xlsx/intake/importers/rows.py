"""The numbers of one row → the readings it allows: as they stand, run together, torn apart, with cells lost."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, islice

Values = tuple[int | None, ...]
MOST = 400  # readings of one row that are worth comparing; more say nothing
_LOST = 2  # cells of one row that may be lost
_STEPS = 60_000  # steps in which a row must be cut; 15 figures of one and two digits take some hundreds
_LONGEST = 7  # digits of one figure


@dataclass(frozen=True)
class Shape:
    """How the cells of a row are made: for each cell the cells before it that it adds up, empty for one that is typed in."""

    sums: tuple[tuple[int, ...], ...]

    def __len__(self) -> int:
        return len(self.sums)

    def holds(self, values: Values) -> bool:
        """Whether no total that is known with its parts contradicts them."""
        for at, parts in enumerate(self.sums):
            terms = [values[p] for p in parts]
            total = values[at]
            if not parts or total is None:
                continue
            known = [t for t in terms if t is not None]
            if sum(known) > total or (len(known) == len(terms) and sum(known) != total):
                return False
        return True

    def filled(self, values: Values) -> Values:
        """The same with what its own totals leave no choice for."""
        found = list(values)
        for at, parts in enumerate(self.sums):
            if not parts:
                continue
            unknown = [p for p in parts if found[p] is None]
            known = sum(v for p in parts if (v := found[p]) is not None)
            total = found[at]
            if total is None:
                found[at] = None if unknown else known
            elif len(unknown) == 1 or total == known:
                for p in unknown:
                    found[p] = total - known
        return tuple(found)


def readings(texts: Sequence[str], shape: Shape) -> list[Values]:
    """What a row of too few or too many cells can say without contradiction in itself; none where too much is possible."""
    if not texts or any(not t.isascii() or not t.isdigit() for t in texts):
        return []
    try:
        if len(texts) > len(shape):
            found = list(islice(_joined(texts, shape), MOST + 1))
        else:
            found = list(islice(_split(texts, shape), MOST + 1)) + list(islice(_lost(texts, shape), MOST + 1))
    except _TooMuch:
        return []
    return list(dict.fromkeys(found)) if len(found) <= MOST else []


class _TooMuch(Exception):
    """A row that can be cut in too many ways."""


def _split(texts: Sequence[str], shape: Shape) -> Iterator[Values]:
    """Digits run together, cut so that every total adds up. A number begins with 0 only if it is 0."""
    rest = tuple(texts)
    if shape.sums[-1] == tuple(range(len(shape) - 1)):
        # The total stands last: with each length that it can have, the parts before it are bounded.
        last = rest[-1]
        for length in range(1, min(len(last), _LONGEST) + 1):
            total = last[-length:]
            if total == "0" or total[0] != "0":
                before = (*rest[:-1], last[:-length]) if last[:-length] else rest[:-1]
                yield from ((*values, int(total)) for values in _cut(before, len(shape) - 1, int(total), _Steps()))
    else:
        yield from _sums(rest, shape, 0, (), _Steps())


class _Steps:
    """Counts steps; raises where there are too many."""

    def __init__(self) -> None:
        self.taken = 0

    def take(self) -> None:
        self.taken += 1
        if self.taken > _STEPS:
            raise _TooMuch


def _cut(rest: tuple[str, ...], cells: int, total: int, steps: _Steps) -> Iterator[tuple[int, ...]]:
    """So many numbers from these digits that add up to ``total``."""
    steps.take()
    if not cells:
        if not rest and not total:
            yield ()
        return
    digits = sum(map(len, rest))
    if not cells <= digits <= cells * len(str(total)):
        return
    head, *tail = rest
    for length in [1] if head[0] == "0" else range(1, min(len(head), len(str(total))) + 1):
        value = int(head[:length])
        if value <= total:
            left = (head[length:], *tail) if head[length:] else tuple(tail)
            yield from ((value, *others) for others in _cut(left, cells - 1, total - value, steps))


def _sums(rest: tuple[str, ...], shape: Shape, at: int, values: tuple[int, ...], steps: _Steps) -> Iterator[Values]:
    """The same where totals stand between the parts: each of them says at once whether the cuts before it are right."""
    steps.take()
    if at == len(shape):
        if not rest:
            yield values
        return
    if not rest or sum(map(len, rest)) < len(shape) - at:
        return
    head, *tail = rest
    if shape.sums[at]:
        total = str(sum(values[p] for p in shape.sums[at]))
        lengths = [len(total)] if head.startswith(total) else []
    else:
        lengths = [1] if head[0] == "0" else list(range(1, min(len(head), _LONGEST) + 1))
    for length in lengths:
        left = (head[length:], *tail) if head[length:] else tuple(tail)
        yield from _sums(left, shape, at + 1, (*values, int(head[:length])), steps)


def _joined(texts: Sequence[str], shape: Shape) -> Iterator[Values]:
    """Numbers torn in two (a narrow cell breaks ``11398889``), put together so that every total adds up."""
    if len(texts) - len(shape) > _LOST + 1:
        return
    for cuts in combinations(range(1, len(texts)), len(shape) - 1):
        parts = ["".join(texts[a:b]) for a, b in zip((0, *cuts), (*cuts, len(texts)), strict=True)]
        if all(p == "0" or p[0] != "0" for p in parts):
            values: Values = tuple(int(p) for p in parts)
            if shape.holds(values):
                yield values


def _lost(texts: Sequence[str], shape: Shape) -> Iterator[Values]:
    """Cells that are not there: the others may stand in any of the places left, in their order."""
    if len(shape) - len(texts) > _LOST or any(t[0] == "0" != t for t in texts):
        return
    for places in combinations(range(len(shape)), len(texts)):
        values: list[int | None] = [None] * len(shape)
        for place, text in zip(places, texts, strict=True):
            values[place] = int(text)
        if shape.holds(tuple(values)):
            filled = shape.filled(tuple(values))
            if shape.holds(filled) and all(v is None or v >= 0 for v in filled):
                yield filled
