"""What runs in a reading process: files in, one submission for each out, as soon as it is read."""

from __future__ import annotations

import contextlib
import os
import pickle
import sys
import traceback
from collections.abc import Sequence
from pathlib import Path
from typing import BinaryIO

from gaokai_xlsx.cells.archives import Content
from gaokai_xlsx.finding import make
from gaokai_xlsx.form import editions
from gaokai_xlsx.intake.reading import take
from gaokai_xlsx.submission import Outcome, Submission
from gaokai_xlsx.texts import say

MEMORY = 2**30  # bytes of address space; the largest file that the guard lets through needs about half of it
_STATM = Path("/proc/self/statm")
_WORN = 64 * 2**20  # bytes that a process holds after a chunk; most hold half, and one that has read a giant gives nothing back


def serve(requests: BinaryIO, answers: BinaryIO) -> None:
    """Answer lists of (path, content), each with whether they are reports, until the requests end or it holds too much memory."""
    while _held() < _WORN:
        try:
            files, reports = pickle.load(requests)
        except EOFError:
            return
        for path, content in files:
            pickle.dump(_take(path, content, reports), answers, pickle.HIGHEST_PROTOCOL)
            answers.flush()


def read_some(files: Sequence[tuple[str, Content]], reports: bool = False) -> list[Submission]:
    """One submission for each file, read right here: what an executor's worker is asked to do."""
    return [_take(path, content, reports) for path, content in files]


def _held() -> int:
    """Bytes of memory that this process holds, where the system tells."""
    with contextlib.suppress(OSError):
        return int(_STATM.read_text().split()[1]) * 4096
    return 0


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
