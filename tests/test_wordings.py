"""What findings say, at the very values where the sentence changes; each test stands for mutants that nothing else killed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from gaokai_xlsx.checks.collection import across, alike, heirless, several_sources, twice, unchecked
from gaokai_xlsx.checks.identities import broken
from gaokai_xlsx.checks.rules import check_filing
from gaokai_xlsx.filing import Filing, Source
from gaokai_xlsx.finding import Place, make
from gaokai_xlsx.form import editions
from gaokai_xlsx.form.derive import with_totals
from gaokai_xlsx.form.grid import address
from gaokai_xlsx.intake.previous import Past, Previous
from gaokai_xlsx.quantity import Figure, Reading, Reason, fold, from_number, from_text, letters
from gaokai_xlsx.roster import Entry, Roster
from gaokai_xlsx.submission import Outcome, Submission
from gaokai_xlsx.texts import say
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


@pytest.mark.parametrize("text", ["1234567890123456", "1,234,567,890,123,456件", "1234567890123456.0", "+01234567890123456"])
def test_more_digits_than_a_spreadsheet_keeps_are_counted(text: str):
    """Those of the number itself: no sign, no leading 0, no separators, unit or empty decimals."""
    (finding,) = check_filing(helpers.filing({k: v for k, v in ZEROS.items() if k != COUNT}, refused={COUNT: from_text(text, 0, "件")}))
    assert finding.rule == "V-FRACTION/digits"
    assert f"（D4）填的是{text}，整数部分有16位。" in finding.message


@pytest.mark.parametrize(("text", "rule"), [("1234567890123456.5", "V-FRACTION"), ("一二三四五六七八九十一二三四五六", "V-TEXT")])
def test_a_long_text_is_not_always_a_long_number(text: str, rule: str):
    """A fraction is what is wrong with a number that has one; words are words."""
    (finding,) = check_filing(helpers.filing({k: v for k, v in ZEROS.items() if k != COUNT}, refused={COUNT: from_text(text, 0, "件")}))
    assert finding.rule == rule


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

    assert "文件《甲.xlsx》的数字与“乙局”、“丙局”、“丁局”的" in others(3)
    assert "等4家" in others(4)


@pytest.mark.parametrize(("amount", "words"), [("10000", "折合1亿元"), ("9999", "折合99990000元")])
def test_an_amount_is_said_in_the_measure_that_people_use(amount: str, words: str):
    """From 1亿元 on in 亿."""
    last = helpers.filing(ZEROS | {FEE: Decimal("1")}, year=2024)
    found = check_filing(helpers.filing(ZEROS | {FEE: Decimal(amount)}, year=2025), last)
    assert [words in f.message for f in found if f.code == "P-UNIT"] == [True]


def _messages(
    typed: Mapping[str, Figure], claims: Mapping[str, Figure] | None = None, last: Mapping[str, Figure] | None = None
) -> list[str]:
    before = None if last is None else helpers.filing(ZEROS | last, year=2024)
    return [f.message for f in check_filing(helpers.filing(ZEROS | typed, claims=claims or {}, year=2025), before)]


@pytest.mark.parametrize(
    ("new", "granted", "words", "forgotten"),
    [
        (3, 2, "左边比右边多1件", "如有未办结的申请请填入D28（四、结转下年度继续办理）"),
        (2, 3, "左边比右边少1件", "如本年新收或上年结转少填了，请在D4至D5补上"),
    ],
)
def test_a_balance_says_which_side_is_more(new: int, granted: int, words: str, forgotten: str):
    """In words and numbers; the total's column is told to look left."""
    typed = {"requests.new.natural": new, "requests.granted.natural": granted}
    sides = f"本年新收{new}件＋上年结转0件＝{new}件；（七）总计{granted}件＋结转下年度0件＝{granted}件，{words}。"
    assert _messages(typed) == [f"【须改正·收办不平】《表三依申请公开》“{column}”列：{sides}" for column in ("自然人", "总计")]
    own, total = check_filing(helpers.filing(ZEROS | typed))
    assert own.remedy.startswith("请核对D4至D26、D28")
    assert forgotten in own.remedy
    assert total.remedy.startswith("本列由左边各列相加得出")


@pytest.mark.parametrize(
    ("typed", "claim", "stated", "message"),
    [
        (
            "requests.new.natural",
            "requests.new.total",
            2,
            "《表三依申请公开》“本年新收”行：六类申请人相加为1件，“总计”（J4）为2件，总计多1件。",
        ),
        (
            "requests.new.natural",
            "requests.new.total",
            0,
            "《表三依申请公开》“本年新收”行：六类申请人相加为1件，“总计”（J4）为0件，总计少1件。",
        ),
        (
            "requests.granted.natural",
            "requests.settled.natural",
            2,
            "《表三依申请公开》“自然人”列：办理结果（一）至（六）各行相加为1件，“（七）总计”（D27）为2件，（七）总计多1件。",
        ),
        (
            "challenges.review.upheld",
            "challenges.review.total",
            0,
            "《表四复议诉讼》“行政复议”行：四类结果相加为1件，“总计”（E4）为0件，总计少1件。",
        ),
    ],
)
def test_a_sum_says_what_was_stated_and_by_how_much(typed: str, claim: str, stated: int, message: str):
    """Row or column, more or less, in the official words."""
    balanced = {"requests.new.natural": 1, "requests.granted.natural": 1} if typed.startswith("requests") else {typed: 1}
    (only,) = _messages(balanced, {claim: stated})
    assert only.partition("】")[2] == message


PENALTY, LICENCE = "disclosure.penalty.decisions", "disclosure.licensing.decisions"
SAME: dict[str, Figure] = dict.fromkeys(list(FORM.typed)[:6], 7)
NOTICES, CHARGED = FORM.supplement[:2]
CARRIED = {"requests.carried_in.natural": 1, "requests.granted.natural": 1}


@pytest.mark.parametrize(
    ("typed", "last", "message"),
    [
        (
            CARRIED,
            {"requests.carried_out.natural": 3, "requests.new.natural": 3},
            "（D5）为1件，贵单位2024年度报“结转下年度”为3件，少2件。",
        ),
        (CARRIED, {}, "（D5）为1件，贵单位2024年度报“结转下年度”为0件，多1件。"),
        (
            {"disclosure.normative.issued": 2, "disclosure.normative.repealed": 1, "disclosure.normative.in_force": 12},
            {"disclosure.normative.in_force": 10},
            "（D4）填12件，按上年“现行有效件数”10＋“本年制发件数”2－“本年废止件数”1应为11件，多1件。",
        ),
        (
            {"challenges.review.upheld": 1},
            {"challenges.review.pending": 3},
            "（E4）为1件，少于2024年度报“尚未审结”的3件，少2件。上年没有审结的案件本年应继续统计。",
        ),
    ],
)
def test_a_year_that_does_not_follow_says_what_it_should_be(typed: dict[str, Figure], last: dict[str, Figure], message: str):
    """Both years' numbers, the difference and its direction, the official words of the edition."""
    first = _messages(typed, last=last)[0]
    assert first.endswith(message)


def test_a_year_without_a_number_is_called_last_year():
    """A filing of the year before that states no year."""
    (finding,) = (f for f in check_filing(helpers.filing(ZEROS | SAME), helpers.filing(ZEROS | SAME)) if f.code == "P-SAME")
    assert "本年的数字与上年" in finding.message
    last = helpers.filing(ZEROS | {"requests.new.natural": 3, "requests.carried_out.natural": 3})
    own, total = check_filing(helpers.filing(ZEROS | CARRIED, year=2025), last)
    assert "贵单位上年" in own.message
    assert (own.cell, total.cell) == ("D5", "J5")
    assert total.remedy.startswith("请按上年报表核对D5至I5")


def _counted(name: str, figures: Mapping[str, Figure], unit: bool = True, **others: Any) -> Submission:
    of = helpers.Unit(None, name) if unit else None
    filing = helpers.filing(ZEROS | figures, unit=of, year=2025)
    return Submission(f"{name}.xlsx", "0" * 64, Outcome.COUNTED, unit=of, year=2025, filing=filing, **others)


def test_stock_below_its_flow_says_both_numbers():
    """P-FLOW: issued minus repealed, and how much is lacking."""
    typed = {"disclosure.normative.issued": 5, "disclosure.normative.repealed": 1, "disclosure.normative.in_force": 3}
    (finding,) = (f for f in check_filing(helpers.filing(ZEROS | typed, year=2025)) if f.code == "P-FLOW")
    assert "填3件，少于本年制发5－废止1＝4件，少1件。" in finding.message
    assert (finding.left, finding.right, finding.difference) == ("3", "4", "-1")


def test_regulations_of_several_sources_are_named_with_their_numbers():
    """C-GZ: whose, which, how many; a file of nobody by its name; at the first figure that somebody states."""
    files = [
        _counted("甲局", {"disclosure.regulations.repealed": 1, "disclosure.regulations.in_force": 3}),
        _counted("无名", {"disclosure.regulations.in_force": 2}, unit=False),
    ]
    (finding,) = several_sources(files)
    assert "“规章”行有2家填了数：“甲局”本年废止件数1、现行有效件数3；“无名.xlsx”现行有效件数2。" in finding.message
    assert (finding.key, finding.sheet, finding.cell) == ("disclosure.regulations.repealed", "表二主动公开", "C3")
    blank = helpers.filing({k: v for k, v in ZEROS.items() if not k.startswith("disclosure.regulations")})
    assert list(several_sources([files[0], Submission("空.xlsx", "0" * 64, Outcome.COUNTED, filing=blank)])) == []


def test_regulations_of_the_level_below_are_left_aside_by_what_the_roster_says():
    """C-GZ: no summary and no name of a place says it here, only 类别; two bodies of one government are still asked."""
    rules = {"disclosure.regulations.in_force": 3}
    files = [_counted("甲局", rules), _counted("乙局", rules)]

    def asked(*kinds: str) -> list[str]:
        entries = (Entry(at, "", f"{n}局", texts=(("category", kind),)) for at, (n, kind) in enumerate(zip("甲乙", kinds, strict=True)))
        return [f.code for f in across(files, Roster(tuple(entries)), Previous(()), "丙市")]

    assert asked("县区", "县区") == asked("市直", "县区") == []
    assert asked("市直", "市直") == ["C-GZ"]


def test_regulations_of_a_place_are_left_aside_where_it_is_not_who_collects():
    """C-GZ: where nobody says who collects, the one place among the units may be the body itself."""
    files = [_counted(name, {"disclosure.regulations.in_force": 3}) for name in ("戊市", "甲局")]
    for found in (across(files, None, Previous(()), "丙市"), several_sources(files, body="丙市")):
        assert list(found) == []
    for found in (across(files, None, Previous(())), several_sources(files), across(files, None, Previous(()), "戊市")):
        assert [f.code for f in found] == ["C-GZ"]


def test_regulations_of_several_sources_are_shown_in_the_first_file():
    """C-GZ: where its figure stands, in a workbook whose rows were moved too."""
    key = "disclosure.regulations.in_force"
    files = [_counted(name, {key: 3}) for name in ("甲局", "乙局")]
    moved = replace(files[0], filing=replace(helpers.filing(ZEROS | {key: 3}), origins={key: Place("表二主动公开", "D9")}))
    (finding,) = several_sources([moved, files[1]])
    assert finding.cell == "D9"


def test_a_unit_that_may_be_counted_twice_is_named_with_its_file():
    """C-ONCE/open; a file of nobody is not asked."""
    roster = Roster((Entry(0, "001", "一中", files=False, texts=(("duty", "并入上级"),)),))
    (finding,) = twice([_counted("一中", {}), _counted("无名", {}, unit=False)], roster)
    assert "“一中”在报送名单中为“并入上级”，又单独汇总（《一中.xlsx》）" in finding.message


@pytest.mark.parametrize(("left", "says"), [(0, []), (1, ["1件"]), (2, ["2件"])])
def test_one_open_application_is_enough_to_ask_for_an_heir(left: int, says: list[str]):
    """Y-HEIR; what last year's filing does not state is nothing to carry on."""
    last = helpers.filing({"requests.carried_out.natural": left}, unit=helpers.Unit("013", "市扶贫办"), year=2024)
    found = list(heirless(Previous((last,)), Roster((Entry(0, "001", "市商务局"),))))
    assert [word for f, word in zip(found, says, strict=True) if f"“结转下年度”{word}" in f.message] == says


def test_rules_that_were_switched_off_are_listed():
    """C-SKIPPED: with their titles, in order; an edition that this run does not take needs no word."""
    (finding,) = unchecked([_counted("甲局", {})], {"P-SHOCK", "P-FLOW"})
    assert "这些规则没有核对：P-FLOW（现行有效数偏少）、P-SHOCK（比上年变动较大）。" in finding.message
    older = replace(_counted("甲局", {}), filing=replace(helpers.filing(ZEROS), form=editions.load("2019")))
    assert [f.code for f in unchecked([older], ())] == ["C-SKIPPED"]
    assert list(unchecked([replace(older, findings=(make("S-EDITION", file="a", stated="2019", edition="2021"),))], ())) == []
    assert list(unchecked([replace(older, outcome=Outcome.SUPERSEDED)], ())) == []


def test_a_sum_that_does_not_balance_is_broken_only_where_all_of_it_is_known():
    """The law of the merge: sums of valid filings have no broken balance."""
    unbalanced = with_totals(FORM, ZEROS | {"requests.new.natural": 1})
    assert [e.anchor for e in broken(FORM, unbalanced)] == ["requests.carried_out.natural", "requests.carried_out.total"]
    assert broken(FORM, with_totals(FORM, ZEROS)) == []
    unknown = {k: v for k, v in unbalanced.items() if k != "requests.carried_out.natural"}
    assert [e.anchor for e in broken(FORM, unknown)] == ["requests.carried_out.total"]


def test_long_texts_fold_like_short_ones():
    """They are only not kept."""
    assert fold("（一） Ａ" * 500) == "(一)A" * 500
    assert letters("（一） Ａ" * 500) == "一A" * 500


def test_an_accepted_number_keeps_its_text_too():
    """As a person would write it."""
    assert (from_number(3.0, 0).raw, from_number(0.5, 6).raw) == ("3", "0.5")


@pytest.mark.parametrize(
    ("typed", "last", "others", "code", "message", "cell", "sides"),
    [
        (
            {FEE: Decimal("1.5")},
            None,
            {"repaired": {FEE: "１.5万元"}},
            "V-REPAIRED",
            "“行政事业性收费”（B14）填的是文字“１.5万元”，已按1.5万元读取。",
            "B14",
            ("１.5万元", None, None),
        ),
        (
            {LICENCE: 17},
            None,
            {"arithmetic": {LICENCE: "12+5"}},
            "V-FORMULA",
            "“行政许可”（B7）填的是算式12+5，已重新计算，结果17相符，按17计入。",
            "B7",
            ("12+5", None, None),
        ),
        ({}, None, {"zeroed": frozenset({COUNT})}, "V-ZEROED", "“本年新收·自然人”（D4）为空，汇总时按0计入", "D4", ("", None, None)),
        (
            {COUNT: 1, "requests.granted.natural": 1},
            None,
            {"cached": {"requests.new.total": 3, "requests.granted.total": 1}},
            "T-STALE",
            "“本年新收·总计”（J4）文件中显示3件，按分项重新计算为1件",
            "J4",
            ("1", "3", "-2"),
        ),
        (dict.fromkeys(FORM.supplement), None, {}, "V-NOFEE", "信息处理费各项未填，", "B2", ("", None, None)),
        ({NOTICES: None, CHARGED: None}, None, {}, "V-NOFEE", "“收费通知件数”、“应收信息处理费”未填，", "B2", ("", None, None)),
        (
            {},
            {PENALTY: 2},
            {},
            "P-ZERO",
            "“行政许可”（B7）、“行政处罚”（B10）、“行政强制”（B11）本年都填0，上年共2件。",
            "B10",
            ("0", "2", "-2"),
        ),
        (
            {LICENCE: 300},
            {LICENCE: 100},
            {},
            "P-SHOCK",
            "填300件，上年为100件，多200件，变动超过50%（两年都不足100件",
            "B7",
            ("300", "100", "200"),
        ),
        ({LICENCE: 40}, {LICENCE: 100}, {}, "P-SHOCK", "填40件，上年为100件，少60件，", "B7", ("40", "100", "-60")),
        (SAME, SAME, {}, "P-SAME", "本年的数字与2024年度的完全相同（其中不为0的有6格）", None, (None, None, None)),
        (
            {"challenges.review.upheld": 2},
            {},
            {},
            "P-BASE",
            "共填2件，而本年和上年“本年新收”“上年结转”都是0件。",
            "E4",
            ("2", "0", "2"),
        ),
        (
            {COUNT: 1, "requests.other_unpaid.natural": 1},
            None,
            {},
            "P-FEE",
            "“（六）2.逾期不缴费·总计”（J25）为1件，《信息处理费》“收费通知件数”（B2）为0。",
            "J25",
            ("1", "0", "1"),
        ),
    ],
)
def test_a_rule_says_where_what_and_by_how_much(
    typed: dict[str, Any],
    last: dict[str, Figure] | None,
    others: dict[str, Any],
    code: str,
    message: str,
    cell: str | None,
    sides: tuple[Any, ...],
):
    """One finding, at its cell, with both sides and the difference; None among the figures is a cell left blank."""
    figures = {k: v for k, v in (ZEROS | typed).items() if v is not None}
    before = None if last is None else helpers.filing(ZEROS | last, year=2024)
    (finding,) = (f for f in check_filing(helpers.filing(figures, year=2025, **others), before) if f.code == code)
    assert message in finding.message
    assert (finding.cell, (finding.left, finding.right, finding.difference)) == (cell, sides)
    assert cell is None or (finding.sheet, finding.cell) == address(FORM, str(finding.key))
    assert "None" not in finding.message + finding.remedy


def test_every_value_that_is_no_figure_is_told_of():
    """One after another, each at its place; what the supplement leaves blank is not."""
    texts = {COUNT: "约3件", NOTICES: "", "requests.new.company": "/", FEE: "无"}
    refused = {k: from_text(v, FORM.cells[k].decimals, FORM.cells[k].unit) for k, v in texts.items()}
    found = check_filing(helpers.filing({k: v for k, v in ZEROS.items() if k not in texts}, refused=refused))
    assert [(f.code, f.cell, f.left) for f in found if f.code == "V-TEXT"] == [
        ("V-TEXT", "B14", "无"),
        ("V-TEXT", "D4", "约3件"),
        ("V-TEXT", "E4", "/"),
    ]
    assert [f.cell for f in found if f.code == "V-NOFEE"] == ["B2"]


def test_regulations_of_a_body_without_the_power_point_to_the_other_row():
    """P-REGULATIONS: the row in which its papers belong; a figure that is not stated is none."""
    entry = Entry(0, "001", "甲局", texts=(("rulemaking", "无"),))
    stated = {k: v for k, v in ZEROS.items() if k != "disclosure.regulations.repealed"} | {"disclosure.regulations.issued": 2}
    (finding,) = (f for f in check_filing(helpers.filing(stated), entry=entry) if f.code == "P-REGULATIONS")
    assert "以本单位名义发的文件属于“行政规范性文件”的" in finding.remedy
    assert (finding.cell, finding.left, finding.right) == ("B3", "2", "0")


def test_a_text_says_where_it_stands_and_what_the_cell_takes():
    """V-TEXT; V-BLANK names the answer that would do."""
    refused = {COUNT: from_text("约3件", 0, "件")}
    (finding,) = check_filing(helpers.filing({k: v for k, v in ZEROS.items() if k != COUNT}, refused=refused))
    assert (
        finding.message
        == "【须改正·不是数字】《表三依申请公开》“本年新收·自然人”（D4）填的是“约3件”，此格只能填数字，单位为件，无法据此计数。"
    )
    blank = {COUNT: from_text("", 0, "件")}
    (finding,) = check_filing(helpers.filing({k: v for k, v in ZEROS.items() if k != COUNT}, refused=blank))
    assert "“本表其余空格均为0”" in finding.remedy


@pytest.mark.parametrize(
    ("how", "where", "code", "words"),
    [
        ("sums", "", ["V-RESTORED"], "“本年新收·自然人”（D4）在报告原文中读不出来，按勾稽关系补为3件。"),
        ("order", "第2张表第4行", ["V-RESTORED"], "第2张表第4行"),
        ("order", "", ["V-RESTORED"], say("import.nowhere")),
        ("digits", "", ["V-RESTORED"], "数字连写或缺格（“3|0”），按勾稽关系只能读成3件。"),
        ("read", "第2张表第4行", [], ""),
    ],
)
def test_a_figure_that_a_report_did_not_plainly_say_is_asked(how: str, where: str, code: list[str], words: str):
    """With its place in the report and what stood there; one that could not be restored is blank and no restored figure."""
    source = {COUNT: Source(where, "3|0", how)}
    typed = ZEROS | {COUNT: 3, "requests.granted.natural": 3}
    found = check_filing(helpers.filing(typed, sources=source))
    assert [f.code for f in found] == code
    for finding in found:
        assert (finding.key, finding.cell, finding.left) == (COUNT, "D4", "3|0")
        assert "3件" in finding.message
        assert words in finding.message
    assert check_filing(helpers.filing({k: v for k, v in ZEROS.items() if k != COUNT}, sources=source)) == []


@pytest.mark.parametrize(
    ("past", "message"),
    [
        (Past(gap="new"), "“甲局”在报送名单中为新设单位，没有上年数，未与上年核对。"),
        (Past(gap="missing", names=("乙局", "丙局")), "“甲局”承接的单位中，“乙局”、“丙局”在上年的文件中没有，"),
        (Past(gap="split", names=("乙局",)), "“甲局”和“乙局”承接同一个上年单位，"),
        (Past(gap="renamed", names=("乙局",)), "“甲局”的编码007上年是“乙局”，名称不同，"),
    ],
)
def test_a_unit_that_is_not_compared_is_told_why(past: Past, message: str):
    """Y-SKIPPED: whom it concerns, its code, the official words."""
    filing = helpers.filing(ZEROS, unit=helpers.Unit("007", "甲局"), year=2025)
    (finding,) = check_filing(filing, past, entry=Entry(0, "007", "甲局"))
    assert message in finding.message
    assert "{" not in finding.message + finding.remedy
    if past.gap == "split":
        assert "“上年结转”，相加应等于原单位上年的“结转下年度”" in finding.remedy


def test_a_unit_that_no_roster_names_is_told_too():
    """Y-SKIPPED without a line of the roster: its name is what the filing says."""
    filing = helpers.filing(ZEROS, unit=helpers.Unit(None, "甲局"), year=2025)
    (finding,) = check_filing(filing, Past(gap="unknown"))
    assert "上年的文件中没有“甲局”的年报，未与上年核对。" in finding.message


def test_rules_that_last_years_form_has_no_place_for_are_named_once_each():
    """Y-SKIPPED/format."""
    older = editions.load("2019")
    last = Filing(older, dict.fromkeys(older.typed, 0), year=2020)
    (finding,) = (f for f in check_filing(helpers.filing(ZEROS, year=2021), last) if f.code == "Y-SKIPPED")
    assert "上年的年报用的是2019年格式，没有Y-STOCK（现行有效数不衔接）所需的数，未核对。" in finding.message


def test_a_year_that_states_only_a_part_is_no_fall_to_zero():
    """P-ZERO and P-SHOCK need the number itself on both sides."""
    now = helpers.filing(ZEROS, year=2025)
    last = helpers.filing({k: v for k, v in ZEROS.items() if k != LICENCE} | {PENALTY: 200}, year=2024)
    assert [f.code for f in check_filing(now, last)] == ["P-SHOCK"]
    blank = helpers.filing({k: v for k, v in ZEROS.items() if k != LICENCE}, year=2025)
    assert check_filing(blank, helpers.filing(ZEROS | {LICENCE: 200, PENALTY: 0}, year=2024)) == []


def test_what_is_known_to_be_the_same_is_not_asked_again():
    """P-SAME is silent on a filing that C-ONCE has named, and on the other of the two."""
    known = replace(_counted("甲局", SAME), findings=(make("C-ONCE/open", unit="甲局", file="甲局.xlsx"),))
    assert [f.code for s in alike([known, _counted("乙局", SAME)]) for f in s.findings] == ["C-ONCE"]


def test_a_fee_that_one_year_does_not_state_has_no_measure_to_be_wrong_in():
    """P-UNIT: neither year's blank is a 0 that is too small."""
    for now, last in (({}, {FEE: Decimal(500)}), ({FEE: Decimal(500)}, {})):
        stated = [helpers.filing({k: v for k, v in ZEROS.items() if k != FEE} | f, year=y) for f, y in ((now, 2025), (last, 2024))]
        assert [f.code for f in check_filing(*stated) if f.code == "P-UNIT"] == []
