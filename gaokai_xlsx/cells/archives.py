"""The files behind the paths of the command line: single files, folders (recursive), zip archives as ``a.zip!/b.xlsx``."""

from __future__ import annotations

import unicodedata
import zipfile
from collections.abc import Iterable, Iterator
from io import BytesIO
from pathlib import Path

from gaokai_xlsx import disk, texts
from gaokai_xlsx.cells import guard
from gaokai_xlsx.cells.model import Refusal, Refused
from gaokai_xlsx.errors import CannotGoOn

_DEPTH = 2  # archives inside archives; senders forward what they were forwarded
_MAX_ARCHIVE = 500 * 2**20  # bytes of one archive of a whole district's returns
_MAX_MEMBERS = 20_000


def walk(paths: Iterable[Path], without: frozenset[Path] = frozenset()) -> Iterator[tuple[str, bytes | Refusal]]:
    """Each file once, by its path relative to the argument it came through; what is too large to read comes as a ``Refusal``.

    ``without`` are files that are no input though they lie there (the summary of an earlier run). Raises ``CannotGoOn`` for a
    path that does not exist.
    """
    found: dict[str, Path] = {}
    seen = set(without)
    for path in paths:
        if not path.exists():
            raise CannotGoOn("stop.no-path", path=path)
        root = path if path.is_dir() else path.parent
        files = (p for p in path.rglob("*") if p.is_file()) if path.is_dir() else (path,)
        for file in files:
            if file.resolve() in seen:
                continue
            seen.add(file.resolve())
            name = _printable(file.relative_to(root).as_posix())
            # Two arguments may hold files of one name; the argument's own name tells them apart.
            found[name if name not in found else f"{root.resolve().name}/{name}"] = file
    for name in sorted(found):
        yield from _open(name, _read(found[name]), _DEPTH)


def _printable(name: str) -> str:
    """A name without what a terminal or a workbook cannot show: control characters, bytes that are no text."""
    return "".join("�" if unicodedata.category(c) in ("Cc", "Cs") or c in "\u202a\u202b\u202c\u202d\u202e" else c for c in name)


def _read(path: Path) -> bytes | Refusal:
    size = path.stat().st_size
    limit = _MAX_ARCHIVE if path.suffix.casefold() == ".zip" else guard.MAX_FILE
    return disk.read(path) if size <= limit else _too_large(size, limit)


def _open(name: str, data: bytes | Refusal, depth: int) -> Iterator[tuple[str, bytes | Refusal]]:
    """The file itself, or the members of an archive."""
    if isinstance(data, Refusal) or guard.kind_of(data) != "zip" or not depth:
        yield name, data
        return
    try:
        members = list(_members(data))
    except Refused as refused:
        yield name, refused.refusal
        return
    for member, content in members:
        yield from _open(f"{name}!/{member}", content, depth - 1)


def _members(data: bytes) -> Iterator[tuple[str, bytes | Refusal]]:
    # Chinese Windows writes names in GBK without saying so; names flagged as UTF-8 are not touched by this (measured).
    try:
        package = zipfile.ZipFile(BytesIO(data), metadata_encoding="gb18030")
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise Refused("F-CORRUPT", texts.say("guard.zip")) from error
    members = [m for m in package.infolist() if not m.is_dir()]
    if len(members) > _MAX_MEMBERS or sum(m.file_size for m in members) > 4 * _MAX_ARCHIVE:
        raise Refused("F-BOMB", texts.say("guard.entries", count=len(members), limit=_MAX_MEMBERS))
    seen: set[str] = set()
    for member in sorted(members, key=lambda m: m.filename):
        parts = member.filename.replace("\\", "/").split("/")
        name = _printable("/".join(part for part in parts if part not in ("", ".", "..")))
        if name in seen:
            raise Refused("F-BOMB", texts.say("guard.twice"))
        seen.add(name)
        if member.flag_bits & 1:
            yield name, Refusal("F-ENCRYPTED", "")
        elif member.file_size > guard.MAX_FILE:
            yield name, _too_large(member.file_size, guard.MAX_FILE)
        else:
            try:
                yield name, guard.read_part(package, member.filename, markup=False)
            except Refused as refused:
                yield name, refused.refusal


def _too_large(size: int, limit: int) -> Refusal:
    return Refusal("F-BOMB", texts.say("guard.large", size=size >> 20, limit=limit >> 20))
