"""A process of its own that reads returned files: what kills it costs one file.

A plain subprocess with pickles over pipes, not ``multiprocessing``: that would run a caller's own script again on Windows, and its
pools break as a whole when one worker dies (measured: 50 of 151 files were left).
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import pickle
import subprocess
import sys
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from gaokai_xlsx.cells.archives import Content
from gaokai_xlsx.cells.model import Refusal
from gaokai_xlsx.finding import make
from gaokai_xlsx.form import editions
from gaokai_xlsx.submission import Outcome, Submission
from gaokai_xlsx.texts import say

PATIENCE = 60.0  # seconds for one file; the slowest honest one (30 MB xls) takes about 15

# Ctrl-C on the terminal is for the run alone, which decides what becomes of its readers.
_APART: dict[str, Any] = {"process_group": 0} if os.name == "posix" else {"creationflags": 0x200}  # CREATE_NEW_PROCESS_GROUP

File = tuple[str, Content]


class Abandoned(Exception):
    """The run that wanted these files is over."""


class Process:
    """A reading process, started when there is something to read and started anew after a death."""

    def __init__(self) -> None:
        self.process: subprocess.Popen[bytes] | None = None
        self.folder = editions.FOLDER
        self.answers = 0
        self.late = False
        self.abandoned = False

    def take(self, files: Sequence[File], reports: bool) -> list[Submission]:
        """One submission for each file, in their order; a file with which the process dies twice is unreadable.

        The second try is for a process that something else may have killed; one that is too slow gets none. Raises ``Abandoned``
        once ``abandon`` was called.
        """
        taken: list[Submission] = []
        while len(taken) < len(files):
            taken += self.attempt(files[len(taken) :], reports)
            if len(taken) < len(files):
                killer = files[len(taken)]
                taken += ([] if self.late else self.attempt([killer], reports)) or [self.lost(*killer)]
        return taken

    def attempt(self, files: Sequence[File], reports: bool) -> list[Submission]:
        """The answers until the process dies, all of them if it does not."""
        self.start()
        over = threading.Event()
        watch = threading.Thread(target=self.watch, args=(over,), daemon=True)
        watch.start()
        found: list[Submission] = []
        try:
            self.ask(files, reports, found)
        except (EOFError, OSError, pickle.UnpicklingError):
            self.close()
        except BaseException:  # interrupted between question and answer: the next answer would be for another file
            self.close()
            raise
        finally:
            over.set()
            watch.join()
        return found

    def ask(self, files: Sequence[File], reports: bool, found: list[Submission]) -> None:
        assert self.process and self.process.stdin and self.process.stdout
        pickle.dump((files, reports), self.process.stdin, pickle.HIGHEST_PROTOCOL)
        self.process.stdin.flush()
        for _ in files:
            answer = pickle.load(self.process.stdout)
            assert isinstance(answer, Submission)
            found.append(answer)
            self.answers += 1

    def watch(self, over: threading.Event) -> None:
        """Kill a process that gives no answer for a while."""
        seen = -1
        while not over.wait(PATIENCE):
            if self.answers == seen:
                self.late = True
                self.kill()
                return
            seen = self.answers

    def lost(self, path: str, content: Content) -> Submission:
        """What is said of a file that no process could read."""
        detail = say("guard.slow", seconds=round(PATIENCE)) if self.late else say("guard.died")
        finding = make("F-BOMB", file=path.rpartition("/")[2], detail=detail)
        sha256 = None if isinstance(content, Refusal) else hashlib.sha256(content).hexdigest()
        return Submission(path, sha256, Outcome.UNREADABLE, findings=(finding,))

    def start(self) -> None:
        """A process to ask: the one that is there, or a new one."""
        if self.process is not None and self.folder != editions.FOLDER:
            self.close()
        if self.abandoned:
            raise Abandoned
        self.late = False
        if self.process is not None:
            return
        self.folder = editions.FOLDER
        package = Path(__file__).resolve().parents[2]
        paths = os.pathsep.join(p for p in (str(package), os.environ.get("PYTHONPATH", "")) if p)
        command = [sys.executable, "-m", "gaokai_xlsx.verbs._worker", str(self.folder)]
        environment = os.environ | {"PYTHONPATH": paths, "PYTHONIOENCODING": "utf-8"}
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment, **_APART)
        if self.abandoned:  # while it was being started
            self.kill()

    def abandon(self) -> None:
        """End it from another thread than the one that waits for its answers."""
        self.abandoned = True
        self.kill()

    def kill(self) -> None:
        if process := self.process:
            process.kill()

    def close(self) -> None:
        if self.process is None:
            return
        self.process.kill()
        for stream in (self.process.stdin, self.process.stdout):
            with contextlib.suppress(OSError):
                if stream:
                    stream.close()
        self.process.wait()
        self.process = None
