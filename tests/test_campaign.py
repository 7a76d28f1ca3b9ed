"""A campaign from init to summary: settings, roster, one template a unit or one for all, last year inside."""

from __future__ import annotations

import re
import zipfile
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from gaokai_xlsx import campaign, check, collect, init, roster, template
from gaokai_xlsx.errors import CannotGoOn
from gaokai_xlsx.form.grid import address
from gaokai_xlsx.intake.reading import take
from gaokai_xlsx.submission import Outcome
from tests import helpers
from tests.helpers import BALANCED, FORM, ZEROS, codes, edited, issue, put, run

LIST = "序号,单位名称,简称及曾用名,规章制定权,上年编码\n1,市商务局,市外经贸局,无,\n2,市数据局,,无,007、008\n3,市/财政局,,无,\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A campaign made from a foreign list."""
    (tmp_path / "通讯录.csv").write_bytes(LIST.encode("gbk"))
    return init(tmp_path / "2025年报", city="石嘴山市", year=2025, roster=tmp_path / "通讯录.csv")


def test_init_makes_what_the_clerk_needs(folder: Path):
    """Settings with comments, the roster with codes, four folders."""
    assert sorted(p.name for p in folder.iterdir()) == ["gaokai.toml", "下发", "名单.xlsx", "回收", "汇总", "退回"]
    here = campaign.read(folder / "gaokai.toml")
    assert (here.city, here.year, here.path("returned")) == ("石嘴山市", 2025, folder / "回收")
    units = roster.read(here.path("roster"))
    assert [(e.code, e.name) for e in units.entries] == [("001", "市商务局"), ("002", "市数据局"), ("003", "市/财政局")]
    assert units.entries[1].predecessors == ("007", "008")


def test_the_roster_workbook_is_locked_but_for_what_the_clerk_writes(folder: Path):
    """The columns of the contract, codes for 600 rows, lists for fixed answers."""
    sheet = openpyxl.load_workbook(folder / "名单.xlsx").active
    heads = [c.value for c in sheet[3]]
    assert "｜".join(heads) == (
        "序号｜编码（自动）｜单位全称｜简称及曾用名｜类别｜规章制定权｜汇总归属｜报送要求｜报送截止｜变动情况｜上年编码｜联系人｜电话"
    )
    assert sheet.protection.sheet
    assert sheet["B4"].protection.locked
    assert not sheet["C4"].protection.locked
    assert sheet["B603"].value == "600"
    assert {v.formula1 for v in sheet.data_validations.dataValidation} == {
        '"有,无"',
        '"应报,免报,并入上级,纸质代录"',
        '"更名,合并,拆分,新设,撤销"',
    }


def test_a_unit_added_later_changes_no_code(folder: Path):
    """Codes given once are kept: the next row has its own."""
    book = openpyxl.load_workbook(folder / "名单.xlsx")
    book.active["C7"] = "市体育局"
    book.save(folder / "名单.xlsx")
    assert [e.code for e in roster.read(folder / "名单.xlsx").entries] == ["001", "002", "003", "004"]


def test_a_second_init_touches_nothing(folder: Path):
    """A campaign is somebody's work."""
    before = {p: p.read_bytes() for p in folder.rglob("*") if p.is_file()}
    with pytest.raises(CannotGoOn, match="已经有年报工作"):
        init(folder, city="别的市", year=2026)
    assert {p: p.read_bytes() for p in folder.rglob("*") if p.is_file()} == before


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ('city = "甲"', "缺少“year”"),
        ("city = 1\nyear = 2025", "“city”要写成文字"),
        ('city = "甲"\nyear = "2025"', "“year”要写整数"),
        ('city = "甲"\nyear = 2025\nphon = "1"', "不认识“phon”"),
        ("city = ", "写法不对"),
        ('city = "甲"\nyear = 25', "不像报告年度"),
    ],
)
def test_defects_of_the_settings_are_named(tmp_path: Path, settings: str, words: str):
    """All in one clear error."""
    (tmp_path / "gaokai.toml").write_text(settings, encoding="utf-8")
    with pytest.raises(CannotGoOn, match=re.escape(words)):
        campaign.find(tmp_path)


def test_inside_a_campaign_no_arguments_are_needed(folder: Path):
    """template, then filled, then collect; explicit options win."""
    result = run("template", cwd=folder)
    assert (result.returncode, result.stderr) == (0, "")
    names = ["001_市商务局_2025年报表.xlsx", "002_市数据局_2025年报表.xlsx", "003_市_财政局_2025年报表.xlsx"]
    assert sorted(p.name for p in (folder / "下发").iterdir()) == names
    for name in names:
        filled = edited((folder / "下发" / name).read_bytes(), put(BALANCED))
        (folder / "回收" / name).write_bytes(filled)
    result = run("collect", cwd=folder / "回收")
    assert result.returncode == 0, result.stdout
    assert "应报3家，已汇总3家" in result.stdout
    assert (folder / "汇总" / "2025年汇总表.xlsx").is_file()
    assert run("template", "--year", "2024", "--unit", "市商务局", "-o", "x.xlsx", cwd=folder).returncode == 0
    assert take("x", (folder / "x.xlsx").read_bytes()).year == 2024


def test_a_rerun_overwrites_nothing_that_differs(folder: Path, tmp_path: Path):
    """And then writes nothing at all; --force does; the same again is no difference."""
    made = template(tmp_path / "下发", year=2025, roster=folder / "名单.xlsx")
    assert template(tmp_path / "下发", year=2025, roster=folder / "名单.xlsx") == made
    made[1].write_bytes(b"filled in")
    made[0].unlink()
    with pytest.raises(CannotGoOn, match="已经存在"):
        template(tmp_path / "下发", year=2025, roster=folder / "名单.xlsx")
    assert not made[0].exists()
    template(tmp_path / "下发", year=2025, roster=folder / "名单.xlsx", force=True)
    assert made[1].read_bytes()[:2] == b"PK"


def test_templates_in_an_archive(folder: Path, tmp_path: Path):
    """One zip, the same bytes each time, readable names."""
    (path,) = template(tmp_path, year=2025, roster=folder / "名单.xlsx", zipped=True)
    once = path.read_bytes()
    template(tmp_path, year=2025, roster=folder / "名单.xlsx", zipped=True)
    assert path.read_bytes() == once
    assert zipfile.ZipFile(path).namelist()[0] == "001_市商务局_2025年报表.xlsx"


def test_a_common_template_lets_the_unit_be_chosen(folder: Path, tmp_path: Path):
    """A drop-down of the roster; code and unit follow the choice, also when nobody recalculated."""
    (path,) = template(tmp_path / "通用.xlsx", year=2025, roster=folder / "名单.xlsx", common=True)
    book = openpyxl.load_workbook(path)
    rule = next(v for v in book["封面"].data_validations.dataValidation if "B4" in v.sqref)
    first, last = rule.formula1.replace("$", "").split(":")
    assert [c[0].value for c in book["封面"][f"{first}:{last}"]] == ["市商务局", "市数据局", "市/财政局"]
    filled = edited(path.read_bytes(), put(BALANCED), lambda b: b["封面"].__setitem__("B4", "市数据局"))
    (tmp_path / "回收").mkdir()
    (tmp_path / "回收" / "a.xlsx").write_bytes(filled)
    report = check([tmp_path / "回收"], roster=folder / "名单.xlsx")
    assert openpyxl.load_workbook(path)["表二主动公开"]["A16"].value.endswith("'封面'!$B$4")
    assert report.files[0].unit == helpers.Unit("002", "市数据局")
    assert report.files[0].outcome is Outcome.COUNTED


def _last_year(tmp_path: Path) -> Path:
    """Three filings of last year: one of a unit that goes on under another name, two of units that were merged."""
    closing = {"requests.carried_out.natural": 2, "requests.new.natural": 2, "disclosure.normative.in_force": 5}
    for name, code, times in (("市外经贸局", "001", 1), ("市信息中心", "007", 2), ("市大数据局", "008", 3)):
        path = tmp_path / "上年" / f"{code}.xlsx"
        path.parent.mkdir(exist_ok=True)
        figures = ZEROS | {k: v * times for k, v in closing.items()}
        path.write_bytes(issue(figures, helpers.Unit(code, name), year=2024))
    return tmp_path / "上年"


@pytest.mark.parametrize("through_summary", [False, True])
def test_opening_balances_follow_from_last_year(folder: Path, tmp_path: Path, through_summary: bool):
    """Pre-filled per column; a merged unit has the sum of its predecessors, a renamed one its own; from filings or from a summary."""
    source = _last_year(tmp_path)
    if through_summary:
        _, source = collect([source], tmp_path / "2024年汇总表.xlsx")
    made = template(tmp_path / "下发", year=2025, roster=folder / "名单.xlsx", previous=[source])
    opening = [openpyxl.load_workbook(path)["表三依申请公开"]["D5"].value for path in made]
    assert opening == [2, 10, None]
    book = openpyxl.load_workbook(made[1], data_only=True)
    reasons = list(book["差异说明"].iter_rows(min_row=2, max_row=13, values_only=True))
    assert reasons[0][2:6] == (10, 10, 0, "衔接")
    stock = next(r for r in reasons if "行政规范性文件" in str(r[1]))
    assert stock[2:6] == (0, 25, -25, "请说明原因")
    assert len(reasons) == 12


def test_a_filing_that_does_not_follow_is_found_on_return(folder: Path, tmp_path: Path):
    """The same sums of predecessors in check as in the template."""
    source = _last_year(tmp_path)
    (tmp_path / "a.xlsx").write_bytes(issue(ZEROS, helpers.Unit("002", "市数据局")))
    report = check([tmp_path / "a.xlsx"], roster=folder / "名单.xlsx", previous=[source])
    found = {f.key: (f.code, f.left, f.right) for f in report.files[0].findings}
    assert found == {
        "disclosure.normative.in_force": ("Y-STOCK", "0", "25"),
        "requests.carried_in.natural": ("Y-CARRY", "0", "10"),
        "requests.carried_in.total": ("Y-CARRY", "0", "10"),
    }


def test_an_edition_that_no_code_knows_goes_the_whole_way(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Template → fill → check → collect with an invented third edition in a temporary folder."""
    import shutil

    from gaokai_xlsx.form import editions

    shutil.copytree(editions.FOLDER, tmp_path / "templates", ignore=shutil.ignore_patterns("*.xlsx"))
    (tmp_path / "templates" / "2030").mkdir()
    (tmp_path / "templates" / "2030" / "form.toml").write_text(_INVENTED, encoding="utf-8")
    text = (tmp_path / "templates" / "2021" / "form.toml").read_text(encoding="utf-8")
    (tmp_path / "templates" / "2021" / "form.toml").write_text(
        text.replace("{ from = 2021 }", "{ from = 2021, to = 2029 }"), encoding="utf-8"
    )
    monkeypatch.setattr(editions, "FOLDER", tmp_path / "templates")
    form = editions.for_year(2031)
    assert (form.edition, len(form.typed), len(form.derived)) == ("2030", 6, 3)

    folder = tmp_path / "回收"
    folder.mkdir()
    for number, closing in ((1, 1), (2, 5)):
        (path,) = template(folder / f"{number}.xlsx", year=2031, unit=f"第{number}局")
        values = {
            "flow.came.paper": 3,
            "flow.came.net": 4,
            "flow.went.paper": 2,
            "flow.went.net": 4,
            "flow.left.paper": closing,
            "flow.left.net": 0,
        }

        def fill(book: Any, values: dict[str, int] = values) -> None:
            for key, value in values.items():
                sheet, cell = address(form, key)
                book[sheet][cell] = value

        path.write_bytes(edited(path.read_bytes(), fill))

    report, summary = collect([folder], tmp_path / "s.xlsx")

    assert codes(report.files[0].findings) == []
    assert codes(report.files[1].findings) == ["N1-EVEN flow.left.paper", "N1-EVEN flow.left.total"]
    assert report.totals is not None
    assert report.totals["flow.came.total"] == 7
    assert openpyxl.load_workbook(summary, data_only=True)["表一"]["D3"].value == 7


_INVENTED = """
edition = "2030"
name = "虚构的格式"
document = "测试〔2030〕1号"
report_title = "工作年度报告"
years = { from = 2030 }
period = "1月1日至12月31日"

[[table]]
key = "flow"
sheet = "表一收发"
short = "表一"
title = "一、收发情况"
clause = "第一条"
orientation = "portrait"
unit = "份"

  [[table.block]]
  corner = "项目"
  columns = [
    { key = "paper", label = ["方式", "纸质"] },
    { key = "net", label = ["方式", "网络"] },
    { key = "total", label = ["方式", "合计数"] },
  ]
  rows = [
    { key = "came", label = ["收进来的"] },
    { key = "went", label = ["发出去的"] },
    { key = "left", label = ["留下来的"] },
  ]

  [[table.identity]]
  code = "N1-ROW"
  kind = "row-sum"
  title = "合计不对"
  total = "total"
  parts = ["paper", "net"]
  parts_name = "两种方式"
  says = "合计数＝纸质＋网络"
  clause = "第一条"

  [[table.identity]]
  code = "N1-EVEN"
  kind = "balance"
  title = "收发不平"
  left = ["came"]
  right = ["went", "left"]
  anchor = "left"
  says = "收进来的＝发出去的＋留下来的"
  clause = "第一条"
"""


def test_the_filled_opening_can_still_be_changed(folder: Path, tmp_path: Path):
    """Last year's figures are a help, not a lock; the grey column beside them is locked."""
    (path, *_) = template(tmp_path / "下发", year=2025, roster=folder / "名单.xlsx", previous=[_last_year(tmp_path)])
    sheet = openpyxl.load_workbook(path)["表三依申请公开"]
    assert not sheet["D5"].protection.locked
    grey = [c for row in sheet.iter_rows(min_col=11) for c in row if c.value == 2]
    assert grey
    assert all(c.protection.locked for c in grey)
    assert BytesIO(path.read_bytes()).read(2) == b"PK"
    assert FORM.cells["requests.carried_in.natural"].row_of.role == "opening"


def test_part_of_a_merged_units_past_is_not_its_past(tmp_path: Path):
    """A predecessor that is missing, or that two units claim: nothing is pre-filled, and it is said by name."""
    source = _last_year(tmp_path)
    (tmp_path / "r.csv").write_text(
        "编码,单位全称,上年编码\n1,甲局,007、009\n2,乙局,001\n3,丙局,001、008\n4,丁局,7\n5,市大数据局,\n", encoding="utf-8"
    )
    told: list[str] = []
    made = template(tmp_path / "下发", year=2025, roster=tmp_path / "r.csv", previous=[source], tell=told.append)
    assert [openpyxl.load_workbook(path)["表三依申请公开"]["D5"].value for path in made] == [None, None, None, None, 6]
    assert told == ["上年数：1家已预填；没有找到或不能确定的4家：甲局、乙局、丙局、丁局。请核对报送名单的“上年编码”和--previous。"]


def test_a_missing_roster_stops_a_campaign(folder: Path):
    """Otherwise nobody would be missing."""
    (folder / "名单.xlsx").rename(folder / "名单1.xlsx")
    (folder / "回收" / "a.xlsx").write_bytes(issue(BALANCED))
    for command in ("collect", "template"):
        result = run(command, cwd=folder)
        assert result.returncode == 2
        assert "没有这个文件" in result.stderr
    assert not list((folder / "汇总").iterdir())


def test_an_imported_list_keeps_what_it_says(tmp_path: Path):
    """Duties, contacts and columns of the office's own; a line of sums below is no unit."""
    text = "序号,部门名称,报送要求,联系人,手机号码,片区\n1,甲局,纸质代录,张三,138,东\n2,乙局,并入上级,李四,139,西\n合计,2家,,,,\n"
    (tmp_path / "r.csv").write_text(text, encoding="utf-8")
    made = init(tmp_path / "c", city="甲市", year=2025, roster=tmp_path / "r.csv")
    rows = list(openpyxl.load_workbook(made / "名单.xlsx").active.iter_rows(min_row=3, max_row=6, values_only=True))
    assert rows[0][-1] == "片区"
    assert [(r[1], r[2], r[7], r[11], r[12], r[13]) for r in rows[1:3]] == [
        ("001", "甲局", "纸质代录", "张三", "138", "东"),
        ("002", "乙局", "并入上级", "李四", "139", "西"),
    ]
    assert (rows[3][1], rows[3][2]) == ("003", None)
    assert [e.files for e in roster.read(made / "名单.xlsx").entries] == [True, False]


@pytest.mark.parametrize("option", ["--previous", "--zip", "--unit"])
def test_a_common_template_refuses_what_needs_a_unit(folder: Path, option: str):
    """Rather than to ignore it."""
    values = {"--previous": ["回收"], "--unit": ["市商务局"], "--zip": []}[option]
    result = run("template", "--common", option, *values, cwd=folder)
    assert result.returncode == 2
    assert f"--common不能与{option}同时用" in result.stderr


def test_one_unit_of_the_campaign_has_its_code(folder: Path):
    """--unit inside a campaign looks the unit up."""
    assert run("template", "--unit", "市数据局", "-o", "x.xlsx", cwd=folder).returncode == 0
    assert take("x", (folder / "x.xlsx").read_bytes()).unit == helpers.Unit("002", "市数据局")
