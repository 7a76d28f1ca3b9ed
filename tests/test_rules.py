"""Rules beyond the form's equations: each fires at exactly its place, and what almost breaks it does not."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import jsonschema
import openpyxl
import pytest

from gaokai_xlsx import campaign, check, collect
from gaokai_xlsx.checks.collection import across, alike, heirless, several_sources, twice, unchecked
from gaokai_xlsx.checks.levels import once
from gaokai_xlsx.checks.rules import CHECKS, check_filing, inapplicable
from gaokai_xlsx.errors import CannotGoOn
from gaokai_xlsx.filing import Filing
from gaokai_xlsx.form import editions
from gaokai_xlsx.intake.previous import Past, Previous
from gaokai_xlsx.outgoing.template import Issue, build
from gaokai_xlsx.quantity import Figure
from gaokai_xlsx.results import terminal
from gaokai_xlsx.results.to_json import as_data
from gaokai_xlsx.roster import Entry, Roster
from gaokai_xlsx.submission import Outcome, Submission
from tests import helpers
from tests.helpers import BALANCED, FORM, ZEROS, codes, issue, run
from tests.test_contract import SCHEMA

OLD = editions.load("2019")
FEE = "disclosure.fees.amount"
Figures = Mapping[str, Figure]


def _last(figures: Figures) -> Filing:
    return helpers.filing(ZEROS | dict(figures), year=2024)


def _found(now: Figures, last: Figures | None = None, prefix: str = "P-", **others: Any) -> list[str]:
    previous = None if last is None else _last(last)
    return [c for c in codes(check_filing(helpers.filing(ZEROS | dict(now)), previous, **others)) if c.startswith(prefix)]


def _entry(name: str, code: str = "", aliases: tuple[str, ...] = (), before: tuple[str, ...] = (), **columns: str) -> Entry:
    files = columns.get("duty", "") not in ("免报", "并入上级")
    return Entry(0, code, name, aliases, files, before, tuple(columns.items()))


def _roster(*entries: Entry) -> Roster:
    return Roster(entries)


def _of(name: str, figures: Figures, code: str = "") -> Filing:
    return helpers.filing(ZEROS | dict(figures), unit=helpers.Unit(code or None, name), year=2024)


def _file(name: str, figures: Figures, outcome: Outcome = Outcome.COUNTED, year: int = 2025) -> Submission:
    filing = helpers.filing(ZEROS | dict(figures), unit=helpers.Unit(None, name), year=year)
    return Submission(f"{name}.xlsx", "0" * 64, outcome, unit=filing.unit, year=year, filing=filing)


# ---- one filing


@pytest.mark.parametrize(
    ("answer", "fires"), [("无", True), ("否", True), (" 无 ", True), ("有", False), ("是", False), ("", False), ("不清楚", False)]
)
def test_regulations_of_a_body_without_the_power(answer: str, fires: bool):
    """At each figure that is not 0; only where the roster says so in so many words."""
    figures = {"disclosure.regulations.issued": 2, "disclosure.regulations.in_force": 3, "disclosure.normative.in_force": 9}
    expected = ["P-REGULATIONS disclosure.regulations.issued", "P-REGULATIONS disclosure.regulations.in_force"]
    assert _found(figures, entry=_entry("市商务局", rulemaking=answer)) == (expected if fires else [])


def test_regulations_need_a_roster_with_the_column_and_a_figure():
    """No roster, no column, all zero: nothing to say."""
    figures = {"disclosure.regulations.in_force": 3}
    assert _found(figures) == []
    assert _found(figures, entry=_entry("市商务局")) == []
    assert _found({"disclosure.normative.in_force": 3}, entry=_entry("市商务局", rulemaking="无")) == []


def test_regulations_keep_the_filing_out_and_are_not_explainable():
    """须改正, both sides, what to do."""
    (finding,) = check_filing(helpers.filing(ZEROS | {"disclosure.regulations.in_force": 3}), entry=_entry("市商务局", rulemaking="无"))
    assert (finding.severity.value, finding.left, finding.right, finding.difference) == ("error", "3", "0", "3")
    assert "“规章·现行有效件数”（D3）填3件" in finding.message
    assert "“行政规范性文件”" in finding.remedy


@pytest.mark.parametrize(
    ("row", "issued", "repealed", "in_force", "fires"),
    [
        ("normative", 8, 2, 5, True),
        ("regulations", 1, 0, 0, True),
        ("normative", 8, 2, 6, False),
        ("normative", 2, 8, 0, False),
        ("normative", 0, 0, 0, False),
    ],
)
def test_in_force_is_not_less_than_issued_minus_repealed(row: str, issued: int, repealed: int, in_force: int, fires: bool):
    """Without any year before; equal is fine."""
    figures = {f"disclosure.{row}.issued": issued, f"disclosure.{row}.repealed": repealed, f"disclosure.{row}.in_force": in_force}
    assert _found(figures) == ([f"P-FLOW disclosure.{row}.in_force"] if fires else [])


def test_in_force_is_not_judged_where_a_part_is_unknown():
    """A blank is no zero."""
    figures = {k: v for k, v in ZEROS.items() if k != "disclosure.normative.repealed"} | {"disclosure.normative.issued": 8}
    assert check_filing(helpers.filing(figures)) == []


@pytest.mark.parametrize(
    ("now", "last", "fires"),
    [
        ("325000", "32.5", True),
        ("3250", "32.5", True),
        ("3249.999999", "32.5", False),
        ("0.325", "32.5", True),
        ("0.325001", "32.5", False),
        ("32.5", "32.5", False),
        ("325000", "0", False),
        ("0", "32.5", False),
    ],
)
def test_a_fee_in_another_unit_of_money(now: str, last: str, fires: bool):
    """From 100 times on, and from one hundredth down; a zero on either side says nothing of units."""
    assert _found({FEE: Decimal(now)}, {FEE: Decimal(last)}) == ([f"P-UNIT {FEE}"] if fires else [])


def test_the_message_of_yuan_typed_as_ten_thousands_is_the_model_message():
    """Both amounts, the other unit, the times and the threshold, what to fill in either case."""
    (finding,) = check_filing(helpers.filing(ZEROS | {FEE: Decimal(325_000)}), _last({FEE: Decimal("32.5")}))
    assert finding.message == (
        "【请核实·疑似把元填成万元】《表二主动公开》“行政事业性收费”（B14）填325000万元（折合32.5亿元），上年为32.5万元，"
        "是上年的10000倍（达到100倍即请核实）。"
    )
    assert finding.remedy.startswith("如实际为325000元，请填32.5；如确为325000万元，请在《差异说明》写明原因")
    (small,) = check_filing(helpers.filing(ZEROS | {FEE: Decimal("0.00325")}), _last({FEE: Decimal("32.5")}))
    assert "填0.00325万元（折合32.5元），上年为32.5万元，只有上年的1/10000（不超过1/100即请核实）" in small.message
    assert "请填32.5；" in small.remedy


FIVE = dict.fromkeys([k for k in FORM.typed if ".new." in k or ".granted." in k][:5], 4)


def test_last_years_figures_once_more():
    """All equal and at least five of them not 0; one that differs, or four, is no finding."""
    four = dict(list(FIVE.items())[:4])
    assert _found(FIVE, FIVE) == ["P-SAME"]
    assert _found(FIVE, FIVE | {"disclosure.normative.repealed": 1}) == []
    assert _found(four, four) == []
    assert _found({}, {}) == []


DECISIONS = {"disclosure.licensing.decisions": 5, "disclosure.penalty.decisions": 2}


@pytest.mark.parametrize(
    ("now", "last", "expected"),
    [
        ({}, DECISIONS, ["P-ZERO disclosure.licensing.decisions"]),
        ({}, {"disclosure.coercion.decisions": 900}, ["P-ZERO disclosure.coercion.decisions"]),
        ({"disclosure.coercion.decisions": 1}, DECISIONS, []),
        ({}, {}, []),
        ({}, None, []),
    ],
)
def test_no_decision_at_all_after_a_year_with_some(now: Figures, last: Figures | None, expected: list[str]):
    """One finding for the three rows; P-SHOCK is silent then."""
    assert _found(now, last) == expected


@pytest.mark.parametrize(
    ("now", "last", "fires"),
    [(151, 100, True), (150, 100, False), (49, 100, True), (50, 100, False), (99, 1, False), (100, 0, True), (0, 100, True)],
)
def test_decisions_that_changed_by_more_than_half(now: int, last: int, fires: bool):
    """Above the floor of 100; an info, so that it keeps nobody busy."""
    key = "disclosure.penalty.decisions"
    others = {"disclosure.licensing.decisions": 10}
    assert _found(others | {key: now}, others | {key: last}) == ([f"P-SHOCK {key}"] if fires else [])
    found = check_filing(helpers.filing(ZEROS | others | {key: now}), _last(others | {key: last}))
    assert {f.severity.value for f in found} <= {"info"}


@pytest.mark.parametrize(
    ("now", "last", "expected"),
    [
        ({"challenges.review.other": 1}, {}, ["P-BASE challenges.review.total"]),
        ({"challenges.suit_direct.upheld": 2}, {}, ["P-BASE challenges.suit_direct.total"]),
        ({"challenges.review.other": 1}, {"requests.new.legal": 1}, []),
        ({"challenges.review.other": 1, "requests.new.natural": 1}, {}, []),
        ({"challenges.review.other": 1}, None, []),
        ({}, {}, []),
    ],
)
def test_cases_without_any_request(now: Figures, last: Figures | None, expected: list[str]):
    """Only with a year before: a case may follow from last year's request."""
    assert _found(now, last) == expected


@pytest.mark.parametrize(("notices", "fires"), [(0, True), (1, False), (None, False)])
def test_an_unpaid_fee_needs_a_notice(notices: int | None, fires: bool):
    """A notice that is not stated is no zero."""
    figures = {k: v for k, v in ZEROS.items() if k != "processing_fee.notices"} | {"requests.other_unpaid.company": 1}
    figures |= {} if notices is None else {"processing_fee.notices": notices}
    found = [c for c in codes(check_filing(helpers.filing(figures))) if c.startswith("P-")]
    assert found == (["P-FEE requests.other_unpaid.total"] if fires else [])


def test_a_rule_that_is_off_does_not_run():
    """All others do."""
    figures = {"disclosure.normative.issued": 8, "requests.other_unpaid.company": 1}
    assert _found(figures, off=frozenset({"P-FLOW"})) == ["P-FEE requests.other_unpaid.total"]


def test_an_edition_without_a_role_skips_the_rule():
    """The 2019 form has no stock of documents, no fee and no unpaid row."""
    assert inapplicable(FORM) == []
    assert inapplicable(OLD) == ["Y-STOCK", "P-FLOW", "P-UNIT", "P-FEE"]
    zeros: dict[str, Figure] = dict.fromkeys((*OLD.typed, *OLD.supplement), 0)
    wrong = next(k for k in OLD.typed if ".regulations." in k)
    assert codes(check_filing(Filing(OLD, zeros | {wrong: 1}), entry=_entry("市商务局", rulemaking="无"))) == [f"P-REGULATIONS {wrong}"]


def test_every_role_a_check_names_exists():
    """A slip in a role would switch a rule off for ever."""
    assert {role for c in CHECKS for role in c.roles} <= set(FORM.roles)


def test_real_reports_give_no_notice_but_their_known_break():
    """Published reports by themselves (信息处理费 not stated in them)."""
    filings = []
    for report in helpers.real_reports():
        typed, claims = helpers.real_figures(report)
        unit = helpers.Unit(None, report["unit"])
        filings.append(Filing(FORM, {k: v for k, v in typed.items() if k in FORM.typed}, unit, report["year"], claims))
    found = {f.unit.name: codes(check_filing(f)) for f in filings if f.unit}
    assert {c for name, all_ in found.items() for c in all_ if name != "金湖县人民政府"} == {"V-NOFEE processing_fee.notices"}
    files = [Submission(f.unit.name, None, Outcome.COUNTED, unit=f.unit, filing=f) for f in filings if f.unit]
    assert [c for s in alike(files) for c in codes(s.findings)] == []
    assert [f.left for s in filings for f in check_filing(s, entry=_entry("x", rulemaking="无")) if f.code == "P-REGULATIONS"] == [
        "1",
        "11",
        "3",
        "5",
        "74",
    ]


# ---- the past of a unit

OPEN = {"requests.carried_out.natural": 2, "requests.new.natural": 2}


@pytest.mark.parametrize(
    ("entry", "others", "gap"),
    [
        (_entry("市商务局"), (), ""),
        (_entry("市商贸局", aliases=("市商务局",)), (), ""),
        (_entry("市商贸局", before=("001",)), (), ""),
        (_entry("市商贸局", before=("市商务局",)), (), ""),
        (_entry("市商贸局", before=("001", "市商务局", "002")), (), ""),
        (_entry("市商贸局", before=("001", "009")), (), "missing"),
        (_entry("市商贸局", before=("001",)), (_entry("乙局", before=("市商务局",)),), "split"),
        (_entry("市商贸局", change="新设"), (), "new"),
        (_entry("市商贸局", code="001", change="新设"), (), "new"),
        (_entry("市商贸局"), (), "unknown"),
        (_entry("市商贸局", code="001"), (), "renamed"),
        (_entry("市商贸局", code="001"), (_entry("市商务局", code="005"),), "unknown"),
        (_entry("市商贸局", before=("001", "003")), (), "editions"),
    ],
)
def test_why_a_unit_is_not_compared(entry: Entry, others: tuple[Entry, ...], gap: str):
    """Renamed, merged, split, new, missing, of another format: found or said, never silent."""
    old = Filing(OLD, dict.fromkeys(OLD.typed, 0), helpers.Unit("003", "丙局"), 2024)
    previous = Previous((_of("市商务局", OPEN, "001"), _of("市外事办", OPEN, "002"), old))
    past = previous.trace(entry.unit, _roster(entry, *others))
    assert past.gap == gap
    assert (past.filing is None) == bool(gap)
    found = _found({}, prefix="Y-SKIPPED", entry=entry) if past.filing else codes(check_filing(helpers.filing(ZEROS), past, entry=entry))
    assert found == (["Y-SKIPPED"] if gap else [])


def test_a_predecessor_that_is_named_twice_counts_once():
    """By code and by name."""
    previous = Previous((_of("市商务局", OPEN, "001"), _of("市外事办", OPEN, "002")))
    entry = _entry("市商贸局", before=("001", "市商务局", "002"))
    past = previous.trace(entry.unit, _roster(entry)).filing
    assert past is not None
    assert past.typed["requests.carried_out.natural"] == 4


def test_without_any_year_before_nothing_is_said():
    """Nobody forgot anything."""
    assert Previous().trace(helpers.UNIT, None) == Past()
    assert check_filing(helpers.filing(ZEROS), Past()) == []


def test_only_the_code_agrees_is_a_warning():
    """Somebody must say whether it is the same body."""
    (finding,) = check_filing(
        helpers.filing(ZEROS, unit=helpers.Unit("001", "市商贸局")),
        Past(gap="renamed", names=("市商务局",)),
        entry=_entry("市商贸局", "001"),
    )
    assert finding.severity.value == "warning"
    assert "“市商贸局”的编码001上年是“市商务局”" in finding.message


def test_a_year_before_in_another_format_is_compared_as_far_as_it_goes():
    """Applications carried over are, the stock of documents is not, and that is said."""
    zeros: dict[str, Figure] = dict.fromkeys((*OLD.typed, *OLD.supplement), 0)
    last = Filing(OLD, zeros | {"requests.carried_out.legal": 1}, year=2020)
    found = check_filing(helpers.filing(ZEROS), last)
    assert codes(found) == ["Y-SKIPPED", "Y-CARRY requests.carried_in.legal", "Y-CARRY requests.carried_in.total"]
    assert "2019年格式，没有Y-STOCK（现行有效数不衔接）所需的数" in found[0].message


# ---- all units


@pytest.mark.parametrize(
    ("entries", "fires"),
    [
        ((_entry("甲局"),), True),
        ((_entry("市扶贫办"),), False),
        ((_entry("乡村振兴局", aliases=("市扶贫办",)),), False),
        ((_entry("乡村振兴局", before=("005",)),), False),
        ((_entry("乡村振兴局", before=("市扶贫办",)),), False),
        ((_entry("乡村振兴局", code="005"),), False),
        ((_entry("乡村振兴局", code="005", change="新设"),), True),
        ((_entry("甲局", code="005"),), True),
        ((_entry("市扶贫办", change="撤销", duty="免报"),), True),
        ((_entry("市扶贫办", change="撤销", duty="免报"), _entry("乡村振兴局", before=("005",))), False),
        ((_entry("市扶贫办", change="撤销"),), False),
    ],
)
def test_open_applications_need_an_heir(entries: tuple[Entry, ...], fires: bool):
    """Of its name, its former name or, unless it is another by name, its code; or one that names it in 上年编码."""
    previous = Previous(
        (_of("市扶贫办", {"requests.carried_out.natural": 2, "requests.carried_out.legal": 1}, "005"), _of("甲局", {}, "001"))
    )
    found = list(heirless(previous, _roster(*entries)))
    assert codes(found) == (["Y-HEIR"] if fires else [])
    if fires:
        assert found[0].message == "【须改正·上年结转无承接单位】原市扶贫办上年“结转下年度”3件，本年无承接单位。"
        assert found[0].remedy.startswith("请在报送名单中找到承接单位，在其“上年编码”写明005")
        assert (found[0].left, found[0].right, found[0].difference) == ("0", "3", "-3")


def test_a_unit_that_closed_everything_needs_no_heir():
    """Nothing is carried on."""
    assert list(heirless(Previous((_of("市扶贫办", BALANCED | {"requests.carried_out.natural": 0}),)), _roster(_entry("甲局")))) == []
    assert list(across([], None, Previous((_of("市扶贫办", OPEN),)))) == []


def test_two_units_that_say_the_same():
    """Both are asked; duplicates of one unit, other years, superseded files and four figures are not."""
    found = {s.path: codes(s.findings) for s in alike([_file("甲局", FIVE), _file("乙局", FIVE), _file("丙局", FIVE | {FEE: Decimal(1)})])}
    assert found == {"甲局.xlsx": ["P-SAME"], "乙局.xlsx": ["P-SAME"], "丙局.xlsx": []}
    four = dict(list(FIVE.items())[:4])
    for pair in (
        [_file("甲局", FIVE), _file("甲局", FIVE)],
        [_file("甲局", FIVE), _file("乙局", FIVE, Outcome.SUPERSEDED)],
        [_file("甲局", FIVE), _file("乙局", FIVE, year=2024)],
        [_file("甲局", four), _file("乙局", four)],
        [_file("甲局", {}), _file("乙局", {})],
    ):
        assert [c for s in alike(pair) for c in codes(s.findings)] == []
    many = alike([_file(f"{n}局", FIVE) for n in "甲乙丙丁戊"])
    assert "与“乙局”、“丙局”、“丁局”等4家的完全相同（其中不为0的有5格）" in many[0].findings[0].message


REGULATIONS = {"disclosure.regulations.in_force": 11}


def test_regulations_from_more_than_one_source():
    """One finding that names who says what; one source, or 规范性文件 of many, is fine."""
    files = [_file("市政府", REGULATIONS | {"disclosure.regulations.issued": 1}), _file("市司法局", REGULATIONS), _file("甲局", {})]
    (finding,) = several_sources(files)
    assert (finding.code, finding.severity.value, finding.key) == ("C-GZ", "error", "disclosure.regulations.issued")
    assert "2家填了数：“市政府”本年制发件数1、现行有效件数11；“市司法局”现行有效件数11。" in finding.message
    assert list(several_sources(files[:1] + files[2:])) == []
    assert list(several_sources([_file(n, {"disclosure.normative.in_force": 3}) for n in ("甲局", "乙局")])) == []


@pytest.mark.parametrize(
    ("belongs", "parent_counted", "expected"),
    [("市教育局", True, "error"), ("020", True, "error"), ("市教育局", False, "warning"), ("", True, "warning")],
)
def test_a_unit_counted_beside_its_superior(belongs: str, parent_counted: bool, expected: str):
    """并入上级: its figures are in the superior's filing."""
    roster = _roster(_entry("一中", duty="并入上级", belongs=belongs), _entry("市教育局", code="020"))
    counted = [_file("一中", FIVE), *([_file("市教育局", FIVE)] if parent_counted else [])]
    settled, _ = once(counted, roster)
    kept_out = [(f.code, f.severity.value) for s in settled for f in s.findings]
    asked = [(f.code, f.severity.value) for f in twice([s for s in settled if s.outcome is Outcome.COUNTED], roster)]
    assert [*kept_out, *asked] == [("C-ONCE", expected)]
    assert settled[0].outcome is (Outcome.RETURNED if expected == "error" else Outcome.COUNTED)


def test_a_unit_that_files_itself_is_not_counted_twice():
    """Nothing is said of a superior with less in some cell than the unit that belongs to it: its figures are its own.

    A unit that was told not to file and did not is fine.
    """
    roster = _roster(_entry("一中", duty="应报", belongs="市教育局"), _entry("市教育局"), _entry("二中", duty="并入上级"))
    files = [_file("一中", FIVE), _file("市教育局", FIVE | {next(iter(FIVE)): 3})]
    assert list(twice(files, roster)) == []
    assert once(files, roster) == (files, [])


# ---- the whole way


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A campaign's files: last year's orphan, two sources of 规章, one without the power, a merged body, a lower level."""
    (tmp_path / "名单.csv").write_text(
        "编码,单位全称,规章制定权,报送要求,汇总归属,变动情况,上年编码\n"
        "001,市政府,有,应报,,,\n002,市司法局,,应报,,,\n003,市商务局,无,应报,,,\n004,市数据局,,应报,,合并,007、008\n"
        "005,市信访局,,应报,,拆分,009\n006,市外事局,,应报,,拆分,009\n010,一中,,并入上级,市商务局,,\n011,新局,,应报,,新设,\n",
        encoding="utf-8",
    )
    last = {
        "市政府": "001",
        "市司法局": "002",
        "市商务局": "003",
        "市信息中心": "007",
        "市大数据局": "008",
        "市外办": "009",
        "市扶贫办": "012",
    }
    for folder in ("上年", "回收"):
        (tmp_path / folder).mkdir()
    for name, code in last.items():
        figures = ZEROS | ({"requests.new.natural": 3, "requests.carried_out.natural": 3} if code in ("007", "008", "009", "012") else {})
        (tmp_path / "上年" / f"{code}.xlsx").write_bytes(issue(figures, helpers.Unit(code, name), year=2024))
    now: dict[str, Figures] = {
        "市政府": {"disclosure.regulations.in_force": 11},
        "市司法局": {"disclosure.regulations.in_force": 11},
        "市商务局": {"disclosure.regulations.issued": 1, "disclosure.regulations.in_force": 1},
        "市数据局": {"requests.carried_in.natural": 6, "requests.carried_out.natural": 6},
        "市信访局": {},
        "一中": {},
        "新局": {},
    }
    for name, figures in now.items():
        (tmp_path / "回收" / f"{name}.xlsx").write_bytes(issue(ZEROS | dict(figures), helpers.Unit(None, name)))
    return tmp_path


def test_a_collection_says_all_of_it(folder: Path):
    """Findings of files and of no file, valid JSON, and a person is needed."""
    quiet = campaign.Campaign(folder, "市", 2025, off="P-SHOCK")
    report, summary = collect([folder / "回收"], folder / "s.xlsx", roster=folder / "名单.csv", previous=[folder / "上年"], campaign=quiet)
    jsonschema.validate(as_data(report), SCHEMA)
    assert {s.path: codes(s.findings) for s in report.files} == {
        "市政府.xlsx": ["Y-STOCK disclosure.regulations.in_force"],
        "市司法局.xlsx": ["Y-STOCK disclosure.regulations.in_force"],
        "市商务局.xlsx": ["P-REGULATIONS disclosure.regulations.issued", "P-REGULATIONS disclosure.regulations.in_force"],
        "市数据局.xlsx": [],
        "市信访局.xlsx": ["Y-SKIPPED"],
        "一中.xlsx": ["Y-SKIPPED"],
        "新局.xlsx": ["Y-SKIPPED"],
    }
    assert [(f.code, f.severity.value) for f in report.findings] == [
        ("R-MISSING", "warning"),
        ("Y-HEIR", "error"),
        ("C-ONCE", "warning"),
        ("C-GZ", "error"),
        ("C-SKIPPED", "info"),
    ]
    assert report.needs_a_person
    shown = terminal.collected(report, summary)
    assert "原市扶贫办上年“结转下年度”3件，本年无承接单位" in shown
    assert "按gaokai.toml的设置，这些规则没有核对：P-SHOCK（比上年变动较大）。" in shown
    listed = [str(c.value) for row in openpyxl.load_workbook(summary)["问题清单"].iter_rows() for c in row]
    assert {"Y-HEIR", "C-GZ", "C-ONCE", "C-SKIPPED", "Y-SKIPPED"} <= set(listed)


def test_a_split_body_and_a_new_one_are_told_why(folder: Path):
    """In check too."""
    report = check([folder / "回收"], roster=folder / "名单.csv", previous=[folder / "上年"])
    said = {s.path: s.findings[0].message for s in report.files if codes(s.findings) == ["Y-SKIPPED"]}
    assert "“市信访局”和“市外事局”承接同一个上年单位" in said["市信访局.xlsx"]
    assert "为新设单位" in said["新局.xlsx"]
    assert "上年的文件中没有“一中”的年报" in said["一中.xlsx"]


def test_a_collection_without_a_year_before_says_so(folder: Path):
    """On the terminal, once; nothing in the findings."""
    report, summary = collect([folder / "回收"], folder / "s.xlsx", roster=folder / "名单.csv")
    assert "没有提供上年数，未与上年核对" in terminal.collected(report, summary)
    assert not {"Y-SKIPPED", "Y-HEIR"} & {f.code for f in (*report.findings, *(f for s in report.files for f in s.findings))}


def test_what_an_edition_cannot_be_asked_is_named(tmp_path: Path):
    """Once for the report, in JSON too."""
    zeros: dict[str, Figure] = dict.fromkeys((*OLD.typed, *OLD.supplement), 0)
    (tmp_path / "a.xlsx").write_bytes(build(Issue(OLD, 2020, helpers.UNIT, figures=zeros)))
    report = check([tmp_path / "a.xlsx"])
    jsonschema.validate(as_data(report), SCHEMA)
    assert codes(report.findings) == ["C-SKIPPED"]
    assert "2019年格式没有相应的栏目，这些规则没有核对：Y-STOCK（现行有效数不衔接）、P-FLOW" in terminal.checked(report)
    assert list(unchecked([_file("甲局", {})], [])) == []


def test_a_campaign_switches_rules_off(tmp_path: Path):
    """Only those of plausibility that keep nothing out; another code is a defect of the settings."""
    settings = tmp_path / "gaokai.toml"
    settings.write_text('city = "甲市"\nyear = 2025\noff = "p-flow、P-SHOCK"\n', encoding="utf-8")
    assert campaign.read(settings).unchecked == {"P-FLOW", "P-SHOCK"}
    figures = BALANCED | {"disclosure.normative.in_force": 0}
    (tmp_path / "a.xlsx").write_bytes(issue(figures))
    (tmp_path / "名单.xlsx").write_bytes(b"")
    (tmp_path / "r.csv").write_text("编码,单位全称\n001,石嘴山市投资促进局\n", encoding="utf-8")
    result = run("check", "a.xlsx", "--roster", "r.csv", cwd=tmp_path)
    assert (result.returncode, result.stderr) == (0, "")
    assert "（P-FLOW）" not in result.stdout
    assert "这些规则没有核对：P-FLOW（现行有效数偏少）、P-SHOCK（比上年变动较大）。" in result.stdout
    for wrong in ("T3-BALANCE", "P-REGULATIONS", "P-NOTHING"):
        settings.write_text(f'city = "甲市"\nyear = 2025\noff = "{wrong}"\n', encoding="utf-8")
        with pytest.raises(CannotGoOn, match=f"“off”里的{wrong}不能关闭；可以关闭的有：P-FLOW、P-UNIT"):
            campaign.read(settings)
