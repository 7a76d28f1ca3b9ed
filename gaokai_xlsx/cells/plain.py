"""The plain shape of rows, in which every known program writes them, as regular expressions: all of the text must be in it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from gaokai_xlsx.cells.model import column_of

TEXT = r"[^<>\x00-\x08\x0b-\x1f\ufffe\uffff]*+"
_ATTRIBUTES = r'(?: [A-Za-z0-9]{1,20}(?::[A-Za-z0-9]{1,20})?="[^"<>&\x00-\x1f\ufffe\uffff]*+")*+'
_NOTHING = r'(?:<c r="[A-Z]{1,3}[0-9]{1,5}"(?: s="[0-9]{1,5}")?(?: t="[A-Za-z]{1,9}")?(?: ?/>|></c>))*+'
_CELL = re.compile(
    r'<c r="([A-Z]{1,3})([0-9]{1,5})"(?: s="(0|[1-9][0-9]{0,4})")?(?: t="([A-Za-z]{1,9})")?>'
    rf"(?:<f({_ATTRIBUTES})(?:>({TEXT})</f>| ?/>))?(?:<v>({TEXT})</v>|<v ?/>)?"
    rf'(?:<is><t(?: xml:space="preserve")?>({TEXT})</t></is>)?</c>'
)
_GROUPS = 8
# What stands between two cells that hold something: empty ones, and perhaps the end of a row, empty rows, the head of the next.
_BETWEEN = re.compile(
    rf'{_NOTHING}(?:</row>(?:<row r="[0-9]{{1,7}}"{_ATTRIBUTES} ?(?:/>|>{_NOTHING}</row>))*+'
    rf'<row r="([0-9]{{1,5}})"{_ATTRIBUTES} ?>{_NOTHING})?'
)
_ROW = re.compile(rf'<row r="[0-9]{{1,7}}"({_ATTRIBUTES})')
_KEPT = 1000  # characters of a text with entities that is kept decoded: formulas and labels of a template come back in every file
_ENTITY = re.compile(r"&(?:(amp|lt|gt|quot|apos);|#([0-9]{1,7});)?")
_MEANS = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}


class Unusual(Exception):
    """Something that the expressions do not know."""


class Cells(NamedTuple):
    """The cells that hold something, as columns of a table; values and inline texts with their entities as characters."""

    rows: list[int]
    columns: list[int]
    kinds: list[str | None]
    styles: list[str | None]
    formulas: list[str | None]
    values: list[str | None]
    inlines: list[str | None]


def cells(text: str, prefixes: frozenset[str | None]) -> Cells:
    """Raises ``Unusual`` where anything but plain rows stands there; ``prefixes`` are those that attributes may bear."""
    # With these ends, what stands before the first cell and after the last one looks like what stands between rows.
    pieces = _CELL.split(f'</row>{text}<row r="0">')
    between, columns, numbers, styles, kinds, attributes, formulas, values, inlines = (
        pieces[at :: _GROUPS + 1] for at in range(_GROUPS + 1)
    )
    rows: list[int] = []
    row = ""
    for at, stands in enumerate(between):
        if stands:
            match = _BETWEEN.fullmatch(stands)
            if match is None:
                raise Unusual
            if match[1]:
                if numbers[len(rows) : at] != [row] * (at - len(rows)):
                    raise Unusual
                rows += [int(row or 0) - 1] * (at - len(rows))
                row = match[1]
    # The expression does not tell <f/> from no formula, nor <v/> from no value, where only for a text it makes a difference.
    if "<f/>" in text or "<f />" in text or ("str" in kinds and ("<v/>" in text or "<v />" in text)):
        raise Unusual
    if not all(_prefixes(said) <= prefixes for said in {*_ROW.findall(text), *attributes} if said):
        raise Unusual
    if any(attributes):
        formulas = [formula if said is None else formula or "" for said, formula in zip(attributes, formulas, strict=True)]
    said = (with_characters(texts) for texts in (formulas, values, inlines))
    return Cells(rows, list(map(column_of, columns)), kinds, styles, *said)


@lru_cache(maxsize=1024)
def _prefixes(attributes: str) -> frozenset[str]:
    """The prefixes of attributes; raises ``Unusual`` where an attribute stands twice, or beside ``r``, which is no XML."""
    names = ["r", *re.findall(r' ([\w:]+)="', attributes)]
    if len(set(names)) != len(names):
        raise Unusual
    return frozenset(name.partition(":")[0] for name in names if ":" in name)


def with_characters(texts: Iterable[str | None]) -> list[str | None]:
    """Texts with entities as characters."""
    return [_plain(text) if text and "&" in text else text for text in texts]


def _plain(text: str) -> str:
    return _decoded(text) if len(text) <= _KEPT else _decoded.__wrapped__(text)


@lru_cache(maxsize=2048)
def _decoded(text: str) -> str:
    """A text with its entities as characters."""

    def character(match: re.Match[str]) -> str:
        if match[1]:
            return _MEANS[match[1]]
        number = int(match[2] or 0)
        if not (number in (9, 10, 13) or 32 <= number < 0xD800 or 0xE000 <= number < 0xFFFE or 0x10000 <= number < 0x110000):
            raise Unusual
        return chr(number)

    return _ENTITY.sub(character, text)
