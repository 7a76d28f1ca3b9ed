"""Returned files → submissions, in chunks that several processes read side by side; the order of the files is kept."""

from __future__ import annotations

import atexit
import contextlib
import os
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from itertools import chain, islice
from pathlib import Path

from gaokai_xlsx.cells.archives import walk
from gaokai_xlsx.submission import Submission
from gaokai_xlsx.verbs._cache import Cache
from gaokai_xlsx.verbs._process import Abandoned, File, Process
from gaokai_xlsx.verbs._worker import read_some

_CHUNK = 25  # files that a process gets at once; fewer cost more for sending than they gain (measured)
_BYTES = 4 * 2**20  # and bytes: what waits to be read is held in memory
_FEW = 3  # chunks below which one process is done before a second one has started
_WAITING = 2  # chunks for each process that are read or wait to be read


def read_all(
    paths: Sequence[Path],
    without: frozenset[Path] = frozenset(),
    *,
    jobs: int | None = None,
    executor: Executor | None = None,
    progress: Callable[[int, int], None] | None = None,
    cache: Cache | None = None,
) -> list[Submission]:
    """``take_all`` of what lies at these paths but not at ``without``, and is not in the ``cache``.

    ``progress`` is told how many of how many are read.
    """
    total = Counter[str]()
    known: list[Submission | None] = []

    def unknown() -> Iterator[File]:
        for path, content in walk(paths, without, lambda more: total.update(files=more)):
            known.append(cache.get(path, content) if cache else None)
            if known[-1] is None:
                yield path, content

    def tell(done: int) -> None:
        if progress:
            progress(done + sum(s is not None for s in known), total["files"])

    read = take_all(unknown(), jobs=jobs, executor=executor, progress=tell if progress else None)
    if cache:
        for submission in read:
            cache.put(submission)
        cache.save()
    fresh = iter(read)
    return [submission or next(fresh) for submission in known]


def take_all(
    files: Iterable[File],
    *,
    reports: bool = False,
    jobs: int | None = None,
    executor: Executor | None = None,
    progress: Callable[[int], None] | None = None,
) -> list[Submission]:
    """One submission for each file, in their order, whatever reads them.

    ``reports``: they are read as published reports, not as returned workbooks. ``jobs`` processes of this machine at most (as many as
    it has cores), or the workers of an ``executor`` that can import this package; what one of these loses is read here. Files are taken
    from ``files`` only as fast as they are read.
    """
    chunks = _chunks(files)
    first = list(islice(chunks, _FEW))
    workers = 1 if len(first) < _FEW and executor is None else jobs or cores()
    taken: list[Submission] = []
    pool = _Pool(workers, executor, reports)
    waiting: deque[tuple[list[File], Future[list[Submission]]]] = deque()

    def wait() -> None:
        taken.extend(pool.result(*waiting.popleft()))
        if progress:
            progress(len(taken))

    try:
        for chunk in chain(first, chunks):
            waiting.append((chunk, pool.submit(chunk)))
            if len(waiting) > _WAITING * workers:
                wait()
        while waiting:
            wait()
    except BaseException:
        pool.abandon(future for _, future in waiting)
        raise
    finally:
        pool.threads.shutdown()
    return taken


def cores() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _chunks(files: Iterable[File]) -> Iterator[list[File]]:
    chunk: list[File] = []
    size = 0
    for path, content in files:
        chunk.append((path, content))
        size += len(content) if isinstance(content, bytes) else 0
        if len(chunk) >= _CHUNK or size >= _BYTES:
            yield chunk
            chunk, size = [], 0
    if chunk:
        yield chunk


class _Pool:
    """Threads that each wait for a process; or somebody else's executor, with these for what it loses."""

    def __init__(self, workers: int, executor: Executor | None, reports: bool) -> None:
        self.threads = ThreadPoolExecutor(workers)
        self.executor = executor
        self.reports = reports
        self.busy: list[Process] = []
        self.over = False

    def submit(self, chunk: list[File]) -> Future[list[Submission]]:
        if self.executor is not None:
            with contextlib.suppress(RuntimeError):  # it has broken, or was shut down
                return self.executor.submit(read_some, chunk, self.reports)
        return self.threads.submit(self.read, chunk)

    def result(self, chunk: list[File], future: Future[list[Submission]]) -> list[Submission]:
        if self.executor is None:
            return future.result()
        try:
            return future.result()
        except Exception:  # its worker died, or lies behind a network that did: whatever it was, these files are not read
            return self.read(chunk)

    def read(self, chunk: list[File]) -> list[Submission]:
        process = _free()
        self.busy.append(process)
        try:
            if self.over:
                raise Abandoned
            taken = process.take(chunk, self.reports)
            _idle.append(process)
            return taken
        finally:
            self.busy.remove(process)

    def abandon(self, futures: Iterable[Future[list[Submission]]]) -> None:
        """End what is being read and what waits."""
        self.over = True
        for future in futures:
            future.cancel()
        for process in list(self.busy):
            process.abandon()


def _free() -> Process:
    with contextlib.suppress(IndexError):
        return _idle.pop()
    return Process()


_idle: list[Process] = []
"""Processes between two runs of one program (a test session, the desk)."""


@atexit.register
def _end() -> None:
    for process in _idle:
        process.close()
