"""The summary: live formulas over 明细 with exact cached values, text that is only text, all sheets locked."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import zipfile
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from gaokai_xlsx import collect
from gaokai_xlsx.campaign import Campaign
from gaokai_xlsx.form import editions
from gaokai_xlsx.form.code import check_code
from gaokai_xlsx.form.grid import grid
from gaokai_xlsx.intake.previous import Previous
from gaokai_xlsx.quantity import exact
from gaokai_xlsx.results import summary as door
from gaokai_xlsx.results.bases import growth
from gaokai_xlsx.submission import Report
from gaokai_xlsx.verbs._check import previous_filings
from tests import helpers
from tests.helpers import BALANCED, FORM, ZEROS, Unit, issue

SHEETS = [
    *("封面", "一页纸", "表二", "表三", "表四", "信息处理费", "明细二", "明细三", "明细四", "明细信息处理费"),
    *("分级", "收费", "同比", "上年明细", "图表", "报送情况", "问题清单", "处理记录", "来源"),
]
HOSTILE = '=HYPERLINK("http://x","丙局")'
ROSTER = """编码,单位全称,简称及曾用名,类别,片区,报送要求,变动情况
001,甲局,,市直部门,东,,
002,乙局,旧乙局,市直部门,西,,更名
003,"=HYPERLINK(""http://x"",""丙局"")",,开发区,东,,
004,丁局,,开发区,西,,新设
005,戊局,,,东,,
006,己局,,市直部门,东,,
007,庚局,,市直部门,西,,
008,辛局,,,东,免报,
"""
FEES = {"甲局": "316441.100001", "乙局": "24252.311082", HOSTILE: "9.95", "丁局": "0"}
LAST_FEES = {"甲局": "316441.000001", "旧乙局": "30000", HOSTILE: "0", "已撤销的局": "5.5"}


def _filing(fee: str, received: int = 12, **more: Any) -> dict[str, Any]:
    moved = {"requests.new.natural": received, "requests.granted.natural": received - 3}
    return BALANCED | moved | {"disclosure.fees.amount": Decimal(fee)} | more


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Report]:
    """Four units that count (one renamed, one new, one of a hostile name), one missing, one returned, one in conflict, one exempt."""
    folder = tmp_path_factory.mktemp("campaign")
    _write(folder / "名单.csv", ROSTER.encode("utf-8-sig"))
    for at, (name, fee) in enumerate(FEES.items(), start=1):
        extra = {"processing_fee.charged": Decimal("120.5"), "processing_fee.collected": Decimal(100)} if name == "乙局" else {}
        _write(folder / "回收" / f"+{at}.xlsx", issue(_filing(fee, 10 + at, **extra), Unit(f"00{at}", name)))
    _write(folder / "回收" / "=1+1.xlsx", issue(BALANCED | {"requests.new.natural": 0}, Unit("006", "己局")))
    for at in (1, 2):
        _write(folder / "回收" / f"庚{at}.xlsx", issue(_filing(str(at)), Unit("007", "庚局")))
    for at, (name, fee) in enumerate(LAST_FEES.items()):
        _write(folder / "上年" / f"{at}.xlsx", issue(_filing(fee, 12), Unit(None, name), 2024))
    rows = "执收单位,非税系统数（元）,差异原因\n甲局,3164411000.01,\n旧乙局,240000000,年底一笔未入库\n旧乙局,23110.82,\n戊局,5,\n不认识的局,1,\n丁局,约三万,\n合计,1,\n"
    _write(folder / "非税.csv", rows.encode("gb18030"))
    campaign = Campaign(folder, "石嘴山市", 2025, finance="非税.csv")
    paths = {"roster": folder / "名单.csv", "previous": [folder / "上年"], "campaign": campaign, "year": 2025}
    report, path = collect([folder / "回收"], folder / "汇总.xlsx", **paths)
    return path, report


@pytest.fixture(scope="module")
def shown(found: tuple[Path, Report]) -> Any:
    """The summary as values."""
    return openpyxl.load_workbook(found[0], data_only=True)


def _rows(sheet: Any, first: int) -> list[tuple[Any, ...]]:
    return list(sheet.iter_rows(min_row=first, values_only=True))


def _line(sheet: Any, label: str, column: int = 1) -> tuple[Any, ...]:
    """The row in which that text stands."""
    return next(row for row in sheet.iter_rows(values_only=True) if row[column] == label)


def _texts(sheet: Any) -> list[str]:
    return [c.value for row in sheet.iter_rows() for c in row if isinstance(c.value, str)]


def test_sheets_are_those_of_the_design(found):
    """All locked, the structure too; lists can be filtered while locked."""
    book = openpyxl.load_workbook(found[0])
    assert book.sheetnames == SHEETS
    assert all(sheet.protection.sheet for sheet in book)
    assert book.security.lockStructure
    for name in ("明细三", "收费", "报送情况", "问题清单", "来源"):
        assert book[name].auto_filter.ref
        assert not book[name].protection.autoFilter


def test_every_figure_is_a_formula_over_the_detail_with_its_exact_value(found):
    """All 200 (and the supplement), money to 分."""
    path, report = found
    formulas, shown = openpyxl.load_workbook(path), openpyxl.load_workbook(path, data_only=True)
    for table in FORM.tables:
        for key, box in grid(table).places.items():
            formula = formulas[table.short].cell(box.top + 1, box.left + 1).value
            value = shown[table.short].cell(box.top + 1, box.left + 1).value
            assert formula.startswith(("=SUM('明细", "=ROUND(SUM('明细"))
            assert exact(float(value)) == report.totals[key]
    assert report.totals["disclosure.fees.amount"] == Decimal("340703.361083")


def test_no_formula_is_volatile_and_none_leads_outside(found):
    """What a formula needs stands in the workbook."""
    book = openpyxl.load_workbook(found[0])
    formulas = [c.value for sheet in book for row in sheet.iter_rows() for c in row if c.data_type == "f"]
    assert len(formulas) > 1000
    assert not [f for f in formulas if any(word in f for word in ("TODAY(", "NOW(", "OFFSET(", "INDIRECT(", "TEXT(", "[", "http"))]
    assert {c.value for sheet in book for row in sheet.iter_rows() for c in row if c.data_type == "e"} == set()


def _compare(path: Path, other: Any) -> int:
    """Every cell of every sheet; gives how many there are."""
    cells = 0
    for sheet in openpyxl.load_workbook(path, data_only=True):
        for row in sheet.iter_rows():
            for cell in row:
                theirs = other(sheet.title, cell.coordinate)
                assert _same(cell.value) == _same(theirs), f"{sheet.title}!{cell.coordinate}"
                cells += cell.value is not None
    return cells


def _same(value: Any) -> Any:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return exact(float(value))
    return None if value == "" else value


@pytest.mark.client
def test_libreoffice_recalculates_every_cell_to_what_is_stored(found, tmp_path: Path):
    """Forced recalculation, all sheets."""
    again = openpyxl.load_workbook(helpers.libreoffice(found[0], "xlsx", tmp_path, recalculate=True), data_only=True)
    assert _compare(found[0], lambda sheet, cell: again[sheet][cell].value) > 4000


@pytest.mark.client
@pytest.mark.filterwarnings("ignore:Workbook contains no default style")
def test_gnumeric_recalculates_every_cell_to_what_is_stored(found, tmp_path: Path):
    """The same by another program."""
    if shutil.which("ssconvert") is None and os.environ.get("GAOKAI_REQUIRE_CLIENTS") != "1":
        pytest.skip("Gnumeric is not installed")
    subprocess.run(["ssconvert", "--recalc", str(found[0]), str(tmp_path / "g.xlsx")], check=True, capture_output=True, timeout=180)
    again = openpyxl.load_workbook(tmp_path / "g.xlsx", data_only=True)
    assert _compare(found[0], lambda sheet, cell: again[sheet][cell].value) > 4000


def test_excelize_recalculates_every_formula_to_what_is_stored(found):
    """And by a third, whose ROUND leaves noise behind the digits that it keeps: 分 is the sixth decimal."""
    excelize = pytest.importorskip("excelize")
    path = found[0]
    again, formulas, ours = excelize.open_file(str(path)), openpyxl.load_workbook(path), openpyxl.load_workbook(path, data_only=True)
    options = excelize.Options(raw_cell_value=True)
    compared = 0
    for sheet in formulas:
        for cell in (c for row in sheet.iter_rows() for c in row if c.data_type == "f"):
            theirs, mine = again.calc_cell_value(sheet.title, cell.coordinate, options), ours[sheet.title][cell.coordinate].value
            assert theirs == mine or abs(float(theirs) - mine) < 1e-8, f"{sheet.title}!{cell.coordinate}"
            compared += 1
    assert compared > 1000


def test_the_workbook_needs_no_repair(found):
    """By the schemas of Office Open XML."""
    audit = subprocess.run([sys.executable, "-m", "openxml_audit", str(found[0])], capture_output=True, encoding="utf-8", check=False)
    assert audit.returncode == 0, audit.stdout


def test_the_detail_holds_unit_rows_only_as_constants(found):
    """Counted units in the order of the roster, then a blank row, then subtotals."""
    sheet = openpyxl.load_workbook(found[0])["明细三"]
    rows = _rows(sheet, 4)
    assert [row[2] for row in rows[:5]] == [*FEES, None]
    assert [row[3] for row in rows[:4]] == [11, 12, 13, 14]
    assert sheet.auto_filter.ref.endswith("7")  # heads in row 3, units in rows 4 to 7
    assert sheet.freeze_panes == "D4"
    assert not [c.value for row in sheet.iter_rows(min_row=4, max_row=7) for c in row if c.data_type == "f"]


def test_subtotals_equal_sums_by_hand(shown):
    """By 类别 and by the further column of the roster."""
    sheet = shown["明细三"]
    heads = [row for row in _rows(sheet, 9) if row[0]]
    assert [row[0] for row in heads if isinstance(row[0], str) and row[0].startswith("按")] == ["按“类别”小计", "按“片区”小计"]
    assert _line(sheet, "市直部门", 2)[1:4] == (2, "市直部门", 11 + 12)
    assert _line(sheet, "开发区", 2)[1:4] == (2, "开发区", 13 + 14)
    assert _line(sheet, "东", 2)[1:4] == (2, "东", 11 + 13)
    totals = [row for row in _rows(sheet, 9) if str(row[0]).startswith("各项小计相加")]
    assert [row[3] for row in totals] == [50, 50]
    money = _line(shown["明细二"], "市直部门", 2)[3 + [c.key for c in FORM.of_table("disclosure")].index("disclosure.fees.amount")]
    assert exact(money) == Decimal("316441.100001") + Decimal("24252.311082")


@pytest.mark.client
def test_a_group_full_of_signs_is_only_a_name(tmp_path: Path):
    """Which SUMIF would take for conditions: stored and recalculated sums are those by hand."""
    names = ["*", ">5", "1", "01", "=1", "~?", "TRUE"]
    rows = [f'{at:03},单位{at},"{name}"' for at, name in enumerate((*names, "*"), start=1)]
    (tmp_path / "名单.csv").write_text("编码,单位全称,类别\n" + "\n".join(rows), encoding="utf-8")
    for at in range(1, 9):
        _write(tmp_path / "回收" / f"{at}.xlsx", issue(_filing("0", 10 + at), Unit(f"{at:03}", f"单位{at}")))
    _, path = collect([tmp_path / "回收"], tmp_path / "s.xlsx", roster=tmp_path / "名单.csv", year=2025)
    again = openpyxl.load_workbook(helpers.libreoffice(path, "xlsx", tmp_path, recalculate=True), data_only=True)
    for book in (openpyxl.load_workbook(path, data_only=True), again):
        found = [row[1:4] for row in _rows(book["明细三"], 14)]
        assert found[:7] == [(2, "*", 11 + 18), *((1, name, 11 + at) for at, name in enumerate(names[1:], start=1))]


def test_a_list_of_addresses_makes_no_endless_subtotals(tmp_path: Path):
    """A column in which every unit differs has none and says so; beyond six columns too."""
    heads = [f"栏{n}" for n in range(1, 9)]
    rows = [",".join((f"单位{at}", f"地址{at}", *["同"] * 8)) for at in (1, 2)]
    (tmp_path / "名单.csv").write_text("\n".join((",".join(("单位全称", "地址", *heads)), *rows)), encoding="utf-8")
    for at in (1, 2):
        _write(tmp_path / "回收" / f"{at}.xlsx", issue(_filing("0"), Unit(f"{at:03}", f"单位{at}")))
    _, path = collect([tmp_path / "回收"], tmp_path / "s.xlsx", roster=tmp_path / "名单.csv", year=2025)
    said = _texts(openpyxl.load_workbook(path)["明细三"])
    assert [text for text in said if text.startswith("按“")] == [f"按“栏{n}”小计" for n in range(1, 7)]
    assert "“地址”一栏有2种写法，每家几乎都不同，没有做小计。" in said
    assert [f"“栏{n}”没有做小计" in "\n".join(said) for n in (6, 7, 8)] == [False, True, True]


def test_next_year_reads_the_units_and_nothing_below_them(found):
    """Subtotals and marks are no units."""
    last = previous_filings([found[0]], 2026)
    assert isinstance(last, Previous)
    assert [f.unit.name for f in last.filings if f.unit] == list(FEES)
    assert [f.typed["disclosure.fees.amount"] for f in last.filings] == [Decimal(fee) for fee in FEES.values()]


def test_text_from_files_is_never_a_formula_or_a_link(found):
    """Names that begin with =, +, @ are strings; the only links lead to 来源 of the same workbook."""
    book = openpyxl.load_workbook(found[0])
    hostile = [c for sheet in book for row in sheet.iter_rows() for c in row if isinstance(c.value, str) and "HYPERLINK" in c.value]
    assert len(hostile) > 8
    assert {c.data_type for c in hostile} == {"s"}
    links = [c.hyperlink for sheet in book for row in sheet.iter_rows() for c in row if c.hyperlink]
    assert {link.location.partition("!")[0] for link in links} == {"'来源'"}
    assert not [link for link in links if link.target]
    with zipfile.ZipFile(found[0]) as package:
        assert not [n for n in package.namelist() if "externalLink" in n]
        assert b'TargetMode="External"' not in b"".join(package.read(n) for n in package.namelist() if n.endswith(".rels"))


def test_a_unit_in_the_detail_leads_to_its_row_of_the_sources(found):
    """By an internal link on its number, which stays a number; a linked name would be one line in LibreOffice."""
    book = openpyxl.load_workbook(found[0])
    for row in range(4, 8):
        cell, name = book["明细二"].cell(row, 1), book["明细二"].cell(row, 3)
        sheet, _, where = cell.hyperlink.location.partition("!")
        assert book[sheet.strip("'")][where].offset(0, 1).value == name.value
        assert (cell.value, name.hyperlink) == (row - 3, None)


def test_sources_name_each_counted_file_with_its_fingerprint(found):
    """One row a counted file: unit, path, sha256, sheet and first cell of each table."""
    import hashlib

    folder = found[0].parent / "回收"
    rows = _rows(openpyxl.load_workbook(found[0])["来源"], 2)
    assert len(rows) == 4
    for row in rows:
        assert row[4] == hashlib.sha256((folder / row[3]).read_bytes()).hexdigest()
        assert row[5:8] == ("《表二主动公开》B3", "《表三依申请公开》D4", "《表四复议诉讼》A4")


def test_findings_and_board_name_every_file(found):
    """报送情况 has a row a file and a unit without one, 问题清单 both sides and the difference."""
    book = openpyxl.load_workbook(found[0])
    board = _rows(book["报送情况"], 2)
    assert {row[3] for row in board} == {"已汇总", "退回修改", "数据冲突", "未报"}
    balance = next(row for row in _rows(book["问题清单"], 2) if row[11] == "T3-BALANCE")
    assert balance[1:6] == ("己局", "=1+1.xlsx", "须改正", "表三依申请公开", "D28")
    assert balance[8:11] == (2, 14, -12)


def test_incomplete_is_visible_everywhere(shown):
    """汇总 n/应报 m 家 with every title; missing, returned and conflicting units by name."""
    cover = _texts(shown["封面"])
    assert "不完整：未报1家，退回1家，冲突或不能计入1家" in cover
    for label, name in (("未报（1家）", "戊局"), ("退回修改（1家）", "己局"), ("数据冲突（1家）", "庚局")):
        assert _line(shown["封面"], label, 0)[1] == name
    for name in ("表二", "表三", "表四", "收费", "同比", "一页纸"):
        said = "\n".join(_texts(shown[name]))
        assert "未报1家（戊局）；退回修改1家（己局）；数据冲突1家（庚局）" in said
        assert "汇总4/应报7家" in said or "汇总4/应报7家" in str(shown[name].oddHeader.center.text)


def test_the_page_for_leaders(shown):
    """Counts, figures with last year, the line to paste, one chart."""
    sheet = shown["一页纸"]
    rows = list(sheet.iter_rows(values_only=True))
    at = next(at for at, row in enumerate(rows) if row[0] == "应报")
    counts = dict(zip(rows[at], rows[at + 1], strict=True))
    assert (counts["应报"], counts["已报"], counts["审核通过"], counts["退回修改"], counts["未报"]) == (7, 6, 4, 1, 1)
    assert any(text.startswith("截至　　月　　日，应报7家，已报6家") for text in _texts(sheet))
    assert _line(sheet, "本年新收申请", 0)[1:6] == ("件", 50 + 4 * 3, 15 * 4, 2, 3.3)
    assert _line(sheet, "收费金额", 0)[2] == 340703.361083


def test_fees_are_sorted_ranked_and_compared(shown):
    """Largest first, beside last year and the finance office's system; a row that fits nothing is named."""
    sheet = shown["收费"]
    rows = _rows(sheet, 4)
    assert [row[1] for row in rows[:4]] == list(FEES)
    first, second, third, fourth = rows[:4]
    assert first[2:9] == (316441.100001, 3164411000.01, 0.9288, 316441.000001, 0.1, 0, 1)
    assert first[9:12] == (316441.100001, 0, "")
    assert second[5:12] == (30000, -5747.688918, -19.2, 2, 24002.311082, 250, "年底一笔未入库")
    assert second[12] == "非税系统数为2行相加"
    assert third[7] == "上年为零"
    assert fourth[5] is None
    assert "上年没有对应单位" in fourth[12]
    total = _line(sheet, "合计", 0)
    assert total[2] == 340703.361083
    assert total[5] == 346441.000001
    assert total[10] == 250
    loose = [row for row in rows if row[0] in (5, 6, 7)]
    assert [(row[1], row[3]) for row in loose] == [
        ("戊局", "该单位尚未汇总"),
        ("不认识的局", "名单中没有这个名称，请核对单位名称或在名单“简称及曾用名”中补上"),
        ("丁局", "金额“约三万”不是数字，请核对"),
    ]
    said = "\n".join(_texts(sheet))
    assert "上年另有1家单位本年没有对应单位，上年收费5.5万元，未列在上表；上年全口径合计346446.500001万元。" in said
    assert "信息处理费单列，未与表二收费建立勾稽；未收到的单位不在合计内。" in said
    assert (120.5, 100) in [row[3:5] for row in rows if row[1] == "乙局"]


def test_years_are_compared_in_two_bases(shown):
    """All units; and those of both years: the renamed one is one of them, the new and the abolished one are not."""
    sheet = shown["同比"]
    row = _line(sheet, "本年新收")
    assert row[3:7] == (50 + 12, 60, 2, 3.3)
    assert row[7:11] == (11 + 12 + 13 + 9, 45, 0, 0)
    assert _line(sheet, "规章·本年制发件数")[6] == "上年为零"
    said = "\n".join(_texts(sheet))
    assert "可比口径（两年均报送的单位，3家）" in said
    assert "只有本年数的单位（1家）：丁局。" in said
    assert "只有上年数的单位（1家）：已撤销的局。" in said
    then = _rows(shown["上年明细"], 5)
    assert [row[1:4] for row in then] == [
        ("甲局", "甲局", "可比"),
        ("旧乙局", "乙局", "可比"),
        (HOSTILE, HOSTILE, "可比"),
        ("已撤销的局", "（本年没有）", "不可比"),
    ]


def test_a_year_of_another_edition_is_compared_where_figures_mean_the_same(found):
    """What last year's edition did not have has no last year."""
    old = editions.load("2019")
    filing = replace(helpers.filing(ZEROS), form=old, typed=dict.fromkeys(old.typed, 1), unit=Unit(None, "甲局"), year=2024)
    shown = _values(replace(found[1], previous=(filing,)))
    rows = [row for row in _rows(shown["同比"], 5) if row[1]]
    absent = [row[1] for row in rows if row[4] == "上年无此项"]
    assert "（六）1.逾期不补正" in absent
    assert _line(shown["同比"], "（一）予以公开")[4] == 6


def test_without_a_year_before_the_sheet_says_what_to_do(found):
    """No empty columns."""
    shown = _values(replace(found[1], previous=(), finance=None))
    assert "上年明细" not in shown.sheetnames
    assert any("请加--previous" in text for text in _texts(shown["同比"]))
    assert any("[finance]" in text for text in _texts(shown["收费"]))


def test_what_taints_the_sums_is_marked(tmp_path: Path):
    """Failed filings that were included, blanks counted as 0: behind the name, under 备注, in the notes of every table."""
    (tmp_path / "a.xlsx").write_bytes(issue(BALANCED | {"requests.new.natural": 0}, Unit("001", "甲局")))
    blank = {key: value for key, value in BALANCED.items() if key != "requests.new.legal"}
    (tmp_path / "b.xlsx").write_bytes(issue(blank, Unit("002", "乙局")))
    _, path = collect([tmp_path], tmp_path / "s.xlsx", year=2025, include_failed=True, blank_as_zero=True)
    book = openpyxl.load_workbook(path)
    assert sorted(row[2] for row in _rows(book["明细三"], 4)[:2]) == ["乙局（空格按0）", "甲局（未通过审核）"]
    assert "1个空格按0计入" in _texts(book["明细三"])
    for name in ("封面", "表三", "收费", "一页纸"):
        said = "\n".join(_texts(book[name]))
        assert "含未通过审核的1家：甲局（收办不平）" in said
        assert "有1家（乙局）的空格按0计入" in said
    assert sorted(f.unit.name for f in previous_filings([path], 2026).filings if f.unit) == ["乙局", "甲局"]


def test_charts_stand_beside_the_figures_they_draw(found):
    """Native charts over live cells: units, outcomes, applicants, results, fees, and one for leaders."""
    book = openpyxl.load_workbook(found[0])
    assert len(book["图表"]._charts) == 5
    assert len(book["一页纸"]._charts) == 1
    with zipfile.ZipFile(found[0]) as package:
        drawn = [package.read(n).decode() for n in package.namelist() if n.startswith("xl/charts/chart")]
    assert all("<c:f>'图表'!" in text or "<c:f>'一页纸'!" in text for text in drawn)
    assert all("<c:numCache>" in text for text in drawn)


def test_the_same_report_gives_the_same_bytes(found):
    """Nothing depends on the day or on the order of a set."""
    assert door.build(found[1]) == door.build(found[1]) == found[0].read_bytes()


def test_a_summary_of_nobody_is_zero_and_says_so(tmp_path: Path):
    """All formulas stand over an empty row."""
    (tmp_path / "a.xlsx").write_bytes(issue())
    report, path = collect([tmp_path / "a.xlsx"], tmp_path / "s.xlsx")
    assert report.counted == []
    assert openpyxl.load_workbook(path, data_only=True)["表三"]["J27"].value == 0


def _values(report: Report) -> Any:
    from io import BytesIO

    return openpyxl.load_workbook(BytesIO(door.build(report)), data_only=True)


def test_the_check_number_of_the_sums_is_on_cover_and_tables(found, shown):
    """The one that ``check_code`` gives of the sums; exact where a sum times its weight is beyond 2^53."""
    totals = found[1].totals
    assert totals is not None
    code = check_code(FORM, totals)
    assert _line(shown["封面"], "核对码", 0)[1] == code
    for name in ("表二", "表三", "表四", "信息处理费"):
        assert code in [row[0] for row in _rows(shown[name], 1)]
    moved = openpyxl.load_workbook(found[0])
    assert "核对码" in moved["表三"].cell(moved["表三"].max_row, 1).number_format


@pytest.mark.client
def test_the_check_number_is_exact_for_the_largest_sums(tmp_path: Path):
    """Fifteen digits of money, recalculated by LibreOffice; one 分 makes another number."""
    numbers = []
    for at, fee in enumerate(("999999999.999999", "999999999.999998")):
        _write(tmp_path / str(at) / "a.xlsx", issue(_filing(fee), Unit("001", "甲局")))
        report, path = collect([tmp_path / str(at)], tmp_path / f"{at}.xlsx", year=2025)
        again = helpers.libreoffice(path, "xlsx", tmp_path, recalculate=True)
        assert report.totals is not None
        numbers.append(openpyxl.load_workbook(again, data_only=True)["封面"]["B7"].value)
        assert numbers[-1] == check_code(FORM, report.totals)
    assert numbers[0] != numbers[1]


def test_no_rate_is_a_negative_zero(tmp_path: Path):
    """A fall that rounds to nothing."""
    assert [str(growth(Decimal(now), Decimal(10_000))) for now in ("9999", "10001", "9994", "10000")] == ["0", "0", "-0.1", "0"]
    _write(tmp_path / "a.xlsx", issue(_filing("9999.9"), Unit("001", "甲局")))
    _write(tmp_path / "上年.xlsx", issue(_filing("10000"), Unit("001", "甲局"), 2024))
    _, path = collect([tmp_path / "a.xlsx"], tmp_path / "汇总.xlsx", year=2025, previous=[tmp_path / "上年.xlsx"])
    assert not [data for data in helpers.parts(path.read_bytes()).values() if b"<v>-0" in data and re.search(rb"<v>-0(\.0+)?</v>", data)]


def test_a_long_name_wraps_in_the_detail_and_is_short_in_the_charts(tmp_path: Path):
    """A row high enough, no link that would make one line of it; at a bar its beginning and its end."""
    names = [f"丙市公共资源交易管理服务中心暨政府采购中心（国有土地使用权和矿业权出让交易服务办公室）第{n}分部" for n in "一二"]
    for at, name in enumerate(names):
        _write(tmp_path / "回收" / f"{at}.xlsx", issue(_filing("5"), Unit(f"00{at}", name)))
    _, path = collect([tmp_path / "回收"], tmp_path / "汇总.xlsx", year=2025)
    book = openpyxl.load_workbook(path)
    detail = book["明细三"]
    assert [detail.cell(row, 3).value for row in (4, 5)] == names
    assert detail.cell(4, 3).alignment.wrap_text
    assert detail.row_dimensions[4].height > 55
    shortened = [row[0] for row in _rows(book["图表"], 1) if row[0] and "…" in str(row[0]) and len(str(row[0])) == 18]
    assert shortened[:2] == ["丙市公共资源交易管理…公室）第一分部", "丙市公共资源交易管理…公室）第二分部"]


def test_charts_begin_at_zero_and_draw_no_empty_slices(found):
    """Or lengths lie; of a pie only the results that occurred have a label."""
    parts = [data.decode() for name, data in helpers.parts(found[0].read_bytes()).items() if name.startswith("xl/charts/chart")]
    assert len(parts) > 4
    for part in parts:
        assert ("<c:pieChart>" in part) or '<c:min val="0"/>' in part
    (pie,) = [part for part in parts if "<c:pieChart>" in part]
    cached = re.search(r"<c:val>.*?</c:val>", pie, re.DOTALL)
    assert cached is not None
    assert "0" not in re.findall(r"<c:v>(.*?)</c:v>", cached[0])
