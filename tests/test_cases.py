"""One case, one line: findings of one cause are drawn together, each finding is in one case, JSON does not change."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

from gaokai_xlsx.checks.cases import cases
from gaokai_xlsx.checks.reasons import accepted, explained
from gaokai_xlsx.checks.rules import check_filing
from gaokai_xlsx.filing import Filing
from gaokai_xlsx.finding import Finding, Place, make
from gaokai_xlsx.form import editions
from gaokai_xlsx.form.derive import with_totals
from gaokai_xlsx.form.points import points
from gaokai_xlsx.quantity import Figure
from gaokai_xlsx.results.grouping import for_people
from gaokai_xlsx.results.to_json import as_data
from gaokai_xlsx.roster import Entry
from gaokai_xlsx.texts import Severity, say
from gaokai_xlsx.verbs._check import check
from tests import faults, helpers
from tests.helpers import BALANCED, FORM, ZEROS, codes, issue

SEVERAL = 25  # filings a kind of fault
CLAIMS = {k: v for k, v in with_totals(FORM, BALANCED).items() if k in FORM.derived}


def _lines(typed: dict[str, Figure], claims: dict[str, Figure] | None = None) -> list[str]:
    filing = helpers.filing(typed, claims=claims or {})
    return [f.message for f in for_people(filing, faults.broken(filing))]


@pytest.mark.parametrize("totals", faults.TOTALS)
@pytest.mark.parametrize("kind", faults.ONE_CELL)
def test_one_faulty_cell_is_one_case(kind: str, totals: str):
    """Whatever the slip and whatever the totals are: none where nothing shows, else one."""
    dice = Random(f"{kind} {totals}")
    seen = 0
    while seen < SEVERAL:
        good = faults.filing(dice)
        if bad := faults.fault(kind, good, dice):
            filing = faults.stated(good, bad, totals)
            found = faults.broken(filing)
            assert len(cases(filing, found)) == min(len(found), 1)
            seen += 1


def test_one_faulty_cell_in_a_published_report_is_one_case():
    """The same on what units really publish, with the totals they state."""
    dice = Random("published")
    for report in helpers.real_reports():
        typed, stated = helpers.real_figures(report)
        if not faults.broken(helpers.filing(typed, claims=stated)):
            for kind in faults.ONE_CELL:
                if bad := faults.fault(kind, typed, dice):
                    filing = helpers.filing(bad, claims=stated)
                    assert len(cases(filing, faults.broken(filing))) == 1


def test_one_faulty_cell_in_another_edition_is_one_case():
    """Nothing of the 2021 form is known to the code."""
    form = editions.load("2019")
    typed: dict[str, Figure] = dict.fromkeys((*form.typed, *form.supplement), 0)
    claims = {k: v for k, v in with_totals(form, typed).items() if k in form.derived}
    for key in (k for k in form.typed if k.startswith(("requests.", "challenges."))):
        filing = helpers.Filing(form, typed | {key: 7}, claims=claims)
        (case,) = cases(filing, faults.broken(filing))
        assert case.attached or key.startswith("challenges.")


def test_applications_that_were_forgotten_explain_cases_about_nothing():
    """P-BASE beside a balance that lacks what was received: one line to correct; alone, or beside another table's fault, its own."""
    last = helpers.filing(ZEROS, year=2024)
    suits: dict[str, Figure] = {"challenges.review.upheld": 2}

    def drawn(typed: dict[str, Figure]) -> list[list[str]]:
        filing = helpers.filing(ZEROS | suits | typed, year=2025)
        return [[f.code for f in (case.head, *case.attached)] for case in cases(filing, check_filing(filing, last))]

    assert drawn({"requests.granted.natural": 3}) == [["T3-BALANCE", "T3-BALANCE", "P-BASE"]]
    assert drawn({}) == [["P-BASE"]]
    assert drawn({"disclosure.normative.issued": 3}) == [["Y-STOCK", "P-FLOW"], ["P-BASE"]]


def test_every_finding_is_in_one_case_and_in_place():
    """With several faults: heads in form order, nothing lost, nothing twice."""
    dice = Random("several")
    for totals in faults.TOTALS * SEVERAL:
        good = bad = faults.filing(dice)
        for kind in dice.sample(list(faults.ONE_CELL | faults.TWO_CELLS), 4):
            bad = faults.fault(kind, bad, dice) or bad
        filing = faults.stated(good, bad, totals)
        found = faults.broken(filing)

        drawn = cases(filing, found)

        assert sorted(id(f) for c in drawn for f in (c.head, *c.attached)) == sorted(map(id, found))
        heads = [found.index(c.head) for c in drawn]
        assert heads == sorted(heads)


def test_two_columns_are_two_cases():
    """The total of the form is off because of both; it hangs on the first."""
    first, second = _lines(BALANCED | {"requests.new.natural": 13, "requests.granted.legal": 3})
    assert "“自然人”列" in first
    assert first.endswith("左边比右边多1件。连带：J28（收办不平），改好后一般随之消除。")
    assert "“法律服务机构”列" in second
    assert "连带" not in second


def test_two_columns_off_by_the_same_amount_stay_two():
    """They need not have to do with each other, so each is told."""
    assert len(_lines(BALANCED | {"requests.new.natural": 13, "requests.new.company": 2})) == 2


def test_what_hangs_on_a_case_is_named_by_kind_each_cell_once():
    """With all totals typed, one leaf breaks six equations in five places."""
    (line,) = _lines(BALANCED | {"requests.partial.natural": 5}, CLAIMS)
    assert line.startswith("【须改正·横向合计不符】《表三依申请公开》“（二）部分公开”行：")
    assert line.endswith("连带：D27（办理结果合计不符）、J27（横向合计不符）、D28、J28（收办不平），改好后一般随之消除。")


def test_last_years_figure_hangs_on_the_case_it_settles():
    """An opening balance left out breaks this year and against last year: one case."""
    previous = helpers.filing(helpers.ZEROS | {"requests.new.natural": 2, "requests.carried_out.natural": 2})
    filing = helpers.filing(BALANCED | {"requests.carried_in.natural": 0})
    found = check_filing(filing, previous)
    assert [f.code for f in found] == ["Y-STOCK", "Y-CARRY", "Y-CARRY", "T3-BALANCE", "T3-BALANCE"]

    _, line = for_people(filing, found)

    assert line.message.endswith("连带：J28（收办不平）、D5、J5（上年结转不衔接），改好后一般随之消除。")
    assert line.remedy.startswith("D5为0，是否应为2？（这样与上年数一致，本年也相平）如是，请改正；如不是，请核对")


def test_people_see_lost_places_and_changed_headings_by_table():
    """One act on a table is one line: unproved places, headings; a lone one keeps its own words."""
    lost = ["requests.granted.natural", "requests.granted.company", "challenges.review.upheld"]
    headings = [("表二主动公开", "A7"), ("表二主动公开", "A10"), ("表三依申请公开", "B6")]
    found = [make("T-TAMPERED/label", place=Place(*at), label="甲", raw="乙") for at in headings]
    found += [make("T-ANCHOR", key=key, label=FORM.cells[key].label, candidates=say("anchor.none")) for key in lost]

    assert [f.message for f in for_people(helpers.filing({}), found)] == [
        "【请核实·表头被改】《表二主动公开》有2处表头与原表不同（首处为A7）。",
        "【请核实·表头被改】《表三依申请公开》B6原为“甲”，现为“乙”。",
        "【须改正·找不到填报格】《表三依申请公开》有2格无法确定位置，未读取（如“（一）予以公开·自然人”）。",
        "【须改正·找不到填报格】无法确定“行政复议·结果维持”在哪一格，未读取。表头和格子都没有找到。",
    ]


def test_json_stays_a_finding_a_cell(tmp_path: Path):
    """What people see as one case, programs see as before: the finding's own message and remedy, no hint."""
    (tmp_path / "错.xlsx").write_bytes(issue(BALANCED | {"requests.new.natural": 21}))
    report = check([tmp_path / "错.xlsx"])
    found = as_data(report)["files"][0]["findings"]
    assert codes(report.files[0].findings) == ["T3-BALANCE requests.carried_out.natural", "T3-BALANCE requests.carried_out.total"]
    assert [f["key"] for f in found] == ["requests.carried_out.natural", "requests.carried_out.total"]
    assert not any("连带" in f["message"] or "？" in f["remedy"] for f in found)


def _consistent(dice: Random) -> tuple[dict[str, Figure], dict[str, Figure]]:
    """A filing and last year's that it follows from: no rule has anything to say, neither as an error nor as a question."""
    good = faults.filing(dice) | {k: dice.choice([0, 3, 40]) for k in FORM.typed if k.startswith("disclosure.normative")}
    last = dict(helpers.ZEROS) | {"requests.new.natural": 1}
    for point in points(FORM):
        if point.plus and point.minus:
            good[point.key] = max(good[point.key], good[point.plus] - good[point.minus])
            last[point.before] = good[point.key] - good[point.plus] + good[point.minus]
        elif point.key in FORM.typed:
            last[point.before] = good[point.key]
    for cell in (c for c in FORM.role("unpaid") if not c.derived):
        good[f"requests.other_other.{cell.column}"] += good[cell.key]
        good[cell.key] = 0
    return good, last


@pytest.mark.parametrize("totals", faults.TOTALS)
def test_one_faulty_cell_is_one_line_whatever_it_is_compared_with(totals: str):
    """The form's equations, last year, what a unit without rule-making power may have, what can hardly be: one cell, one line."""
    dice = Random(f"beside {totals}")
    powerless = Entry(0, "001", "甲局", texts=(("rulemaking", "无"),))
    several = 0
    for _ in range(4):
        good, last = _consistent(dice)
        previous = helpers.filing(last)
        assert not _told(helpers.filing(good), previous, powerless)
        for key in FORM.typed:
            for value in {0, good[key] + 1, good[key] * 10 + 7} - {good[key]}:
                filing = faults.stated(good, good | {key: value}, totals)
                found = _told(filing, previous, powerless)
                assert len(cases(filing, found)) <= 1, (key, value)
                several += len({f.code for f in found}) > 1
    assert several > 50


def _told(filing: Filing, previous: Filing, entry: Entry) -> list[Finding]:
    return [f for f in check_filing(filing, previous, entry=entry) if f.severity is not Severity.INFO]


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"disclosure.regulations.issued": 5}, ["P-REGULATIONS+Y-STOCK+P-FLOW"]),
        ({"disclosure.normative.in_force": 3}, ["Y-STOCK+P-FLOW"]),
        ({"requests.carried_in.natural": 5, "requests.granted.natural": 12}, ["Y-CARRY+Y-CARRY"]),
        (
            {"requests.carried_in.natural": 5, "requests.granted.natural": 12, "requests.carried_in.legal": 1, "requests.granted.legal": 1},
            ["Y-CARRY+Y-CARRY+Y-CARRY"],
        ),
        (
            {"requests.carried_in.natural": 5, "requests.carried_in.company": 2},
            ["Y-CARRY", "T3-BALANCE+T3-BALANCE+Y-CARRY", "T3-BALANCE+Y-CARRY"],
        ),
        ({"disclosure.regulations.issued": 5, "disclosure.normative.in_force": 3}, ["P-REGULATIONS+Y-STOCK+P-FLOW", "Y-STOCK+P-FLOW"]),
    ],
)
def test_two_causes_are_two_cases(changed: dict[str, Figure], expected: list[str]):
    """What no one cell explains stays apart; a total and its columns are one."""
    previous = helpers.filing(ZEROS | {"disclosure.normative.in_force": 58, "requests.carried_out.natural": 2, "requests.new.natural": 2})
    entry = Entry(0, "001", "甲局", texts=(("rulemaking", "无"),))
    filing = helpers.filing(BALANCED | changed)
    assert ["+".join(f.code for f in (c.head, *c.attached)) for c in cases(filing, _told(filing, previous, entry))] == expected


def test_a_total_typed_over_is_one_case_with_what_it_breaks():
    """The formula's loss hangs on the wrong total; the other totals that were typed over stay one line."""
    filing = helpers.filing(BALANCED, claims=CLAIMS | {"requests.granted.total": 10})
    found = [make("T-TAMPERED/formula", key=k, place=filing.place(k), label=FORM.cells[k].label, raw="1") for k in FORM.derived]
    lines = [f.message for f in for_people(filing, [*found, *faults.broken(filing)])]
    wrong = [m for m in lines if "横向合计不符" in m]
    assert len(wrong) == 1
    assert "连带：J6（合计公式被改）" in wrong[0]
    assert f"有{len(CLAIMS) - 1}个合计格" not in "".join(lines)  # one line a table
    assert len(lines) == 3


def test_what_was_explained_stays_in_sight():
    """A reason of its own is not hidden behind another line; one reason for both is read once, and an accepted total takes its column along."""
    previous = helpers.filing(ZEROS | {"requests.carried_out.natural": 2, "requests.new.natural": 2})
    filing = helpers.filing(BALANCED | {"requests.carried_in.natural": 5, "requests.granted.natural": 12})
    column, total = (f for f in check_filing(filing, previous) if f.code == "Y-CARRY")

    def lines(why: str, whole: str, *, done: bool = False) -> int:
        say_so = accepted(total, whole, "张三") if done else explained(total, whole)
        return len(cases(filing, [explained(column, why), say_so]))

    assert lines("", "移交2件") == lines("移交2件", "移交2件") == lines("", "") == 1
    assert lines("移交2件", "") == lines("移交2件", "漏报1件") == lines("移交2件", "漏报1件", done=True) == 2
    assert lines("", "移交2件", done=True) == 1
