"""Reading with several processes: whatever reads the files, the result is the same; what is interrupted leaves nothing behind."""

from __future__ import annotations

import os
import pickle
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from io import BytesIO, StringIO
from pathlib import Path

import pytest

from gaokai_xlsx import collect, console
from gaokai_xlsx.cells.archives import Content
from gaokai_xlsx.filing import Unit
from gaokai_xlsx.intake.reading import take
from gaokai_xlsx.submission import Submission
from gaokai_xlsx.verbs import _pool, _process, _worker
from tests.helpers import BALANCED, ROOT, issue, run

CORPUS = ROOT / "tests" / "corpus"


@pytest.fixture(scope="module")
def many() -> list[tuple[str, Content]]:
    """Some 250 files, most of them small, with all kinds of content among them."""
    files = [(p.name, p.read_bytes()) for p in sorted(CORPUS.rglob("*")) if p.is_file() and p.stat().st_size < 60_000 and p.suffix != ".py"]
    dice = random.Random(0)
    files += [(f"{n}.xlsx", dice.randbytes(n)) for n in range(250 - len(files))]
    dice.shuffle(files)
    return list(files)


@pytest.fixture(scope="module")
def expected(many: list[tuple[str, Content]]) -> list[Submission]:
    """Read right here."""
    return [take(path, content) for path, content in many]


@pytest.mark.parametrize("jobs", [1, 2, 3])
def test_the_result_does_not_depend_on_jobs(many: list[tuple[str, Content]], expected: list[Submission], jobs: int):
    """In the order of the files."""
    assert _pool.take_all(many, jobs=jobs) == expected


def test_few_files_are_read_by_one_process(monkeypatch: pytest.MonkeyPatch, many: list[tuple[str, Content]]):
    """A second one would start when the first is done; many files get as many as there are cores."""
    made: list[int] = []
    real = _pool.ThreadPoolExecutor
    monkeypatch.setattr(_pool, "ThreadPoolExecutor", lambda workers: made.append(workers) or real(workers))
    monkeypatch.setattr(_pool, "cores", lambda: 4)
    for files, jobs in ((many[:50], None), (many[:100], None), (many[:100], 2)):
        _pool.take_all(files, jobs=jobs)
    assert made == [1, 4, 2]


def test_files_are_taken_only_as_fast_as_they_are_read(many: list[tuple[str, Content]]):
    """Or a large folder would be in memory as a whole."""
    taken, most = 0, 0

    def source() -> Iterator[tuple[str, Content]]:
        nonlocal taken, most
        for file in many:
            taken += 1
            most = max(most, taken - done)
            yield file

    def count(read: int) -> None:
        nonlocal done
        done = read

    done = 0
    _pool.take_all(source(), jobs=1, progress=count)
    assert done == len(many)
    assert most <= 25 * (1 + 2 + 1)
    chunks = list(_pool._chunks([("a", bytes(3 * 2**20))] * 4))
    assert [len(chunk) for chunk in chunks] == [2, 2]


def test_a_process_that_has_ended_is_replaced(monkeypatch: pytest.MonkeyPatch, many: list[tuple[str, Content]], expected: list[Submission]):
    """Its next chunk is read by a new one."""
    started: list[object] = []
    real = subprocess.Popen
    monkeypatch.setattr(_process.subprocess, "Popen", lambda *a, **k: started.append(a) or real(*a, **k))
    process = _process.Process()
    assert process.take(many[:30], False) == expected[:30]
    assert process.process is not None
    process.process.kill()  # as if it had ended between two chunks
    assert process.take(many[30:60], False) == expected[30:60]
    assert len(started) == 2
    process.close()


def test_a_process_that_holds_too_much_memory_ends_after_its_answers(monkeypatch: pytest.MonkeyPatch):
    """After a giant it gives nothing back."""
    held = iter([0, 10**9])
    monkeypatch.setattr(_worker, "_held", lambda: next(held))
    requests = BytesIO(b"".join(pickle.dumps(([(f"{n}.pdf", b"%PDF"), (f"{n}.tmp", b"")], False)) for n in range(2)))
    answers = BytesIO()
    _worker.serve(requests, answers)
    answers.seek(0)
    assert [pickle.load(answers).path for _ in range(2)] == ["0.pdf", "0.tmp"]
    assert answers.read() == b""


def test_an_executor_reads_and_what_it_loses_is_read_here(many: list[tuple[str, Content]], expected: list[Submission]):
    """One of its workers is killed in the middle, which breaks a pool of the standard library as a whole."""
    with ProcessPoolExecutor(2) as executor:
        assert _pool.take_all(many, executor=executor) == expected
        seen = 0

        def kill(done: int) -> None:
            nonlocal seen
            if not seen:
                os.kill(next(iter(executor._processes)), signal.SIGKILL)
            seen = done

        assert _pool.take_all(many, executor=executor, progress=kill) == expected


class _Broken(Executor):
    """Takes nothing."""

    def submit(self, *_: object, **__: object) -> Future[list[Submission]]:  # type: ignore[override]
        raise RuntimeError("cannot schedule new futures after shutdown")


def test_collect_takes_an_executor(tmp_path: Path):
    """The summary has the same bytes, even if the executor takes nothing."""
    (tmp_path / "回收").mkdir()
    for n in range(3):
        (tmp_path / "回收" / f"{n}.xlsx").write_bytes(issue(BALANCED, Unit(f"{n:03}", f"第{n}局")))
    made = [collect([tmp_path / "回收"], tmp_path / "汇总.xlsx", year=2025, executor=e)[1].read_bytes() for e in (None, _Broken())]
    assert made[0] == made[1]


@pytest.mark.skipif(sys.platform == "win32", reason="interrupts are sent as signals")
def test_an_interrupt_ends_everything(tmp_path: Path):
    """Exit code 130, one sentence, no summary, no process left, and no traceback."""
    (tmp_path / "回收").mkdir()
    data = issue(BALANCED)
    for n in range(400):
        (tmp_path / "回收" / f"{n}.xlsx").write_bytes(data)
    # Readers that take their time: the run must not be over before it is interrupted.
    (tmp_path / "sitecustomize.py").write_text(_SLOWLY, encoding="utf-8")
    environment = os.environ | {"PYTHONPATH": f"{tmp_path}{os.pathsep}{ROOT}", "PYTHONIOENCODING": "utf-8"}
    command = [sys.executable, "-m", "gaokai_xlsx", "collect", "回收", "--year", "2025", "--jobs", "2"]
    started = subprocess.Popen(command, cwd=tmp_path, env=environment, stderr=subprocess.PIPE, start_new_session=True, encoding="utf-8")
    _until(lambda: len(_session(started.pid)) == 3)
    time.sleep(0.3)
    os.killpg(started.pid, signal.SIGINT)
    _, said = started.communicate(timeout=30)
    assert started.returncode == 130
    assert "Traceback" not in said
    assert not list(tmp_path.glob("*.xlsx"))
    _until(lambda: _session(started.pid) == [])


_SLOWLY = """
import sys, time
if "gaokai_xlsx.verbs._worker" in " ".join(sys.orig_argv):
    from gaokai_xlsx.intake import reading
    take = reading.take
    def slowly(path, content):
        time.sleep(0.1)
        return take(path, content)
    reading.take = slowly
"""


def test_progress_is_shown_on_a_terminal_after_a_second(monkeypatch: pytest.MonkeyPatch):
    """How many, how fast, how long still; nothing where nobody looks."""
    clock = [100.0]
    monkeypatch.setattr(console.time, "monotonic", lambda: clock[0])
    said: list[str] = []
    for terminal in (False, True):
        screen = StringIO()
        monkeypatch.setattr(screen, "isatty", lambda shown=terminal: shown)
        monkeypatch.setattr(console.sys, "stderr", screen)
        show = console.progress("progress.read")
        for at, done in ((0.5, 25), (2.0, 100), (2.1, 125), (4.0, 200), (200.0, 201), (201.0, 600)):
            clock[0] = 100.0 + at
            show(done, 600)
        clock[0] = 100.0
        said.append(screen.getvalue())
    assert said[0] == ""
    assert [line.strip() for line in said[1].split("\r")] == [
        "",
        "已读取100/600份，每秒50份，约还需10秒",
        "已读取200/600份，每秒50份，约还需8秒",
        "已读取201/600份，每秒1.0份，约还需7分钟",
        "已读取600/600份，每秒3.0份",
    ]
    assert said[1].endswith("\n")


@pytest.mark.parametrize("jobs", ["0", "-2"])
def test_no_process_at_all_is_no_choice(tmp_path: Path, jobs: str):
    """Exit code 2 with a sentence."""
    done = run("check", ".", "--jobs", jobs, cwd=tmp_path)
    assert done.returncode == 2
    assert "--jobs" in done.stderr


def _session(leader: int) -> list[int]:
    """Processes of a session that run."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[3]) == leader and fields[0] != "Z":
            found.append(int(stat.parent.name))
    return found


def _until(true: object) -> None:
    for _ in range(600):
        if true():  # type: ignore[operator]
            return
        time.sleep(0.05)
    pytest.fail("in vain")
