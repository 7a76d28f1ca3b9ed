"""Hints: a question about the one edit that repairs the case; silence where several are as plausible."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest

from gaokai_xlsx.checks.cases import cases
from gaokai_xlsx.checks.edits import Edit
from gaokai_xlsx.checks.hints import question
from gaokai_xlsx.filing import Filing
from gaokai_xlsx.form.derive import with_totals
from gaokai_xlsx.quantity import Figure
from gaokai_xlsx.results.grouping import for_people
from tests import faults, helpers
from tests.helpers import BALANCED, FORM

SEVERAL = 25  # filings a kind of fault
KINDS = (*faults.ONE_CELL, *faults.TWO_CELLS)
CITY: dict[str, Figure] = BALANCED | {
    "requests.new.natural": 217,
    "requests.granted.natural": 152,
    "requests.partial.natural": 41,
    "requests.new.legal": 3,
    "requests.partial.legal": 3,
    "requests.refused_law.natural": 23,
}
CITY_CLAIMS = {k: v for k, v in with_totals(FORM, CITY).items() if k in FORM.derived}


def _hints(filing: Filing) -> list[Edit]:
    return [case.hint for case in cases(filing, faults.broken(filing)) if case.hint]


def _asked(changed: dict[str, Figure], claims: dict[str, Figure] | None = None) -> list[str]:
    filing = helpers.filing(CITY | changed, claims=claims or {})
    return [question(filing, hint) for hint in _hints(filing)]


def _repaired(filing: Filing, hint: Edit) -> Filing:
    """The filing with the hint taken; claims that follow are those that held."""
    values = dict(hint.values)
    typed = {k: values.get(k, v) for k, v in filing.typed.items()}
    claims = {k: values.get(k, v) for k, v in filing.claims.items()}
    if hint.following:
        was, now = with_totals(FORM, filing.typed), with_totals(FORM, typed)
        claims = {k: now[k] if v == was[k] else v for k, v in claims.items()}
    return replace(filing, typed=typed, claims=claims)


@pytest.mark.parametrize(
    ("changed", "question"),
    [
        ({"requests.granted.natural": 125}, "D6填的是125，是否应为152？（像是相邻两位数字写颠倒了）"),
        ({"requests.partial.natural": 410}, "D7填的是410，是否应为41？（像是多写了一个0）"),
        (
            {"requests.granted.natural": 15, "requests.granted.company": 2},
            "D6填的是15、E6填的是2，是否应在D6填152、E6填0？（像是一个数拆到了两格）",
        ),
        (
            {"requests.granted.natural": 1, "requests.granted.company": 52},
            "D6填的是1、E6填的是52，是否应在D6填152、E6填0？（像是一个数拆到了两格）",
        ),
        ({"requests.refused_law.natural": 0, "requests.refused_law.company": 23}, "E9填的23是否应填在旁边的D9？（像是填偏了一格）"),
        ({"requests.new.natural": 3, "requests.new.company": 217}, "D4填的是3、E4填的是217，两格是否填反了？"),
        ({"requests.refused_process.natural": 217}, "D13填的是217，是否应为0？（像是把合计数填进了这一格）"),
    ],
)
def test_with_formulas_intact_a_telling_slip_is_asked_about(changed: dict[str, Figure], question: str):
    """The column is broken; the values say in which cell."""
    assert _asked(changed) == [question]


@pytest.mark.parametrize(
    ("changed", "question"),
    [
        ({"requests.granted.natural": 151}, "D6为151，是否应为152？（只改这一格，有关各处就都相符）"),
        ({"requests.refused_law.natural": 0}, "D9为0，是否应为23？（像是漏填了）"),
        ({"requests.refused_secret.legal": 5}, "H8填的是5，正好等于差额，是否应为0？（像是多填了）"),
        ({"requests.granted.natural": 0, "requests.granted.company": 152}, "E6填的152是否应填在旁边的D6？（像是填偏了一格）"),
        ({"requests.partial.natural": 0, "requests.refused_secret.natural": 41}, "D8填的41是否应填在旁边的D7？（像是填偏了一格）"),
    ],
)
def test_totals_that_are_stated_show_the_cell(changed: dict[str, Figure], question: str):
    """Row and column cross in it, whatever the slip."""
    assert _asked(changed, CITY_CLAIMS) == [question]


def test_a_wrong_total_is_asked_about_where_it_looks_like_a_slip():
    """Else its finding says already what it should be."""
    total = CITY_CLAIMS["requests.granted.total"]
    assert total == 152
    assert _asked({}, CITY_CLAIMS | {"requests.granted.total": 125}) == ["J6填的是125，是否应为152？（像是相邻两位数字写颠倒了）"]
    assert _asked({}, CITY_CLAIMS | {"requests.granted.total": 163}) == []


def test_totals_that_follow_the_mistake_are_to_be_changed_too():
    """Constants that were computed from the wrong figure."""
    changed: dict[str, Figure] = {"requests.granted.natural": 125}
    claims = {k: v for k, v in with_totals(FORM, CITY | changed).items() if k in FORM.derived}
    filing = helpers.filing(CITY | changed, claims=claims)
    (line,) = for_people(filing, faults.broken(filing))
    assert line.remedy.startswith("D6填的是125，是否应为152？（像是相邻两位数字写颠倒了）如是，请改正，合计数随之改；如不是，请核对")


@pytest.mark.parametrize(
    "changed",
    [
        {"requests.granted.natural": 153},  # any cell of the column may be off by one
        {"requests.refused_law.natural": 0},  # which outcome was forgotten?
        {"requests.new.natural": 211, "requests.carried_out.natural": 20},  # two faults
        {"challenges.review.upheld": 40},  # tied to nothing while the total is a formula
    ],
)
def test_where_nothing_tells_the_cell_there_is_no_question(changed: dict[str, Figure]):
    """Silence rather than a guess."""
    assert _asked(changed) == []


@pytest.mark.parametrize("totals", faults.TOTALS)
@pytest.mark.parametrize("kind", KINDS)
def test_a_hint_repairs_its_case_and_breaks_nothing(kind: str, totals: str):
    """Taken, it leaves none of its own findings and brings no new one; alone, it leaves a clean filing."""
    dice = Random(f"{kind} {totals}")
    for _ in range(SEVERAL):
        good = faults.filing(dice)
        if bad := faults.fault(kind, good, dice):
            filing = faults.stated(good, bad, totals)
            found = faults.broken(filing)
            drawn = cases(filing, found)
            for case in drawn:
                if case.hint:
                    left = {(f.code, f.key) for f in faults.broken(_repaired(filing, case.hint))}
                    assert left < {(f.code, f.key) for f in found}
                    assert (case.head.code, case.head.key) not in left
                    assert left == set() or len(drawn) > 1


@pytest.mark.parametrize("totals", faults.TOTALS)
def test_a_hint_is_rarely_wrong(totals: str):
    """Of all hints for one slip at most one in twenty asks about another cell (docs/hints.md has the numbers by kind)."""
    dice = Random(f"rarely {totals}")
    right = wrong = 0
    for kind in KINDS * SEVERAL:
        good = faults.filing(dice)
        if bad := faults.fault(kind, good, dice):
            hints = _hints(faults.stated(good, bad, totals))
            if hints:
                repaired = bad | {k: v for hint in hints for k, v in hint.values if k in bad}
                right, wrong = right + (repaired == good), wrong + (repaired != good)
    assert right > 20
    assert 20 * wrong <= right + wrong
