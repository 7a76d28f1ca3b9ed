"""The template while somebody types: lights, 校验结果 and 核对码 right after each step, and the same in ``check``."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from decimal import Decimal
from io import BytesIO
from itertools import pairwise
from pathlib import Path

import openpyxl
import pytest

from gaokai_xlsx.cells.model import Workbook
from gaokai_xlsx.cells.reader import read as read_cells
from gaokai_xlsx.checks.rules import check_filing
from gaokai_xlsx.form.code import FORMAT, MODULUS, check_code
from gaokai_xlsx.form.grid import address
from tests import helpers
from tests.helpers import BALANCED, FORM, ROOT, ZEROS, edited, issue, put, read

T2, T3, T4, FEE, CHECKS, REASONS, PRINT = (
    "表二主动公开",
    "表三依申请公开",
    "表四复议诉讼",
    "信息处理费",
    "校验结果",
    "差异说明",
    "打印盖章页",
)
LIGHT2, LIGHT3, CODE = (T2, "F1"), (T3, "L1"), (CHECKS, "C1")
SYSTEM_PYTHON = "/usr/bin/python3"


def _drive(data: bytes, steps: list[list[object]], folder: Path) -> tuple[list[list[str]], bytes]:
    """Do steps in a live LibreOffice; what was shown, and the file as it was saved."""
    ready = (
        shutil.which("soffice") and subprocess.run([SYSTEM_PYTHON, "-c", "import uno"], capture_output=True, check=False).returncode == 0
    )
    if not ready:
        if os.environ.get("GAOKAI_REQUIRE_CLIENTS") == "1":
            pytest.fail("LibreOffice with python3-uno is required here and is not installed")
        pytest.skip("LibreOffice with python3-uno is not installed")
    source, target = folder / "t.xlsx", folder / "saved.xlsx"
    source.write_bytes(data)
    result = subprocess.run(
        [SYSTEM_PYTHON, str(ROOT / "tests" / "uno_driver.py"), str(source), str(target), str(folder / "profile")],
        input=json.dumps(steps),
        capture_output=True,
        encoding="utf-8",
        check=True,
        timeout=240,
    )
    return json.loads(result.stdout), target.read_bytes()


def _type(values: dict[str, object]) -> list[list[object]]:
    return [["type", *address(FORM, key), str(value)] for key, value in values.items()]


def _code(figures: dict[str, object]) -> str:
    return f"{check_code(FORM, figures):0{len(FORMAT)}}"  # type: ignore[arg-type]


@pytest.mark.client
def test_lights_checks_and_code_follow_every_step(tmp_path: Path):
    """Type, break an identity, type text, delete, paste over, declare zero: right after each, and after saving the same in check."""
    show: list[object] = ["show", [list(LIGHT2), list(LIGHT3), [CHECKS, "H36"], list(CODE), [PRINT, "B4"]]]
    kept = {k: v for k, v in ZEROS.items() if k.startswith("requests.") and k != "requests.carried_out.other"}
    broken = kept | {"requests.new.natural": 2}
    mended = broken | {"requests.granted.natural": 2}
    steps = [
        show,
        *_type(kept),
        show,
        *_type({"requests.carried_out.other": 0}),
        show,
        *_type({"requests.new.natural": 2}),
        show,
        *_type({"requests.new.natural": "无"}),
        show,
        *_type({"requests.new.natural": 2, "requests.granted.natural": 2}),
        show,
        ["clear", *address(FORM, "requests.granted.natural")],
        show,
        ["paste", T3, "D4", "D6"],
        show,
        ["type", T2, "G2", "是"],
        show,
    ]
    shown, saved = _drive(issue(), steps, tmp_path)

    assert [row[:3] for row in shown] == [
        ["本表：还有10处未填", "本表：还有144处未填", "相符"],
        ["本表：还有10处未填", "本表：还有1处未填", "相符"],
        ["本表：还有10处未填", "本表：可以报送", "相符"],
        ["本表：还有10处未填", "本表：2列不平", "不平"],
        ["本表：还有10处未填", "本表：还有1处不是数字", "相符"],
        ["本表：还有10处未填", "本表：可以报送", "相符"],
        ["本表：还有10处未填", "本表：还有1处未填", "不平"],
        ["本表：还有10处未填", "本表：可以报送", "相符"],
        ["本表：可以报送", "本表：可以报送", "相符"],
    ]
    codes = [row[3] for row in shown]
    assert codes == [_code(f) for f in ({}, kept, kept, broken, kept, mended, broken, mended, mended)]
    submission = read(saved)
    assert submission.filing is not None
    assert submission.filing.declared_zero == {"disclosure"}
    assert _code(dict(submission.filing.typed)) == codes[-1]
    assert {f.code for f in check_filing(submission.filing)} == {"V-BLANK", "V-NOFEE"}
    assert {str(f.key).split(".")[0] for f in check_filing(submission.filing) if f.code == "V-BLANK"} == {"challenges"}


def test_the_code_changes_with_every_single_figure_and_every_swap():
    """Every +1 and every exchange of two neighbouring different figures."""
    keys = (*FORM.typed, *FORM.supplement)
    base = {key: at % 7 for at, key in enumerate(keys)}
    code = check_code(FORM, base)
    assert all(check_code(FORM, base | {key: base[key] + 1}) != code for key in keys)
    for a, b in pairwise(keys):
        if base[a] != base[b]:
            assert check_code(FORM, base | {a: base[b], b: base[a]}) != code
    assert 0 <= code < MODULUS


@pytest.mark.client
@pytest.mark.parametrize("program", ["LibreOffice", "Gnumeric"])
def test_other_programs_calculate_the_same(program: str, tmp_path: Path):
    """Every formula of a filled template with text, blanks and a broken identity in it, recalculated by force."""
    source = tmp_path / "t.xlsx"
    source.write_bytes(
        edited(issue(), put(BALANCED | {"requests.new.natural": 13, "requests.granted.other": "无", "requests.partial.other": None}))
    )
    if program == "LibreOffice":
        again = helpers.libreoffice(source, "xlsx", tmp_path, recalculate=True)
    else:
        if shutil.which("ssconvert") is None:
            pytest.skip("Gnumeric is not installed")
        again = tmp_path / "g.xlsx"
        subprocess.run(["ssconvert", "--recalc", str(source), str(again)], check=True, capture_output=True)
    book = read_cells(again.read_bytes())
    assert isinstance(book, Workbook)
    shown = {sheet.name: sheet for sheet in book.sheets}
    known = {k: v for k, v in BALANCED.items() if k not in ("requests.granted.other", "requests.partial.other")} | {
        "requests.new.natural": 13
    }
    assert shown[T3].at(0, 11).text == "本表：还有1处不是数字"
    assert int(shown[CHECKS].at(0, 2).text) == check_code(FORM, known)
    assert shown[T2].at(0, 5).text == "本表：可以报送"
    assert [shown[CHECKS].at(row, 7).text for row in range(3, 45)].count("不平") == 2
    assert shown[REASONS].at(1, 5).text == "无上年数"


def test_cached_lights_and_code_are_what_a_recalculation_gives():
    """Viewers that do not calculate show the truth of a pre-filled template."""
    shown = openpyxl.load_workbook(BytesIO(issue(BALANCED | {"requests.new.natural": 13})), data_only=True)
    assert shown[T3]["L1"].value == "本表：2列不平"
    assert shown[T2]["F1"].value == "本表：可以报送"
    assert shown[CHECKS]["C1"].value == check_code(FORM, BALANCED | {"requests.new.natural": 13})
    assert {shown[sheet][cell].value for sheet, cell in ((T3, "M5"), (T2, "G5"), (T4, "R5"))} == {shown[CHECKS]["C1"].value}


@pytest.mark.client
def test_the_light_sees_what_a_paste_lets_through(tmp_path: Path):
    """Negative counts and fractions are refused by check; the light says so before."""
    zeros = {k: v for k, v in ZEROS.items() if k.startswith("requests.")}
    same: list[list[object]] = [["show", [list(LIGHT3), list(CODE)]]]
    steps = [
        *_type(zeros),
        *same,
        *_type({"requests.new.natural": -5, "requests.granted.natural": -5}),
        *same,
        *_type({"requests.new.natural": 1.5, "requests.granted.natural": 0}),
        *same,
    ]
    shown, saved = _drive(issue(), steps, tmp_path)
    assert [row[0] for row in shown] == ["本表：可以报送", "本表：还有2处是负数", "本表：有不是整数的件数"]
    typed = [zeros, *(zeros | {"requests.new.natural": n, "requests.granted.natural": g} for n, g in ((-5, -5), (Decimal("1.5"), 0)))]
    assert [row[1] for row in shown] == [_code(figures) for figures in typed]
    filing = read(saved).filing
    assert filing is not None
    assert _code(dict(filing.as_numbers)) == shown[-1][1]


def test_the_page_to_stamp_shows_the_published_tables():
    """Official section titles, every figure by formula, room for signatures."""
    sheet = openpyxl.load_workbook(BytesIO(issue(BALANCED)))[PRINT]
    values = [c.value for row in sheet.iter_rows() for c in row if c.value is not None]
    for words in (
        "二、主动公开政府信息情况",
        "三、收到和处理政府信息公开申请情况",
        "四、政府信息公开行政复议、行政诉讼情况",
        "（盖章）",
        "审核人：",
    ):
        assert words in values
    formulas = [v for v in values if str(v).startswith("=")]
    assert len(formulas) == 200 + 2
    assert f"石嘴山市投资促进局2025年{FORM.report_title}" in values


@pytest.mark.client
def test_declared_blanks_are_0_on_the_page_to_stamp(tmp_path: Path):
    """And two A4 pages."""

    def declare(book: openpyxl.Workbook) -> None:
        for sheet, cell in ((T2, "G2"), (T3, "M2")):
            book[sheet][cell] = "是"

    source = tmp_path / "t.xlsx"
    source.write_bytes(edited(issue(), declare))
    again = openpyxl.load_workbook(helpers.libreoffice(source, "xlsx", tmp_path, recalculate=True), data_only=True)[PRINT]
    zeros = [c for row in again.iter_rows() for c in row if c.value == 0]
    assert len(zeros) >= 10 + 175
    only = again.parent
    for other in [name for name in only.sheetnames if name != PRINT]:
        del only[other]
    only.save(tmp_path / "p.xlsx")
    pdf = helpers.libreoffice(tmp_path / "p.xlsx", "pdf", tmp_path).read_bytes()
    assert len(re.findall(rb"/Type\s*/Page\b", pdf)) == 2


def test_conditional_formats_mark_what_paste_lets_through():
    """Text, negatives, fractions, sizes, blanks and broken identities on every table; validation on every input."""
    book = openpyxl.load_workbook(BytesIO(issue()))
    for table in FORM.tables:
        sheet = book[table.sheet]
        inputs = {address(FORM, c.key)[1] for c in FORM.of_table(table.key) if not c.derived}
        validated: set[str] = set()
        for validation in sheet.data_validations.dataValidation:
            for area in validation.sqref.ranges:
                validated |= {c.coordinate for row in sheet.iter_rows(area.min_row, area.max_row, area.min_col, area.max_col) for c in row}
            assert len(str(validation.prompt or "")) <= 255
        assert inputs <= validated
        formulas = " ".join(f for rules in sheet.conditional_formatting for rule in rules.rules for f in rule.formula)
        assert "ISTEXT" in formulas
        assert "ISBLANK" in formulas
    broken = [rule for rules in book[T3].conditional_formatting for rule in rules.rules if "ROUND(SUM(" in rule.formula[0]]
    assert len(broken) == 39
