"""What was done at the desk, one line an action, only ever added to.

The time here is the clock's: it enters no result.
"""

from __future__ import annotations

import errno
import os
from datetime import datetime
from pathlib import Path

from gaokai_xlsx.texts import say, visible

_REFUSALS = 200  # lines about refused requests in one run: nobody fills the disk by knocking
_ADD = os.O_RDWR | os.O_CREAT | os.O_APPEND | getattr(os, "O_BINARY", 0)  # Windows would write other line ends


class Audit:
    """The log of one campaign folder; a folder that is not there yet has none."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.refusals = 0

    @property
    def path(self) -> Path:
        """操作记录.log."""
        return self.folder / say("desk.log")

    def note(self, action: str, *what: str) -> None:
        """Add a line; a full disk or a closed folder stops the action that is to be noted (OSError)."""
        if not self.folder.is_dir():
            return
        stamp = datetime.now().astimezone().isoformat(timespec="seconds")
        line = "\t".join((stamp, action, *map(visible, what))) + "\n"
        handle = os.open(self.path, _ADD, 0o644)
        try:
            data = line.encode(errors="replace")
            if size := os.fstat(handle).st_size:
                os.lseek(handle, size - 1, os.SEEK_SET)
                if os.read(handle, 1) != b"\n":
                    data = b"\n" + data  # a full disk or a power cut broke the last line off
            if os.write(handle, data) < len(data):  # one write: two actions at once do not mix
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(self.path))
        finally:
            os.close(handle)

    def refused(self, method: str, why: str) -> None:
        """A request that was not let in. Nothing of its address is kept: it may be the token with a slip of the pen."""
        self.refusals += 1
        if self.refusals <= _REFUSALS:
            self.note(say("desk.log-refused"), method, say(f"desk.refused-{why}"))
        elif self.refusals == _REFUSALS + 1:
            self.note(say("desk.log-refused"), say("desk.refused-more"))
