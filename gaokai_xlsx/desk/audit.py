"""What was done at the desk, one line an action, only ever added to.

The time here is the clock's: it enters no result.
"""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path

from gaokai_xlsx.texts import say, visible

_REFUSALS = 200  # lines about refused requests in one run: nobody fills the disk by knocking


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
        handle = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
        try:
            os.write(handle, line.encode(errors="replace"))  # one write: two actions at once do not mix
        finally:
            os.close(handle)

    def refused(self, method: str, why: str) -> None:
        """A request that was not let in. Nothing of its address is kept: it may be the token with a slip of the pen."""
        self.refusals += 1
        if self.refusals <= _REFUSALS:
            self.note(say("desk.log-refused"), method, say(f"desk.refused-{why}"))
