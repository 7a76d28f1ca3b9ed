"""The files behind the paths of the command line: single files, folders (recursive), zip archives as ``a.zip!/b.xlsx``.

Everything that lies there comes out exactly once: what cannot be opened comes as a ``Refusal``, so that nothing disappears.
"""

from __future__ import annotations

import os
import stat
import unicodedata
import zipfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from gaokai_xlsx import disk, texts
from gaokai_xlsx.cells import guard
from gaokai_xlsx.cells.kinds import MAX_DIRECTORY, directory_size, kind_of
from gaokai_xlsx.cells.model import Refusal, Refused
from gaokai_xlsx.errors import CannotGoOn

_DEPTH = 2  # archives inside archives; senders forward what they were forwarded
_MAX_ARCHIVE = 500 * 2**20  # bytes of one archive of a whole district's returns
_MAX_MEMBERS = 20_000
_BUDGET = 2 * 2**30  # bytes that all members of one archive, inner ones too, may unpack to

Content = bytes | Refusal


@dataclass(frozen=True)
class _Found:
    """One thing in the file system: where it is, and by which path people know it (``root`` above it, ``inside`` it)."""

    path: Path
    root: Path
    inside: str

    def name(self, above: int) -> str:
        """The path relative to the argument, with so many folders above the argument before it."""
        parents = self.root.parts[max(len(self.root.parts) - above, 0) :] if above else ()
        return _printable("/".join((*parents, self.inside)))


def walk(
    paths: Iterable[Path], without: frozenset[Path] = frozenset(), found: Callable[[int], object] = lambda _: None
) -> Iterator[tuple[str, Content]]:
    """Each file once, by its path relative to the argument it came through, in the order of these paths.

    ``without`` are files that are no input though they lie there (the summary of an earlier run); what a killed run of ours left aside
    is none either. ``found`` is told of how many more files there are, once the folders are listed and as archives are opened. Raises
    ``CannotGoOn`` for a
    path that does not exist.
    """
    seen = {real(path) for path in without}
    items: list[_Found] = []
    for path in paths:
        for item in _below(path):
            if real(item.path) not in seen:
                seen.add(real(item.path))
                items.append(item)
    named = _unique(items)
    assert len(named) == len(items), "a file without a name of its own"
    found(len(named))
    for name in sorted(named):
        yield from _open(name, _read(named[name].path), _DEPTH, [_BUDGET], found)


def real(path: Path) -> Path:
    """The path without links, also where they lead in a circle; ``CannotGoOn`` where the system's encoding of names lacks a character."""
    try:
        return Path(os.path.realpath(path))
    except UnicodeEncodeError as error:
        raise CannotGoOn("stop.encoding", path=path, encoding=error.encoding) from error


def _below(path: Path) -> Iterator[_Found]:
    try:
        exists = path.exists() or path.is_symlink()
    except OSError as error:
        raise CannotGoOn("stop.read", path=texts.visible(str(path)), detail=disk.reason(error)) from error
    if not exists:
        raise CannotGoOn("stop.no-path", path=path)
    root = real(path) if path.is_dir() else real(path.parent)
    if not path.is_dir():
        yield _Found(path, root, path.name)
        return
    folders = [path]
    while folders:
        folder = folders.pop()
        try:
            entries = sorted(os.scandir(folder), key=lambda e: e.name)
        except OSError:
            yield _Found(folder, root, folder.relative_to(path).as_posix())  # a closed folder is reported like a closed file
            continue
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                folders.append(Path(entry.path))
            elif not disk.is_aside(entry.name):
                yield _Found(Path(entry.path), root, Path(entry.path).relative_to(path).as_posix())


def _unique(found: list[_Found]) -> dict[str, _Found]:
    """Names that tell files of several arguments apart: as many folders above as needed, whatever the order of the arguments."""
    above = [0] * len(found)
    for _ in range(max((len(item.root.parts) for item in found), default=0)):
        names = Counter(item.name(n) for item, n in zip(found, above, strict=True))
        above = [n + (names[item.name(n)] > 1) for item, n in zip(found, above, strict=True)]
    named: dict[str, _Found] = {}
    for item, n in sorted(zip(found, above, strict=True), key=lambda pair: os.fsencode(pair[0].path)):
        name = item.name(n)
        while name in named:  # two names that differ only in what cannot be shown
            name += "'"
        named[name] = item
    return named


def _read(path: Path) -> Content:
    limit = _MAX_ARCHIVE if path.suffix.casefold() == ".zip" else guard.MAX_FILE
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            closed = stat.S_ISDIR(status.st_mode) and not path.is_symlink()
            return Refusal("F-CORRUPT", texts.say("guard.closed")) if closed else Refusal("F-TYPE", texts.say("kind.special"))
        return path.read_bytes() if status.st_size <= limit else _too_large(status.st_size, limit)
    except PermissionError:
        return Refusal("F-CORRUPT", texts.say("guard.closed"))
    except OSError as error:
        return Refusal("F-CORRUPT", texts.say("guard.system", detail=disk.reason(error)))


def _open(name: str, data: Content, depth: int, budget: list[int], found: Callable[[int], object]) -> Iterator[tuple[str, Content]]:
    """The file itself, or the members of an archive; ``budget`` is what all of them may still unpack to."""
    if isinstance(data, Refusal) or kind_of(data) != "zip" or not depth:
        yield name, data
        return
    try:
        package, members = _members(data)
    except Refused as refused:
        yield name, refused.refusal
        return
    found(len(members) - 1)
    for member, info in members.items():
        yield from _open(f"{name}!/{member}", _member(package, info, budget), depth - 1, budget, found)


def _members(data: bytes) -> tuple[zipfile.ZipFile, dict[str, zipfile.ZipInfo]]:
    if (size := directory_size(data)) > MAX_DIRECTORY:
        raise Refused("F-BOMB", texts.say("guard.entries", count=f"{size // 46}", limit=_MAX_MEMBERS))
    try:
        package = zipfile.ZipFile(BytesIO(data))
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise Refused("F-CORRUPT", texts.say("guard.zip")) from error
    infos = [info for info in package.infolist() if not info.is_dir()]
    if len(infos) > _MAX_MEMBERS:
        raise Refused("F-BOMB", texts.say("guard.entries", count=len(infos), limit=_MAX_MEMBERS))
    members = {_member_name(info): info for info in infos}
    if len(members) != len(infos):
        raise Refused("F-BOMB", texts.say("guard.twice"))
    return package, dict(sorted(members.items()))


def _member(package: zipfile.ZipFile, info: zipfile.ZipInfo, budget: list[int]) -> Content:
    if info.flag_bits & 1:
        return Refusal("F-ENCRYPTED", "")
    if info.file_size > guard.MAX_FILE:
        return _too_large(info.file_size, guard.MAX_FILE)
    if guard.inflated(info):
        return Refusal("F-BOMB", texts.say("guard.ratio", ratio=info.file_size // max(info.compress_size, 1)))
    budget[0] -= info.file_size
    if budget[0] < 0:
        return Refusal("F-BOMB", texts.say("guard.unpacked", size=_BUDGET >> 20, limit=_BUDGET >> 20))
    try:
        return guard.read_part(package, info.filename, markup=False)
    except Refused as refused:
        return refused.refusal


def _member_name(info: zipfile.ZipInfo) -> str:
    """A member's path inside the archive: no way out of it. Names without the UTF-8 flag are GBK from Chinese Windows, or UTF-8."""
    name = info.filename
    if not info.flag_bits & 0x800:
        raw = name.encode("cp437")
        try:
            name = raw.decode("utf-8")
        except UnicodeDecodeError:
            name = raw.decode("gb18030", errors="replace")
    parts = name.replace("\\", "/").split("/")
    return _printable("/".join(part for part in parts if part not in ("", ".", "..")))


def _printable(name: str) -> str:
    """A name without what a terminal or a workbook cannot show: control and direction characters, bytes that are no text."""
    return "".join("�" if unicodedata.category(c) in ("Cc", "Cs", "Cf") else c for c in name)


def _too_large(size: int, limit: int) -> Refusal:
    return Refusal("F-BOMB", texts.say("guard.large", size=size >> 20, limit=limit >> 20))
