"""The long table: every figure of every unit once, with its cell in the source and in the summary, in four kinds of file."""

from __future__ import annotations

import csv
import io
import json
import sys
import zipfile
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from pyarrow import parquet

from gaokai_xlsx import collect, export
from gaokai_xlsx.errors import CannotGoOn, Usage
from gaokai_xlsx.quantity import exact
from gaokai_xlsx.results.export import heads
from tests import helpers
from tests.helpers import BALANCED, FORM, Unit, edited, insert_row, issue, packed, run

UNITS = [Unit("001", "=1+1局"), Unit("002", "市财政局")]
FEE = "disclosure.fees.amount"
ENDINGS = ("xlsx", "csv", "json", "parquet")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two units (one with a hostile name, one whose table was shifted), a roster with a column of its own, a summary."""
    folder = tmp_path_factory.mktemp("导出")
    rows = "001,=1+1局,市直部门,@东片\n002,市财政局,县区,西片\n"
    (folder / "名单.csv").write_text("编码,单位全称,类别,片区\n" + rows, encoding="utf-8")
    (folder / "回收").mkdir()
    (folder / "回收" / "-1.xlsx").write_bytes(issue(BALANCED | {FEE: Decimal("316441.000001")}, UNITS[0]))
    (folder / "回收" / "b.xlsx").write_bytes(edited(issue(BALANCED, UNITS[1]), insert_row(1)))
    collect([folder / "回收"], folder / "汇总.xlsx", year=2025, roster=folder / "名单.csv")
    return folder


def _read(path: Path) -> list[dict[str, Any]]:
    """Any of the four as lines by Chinese heads, by programs of others."""
    match path.suffix:
        case ".xlsx":
            heads, *rows = openpyxl.load_workbook(path).active.iter_rows(values_only=True)
            return [dict(zip(heads, row, strict=True)) for row in rows]
        case ".csv":
            return list(csv.DictReader(io.StringIO(path.read_bytes().decode("utf-8-sig"), newline="")))
        case ".parquet":
            return parquet.read_table(path).to_pylist()
    names = {"code": "编码", "key": "指标键", "value": "数值", "cell": "来源单元格", "summary_cell": "汇总表单元格", "unit": "填报单位"}
    return [{names.get(k, k): v for k, v in row.items()} | row["extra"] for row in json.loads(path.read_bytes())["rows"]]


@pytest.mark.parametrize("ending", ENDINGS)
def test_all_figures_of_a_summary_with_both_cells(folder: Path, tmp_path: Path, ending: str):
    """Each unit and key once; the source cell of the shifted table; money to its last digit; the roster's columns."""
    path, rows, failed = export(folder / "汇总.xlsx", tmp_path / f"d.{ending}", roster=folder / "名单.csv")
    read = _read(path)
    assert (len(rows), failed, len(read)) == (2 * len(FORM.cells), 0, 2 * len(FORM.cells))
    assert len({(row["编码"], row["指标键"]) for row in read}) == len(read)
    by = {(row["编码"], row["指标键"]): row for row in read}
    fee, new = by["001", FEE], by["002", "requests.new.natural"]
    assert exact(float(fee["数值"])) == Decimal("316441.000001")
    assert (new["来源单元格"], new["汇总表单元格"], float(new["数值"])) == ("D5", "D5", 12)
    assert (new["类别"], new["片区"]) == ("县区", "西片")
    assert {float(row["数值"]) for (code, key), row in by.items() if key == "requests.new.total"} == {15}


def test_the_cells_named_hold_the_figures(folder: Path, tmp_path: Path):
    """Both in the source file and in the summary, opened by another program."""
    path, _, _ = export(folder / "汇总.xlsx", tmp_path / "d.xlsx")
    summary = openpyxl.load_workbook(folder / "汇总.xlsx", data_only=True)
    files = {name: openpyxl.load_workbook(folder / "回收" / name) for name in ("-1.xlsx", "b.xlsx")}
    for row in _read(path):
        assert summary[row["汇总表工作表"]][row["汇总表单元格"]].value == row["数值"]
        if row["是否合计"] == "否":
            assert files[row["来源文件"]][row["来源工作表"]][row["来源单元格"]].value == row["数值"]


def test_texts_of_strangers_are_no_formulas(folder: Path, tmp_path: Path):
    """csv: an apostrophe before them; xlsx: strings. The figures stay numbers."""
    path, _, _ = export(folder / "汇总.xlsx", tmp_path / "d.csv", roster=folder / "名单.csv")
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    first = _read(path)[0]
    assert (first["填报单位"], first["来源文件"], first["片区"]) == ("'=1+1局", "'-1.xlsx", "'@东片")
    assert not [v for row in _read(path) for v in row.values() if v[:1] in tuple("=+-@")]
    path, _, _ = export(folder / "汇总.xlsx", tmp_path / "d.xlsx", roster=folder / "名单.csv")
    book = openpyxl.load_workbook(path)
    assert {c.data_type for row in book.active.iter_rows(min_row=2) for c in row if isinstance(c.value, str)} == {"s"}
    assert {type(row[8].value) for row in book.active.iter_rows(min_row=2)} <= {int, float}
    with zipfile.ZipFile(path) as package:
        assert b"workbookProtection" not in package.read("xl/workbook.xml")
        assert b"GK1|" not in package.read("docProps/core.xml")


@pytest.mark.parametrize("ending", ENDINGS)
def test_the_same_bytes_twice(folder: Path, tmp_path: Path, ending: str):
    """No clock, no order of chance."""
    made = [export(folder / "汇总.xlsx", tmp_path / f"{n}.{ending}")[0].read_bytes() for n in range(2)]
    assert made[0] == made[1]


def test_a_filing_as_it_was_read(tmp_path: Path):
    """Blank is empty and not zero; a faulty file is exported and said to be faulty; an archive gives all its filings."""
    (tmp_path / "a.xlsx").write_bytes(issue({"requests.new.natural": 3}, UNITS[1]))
    _, rows, failed = export(tmp_path / "a.xlsx", tmp_path / "d.json")
    assert failed == 1
    values = {row["指标键"]: row["数值"] for row in _read(tmp_path / "d.json")}
    assert (values["requests.new.natural"], values["requests.new.company"], values["requests.new.total"]) == (3, None, None)
    assert {(row.path, row.inside) for row in rows} == {("a.xlsx", None)}
    (tmp_path / "z.zip").write_bytes(packed({f"{u.code}.xlsx": issue(BALANCED, u) for u in UNITS}))
    _, rows, failed = export(tmp_path / "z.zip", tmp_path / "z.csv")
    assert (len(rows), failed) == (2 * len(FORM.cells), 0)
    assert {row.path for row in rows} == {"z.zip!/001.xlsx", "z.zip!/002.xlsx"}


def test_columns_that_the_detail_shows_behind_the_figures_come_along(folder: Path, tmp_path: Path):
    """Groups of the units, up to the first column without a head; the roster wins over them; no head is there twice."""

    def grouped(book: Any) -> None:
        sheet = book["明细二"]
        for merged in list(sheet.merged_cells.ranges):
            sheet.unmerge_cells(str(merged))
        sheet.delete_cols(14, 20)
        for column, texts in enumerate((("片区", "", "甲片", "乙片"), ("", "表", "x", "y"), ("", "", "不是", "不是")), start=14):
            for row, text in enumerate(texts, start=2):
                sheet.cell(row, column, text or None)

    (tmp_path / "s.xlsx").write_bytes(edited((folder / "汇总.xlsx").read_bytes(), grouped))
    _, rows, _ = export(tmp_path / "s.xlsx", tmp_path / "d.parquet")
    assert dict(rows[0].extra) == {"片区": "甲片", "表": "x"}
    assert {"片区", "表", "表（名单）"} < set(_read(tmp_path / "d.parquet")[0])
    _, rows, _ = export(tmp_path / "s.xlsx", tmp_path / "d.csv", roster=folder / "名单.csv")
    assert dict(rows[0].extra) == {"片区": "@东片", "表": "x", "类别": "市直部门"}


@pytest.mark.parametrize("place", [0, 1])
def test_a_list_hides_nothing_that_the_summary_says(tmp_path: Path, place: int):
    """A column of the roster that bears the name of a column of ours is told apart from it: in 明细, and in the long table."""
    own = ["备注", "可比口径", "汇总归属", "类别", *heads([])[0][1:]]  # but for 编码, by which the roster names its codes
    wild = [name for name in own if name not in ("填报单位", "类别", "汇总归属")]
    with_more = [*wild, "备注（名单）", "备 注"]
    if place:
        with_more.reverse()
    (tmp_path / "名单.csv").write_text(
        f"编码,填报单位,类别,汇总归属,{','.join(with_more)}\n002,市财政局,市直,市,{','.join('名' + n for n in with_more)}\n",
        encoding="utf-8",
    )
    (tmp_path / "回收").mkdir()
    (tmp_path / "回收" / "a.xlsx").write_bytes(issue({"requests.new.natural": 3}, UNITS[1]))
    (tmp_path / "上年.xlsx").write_bytes(issue(BALANCED, UNITS[1], year=2024))
    options: dict[str, Any] = {"year": 2025, "roster": tmp_path / "名单.csv", "previous": [tmp_path / "上年.xlsx"], "include_failed": True}
    collect([tmp_path / "回收"], tmp_path / "汇总.xlsx", **options)
    titles = [c.value for c in openpyxl.load_workbook(tmp_path / "汇总.xlsx")["明细四"][2] if c.value]
    assert (titles.count("备注"), titles.count("可比口径")) == (1, 1)
    for roster in (None, tmp_path / "名单.csv"):
        _, rows, _ = export(tmp_path / "汇总.xlsx", tmp_path / f"d{bool(roster)}.csv", roster=roster)
        columns, _ = heads(rows)
        assert len(set(columns)) == len(columns)
        line = _read(tmp_path / f"d{bool(roster)}.csv")[0]
        assert (line["备注"].split("，")[0], line["可比口径"], line["注明"]) == ("未通过审核（漏填）", "不可比", "（未通过审核）")
        assert (line["类别"], line["汇总归属"], line["填报单位"], line["编码"]) == ("市直", "市", "市财政局", "002")
        assert sorted(v for v in line.values() if v.startswith("名")) == sorted(f"名{name}" for name in with_more)


def test_what_cannot_be_exported_stops(folder: Path, tmp_path: Path):
    """Nothing is overwritten unasked, never the file itself; nothing to export, a folder, another ending."""
    (tmp_path / "d.csv").write_text("别人的", encoding="utf-8")
    with pytest.raises(Usage, match="--force"):
        export(folder / "汇总.xlsx", tmp_path / "d.csv")
    assert (tmp_path / "d.csv").read_text(encoding="utf-8") == "别人的"
    export(folder / "汇总.xlsx", tmp_path / "d.csv", force=True)
    own = folder / "回收" / "b.xlsx"
    for source, out, words in (
        (own, own, "就是要导出的文件"),
        (folder / "回收", tmp_path / "e.csv", "是文件夹"),
        (own, tmp_path / "e.xls", "扩展名不对"),
        (folder / "名单.csv", tmp_path / "e.csv", "没有年报数据"),
        (folder / "没有.xlsx", tmp_path / "e.csv", "找不到"),
    ):
        with pytest.raises(CannotGoOn, match=words):
            export(source, out, force=True)


def test_without_pyarrow_what_to_do_is_said(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Exit 2, no traceback, nothing written."""
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(CannotGoOn, match=r'pip install "gaokai-xlsx\[parquet\]"'):
        export(folder / "汇总.xlsx", tmp_path / "d.parquet")
    assert list(tmp_path.iterdir()) == []


def test_the_command_says_what_it_wrote(folder: Path, tmp_path: Path):
    """The default name stands in the folder one works in."""
    result = run("export", str(folder / "汇总.xlsx"), cwd=tmp_path)
    assert (result.returncode, result.stdout) == (0, "长表：汇总_长表.xlsx（2家单位，406行）。\n")
    (tmp_path / "x.xlsx").write_bytes(issue({}, helpers.UNIT))
    result = run("export", "x.xlsx", "-o", "x.csv", cwd=tmp_path)
    assert "其中1个文件有须改正的问题" in result.stdout
