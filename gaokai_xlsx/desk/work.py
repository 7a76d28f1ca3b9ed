"""The campaign is collected anew, in the background, whenever something in its folder has changed: by the desk, or by anybody else."""

from __future__ import annotations

import hashlib
import os
import threading
import time
import traceback
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path

from gaokai_xlsx import campaign as campaigns
from gaokai_xlsx import disk
from gaokai_xlsx import register as registers
from gaokai_xlsx.campaign import Campaign
from gaokai_xlsx.desk.result import Result, collected
from gaokai_xlsx.errors import CannotGoOn
from gaokai_xlsx.texts import say

_GLANCE = 1.0  # seconds between two looks at the folder
_LULL = 1.5  # seconds without an upload before what came is looked at: 600 files dropped at once are one collection
_LONGEST = 60.0  # seconds after which it is looked at all the same
_INPUTS = ("returned", "roster", "decisions", "register", "previous", "finance")
_REGISTER = "register"

Files = tuple[tuple[str, int, int, int], ...]
"""Path, size, time and number of each file."""


@dataclass(frozen=True)
class Seen:
    """What a result depends on, as far as a glance can tell: the files behind each setting, the day, how often it was asked for."""

    as_of: str | None
    turn: int
    files: Mapping[str, Files]


class Work:
    """The latest result of a folder; ``version`` counts what the page may see anew, ``stopped`` says why there is no newer result."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.result: Result | None = None
        self.version = 0
        self.stopped = ""
        self.busy = False
        self.looks = 0
        """How often the folder was looked at, to the end: after two more, what was changed is seen."""
        self.read = (0, 0)
        """Files read, of how many, while it is busy."""
        self.writing = False
        """Whether what was found is known already, and the files that tell it are being written."""
        self.as_of: str | None = None
        self.action = threading.Lock()
        """Held by an action that changes what lies in the folder: one at a time. A collection only reads that, and waits for nobody."""
        self._passing = ""
        """sha256 of the summary that this desk wrote last, while nobody has taken it away: with 600 uploads nobody wants 600 of them."""
        self._seen: Seen | None = None
        self._turn = self._uploads = 0
        self._last = self._first = 0.0
        self._wake, self._end = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._run, name="collect", daemon=True)

    def start(self) -> None:
        """Begin to watch."""
        self._thread.start()

    def stop(self) -> None:
        """Watch no more; a collection under way is not waited for: its outputs are written whole or not at all."""
        self._end.set()
        self._wake.set()

    def again(self, as_of: str | None) -> None:
        """Collect though nothing has changed, as of that day."""
        self.as_of, self._turn = as_of, self._turn + 1
        self._wake.set()

    def taken(self, path: Path) -> None:
        """A file was taken away: if it is the summary, it is kept when there is a newer one."""
        if self.result and self.result.summary and path == self.result.summary:
            self._passing = ""

    def look(self) -> None:
        """Something was changed: do not wait for the next glance."""
        self._wake.set()

    def campaign(self) -> Campaign | None:
        """The campaign as its file says now; None before it is made. Raises ``CannotGoOn`` where the file has defects."""
        path = self.folder / campaigns.FILE
        return campaigns.read(path) if path.is_file() else None

    @contextmanager
    def uploading(self) -> Iterator[None]:
        """Files come in: they are looked at together once they have come."""
        now = time.monotonic()
        self._first = self._first if self._pausing(now) else now
        self._uploads, self._last = self._uploads + 1, now
        try:
            yield
        finally:
            self._uploads, self._last = self._uploads - 1, time.monotonic()

    @property
    def pending(self) -> bool:
        """Whether a collection is under way or about to be, because files have just come."""
        return self.busy or self._pausing(time.monotonic()) or (self.result is None and not self.stopped)

    def _pausing(self, now: float) -> bool:
        return self._uploads > 0 or now - self._last < _LULL

    def _run(self) -> None:
        while not self._end.is_set():
            now = time.monotonic()
            if not self._pausing(now) or now - self._first > _LONGEST:
                self._glance()
                self.looks += 1
            self._wake.wait(_GLANCE)
            self._wake.clear()

    def _glance(self) -> None:
        """Collect if anything is other than it was the last time."""
        seen: Seen | None = None
        try:
            campaign = self.campaign()
            if campaign is None:
                return
            seen = self._now(campaign)
            if seen == self._seen:
                return
            self.busy, self.read = True, (0, 0)
            before = _sha256(campaign.summary())
            result = collected(campaign, seen.as_of, self._read, self._found, self._passing)
            after = _sha256(result.summary)
            self._passing = self._passing if after == before else after  # what lay there already somebody else may have
            # The page that shows what was found is loaded anew only where the files tell more.
            shown, self.result = self.result, result
            self._done(_after(campaign, seen, result), "", shown)
        except CannotGoOn as error:
            self._done(seen, str(error))
        except OSError as error:
            self._done(seen, say("stop.system", path=error.filename or "", detail=disk.reason(error)))
        except Exception:
            traceback.print_exc()
            self._done(seen, say("stop.bug"))

    def _read(self, done: int, total: int) -> None:
        self.read = (done, total)

    def _found(self, result: Result) -> None:
        """Shown at once: hundreds of returned copies take longer than everything else."""
        told = self.result.told if self.result else ()
        self.result, self.writing = replace(result, told=told), True
        self.version += 1

    def _now(self, campaign: Campaign) -> Seen:
        return Seen(self.as_of, self._turn, _inputs(campaign))

    def _done(self, seen: Seen | None, stopped: str, shown: Result | None = None) -> None:
        now = self.result
        told_all = self.writing and shown and now and (shown.told, shown.copies, shown.summary) == (now.told, now.copies, now.summary)
        if stopped != self.stopped or (seen != self._seen and not told_all):
            self.version += 1
        self._seen, self.stopped, self.busy, self.writing = seen, stopped, False, False


def _sha256(path: Path | None) -> str:
    return hashlib.sha256(disk.read(path)).hexdigest() if path and path.is_file() else ""


def _inputs(campaign: Campaign) -> dict[str, Files]:
    paths = {name: campaign.path(name) for name in _INPUTS if getattr(campaign, name)}
    paths |= {name: campaign.folder / name for name in (campaigns.FILE, campaigns.KEY)}
    return {name: tuple(sorted(_files(path))) for name, path in paths.items()}


def _files(path: Path) -> Iterator[tuple[str, int, int, int]]:
    """A file, or every file below a folder; nothing of what is not there."""
    below = (os.path.join(folder, name) for folder, _, names in os.walk(path) for name in names if not disk.is_aside(name))  # noqa: PTH118
    for name in below if path.is_dir() else [str(path)]:
        with suppress(FileNotFoundError):
            status = os.stat(name, follow_symlinks=False)  # noqa: PTH116 - for 600 files every second
            yield name, status.st_size, status.st_mtime_ns, status.st_ino


def _after(campaign: Campaign, seen: Seen, result: Result) -> Seen:
    """What was seen, but with 收件登记 as it is now where nobody but this collection has written to it."""
    register = result.report.register
    if register is None:
        return seen
    known = [replace(receipt, row=0) for receipt in register.receipts]
    if [replace(receipt, row=0) for receipt in registers.read(campaign.path(_REGISTER)).receipts] != known:
        return seen
    now = _inputs(campaign)[_REGISTER]
    return replace(seen, files={**seen.files, _REGISTER: now})
