"""Rows read before, with other values: what all copies of a sheet by one program have in common is worked out once.

The skeleton of rows is their text with values and inline texts cut out. It alone says where the cells are, of which type, style and
formula; with the same skeleton, character by character, only the values are new. Nothing is known that ``plain`` did not read
before, and what is odd about a value sends the rows there too. Few are remembered, the latest ones.
"""

from __future__ import annotations

import re
from collections import OrderedDict
from typing import NamedTuple

from gaokai_xlsx.cells import plain
from gaokai_xlsx.cells.plain import Cells

_MANY = 64  # skeletons; a template has nine sheets, each with one for every program and for every pattern of blanks
_LARGEST = 100_000  # characters of rows that are remembered; those of a template are 50,000 at most
_END = "</"
_INLINE = "</t\0"
# What a program writes between the tags that were cut, each ended by a mark that no XML can hold.
_VALUES = re.compile(rf"(?:{plain.TEXT}</(?:t\0)?\x01)*+")


class _Known(NamedTuple):
    """The cells of a skeleton; which of its values, counted from 1, is whose (0: none), and which of them are inline texts."""

    cells: Cells
    value_of: list[int]
    inline_of: list[int]
    inline: list[bool]


_known: OrderedDict[tuple[frozenset[str | None], str], _Known] = OrderedDict()


def cells(text: str, prefixes: frozenset[str | None]) -> Cells:
    """What ``plain.cells`` gives."""
    if len(text) > _LARGEST or "\0" in text:
        return plain.cells(text, prefixes)
    # <t> is marked, so that a skeleton with a value in its place is another one; whether blanks are kept, nobody asks.
    pieces = text.replace('<t xml:space="preserve">', "<t>").replace("t>", "t\0v>").split("v>")
    skeleton, said = (prefixes, "v>".join(pieces[::2])), pieces[1::2]
    joined = "\x01".join([*said, ""])
    if not _VALUES.fullmatch(joined):
        return plain.cells(text, prefixes)
    inline = [piece.endswith(_INLINE) for piece in said] if "\0" in joined else [False] * len(said)
    known = _known.get(skeleton)
    if known is not None and known.inline == inline:
        _known.move_to_end(skeleton)
        return _recalled(known, joined)
    found = plain.cells(text, prefixes)
    _learn(skeleton, found, inline, joined)
    return found


def _recalled(known: _Known, joined: str) -> Cells:
    values = [None, *plain.with_characters(joined.replace(_INLINE, "").replace(_END, "").split("\x01"))]
    inlines = [values[at] for at in known.inline_of] if any(known.inline) else known.cells.inlines
    return known.cells._replace(values=[values[at] for at in known.value_of], inlines=inlines)


def _learn(skeleton: tuple[frozenset[str | None], str], found: Cells, inline: list[bool], joined: str) -> None:
    """Remember rows, if their values stand one for each cell that has one, in the order of the cells."""
    told = enumerate(zip(found.values, found.inlines, strict=True))
    owners = [(at, kind) for at, pair in told for kind in (0, 1) if pair[kind] is not None]
    of = ([0] * len(found.rows), [0] * len(found.rows))
    for number, (at, kind) in enumerate(owners, start=1):
        of[kind][at] = number
    known = _Known(found, *of, inline)
    if [bool(kind) for _, kind in owners] == inline and _recalled(known, joined) == found:
        _known[skeleton] = known
        if len(_known) > _MANY:
            _known.popitem(last=False)
