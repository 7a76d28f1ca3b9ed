"""Hostile variants of honest files: bytes, archives and XML changed at random."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator

from tests.helpers import packed, parts


def mutations(seeds: dict[str, bytes], dice: random.Random) -> Iterator[tuple[str, bytes]]:
    """Endless (kind of seed and of mutation, content)."""
    kinds = {"bytes": _bytes, "cut": _cut, "archive": _archive, "xml": _xml, "noise": _noise}
    while True:
        seed, kind = dice.choice(list(seeds)), dice.choice(list(kinds))
        yield f"{seed}/{kind}", kinds[kind](seeds[seed], dice)


def _bytes(data: bytes, dice: random.Random) -> bytes:
    """Some bytes another."""
    changed = bytearray(data)
    for _ in range(dice.choice((1, 1, 2, 5, 50))):
        changed[dice.randrange(len(changed))] = dice.randrange(256)
    return bytes(changed)


def _cut(data: bytes, dice: random.Random) -> bytes:
    """A part missing, doubled or moved."""
    a, b = sorted(dice.randrange(len(data) + 1) for _ in range(2))
    return dice.choice((data[:a], data[:a] + data[b:], data[:b] + data[a:], data[b:] + data[:b]))


def _noise(data: bytes, dice: random.Random) -> bytes:
    """The right beginning, then anything."""
    return data[: dice.choice((0, 4, 8, 64, 512, 1024))] + dice.randbytes(dice.choice((0, 10, 1000, 20000)))


def _archive(data: bytes, dice: random.Random) -> bytes:
    """Members of the archive renamed, emptied, doubled, swapped or left out."""
    members = parts(data) if data.startswith(b"PK") else {}
    if not members:
        return _bytes(data, dice)
    names = list(members)
    a, b = dice.choice(names), dice.choice(names)
    match dice.randrange(5):
        case 0:
            members.pop(a)
        case 1:
            members[a] = b""
        case 2:
            members[a], members[b] = members[b], members[a]
        case 3:
            members[a + dice.choice(("x", "/../x", "\0"))] = members.pop(a)
        case _:
            members[a] = _bytes(members[a], dice) if members[a] else b"<"
    return packed(members)


def _xml(data: bytes, dice: random.Random) -> bytes:
    """Inside one XML part: an element left out, doubled or nested, a number or a text another, an entity or a declaration."""
    members = parts(data) if data.startswith(b"PK") else {}
    markup = [name for name, content in members.items() if content.startswith(b"<")]
    if not markup:
        return _markup(data, dice)
    name = dice.choice(markup)
    members[name] = _markup(members[name], dice)
    return packed(members)


def _markup(data: bytes, dice: random.Random) -> bytes:
    tags = [m.span() for m in re.finditer(rb"<[^<>]{1,300}>", data)]
    if not tags:
        return _bytes(data, dice) if data else data
    start, end = dice.choice(tags)
    tag = data[start:end]
    match dice.randrange(7):
        case 0:
            return data[:start] + data[end:]
        case 1:
            return data[:end] + tag * dice.choice((1, 10, 3000)) + data[end:]
        case 2:
            value = dice.choice((b"-1", b"99999999999", b"1e400", b"NaN", b"", b"\xff", b"&#0;", b"A0", b"XFE1048577", b"1" * 5000))
            return data[:start] + re.sub(rb'"[^"]*"', b'"' + value.replace(b"\\", b"") + b'"', tag, count=1) + data[end:]
        case 3:
            return (
                data[:end]
                + dice.choice((b"9" * 400, b"&x;", b"\x00", b"]]>", "中".encode() * 1000, b"-0", b"1e-400", b"0x10"))
                + data[end:]
            )
        case 4:
            return b"<!DOCTYPE a [<!ENTITY x 'y'>]>" + data
        case 5:
            other = dice.choice(tags)
            return data[:start] + data[slice(*other)] + data[end:]
        case _:
            return data.replace(tag, tag.replace(b"r=", b"q="), 3)
