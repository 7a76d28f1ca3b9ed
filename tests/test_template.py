"""The workbook that goes out: only the inputs open, totals as formulas, the same bytes every time."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest

from gaokai_xlsx import template
from gaokai_xlsx.errors import CannotGoOn
from gaokai_xlsx.form.derive import with_totals
from gaokai_xlsx.form.formulas import name_of
from gaokai_xlsx.form.grid import address
from tests import helpers
from tests.helpers import BALANCED, FORM, UNIT, issue

SHEETS = ["封面", "表二主动公开", "表三依申请公开", "表四复议诉讼", "信息处理费", "差异说明", "校验结果", "打印盖章页", "填报说明"]


@pytest.fixture(scope="module")
def book() -> openpyxl.Workbook:
    """A pre-filled template as openpyxl sees it, formulas visible."""
    return openpyxl.load_workbook(BytesIO(issue(BALANCED)))


def test_sheets_are_those_of_the_design(book: openpyxl.Workbook):
    """In this order, all visible, all protected, the structure locked."""
    assert book.sheetnames == SHEETS
    assert all(sheet.sheet_state == "visible" and sheet.protection.sheet for sheet in book)
    assert book.security.lockStructure


def test_exactly_the_inputs_of_a_table_can_be_written(book: openpyxl.Workbook):
    """And the one answer beside it."""
    for table in FORM.tables:
        sheet = book[table.sheet]
        unlocked = {c.coordinate for row in sheet.iter_rows() for c in row if not c.protection.locked}
        inputs = {address(FORM, c.key)[1] for c in FORM.of_table(table.key) if not c.derived}
        inside = {merged for m in sheet.merged_cells.ranges for merged in (c.coordinate for row in sheet[str(m)] for c in row)}
        answers = unlocked - inputs - inside
        assert inputs <= unlocked
        assert len(answers) == (0 if table.supplement else 1)


def test_locked_cells_can_be_selected_and_widths_changed(book: openpyxl.Workbook):
    """Officers copy the tables into their report."""
    for sheet in book:
        assert not sheet.protection.selectLockedCells
        assert not sheet.protection.formatColumns
        assert not sheet.protection.formatRows


def test_totals_are_formulas_with_cached_values(book: openpyxl.Workbook):
    """Every viewer shows the right total without recalculating."""
    shown = openpyxl.load_workbook(BytesIO(issue(BALANCED)), data_only=True)
    totals = with_totals(FORM, BALANCED)
    for key in FORM.derived:
        sheet, cell = address(FORM, key)
        assert str(book[sheet][cell].value).startswith("=SUM(")
        assert shown[sheet][cell].value == totals[key]


def test_every_figure_has_its_defined_name(book: openpyxl.Workbook):
    """A witness that survives inserted rows."""
    for key in FORM.cells:
        sheet, cell = address(FORM, key)
        column, row = cell.rstrip("0123456789"), cell.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
        assert book.defined_names[name_of(key)].attr_text == f"'{sheet}'!${column}${row}"


def test_the_check_sheet_lists_every_equation_with_both_sides():
    """42 rows; a broken balance is 不平 as cached."""
    shown = openpyxl.load_workbook(BytesIO(issue(BALANCED | {"requests.new.natural": 99})), data_only=True)["校验结果"]
    rows = [[c.value for c in row] for row in shown.iter_rows(min_row=4, max_row=45)]
    assert len(rows) == len(FORM.equations)
    assert [row[2] for row in rows if row[7] == "不平"] == ["自然人", "总计"]
    assert all(row[6] == row[4] - row[5] for row in rows)


@pytest.mark.client
def test_libreoffice_recalculates_to_the_cached_values(tmp_path: Path):
    """Every formula of the template, recalculated by force."""
    source = tmp_path / "t.xlsx"
    source.write_bytes(issue(BALANCED | {"requests.new.natural": 99}))
    again = helpers.libreoffice(source, "xlsx", tmp_path, recalculate=True)
    ours, theirs = (openpyxl.load_workbook(path, data_only=True) for path in (source, again))
    formulas = openpyxl.load_workbook(source)
    compared = 0
    for sheet in formulas:
        for row in sheet.iter_rows():
            for cell in row:
                if isinstance(cell.value, str) and cell.value.startswith("="):
                    assert theirs[sheet.title][cell.coordinate].value == ours[sheet.title][cell.coordinate].value
                    compared += 1
    assert compared >= 34 + 4 * 42


def test_bytes_repeat_across_processes_time_zones_and_hash_seeds(tmp_path: Path):
    """The same issue is the same file."""
    outputs = set()
    for number, (zone, seed) in enumerate((("Asia/Shanghai", "1"), ("America/New_York", "2"))):
        out = tmp_path / f"{number}.xlsx"
        environment = os.environ | {"TZ": zone, "PYTHONHASHSEED": seed, "PYTHONPATH": str(helpers.ROOT)}
        command = [sys.executable, "-m", "gaokai_xlsx", "template", "--year", "2025", "--unit", "市商务局", "-o", str(out)]
        subprocess.run(command, check=True, env=environment, capture_output=True)
        outputs.add(out.read_bytes())
    assert len(outputs) == 1


def test_no_part_carries_todays_date():
    """The created date is fixed."""
    with zipfile.ZipFile(BytesIO(issue())) as package:
        assert b"2021-09-29T00:00:00Z" in package.read("docProps/core.xml")
        assert {i.date_time[:3] for i in package.infolist()} == {(1980, 1, 1)}


def test_text_of_a_unit_never_becomes_a_formula_or_a_code():
    """A unit name that begins with = or holds & stays text, in cells, header and footer."""
    data = issue(unit=helpers.Unit("=1+1", '=HYPERLINK("http://x")&A|B'))
    sheet = openpyxl.load_workbook(BytesIO(data))["封面"]
    assert (sheet["B4"].data_type, sheet["B5"].data_type) == ("s", "s")
    with zipfile.ZipFile(BytesIO(data)) as package:
        parts = b"".join(package.read(n) for n in package.namelist() if n.startswith("xl/worksheets/"))
    assert b"<f>HYPERLINK" not in parts
    assert b"&amp;&amp;A" in parts


def test_template_writes_one_file_and_overwrites_nothing_that_differs(tmp_path: Path):
    """A folder gets the unit's name; the same again is fine; another content needs --force."""
    (path,) = template(tmp_path, year=2025, unit=UNIT.name)
    assert path.name == "石嘴山市投资促进局_2025年报表.xlsx"
    assert template(tmp_path, year=2025, unit=UNIT.name) == [path]
    path.write_bytes(b"filled in")
    with pytest.raises(CannotGoOn, match="已经存在"):
        template(path, year=2025, unit=UNIT.name)
    assert path.read_bytes() == b"filled in"
    template(path, year=2025, unit=UNIT.name, force=True)
    assert path.read_bytes()[:2] == b"PK"


def test_unsafe_unit_names_make_safe_file_names(tmp_path: Path):
    """No name leaves the folder."""
    (path,) = template(tmp_path, year=2025, unit="../../a/b:c")
    assert path.parent == tmp_path
    assert path.exists()


@pytest.mark.parametrize("edition", [p.parent.name for p in (helpers.ROOT / "templates").glob("*/form.toml")])
def test_the_committed_blank_workbook_is_what_the_code_emits(edition: str):
    """Compared part by part, uncompressed."""
    from gaokai_xlsx.form import editions
    from gaokai_xlsx.outgoing.template import Issue, build

    form = editions.load(edition)
    committed = helpers.ROOT / "templates" / edition / f"空白年报表_{edition}格式.xlsx"
    emitted = build(Issue(form, form.first_year))
    with zipfile.ZipFile(committed) as a, zipfile.ZipFile(BytesIO(emitted)) as b:
        assert a.namelist() == b.namelist()
        assert [n for n in a.namelist() if a.read(n) != b.read(n)] == []


def test_our_workbooks_are_valid_open_xml(tmp_path: Path):
    """Template, pre-filled and common, summary and roster: no schema error, so no repair prompt."""
    from gaokai_xlsx import collect, init

    (tmp_path / "名.csv").write_text("编码,单位全称\n001,甲局\n002,乙局\n", encoding="utf-8")
    template(tmp_path / "x", year=2025, roster=tmp_path / "名.csv", common=True)
    template(tmp_path / "x", year=2025, roster=tmp_path / "名.csv")
    init(tmp_path / "x" / "年报", city="甲市", year=2025)
    (tmp_path / "a.xlsx").write_bytes(issue(BALANCED))
    collect([tmp_path / "a.xlsx"], tmp_path / "x" / "s.xlsx")
    for path in (tmp_path / "x").rglob("*.xlsx"):
        result = subprocess.run([sys.executable, "-m", "openxml_audit", str(path)], capture_output=True, encoding="utf-8", check=False)
        assert "Errors: 0" in result.stdout + result.stderr, result.stdout
