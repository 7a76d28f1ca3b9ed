"""The text of a report against its tables: contradictions are shown, and whatever can be read rightly is left alone."""

from __future__ import annotations

from pathlib import Path

import pytest

import gaokai_xlsx
from gaokai_xlsx.checks.prose import check_prose
from gaokai_xlsx.checks.report import check_report
from gaokai_xlsx.filing import Filing
from gaokai_xlsx.submission import Outcome, Passage, Prose
from tests import helpers, reports
from tests.helpers import FORM, codes, run

# 新收 34 (32 natural, 2 companies), 上年结转 2 (natural), 办结 35, 结转 1; 公开 9, 不予 2, 无法提供 10, 其他处理 14.
FIGURES = helpers.ZEROS | {
    "requests.new.natural": 32,
    "requests.new.company": 2,
    "requests.carried_in.natural": 2,
    "requests.granted.natural": 9,
    "requests.refused_internal.natural": 2,
    "requests.unavailable_not_held.natural": 10,
    "requests.other_not_corrected.natural": 10,
    "requests.other_not_corrected.company": 2,
    "requests.other_other.natural": 2,
    "requests.carried_out.natural": 1,
    "challenges.review.upheld": 3,
    "challenges.review.corrected": 1,
    "challenges.suit_direct.upheld": 2,
    "challenges.suit_after_review.pending": 1,
    "processing_fee.notices": 3,
    "processing_fee.charged": 400,
    "processing_fee.collected": 300,
}
RIGHT = [
    "全年新收政府信息公开申请34件，上年结转2件",
    "全年收到政府信息公开申请36件",  # with those carried over
    "共收办信息公开申请36件",
    "共收办信息公开申请35件",  # what was settled
    "全年共收到34件政府信息公开申请，均按期办结",
    "政府信息公开申请答复35件（含上年度结转2件，另有1件顺延到下年度答复）",
    "信息公开申请办结35件，1件结转下年度继续办理",
    "信息公开申请已办结，结转下年度1件",
    "信息公开申请中，予以公开9件、部分公开0件、不予公开2件、无法提供10件、不予处理0件、其他处理14件",
    "信息公开申请中，同意公开答复9件，不予公开答复2件",
    "信息公开申请中，自然人申请32件，法人或其他组织申请2件",
    "信息公开申请中，自然人34件，法人或其他组织2件",  # new and carried over
    "因政府信息公开引发行政复议4件，其中结果维持3件、结果纠正1件；行政诉讼3件",
    "因政府信息公开发生行政诉讼2件",  # one of the two kinds
    "市本级收到政府信息公开申请5件",  # another population
    "2024年收到政府信息公开申请99件",  # another year
    "网上申请20件，信函申请14件，均为政府信息公开申请",  # by channel
    "收到行政许可申请500件，答复信息公开申请35件",
    "主动公开政府信息2645条，制作政府信息公开图解99个",
    "政府信息公开行政复议备案9件",
    "信息公开申请予以公开9件，占25.7%",
    "信息公开申请予以公开9件，占26.5%",  # of the new ones
    "信息公开申请予以公开9件，占办结的25.71%",
    "收取信息处理费300元",
    "应收取信息处理费400元",
]
WRONG = [
    ("全年新收政府信息公开申请33件", ["N-FLOW"]),
    ("全年收到政府信息公开申请34件，上年结转3件", ["N-FLOW"]),
    ("信息公开申请办结35件，2件结转下年度继续办理", ["N-FLOW"]),
    ("全年没有收到政府信息公开申请", ["N-FLOW"]),
    ("信息公开申请中，不予公开3件、无法提供10件", ["N-RESULT"]),
    ("信息公开申请中，自然人申请31件，法人或其他组织申请2件", ["N-APPLICANT"]),
    ("因政府信息公开引发行政复议5件，其中结果维持3件", ["N-CASE"]),
    ("因政府信息公开引发行政复议4件，其中结果维持2件", ["N-CASE"]),
    ("没有因政府信息公开引发行政复议、行政诉讼", ["N-CASE", "N-CASE"]),
    ("信息公开申请予以公开9件，占30%", ["N-RATE"]),
    ("收取信息处理费500元", ["N-FEE"]),
    ("本年未收取信息处理费", ["N-FEE"]),
]

# As published reports write: with other populations, years, stages and business in the same sentences.
AS_WRITTEN = [
    "2025年，全市共受理政府信息公开申请34件，答复35件（含上年度结转申请2件，另有1件顺延到下年度答复）",
    "市政府办公厅代表市政府共受理政府信息公开申请34件，申请数量较去年回落12.3%；答复政府信息公开申请35件（含上年度结转申请2件，另有1件申请按照《条例》顺延到下年度答复），均在法定期限内予以答复",
    "政府信息公开申请中，予以公开及部分公开9件，占25.7%；不予公开2件，占5.71%；因本机关不掌握等原因无法提供10件，占28.6%；不予处理0件；其他处理14件，占40%",
    "信息公开类行政复议4件，诉讼3件，均获维持",
    "2025年区政府（含区政府办公室）收到政府信息公开申请34件，所有公开申请均依法依规按照程序办理，现已办结35件，办结率100%，全年因政府信息公开产生行政复议案件4件和行政诉讼案件3件，其中行政复议结果维持3件，结果纠正1件，行政诉讼结果维持2件，尚未审结1件",
    "2025年全区共收到依申请公开件34件，上年度结转办理件2件，共办结35件，结转到2026年办理1件",
    "2025年，我局共收到政府信息公开申请34件，均在规定时限内完成答复；政府信息公开行政复议4件（申请人撤回结案）、行政诉讼3件",
    "2025年，我局收到34件政府信息公开申请，1件结转至下一年度办理",
    "办理因2024年度政府信息公开申请引发行政复议9件、引发行政诉讼7件，均维持结果",
    "共完成政府信息依申请公开答复35件，包括上年结转信息公开申请2件。其中，予以公开答复9件，占25.71%；部分公开0件；不予公开2件，占5.71%；无法提供的10件，占28.57%；不予处理的0件；其他处理14件，占40%",
    "全年新收政府信息公开申请34件，涉及83个申请事项",
    "收到政府信息公开申请34件，较上年增加12件",
    "政府信息公开申请没有因工作被纠错的行政复议、行政诉讼案件",
    "政府信息公开申请方面，未发生因政府信息公开引发的行政诉讼败诉案件",
    "政府信息公开方面，未因信息公开被复议机关责令改正",
    "政府信息公开行政复议、行政诉讼案件均未被撤销或者确认违法",
    "办理人大代表建议20件、政协提案15件，答复政府信息公开申请35件",
    "依申请公开工作中受理12345热线工单300件，回复网民留言92件",
    "市政府办公室收到政府信息公开申请5件，全市行政机关共收到34件",
    "通过政府网站收到政府信息公开申请20件，通过电子邮箱收到14件",
    "政府信息公开申请按期答复30件，延期答复5件",
    "政府信息公开申请延期答复5件",
    "收到政府信息公开申请34件，其中告知补正8件，不予受理2件",
    "政府信息公开申请方面，收到信息公开行政复议申请4件，收到行政复议答复通知书9份",
    "政府信息公开申请办理规范，全年处理公文500件",
    "依申请公开事项办理规范，全年办理各类业务事项1200件",
    "予以公开政府信息公开申请9件，占比25.7%",
    "政府信息公开申请收费方面，收取信息处理费3件，共计300元",
    "收取政府信息公开申请信息处理费0.03万元",
    "上年度收取信息处理费500元，本年度收取信息处理费300元",
    "减免信息处理费100元",
    "应收信息处理费400元，实收信息处理费300元",
    "上年新收政府信息公开申请20件，本年新收34件",
    "去年同期收到政府信息公开申请20件",
    "因政府信息公开引起的案件中，经行政复议后起诉1件，未经行政复议直接起诉2件",
    "因政府信息公开引发行政复议、行政诉讼共7件",
    "因政府信息公开引发行政复议和行政诉讼7件",
    "政府信息公开申请中，因本机关不掌握相关政府信息而无法提供10件，逾期不补正12件",
    "政府信息公开申请中，自然人提出申请32件，占94.1%，法人或其他组织提出2件",
    "当年发布政府信息393件，其中行政规范性文件13件，依申请公开34件",
    "同意公开答复9件，部分公开0件，不予公开答复2件，无法提供10件，不予处理0件，其他处理14件，转下一年度1件。以上均为政府信息公开申请",
    "2025年有4件政府信息公开行政复议，未被纠错；行政诉讼3件",
    "全年共收到政府信息公开申请34件，依法按期办结35件，办结率100%，1件正在办理中",
    "全年收到政府信息公开申请36件次",
    "政府信息公开申请数量34件，同比增长6.25%",
    "依申请公开方面，下属事业单位收到申请3件",
    "区自然资源分局收到政府信息公开申请12件",
    "2025年1月至6月，收到政府信息公开申请15件",
    "上半年收到政府信息公开申请15件",
    "按照“一件一档”要求办理政府信息公开申请，整理归档70件",
    "组织政府信息公开申请办理培训，收到反馈意见12件",
    "政府信息公开行政诉讼一审5件，二审8件",
    "政府信息公开行政复议审结4件",
    "征求第三方意见后答复政府信息公开申请5件",
    "会同业务科室办理政府信息公开申请5件",
    "受理业务类政府信息公开申请5件",
    "收到业务科室转来的政府信息公开申请5件",
    "对依申请公开答复，业务科室提出意见共处理120件",
    "依申请公开之外，各科室受理业务120件",
    "政府信息公开申请涉及的业务事项共办理500件",
    "我局所属单位收到政府信息公开申请120件",
    "我局及所属单位收到政府信息公开申请120件",  # an office's tables need not hold those below it
    "下属单位办理政府信息公开申请120件",
    "政府信息公开申请平台收集意见建议回复56件",
]
CONTRADICTING = [
    ("2025年，全市共受理政府信息公开申请43件，答复35件（含上年度结转申请2件，另有1件顺延到下年度答复）", ["N-FLOW"]),
    ("全市共受理政府信息公开申请34件，答复38件（含上年度结转申请2件，另有1件顺延到下年度答复）", ["N-FLOW"]),
    ("全市共受理政府信息公开申请34件，答复35件（含上年度结转申请3件，另有1件顺延到下年度答复）", ["N-FLOW"]),
    ("全市共受理政府信息公开申请34件，答复35件（含上年度结转申请2件，另有4件顺延到下年度答复）", ["N-FLOW"]),
    ("我局共收到政府信息公开申请5件，均在规定时限内完成答复", ["N-FLOW"]),
    ("2025年全区共收到依申请公开件30件，上年度结转办理件2件，共办结35件", ["N-FLOW"]),
    ("2025年全区共收到依申请公开件34件，上年度结转办理件1件，共办结35件", ["N-FLOW"]),
    ("2025年全区共收到依申请公开件34件，共办结24件", ["N-FLOW"]),
    ("我局未收到政府信息公开申请", ["N-FLOW"]),
    ("2025年，我镇没有收到公民、法人或其他组织提出的政府信息公开申请", ["N-FLOW"]),
    ("年内，我镇未收到公民、法人或其他组织通过任何形式提出的政府信息公开申请", ["N-FLOW"]),
    ("2025年共收到政府信息公开申请0件次", ["N-FLOW"]),
    ("政府信息公开申请中，予以公开8件", ["N-RESULT"]),
    ("政府信息公开申请中，不予公开4件，占5.71%", ["N-RESULT", "N-RATE"]),
    ("政府信息公开申请中，无法提供的11件", ["N-RESULT"]),
    ("政府信息公开申请中，不予处理的1件", ["N-RESULT"]),
    ("政府信息公开申请中，其他处理13件", ["N-RESULT"]),
    ("政府信息公开申请中，部分公开1件", ["N-RESULT"]),
    ("政府信息公开申请中，自然人申请30件", ["N-APPLICANT"]),
    ("政府信息公开申请中，法人或其他组织申请4件", ["N-APPLICANT"]),
    ("政府信息公开申请中，自然人提出申请30件，法人或其他组织提出2件", ["N-APPLICANT"]),
    ("因政府信息公开引发行政复议3件", ["N-CASE"]),
    ("因政府信息公开引发行政诉讼4件", ["N-CASE"]),
    ("全年因政府信息公开产生行政复议案件6件和行政诉讼案件3件", ["N-CASE"]),
    ("因政府信息公开产生行政复议案件4件，其中结果维持4件", ["N-CASE"]),
    ("因政府信息公开产生行政复议案件4件，其中结果纠正2件", ["N-CASE"]),
    ("因政府信息公开引发行政复议、行政诉讼共9件", ["N-CASE"]),
    ("未发生因政府信息公开申请被申请行政复议、提起行政诉讼情况", ["N-CASE", "N-CASE"]),
    ("未出现因政府信息公开申请行政复议、提起行政诉讼的情况", ["N-CASE", "N-CASE"]),
    ("政府信息公开工作没有引发行政复议或行政诉讼", ["N-CASE", "N-CASE"]),
    ("政府信息公开无行政复议、无行政诉讼", ["N-CASE", "N-CASE"]),
    ("政府信息公开申请予以公开9件，占比28%", ["N-RATE"]),
    ("政府信息公开申请无法提供10件，占全部办结的30%", ["N-RATE"]),
    ("收取信息处理费350元", ["N-FEE"]),
    ("未收取信息处理费", ["N-FEE"]),
    ("本年度没有向申请人收取任何信息处理费", ["N-FEE"]),
    ("全年新收政府信息公开申请33件，涉及83个申请事项", ["N-FLOW"]),
    ("收到政府信息公开申请31件，较上年增加12件", ["N-FLOW"]),
    ("信息公开类行政复议5件，均获维持", ["N-CASE"]),
    ("接收政府信息公开申请44件，上年结转2件，其中自然人申请32件、法人或其他组织申请2件", ["N-FLOW"]),
    ("2025年依法依规办理依申请公开1件", ["N-FLOW"]),
    ("本年度全区共收到70件申请，依法依规办结35件，1件结转下年度继续办理，均为政府信息公开申请", ["N-FLOW"]),
    ("共收办政府信息公开申请37件", ["N-FLOW"]),
    ("按照《关于规范依申请公开工作的意见》收到政府信息公开申请19件", ["N-FLOW"]),
    ("落实实施意见收到政府信息公开申请19件", ["N-FLOW"]),
    ("依申请公开业务共收到申请19件", ["N-FLOW"]),
    ("依申请公开业务共办结29件", ["N-FLOW"]),
    ("加强业务培训后共收到政府信息公开申请19件", ["N-FLOW"]),
    ("征求各方意见后答复政府信息公开申请99件", ["N-FLOW"]),  # a part is no more than all
    ("会同业务科室办理政府信息公开申请99件", ["N-FLOW"]),
    ("按申请所属领域收到政府信息公开申请19件", ["N-FLOW"]),
]


def filing(**changes: int) -> Filing:
    """The figures above, with changes by key (``__`` for a dot)."""
    return helpers.filing(FIGURES | {k.replace("__", "."): v for k, v in changes.items()}, year=2025)


def prose(*said: str, section: int = 1, **years: int) -> Prose:
    """A report whose section says this."""
    return Prose({section: tuple(Passage(text + "。", "第12段") for text in said)}, **years)


@pytest.mark.parametrize("said", RIGHT + AS_WRITTEN)
def test_what_can_be_read_rightly_is_no_contradiction(said: str):
    """The traps of wording."""
    assert codes(check_prose(prose(said), filing())) == []


@pytest.mark.parametrize(("said", "found"), WRONG + CONTRADICTING)
def test_a_contradiction_shows_the_sentence_and_the_readings(said: str, found: list[str]):
    """A warning, with both sides and what to do."""
    findings = list(check_prose(prose(said), filing()))
    assert codes(findings) == found
    for finding in findings:
        assert finding.severity.value == "warning"
        assert said.split("，", maxsplit=1)[0] in finding.message
        assert "第12段" in finding.message
        assert finding.remedy.endswith("。")


def test_growth_is_recomputed_only_where_last_year_is_known():
    """34 against 32 last year is 6.25 %; without last year nothing is said."""
    said = prose("全年新收政府信息公开申请34件，同比增长9.25%")
    last = helpers.filing(helpers.ZEROS | {"requests.new.natural": 32}, year=2024)
    assert codes(check_prose(said, filing())) == []
    assert codes(check_prose(said, filing(), last)) == ["N-RATE"]
    assert codes(check_prose(prose("全年新收政府信息公开申请34件，同比增长6.25%"), filing(), last)) == []
    assert codes(check_prose(prose("全年新收政府信息公开申请34件，同比增长6.3%"), filing(), last)) == []


def test_a_figure_that_is_not_known_contradicts_nothing():
    """Blank tables: no reading, no finding."""
    assert codes(check_prose(prose(*(said for said, _ in WRONG)), helpers.filing({}, year=2025))) == []


def test_a_sentence_that_stands_twice_is_told_once():
    """The same words in two paragraphs."""
    said = "全年新收政府信息公开申请33件"
    assert codes(check_prose(prose(said, said), filing())) == ["N-FLOW"]


def test_facts_of_real_reports_give_no_false_alarm():
    """What the published reports say fits their tables."""
    for report in helpers.real_reports():
        typed, _ = helpers.real_figures(report)
        own = helpers.filing({k: v for k, v in typed.items() if k in FORM.typed}, year=report["year"])
        said = Prose({1: (Passage("政府信息公开申请：" + "。".join(report["narrative_facts"]), "一"),)}, report["year"])
        assert codes(check_prose(said, own)) == [], report["unit"]


def sections(**texts: str) -> Prose:
    """A report of all sections, some of them changed (``_5``)."""
    whole = {1: "本机关按要求做好各项工作。", 2: "", 3: "", 4: "", 5: "公开的及时性还要提高，将逐项改进。", 6: "没有收取信息处理费。"}
    whole |= {int(k[1:]): v for k, v in texts.items()}
    return Prose({n: (Passage(text, ""),) if text else () for n, text in whole.items()}, 2025, 2025)


@pytest.mark.parametrize(
    ("said", "found"),
    [
        (sections(), []),
        (sections(_5="无。"), ["N-SECTION"]),
        (sections(_5=""), ["N-SECTION"]),
        (sections(_6="没有其他需要报告的事项。"), ["N-SECTION"]),
        (sections(_1="一" * 1001), ["N-SECTION"]),
        (sections(_1="一" * 1000), []),
        (Prose({1: (Passage("只有一段。", ""),)}, 2025, 2025), []),  # not divided: nothing is known of its sections
        (Prose({}, 2024, 2025), ["N-YEAR"]),
        (Prose({}, 2025, 2025), []),
    ],
)
def test_sections_and_year(said: Prose, found: list[str]):
    """五 not empty, 六 with the fee, 一 not too long, the title of the year of the period."""
    own = helpers.filing(helpers.ZEROS, year=2025)
    assert codes(check_report("报告.docx", said, own, None, None)) == found


def _both(folder: Path, texts: dict[int, str], change: dict[str, int] | None = None) -> None:
    figures = reports.figures(1)
    (folder / "年报.xlsx").write_bytes(helpers.issue(figures | (change or {}), helpers.Unit(None, reports.UNIT)))
    (folder / "报告.docx").write_bytes(reports.docx(figures, reports.TEXTS | texts))


def test_a_report_beside_its_workbook_is_compared_with_it(tmp_path: Path):
    """In check and in collect; it stays an attachment, and its words keep no filing out."""
    _both(tmp_path, {1: "全年收到政府信息公开申请9999件。"})
    for files in (gaokai_xlsx.check([tmp_path]).files, gaokai_xlsx.collect([tmp_path], tmp_path / "s" / "a.xlsx")[0].files):
        outcomes = {s.name: s for s in files}
        assert outcomes["年报.xlsx"].outcome is Outcome.COUNTED
        assert outcomes["报告.docx"].outcome is Outcome.ATTACHMENT
        assert codes(outcomes["报告.docx"].findings) == ["N-FLOW"]
        assert outcomes["报告.docx"].filing is None


def test_tables_of_a_report_that_differ_from_the_workbook_are_told(tmp_path: Path):
    """Both sides of the first figure, and how many differ."""
    _both(tmp_path, {}, {"disclosure.penalty.decisions": 7_654_321})
    (found,) = [f for s in gaokai_xlsx.check([tmp_path]).files for f in s.findings if f.code == "N-TABLE"]
    assert found.right == "7654321"
    assert "1格" in found.message


def test_a_report_alone_is_checked_by_its_own_tables(tmp_path: Path):
    """Tables and words; an error in them needs a person."""
    figures = reports.figures(1)
    (tmp_path / "好.docx").write_bytes(reports.docx(figures))
    good = run("check", str(tmp_path / "好.docx"))
    assert (good.returncode, good.stderr) == (0, "")
    assert reports.UNIT in good.stdout
    bad = reports.docx(figures | {"requests.new.natural": 88_888}, reports.TEXTS | {1: "没有因政府信息公开引发行政复议。", 5: ""})
    (tmp_path / "坏.docx").write_bytes(bad)
    result = run("check", str(tmp_path / "坏.docx"))
    assert result.returncode == 1
    assert {"T3-BALANCE", "N-SECTION"} <= {line.split("（")[-1].rstrip("）") for line in result.stdout.splitlines()}


def test_letters_and_pictures_among_the_files_stay_what_they_are(tmp_path: Path):
    """Nothing is said of what is no report."""
    (tmp_path / "说明.txt").write_text("请查收。", encoding="utf-8")
    (tmp_path / "章.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    files = {s.name: s for s in gaokai_xlsx.check([tmp_path]).files}
    assert (files["说明.txt"].outcome, codes(files["说明.txt"].findings)) == (Outcome.UNREADABLE, ["F-TYPE"])
    assert (files["章.png"].outcome, files["章.png"].findings) == (Outcome.ATTACHMENT, ())


@pytest.mark.parametrize(("unit", "found"), [("石嘴山市人民政府", []), ("石嘴山市人民政府办公室", ["N-FLOW"])])
def test_one_office_among_several_is_left_alone_unless_it_reports(unit: str, found: list[str]):
    """市政府办公室 in the city's report is a part; in its own report it is all."""
    own = helpers.filing(FIGURES, year=2025, unit=helpers.Unit("001", unit))
    assert codes(check_prose(prose("市人民政府办公室收到政府信息公开申请5件"), own)) == found


@pytest.mark.parametrize(("unit", "found"), [("测试市人民政府", ["N-FLOW"]), ("测试市人民政府办公室", []), ("测试市商务局", []), ("", [])])
def test_only_a_government_reports_for_its_offices_too(unit: str, found: list[str]):
    """其所属部门 are in a government's tables; an office's may leave them out."""
    own = helpers.filing(FIGURES, year=2025, unit=helpers.Unit("001", unit) if unit else None)
    assert codes(check_prose(prose("市政府及其所属部门共收到政府信息公开申请19件"), own)) == found


@pytest.mark.parametrize(
    ("rate", "found"),
    [("25.71", []), ("25.72", ["N-RATE"]), ("25.7", []), ("25.8", ["N-RATE"]), ("26", []), ("25", []), ("24", ["N-RATE"])],
)
def test_a_share_is_rounded_or_cut_and_nothing_else(rate: str, found: list[str]):
    """9 of 35 are 25.714…%; 25 of the 36 with those carried over."""
    assert codes(check_prose(prose(f"信息公开申请予以公开9件，占{rate}%"), filing())) == found
