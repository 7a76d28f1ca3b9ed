"""The summary: live formulas over 明细 with exact cached values, text that is only text, all sheets locked."""

from __future__ import annotations

import zipfile
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from gaokai_xlsx import collect
from gaokai_xlsx.form.grid import grid
from gaokai_xlsx.quantity import exact
from tests import helpers
from tests.helpers import BALANCED, FORM, issue

SHEETS = [
    "封面",
    "表二",
    "表三",
    "表四",
    "信息处理费",
    "明细二",
    "明细三",
    "明细四",
    "明细信息处理费",
    "报送情况",
    "问题清单",
    "处理记录",
    "来源",
]


@pytest.fixture(scope="module")
def summary(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict]:
    """Seven units, money that binary numbers cannot hold, one with a hostile name, one failed; real reports where present."""
    folder = tmp_path_factory.mktemp("campaign")
    for number in range(1, 8):
        figures = BALANCED | {"disclosure.fees.amount": Decimal("0.1") * number + Decimal("316441.000001")}
        name = f'=HYPERLINK("http://x","第{number}局")' if number == 3 else f"第{number}局"
        path = folder / "回收" / f"+{number}.xlsx"
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(issue(figures, helpers.Unit(f"00{number}", name)))
    (folder / "回收" / "=1+1.xlsx").write_bytes(issue(BALANCED | {"requests.new.natural": 0}, helpers.Unit("009", "@第9局")))
    report, path = collect([folder / "回收"], folder / "汇总.xlsx")
    assert report.totals is not None
    return path, dict(report.totals)


def test_sheets_are_those_of_the_design(summary):
    """All locked, the structure too."""
    book = openpyxl.load_workbook(summary[0])
    assert book.sheetnames == SHEETS
    assert all(sheet.protection.sheet for sheet in book)
    assert book.security.lockStructure


def test_every_figure_is_a_formula_over_the_detail_with_its_exact_value(summary):
    """All 200 (and the supplement), money to 分."""
    path, totals = summary
    formulas, shown = openpyxl.load_workbook(path), openpyxl.load_workbook(path, data_only=True)
    for table in FORM.tables:
        for key, box in grid(table).places.items():
            formula = formulas[table.short].cell(box.top + 1, box.left + 1).value
            value = shown[table.short].cell(box.top + 1, box.left + 1).value
            assert formula.startswith(("=SUM('明细", "=ROUND(SUM('明细"))
            assert exact(float(value)) == totals[key]
    assert totals["disclosure.fees.amount"] == Decimal("0.1") * 28 + Decimal("316441.000001") * 7


@pytest.mark.client
def test_libreoffice_recalculates_every_figure_to_its_cached_value(summary, tmp_path: Path):
    """Forced recalculation: every formula cell of every sheet."""
    path, _ = summary
    again = openpyxl.load_workbook(helpers.libreoffice(path, "xlsx", tmp_path, recalculate=True), data_only=True)
    ours, formulas = openpyxl.load_workbook(path, data_only=True), openpyxl.load_workbook(path)
    compared = 0
    for sheet in formulas:
        for row in sheet.iter_rows():
            for cell in row:
                if isinstance(cell.value, str) and cell.data_type == "f":
                    theirs, mine = again[sheet.title][cell.coordinate].value, ours[sheet.title][cell.coordinate].value
                    assert exact(float(theirs)) == exact(float(mine))
                    compared += 1
    assert compared == len(FORM.cells)


def test_the_detail_holds_unit_rows_only_as_constants(summary):
    """Seven counted units, none of the failed one."""
    sheet = openpyxl.load_workbook(summary[0])["明细三"]
    rows = list(sheet.iter_rows(min_row=4, values_only=True))
    assert len(rows) == 7
    assert not [v for row in rows for v in row if isinstance(v, str) and v.startswith("=") and "HYPERLINK" not in v]
    assert [row[3] for row in rows] == [12] * 7


def test_text_from_files_is_never_a_formula_or_a_link(summary):
    """Names that begin with =, +, @ are strings."""
    book = openpyxl.load_workbook(summary[0])
    hostile = [c for sheet in book for row in sheet.iter_rows() for c in row if isinstance(c.value, str) and "HYPERLINK" in c.value]
    assert hostile
    assert {c.data_type for c in hostile} == {"s"}
    with zipfile.ZipFile(summary[0]) as package:
        assert not [n for n in package.namelist() if "externalLink" in n]
        assert b"hyperlink" not in b"".join(package.read(n) for n in package.namelist() if n.startswith("xl/worksheets/"))


def test_sources_name_each_counted_file_with_its_fingerprint(summary):
    """One row a counted file: unit, path, sha256, sheet and first cell of each table."""
    import hashlib

    folder = summary[0].parent / "回收"
    rows = list(openpyxl.load_workbook(summary[0])["来源"].iter_rows(min_row=2, values_only=True))
    assert len(rows) == 7
    for row in rows:
        assert row[4] == hashlib.sha256((folder / row[3]).read_bytes()).hexdigest()
        assert row[5:8] == ("《表二主动公开》B3", "《表三依申请公开》D4", "《表四复议诉讼》A4")


def test_findings_and_board_name_every_file(summary):
    """报送情况 has a row a file, 问题清单 both sides and the difference."""
    book = openpyxl.load_workbook(summary[0])
    board = list(book["报送情况"].iter_rows(min_row=2, values_only=True))
    assert len(board) == 8
    assert {row[3] for row in board} == {"已汇总", "退回修改"}
    first = next(book["问题清单"].iter_rows(min_row=2, values_only=True))
    assert first[1:6] == ("@第9局", "=1+1.xlsx", "须改正", "表三依申请公开", "D28")
    assert first[8:12] == (2, 14, -12, "T3-BALANCE")


def test_incomplete_is_visible_on_the_cover_and_in_the_titles(tmp_path: Path):
    """汇总 n/应报 m 家, and why it is not complete."""
    (tmp_path / "名单.csv").write_text("编码,单位全称\n001,甲局\n002,乙局\n", encoding="utf-8")
    (tmp_path / "a.xlsx").write_bytes(issue(BALANCED, helpers.Unit("001", "甲局")))
    _, path = collect([tmp_path / "a.xlsx"], tmp_path / "s.xlsx", roster=tmp_path / "名单.csv")
    book = openpyxl.load_workbook(path)
    cover = [c.value for row in book["封面"].iter_rows() for c in row]
    assert "不完整：未报1家" in cover
    assert any("（汇总1/应报2家）" in str(c.value) for row in book["表三"].iter_rows() for c in row)


def test_a_summary_of_nobody_is_zero_and_says_so(tmp_path: Path):
    """All formulas stand over an empty row."""
    (tmp_path / "a.xlsx").write_bytes(issue())
    report, path = collect([tmp_path / "a.xlsx"], tmp_path / "s.xlsx")
    assert report.counted == []
    assert openpyxl.load_workbook(path, data_only=True)["表三"]["J27"].value == 0
