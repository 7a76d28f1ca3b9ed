"""Every case under samples/ runs as it stands: command, output, exit code."""

from __future__ import annotations

import json
import shlex
import shutil
from pathlib import Path

import pytest

from tests.helpers import ROOT, run

CASES = sorted(p.parent for p in (ROOT / "samples").glob("*/cmd.txt"))


@pytest.mark.parametrize("case", CASES, ids=lambda p: p.name)
def test_sample(case: Path, tmp_path: Path):
    """In a copy, so that nothing the command writes lands in the sample."""
    folder = tmp_path / case.name
    shutil.copytree(case, folder)
    program, *args = shlex.split((case / "cmd.txt").read_text(encoding="utf-8"))
    assert program == "gaokai-xlsx"

    result = run(*args, cwd=folder)

    assert result.stdout == (case / "expected.txt").read_text(encoding="utf-8")
    assert result.stderr == ""
    assert result.returncode == int((case / "exit.txt").read_text(encoding="utf-8"))


def test_the_city_case_has_what_it_promises():
    """At least 12 units, at least 6 kinds of faulty returns, the real figures of the bureau."""
    declared = json.loads((ROOT / "samples/石嘴山2023/declared.json").read_text(encoding="utf-8"))
    codes = {code for what in declared["files"].values() for code in what[1:]}
    assert len((ROOT / "samples/石嘴山2023/名单.csv").read_text(encoding="utf-8").splitlines()) > 12
    assert len(codes) >= 6


def test_demo_runs_the_whole_round_trip(tmp_path: Path):
    """In a new folder, twice in two folders; exit 0; the summary is there."""
    for name in ("gaokai-演示", "gaokai-演示2"):
        result = run("demo", cwd=tmp_path)
        assert (result.returncode, result.stderr) == (0, "")
        assert (tmp_path / name / "汇总" / "2023年汇总表.xlsx").is_file()
        assert str(tmp_path / name / "汇总" / "2023年汇总表.xlsx") in result.stdout
        assert "【须改正·收办不平】" in result.stdout
