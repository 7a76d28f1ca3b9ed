"""The finance office's list: read as people write it, under the setting [finance]; what is wrong is said with what to do."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from gaokai_xlsx import campaign, collect, finance
from gaokai_xlsx.errors import CannotGoOn
from tests import helpers
from tests.helpers import BALANCED, issue

FEE = "disclosure.fees.amount"


def _csv(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def test_a_workbook_with_title_numbers_and_a_total(tmp_path: Path):
    """Heads below a title; 万元 by the head; numbers as the file holds them; the total is no unit."""
    book = openpyxl.Workbook()
    for row in (
        ["2025年非税收入"],
        ["序号", "单位", "金额（万元）"],
        [1, "甲局", 9.95],
        [2, "乙局", 0.1 + 0.2],
        [3, "丙局", 1e-5],
        ["", "合计", 10.25001],
    ):
        book.active.append(row)
    book.save(tmp_path / "非税.xlsx")
    found = finance.read(tmp_path / "非税.xlsx")
    assert found.file == "非税.xlsx"
    assert [(r.number, r.name, r.amount) for r in found.rows] == [
        (3, "甲局", Decimal("9.95")),
        (4, "乙局", Decimal("0.3")),
        (5, "丙局", Decimal("0.00001")),
    ]


def test_yuan_become_ten_thousands_to_the_last_fen(tmp_path: Path):
    """Also with separators, refunds and text that is no amount."""
    found = finance.read(_csv(tmp_path / "f.csv", '单位,收费\n甲局,"3,164,411,000.01"\n乙局,-5元\n丙局,12345.678\n,7\n'), "元")
    assert [(r.name, r.amount) for r in found.rows] == [
        ("甲局", Decimal("316441.100001")),
        ("乙局", Decimal("-0.0005")),
        ("丙局", None),
        ("", Decimal("0.0007")),
    ]
    assert found.rows[2].text == "12345.678"


@pytest.mark.parametrize(
    ("text", "unit", "words"),
    [
        ("名目,金额（元）\n甲局,1\n", "", "没有找到单位一列"),
        ("单位,甲,乙\n甲局,1,2\n", "元", "没有找到金额一列"),
        ("单位,金额\n甲局,1\n", "", "没有说明是万元还是元"),
        ("单位,金额（元）\n甲局,1\n", "万元", '与gaokai.toml中的unit = "万元"不一致'),
        ('单位,金额（元）\n"甲局,1\n', "", "引号不成对"),
    ],
)
def test_what_is_no_such_list_is_said_with_what_to_do(tmp_path: Path, text: str, unit: str, words: str):
    """Never guessed: 元 taken for 万元 would be wrong by ten thousand."""
    with pytest.raises(CannotGoOn, match=words) as stop:
        finance.read(_csv(tmp_path / "f.csv", text), unit)
    assert "请改正后重试" in str(stop.value)


@pytest.mark.parametrize(
    ("table", "known"),
    [
        ('[finance]\nfile = "非税.xlsx"\nunit = "元"\n', ("非税.xlsx", "元")),
        ('[finance]\nfile = "非税.xlsx"\n', ("非税.xlsx", "")),
        ("", ("", "")),
    ],
)
def test_the_setting(tmp_path: Path, table: str, known: tuple[str, str]):
    """A table of its own, with or without the unit."""
    here = campaign.read(_csv(tmp_path / "gaokai.toml", f'city = "市"\nyear = 2025\n{table}'))
    assert (here.finance, here.finance_unit) == known


@pytest.mark.parametrize(
    "table", ['finance = "非税.xlsx"', '[finance]\nunit = "元"', '[finance]\nfile = "a"\nunit = "亿元"', "[finance]\nfile = 1"]
)
def test_a_setting_that_says_too_little_is_shown_how(tmp_path: Path, table: str):
    """With the right way to write it."""
    with pytest.raises(CannotGoOn, match=r"\[finance\]的写法是"):
        campaign.read(_csv(tmp_path / "gaokai.toml", f'city = "市"\nyear = 2025\n{table}\n'))


def test_inside_a_campaign_the_list_reaches_the_summary(tmp_path: Path):
    """Through the command line, and again on the next run."""
    _csv(tmp_path / "gaokai.toml", 'city = "市"\nyear = 2025\nroster = "名单.csv"\n[finance]\nfile = "非税.csv"\nunit = "万元"\n')
    _csv(tmp_path / "名单.csv", "编码,单位全称\n001,甲局\n")
    _csv(tmp_path / "非税.csv", "执收单位,金额\n甲局,24252\n")
    (tmp_path / "回收").mkdir()
    (tmp_path / "回收" / "a.xlsx").write_bytes(issue(BALANCED, helpers.Unit("001", "甲局")))
    for _ in range(2):
        result = helpers.run("collect", cwd=tmp_path)
        assert result.returncode == 0, result.stderr
        book = openpyxl.load_workbook(tmp_path / "汇总" / "2025年汇总表.xlsx", data_only=True)
        row = next(row for row in book["收费"].iter_rows(values_only=True) if row[1] == "甲局")
        assert row[9:11] == (24252, 0.311082)


def test_lines_that_are_in_no_row_are_named_and_keep_their_reason(tmp_path: Path):
    """On the console and below 收费: which line, why, and what the finance office says; too many decimals are no text."""
    _csv(tmp_path / "gaokai.toml", 'city = "市"\nyear = 2025\nroster = "名单.csv"\n[finance]\nfile = "非税.csv"\nunit = "万元"\n')
    _csv(tmp_path / "名单.csv", "编码,单位全称\n001,甲局\n002,乙局\n")
    _csv(tmp_path / "非税.csv", "单位,金额,差异原因\n甲局,0.1234567,尾差\n丙局,7,代收\n乙局,约3,\n乙局,5,\n")
    (tmp_path / "回收").mkdir()
    (tmp_path / "回收" / "a.xlsx").write_bytes(issue(BALANCED, helpers.Unit("001", "甲局")))
    result = helpers.run("collect", cwd=tmp_path)
    line = next(text for text in result.stdout.splitlines() if "非税" in text)
    assert line == (
        "  非税系统数文件《非税.csv》有4行没有列入《收费》："
        "第2行“甲局”（金额“0.1234567”位数太多：以万元为单位最多6位小数（到分）、共15位数字，请核对）；"
        "第3行“丙局”（名单中没有这个名称，请核对单位名称或在名单“简称及曾用名”中补上）；"
        "第4行“乙局”（金额“约3”不是数字，请核对）；第5行“乙局”（该单位尚未汇总）。"
    )
    book = openpyxl.load_workbook(tmp_path / "汇总" / "2025年汇总表.xlsx", data_only=True)
    rows = {row[0]: row for row in book["收费"].iter_rows(min_row=7, values_only=True) if isinstance(row[0], int)}
    assert [(rows[n][1], rows[n][9] or None) for n in (2, 3, 4, 5)] == [("甲局", "尾差"), ("丙局", "代收"), ("乙局", None), ("乙局", None)]


def test_last_years_units_that_have_not_come_yet_are_not_said_to_be_gone(tmp_path: Path):
    """A unit that was returned or is missing has last year's fees, and so has one that no unit follows: two sentences."""
    last = {
        n: issue(BALANCED | {FEE: Decimal(n)}, helpers.Unit(f"00{n}", name), year=2024)
        for n, name in enumerate(("甲局", "乙局", "丙局", "丁局"), 1)
    }
    (tmp_path / "上年").mkdir()
    for n, data in last.items():
        (tmp_path / "上年" / f"{n}.xlsx").write_bytes(data)
    (tmp_path / "回收").mkdir()
    (tmp_path / "回收" / "a.xlsx").write_bytes(issue(BALANCED, helpers.Unit("001", "甲局")))
    (tmp_path / "回收" / "b.xlsx").write_bytes(issue({FEE: Decimal(1)}, helpers.Unit("002", "乙局")))
    roster = _csv(tmp_path / "名单.csv", "编码,单位全称\n001,甲局\n002,乙局\n003,丙局\n")
    collect([tmp_path / "回收"], tmp_path / "s.xlsx", year=2025, roster=roster, previous=[tmp_path / "上年"])
    book = openpyxl.load_workbook(tmp_path / "s.xlsx", data_only=True)
    said = [str(c.value) for row in book["收费"].iter_rows() for c in row if c.value]
    assert [text for text in said if text.startswith("上年有收费数")] == [
        "上年有收费数、本年尚未汇总的2家单位（未报、退回等），上年收费5万元，未列在上表；上年全口径合计10万元。"
    ]
    assert [text[:22] for text in said if text.startswith("上年另有")] == ["上年另有1家单位本年没有对应单位，上年收费4"]
    years = [str(c.value) for row in book["同比"].iter_rows() for c in row if c.value]
    assert {"有上年数、本年尚未汇总的单位（2家）：乙局、丙局。", "只有上年数的单位（1家）：丁局。"} <= set(years)
