"""Outputs are written aside, synced and renamed: a kill at any moment leaves the old file or the new one.

What a kill leaves aside (``.gaokai-….tmp``) is no input, and is cleared away when the next file is written into its folder or the next
run looks there; nor is the lock (``.gaokai-….lock``) of a file that several processes add to.
"""

from __future__ import annotations

import contextlib
import errno
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO

from gaokai_xlsx import texts
from gaokai_xlsx.errors import CannotGoOn

_KNOWN = ("ENOENT", "ENOSPC", "EACCES", "EPERM", "EROFS", "ENAMETOOLONG", "EISDIR", "ENOTDIR", "EBUSY", "ELOOP", "EFBIG", "EDQUOT")
_OTHERS = (errno.EWOULDBLOCK, errno.EACCES, errno.EDEADLK)  # what systems say of a lock that another holds
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_PREFIX, _SUFFIX, _LOCK = ".gaokai-", ".tmp", ".lock"
_PATIENCE, _PAUSE = 30.0, 0.05  # seconds to wait for another process that adds to a file (it takes milliseconds), between two tries
_NAMES = 20  # names beside a target that is held by another program; who has so many open has another problem


class Held(CannotGoOn):
    """Another program holds the target (Excel on Windows) so that it cannot be replaced; the folder itself can be written."""


def write(path: Path, data: bytes, *, private: bool = False) -> None:
    """Put ``data`` at ``path``, making its folder; raises ``CannotGoOn`` where it cannot be written, ``Held`` where it is open in Excel.

    ``private`` files are for their owner alone (mode 0600).
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        clear(path.parent)
        with aside(path.parent) as (stream, beside):
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
            if not private:
                beside.chmod(0o666 & ~_umask())  # mkstemp makes files private; the summary is for others to open
            if sys.platform == "win32":
                stream.close()  # an open file cannot be renamed there
            _replace(beside, path)
        _sync(path.parent)
    except OSError as error:
        raise CannotGoOn("stop.full" if error.errno in _FULL else "stop.write", path=path, detail=reason(error)) from error


def write_near(path: Path, data: bytes, ours: Callable[[Path], bool]) -> Path:
    """Like ``write``; where another program holds the target, under a name beside it: ``汇总(2).xlsx``. Gives the path written.

    ``ours`` says of a file that bears such a name already whether it may be written over.
    """
    near = (path.with_name(f"{path.stem}({n}){path.suffix}") for n in range(2, 2 + _NAMES))
    for target in (path, *near):
        if target == path or not target.exists() or ours(target):
            with contextlib.suppress(Held):
                write(target, data)
                return target
    raise Held("stop.write", path=path, detail=texts.say("os.EBUSY"))


@contextlib.contextmanager
def alone(path: Path, *, patience: float = _PATIENCE, busy: str = "stop.busy") -> Iterator[None]:
    """Held by one process (and thread) at a time: who reads ``path`` and writes more into it loses nothing that another wrote meanwhile.

    The lock is a file beside it, since ``path`` itself is replaced by each writing; a killed process lets go of it. Raises ``CannotGoOn``
    (``busy``, with the path and its folder) where another has held it for ``patience`` seconds. Where the folder cannot be written or
    the file system knows no locks, nothing is held.
    """
    lock = path.with_name(f"{_PREFIX}{path.name}{_LOCK}")
    handle = None
    with contextlib.suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = _taken(lock, path, patience, busy)
    try:
        yield
    finally:
        if handle is not None:
            _let_go(lock, handle)


def is_aside(name: str) -> bool:
    """Whether a file of that name is what a killed run left aside, or a lock."""
    return name.startswith(_PREFIX) and name.endswith((_SUFFIX, _LOCK))


def read(path: Path) -> bytes:
    """The bytes of a file the user named; raises ``CannotGoOn`` where it cannot be read."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise CannotGoOn("stop.read", path=path, detail=reason(error)) from error


def reason(error: OSError) -> str:
    """Why the system refused, for people."""
    name = errno.errorcode.get(error.errno or 0, "")
    return texts.say(f"os.{name}" if name in _KNOWN else "os.other", number=error.errno)


def _replace(aside: Path, path: Path) -> None:
    try:
        os.replace(aside, path)  # noqa: PTH105 - the tests hold the target through this name
    except PermissionError as error:
        raise Held("stop.write", path=path, detail=reason(error)) from error


@contextlib.contextmanager
def aside(folder: Path) -> Iterator[tuple[BinaryIO, Path]]:
    """A new file aside, locked so that no other run takes it for a leftover; gone at the end unless it was renamed."""
    stream, path = _opened(folder)
    try:
        yield stream, path
    finally:
        with contextlib.suppress(OSError):
            stream.close()  # on a full disk it fails once more
        with contextlib.suppress(OSError):
            path.unlink()


def _opened(folder: Path) -> tuple[BinaryIO, Path]:
    while True:
        handle, name = tempfile.mkstemp(dir=folder, prefix=_PREFIX, suffix=_SUFFIX)
        with contextlib.suppress(OSError):  # a file system without locks: nothing is cleared away there either
            _lock(handle)
        if Path(name).exists():
            return os.fdopen(handle, "wb"), Path(name)
        os.close(handle)  # another run cleared it away before it was locked


def clear(folder: Path) -> None:
    """Remove what killed runs left in a folder; what a living one writes is locked by it, and so is its lock."""
    for left in (*folder.glob(f"{_PREFIX}*{_SUFFIX}"), *folder.glob(f"{_PREFIX}*{_LOCK}")):
        with contextlib.suppress(OSError):
            if not left.is_file():
                continue
            if sys.platform == "win32":
                left.unlink()  # Windows refuses this while a program has it open
            else:
                with left.open("rb") as stream:
                    _lock(stream.fileno())
                    left.unlink()


def _lock(handle: int) -> None:
    """Raises OSError where another process has the file, or where the file system knows no locks."""
    if sys.platform != "win32":
        import fcntl  # noqa: PLC0415 - not on Windows

        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)


def _taken(lock: Path, path: Path, patience: float, busy: str) -> int:
    """The lock, open and held; raises ``CannotGoOn`` where it stays another's, OSError where there can be none."""
    until = time.monotonic() + patience
    while True:
        handle = os.open(lock, os.O_RDWR | os.O_CREAT, 0o666)
        try:
            if _try(handle) and lock.exists() and os.path.samestat(lock.stat(), os.fstat(handle)):
                return handle  # and nobody removed it between opening and locking
        except OSError:
            _let_go(lock, handle)
            raise
        os.close(handle)
        if time.monotonic() > until:
            raise CannotGoOn(busy, path=path, folder=path.parent)
        time.sleep(_PAUSE)


def _try(handle: int) -> bool:
    """Whether the lock is ours now; raises OSError where the file system knows no locks."""
    try:
        if sys.platform == "win32":
            import msvcrt  # noqa: PLC0415 - only there

            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        else:
            _lock(handle)
    except OSError as error:
        if error.errno in _OTHERS:
            return False
        raise
    return True


def _let_go(lock: Path, handle: int) -> None:
    """Give the lock up and leave no file behind, unless somebody waits for it."""
    if sys.platform == "win32":
        os.close(handle)  # an open file cannot be removed there: who waits for it removes it
    with contextlib.suppress(OSError):
        lock.unlink()
    if sys.platform != "win32":
        os.close(handle)


def _sync(folder: Path) -> None:
    """The new name itself to the disk; Windows and some network drives know no such thing."""
    if sys.platform != "win32":
        with contextlib.suppress(OSError):
            handle = os.open(folder, os.O_RDONLY)
            try:
                os.fsync(handle)
            finally:
                os.close(handle)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
