"""Which of its wordings a finding takes: at the very value where the wording changes."""

from __future__ import annotations

from decimal import Decimal

import pytest

from gaokai_xlsx.checks.collection import alike
from gaokai_xlsx.checks.rules import check_filing
from gaokai_xlsx.quantity import Reading, Reason, from_text
from gaokai_xlsx.submission import Outcome, Submission
from tests import helpers
from tests.helpers import FORM, ZEROS

FEE = "disclosure.fees.amount"
COUNT = "requests.new.natural"


@pytest.mark.parametrize(
    ("key", "text", "remedy"),
    [
        (FEE, "2000万", "如确为2000万元请填2000"),
        (FEE, "２０.5万", "如确为20.5万元请填20.5"),
        (FEE, "约2000万", "请"),
        (COUNT, "2万", "请"),
    ],
)
def test_ten_thousands_in_the_cell_of_ten_thousands_are_asked_back_as_such(key: str, text: str, remedy: str):
    """Only in a cell of 万元, only where the text is nothing else."""
    reading = from_text(text, FORM.cells[key].decimals, FORM.cells[key].unit)
    filing = helpers.filing({k: v for k, v in ZEROS.items() if k != key}, refused={key: reading})
    (finding,) = check_filing(filing)
    assert (finding.code, finding.left) == ("V-TEXT", text)
    assert remedy in finding.remedy
    assert ("如确为" in finding.remedy) == remedy.startswith("如确为")


def test_money_too_fine_and_a_count_too_fine_are_told_apart():
    """Money has six decimals, a count none."""
    for key, text, words in ((FEE, "1.2345678", "6位小数"), (COUNT, "1.5", "整数")):
        reading = from_text(text, FORM.cells[key].decimals, FORM.cells[key].unit)
        (finding,) = check_filing(helpers.filing({k: v for k, v in ZEROS.items() if k != key}, refused={key: reading}))
        assert finding.code == "V-FRACTION"
        assert words in finding.message + finding.remedy


def test_a_fee_that_could_not_be_read_is_not_called_blank():
    """信息处理费: blank cells are one hint, a text is a finding of its own, and the other blanks are named."""
    keys = list(FORM.supplement)
    typed = {k: v for k, v in ZEROS.items() if k not in keys}
    blank = Reading(None, "", Reason.BLANK)
    assert [f.code for f in check_filing(helpers.filing(typed))] == ["V-NOFEE"]
    assert [f.code for f in check_filing(helpers.filing(typed, refused=dict.fromkeys(keys, blank)))] == ["V-NOFEE"]
    one = helpers.filing(typed, refused={keys[0]: from_text("无", 0, "件")})
    found = {f.code: f for f in check_filing(one)}
    assert set(found) == {"V-TEXT", "V-NOFEE"}
    assert found["V-NOFEE"].key == keys[1]
    assert f"“{FORM.cells[keys[0]].label}”" not in found["V-NOFEE"].message


def test_three_others_are_named_and_a_fourth_makes_a_number():
    """The names of a P-SAME finding."""
    figures = ZEROS | dict.fromkeys(list(FORM.typed)[:6], 7)

    def others(count: int) -> str:
        files = [
            Submission(
                f"{n}.xlsx",
                "0" * 64,
                Outcome.COUNTED,
                unit=helpers.Unit(None, f"{n}局"),
                year=2025,
                filing=helpers.filing(figures, year=2025),
            )
            for n in "甲乙丙丁戊"[: count + 1]
        ]
        return alike(files)[0].findings[0].message

    assert "“乙局”、“丙局”、“丁局”的" in others(3)
    assert "等4家" in others(4)


@pytest.mark.parametrize(("amount", "words"), [("10000", "折合1亿元"), ("9999", "折合99990000元")])
def test_an_amount_is_said_in_the_measure_that_people_use(amount: str, words: str):
    """From 1亿元 on in 亿."""
    last = helpers.filing(ZEROS | {FEE: Decimal("1")}, year=2024)
    found = check_filing(helpers.filing(ZEROS | {FEE: Decimal(amount)}, year=2025), last)
    assert [words in f.message for f in found if f.code == "P-UNIT"] == [True]
