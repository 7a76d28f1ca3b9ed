"""Closure: next year reads a summary, the level above collects it, nothing is counted through two levels."""

from __future__ import annotations

import random
import re
from collections.abc import Mapping
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from gaokai_xlsx import collect
from gaokai_xlsx.campaign import Campaign
from gaokai_xlsx.filing import Unit
from gaokai_xlsx.quantity import Figure, exact
from gaokai_xlsx.submission import Report
from tests.helpers import FORM, ZEROS, codes, edited, issue, packed, parts

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
    out = folder / "报来" / f"{name}{year}.xlsx"
    collect([returned], out, year=year, roster=listed, campaign=_campaign(folder, name, year), **options)
    return out


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
    assert [row[2] for row in book["明细二"].iter_rows(min_row=4, values_only=True)] == list(COUNTIES)
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
        assert off["s"] == (["R-UNKNOWN", "C-ONCE/below"], "off-roster")
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
        ("应报", "more", ([], "counted", ["C-HIER/total"])),
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
