"""A process that reads returned files, one after the other, for ``_pool``: what kills it costs one file and not the run."""

from __future__ import annotations

import contextlib
import os
import pickle
import signal
import sys
import traceback
from pathlib import Path
from typing import BinaryIO

from gaokai_xlsx.cells.archives import Content
from gaokai_xlsx.finding import make
from gaokai_xlsx.form import editions
from gaokai_xlsx.intake.reading import take
from gaokai_xlsx.submission import Outcome, Submission
from gaokai_xlsx.texts import say

MEMORY = 2**30  # bytes of address space; the largest file that the guard lets through needs about half of it


def serve(requests: BinaryIO, answers: BinaryIO) -> None:
    """Answer (path, content, whether it is a report) with a submission until the requests end."""
    while True:
        try:
            path, content, report = pickle.load(requests)
        except EOFError:
            return
        pickle.dump(_take(path, content, report), answers)
        answers.flush()


def _take(path: str, content: Content, report: bool) -> Submission:
    """One file. A bug of ours costs that file too, and is shown; the others are needed by tomorrow."""
    name = path.rpartition("/")[2]
    try:
        if report:
            from gaokai_xlsx.intake.importers.report import take_report  # noqa: PLC0415 - only where there are reports

            return take_report(path, content)
        return take(path, content)
    except MemoryError:
        finding = make("F-BOMB", file=name, detail=say("guard.memory"))
    except Exception as error:
        traceback.print_exc()
        finding = make("F-CORRUPT/bug", file=name, detail=type(error).__name__)
    return Submission(path, None, Outcome.UNREADABLE, findings=(finding,))


def main() -> None:
    """Pipes as they are handed down; anything that a library prints must not get among the answers."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides what an interrupt means
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource  # noqa: PLC0415 - not on Windows

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, resource.getrlimit(resource.RLIMIT_AS)[1]))
    editions.FOLDER = Path(sys.argv[1])
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    with contextlib.suppress(BrokenPipeError):  # the run was killed: nobody waits for an answer
        serve(sys.stdin.buffer, answers)


if __name__ == "__main__":
    main()
