"""One cell value → a figure, or a reason why not."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gaokai_xlsx.cells.model import Cell, Kind
from gaokai_xlsx.intake import values
from gaokai_xlsx.quantity import Reason, arithmetic, fold, from_number, from_text, letters, plain
from tests.helpers import FORM

COUNT, FEE = FORM.cells["requests.new.natural"], FORM.cells["disclosure.fees.amount"]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("３", 3),
        (" 5 ", 5),
        ("1,234", 1234),
        ("12件", 12),
        ("１，２０８", 1208),
        ("\u00a07", 7),
        ("0件", 0),
        ("007", 7),
        ("+4", 4),
        ("3.0", 3),
        ("12 件", 12),
    ],
)
def test_a_number_in_other_clothes_is_repaired(text: str, value: int):
    """Full width, blanks, thousands, the cell's own unit."""
    reading = from_text(text, 0, "件")
    assert (reading.value, reading.repaired, reading.raw) == (value, True, text)


@pytest.mark.parametrize(
    "text",
    [
        "/",
        "—",
        "-",
        "无",
        "2000万",
        "22（其中修订16件）",
        "三",
        "1\n2",
        "12个",
        "5元",
        "1,23",
        "1e3",
        "0x10",
        "=1",
        "12.3.4",
        "N/A",
        "１２万",
        "5①",
        "5²",
        "1 2",
        "٣",
    ],
)
def test_what_is_not_plainly_a_number_is_refused(text: str):
    """With the raw text; nothing is guessed."""
    reading = from_text(text, 0, "件")
    assert reading.value is None
    assert reading.raw == text
    assert reading.reason in (Reason.TEXT, Reason.FRACTION)


@pytest.mark.parametrize("text", ["", " ", "\u3000", "\u200b", "\n"])
def test_blank_text_is_blank(text: str):
    """Blank is neither zero nor unreadable."""
    reading = from_text(text, 0, "件")
    assert (reading.reason, reading.raw) == (Reason.BLANK, text)


@pytest.mark.parametrize(
    ("number", "decimals", "value", "reason"),
    [
        (0.30000000000000004, 6, Decimal("0.3"), None),
        (1.5, 0, None, Reason.FRACTION),
        (-5, 0, None, Reason.NEGATIVE),
        (1.2345678, 6, None, Reason.FRACTION),
        (59237.2449, 6, Decimal("59237.2449"), None),
        (3.0, 0, 3, None),
        (999999999999999, 0, 999999999999999, None),
        (1e15, 0, None, Reason.FRACTION),
        (12345678901234567.0, 0, None, Reason.FRACTION),
        (float("nan"), 0, None, Reason.ERROR),
        (float("inf"), 0, None, Reason.ERROR),
        (100.0, 6, Decimal(100), None),
        (Decimal("0.30000000000000004"), 6, None, Reason.FRACTION),
    ],
)
def test_numbers(number: float, decimals: int, value: object, reason: Reason | None):
    """15 significant digits, whole counts, money to 分."""
    reading = from_number(number, decimals)
    assert (reading.value, reading.reason) == (value, reason)


def test_a_count_is_a_whole_number_and_money_a_decimal():
    """Also where the file writes 3.0 or 100: what follows divides and prints by type."""
    assert [type(from_number(n, d).value) for n, d in ((3.0, 0), (100.0, 6), (Decimal("3.0"), 0))] == [int, Decimal, int]
    assert type(from_text("3.0", 0, "件").value) is int


@pytest.mark.parametrize(("number", "decimals"), [(-5, 0), (1.5, 0), (1.2345678, 6)])
def test_a_refused_number_keeps_what_formulas_see(number: float, decimals: int):
    """核对码 is computed over it in the workbook; an accepted figure needs no second number, an error has none."""
    reading = from_number(number, decimals)
    assert (reading.value, reading.number, reading.raw) == (None, Decimal(str(number)), str(number))
    assert from_number(5, 0).number is None
    assert (from_number(float("nan"), 0).number, from_number(float("nan"), 0).raw) == (None, "nan")


def test_below_zero_counts_only_where_it_may():
    """A difference may be negative, a figure not; the text says so too."""
    assert (from_number(-5, 0, signed=True).value, from_text("-5", 0, "件", signed=True).value) == (-5, -5)
    refused = from_text("-5", 0, "件")
    assert (refused.value, refused.reason, refused.raw, refused.repaired) == (None, Reason.NEGATIVE, "-5", False)
    assert from_text("1.5", 0, "件").reason is Reason.FRACTION


@given(st.decimals(min_value=0, max_value=10**8, places=6))
def test_money_survives_the_binary_number_of_a_file(amount: Decimal):
    """What was typed to 分 comes back exactly, as far as 15 digits go."""
    assert from_number(float(amount), 6).value == amount


@given(st.text(max_size=30))
def test_any_text_gives_a_figure_or_a_reason(text: str):
    """And never raises; a figure from text is always marked as repaired."""
    reading = from_text(text, 0, "件")
    assert (reading.value is None) == (reading.reason is not None)
    assert reading.repaired == (reading.value is not None)


@pytest.mark.parametrize(("number", "text"), [(Decimal("1E+2"), "100"), (Decimal("0.30"), "0.3"), (Decimal("-0.0"), "0"), (7, "7")])
def test_plain_writes_decimal_strings(number: Decimal, text: str):
    """No exponent, no trailing zeros."""
    assert plain(number) == text


@pytest.mark.parametrize(
    ("formula", "value"),
    [("12+5", 17), ("=(1+2)*3", 9), ("-2+3", 1), ("7/2", Decimal("3.5")), ("12-5-1", 6), ("+7", 7), ("1" + "+1" * 99 + " ", 100)],
)
def test_constant_arithmetic_is_recomputed(formula: str, value: Decimal):
    """Digits, signs, brackets."""
    assert arithmetic(formula) == value


@pytest.mark.parametrize(
    "formula",
    [
        "A1+1",
        "SUM(1,2)",
        "9**9**9",
        "1/0",
        "__import__('os')",
        "True",
        "'a'*9",
        "1" * 300,
        "1" + "+1" * 100,
        "(" * 150,
        "",
        "=",
        "1 2",
        "5 5+1",
    ],
)
def test_anything_else_is_no_arithmetic(formula: str):
    """Nothing is run, nothing grows."""
    assert arithmetic(formula) is None


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        (Cell(Kind.DATE, "2026-01-02"), Reason.DATE),
        (Cell(Kind.ERROR, "#REF!"), Reason.ERROR),
        (Cell(Kind.PERCENT, "50%"), Reason.TEXT),
        (Cell(Kind.BOOLEAN, "TRUE"), Reason.TEXT),
        (Cell(Kind.NUMBER, "17", "A1+5"), Reason.FORMULA),
        (Cell(Kind.NUMBER, "18", "12+5"), Reason.FORMULA),
        (Cell(Kind.BLANK), Reason.BLANK),
        (Cell(Kind.ERROR, "#DIV/0!", "1/0"), Reason.FORMULA),
    ],
)
def test_cells_that_are_no_input(cell: Cell, reason: Reason):
    """Dates, errors, percentages, booleans, formulas."""
    reading = values.typed(cell, COUNT)
    assert (reading.value, reading.reason) == (None, reason)


def test_accepted_arithmetic_counts():
    """``=12+5`` that shows 17 is 17."""
    assert values.typed(Cell(Kind.NUMBER, "17", "12+5"), COUNT).value == 17
    assert values.typed(Cell(Kind.NUMBER, "0.3", "0.1+0.2"), FEE).value == Decimal("0.3")


def test_labels_fold_to_what_they_say():
    """Half width, quotes and blanks make no difference."""
    assert fold("危及“三安全 一稳定”") == fold('危及"三安全一稳定"')
    assert fold("（一）予以公开") == fold("(一)予以\n公开")


def test_labels_differ_in_letters_only():
    """Numbering, brackets, 其它 and a unit of counting behind it make no difference; other words do."""
    assert letters("1．属于国家秘密") == letters("（1）属于国家秘密。")
    assert letters("3．其它") == letters("(3)其他") == "3其他"
    assert letters("总计（件）") == letters("总计（单位：件）") == "总计"
    assert letters("总计（万元）") == "总计万元"
