"""Returned files → submissions, read in a process of their own: no file can take the run down with it.

A plain subprocess with pickles over pipes, not ``multiprocessing``: that would run a caller's own script again on Windows, and its
pools break as a whole when one worker dies (measured: 50 of 151 files were left).
"""

from __future__ import annotations

import atexit
import contextlib
import hashlib
import os
import pickle
import subprocess
import sys
import threading
from collections.abc import Iterable
from pathlib import Path

from gaokai_xlsx.cells.archives import Content
from gaokai_xlsx.cells.model import Refusal
from gaokai_xlsx.finding import make
from gaokai_xlsx.form import editions
from gaokai_xlsx.submission import Outcome, Submission
from gaokai_xlsx.texts import say

PATIENCE = 60.0  # seconds for one file; the slowest honest one (30 MB xls) takes about 15


def take_all(files: Iterable[tuple[str, Content]], *, reports: bool = False) -> list[Submission]:
    """One submission for each file, in their order; ``reports``: they are read as published reports, not as returned workbooks."""
    worker = _idle.pop() if _idle else _Worker()
    try:
        return [worker.take(path, content, reports) for path, content in files]
    finally:
        _idle.append(worker)


class _Worker:
    """A reading process, started when there is something to read and started anew after a death."""

    def __init__(self) -> None:
        self.process: subprocess.Popen[bytes] | None = None
        self.folder = editions.FOLDER
        self.late = False

    def take(self, path: str, content: Content, report: bool) -> Submission:
        """One file; a second try where the process died without being too slow, since something else may have killed it."""
        first = self.attempt(path, content, report)
        return first or (None if self.late else self.attempt(path, content, report)) or self.lost(path, content)

    def attempt(self, path: str, content: Content, report: bool) -> Submission | None:
        """The answer, or None where there is none."""
        if self.process is None or self.folder != editions.FOLDER:
            self.close()
            self.start()
        watch = threading.Timer(PATIENCE, self.kill)
        watch.start()
        try:
            return self.ask(path, content, report)
        except (EOFError, OSError, pickle.UnpicklingError):
            self.close()
            return None
        except BaseException:  # interrupted between question and answer: the next answer would be for another file
            self.close()
            raise
        finally:
            watch.cancel()

    def lost(self, path: str, content: Content) -> Submission:
        """What is said of a file that no process could read."""
        detail = say("guard.slow", seconds=round(PATIENCE)) if self.late else say("guard.died")
        finding = make("F-BOMB", file=path.rpartition("/")[2], detail=detail)
        sha256 = None if isinstance(content, Refusal) else hashlib.sha256(content).hexdigest()
        return Submission(path, sha256, Outcome.UNREADABLE, findings=(finding,))

    def ask(self, path: str, content: Content, report: bool) -> Submission:
        assert self.process and self.process.stdin and self.process.stdout
        pickle.dump((path, content, report), self.process.stdin)
        self.process.stdin.flush()
        answer = pickle.load(self.process.stdout)
        assert isinstance(answer, Submission)
        return answer

    def start(self) -> None:
        self.late, self.folder = False, editions.FOLDER
        package = Path(__file__).resolve().parents[2]
        paths = os.pathsep.join(p for p in (str(package), os.environ.get("PYTHONPATH", "")) if p)
        command = [sys.executable, "-m", "gaokai_xlsx.verbs._worker", str(self.folder)]
        environment = os.environ | {"PYTHONPATH": paths, "PYTHONIOENCODING": "utf-8"}
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment)

    def kill(self) -> None:
        self.late = True
        if self.process:
            self.process.kill()

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


_idle: list[_Worker] = []
"""Workers between two runs of one program (a test session, the desk)."""


@atexit.register
def _end() -> None:
    for worker in _idle:
        worker.close()
