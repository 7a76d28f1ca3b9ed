"""Outputs are written aside, synced and renamed: a kill at any moment leaves the old file or the new one."""

from __future__ import annotations

import contextlib
import errno
import os
import tempfile
from pathlib import Path

from gaokai_xlsx import texts
from gaokai_xlsx.errors import CannotGoOn

_KNOWN = ("ENOENT", "ENOSPC", "EACCES", "EPERM", "EROFS", "ENAMETOOLONG", "EISDIR", "ENOTDIR", "EBUSY", "ELOOP")


def write(path: Path, data: bytes, *, private: bool = False) -> None:
    """Put ``data`` at ``path``, making its folder; raises ``CannotGoOn`` where it cannot be written (open in Excel, disk full).

    ``private`` files are for their owner alone (mode 0600).
    """
    aside: Path | None = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=".gaokai-", suffix=".tmp")
        aside = Path(name)
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        if not private:
            aside.chmod(0o666 & ~_umask())  # mkstemp makes files private; the summary is for others to open
        aside.replace(path)
    except OSError as error:
        if aside is not None:
            with contextlib.suppress(OSError):
                aside.unlink()
        raise CannotGoOn("stop.write", path=path, detail=reason(error)) from error


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


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
