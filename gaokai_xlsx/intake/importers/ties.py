"""Which row of the form each group of numbers is: by its label, by the pieces of one, by the labelled rows around it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, islice, product

from gaokai_xlsx.intake.importers.groups import SHORT, Group, Row, around, before, follows, labelled, torn
from gaokai_xlsx.intake.importers.solve import MOST

_STRAY = 4  # numbers of a group that can be a page's or a note's; a row of the large table has seven


@dataclass(frozen=True)
class Gap:
    """Groups without a label between two labelled ones, and the rows of the form that lie between those."""

    groups: tuple[int, ...]
    rows: tuple[int, ...]

    @property
    def ways(self) -> list[dict[int, int]]:
        """Every way in which the groups can be the rows, their order kept."""
        return [dict(zip(self.groups, chosen, strict=True)) for chosen in islice(combinations(self.rows, len(self.groups)), MOST)]


@dataclass(frozen=True)
class Ties:
    """Groups tied to rows: by a whole label, by a piece of one; the others are ``loose``, and some of these lie in ``gaps``."""

    whole: Mapping[int, int]
    pieces: Mapping[int, int]
    loose: tuple[int, ...] = ()
    gaps: tuple[Gap, ...] = ()

    @property
    def all(self) -> dict[int, int]:
        """The rows of all groups that are tied."""
        return {**self.whole, **self.pieces}

    def ways(self) -> Iterator[dict[int, int]]:
        """Every way in which the loose groups can be rows."""
        for parts in product(*(gap.ways for gap in self.gaps)):
            yield {at: row for part in parts for at, row in part.items()}


def tie(rows: Sequence[Row], groups: Sequence[Group], headings: Sequence[str], adds_up: Callable[[Mapping[int, int]], bool]) -> Ties:
    """Tie groups to rows. Labels on lines of their own count only where every group has exactly one: wrapping moves labels.

    Where every row has its group and ``adds_up`` says that the whole table is right, some may lack theirs if no other is out of place,
    or all may stand below their numbers.
    """
    own = [labelled(group, rows, headings) for group in groups]
    short = [mine is not None and len(group.words) <= SHORT for mine, group in zip(own, groups, strict=True)]
    near = [mine if mine is not None else follows(group, rows, headings) for mine, group in zip(own, groups, strict=True)]
    full = len(groups) == len(rows) and adds_up(dict(enumerate(range(len(rows)))))
    alone = None not in near and len(set(near)) == len(near)
    if alone or (full and any(n is not None for n in near) and all(n in (None, at) for at, n in enumerate(near))):
        own = near
    elif full and own.count(None) == len(own) and all(before(group, rows) == at for at, group in enumerate(groups)):
        own = list(range(len(rows)))
    apart = around(groups, rows, headings, own)
    own = [row if mine is None and row not in own else mine for mine, row in zip(own, apart, strict=True)]
    if not _ascending({at: row for at, row in enumerate(own) if row is not None}):
        own = [None if word else row for row, word in zip(own, short, strict=True)]  # 合计 can be of another row
    whole = {at: row for at, row in enumerate(own) if row is not None and own.count(row) == 1}
    pieces: dict[int, int] = {}
    for at, group in enumerate(groups):
        piece = torn(group, rows) if own[at] is None and group.words else None
        if piece is not None and piece not in own:
            pieces[at] = piece
    pieces = {at: row for at, row in pieces.items() if list(pieces.values()).count(row) == 1}
    if not _ascending({**whole, **pieces}):
        pieces = {}
    doubled = {at for at, row in enumerate(own) if row is not None and own.count(row) > 1}
    if doubled or not _ascending(whole):
        return Ties(whole, pieces)
    loose = tuple(at for at in range(len(groups)) if at not in whole and at not in pieces)
    return Ties(whole, pieces, loose, tuple(_gaps(rows, groups, {**whole, **pieces}, loose)))


def _ascending(tied: Mapping[int, int]) -> bool:
    rows = [row for _, row in sorted(tied.items())]
    return rows == sorted(set(rows))


def _gaps(rows: Sequence[Row], groups: Sequence[Group], tied: Mapping[int, int], loose: Sequence[int]) -> Iterator[Gap]:
    """Groups too many for the rows between two labels are none."""
    pairs = sorted(tied.items())
    for (first, above), (last, under) in zip([(-1, -1), *pairs], [*pairs, (len(groups), len(rows))], strict=True):
        free = tuple(range(above + 1, under))
        between = [at for at in loose if first < at < last]
        if len(between) > len(free):
            between = [at for at in between if len(groups[at].tokens) >= _STRAY]
        if between and len(between) <= len(free):
            yield Gap(tuple(between), free)
