"""What changed between two submissions of a unit, or two summaries, and why."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from gaokai_xlsx import collect, diff
from gaokai_xlsx.errors import CannotGoOn, Usage
from tests.helpers import BALANCED, Unit, issue, run

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


def test_two_summaries_unit_by_unit(tmp_path: Path):
    """One unit corrected, one new, one gone; the sums add up to the changes."""
    old = _summary(tmp_path / "1", a=issue(BALANCED, A), b=issue(BALANCED, B))
    changed = BALANCED | {"challenges.review.upheld": 9}
    new = _summary(tmp_path / "2", a=issue(changed, A), c=issue(BALANCED, C))
    changes, sums = diff(old, new)
    assert {(c.unit, c.reason) for c in changes} == {(A.name, "更正"), (B.name, "撤回"), (C.name, "新报")}
    assert [c.key for c in changes if c.unit == A.name] == ["challenges.review.upheld", "challenges.review.total"]
    moved = {c.key: (c.after, c.reason) for c in sums}
    assert moved == {"challenges.review.upheld": (5, "新报1、更正1、撤回1"), "challenges.review.total": (5, "新报1、更正1、撤回1")}


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
