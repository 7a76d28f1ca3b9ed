"""More units than one workbook holds: a summary for each 汇总归属, one above them, and everything that is done with summaries."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from gaokai_xlsx import collect, export, verify
from gaokai_xlsx.campaign import Campaign
from gaokai_xlsx.errors import CannotGoOn
from gaokai_xlsx.filing import Unit
from gaokai_xlsx.quantity import Figure
from gaokai_xlsx.results import divided
from gaokai_xlsx.submission import Outcome, Report
from tests import helpers
from tests.helpers import FORM, codes, issue, run
from tests.test_levels import _cells, _figures, _roster, _save
from tests.test_summary import _compare

CITY = "丙市"
NAMES = ("甲县", "教育系统", "市本级", "其他单位")
ROWS = (
    "001,东局,,应报,甲县",
    "002,西局,,应报,甲县",
    "003,甲县,,应报,",
    "004,一中,,应报,教育系统",
    "005,二中,,应报,教育 系统",
    "006,市财政局,,应报,丙市",
    "007,市志办,,应报,",
    "008,档案馆,,应报,",
)
UNITS = tuple(row.split(",")[1] for row in ROWS)


def _issued(year: int = 2025, seed: int = 0, without: tuple[str, ...] = ()) -> dict[str, bytes]:
    return {
        name: issue(_figures(seed + at), Unit(f"00{at}", name), year=year) for at, name in enumerate(UNITS, start=1) if name not in without
    }


def _collect(folder: Path, files: Mapping[str, bytes], year: int = 2025, **options: Any) -> tuple[Report, Path]:
    """In a campaign of the city; the summary lies in 汇总."""
    (folder / "汇总").mkdir(parents=True, exist_ok=True)
    roster = _roster(folder, *ROWS)
    here = Campaign(folder, CITY, year, roster="名单.csv")
    returned = _save(folder / "回收", **files)
    told: list[str] = []
    found = collect([returned], here.summary(), year=year, roster=roster, campaign=here, tell=told.append, **options)
    assert [text for text in told if "分为" in text]
    return found


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Three units fill a workbook."""
    monkeypatch.setattr(divided, "UNITS", 3)


def _all(path: Path) -> list[Path]:
    return [path, *(path.with_name(f"{path.stem}_{name}.xlsx") for name in NAMES)]


@pytest.mark.usefixtures("small")
def test_the_whole_equals_the_flat_sum_and_each_part_its_units(tmp_path: Path):
    """A superior stands with its own; spellings are one group; the city's own units and those of no group by themselves."""
    report, path = _collect(tmp_path, _issued())
    assert sorted(p.name for p in path.parent.glob("*.xlsx")) == sorted(p.name for p in _all(path))
    book = openpyxl.load_workbook(path, data_only=True)
    rows = [[row[0], row[2]] for row in book["明细三"].iter_rows(min_row=4, max_row=7, values_only=True)]
    assert rows == [[at, name] for at, name in enumerate(NAMES, start=1)]
    assert not [name for name in book.sheetnames if "下级" in name or name == "分级"]
    assert "4册，在同一文件夹：甲县、教育系统、市本级、其他单位；各单位的数在分册的《明细》" in _cells(path, "封面")
    assert {"完整：应报单位全部汇总", "4册，含8家单位", "4册"} <= set(_cells(path, "封面"))
    assert any("汇总4/应有4册，含8家单位" in text for text in _cells(path, "表三"))
    assert report.totals
    flat: dict[str, Figure] = {key: sum((_figures(at)[key] for at in range(1, 9)), start=Decimal(0)) for key in FORM.typed}
    assert {key: report.totals[key] for key in flat} == flat
    values = {row.cell.key: Decimal(0) for row in export(path, tmp_path / "d.csv")[1]}
    for row in export(path, tmp_path / "d2.csv")[1]:
        values[row.cell.key] += row.value or 0
    assert values == report.totals
    part = openpyxl.load_workbook(_all(path)[1], data_only=True)
    assert [row[2] for row in part["明细二"].iter_rows(min_row=4, max_row=6, values_only=True)] == ["东局", "西局", "甲县"]
    assert {CITY, "甲县"} <= set(_cells(_all(path)[1], "封面"))


@pytest.mark.usefixtures("small")
def test_each_of_them_can_be_verified(tmp_path: Path):
    """Against its own sources: nothing to say, until a source or a cell is another."""
    _collect(tmp_path / "上年", _issued(2024, 50), year=2024)
    money = tmp_path / "非税.csv"
    money.write_text("单位,金额（万元）\n一中,3\n东局,4\n西局,5\n谁,6\n", encoding="utf-8")
    (tmp_path / "名单.csv").write_text("\n".join(("编码,单位全称,类别,报送要求,汇总归属", *ROWS)) + "\n", encoding="utf-8")
    here = Campaign(tmp_path, CITY, 2025, roster="名单.csv", finance="非税.csv", decisions="处理记录.csv", previous="上年/汇总")
    returned = _save(tmp_path / "回收", **_issued(), 坏=b"x")
    (tmp_path / "汇总").mkdir()
    _, path = collect(
        [returned], here.summary(), year=2025, roster=tmp_path / "名单.csv", campaign=here, previous=here.last_year, include_failed=True
    )
    for summary in _all(path):
        assert (verify(summary, campaign=here).doubts, summary.name) == ((), summary.name)
    fees = [row[1:10] for row in openpyxl.load_workbook(path, data_only=True)["收费"].iter_rows(values_only=True) if row[1] in NAMES]
    assert {row[0]: row[8] for row in reversed(fees)} == {"甲县": 9, "教育系统": 3, "市本级": None, "其他单位": None}
    (returned / "东局.xlsx").write_bytes(issue(_figures(77), Unit("001", "东局")))
    assert [d.kind for d in verify(_all(path)[1], campaign=here).doubts] == ["source-changed"]
    assert verify(path, campaign=here).doubts == ()
    _all(path)[1].write_bytes(_all(path)[2].read_bytes())
    assert "source-changed" in [d.kind for d in verify(path, campaign=here).doubts]


@pytest.mark.usefixtures("small")
def test_the_next_year_compares_unit_by_unit(tmp_path: Path):
    """From the folder with all of them; without one of the parts nobody guesses."""
    _, last = _collect(tmp_path / "上年", _issued(2024, 50), year=2024)
    report, path = _collect(tmp_path / "本年", _issued(), previous=[last.parent], include_failed=True)
    assert {f.unit.name for f in report.previous if f.unit} == set(UNITS)
    assert all("Y-CARRY" in {f.code for f in s.findings} for s in report.files)
    book = openpyxl.load_workbook(path, data_only=True)
    assert [row[1] for row in book["上年明细"].iter_rows(min_row=5, values_only=True)][:4] == list(NAMES)
    assert any("两年均报送的单位，4家" in text for text in _cells(path, "同比"))
    with pytest.raises(CannotGoOn, match="还缺这些分册：甲县、教育系统、市本级、其他单位。"):
        _collect(tmp_path / "缺", _issued(), previous=[last], include_failed=True)


@pytest.mark.usefixtures("small")
def test_the_level_above_takes_the_parts_or_the_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Either way the sums are the same, and a part among its own collection's returns is none."""
    report, path = _collect(tmp_path, _issued())
    monkeypatch.undo()
    above = []
    for kind, files in (("总表", _all(path)[:1]), ("分册", _all(path)[1:])):
        returned = _save(tmp_path / kind, **{p.stem: p.read_bytes() for p in files})
        there, _ = collect([returned], tmp_path / f"{kind}.xlsx", year=2025, campaign=Campaign(tmp_path, "丁省", 2025))
        assert {s.outcome for s in there.files} == {Outcome.COUNTED}
        above.append(there.totals)
    assert above == [report.totals, report.totals]
    own, _ = collect([tmp_path / "分册"], tmp_path / "x.xlsx", year=2025, campaign=Campaign(tmp_path, CITY, 2025))
    assert {(s.outcome, *codes(s.findings)) for s in own.files} == {(Outcome.UNRECOGNISED, "F-TYPE")}


@pytest.mark.usefixtures("small")
def test_what_is_missing_in_a_part_shows_above(tmp_path: Path):
    """A unit that has not come, and a part of which nobody has."""
    report, path = _collect(tmp_path, _issued(without=("二中", "市财政局")))
    assert len(report.counted) == 6
    assert not path.with_name(f"{path.stem}_市本级.xlsx").exists()
    cover = _cells(path, "封面")
    assert {"不完整：未报1家，下级汇总不完整1家", "市本级"} <= set(cover)
    assert any("教育系统（不完整：未报1家" in text for text in cover)
    assert "不完整：未报1家" in _cells(_all(path)[2], "封面")


@pytest.mark.usefixtures("small")
def test_what_units_of_several_parts_show_together_stands_above(tmp_path: Path):
    """规章 in two parts on the cover and in every title, equal figures in 问题清单; what one part shows alone stands in that part."""
    rules = {"disclosure.regulations.issued": 1, "disclosure.regulations.in_force": 1}
    files = _issued() | {
        "市财政局": issue(_figures(6) | rules, Unit("006", "市财政局")),
        "市志办": issue(_figures(7) | rules, Unit("007", "市志办")),
        "一中": issue(_figures(1), Unit("004", "一中")),
        "档案馆": issue(_figures(1), Unit("008", "档案馆")),
        "西局": issue(_figures(1), Unit("002", "西局")),
    }
    report, path = _collect(tmp_path, files)
    (flat,) = [f for f in report.findings if f.code == "C-GZ"]
    said = flat.message.partition("】")[2]
    assert f"合计待核实（规章有多个来源）：{said}" in _cells(path, "封面")
    assert any("含8家单位，合计有1处待核实" in text for text in _cells(path, "表三"))
    rows = [(row[11], row[6]) for row in openpyxl.load_workbook(path)["问题清单"].iter_rows(min_row=2, values_only=True) if row[0]]
    assert [code for code, _ in rows] == ["C-GZ", "P-SAME"]
    assert "“东局（甲县）”、“西局（甲县）”、“一中（教育系统）”等4家的数字完全相同" in str(rows)
    assert all("C-GZ" not in _cells(part, "问题清单") for part in _all(path)[1:])
    assert "P-SAME" in _cells(_all(path)[1], "问题清单")  # 东局 and 西局 stand in one
    assert verify(path, campaign=Campaign(tmp_path, CITY, 2025, roster="名单.csv")).doubts == ()
    off = Campaign(tmp_path, CITY, 2025, roster="名单.csv", off="P-SAME")
    collect([tmp_path / "回收"], path, year=2025, roster=tmp_path / "名单.csv", campaign=off)
    assert "P-SAME" not in _cells(path, "问题清单")


@pytest.mark.usefixtures("small")
def test_a_question_inside_one_part_is_asked_there_alone(tmp_path: Path):
    """Two sources of 规章 and equal figures within 其他单位."""
    rules = {"disclosure.regulations.issued": 1, "disclosure.regulations.in_force": 1}
    same = {name: issue(_figures(7) | rules, Unit(f"00{at}", name)) for at, name in ((7, "市志办"), (8, "档案馆"))}
    _, path = _collect(tmp_path, _issued() | same)
    assert {"C-GZ", "P-SAME"} <= set(_cells(_all(path)[NAMES.index("其他单位") + 1], "问题清单"))
    assert not {"C-GZ", "P-SAME"} & set(_cells(path, "问题清单"))


@pytest.mark.usefixtures("small")
def test_the_same_bytes_whatever_the_order(tmp_path: Path):
    """Of every part and manifest, in another folder too; a second run takes none of them for a return."""
    made = []
    for folder, files in ((tmp_path / "一", _issued()), (tmp_path / "二", dict(reversed(_issued().items())))):
        _, path = _collect(folder, files)
        made.append({p.name: p.read_bytes() for p in path.parent.iterdir() if p.is_file()})
    assert made[0] == made[1]
    assert len(made[0]) == 10
    monkey = _save(tmp_path / "三", **_issued())
    roster = _roster(tmp_path / "三", *ROWS)
    counts = [len(collect([monkey], monkey / "s.xlsx", year=2025, roster=roster)[0].files) for _ in range(2)]
    assert counts == [8, 8]


def test_what_cannot_be_divided_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """No roster, or too many in one group; nothing is written then."""
    returned = _save(tmp_path / "回收", **_issued())
    for limit, roster, words in (
        (3, None, "用--roster指明写有“汇总归属”"),
        (2, _roster(tmp_path, *ROWS), "“甲县”的已汇总3家，超过一张汇总表的2家"),
    ):
        monkeypatch.setattr(divided, "UNITS", limit)
        with pytest.raises(CannotGoOn, match=words):
            collect([returned], tmp_path / "s.xlsx", year=2025, roster=roster)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["名单.csv", "回收"]


def test_up_to_the_limit_there_is_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """The limit itself fits."""
    monkeypatch.setattr(divided, "UNITS", 8)
    returned = _save(tmp_path / "回收", **_issued())
    collect([returned], tmp_path / "s.xlsx", year=2025, roster=_roster(tmp_path, *ROWS))
    assert sorted(p.name for p in tmp_path.iterdir()) == ["s.manifest.json", "s.xlsx", "名单.csv", "回收"]
    assert run("verify", "s.xlsx", cwd=tmp_path).returncode == 0


@pytest.mark.client
@pytest.mark.usefixtures("small")
def test_other_programs_take_the_whole_and_the_parts(tmp_path: Path):
    """A filing out of balance counted on request: every cell as LibreOffice recalculates it, and nothing for Office to repair."""
    files = _issued() | {"市志办": issue(_figures(7) | {"requests.new.natural": 99}, Unit("007", "市志办"))}
    _, path = _collect(tmp_path, files, include_failed=True)
    for summary in (path, _all(path)[NAMES.index("其他单位") + 1]):
        again = openpyxl.load_workbook(helpers.libreoffice(summary, "xlsx", tmp_path, recalculate=True), data_only=True)
        assert _compare(summary, lambda sheet, cell, again=again: again[sheet][cell].value) > 1000
        audit = subprocess.run([sys.executable, "-m", "openxml_audit", str(summary)], capture_output=True, encoding="utf-8", check=False)
        assert audit.returncode == 0, audit.stdout
        assert any("差额：收办不平" in text for text in _cells(summary, "表三")), summary.name
