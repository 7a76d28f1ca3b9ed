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


def filing(**changes: int) -> Filing:
    """The figures above, with changes by key (``__`` for a dot)."""
    return helpers.filing(FIGURES | {k.replace("__", "."): v for k, v in changes.items()}, year=2025)


def prose(*said: str, section: int = 1, **years: int) -> Prose:
    """A report whose section says this."""
    return Prose({section: tuple(Passage(text + "。", "第12段") for text in said)}, **years)


@pytest.mark.parametrize("said", RIGHT)
def test_what_can_be_read_rightly_is_no_contradiction(said: str):
    """The traps of wording."""
    assert codes(check_prose(prose(said), filing())) == []


@pytest.mark.parametrize(("said", "found"), WRONG)
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
