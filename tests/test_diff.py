"""What changed between two submissions of a unit, or two summaries, and why."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from gaokai_xlsx import collect, decide, diff, init
from gaokai_xlsx.campaign import read
from gaokai_xlsx.errors import CannotGoOn, Usage
from tests.helpers import BALANCED, ZEROS, Unit, issue, run

A, B, C = (Unit(f"00{n}", name) for n, name in enumerate(("市商务局", "市财政局", "市体育局"), start=1))


def _write(path: Path, data: bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


def _summary(folder: Path, **files: bytes) -> Path:
    for name, data in files.items():
        _write(folder / "回收" / f"{name}.xlsx", data)
    return collect([folder / "回收"], folder / "汇总.xlsx", year=2025)[1]


def test_a_correction_figure_by_figure(tmp_path: Path):
    """Totals change with their parts; money keeps its digits."""
    fee = "disclosure.fees.amount"
    old = _write(tmp_path / "a.xlsx", issue(BALANCED, A))
    new = _write(
        tmp_path / "b.xlsx", issue(BALANCED | {"requests.new.natural": 14, "requests.carried_out.natural": 4, fee: Decimal("0.3")}, A)
    )
    changes, sums = diff(old, new)
    assert sums == []
    assert {c.key: (c.before, c.after, c.reason) for c in changes} == {
        fee: (Decimal("24252.311082"), Decimal("0.3"), "更正"),
        "requests.new.natural": (12, 14, "更正"),
        "requests.new.total": (15, 17, "更正"),
        "requests.carried_out.natural": (2, 4, "更正"),
        "requests.carried_out.total": (2, 4, "更正"),
    }
    assert diff(old, old) == ([], [])


def test_another_year_is_no_correction(tmp_path: Path):
    """Last year's file against this year's says so."""
    old = _write(tmp_path / "a.xlsx", issue(BALANCED, A, year=2024))
    new = _write(tmp_path / "b.xlsx", issue(BALANCED | {"challenges.review.upheld": 9}, A))
    assert {c.reason for c in diff(old, new)[0]} == {"年度不同：2024年度与2025年度"}
    assert diff(old, _write(tmp_path / "c.xlsx", issue(BALANCED, A))) == ([], [])


def test_two_summaries_unit_by_unit(tmp_path: Path):
    """One unit corrected, one new, one of which nothing came in any more; the sums add up to the changes."""
    old = _summary(tmp_path / "1", a=issue(BALANCED, A), b=issue(BALANCED, B))
    changed = BALANCED | {"challenges.review.upheld": 9}
    new = _summary(tmp_path / "2", a=issue(changed, A), c=issue(BALANCED, C))
    changes, sums = diff(old, new)
    assert {(c.unit, c.reason) for c in changes} == {(A.name, "更正"), (B.name, "没有收到文件"), (C.name, "新报")}
    assert [c.key for c in changes if c.unit == A.name] == ["challenges.review.upheld", "challenges.review.total"]
    moved = {c.key: (c.after, c.reason) for c in sums}
    reasons = "新报1、更正1、没有收到文件1"
    assert moved == {"challenges.review.upheld": (5, reasons), "challenges.review.total": (5, reasons)}


def test_why_a_unit_dropped_out_or_came_in(tmp_path: Path):
    """By a conflict, by a fault, withdrawn by a record, off the roster; and back again: 报送情况 of each summary knows."""
    (tmp_path / "名单.csv").write_text("单位全称\n市商务局\n市财政局\n市体育局\n", encoding="utf-8")
    here = read(init(tmp_path / "2025", city="石嘴山市", year=2025, roster=tmp_path / "名单.csv") / "gaokai.toml")
    for name, unit in (("a", A), ("b", B), ("c", C)):
        _write(here.path("returned") / f"{name}.xlsx", issue(BALANCED, unit))

    def collected(name: str) -> Path:
        """The summary of the folder as it is now."""
        return collect([here.path("returned")], tmp_path / f"{name}.xlsx", year=2025, roster=here.path("roster"), campaign=here)[1]

    old = collected("旧")
    _write(here.path("returned") / "a2.xlsx", issue(BALANCED | {"challenges.review.upheld": 9}, A))
    _write(here.path("returned") / "b.xlsx", issue(BALANCED | {"requests.new.natural": 99}, B))
    decide(here, C.name, "withdraw", ["c.xlsx"], by="张三", reason="单位来函撤回")
    new = collected("新")
    assert {(c.unit, c.reason) for c in diff(old, new)[0]} == {(A.name, "数据冲突"), (B.name, "退回修改"), (C.name, "撤回")}
    assert {(c.unit, c.reason) for c in diff(new, old)[0]} == {
        (A.name, "原为数据冲突，现已计入"),
        (B.name, "原为退回修改，现已计入"),
        (C.name, "新报"),
    }
    assert "（退回修改）" in run("diff", str(old), str(new)).stdout


def test_what_cannot_be_compared_stops(tmp_path: Path):
    """Other sorts, other units, nothing."""
    one, other = _write(tmp_path / "a.xlsx", issue(BALANCED, A)), _write(tmp_path / "b.xlsx", issue(BALANCED, B))
    (tmp_path / "空").mkdir()
    summary = _summary(tmp_path / "s", a=issue(BALANCED, A))
    with pytest.raises(Usage, match="同一种文件"):
        diff(one, summary)
    with pytest.raises(Usage, match="市商务局"):
        diff(one, other)
    with pytest.raises(CannotGoOn, match="没有年报数据"):
        diff(one, _write(tmp_path / "c.pdf", b"%PDF"))
    with pytest.raises(CannotGoOn, match="没有年报数据"):
        diff(tmp_path / "空", one)


def test_the_terminal_says_unit_figure_both_sides_and_why(tmp_path: Path):
    """As a clerk reads it."""
    old = _write(tmp_path / "旧.xlsx", issue(BALANCED, A))
    new = _write(tmp_path / "新.xlsx", issue(BALANCED | {"challenges.review.upheld": 3}, A))
    result = run("diff", str(old), str(new))
    assert result.returncode == 0
    assert "旧.xlsx → 新.xlsx：1家单位的2个数有变化。" in result.stdout
    assert "行政复议·结果维持：4 → 3，减少1件（更正）" in result.stdout
    assert "无需处理" in run("diff", str(old), str(old)).stdout


def test_a_blank_is_said_otherwise_than_a_unit_that_came_or_went(tmp_path: Path):
    """Nobody must read that a unit that had not filed had left its cells blank."""
    key = "challenges.review.upheld"
    some = {k: v for k, v in BALANCED.items() if k != key}
    old, new = _write(tmp_path / "旧.xlsx", issue(some, A)), _write(tmp_path / "新.xlsx", issue(BALANCED, A))
    assert "行政复议·结果维持：没有数 → 4，增加4件（更正）" in run("diff", str(old), str(new)).stdout
    one = _summary(tmp_path / "1", a=issue(BALANCED, A))
    two = _summary(tmp_path / "2", c=issue(BALANCED, C))
    shown = run("diff", str(one), str(two)).stdout
    came, went = shown.partition(C.name)[2].split(A.name)
    assert "行政复议·结果维持：计入4件（新报）" in came
    assert "行政复议·结果维持：原计入4件，现不计入（没有收到文件）" in went.partition("合计")[0]
    assert "→" not in came + went
    three = _summary(tmp_path / "3", c=issue(ZEROS, C))
    assert "全部指标：计入0件（新报）" in run("diff", str(one), str(three)).stdout
