"""Two runs beside each other: what both add to one list is there once, and nothing of it is lost."""

from __future__ import annotations

import subprocess
import sys
import threading
from pathlib import Path

import pytest

from gaokai_xlsx import decisions, disk, register
from gaokai_xlsx.decisions import Decision
from gaokai_xlsx.errors import CannotGoOn
from gaokai_xlsx.matters import Kind
from gaokai_xlsx.register import Receipt
from tests.helpers import ROOT

_RECEIPTS = """
import sys
from pathlib import Path
from gaokai_xlsx import register
from gaokai_xlsx.register import Receipt
path, own = Path(sys.argv[1]), sys.argv[2]
sys.stdin.readline()
for n in range(20):
    # Each sees the same new file as the other, and one that is its own.
    register.append(path, [Receipt(file=f"{n}.xlsx", path=f"{n}.xlsx", sha256=f"{n:064}"), Receipt(file=own, path=f"{own}/{n}.xlsx")])
"""
_DECISIONS = """
import sys
from pathlib import Path
from gaokai_xlsx import decisions
from gaokai_xlsx.decisions import Decision
from gaokai_xlsx.matters import Kind
for_all = {"unit": "市商务局", "kind": Kind.FINAL, "by": sys.argv[2], "sha256": "0" * 64}
sys.stdin.readline()
for n in range(20):
    decisions.append(Path(sys.argv[1]), [Decision(reason=str(n), **for_all)])
"""


def _beside_each_other(script: str, path: Path) -> None:
    """Two processes that begin at the same time."""
    command = [sys.executable, "-c", script, str(path)]
    both = [subprocess.Popen([*command, own], stdin=subprocess.PIPE, cwd=ROOT, text=True) for own in ("甲", "乙")]
    for process in both:
        assert process.stdin is not None
        process.stdin.write("\n")
        process.stdin.flush()
    for process in both:
        process.communicate()
        assert process.returncode == 0


def test_two_processes_note_a_file_once(tmp_path: Path):
    """收件登记: one line for what both saw, all lines of what only one saw; no lock is left."""
    path = tmp_path / "收件登记.csv"
    _beside_each_other(_RECEIPTS, path)
    found = register.read(path).receipts
    assert sorted(r.path for r in found) == sorted(
        [f"{n}.xlsx" for n in range(20)] + [f"{own}/{n}.xlsx" for own in "甲乙" for n in range(20)]
    )
    assert [p.name for p in tmp_path.iterdir()] == ["收件登记.csv"]


def test_two_processes_decide(tmp_path: Path):
    """处理记录: every record of both, each with a number of its own."""
    path = tmp_path / "处理记录.csv"
    _beside_each_other(_DECISIONS, path)
    found = decisions.read(path)
    assert [d.number for d in found] == list(range(1, 41))
    assert sorted((d.by, int(d.reason)) for d in found) == sorted((own, n) for own in "甲乙" for n in range(20))
    assert [p.name for p in tmp_path.iterdir()] == ["处理记录.csv"]


def test_what_was_written_is_told(tmp_path: Path):
    """A line that another run wrote meanwhile is not told as new."""
    path = tmp_path / "收件登记.csv"
    one, other = Receipt(file="a.xlsx", path="a.xlsx", sha256="1" * 64), Receipt(file="b.xlsx", path="b.xlsx")
    assert register.append(path, [one]) == (one,)
    assert register.append(path, [one, other]) == (other,)
    before = path.read_bytes()
    assert register.append(path, [one, other]) == ()
    assert path.read_bytes() == before


def test_a_list_that_stays_held_is_said_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Nothing is written into what another process is writing; what a killed one left does not stand in the way."""
    path = tmp_path / "处理记录.csv"
    record = Decision("市商务局", Kind.FINAL, "x", "张三", sha256="0" * 64)
    monkeypatch.setattr(disk, "_PATIENCE", 0.2)
    with disk.alone(path):
        refused: list[str] = []

        def try_it() -> None:
            with pytest.raises(CannotGoOn) as stopped:
                decisions.append(path, [record])
            refused.append(str(stopped.value))

        thread = threading.Thread(target=try_it)
        thread.start()
        thread.join()
    assert "另一个gaokai-xlsx正在写" in refused[0]
    assert not path.exists()
    (tmp_path / f".gaokai-{path.name}.lock").write_bytes(b"")
    assert decisions.append(path, [record])[0].number == 1
    assert disk.is_aside(f".gaokai-{path.name}.lock")
