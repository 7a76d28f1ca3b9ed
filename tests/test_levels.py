"""Closure: next year reads a summary, the level above collects it, nothing is counted through two levels."""

from __future__ import annotations

import json
import random
import re
from collections import Counter
from collections.abc import Mapping
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

import jsonschema
import openpyxl
import pytest

from gaokai_xlsx import campaign as campaigns
from gaokai_xlsx import check, collect, decide, export, init, publish, template, verify
from gaokai_xlsx.campaign import Campaign
from gaokai_xlsx.filing import Unit
from gaokai_xlsx.form import editions
from gaokai_xlsx.form.grid import address, grid
from gaokai_xlsx.outgoing.template import Issue, build
from gaokai_xlsx.quantity import Figure, exact
from gaokai_xlsx.results import terminal
from gaokai_xlsx.results.export import told
from gaokai_xlsx.results.levels import scope
from gaokai_xlsx.results.reminders import reminders
from gaokai_xlsx.submission import Report
from tests import helpers
from tests.helpers import FORM, ZEROS, codes, edited, issue, packed, parts, run
from tests.test_contract import SCHEMA

CITY = "丙市"
COUNTIES = ("东县", "西县", "南区", "北区", "中旗")
Figures = Mapping[str, Figure]


def _figures(seed: int) -> dict[str, Figure]:
    """A balanced filing in which nearly every figure is another; money with 分."""
    chance = random.Random(seed)
    figures: dict[str, Figure] = {key: chance.randrange(0, 90) for key in (*FORM.typed, *FORM.supplement)}
    for key in figures:
        if FORM.cells[key].decimals:
            figures[key] = Decimal(chance.randrange(1, 10**10)).scaleb(-FORM.cells[key].decimals)
    for column in {c.column for c in FORM.of_table("requests") if not c.derived}:
        own = [k for k in FORM.typed if k.startswith("requests.") and k.endswith(f".{column}")]
        left = sum(figures[k] for k in own if k.split(".")[1] in ("new", "carried_in"))
        right = sum(figures[k] for k in own if k.split(".")[1] not in ("new", "carried_in"))
        figures[f"requests.new.{column}"] += max(right - left, 0)
        figures[f"requests.carried_out.{column}"] += max(left - right, 0)
    for line in ("regulations", "normative"):
        figures[f"disclosure.{line}.in_force"] = 500 if line == "normative" else 0
        figures |= {} if line == "normative" else {"disclosure.regulations.issued": 0, "disclosure.regulations.repealed": 0}
    return figures


def _save(folder: Path, **files: bytes) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for name, data in files.items():
        (folder / f"{name}.xlsx").write_bytes(data)
    return folder


def _roster(folder: Path, *rows: str, heads: str = "编码,单位全称,类别,报送要求,汇总归属") -> Path:
    path = folder / "名单.csv"
    folder.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join((heads, *rows)) + "\n", encoding="utf-8")
    return path


def _campaign(folder: Path, body: str, year: int = 2025) -> Campaign:
    return Campaign(folder, body, year)


def _county(folder: Path, name: str, units: Mapping[str, Figures], year: int = 2025, roster: bool = True, **options: Any) -> Path:
    """The summary of a county from its units' filings; its path."""
    files = {f"{at:02}": issue(figures, Unit(f"{at:03}", unit), year=year) for at, (unit, figures) in enumerate(units.items(), start=1)}
    returned = _save(folder / name / "回收", **files)
    names = [f"{at:03},{unit},,应报," for at, unit in enumerate(units, start=1)]
    listed = _roster(folder / name, *names) if roster else None
    out = folder / name / f"{year}年汇总表.xlsx"
    collect([returned], out, year=year, roster=listed, campaign=_campaign(folder, name, year), **options)
    return _save(folder / "报来", **{f"{name}{year}": out.read_bytes()}) / f"{name}{year}.xlsx"


@pytest.fixture(scope="module")
def levels(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Figure]]:
    """40 units in 5 counties, collected by county; the flat sum of all."""
    folder = tmp_path_factory.mktemp("levels")
    flat: dict[str, Figure] = dict.fromkeys(ZEROS, 0)
    for at, county in enumerate(COUNTIES):
        units = {f"{county}第{n}局": _figures(at * 8 + n) for n in range(8)}
        _county(folder, county, units)
        for figures in units.values():
            flat = {key: value + figures[key] for key, value in flat.items()}
    return folder, flat


def _city(folder: Path, returned: Path, *rows: str, body: str = CITY, out: str = "汇总.xlsx", **options: Any) -> tuple[Report, Path]:
    roster = _roster(folder, *rows) if rows else None
    return collect([returned], folder / out, year=2025, roster=roster, campaign=_campaign(folder, body), **options)


ROWS = tuple(f"{at:03},{name},县区,应报," for at, name in enumerate(COUNTIES, start=1))


def test_three_levels_equal_the_flat_sum(levels: tuple[Path, dict[str, Figure]], tmp_path: Path):
    """40 → 5 → 1 → a province above: every figure exact at each level, money too, in the report and in the cells."""
    folder, flat = levels
    report, summary = _city(tmp_path / "市", folder / "报来", *ROWS)
    assert report.totals is not None
    assert [codes(s.findings) for s in report.files] == [[]] * 5
    assert {k: report.totals[k] for k in flat} == flat
    own = _figures(99)
    _save(tmp_path / "省报来", city=summary.read_bytes(), office=issue(own, Unit("900", "丁省数据局")))
    above, top = _city(tmp_path / "省", tmp_path / "省报来", "001,丙市,设区市,应报,", "900,丁省数据局,省直部门,应报,", body="丁省")
    assert above.totals is not None
    assert [codes(s.findings) for s in above.files] == [[], []]
    assert {k: above.totals[k] for k in flat} == {k: v + own[k] for k, v in flat.items()}
    book = openpyxl.load_workbook(top, data_only=True)
    fee = next(c.key for c in FORM.role("fee"))
    assert exact(book["表二"]["B14"].value) == above.totals[fee]
    below = list(book["明细三·下级"].iter_rows(min_row=4, values_only=True))
    assert len(below) == 45
    assert [row[1:4] for row in below[:2]] == [("丙市", "001", "东县"), ("丙市", "002", "西县")]
    assert ("丙市›东县", "001", "东县第0局") in [row[1:4] for row in below]


def test_the_inner_units_stand_behind_their_county(levels: tuple[Path, dict[str, Figure]], tmp_path: Path):
    """One row a county in 明细, its units with their figures in a sheet of their own."""
    folder, _ = levels
    _, summary = _city(tmp_path, folder / "报来", *ROWS)
    book = openpyxl.load_workbook(summary)
    assert [row[2] for row in book["明细二"].iter_rows(min_row=4, max_row=8, values_only=True)] == list(COUNTIES)
    rows = list(book["明细二·下级"].iter_rows(min_row=4, values_only=True))
    assert [row[1:4] for row in rows[8:10]] == [("西县", "001", "西县第0局"), ("西县", "002", "西县第1局")]
    figures = _figures(8)
    assert [exact(v) for v in rows[8][4:14]] == [figures[c.key] for c in FORM.of_table("disclosure")]
    assert all(sheet.protection.sheet for sheet in book)


def test_same_bytes(levels: tuple[Path, dict[str, Figure]], tmp_path: Path):
    """Through two levels, whatever the order and the folder."""
    folder, _ = levels
    made = set()
    for place in ("甲", "乙/丙"):
        files = sorted((folder / "报来").iterdir(), reverse=place == "甲")
        for path in files:
            _save(tmp_path / place / "报来", **{path.stem: path.read_bytes()})
        made.add(_city(tmp_path / place, tmp_path / place / "报来", *ROWS)[1].read_bytes())
    assert len(made) == 1


# ---- what was changed by hand


@pytest.fixture(scope="module")
def east(levels: tuple[Path, dict[str, Figure]]) -> bytes:
    """The summary of the first county."""
    return (levels[0] / "报来" / "东县2025.xlsx").read_bytes()


def _put(sheet: str, cell: str, value: object) -> Any:
    def edit(book: Any) -> None:
        book[sheet][cell] = value

    return edit


def _renamed(book: Any) -> None:
    for sheet in ("明细二", "明细三", "明细四", "明细信息处理费"):
        book[sheet]["C4"] = "东县别的局"


def _shown(data: bytes, sheet: str, cell: str) -> Any:
    return openpyxl.load_workbook(BytesIO(data), data_only=True)[sheet][cell].value


@pytest.mark.parametrize(
    ("edit", "rule", "outcome"),
    [
        (_put("表三", "D4", 7), "C-SUM", "returned"),
        (_put("表三", "D4", "七"), "C-SUM", "returned"),
        (_put("表三", "D4", None), "C-SUM", "returned"),
        (_put("明细三", "D4", 100_000), "C-SUM/row", "returned"),
        (_put("明细三", "J4", 100_000), "C-SUM/row", "returned"),
        (_put("明细二", "H5", 100_000), "C-SUM/changed", "returned"),
        (_put("明细二", "H5", None), "C-SUM/changed", "returned"),
        (_put("明细二", "H5", "=1+1"), "C-SUM/cell", "returned"),
        (_put("明细二", "H5", "3件"), "C-SUM/cell", "returned"),
        (_put("明细二", "H5", -3), "C-SUM/cell", "returned"),
        (_renamed, "C-SUM/changed", "returned"),
        (lambda book: book["明细二"].delete_rows(6), "C-SUM/changed", "returned"),
        (lambda book: book.remove(book["明细四"]), "C-SUM/sheet", "returned"),
        (lambda book: book.remove(book["表四"]), "C-SUM/sheet", "returned"),
        (lambda _: None, "", "counted"),
    ],
)
def test_an_edited_summary_is_not_added(east: bytes, tmp_path: Path, edit: Any, rule: str, outcome: str):
    """Its sums against its units, its units against their own totals, and all of it against what was written."""
    _save(tmp_path / "报来", east=edited(east, edit))
    report, _ = _city(tmp_path, tmp_path / "报来", ROWS[0])
    (s,) = report.files
    assert ([f.rule for f in s.findings], s.outcome.value) == ([rule] if rule else [], outcome)
    assert not rule or "手工修改" in s.findings[0].remedy or "完整的汇总表" in s.findings[0].remedy


def test_a_finding_names_the_cell_and_both_values(east: bytes, tmp_path: Path):
    """Of the table; a typed-over formula with the same value is only a question."""
    was = _shown(east, "表三", "D4")
    _save(tmp_path / "报来", east=edited(east, _put("表三", "D4", was + 3)))
    (s,) = _city(tmp_path, tmp_path / "报来", ROWS[0])[0].files
    (finding,) = s.findings
    assert (finding.sheet, finding.cell, finding.key) == ("表三", "D4", "requests.new.natural")
    assert (finding.left, finding.right, finding.difference) == (str(was + 3), str(was), "3")
    assert f"《表三》有1格与《明细三》各单位相加的数不同，如“本年新收·自然人”（D4）为{was + 3}，相加应为{was}。" in finding.message
    _save(tmp_path / "报来", east=edited(east, _put("表三", "D4", was)))
    (s,) = _city(tmp_path, tmp_path / "报来", ROWS[0])[0].files
    assert ([f.rule for f in s.findings], s.outcome.value) == (["C-SUM/formula"], "counted")


def test_what_a_formula_shows_is_compared_too(east: bytes, tmp_path: Path):
    """A cached value that a program left behind after 明细 was changed, or the other way round."""
    members = parts(east)
    name = next(n for n, data in members.items() if n.startswith("xl/worksheets/") and b"'\xe6\x98\x8e\xe7\xbb\x86\xe5\x9b\x9b'!" in data)
    members[name], count = re.subn(rb"(</f><v>)\d+(</v>)", rb"\g<1>987654\2", members[name], count=1)
    assert count == 1
    _save(tmp_path / "报来", east=packed(members))
    (s,) = _city(tmp_path, tmp_path / "报来", ROWS[0])[0].files
    assert ([(f.rule, f.sheet, f.left) for f in s.findings], s.outcome.value) == ([("C-SUM", "表四", "987654")], "returned")


def test_an_edited_summary_of_two_levels(levels: tuple[Path, dict[str, Figure]], tmp_path: Path):
    """A county's row against its units."""
    _, summary = _city(tmp_path, levels[0] / "报来", *ROWS)
    for sheet, cell in (("明细二", "G4"), ("明细二·下级", "H4")):
        _save(tmp_path / "省报来", city=edited(summary.read_bytes(), _put(sheet, cell, 5)))
        (s,) = _city(tmp_path / "省", tmp_path / "省报来", "001,丙市,设区市,应报,", body="丁省")[0].files
        assert [f.rule for f in s.findings] == ["C-SUM/level"]
        assert "“东县”有1格与所属8家相加的数不同，如“行政规范性文件·本年制发件数”" in s.findings[0].message


def test_a_summary_of_nobody_is_no_return(tmp_path: Path):
    """Nothing was counted, so there is nothing to add."""
    _county(tmp_path, "东县", {"东县第1局": {k: v for k, v in ZEROS.items() if k != "requests.new.natural"}})
    (s,) = _city(tmp_path, tmp_path / "报来", ROWS[0])[0].files
    assert ([f.rule for f in s.findings][:1], s.outcome.value) == (["C-SUM/empty"], "returned")


# ---- whose summary


def test_a_summary_must_say_whose_it_is(levels: tuple[Path, dict[str, Figure]], tmp_path: Path):
    """Not guessed from the name of its file: it could be an earlier one of our own; and our own is no return."""
    _, anonymous = collect([levels[0] / "东县" / "回收"], tmp_path / "东县.xlsx", year=2025)
    _save(tmp_path / "报来", 东县=anonymous.read_bytes())
    _, own = _city(tmp_path, levels[0] / "报来", *ROWS, out="旧汇总.xlsx")
    _save(tmp_path / "报来", 旧=own.read_bytes())
    report, _ = _city(tmp_path, tmp_path / "报来", *ROWS)
    assert {s.path: ([f.rule for f in s.findings], s.outcome.value) for s in report.files} == {
        "东县.xlsx": (["F-TYPE/summary"], "unrecognised"),
        "旧.xlsx": (["F-TYPE/own"], "unrecognised"),
    }


def test_names_years_and_rosters_apply_to_summaries(east: bytes, tmp_path: Path):
    """A former name finds its unit; another year and a stranger are kept out, with what a summary's sender can do."""
    _save(tmp_path / "报来", east=east)
    roster = _roster(tmp_path, "001,东县人民政府,县区,东县", heads="编码,单位全称,类别,简称及曾用名")
    report, _ = collect([tmp_path / "报来"], tmp_path / "s.xlsx", year=2025, roster=roster, campaign=_campaign(tmp_path, CITY))
    assert [(s.unit.name if s.unit else "", s.outcome.value) for s in report.files] == [("东县人民政府", "counted")]
    report, _ = _city(tmp_path, tmp_path / "报来", "001,甲县,县区,应报,")
    assert [(f.code, s.outcome.value) for s in report.files for f in s.findings] == [("R-UNKNOWN", "off-roster")]
    assert "请把“东县”补入报送名单" in report.files[0].findings[0].remedy
    report, _ = collect([tmp_path / "报来"], tmp_path / "s.xlsx", year=2024)
    assert [f.code for f in report.files[0].findings] == ["S-YEAR"]
    assert "重新汇总，报送新的汇总表" in report.files[0].findings[0].remedy


def test_a_key_of_another_campaign_is_no_forgery(east: bytes, tmp_path: Path):
    """The city cannot have sealed what the county made."""
    (tmp_path / "gaokai.key").write_text("k" * 64)
    _save(tmp_path / "报来", east=east)
    report, _ = _city(tmp_path, tmp_path / "报来", ROWS[0])
    assert [(s.findings, s.outcome.value) for s in report.files] == [((), "counted")]


# ---- twice


def _twice(folder: Path, *rows: str, **files: bytes) -> dict[str, tuple[list[str], str]]:
    _save(folder / "报来", **files)
    report, _ = _city(folder, folder / "报来", *rows)
    found = {s.path.removesuffix(".xlsx"): ([f.rule for f in s.findings], s.outcome.value) for s in report.files}
    return found | {"": ([f.rule for f in report.findings if f.code in ("C-ONCE", "C-HIER", "C-GZ")], "")}


def test_a_unit_of_a_county_that_files_itself_is_kept_out(east: bytes, tmp_path: Path):
    """Whatever its figures; on the roster, off it, and without one. The summary counts; no returned copy; --include-failed changes nothing."""
    for figures in (_figures(3), _figures(77)):
        single = issue(figures, Unit("009", "东县第3局"))
        expected = {"e": ([], "counted"), "s": (["C-ONCE/below"], "returned"), "": ([], "")}
        assert _twice(tmp_path / "1", ROWS[0], "009,东县第3局,,应报,东县", e=east, s=single) == expected
        assert _twice(tmp_path / "2", ROWS[0], "009,东县第3局,,应报,", e=east, s=single) == expected
        assert _twice(tmp_path / "3", e=east, s=single) == expected
        off = _twice(tmp_path / "4", ROWS[0], e=east, s=single)
        assert off["s"] == (["C-ONCE/below"], "off-roster")  # to put it on the roster would count it twice
    told: list[str] = []
    report, _ = _city(
        tmp_path / "1",
        tmp_path / "1" / "报来",
        ROWS[0],
        "009,东县第3局,,应报,",
        include_failed=True,
        returns=tmp_path / "退",
        tell=told.append,
    )
    assert [s.outcome.value for s in report.files] == ["counted", "returned"]
    assert report.totals == _city(tmp_path / "5", _save(tmp_path / "6", e=east))[0].totals
    assert told == ["退回稿：没有需要退回修改的文件。另有1个文件因重复计入没有汇总，不生成退回稿，请按提示核实。"]
    assert "“东县第3局”的数字已在“东县”报来的汇总表里，又单独报送《s.xlsx》" in report.files[1].findings[-1].message


def test_a_unit_that_belongs_to_a_county_is_kept_out(east: bytes, tmp_path: Path):
    """并入上级, though the summary does not have it under that name."""
    single = issue(_figures(3), Unit("009", "驻东县监测站"))
    found = _twice(tmp_path, ROWS[0], "009,驻东县监测站,,并入上级,东县", e=east, s=single)
    assert (found["e"], found["s"]) == (([], "counted"), (["C-ONCE"], "returned"))


def test_a_short_name_is_no_proof(tmp_path: Path):
    """教育局 of the city and 教育局 of a county are two bodies, unless figures or roster say that they are one."""
    county = _county(tmp_path, "东县", {"教育局": _figures(1), "财政局": _figures(2)}).read_bytes()
    other, same = (issue(_figures(n), Unit("002", "教育局")) for n in (5, 1))
    assert _twice(tmp_path / "1", ROWS[0], "002,教育局,市直,应报,", e=county, s=other) == {
        "e": ([], "counted"),
        "s": ([], "counted"),
        "": (["C-ONCE/namesake"], ""),
    }
    kept_out = (["C-ONCE/below"], "returned")
    assert _twice(tmp_path / "2", ROWS[0], "002,教育局,市直,应报,", e=county, s=same)["s"] == kept_out
    assert _twice(tmp_path / "3", ROWS[0], "002,教育局,市直,应报,东县", e=county, s=other)["s"] == kept_out


def test_two_versions_of_one_summary_wait_for_a_person(tmp_path: Path):
    """Nothing in a summary proves which of two is the later: it is said so, and what the city settles holds."""
    old, new = (_county(tmp_path / str(n), "东县", {"东县1局": _figures(1), "东县2局": _figures(n)}).read_bytes() for n in (2, 3))
    here = campaigns.read(init(tmp_path / "市", city=CITY, year=2025, roster=_roster(tmp_path, ROWS[0])) / "gaokai.toml")
    _save(here.path("returned"), 汇总=old, 汇总1=new)

    def collected() -> tuple[list[str], list[str]]:
        """Outcomes in path order, and the findings of no file."""
        found, _ = collect([here.path("returned")], tmp_path / "s.xlsx", year=2025, roster=here.path("roster"), campaign=here)
        return [s.outcome.value for s in found.files], [f.rule for f in found.findings]

    assert collected() == (["conflict", "conflict"], ["R-CONFLICT/summary"])
    decide(here, "东县", "adopt", ["汇总1.xlsx"], by="张三", reason="东县来电，以后一份为准")
    assert collected() == (["superseded", "counted"], [])


def test_two_summaries_with_the_same_unit(tmp_path: Path):
    """Neither counts before a person has decided; namesakes with other figures are only asked about."""
    shared = {"开发区管委会": _figures(50)}
    files = {n: _county(tmp_path, n, {f"{n}第1局": _figures(at), **shared}).read_bytes() for at, n in enumerate(("东县", "西县"))}
    found = _twice(tmp_path / "1", *ROWS[:2], **files)
    assert found == {"东县": ([], "conflict"), "西县": ([], "conflict"), "": (["C-ONCE/both"], "")}
    files["西县"] = _county(tmp_path, "西县", {"西县第1局": _figures(1), "开发区管委会": _figures(51)}).read_bytes()
    found = _twice(tmp_path / "2", *ROWS[:2], **files)
    assert found == {"东县": ([], "counted"), "西县": ([], "counted"), "": (["C-ONCE/namesake"], "")}
    named = {
        n: _county(tmp_path, n, {f"{n}1": _figures(at), "丙市1局": _figures(at + 9)}).read_bytes() for at, n in enumerate(("东县", "西县"))
    }
    assert _twice(tmp_path / "3", *ROWS[:2], **named)[""] == (["C-ONCE/both"], "")


def test_what_would_count_twice_is_no_task_of_the_unit(east: bytes, tmp_path: Path):
    """The office says where it counts: 催报 asks neither the unit that files beside its county, nor two counties with one unit."""
    _save(tmp_path / "1" / "报来", e=east, s=issue(_figures(3), Unit("009", "东县第3局")))
    report, _ = _city(tmp_path / "1", tmp_path / "1" / "报来", ROWS[0], "009,东县第3局,,应报,")
    found = reminders(report)
    assert ("待办公室处理1家" in found.leader, found.groups) == (True, ())
    assert [s.word for s in report.files] == ["已汇总", "待办公室处理"]
    shared = {"开发区管委会": _figures(50)}
    files = {n: _county(tmp_path, n, {f"{n}第1局": _figures(at), **shared}).read_bytes() for at, n in enumerate(("东县", "西县"))}
    _save(tmp_path / "2" / "报来", **files)
    report, _ = _city(tmp_path / "2", tmp_path / "2" / "报来", *ROWS[:2])
    assert [s.outcome.value for s in report.files] == ["conflict", "conflict"]
    assert reminders(report).groups == ()


def test_a_county_inside_its_city_and_beside_it(levels: tuple[Path, dict[str, Figure]], east: bytes, tmp_path: Path):
    """The province gets the city's summary, and a county's too."""
    _, city = _city(tmp_path, levels[0] / "报来", *ROWS)
    _save(tmp_path / "省报来", city=city.read_bytes(), east=east)
    report, _ = _city(tmp_path / "省", tmp_path / "省报来", "001,丙市,设区市,应报,", "002,东县,省直管县,应报,", body="丁省")
    assert [(s.path, [f.rule for f in s.findings], s.outcome.value) for s in report.files] == [
        ("city.xlsx", [], "counted"),
        ("east.xlsx", ["C-ONCE/below"], "returned"),
    ]


def test_a_county_that_sends_its_totals_too(east: bytes, tmp_path: Path):
    """Not twice: the summary counts; what differs is asked about, with both values."""
    total = _city(tmp_path, _save(tmp_path / "a", e=east), ROWS[0])[0].totals
    assert total is not None
    typed = {k: total[k] for k in ZEROS}
    same, less = issue(typed, Unit("001", "东县")), issue(typed | {"disclosure.licensing.decisions": 1}, Unit("001", "东县"))
    assert _twice(tmp_path / "1", ROWS[0], e=east, s=same) == {"e": ([], "counted"), "s": (["R-DUPLICATE"], "duplicate"), "": ([], "")}
    assert _twice(tmp_path / "2", ROWS[0], e=east, s=less) == {"e": ([], "counted"), "s": ([], "superseded"), "": (["C-HIER/summary"], "")}
    report, _ = _city(tmp_path / "2", tmp_path / "2" / "报来", ROWS[0])
    (finding,) = (f for f in report.findings if f.code == "C-HIER")
    assert (finding.key, finding.left, finding.right) == (
        "disclosure.licensing.decisions",
        "1",
        str(total["disclosure.licensing.decisions"]),
    )
    assert report.totals == total


# ---- a hierarchy of the roster


def _added(*filings: Figures) -> dict[str, Figure]:
    return {key: sum((f[key] for f in filings), start=0) for key in ZEROS}


@pytest.mark.parametrize(
    ("duty", "total", "expected"),
    [
        ("应报", "sum", (["C-ONCE/total"], "returned", [])),
        ("应报", "more", (["C-HIER/total"], "counted", [])),
        ("应报", "own", ([], "counted", [])),
        ("并入上级", "sum", ([], "counted", [])),
        ("并入上级", "more", ([], "counted", [])),
        ("并入上级", "less", ([], "counted", ["C-HIER"])),
    ],
)
def test_a_parent_and_its_children_on_one_roster(tmp_path: Path, duty: str, total: str, expected: tuple[list[str], str, list[str]]):
    """汇总归属 names a unit that files too: as a total it is not added to its parts; what it should contain it must not fall short of."""
    children = [_figures(n) for n in (1, 2)]
    whole = _added(*children)
    parent = {
        "sum": whole,
        "more": whole | {"disclosure.licensing.decisions": whole["disclosure.licensing.decisions"] + 1},
        "less": whole | {"disclosure.licensing.decisions": 0},
        "own": _figures(5),
    }[total]
    files = {f"c{n}": issue(f, Unit(f"00{n}", f"第{n}中学")) for n, f in enumerate(children, start=1)}
    rows = ("009,市教育局,市直,应报,", *(f"00{n},第{n}中学,,{duty},市教育局" for n in (1, 2)))
    found = _twice(tmp_path, *rows, p=issue(parent, Unit("009", "市教育局")), **files)
    assert (*found["p"], found[""][0]) == expected
    assert {found["c1"][1], found["c2"][1]} == ({"returned"} if duty == "并入上级" else {"counted"})


@pytest.mark.parametrize(("extra", "expected"), [(0, (["C-ONCE/total"], "returned")), (1, (["C-HIER/total"], "counted"))])
def test_one_child_is_enough(tmp_path: Path, extra: int, expected: tuple[list[str], str]):
    """The roster says that it belongs to the unit: whether there are two children or one makes no difference."""
    child = _figures(1)
    parent = child | {"disclosure.licensing.decisions": child["disclosure.licensing.decisions"] + extra}
    files = {"p": issue(parent, Unit("009", "市教育局")), "c": issue(child, Unit("001", "第1中学"))}
    found = _twice(tmp_path, "009,市教育局,市直,应报,", "001,第1中学,,应报,市教育局", **files)
    assert (found["p"], found["c"]) == (expected, ([], "counted"))


def test_what_may_be_counted_twice_stands_on_every_sheet_until_somebody_has_settled_it(tmp_path: Path):
    """C-HIER and C-GZ on the cover, in the titles of the tables; gone from there once the reason is accepted or the figures are mended."""
    child, rules = _figures(1), {"disclosure.regulations.in_force": 11}
    parent = child | {"disclosure.licensing.decisions": child["disclosure.licensing.decisions"] + 1}
    files = {"p": issue(parent | rules, Unit("009", "市教育局")), "c": issue(child, Unit("001", "第1中学"))}
    returned = _save(tmp_path / "回收", **files, j=issue(_figures(3) | rules, Unit("010", "市司法局")))
    rows = ("009,市教育局,市直,应报,", "001,第1中学,,应报,市教育局", "010,市司法局,市直,应报,")
    roster, here = _roster(tmp_path, *rows), Campaign(tmp_path, CITY, 2025, roster="名单.csv")
    report, summary = collect([returned], tmp_path / "汇总.xlsx", year=2025, roster=roster, campaign=here)
    shown = _cells(summary, "封面")
    assert [t.partition("：")[0] for t in shown if t.startswith("合计待核实")] == [
        "合计待核实（规章有多个来源）",
        "合计待核实（疑似把合计数与分项一起报送）",
    ]
    for sheet in ("表二", "表三", "表四", "明细三", "收费", "同比"):
        assert any("汇总3/应报3家，合计有2处待核实" in text for text in _cells(summary, sheet)), sheet
    finding = next(f for s in report.files for f in s.findings if f.code == "C-HIER")
    assert finding.cell
    decide(here, "市教育局", "accept", ["C-HIER", finding.cell], by="王五", reason="本级数，未含第1中学")
    _save(returned, j=issue(_figures(3), Unit("010", "市司法局")))
    _, summary = collect([returned], tmp_path / "汇总.xlsx", year=2025, roster=roster, campaign=here)
    assert not [t for sheet in ("封面", "表三") for t in _cells(summary, sheet) if "待核实" in t]


def test_sums_that_do_not_balance_say_by_how_much(tmp_path: Path):
    """Failed filings on request: below 表三 a row of live differences, one a column, and what to do; none where all is well."""
    _save(tmp_path / "回收", a=issue(ZEROS | {"requests.new.natural": 3, "requests.carried_out.other": 2}, Unit("001", "甲局")))
    rows = ("001,甲局,市直,应报,",)
    _, summary = _city(tmp_path, tmp_path / "回收", *rows, include_failed=True)
    sheets = [openpyxl.load_workbook(summary, data_only=flag)["表三"] for flag in (True, False)]
    row = next(c.row for c in sheets[0]["A"] if c.value == "差额：收办不平")
    column = openpyxl.utils.column_index_from_string(address(FORM, "requests.new.natural")[1][0])
    assert [sheets[0].cell(row, column + at).value for at in range(7)] == [3, 0, 0, 0, 0, -2, 1]
    assert all(str(sheets[1].cell(row, column + at).value).startswith("=") for at in range(7))
    assert any(text.startswith("本表有3列不平") for text in _cells(summary, "表三"))
    assert verify(summary, [tmp_path / "回收"]).doubts == ()
    _save(tmp_path / "回收", a=issue(ZEROS, Unit("001", "甲局")))
    _, summary = _city(tmp_path, tmp_path / "回收", *rows)
    assert not [t for t in _cells(summary, "表三") if "差额" in t]


def test_regulations_come_from_one_source_within_one_government(tmp_path: Path):
    """Cities of a province have 规章 of their own, as summaries and as plain filings; two bodies of one city have not."""
    rules = {"disclosure.regulations.in_force": 11}
    files = {n: _county(tmp_path, n, {f"{n}司法局": _figures(at) | rules}).read_bytes() for at, n in enumerate(("甲市", "乙市"))}
    plain = {n: issue(_figures(at) | rules, Unit(None, n)) for at, n in enumerate(("戊市人民政府", "丁省司法厅"), start=5)}
    _save(tmp_path / "报来", **files, **plain)
    report, _ = _city(tmp_path, tmp_path / "报来", body="丁省")
    assert [f.code for f in report.findings] == []
    _save(tmp_path / "报来", 厅=issue(_figures(8) | rules, Unit(None, "丁省人民政府办公厅")))
    report, _ = _city(tmp_path, tmp_path / "报来", body="丁省")
    assert [f.code for f in report.findings] == ["C-GZ"]
    assert "有2家填了数：“丁省人民政府办公厅”现行有效件数11；“丁省司法厅”现行有效件数11。" in report.findings[0].message


# ---- incomplete below, visible above


def _cells(path: Path, sheet: str) -> list[str]:
    return [str(c.value) for row in openpyxl.load_workbook(path, data_only=True)[sheet].iter_rows() for c in row if c.value is not None]


def test_an_incomplete_county_stays_visible(tmp_path: Path):
    """In findings, on the cover and in its state, under every table, in 报送情况 and 分级, and one level further up."""
    _save(tmp_path / "东县" / "回收", a=issue(_figures(1), Unit("001", "东县1局")))
    roster = _roster(tmp_path / "东县", "001,东县1局,,应报,", "002,东县2局,,应报,")
    out = collect([tmp_path / "东县" / "回收"], tmp_path / "s.xlsx", year=2025, roster=roster, campaign=_campaign(tmp_path, "东县"))[1]
    _save(tmp_path / "报来", 东县2025=out.read_bytes())
    _county(tmp_path, "西县", {"西县1局": _figures(2)})
    report, summary = _city(tmp_path / "市", tmp_path / "报来", *ROWS[:2])
    assert [[f.rule for f in s.findings] for s in report.files] == [["C-BELOW"], []]
    assert "“东县”报来的汇总表（含1家）写明：不完整：未报1家。" in report.files[0].findings[0].message
    assert report.totals is not None
    assert all(report.totals[k] == v for k, v in _added(_figures(1), _figures(2)).items())
    note = "下级汇总表不完整或注明有问题的1家：东县（不完整：未报1家）"
    cover = _cells(summary, "封面")
    assert {"不完整：下级汇总不完整1家", note} <= set(cover)
    assert note in _cells(summary, "表四")
    assert {"汇总表（不完整）", "汇总表"} <= set(_cells(summary, "报送情况"))
    assert "不完整：未报1家" in _cells(summary, "分级")
    _save(tmp_path / "省报来", city=summary.read_bytes())
    above, _ = _city(tmp_path / "省", tmp_path / "省报来", "001,丙市,设区市,应报,", body="丁省")
    assert [f.message.partition("】")[2] for f in above.files[0].findings] == [
        "“丙市”报来的汇总表（含2家）写明：不完整：下级汇总不完整1家。",
        f"“丙市”报来的汇总表注明：{note}。",
    ]


@pytest.mark.parametrize("option", ["include_failed", "blank_as_zero"])
def test_what_taints_a_county_taints_the_city(tmp_path: Path, option: str):
    """Failed filings and blanks counted as 0 below are named above; the sums are the county's own."""
    faulty = {k: v for k, v in _figures(1).items() if k != "disclosure.licensing.decisions"}
    out = _county(tmp_path, "东县", {"东县1局": faulty, "东县2局": _figures(2)}, **{option: True})
    report, _ = _city(tmp_path / "市", tmp_path / "报来", ROWS[0])
    (s,) = report.files
    assert (s.outcome.value, {f.code for f in s.findings}) == ("counted", {"C-BELOW"})
    said = "".join(f.message for f in s.findings)
    assert ("含未通过审核的1家：东县1局（漏填）" if option == "include_failed" else "有1家（东县1局）的空格按0计入") in said
    assert report.totals is not None
    assert all(report.totals[k] == v for k, v in _added({**dict.fromkeys(ZEROS, 0), **faulty}, _figures(2)).items())
    # A cover without its notes does not hide what stands in the rows.
    stripped = edited(out.read_bytes(), lambda book: book["封面"].delete_rows(3, 40))
    _save(tmp_path / "报来", 东县2025=stripped)
    (s,) = _city(tmp_path / "市", tmp_path / "报来", ROWS[0])[0].files
    rules = ["C-BELOW", "C-BELOW/marked", *(["C-BELOW/blank"] if option == "include_failed" else [])]
    assert [f.rule for f in s.findings] == rules


def test_a_summary_gets_no_returned_copy_and_no_hints(tmp_path: Path):
    """Its sender corrects its units and sends a new one: said in every remedy and at the end."""
    unbalanced = _figures(1) | {"requests.new.natural": _figures(1)["requests.new.natural"] + 20}
    _county(tmp_path, "东县", {"东县1局": unbalanced}, include_failed=True)
    told: list[str] = []
    report, _ = _city(tmp_path / "市", tmp_path / "报来", ROWS[0], returns=tmp_path / "退回", tell=told.append)
    (s,) = report.files
    assert s.outcome.value == "returned"
    assert told[:1] == [
        "退回稿：没有需要退回修改的文件。下级汇总表1份有问题，不生成退回稿，请对方改正所属单位的数字后重新汇总，报送新的汇总表。"
    ]
    assert not (tmp_path / "退回").exists()
    shown = terminal.checked(report)
    assert "T3-BALANCE" in shown
    assert "是否应为" not in shown
    assert "请“东县”核对所属单位的数字，改正后重新汇总，报送新的汇总表；汇总表不能手工修改。" in shown


# ---- 市本级 and 全市


def _mixed(folder: Path) -> tuple[Report, Path]:
    """Two counties and two bureaus of the city."""
    for at, name in enumerate(("东县", "西县")):
        _county(folder, name, {f"{name}1局": _figures(at)})
    _save(folder / "报来", **{n: issue(_figures(at), Unit(None, n)) for at, n in enumerate(("丙市财政局", "丙市教育局"), start=5)})
    own = ("003,丙市财政局,市直部门,应报,", "004,丙市教育局,市直部门,应报,")
    return _city(folder / "市", folder / "报来", *ROWS[:2], *own)


def test_both_levels_are_kept_apart(tmp_path: Path):
    """口径 on the cover, in every title and under the tables; 分级 has both and their sum for every figure, as formulas."""
    report, summary = _mixed(tmp_path)
    book, formulas = openpyxl.load_workbook(summary, data_only=True), openpyxl.load_workbook(summary)
    assert {"丙市2025年政府信息公开工作年度报告汇总表（全市）", "汇总单位", "丙市", "口径", "全市（市本级和县区）"} <= set(
        _cells(summary, "封面")
    )
    assert "口径：全市（市本级和县区）。" in _cells(summary, "表二")
    assert "（全市）" in book["表三"].oddHeader.center.text
    rows = [row for row in book["分级"].iter_rows(min_row=4, values_only=True) if row[3] is not None]
    assert rows[0] == ("表", "指标", "单位", "市本级", "县区", "全市")
    own, below = _added(_figures(5), _figures(6)), _added(_figures(0), _figures(1))
    assert report.totals is not None
    for row, (key, cell) in zip(rows[1:], FORM.cells.items(), strict=False):
        parts_of = FORM.parts.get(key, (key,))
        assert [exact(float(v)) for v in row[3:6]] == [sum(side[p] for p in parts_of) for side in (own, below)] + [report.totals[key]]
        assert cell.label == row[1]
    figures = [c.value for row in formulas["分级"].iter_rows(min_row=5, max_row=4 + len(FORM.cells), min_col=4, max_col=6) for c in row]
    assert all(str(v).startswith(("=SUMIF(", "=ROUND(", "=SUM(", "=D")) for v in figures)
    units = [row[1:4] for row in book["分级"].iter_rows(min_row=8 + len(FORM.cells), values_only=True)]
    assert units[-4:] == [("东县", "县区", 1), ("西县", "县区", 1), ("丙市财政局", "市本级", 1), ("丙市教育局", "市本级", 1)]


@pytest.mark.client
def test_other_programs_recalculate_both_levels(tmp_path: Path):
    """LibreOffice gets the cached value in every cell; and what it saves, in each of its formats, is still collected."""
    _, summary = _mixed(tmp_path)
    again = openpyxl.load_workbook(helpers.libreoffice(summary, "xlsx", tmp_path, recalculate=True), data_only=True)
    ours, formulas = openpyxl.load_workbook(summary, data_only=True), openpyxl.load_workbook(summary)
    compared = 0
    for row in formulas["分级"].iter_rows():
        for cell in row:
            if cell.data_type == "f":
                values = [book["分级"][cell.coordinate].value for book in (again, ours)]
                assert exact(float(values[0])) == exact(float(values[1])), cell.coordinate
                compared += 1
    assert compared == 3 * len(FORM.cells)
    for kind in ("xlsx", "ods", "xls"):
        saved = helpers.libreoffice(summary, kind, tmp_path)
        _save(tmp_path / kind, city=saved.read_bytes())
        (s,) = _city(tmp_path / "省", tmp_path / kind, body="丁省")[0].files
        assert (codes(s.findings), s.outcome.value, s.unit and s.unit.name, s.below and len(s.below.units)) == ([], "counted", "丙市", 6)


@pytest.mark.parametrize(
    ("rows", "body", "expected"),
    [
        (("001,甲局,市直部门,应报,",), "丙市", "市本级（不含县区）"),
        (("001,甲局,,应报,",), "丙市", ""),
        (("001,甲局,县直,应报,", "002,乙镇,乡镇,应报,"), "东县", "全县（县本级和乡镇街道）"),
        (("001,甲局,,应报,丙市", "002,乙局,,应报,东县"), "丙市", "全市（市本级和县区）"),
        (("001,甲局,,应报,东县",), "丙市", "县区合计（不含市本级）"),
        (("001,甲局,部门,应报,", "002,东县人民政府,,应报,", "003,西县,,应报,"), "", "合计（本级和下级）"),
    ],
)
def test_the_scope_is_what_the_roster_says(tmp_path: Path, rows: tuple[str, ...], body: str, expected: str):
    """类别 and 汇总归属; nothing where nobody says."""
    _save(tmp_path / "报来", a=issue(_figures(1), Unit("001", "甲局")))
    report, summary = _city(tmp_path, tmp_path / "报来", *rows, body=body)
    assert scope(report) == expected
    assert (expected in _cells(summary, "封面")) is bool(expected)


# ---- next year


def _previous(folder: Path, last: Path, figures: Mapping[str, Figures], *rows: str, heads: str = "编码,单位全称") -> Report:
    _save(folder / "回收", **{name: issue(own, Unit(None, name)) for name, own in figures.items()})
    roster = _roster(folder, *rows, heads=heads)
    return collect([folder / "回收"], folder / "s.xlsx", year=2025, roster=roster, previous=[last], campaign=_campaign(folder, CITY))[0]


def _closing(figures: Figures) -> int:
    return int(sum(v for k, v in figures.items() if k.startswith("requests.carried_out.")))


def test_next_year_reads_a_summary_with_marks_and_renamed_units(tmp_path: Path):
    """An included failed filing under its plain name, a unit under its former name; the same as from the filings themselves."""
    last = {"甲局": {k: v for k, v in _figures(1).items() if k != "disclosure.licensing.decisions"}, "乙局": _figures(2)}
    summary = _county(tmp_path, CITY, last, year=2024, include_failed=True)
    now = {"甲局": _figures(3), "丙局": _figures(6)}
    report = _previous(tmp_path, summary, now, "1,甲局,", "2,丙局,乙局", heads="编码,单位全称,曾用名")
    asked = {s.unit.name: f.right for s in report.files if s.unit for f in s.findings if f.rule == "Y-CARRY"}
    assert asked == {"甲局": str(_closing(last["甲局"])), "丙局": str(_closing(last["乙局"]))}
    assert not [f for f in report.findings if f.code in ("Y-HEIR", "C-SUM")]


def test_a_year_that_was_not_whole_is_marked_beside_this_one(tmp_path: Path):
    """Last year's missing units and taints stand under 一页纸, 同比 and 收费, and a sign over its figures; none where all is well."""
    units = {"甲局": _figures(1), "乙局": _figures(2)}
    for whole in (False, True):
        folder = tmp_path / str(whole)
        _save(folder / "上年", **{n: issue(f, Unit(None, n), year=2024) for n, f in list(units.items())[: 2 if whole else 1]})
        roster = _roster(folder, "001,甲局,,应报,", "002,乙局,,应报,")
        _, last = collect([folder / "上年"], folder / "上年.xlsx", year=2024, roster=roster, campaign=_campaign(folder, CITY, 2024))
        returned = _save(folder / "回收", **{n: issue(f, Unit(None, n)) for n, f in units.items()})
        options: dict[str, Any] = {"roster": roster, "previous": [last], "campaign": _campaign(folder, CITY)}
        _, summary = collect([returned], folder / "本年.xlsx", year=2025, **options)
        note = "※上年丙市汇总表不完整或注明有问题（不完整：未报1家），与上年比较时请注意。"
        for sheet, head in (("一页纸", "上年"), ("同比", "上年"), ("收费", "上年（万元）")):
            shown = _cells(summary, sheet)
            assert (note in shown, f"{head}※" in shown, head in shown) == (not whole, not whole, whole), sheet


def test_next_year_reads_the_city_of_counties(levels: tuple[Path, dict[str, Figure]], tmp_path: Path):
    """A county's past is its row; and last year's summary of a county is the past of that county. A break in sums is a question."""
    for county in COUNTIES[:2]:
        _county(tmp_path, county, {f"{county}1局": _figures(1)}, year=2024)
    city = collect([tmp_path / "报来"], tmp_path / "2024.xlsx", year=2024, campaign=_campaign(tmp_path, CITY))[1]
    files = {n: (levels[0] / "报来" / f"{n}2025.xlsx").read_bytes() for n in COUNTIES[:2]}
    for last in (city, tmp_path / "报来"):
        _save(tmp_path / "收", **files)
        roster = _roster(tmp_path, *ROWS[:2])
        report, _ = collect(
            [tmp_path / "收"], tmp_path / "s.xlsx", year=2025, roster=roster, previous=[last], campaign=_campaign(tmp_path, CITY)
        )
        found = [f for s in report.files for f in s.findings if f.code == "Y-CARRY" and f.key and f.key.endswith(".total")]
        assert [(f.severity.value, f.right) for f in found] == [("warning", str(_closing(_figures(1))))] * 2
        assert found[0].message.startswith("【请核实·上年结转不衔接】")
        assert "差异说明" not in found[0].remedy


def test_next_year_reads_the_older_edition(tmp_path: Path):
    """2020 in the format of 2019; what both editions have is compared."""
    old = editions.load("2019")
    closing = old.role("closing")[0]
    figures = dict.fromkeys((*old.typed, *old.supplement), 0) | {old.role("received")[0].key: 3, closing.key: 3}
    _save(tmp_path / "旧", a=build(Issue(old, 2020, Unit("001", "甲局"), figures=figures)))
    last = collect([tmp_path / "旧"], tmp_path / "2020.xlsx", year=2020)[1]
    _save(tmp_path / "回收", a=issue(_figures(1), Unit("001", "甲局"), year=2021))
    report, _ = collect([tmp_path / "回收"], tmp_path / "s.xlsx", year=2021, previous=[last])
    assert [f.right for f in report.files[0].findings if f.rule == "Y-CARRY"] == ["3"]


def test_last_years_sums_are_only_compared(tmp_path: Path):
    """A disagreement is said, the constants of the units are used; in check and template too."""
    summary = _county(tmp_path, CITY, {"甲局": _figures(1)}, year=2024)
    summary.write_bytes(edited(summary.read_bytes(), _put("表三", "D28", 9999), _put("表二", "B7", 8888)))
    report = _previous(tmp_path, summary, {"甲局": _figures(3)}, "1,甲局")
    assert [f.right for f in report.files[0].findings if f.rule == "Y-CARRY"] == [str(_closing(_figures(1)))]
    (finding,) = (f for f in report.findings if f.code == "C-SUM")
    assert (finding.rule, finding.severity.value) == ("C-SUM/previous", "warning")
    assert "上年的汇总表《丙市2024.xlsx》有2处对不上：" in finding.message
    assert "（D28）为9999，相加应为" in finding.message
    assert [f.rule for f in check([tmp_path / "回收"], previous=[summary], year=2025).findings] == ["C-SUM/previous"]
    told: list[str] = []
    template(tmp_path / "下发", year=2025, roster=tmp_path / "名单.csv", previous=[summary], tell=told.append)
    assert told[0].startswith("【请核实·上年汇总表被改动】")


def test_names_that_are_hard_to_keep(tmp_path: Path):
    """Marks, separators and formulas in names: read back as they were, through two levels."""
    names = ("甲›乙局", "=1+1局", "甲局（未通过审核）中心", " 前后有空格 局", "乙局（未通过审核）", "甲|乙局")
    _save(tmp_path / "东县" / "回收", **{f"{at}": issue(_figures(at), Unit(None, n)) for at, n in enumerate(names)})
    out = collect([tmp_path / "东县" / "回收"], tmp_path / "s.xlsx", year=2025, campaign=_campaign(tmp_path, "东›县"))[1]
    _save(tmp_path / "报来", 东县=out.read_bytes())
    report, summary = _city(tmp_path, tmp_path / "报来")
    (s,) = report.files
    assert ([f.rule for f in s.findings], s.outcome.value) == (["C-BELOW", "C-BELOW/marked"], "counted")
    assert s.below is not None
    assert len(s.below.leaves) == len(names)
    _save(tmp_path / "省报来", city=summary.read_bytes())
    (s,) = _city(tmp_path / "省", tmp_path / "省报来", body="丁省")[0].files
    assert ({f.code for f in s.findings}, s.outcome.value) == ({"C-BELOW"}, "counted")
    assert s.below is not None
    assert len(s.below.leaves) == len(names)


@pytest.mark.parametrize("depth", [1, 2, 3])
def test_what_counts_in_the_long_table_adds_up_to_the_tables(tmp_path: Path, depth: int):
    """计入合计 = 是 gives each figure of 表二 to 表四; the rows of the units below name the cell that holds them in the file that was sent."""
    units = {f"东县第{n}局": _figures(n) for n in range(2)}
    if depth == 1:
        summary = _county(tmp_path, "东县", units)
        returned = tmp_path / "东县" / "回收"
    else:
        _county(tmp_path, "东县", units)
        returned = _save(tmp_path / "报来", 局=issue(_figures(7), Unit("900", "丙市财政局")))
        _, summary = _city(tmp_path / "市", returned, "001,东县,县区,应报,", "900,丙市财政局,市直,应报,")
    if depth == 3:
        returned = _save(tmp_path / "省报来", city=summary.read_bytes())
        _, summary = _city(tmp_path / "省", returned, "001,丙市,设区市,应报,", body="丁省")
    path, rows, _ = export(summary, tmp_path / "长表.xlsx")
    heads, *lines = openpyxl.load_workbook(path).active.iter_rows(values_only=True)
    sums: dict[str, Decimal] = {}
    for line in (dict(zip(heads, line, strict=True)) for line in lines):
        if line["计入合计"] == "是":
            sums[line["指标键"]] = sums.get(line["指标键"], Decimal(0)) + exact(float(line["数值"]))
    book = openpyxl.load_workbook(summary, data_only=True)
    shown = {
        key: exact(float(book[table.short].cell(box.top + 1, box.left + 1).value))
        for table in FORM.tables
        for key, box in grid(table).places.items()
    }
    assert shown == sums
    assert sorted({row.values["level"] for row in rows}) == list(range(1, depth + 1))
    below = [row for row in rows if row.values["level"] > 1]
    assert bool(below) is (depth > 1)
    sent = {name: openpyxl.load_workbook(returned / name, data_only=True) for name in {row.path for row in below}}
    for row in below:
        assert row.place
        assert exact(float(sent[row.path][row.place.sheet][row.place.cell].value)) == row.value
    homes = {
        1: "2家单位，406行）。",
        2: "2家单位，406行）。另有下级汇总表所含的2家406行",
        3: "1家单位，203行）。另有下级汇总表所含的4家812行",
    }
    assert homes[depth] in told(path, rows)


def test_units_below_keep_their_marks_in_the_long_table(tmp_path: Path):
    """A unit that a county counted though it failed is marked two levels up, and so is the county whose summary is not whole."""
    _save(tmp_path / "东县" / "回收", a=issue({"requests.new.natural": 3}, Unit("001", "东县1局")))
    roster = _roster(tmp_path / "东县", "001,东县1局,,应报,", "002,东县2局,,应报,")
    body = _campaign(tmp_path, "东县")
    options: dict[str, Any] = {"year": 2025, "roster": roster, "campaign": body, "include_failed": True}
    out = collect([tmp_path / "东县" / "回收"], tmp_path / "s.xlsx", **options)[1]
    _, summary = _city(tmp_path / "市", _save(tmp_path / "报来", 东县=out.read_bytes()), ROWS[0])
    _, rows, _ = export(summary, tmp_path / "长表.csv")
    assert {(row.values["level"], row.values["mark"]) for row in rows} == {(1, ""), (2, "（未通过审核）")}
    assert "未报1家" in next(row.extra["备注"] for row in rows if row.values["level"] == 1)


def test_verify_export_and_publish_know_the_levels(tmp_path: Path):
    """The county's file is the source of its units; 上级单位 in the long table; the report states the 口径 of the cover."""
    _, summary = _mixed(tmp_path)
    assert verify(summary, [tmp_path / "报来"]).doubts == ()
    _, rows, _ = export(summary, tmp_path / "长表.csv")
    counts = Counter((row.values["above"], row.path) for row in rows)
    size = len(FORM.cells)
    assert counts == {
        ("", "东县2025.xlsx"): size,
        ("", "西县2025.xlsx"): size,
        ("", "丙市教育局.xlsx"): size,
        ("", "丙市财政局.xlsx"): size,
        ("东县", "东县2025.xlsx"): size,
        ("西县", "西县2025.xlsx"): size,
    }
    inner = next(row for row in rows if row.values["above"] == "东县" and row.cell.key == "requests.new.natural")
    assert (inner.unit and inner.unit.name, inner.value) == ("东县1局", _figures(0)["requests.new.natural"])
    assert inner.inside
    assert openpyxl.load_workbook(summary)[inner.inside.sheet][inner.inside.cell].value == inner.value
    made = publish(summary, tmp_path / "报告.docx", campaign=_campaign(tmp_path, CITY))
    assert made.notes[0].startswith("数据取自4家单位的汇总，口径写为“全市”。")
    summary.write_bytes(edited(summary.read_bytes(), _put("明细二·下级", "H4", 77_777)))
    found = [(d.kind, d.place and d.place.sheet, d.shown) for d in verify(summary, [tmp_path / "报来"]).doubts if d.kind == "cell"]
    assert found == [("cell", "明细二·下级", "77777")]
    (wrong,) = publish(summary, tmp_path / "报告2.docx", campaign=_campaign(tmp_path, CITY)).wrong
    assert "“东县”有1格与所属1家相加的数不同" in wrong


# ---- as the clerks do it


def test_the_whole_way_on_the_command_line(tmp_path: Path):
    """A county's and a city's campaign: the county's summary is put among the city's returns."""
    for name in ("东县", CITY):
        assert run("init", name, "--city", name, "--year", "2025", cwd=tmp_path).returncode == 0
    (tmp_path / "东县" / "名单.xlsx").unlink()
    (tmp_path / "东县" / "gaokai.toml").write_text(
        (tmp_path / "东县" / "gaokai.toml").read_text(encoding="utf-8").replace('"名单.xlsx"', '"名单.csv"').replace("# unit", "unit", 1),
        encoding="utf-8",
    )
    _roster(tmp_path / "东县", "001,东县1局,县直部门,应报,")
    _save(tmp_path / "东县" / "回收", a=issue(_figures(1), Unit("001", "东县1局")))
    assert run("collect", cwd=tmp_path / "东县").returncode == 0
    made = tmp_path / "东县" / "汇总" / "2025年汇总表.xlsx"
    _save(tmp_path / CITY / "回收", 东县=made.read_bytes())
    roster = _roster(tmp_path, "001,东县人民政府,县区,应报,")
    result = run("collect", "--roster", str(roster), "--json", "r.json", cwd=tmp_path / CITY)
    assert (result.returncode, result.stderr) == (0, "")
    assert "其中下级汇总表1份，含1家单位。\n  口径：县区合计（不含市本级）。" in result.stdout
    data = json.loads((tmp_path / CITY / "r.json").read_text(encoding="utf-8"))
    jsonschema.validate(data, SCHEMA)
    assert [(f["kind"], f["outcome"], f["unit"]["name"]) for f in data["files"]] == [("summary", "counted", "东县人民政府")]
    assert data["totals"] == data["files"][0]["figures"]
    shown = run("check", str(made), "--roster", str(roster), cwd=tmp_path)
    assert (shown.returncode, shown.stdout.splitlines()[0]) == (0, "《2025年汇总表.xlsx》可以报送。")


def test_the_own_summary_of_last_year_has_the_units(tmp_path: Path):
    """Though the collecting body is on its own roster too; with a campaign, and without one by the units on the roster."""
    last = _county(tmp_path, CITY, {"甲局": _figures(1), "丙市人民政府": _figures(2)}, year=2024)
    roster = _roster(tmp_path, "1,甲局,", "2,丙市人民政府,丙市", heads="编码,单位全称,简称")
    _save(tmp_path / "回收", a=issue(_figures(3), Unit(None, "甲局")))
    for campaign in (_campaign(tmp_path, CITY), None):
        report, _ = collect([tmp_path / "回收"], tmp_path / "s.xlsx", year=2025, roster=roster, previous=[last], campaign=campaign)
        assert [f.right for f in report.files[0].findings if f.rule == "Y-CARRY"] == [str(_closing(_figures(1)))]
