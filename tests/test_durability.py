"""Kills, full disks and open workbooks: what is on disk is the old summary or the new one, and nothing is lost."""

from __future__ import annotations

import hashlib
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from gaokai_xlsx import campaign as campaigns
from gaokai_xlsx import collect, diff, disk, init, verify
from gaokai_xlsx.errors import CannotGoOn
from gaokai_xlsx.results import manifest
from tests.helpers import BALANCED, ROOT, Unit, issue

UNIT = Unit("001", "市商务局")
VERSIONS = [issue(BALANCED | {"challenges.review.upheld": n}, UNIT) for n in (4, 5)]
NAME = "2025年汇总表.xlsx"
POSIX = pytest.mark.skipif(sys.platform == "win32", reason="signals and limits of POSIX")

# A run that kills itself at the n-th of the steps that change the disk.
STEPPED = """
import os, sys, pathlib, signal
left = int(sys.argv.pop(1))
def counted(function):
    def step(*args, **options):
        global left
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        left -= 1
        return function(*args, **options)
    return step
import tempfile
for module, name in ((tempfile, "mkstemp"), (os, "fsync"), (os, "replace"), (os, "chmod"), (pathlib.Path, "chmod"), (pathlib.Path, "unlink")):
    setattr(module, name, counted(getattr(module, name)))
from gaokai_xlsx.cli import main
main()
"""


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A campaign of one unit with one summary written."""
    (tmp_path / "l.csv").write_text("单位全称\n市商务局\n", encoding="utf-8")
    home = init(tmp_path / "年报", city="石嘴山市", year=2025, roster=tmp_path / "l.csv")
    _collect(home, 0)
    return home


def _collect(home: Path, version: int) -> Path:
    (home / "回收" / "a.xlsx").write_bytes(VERSIONS[version])
    here = campaigns.read(home / "gaokai.toml")
    target = home / "汇总" / NAME
    return collect([home / "回收"], target, year=2025, roster=here.path("roster"), campaign=here)[1]


def _killed(home: Path, after: float) -> int:
    """A run of the command line, killed after so many seconds; its exit code."""
    command = [sys.executable, "-m", "gaokai_xlsx", "collect", "-q"]
    child = subprocess.Popen(command, cwd=home, env=_environment(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    time.sleep(after)
    child.kill()
    return child.wait()


def _environment() -> dict[str, str]:
    return os.environ | {"PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"}


def _whole(home: Path) -> list[bytes]:
    """The bytes of each version's summary."""
    made = []
    for version in range(2):
        _collect(home, version)
        made.append((home / "汇总" / NAME).read_bytes())
    return made


@POSIX
def test_killed_at_any_time_the_summary_is_the_old_or_the_new(home: Path):
    """Random times over a whole run, two versions in turn; the next run is undisturbed and cleans up."""
    whole = _whole(home)
    summary = home / "汇总" / NAME
    started = time.monotonic()
    subprocess.run([sys.executable, "-m", "gaokai_xlsx", "collect", "-q"], cwd=home, env=_environment(), capture_output=True, check=True)
    length = time.monotonic() - started
    chance = random.Random(11)
    kills = 0
    for round_ in range(80):
        (home / "回收" / "a.xlsx").write_bytes(VERSIONS[round_ % 2])
        # Most of a run is start and reading: two thirds of the kills go to its last third, where it writes.
        kills += _killed(home, length * (chance.uniform(0.6, 1.0) if round_ % 3 else chance.random())) == -signal.SIGKILL
        assert summary.read_bytes() in whole
        if kills == 24:
            break
    assert kills >= 20
    _collect(home, 0)
    assert summary.read_bytes() == whole[0]
    assert not [path for path in home.rglob(".gaokai-*") if disk.is_aside(path.name)]
    assert verify(summary, campaign=campaigns.read(home / "gaokai.toml")).doubts == ()


def test_what_a_killed_run_left_goes_also_where_the_next_one_has_nothing_to_write(home: Path):
    """Files aside and locks, in every folder that a run writes to."""
    left = [folder / name for folder in (home, home / "汇总", home / "退回") for name in (".gaokai-x1.tmp", ".gaokai-收件登记.csv.lock")]
    for path in left:
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(b"")
    here = campaigns.read(home / "gaokai.toml")
    collect([home / "回收"], home / "汇总" / NAME, year=2025, roster=here.path("roster"), returns=home / "退回", campaign=here)
    assert not [path for path in left if path.exists()]


@POSIX
def test_killed_before_each_step_that_changes_the_disk(home: Path):
    """From the first file aside to the last sync: history, summary, manifest."""
    whole = _whole(home)
    summary = home / "汇总" / NAME
    for step in range(100):
        (home / "回收" / "a.xlsx").write_bytes(VERSIONS[step % 2])
        before = summary.read_bytes()
        command = [sys.executable, "-c", STEPPED, str(step), "collect", "-q"]
        code = subprocess.run(command, cwd=home, env=_environment(), capture_output=True, check=False).returncode
        assert summary.read_bytes() in (before, whole[step % 2])
        made, _ = manifest.read(manifest.beside(summary).read_bytes())
        assert made.summary in {hashlib.sha256(data).hexdigest() for data in whole}
        if code != -signal.SIGKILL:
            break
    assert code == 0
    assert step >= 10
    assert summary.read_bytes() == whole[step % 2]
    assert not list(home.rglob(".gaokai-*.tmp"))
    kept = [hashlib.sha256(p.read_bytes()).hexdigest() for p in (home / "汇总" / "历史").glob("*.xlsx")]
    assert len(kept) == len(set(kept)) <= 2


@POSIX
def test_leftovers_are_no_inputs_and_those_of_a_living_run_stay(tmp_path: Path):
    """A dead run's file is cleared away by the next writing, one that is still locked is not."""
    import fcntl

    (tmp_path / "a.xlsx").write_bytes(VERSIONS[0])
    dead, living = tmp_path / ".gaokai-dead.tmp", tmp_path / ".gaokai-living.tmp"
    for path in (dead, living):
        path.write_bytes(b"half")
    (tmp_path / ".gaokai-folder.tmp").mkdir()
    with living.open("rb") as stream:
        fcntl.flock(stream, fcntl.LOCK_EX)
        report, _ = collect([tmp_path], tmp_path / "汇总.xlsx")
        assert [s.path for s in report.files] == ["a.xlsx"]
        assert (dead.exists(), living.exists()) == (False, True)
    disk.write(tmp_path / "b.txt", b"x")
    assert not living.exists()


@POSIX
@pytest.mark.parametrize("limit", [1, 4096, 20_000])
def test_a_full_disk_leaves_the_old_file_whole(home: Path, limit: int):
    """Exit 2 in Chinese, nothing left aside."""
    import resource

    before = {p: p.read_bytes() for p in (home / "汇总").rglob("*") if p.is_file()}
    (home / "回收" / "a.xlsx").write_bytes(VERSIONS[1])
    result = subprocess.run(
        [sys.executable, "-m", "gaokai_xlsx", "collect"],
        cwd=home,
        env={k: v for k, v in _environment().items() if not k.startswith("COVERAGE")},  # its data could not be written either
        capture_output=True,
        encoding="utf-8",
        check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit)),
    )
    assert result.returncode == 2, result.stderr
    assert "原来的文件没有改动。请清理磁盘" in result.stderr
    assert "Traceback" not in result.stderr
    assert {p: p.read_bytes() for p in (home / "汇总").rglob("*") if p.is_file()} == before


def _held(monkeypatch: pytest.MonkeyPatch, *held: Path) -> None:
    """As Windows answers for a workbook that is open in Excel."""
    replace = os.replace

    def refuse(source: str, target: str) -> None:
        if Path(target) in held:
            raise PermissionError(13, "Access is denied", str(source), None, str(target))
        replace(source, target)

    monkeypatch.setattr(os, "replace", refuse)


def test_an_open_summary_gets_a_new_one_beside_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """The name that was used is said; what is there and not ours is left alone; the next run reads none of them as returns."""
    (tmp_path / "a.xlsx").write_bytes(VERSIONS[0])
    target = tmp_path / "汇总.xlsx"
    collect([tmp_path], target)
    before = target.read_bytes()
    (tmp_path / "a.xlsx").write_bytes(VERSIONS[1])
    (tmp_path / "汇总(2).xlsx").write_bytes(VERSIONS[0])
    told: list[str] = []
    with monkeypatch.context() as patch:
        _held(patch, target)
        report, path = collect([tmp_path], target, tell=told.append)
    assert path == tmp_path / "汇总(3).xlsx"
    assert told == [f"《汇总.xlsx》正被别的程序打开，不能替换；本次结果写到了{path}。请关闭原来的文件后重新汇总。"]
    assert target.read_bytes() == before
    assert (tmp_path / "汇总(2).xlsx").read_bytes() == VERSIONS[0]
    assert [s.path for s in report.files] == ["a.xlsx", "汇总(2).xlsx"]
    assert verify(path).doubts == ()
    assert not list(tmp_path.glob(".gaokai-*"))
    again, path = collect([tmp_path], target)
    assert path == target
    assert [s.path for s in again.files] == ["a.xlsx", "汇总(2).xlsx"]


def test_what_is_no_summary_says_to_close_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """A file written by its one name only."""
    target = tmp_path / "x.csv"
    target.write_bytes(b"old")
    _held(monkeypatch, target)
    with pytest.raises(disk.Held, match="请关闭后重试"):
        disk.write(target, b"new")
    assert [p.name for p in tmp_path.iterdir()] == ["x.csv"]
    assert target.read_bytes() == b"old"


def test_so_many_held_names_stop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Not for ever."""
    _held(monkeypatch, tmp_path / "x.xlsx", *(tmp_path / f"x({n}).xlsx" for n in range(2, 100)))
    with pytest.raises(CannotGoOn):
        disk.write_near(tmp_path / "x.xlsx", b"new", lambda _: True)


def test_earlier_summaries_are_kept_once_each(home: Path):
    """Numbered, named by content, with their manifests; the same content is not kept twice; diff and verify work on them."""
    history = home / "汇总" / "历史"
    assert not history.exists()
    first = (home / "汇总" / NAME).read_bytes()
    _collect(home, 0)
    assert not history.exists()
    _collect(home, 1)
    _collect(home, 0)
    _collect(home, 1)
    kept = sorted(history.glob("*.xlsx"))
    assert [p.name[:-14] for p in kept] == ["2025年汇总表_001", "2025年汇总表_002"]
    assert kept[0].read_bytes() == first
    assert kept[0].stem.endswith("_" + hashlib.sha256(first).hexdigest()[:8])
    assert sorted(p.name for p in history.iterdir()) == sorted([*(p.name for p in kept), *(manifest.beside(p).name for p in kept)])
    changes, _ = diff(kept[0], kept[1])
    assert {(c.key, c.before, c.after) for c in changes} == {("challenges.review.upheld", 4, 5), ("challenges.review.total", 4, 5)}
    (home / "回收" / "a.xlsx").write_bytes(VERSIONS[0])
    assert verify(kept[0], campaign=campaigns.read(home / "gaokai.toml")).doubts == ()


def test_outside_a_campaign_no_history_is_made(tmp_path: Path):
    """Nobody asked for a folder there."""
    for version in VERSIONS:
        (tmp_path / "a.xlsx").write_bytes(version)
        collect([tmp_path / "a.xlsx"], tmp_path / "汇总.xlsx")
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a.xlsx", "汇总.manifest.json", "汇总.xlsx"]
