"""A real scheduler and two real workers on loopback read a collection; one of them is killed in the middle."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from gaokai_xlsx import collect
from gaokai_xlsx.cli import run
from gaokai_xlsx.filing import Unit
from gaokai_xlsx.verbs import _cluster
from tests.helpers import BALANCED, DISTINCT, ROOT, issue

Client = pytest.importorskip("distributed", reason="the extra cluster is not installed").Client
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="workers are killed by signals")


def _started(folder: Path, program: str, *options: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", f"distributed.cli.{program}", "--no-dashboard", "--scheduler-file", str(folder / "scheduler.json")]
    environment = os.environ | {
        "PYTHONPATH": str(ROOT),
        "DASK_TEMPORARY_DIRECTORY": str(folder),
        "DASK_DISTRIBUTED__ADMIN__SYSTEM_MONITOR__GIL__ENABLED": "false",
    }
    with (folder / f"{program}{len(list(folder.iterdir()))}.log").open("wb") as log:
        return subprocess.Popen([*command, *options], env=environment, cwd=folder, stdout=log, stderr=log)


class Cluster:
    """A scheduler and its workers."""

    def __init__(self, folder: Path) -> None:
        self.scheduler = _started(folder, "dask_scheduler", "--host", "127.0.0.1", "--port", "0")
        file = folder / "scheduler.json"
        for _ in range(300):
            if file.exists() and file.stat().st_size:
                break
            time.sleep(0.1)
        self.address = str(json.loads(file.read_text())["address"])
        self.workers = [_started(folder, "dask_worker", "--nthreads", "1", "--no-nanny", "--host", "127.0.0.1") for _ in range(2)]
        with Client(self.address, set_as_default=False) as client:
            client.wait_for_workers(2, timeout=60)

    def end(self) -> None:
        """Everything."""
        for process in (*self.workers, self.scheduler):
            process.kill()
            process.wait()


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[Cluster]:
    """One of its own for each test."""
    folder = tmp_path / "cluster"
    folder.mkdir()
    started = Cluster(folder)
    yield started
    started.end()


def test_a_cluster_reads_the_same_with_a_worker_killed_in_the_middle(cluster: Cluster, tmp_path: Path):
    """The summary has the bytes that this machine alone writes."""
    returned = tmp_path / "回收"
    returned.mkdir()
    for n in range(20):
        figures = DISTINCT if n % 7 == 0 else BALANCED | {"requests.new.natural": 11, "requests.new.company": 4} if n % 3 else BALANCED
        data = issue(figures, Unit(f"{n:03}", f"第{n}局"))
        for again in range(10):  # the same bytes once more are duplicates, and are read too
            (returned / f"{n:03}-{again}.xlsx").write_bytes(data)
    expected = collect([returned], tmp_path / "汇总.xlsx", year=2025)[1].read_bytes()
    killed: list[int] = []

    def kill(done: int, _: int) -> None:
        if done and not killed:
            killed.append(done)
            cluster.workers[0].send_signal(signal.SIGKILL)

    with _cluster.workers(cluster.address) as executor:
        again = collect([returned], tmp_path / "汇总.xlsx", year=2025, executor=executor, progress=kill)[1].read_bytes()
    assert again == expected
    assert killed
    assert killed[0] < 200


def test_the_command_says_what_it_cannot_use(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch):
    """No scheduler there, no address at all; nothing is written."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(_cluster, "_PATIENCE", 2)
    (tmp_path / "一.xlsx").write_bytes(issue(BALANCED))
    for address in ("tcp://127.0.0.1:9", "no address", "ftp://127.0.0.1:9"):
        assert run(["collect", "一.xlsx", "--year", "2025", "--cluster", address]) == 2
        said = capsys.readouterr()
        assert f"连不上集群的调度器“{address}”" in said.err + said.out
        assert "Traceback" not in said.err
    assert [p.name for p in tmp_path.iterdir()] == ["一.xlsx"]


def test_workers_that_run_something_else_are_not_asked(cluster: Cluster, monkeypatch: pytest.MonkeyPatch):
    """What is found must not depend on who reads."""
    from gaokai_xlsx.errors import CannotGoOn

    with _cluster.workers(cluster.address):
        pass
    here = _cluster.state
    monkeypatch.setattr(_cluster, "state", lambda folder: here(folder) + "x")
    with pytest.raises(CannotGoOn, match="版本、格式文件与本机不同"), _cluster.workers(cluster.address):
        pass
