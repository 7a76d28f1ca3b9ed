"""A dropped file arrives: streamed aside, bounded, then put among the returned ones under a name that is ours to choose."""

from __future__ import annotations

import asyncio
import hashlib
import itertools
import os
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from pathlib import Path

from starlette.concurrency import run_in_threadpool

from gaokai_xlsx import disk
from gaokai_xlsx.intake.reading import IGNORED
from gaokai_xlsx.texts import say
from gaokai_xlsx.verbs._template import safe_name

LARGEST = 500_000_000  # bytes of one upload: a zip of everything a city gets; the guard of the command bounds what is inside
SMALL = 50_000_000  # bytes of what is read into memory: a list of units, last year's summary, a form filled in
PATIENCE = 30.0  # seconds without a byte after which an upload is given up
SLOWEST = 20_000  # bytes a second, over the whole upload, below which it is given up as well
_GRACE = 60.0  # seconds in which an upload may be as slow as it likes
_DEVICES = frozenset(
    {"CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$", *(f"{port}{n}" for port in ("COM", "LPT") for n in "0123456789¹²³")}
)  # Windows
_DEEPEST = 4  # folders of a dropped folder that are kept; a unit's name may stand in one
_SUFFIX = 10  # characters of a file's ending that are kept


class Refused(Exception):
    """An upload that is not taken; the message is for the clerk."""


@dataclass(frozen=True, slots=True)
class Kept:
    """Where an upload lies now (relative to the folder), and whether the very same file lay there already."""

    path: Path
    known: bool


async def keep(folder: Path, name: str, body: AsyncIterator[bytes], lock: asyncio.Lock) -> Kept:
    """Store one upload below ``folder``; raises ``Refused`` for one too large or too slow, OSError where the disk says no.

    Nothing of the client's name becomes a path as it is: every part is cleaned, and what is there already is never written over.
    What a kill leaves aside is no return, and goes with the next file that is written.
    """
    target = folder.joinpath(*clean(name))
    _make_room(folder, target)
    with disk.aside(folder) as (stream, aside):
        digest = hashlib.sha256()

        def write(chunk: bytes) -> None:
            digest.update(chunk)
            stream.write(chunk)

        await _pour(body, write, LARGEST)
        stream.flush()
        await run_in_threadpool(os.fsync, stream.fileno())  # a slow disk keeps nobody else waiting
        if os.name == "nt":
            stream.close()  # an open file cannot be renamed there
        async with lock:
            return await run_in_threadpool(_settle, folder, target, aside, digest.hexdigest())


async def whole(body: AsyncIterator[bytes], limit: int = SMALL) -> bytes:
    """A small upload in memory; raises ``Refused`` as above."""
    chunks: list[bytes] = []
    await _pour(body, chunks.append, limit)
    return b"".join(chunks)


def clean(name: str) -> list[str]:
    """The parts of a dropped file's name, at most ``_DEEPEST`` folders deep, each harmless on every system."""
    parts = [part for part in name.replace("\\", "/").split("/") if part.strip(" .")]
    return [_harmless(part) for part in parts[-_DEEPEST:]] or ["_"]


async def _pour(body: AsyncIterator[bytes], write: Callable[[bytes], object], limit: int) -> None:
    """Everything that comes, written as it comes."""
    size, clock = 0, asyncio.get_running_loop().time
    began = clock()
    while True:
        try:
            chunk = await asyncio.wait_for(anext(body), PATIENCE)
        except StopAsyncIteration:
            return
        except TimeoutError as error:
            raise Refused(say("desk.slow")) from error
        size += len(chunk)
        if size > limit:
            raise Refused(say("desk.large", limit=limit // 1_000_000))
        if (clock() - began - _GRACE) * SLOWEST > size:
            raise Refused(say("desk.slow"))
        write(chunk)


def _make_room(folder: Path, target: Path) -> None:
    """The folders of a dropped folder, below ``folder`` and nowhere else: a link that lies there leads nobody out of it."""
    if not target.parent.resolve().is_relative_to(folder.resolve()):
        raise Refused(say("desk.link", path=target.parent.relative_to(folder).as_posix()))
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
    except (FileExistsError, NotADirectoryError) as error:
        raise Refused(say("desk.no-folder", path=target.parent.relative_to(folder).as_posix())) from error


def _settle(folder: Path, target: Path, aside: Path, digest: str) -> Kept:
    """Give the file its name: the wanted one, or the next free one where another file has it."""
    size = aside.stat().st_size
    for number in itertools.count(1):
        free = target if number == 1 else target.with_stem(f"{target.stem}({number})")
        if not os.path.lexists(free):
            aside.chmod(0o644)
            aside.rename(free)
            return Kept(free.relative_to(folder), known=False)
        if free.is_file() and free.stat().st_size == size and _sha256(free) == digest:
            return Kept(free.relative_to(folder), known=True)
    raise AssertionError


def _sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _harmless(part: str) -> str:
    """A name no system gives a meaning to (``CON``, a leading dot or dash), its suffix kept where it is long.

    What systems leave in folders keeps its name: by it the command knows that nobody sent it.
    """
    if part.casefold() in IGNORED:
        return part
    stem, dot, suffix = part.rpartition(".") if "." in part.strip(".") else (part, "", "")
    said = safe_name(stem).lstrip(".- ") or "_"
    said = f"_{said}" if said.split(".")[0].rstrip().upper() in _DEVICES else said
    return f"{said}.{safe_name(suffix)[:_SUFFIX]}" if dot and suffix else said
