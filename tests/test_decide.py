"""``decide`` as a clerk uses it: what it says, what it takes, what it prints to be typed next."""

from __future__ import annotations

import csv
import io
import re
import shlex
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from gaokai_xlsx import campaign, collect, init
from gaokai_xlsx.checks.examples import examples
from gaokai_xlsx.decisions import compared, sides
from gaokai_xlsx.quantity import Figure
from gaokai_xlsx.texts import RULES
from tests.helpers import BALANCED, FORM, ZEROS, Unit, edited, insert_row, issue

TRADE, DATA, MONEY = Unit("001", "市商务局"), Unit("002", "市 数据局"), Unit("003", "市财政局")
CARRY = "requests.carried_in.total"
LAST = ZEROS | {
    "requests.carried_out.natural": 3,
    "requests.new.natural": 3,
    "disclosure.fees.amount": 3,
    "disclosure.licensing.decisions": 40,
    "challenges.review.pending": 6,
}
GOOD = BALANCED | {"disclosure.normative.in_force": 8, "disclosure.fees.amount": 400}
PEOPLE = ("--by", "张三", "--reason", "单位1月20日来函说明")
PAST = ("--previous", "../上年")
AGAINST = {
    "Y-CARRY": "应为",
    "Y-CARRY/column": "应为",
    "Y-STOCK": "应为",
    "Y-PENDING": "应不少于",
    "P-FLOW": "应不少于",
    "P-UNIT": "上年为",
    "P-UNIT/small": "上年为",
    "P-ZERO": "上年共",
    "P-BASE": "本年和上年的申请都是",
    "P-FEE": "收费通知为",
    "C-HIER/total": "所属各家相加为",
}
"""What the other side is in each rule that a reason may answer and that compares two figures."""

Run = Callable[..., tuple[int, str]]


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A campaign of three units, one of them with a blank in its name, and last year's filings beside it."""
    (tmp_path / "名单.csv").write_text("单位全称\n市商务局\n市 数据局\n市财政局\n", encoding="utf-8")
    folder = init(tmp_path / "2025", city="石嘴山市", year=2025, roster=tmp_path / "名单.csv")
    (tmp_path / "上年").mkdir()
    for unit in (TRADE, DATA, MONEY):
        (tmp_path / "上年" / f"{unit.name}.xlsx").write_bytes(issue(LAST, unit, year=2024))
    monkeypatch.chdir(folder)
    return folder


def _send(here: Path, name: str, unit: Unit, more: dict[str, Figure] | None = None, year: int = 2025) -> None:
    (here / "回收" / name).write_bytes(issue(GOOD | (more or {}), unit, year=year))


def _collected(here: Path, *, last: bool = False, **options: Any) -> Any:
    settings = campaign.read(here / "gaokai.toml")
    previous = [here.parent / "上年"] if last else []
    summary = here / "汇总" / "2025年汇总表.xlsx"
    return collect([here / "回收"], summary, year=2025, roster=here / "名单.xlsx", previous=previous, campaign=settings, **options)[0]


def _outcomes(report: Any) -> dict[str, str]:
    return {s.path: s.outcome.value for s in report.files}


def _records(here: Path) -> list[dict[str, str]]:
    text = (here / "处理记录.csv").read_bytes().decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def _commands(shown: str) -> list[list[str]]:
    """What is printed to be typed next, as a shell takes it."""
    lines = [line.partition("gaokai-xlsx ")[2] for line in shown.splitlines() if "gaokai-xlsx " in line]
    return [shlex.split(line) for line in lines]


# ---- both sides, by what the one is to the other


def test_the_other_side_is_said_for_every_rule_that_a_reason_may_answer():
    """Over the book: 应为 only where it is what should stand there; a rule that compares and says nothing of it fails here."""
    found = {f.rule: f for f in examples(FORM) if RULES[f.rule].explainable}
    assert {rule for rule, entry in RULES.items() if entry.explainable} == found.keys()
    words = {rule: compared(f) for rule, f in found.items() if sides(f)}
    assert words.keys() == AGAINST.keys()
    for rule, said in words.items():
        finding = found[rule]
        assert said == f"填报{finding.left}，{AGAINST[rule]}{finding.right}，相差{finding.difference}", rule
    assert {rule for rule, entry in RULES.items() if entry.against} == AGAINST.keys()


def test_what_was_before_is_told_as_it_was(here: Path, run: Run):
    """Last year's figure is not what should stand there, and a minimum is a minimum; the same in 处理记录 and in the summary."""
    _send(here, "a.xlsx", TRADE, {"challenges.review.upheld": 1})
    code, shown = run("decide", "市商务局", "accept", "P-UNIT", "P-ZERO", "Y-PENDING", *PEOPLE, *PAST)
    assert code == 0, shown
    before = {r["问题代码"]: r["调整前"] for r in _records(here)}
    assert before["P-UNIT"].endswith("（P-UNIT），填报400，上年为3，相差397")
    assert before["P-ZERO"].endswith("（P-ZERO），填报0，上年共40，相差-40")
    assert before["Y-PENDING"].endswith("（Y-PENDING），填报1，应不少于6，相差-5")
    report = _collected(here, last=True, report=here / "r.html")
    assert [r.state.value for r in report.decisions] == ["applied"] * 3
    rows = list(openpyxl.load_workbook(here / "汇总" / "2025年汇总表.xlsx")["处理记录"].iter_rows(min_row=2, values_only=True))
    assert sorted(str(r[5]) for r in rows) == sorted(before.values())
    page = re.sub("<[^>]*>", "", (here / "r.html").read_text(encoding="utf-8"))  # what people see of it
    everything = [shown, page, *(str(cell) for row in rows for cell in row)]
    assert "应为" not in "".join(str(cell) for row in rows for cell in row)
    assert not any(key in text for text in everything for key in ("disclosure.fees", "challenges.review"))
    assert "疑似把元填成万元《表二主动公开》B14“行政事业性收费”（P-UNIT），《a.xlsx》" in [r[9] for r in rows]


# ---- places


@pytest.mark.parametrize("place", ["J5", "j5", "表三!J5", "表三！Ｊ5", "表三J5", "《表三依申请公开》J5", CARRY])
def test_a_place_is_named_as_people_name_it(here: Path, run: Run, place: str):
    """By its cell, with or without its table, or by the key; and taken back the same way, one acceptance of several."""
    _send(here, "a.xlsx", TRADE)
    assert run("decide", "市商务局", "accept", "Y-CARRY", *PEOPLE, *PAST)[0] == 0
    code, shown = run("decide", "市商务局", "withdraw", "Y-CARRY", place, *PEOPLE)
    assert code == 0, shown
    assert [(r["事项"], r["指标"]) for r in _records(here)[2:]] == [("撤回认可说明", CARRY)]
    assert [r.state.value for r in _collected(here, last=True).decisions] == ["applied", "undone", "applied"]
    code, shown = run("decide", "市商务局", "accept", "上年结转不衔接", place, *PEOPLE, *PAST)
    assert code == 0, shown
    assert [r["指标"] for r in _records(here)[3:]] == [CARRY]


@pytest.mark.parametrize("place", ["J6", "表二J5", "表四!J5", "requests.carried_in"])
def test_another_place_is_none(here: Path, run: Run, place: str):
    """Neither accepted nor taken back; what can be chosen is listed as it can be typed."""
    _send(here, "a.xlsx", TRADE)
    code, shown = run("decide", "市商务局", "accept", "Y-CARRY", place, *PEOPLE, *PAST)
    assert (code, "\n  Y-CARRY J5　上年结转不衔接《表三依申请公开》J5" in shown) == (2, True)
    assert run("decide", "市商务局", "accept", "Y-CARRY", "J5", *PEOPLE, *PAST)[0] == 0
    code, shown = run("decide", "市商务局", "withdraw", "Y-CARRY", place, *PEOPLE)
    assert (code, "\n  第1条　认可说明　上年结转不衔接《表三依申请公开》J5" in shown) == (2, True)
    assert len(_records(here)) == 1


def test_a_figure_that_moved_is_named_where_it_stands(here: Path, run: Run):
    """A row inserted above: the message says J6, and so may the clerk."""
    data = edited(issue(GOOD, TRADE), insert_row(2))
    (here / "回收" / "a.xlsx").write_bytes(data)
    (point,) = [f for f in _collected(here, last=True).files[0].findings if f.key == CARRY and f.code == "Y-CARRY"]
    assert point.cell == "J6"
    assert run("decide", "市商务局", "accept", "Y-CARRY", "J6", *PEOPLE, *PAST)[0] == 0
    code, shown = run("decide", "市商务局", "withdraw", "Y-CARRY", "J6", *PEOPLE)
    assert code == 0, shown


def test_several_acceptances_are_taken_back_by_code_or_number(here: Path, run: Run):
    """The code alone takes back all of it; 认可 alone is asked about; a record can go though its file has gone."""
    _send(here, "a.xlsx", TRADE)
    assert run("decide", "市商务局", "accept", "Y-CARRY", "P-UNIT", *PEOPLE, *PAST)[0] == 0
    code, shown = run("decide", "市商务局", "withdraw", "accept", *PEOPLE)
    assert (code, "请写明撤回哪一条：\n  第1条　认可说明　上年结转不衔接" in shown) == (2, True)
    (here / "回收" / "a.xlsx").unlink()
    assert run("decide", "市商务局", "withdraw", "Y-CARRY", *PEOPLE)[0] == 0
    assert [(r["事项"], r["问题代码"]) for r in _records(here)[3:]] == [("撤回认可说明", "Y-CARRY")] * 2
    assert run("decide", "市商务局", "withdraw", "第3条", *PEOPLE)[0] == 0
    code, shown = run("decide", "市商务局", "withdraw", "第3条", *PEOPLE)
    assert (code, "没有“第3条”这条登记" in shown) == (2, True)


# ---- what is printed to be typed next


def test_what_is_printed_to_be_typed_next_works(here: Path, run: Run):
    """With last year's files that were named, and a unit whose name has a blank; taking back brings the old state."""
    data = edited(issue(GOOD, DATA), _explained)
    (here / "回收" / "a.xlsx").write_bytes(data)
    code, shown = run("collect", *PAST)
    assert code == 1
    (accept,) = [c for c in _commands(shown) if c[:1] == ["decide"]]
    code, shown = run(*("张三" if word == "经办人" else word for word in accept))
    assert code == 0, shown
    again, back = _commands(shown)
    assert (run(*again)[0], again) == (1, ["collect", *PAST])  # two units are missing
    code, shown = run(*back)
    assert code == 0, shown
    assert [r.state.value for r in _collected(here, last=True).decisions] == ["undone", "applied"]
    assert [c[0] for c in _commands(shown)] == ["collect"]
    assert "请按原来的事项重新登记" in shown


def test_the_next_collection_is_as_the_last_one(here: Path, run: Run):
    """Its options stand in the printed command; last year's files, of which nobody knows where they lie, as a word that stops the run."""
    _send(here, "a.xlsx", TRADE)
    assert run("collect", *PAST, "--as-of", "2026-01-28", "--accept-imported", "--conflicts", "latest")[0] == 1
    code, shown = run("decide", "市商务局", "include", *PEOPLE, *PAST)
    assert code == 0, shown
    options = ["--conflicts", "latest", "--accept-imported", "--as-of", "2026-01-28"]
    again, back = _commands(shown)
    assert again == ["collect", *PAST, *options]
    assert run(*again)[0] == 1  # two units are missing
    code, shown = run(*back)
    again, *_ = _commands(shown)
    assert again == ["collect", "--previous", "上年的文件", *options]
    code, shown = run(*again)
    assert (code, "找不到上年的文件" in shown) == (2, True)


def _explained(book: Any) -> None:
    sheet = book["差异说明"]
    row = next(r[1].row for r in sheet.iter_rows(min_row=2) if "上年结转·总计" in str(r[1].value))
    sheet.cell(row, 7).value = "机构改革，划出1件"


# ---- another year


def test_a_filing_of_another_year_counts_only_by_a_decision_about_it(here: Path, run: Run):
    """--include-failed adds what failed otherwise and never this; decided it is marked with the cause everywhere, and can be verified."""
    _send(here, "旧.xlsx", TRADE, year=2024)
    _send(here, "错.xlsx", MONEY, {"requests.new.natural": 99, "disclosure.licensing.decisions": 1})
    including = _collected(here, include_failed=True)
    assert _outcomes(including) == {"旧.xlsx": "returned", "错.xlsx": "counted"}
    said = next(f.message for s in including.files for f in s.findings if f.code == "S-YEAR")
    assert said.endswith("相差1年，暂未计入。")
    assert run("verify", "汇总/2025年汇总表.xlsx")[0] == 0

    code, shown = run("decide", "市商务局", "include", *PEOPLE)
    assert code == 0, shown
    assert "调整后：已汇总（未通过审核：年度不符）" in shown
    report = _collected(here, report=here / "r.html")
    assert _outcomes(report) == {"旧.xlsx": "counted", "错.xlsx": "returned"}
    counted = next(s for s in report.files if s.path == "旧.xlsx")
    said = next(f.message for f in counted.findings if f.code == "S-YEAR")
    assert "按要求已计入（未通过审核）" in said
    assert "暂未计入" not in "".join(f.message for f in counted.findings)
    book = openpyxl.load_workbook(here / "汇总" / "2025年汇总表.xlsx")
    assert book["明细二"]["C4"].value == "市商务局（未通过审核）"
    assert "未通过审核（年度不符），按要求计入" in [c.value for c in book["明细二"][4]]
    assert "含未通过审核的1家：市商务局（年度不符）" in [c.value for row in book["封面"] for c in row]
    assert "市商务局（年度不符）" in (here / "r.html").read_text(encoding="utf-8")
    assert "汇总表封面已注明：市商务局（年度不符）。" in run("collect")[1]
    assert run("verify", "汇总/2025年汇总表.xlsx")[0] == 0
    code, shown = run("decide", "市商务局", "include", *PEOPLE)
    assert (code, "已经登记过纳入未通过（第1条）" in shown) == (2, True)


# ---- the same figures sent once more


def test_the_same_figures_sent_once_more_are_a_duplicate(here: Path, run: Run):
    """Saved anew by another program it is another file; what was accepted is in the sum already, so nobody is asked again."""
    data = issue(GOOD, TRADE)
    (here / "回收" / "a.xlsx").write_bytes(data)
    assert run("decide", "市商务局", "accept", "Y-CARRY", *PEOPLE, *PAST)[0] == 0
    (here / "回收" / "b.xlsx").write_bytes(edited(data))
    report = _collected(here, last=True)
    assert _outcomes(report) == {"a.xlsx": "counted", "b.xlsx": "duplicate"}
    assert not any(f.is_error for s in report.files if s.unit and s.unit.name == TRADE.name for f in s.findings)
    (here / "回收" / "a.xlsx").unlink()
    report = _collected(here, last=True)
    assert _outcomes(report) == {"b.xlsx": "returned"}
    assert {(r.state.value, r.why) for r in report.decisions} == {("dead", "resent")}
    assert "D-DEAD" in {f.code for f in report.findings}
    assert run("decide", "市商务局", "accept", "Y-CARRY", *PEOPLE, *PAST)[0] == 0
    report = _collected(here, last=True)
    assert [r.state.value for r in report.decisions] == ["replaced", "replaced", "applied", "applied"]
    assert "D-DEAD" not in {f.code for f in report.findings}


# ---- two persons


def test_who_types_does_not_compare(here: Path, run: Run):
    """Refused at the command line, a warning where the cover says so, or says nobody."""
    _send(here, "a.xlsx", TRADE)
    code, shown = run("decide", "市商务局", "transcribe", *PEOPLE, "--reviewer", "张 三")
    assert (code, "代录人和核对人都是“张三”" in shown) == (2, True)
    assert not (here / "处理记录.csv").exists()
    assert run("decide", "市商务局", "transcribe", *PEOPLE)[0] == 0
    assert _paper(_collected(here)) == [("D-PAPER/unproved", "warning")]
    assert run("decide", "市商务局", "transcribe", *PEOPLE, "--reviewer", "李四")[0] == 0
    assert _paper(_collected(here)) == []
    code, shown = run("decide", "市商务局", "transcribe", *PEOPLE, "--reviewer", "李四")
    assert (code, "已经登记过代录（第2条）" in shown) == (2, True)
    assert run("template", "--unit", "市财政局", "--transcribe")[0] == 0
    made = (here / "下发" / "代录_市财政局_2025年报表.xlsx").read_bytes()
    said = {"代录依据": "1月20日的纸质表", "代录人": "王五", "核对人": "王 五"}

    def fill(book: Any) -> None:
        for (cell,) in book["封面"].iter_rows(max_col=1):
            if cell.value in said:
                book["封面"].cell(cell.row, 2).value = said[cell.value]

    (here / "回收" / "b.xlsx").write_bytes(edited(made, fill))
    assert _paper(_collected(here, blank_as_zero=True)) == [("D-PAPER/alone", "warning")]
    assert "代录人和核对人都是“王 五”" in run("check", "回收/b.xlsx")[1]


def _paper(report: Any) -> list[tuple[str, str]]:
    return [(f.rule, f.severity.value) for s in report.files for f in s.findings if f.code == "D-PAPER"]


# ---- refusals


def _renamed(book: Any) -> None:
    """Another unit on the cover than in the stamp."""
    for row in book["封面"].iter_rows():
        for cell in row:
            if isinstance(cell.value, str) and TRADE.name in cell.value and "GK1|" not in cell.value:
                cell.value = cell.value.replace(TRADE.name, "市体育局")


def test_a_file_of_nobody_knows_whom_cannot_be_adopted(here: Path, run: Run):
    """Cover against stamp: both names are told and who is to be asked; nothing is recorded for any kind."""
    (here / "回收" / "a.xlsx").write_bytes(edited(issue(GOOD, TRADE), _renamed))
    for kind in ("adopt", "include", "final"):
        code, shown = run("decide", "市商务局", kind, "a.xlsx", *PEOPLE)
        assert code == 2
        assert "封面单位为“市体育局”，模板标识为“市商务局”，两处不一致" in shown, kind
        assert "请确认数据属于哪个单位" in shown
    assert not (here / "处理记录.csv").exists()


def test_every_refusal_names_its_cause_and_what_can_be_chosen(here: Path, run: Run):
    """Typing errors, the wrong order, the wrong unit, no workbook, twice the same; exit code 2, nothing recorded, no traceback."""
    _send(here, "a.xlsx", TRADE)
    _send(here, "b.xlsx", MONEY, {"disclosure.licensing.decisions": 1, "requests.new.natural": 99})
    (here / "回收" / "市商务局来函.docx").write_bytes(b"not a report")
    kinds = "「事项」只能写：adopt（采用）、accept（认可）、final（定稿）、withdraw（撤回）、transcribe（代录）、zero（按0处理）、include（纳入未通过）"
    cases = {
        ("市商务局", "foo"): kinds,
        ("市商务局", "adpot"): "是不是“adopt”？",
        ("adopt", "市商务局"): "先写单位，再写事项",
        ("市商务局", "adopt", "b.xlsx"): "《b.xlsx》是“市财政局”的文件（退回修改），不是“市商务局”的",
        ("市 数据局", "final", "a.xlsx"): "《a.xlsx》是“市商务局”的文件",
        ("市商务局", "adopt", "市商务局来函.docx"): "没有算作“市商务局”的年报表",
        ("市财政局", "adopt"): "还有须改正的问题（收办不平），不能登记采用",
        ("市财政局", "final"): "还有须改正的问题（收办不平），不能登记定稿",
        ("市财政局", "accept", "T3-BALANCE"): "“收办不平”（T3-BALANCE）不能用说明代替",
        ("市商务局", "accept", "T4-TOTAL"): "（T4-TOTAL）不能用说明代替",
        ("市商务局", "accept", "Y-CARRY"): "这次没有提供上年数，与上年有关的问题没有核对",
        ("市商务局", "accept", "V-BLANK"): "“漏填”（V-BLANK）不能用说明代替",
        ("市商务局", "zero"): "《a.xlsx》已汇总",
        ("市商务局", "include"): "《a.xlsx》已汇总",
        ("市商务局", "withdraw", "z.xlsx"): "可以撤回的登记：没有\n可以撤回的文件：\n  《a.xlsx》已汇总",
    }
    for args, words in cases.items():
        code, shown = run("decide", *args, *PEOPLE)
        assert (code, words in shown, "没有登记" in shown, "Traceback" in shown) == (2, True, True, False), (args, shown)
    assert not (here / "处理记录.csv").exists()


def test_what_stands_already_is_not_recorded_once_more(here: Path, run: Run):
    """Final twice, a file without blanks taken as 0, one that failed beside one that counts: told, and nothing added."""
    _send(here, "a.xlsx", TRADE)
    _send(here, "c.xlsx", TRADE, {"disclosure.licensing.decisions": 1, "requests.new.natural": 99})
    refusals = {
        ("include", "c.xlsx"): "“市商务局”已有《a.xlsx》计入，不能再纳入未通过的文件",
        ("zero", "a.xlsx"): "《a.xlsx》没有空格，不需要按0处理",
    }
    for args, words in refusals.items():
        code, shown = run("decide", "市商务局", *args, *PEOPLE)
        assert (code, words in shown, "没有登记" in shown) == (2, True, True), shown
    assert not (here / "处理记录.csv").exists()
    assert run("decide", "市商务局", "final", "a.xlsx", *PEOPLE)[0] == 0
    code, shown = run("decide", "市商务局", "final", "a.xlsx", *PEOPLE)
    assert (code, "“市商务局”的《a.xlsx》已经定稿" in shown, "没有登记" in shown) == (2, True, True)
    assert len(_records(here)) == 1


def test_chinese_words_and_subfolders_do(here: Path, run: Run, monkeypatch: pytest.MonkeyPatch):
    """采用 is adopt; from the folder of the files too; the same once more is refused with the record's number."""
    _send(here, "a.xlsx", TRADE)
    _send(here, "b.xlsx", TRADE, {"disclosure.licensing.decisions": 5})
    monkeypatch.chdir(here / "回收")
    code, shown = run("decide", "市商务局", "采用", "./a.xlsx", *PEOPLE)
    assert code == 0, shown
    code, shown = run("decide", "市商务局", "adopt", "a.xlsx", *PEOPLE)
    assert (code, "已经登记过采用（第1条）" in shown) == (2, True)
    _send(here, "c.xlsx", TRADE, {"disclosure.licensing.decisions": 7})
    code, shown = run("decide", "市商务局", "adopt", "a.xlsx", *PEOPLE)
    assert code == 0, shown
    assert [r["事项"] for r in _records(here)] == ["采用", "采用"]
    assert _outcomes(_collected(here))["c.xlsx"] == "superseded"


def test_of_two_files_each_point_names_its_file(here: Path, run: Run):
    """Both may be accepted at once; each record says of which file it is."""
    _send(here, "a.xlsx", TRADE)
    _send(here, "b.xlsx", TRADE, {"disclosure.licensing.decisions": 5})
    code, shown = run("decide", "市商务局", "accept", "Y-CARRY", "Z9", *PEOPLE, *PAST)
    assert code == 2
    for name in ("a", "b"):
        assert f"\n  Y-CARRY J5　上年结转不衔接《表三依申请公开》J5“上年结转·总计”（Y-CARRY），《{name}.xlsx》，填报2，应为3" in shown
    code, shown = run("decide", "市商务局", "accept", "Y-CARRY", "J5", *PEOPLE, *PAST)
    assert code == 0, shown
    assert all(f"（Y-CARRY），《{name}.xlsx》" in shown for name in ("a", "b"))
    assert _outcomes(_collected(here, last=True)) == {"a.xlsx": "conflict", "b.xlsx": "conflict"}


def test_an_acceptance_already_made_is_said_so(here: Path, run: Run):
    """And what is left to accept."""
    _send(here, "a.xlsx", TRADE)
    assert run("decide", "市商务局", "accept", "Y-CARRY", "J5", *PEOPLE, *PAST)[0] == 0
    code, shown = run("decide", "市商务局", "accept", "Y-CARRY", "J5", *PEOPLE, *PAST)
    assert (code, "Y-CARRY J5已经认可" in shown, "\n  Y-CARRY D5　" in shown, "\n  Y-CARRY J5　" in shown) == (2, True, True, False)


def test_a_printed_command_pasted_unchanged_records_nobody(here: Path, run: Run):
    """The word that stands for the name is refused, as it stands and spaced out, for who decides and for who looked it over."""
    _send(here, "a.xlsx", TRADE)
    for people in (("--by", "经办人"), ("--by", "经 办 人"), ("--by", "张三", "--reviewer", "审核人")):
        code, said = run("decide", "市商务局", "final", *people, "--reason", "领导签批")
        assert code == 2, said
        assert f"“{people[-1]}”不是人的姓名。请把它换成自己的姓名，例如 --by 张三" in said
        assert said.rstrip().endswith("没有登记。")
    assert not (here / "处理记录.csv").exists()
    assert run("decide", "市商务局", "final", "--by", "张三", "--reason", "领导签批")[0] == 0
