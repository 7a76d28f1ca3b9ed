"""The numbers of one row → the readings it allows: as they stand, run together, torn apart, with cells lost."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, islice

Values = tuple[int | None, ...]
MOST = 400  # readings of one row that are worth comparing; more say nothing
_LOST = 2  # cells of one row that may be lost


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
    """What a row of another number of cells than it should have can say, without contradiction in itself; none where too much is possible."""
    if not texts or any(not t.isascii() or not t.isdigit() for t in texts):
        return []
    ways: list[Iterator[Values]] = []
    if len(texts) < len(shape):
        ways = [_split(list(texts), shape), _lost(texts, shape)]
    elif len(texts) > len(shape):
        ways = [_joined(texts, shape)]
    found = list(islice((v for way in ways for v in way), MOST + 1))
    return list(dict.fromkeys(found)) if len(found) <= MOST else []


def _split(texts: list[str], shape: Shape) -> Iterator[Values]:
    """Digits run together, cut so that every total adds up. A number begins with 0 only if it is 0."""

    def cut(at: int, rest: list[str], values: tuple[int, ...]) -> Iterator[Values]:
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
            lengths = [1] if head[0] == "0" else list(range(1, len(head) + 1))
        for length in lengths:
            left = [head[length:], *tail] if head[length:] else tail
            yield from cut(at + 1, left, (*values, int(head[:length])))

    yield from cut(0, texts, ())


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
