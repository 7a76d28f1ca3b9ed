"""Reasons, decisions and filings typed from paper: through the command line, on real files, from init to summary."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import jsonschema
import openpyxl
import pytest

import gaokai_xlsx
from gaokai_xlsx import campaign, collect, decisions, init
from gaokai_xlsx.decisions import State
from gaokai_xlsx.errors import CannotGoOn
from gaokai_xlsx.matters import Kind
from gaokai_xlsx.outgoing.template import Issue, build
from gaokai_xlsx.submission import Outcome
from tests.helpers import BALANCED, FORM, SHARED, ZEROS, Unit, edited, issue, put, read

TRADE, DATA, MONEY = Unit("001", "市商务局"), Unit("002", "市数据局"), Unit("003", "市财政局")
CARRY = "requests.carried_in.total"
OTHER = {"disclosure.licensing.decisions": 5}
GOOD = BALANCED | {"disclosure.normative.in_force": 8}
HEADS = "序号,日期,单位,事项,依据,调整前,调整后,经办人,审核人,文件,问题代码,指标,核对数值,文件sha256,未采用的文件sha256"

Run = Callable[..., tuple[int, str]]


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A campaign of three units with last year's filings: each left 3 applications open."""
    (tmp_path / "名单.csv").write_text("单位全称,简称及曾用名\n市商务局,市外经贸局\n市数据局,\n市财政局,\n", encoding="utf-8")
    folder = init(tmp_path / "2025", city="石嘴山市", year=2025, roster=tmp_path / "名单.csv")
    last = ZEROS | {"requests.carried_out.natural": 3, "requests.new.natural": 3}
    (tmp_path / "上年").mkdir()
    for unit in (TRADE, DATA, MONEY):
        (tmp_path / "上年" / f"{unit.name}.xlsx").write_bytes(issue(last, unit, year=2024))
    monkeypatch.chdir(folder)
    return folder


def _send(here: Path, name: str, unit: Unit, more: dict[str, Any] | None = None, why: Sequence[tuple[str, str]] = ()) -> bytes:
    """A filing whose opening balances are 2 instead of last year's 3, with reasons in 差异说明 by a part of the row's text."""
    data = issue(GOOD | (more or {}), unit)
    if why:
        data = edited(data, lambda book: _explain(book, why))
    (here / "回收" / name).write_bytes(data)
    return data


def _explain(book: Any, why: Sequence[tuple[str, str]]) -> None:
    sheet = book["差异说明"]
    for what, text in why:
        row = next((r[1].row for r in sheet.iter_rows(min_row=2) if what in str(r[1].value)), None)
        if row is None:
            row = next(r[1].row for r in sheet.iter_rows(min_row=2) if r[0].value and r[1].value is None)
            sheet.cell(row, 2).value = what
        sheet.cell(row, 7).value = text
        sheet.cell(row, 7).data_type = "s"


def _collected(here: Path, previous: str = "../上年", **options: Any) -> Any:
    """The report of a collection, and that nothing was lost in it."""
    here_ = campaign.find(here)
    assert here_ is not None
    last = [here / previous] if previous else []
    report, _ = collect([here / "回收"], here / "s.xlsx", year=2025, roster=here / "名单.xlsx", previous=last, campaign=here_, **options)
    assert sum(report.account.values()) == len(list((here / "回收").iterdir()))
    assert Counter(s.outcome for s in report.files) == report.account
    return report


def _outcomes(report: Any) -> dict[str, str]:
    return {s.path: s.outcome.value for s in report.files}


def _finding(report: Any, code: str, key: str | None = None, path: str = "") -> Any:
    found = [f for s in report.files if path in s.path for f in s.findings] + list(report.findings)
    return next(f for f in found if f.code == code and (key is None or f.key == key))


def _states(report: Any) -> list[tuple[str, str, str]]:
    return [(r.decision.what, r.state.value, r.why) for r in report.decisions]


def _records(here: Path) -> list[dict[str, str]]:
    text = (here / "处理记录.csv").read_bytes().decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


# ---- reasons


def test_a_reason_waits_until_it_is_accepted(here: Path, run: Run):
    """待认可 in message and JSON, as grave as before; accepted it drops one step, and the text travels into JSON, summary and page."""
    _send(here, "a.xlsx", DATA, why=[("上年结转·总计", "机构改革，划出1件")])
    waiting = _finding(_collected(here), "Y-CARRY", CARRY)
    assert (waiting.severity.value, waiting.explained.text, waiting.explained.accepted) == ("error", "机构改革，划出1件", False)
    assert waiting.message.endswith("已说明，待认可：“机构改革，划出1件”。")
    code, shown = run("collect", "--previous", "../上年")
    assert code == 1
    assert "已说明、待认可1处" in shown
    assert "gaokai-xlsx decide 市数据局 accept Y-CARRY J5 --by 经办人" in shown

    code, shown = run("decide", "市数据局", "accept", "Y-CARRY", "J5", "--by", "张三", "--reviewer", "李四", "--previous", "../上年")
    assert code == 0, shown
    assert "调整前：须改正·上年结转不衔接《表三依申请公开》J5“上年结转·总计”（Y-CARRY），填报2，应为3，相差-1" in shown
    assert "调整后：请核实，认可：机构改革，划出1件" in shown
    report = _collected(here, json=here / "r.json", report=here / "r.html")
    accepted = _finding(report, "Y-CARRY", CARRY)
    assert (accepted.severity.value, accepted.explained.accepted, accepted.remedy) == ("warning", True, "无需处理。")
    assert accepted.message.startswith("【请核实·上年结转不衔接】")
    assert _outcomes(report) == {"a.xlsx": "counted"}
    data = json.loads((here / "r.json").read_text(encoding="utf-8"))
    told = [f["explained"] for f in data["files"][0]["findings"] if f["key"] == CARRY]
    assert told == [{"text": "机构改革，划出1件", "accepted": True}]
    assert [f["explained"] for f in data["files"][0]["findings"] if f["key"] == "requests.carried_in.natural"] == [None]
    if SHARED.is_dir():
        jsonschema.validate(data, json.loads((SHARED / "contract" / "findings.schema.json").read_text(encoding="utf-8")))
    page = (here / "r.html").read_text(encoding="utf-8")
    assert "已说明，并经张三认可：“机构改革，划出1件”。" in page
    assert "处理记录第1条（有效）：认可说明。" in page
    rows = list(openpyxl.load_workbook(here / "s.xlsx")["处理记录"].iter_rows(min_row=2, values_only=True))
    assert [(r[2], r[3], r[4], r[7], r[8], r[10]) for r in rows] == [("市数据局", "认可说明", "机构改革，划出1件", "张三", "李四", "有效")]


def test_a_reason_for_every_column_that_differs_is_one_for_the_total(here: Path, run: Run):
    """Who explains 自然人 has explained the total of it; a column without a reason leaves the total open."""
    column = "requests.carried_in.natural"
    _send(here, "a.xlsx", DATA, why=[("上年结转·自然人", "划出1件")])
    _send(here, "b.xlsx", MONEY, {"requests.carried_in.company": 1, "requests.granted.company": 1}, why=[("上年结转·自然人", "划出1件")])
    _send(here, "c.xlsx", TRADE, why=[("上年结转·自然人", "情况属实")])
    report = _collected(here)
    told = {s.path: {f.key: f.explained and f.explained.text for f in s.findings if f.code == "Y-CARRY"} for s in report.files}
    assert told["a.xlsx"] == {column: "划出1件", CARRY: "划出1件"}
    assert (told["b.xlsx"].get(CARRY), told["c.xlsx"][CARRY]) == (None, None)
    assert run("decide", "市数据局", "accept", "Y-CARRY", "J5", "--by", "张三", "--previous", "../上年")[0] == 0
    assert _outcomes(_collected(here))["a.xlsx"] == "counted"


@pytest.mark.parametrize("text", ["情况属实", " 无 ", "/", "经核实，数据无误。", "——", "情况属实，特此说明", "0", "已核对"])
def test_an_empty_phrase_explains_nothing(here: Path, run: Run, text: str):
    """It is said that it does not, and nothing is there to be accepted."""
    _send(here, "a.xlsx", DATA, why=[("上年结转·总计", text)])
    found = _finding(_collected(here), "Y-CARRY", CARRY)
    assert found.explained is None
    assert "不算说明" in found.message
    code, shown = run("decide", "002", "accept", "Y-CARRY", CARRY, "--by", "张三", "--previous", "../上年")
    assert code == 2
    assert "没有写说明" in shown
    assert not (here / "处理记录.csv").exists()


@pytest.mark.parametrize("text", ["更名", "机构改革", "上年多报1件，已更正", "去年数据有误，本年核减"])
def test_a_real_reason_is_one(here: Path, text: str):
    """Short ones too."""
    _send(here, "a.xlsx", DATA, why=[("上年结转·总计", text)])
    assert _finding(_collected(here), "Y-CARRY", CARRY).explained.text == text


def test_a_free_row_explains_what_it_names(here: Path):
    """By rule, title, cell or figure; another row does not."""
    stock = {"disclosure.normative.in_force": 7}
    _send(here, "a.xlsx", DATA, stock, why=[("现行有效数偏少（D4）", "当年失效一件")])
    found = [f for f in _collected(here).files[0].findings if f.code in ("P-FLOW", "Y-STOCK", "Y-CARRY")]
    assert {f.code: f.explained and f.explained.text for f in found} == {
        "P-FLOW": "当年失效一件",
        "Y-STOCK": "当年失效一件",
        "Y-CARRY": None,
    }


def test_a_reason_can_be_given_to_the_clerk(here: Path, run: Run):
    """--reason for an explainable finding; 情况属实 is none; what is not explainable is refused by its name."""
    _send(here, "a.xlsx", DATA, {"requests.new.natural": 13})
    decide = ("decide", "市数据局", "accept")
    people = ("--by", "张三", "--previous", "../上年")
    code, shown = run(*decide, "T3-BALANCE", "--reason", "来函说明", *people)
    assert (code, "“收办不平”（T3-BALANCE）不能用说明代替" in shown) == (2, True)
    code, shown = run(*decide, "Y-CARRY", "--reason", "情况属实", *people)
    assert (code, "没有写明具体原因" in shown) == (2, True)
    code, shown = run(*decide, "X-ODD", *people)
    assert code == 2
    assert "可以认可的有（行首是写法）：" in shown
    assert "\n  Y-CARRY J5　上年结转不衔接《表三依申请公开》J5“上年结转·总计”（Y-CARRY），填报2，应为3，相差-1，没有写说明" in shown
    code, shown = run(*decide, "y-carry", "--reason", "来函说明上年多报", *people)
    assert code == 0, shown
    assert [(r["问题代码"], r["指标"]) for r in _records(here)] == [("Y-CARRY", "requests.carried_in.natural"), ("Y-CARRY", CARRY)]
    report = _collected(here)
    assert [f.severity.value for f in report.files[0].findings if f.code == "Y-CARRY"] == ["info", "warning"]


def test_an_acceptance_dies_with_the_file_and_with_the_values(here: Path, run: Run):
    """What was accepted is what that file says of these figures: in another file it is asked again, and what is gone is no alarm."""
    _send(here, "a.xlsx", DATA, why=[("上年结转·总计", "划出1件")])
    assert run("decide", "市数据局", "accept", "Y-CARRY", "J5", "--by", "张三", "--previous", "../上年")[0] == 0
    _send(here, "a.xlsx", DATA, OTHER, why=[("上年结转·总计", "划出1件")])
    report = _collected(here)
    assert _states(report) == [("认可说明", "dead", "resent")]
    assert _outcomes(report) == {"a.xlsx": "returned"}
    assert _finding(report, "Y-CARRY", CARRY).message.endswith("已说明，待认可：“划出1件”。")
    assert "认可的是《a.xlsx》的说明；现在的是另一份文件" in _finding(report, "D-DEAD").message
    _send(here, "a.xlsx", DATA, why=[("上年结转·总计", "另一个原因，没有人认可过")])
    assert _finding(_collected(here), "Y-CARRY", CARRY).message.endswith("已说明，待认可：“另一个原因，没有人认可过”。")

    _send(here, "a.xlsx", DATA, {"requests.carried_in.natural": 1, "requests.granted.natural": 8}, why=[("上年结转·总计", "划出1件")])
    report = _collected(here)
    assert _states(report) == [("认可说明", "dead", "changed")]
    assert _outcomes(report) == {"a.xlsx": "returned"}
    dead = _finding(report, "D-DEAD")
    assert dead.severity.value == "warning"
    assert (
        "“市数据局”的处理记录第1条（认可说明：上年结转不衔接《表三依申请公开》J5“上年结转·总计”（Y-CARRY））登记以后数字有改动"
        in dead.message
    )
    code, shown = run("check", "回收/a.xlsx", "--previous", "../上年")
    assert (code, "D-DEAD" in shown) == (1, True)

    _send(here, "a.xlsx", DATA, {"requests.carried_in.natural": 3, "requests.granted.natural": 10})
    report = _collected(here)
    assert _states(report) == [("认可说明", "dead", "gone")]
    assert (_finding(report, "D-DEAD").severity.value, _outcomes(report)) == ("info", {"a.xlsx": "counted"})


def test_a_finding_without_values_is_accepted_for_its_file(here: Path, run: Run):
    """P-SAME has no sides: another file asks again."""
    _send(here, "a.xlsx", TRADE)
    _send(here, "b.xlsx", DATA)
    code, shown = run("decide", "市商务局", "accept", "P-SAME", "--by", "张三", "--reason", "两家业务由同一处室承办")
    assert code == 0, shown
    found = _finding(_collected(here, ""), "P-SAME", path="a.xlsx")
    assert (found.severity.value, found.explained.accepted) == ("info", True)
    assert _finding(_collected(here, ""), "P-SAME", path="b.xlsx").severity.value == "warning"
    (here / "回收" / "a.xlsx").write_bytes(edited((here / "回收" / "a.xlsx").read_bytes()))
    report = _collected(here, "")
    assert _finding(report, "P-SAME", path="a.xlsx").severity.value == "warning"
    assert _states(report) == [("认可说明", "dead", "resent")]


# ---- which file counts


def test_adopt_settles_a_conflict_and_not_what_comes_later(here: Path, run: Run):
    """The others known then are superseded; a new different file is a new conflict; without the file the record is dead."""
    _send(here, "年报.xlsx", TRADE)
    _send(here, "年报(1).xlsx", TRADE, OTHER)
    assert _outcomes(_collected(here, "")) == {"年报(1).xlsx": "conflict", "年报.xlsx": "conflict"}
    code, shown = run("decide", "市商务局", "adopt", "--by", "张三", "--reason", "电话确认")
    assert code == 2
    assert "《年报(1).xlsx》数据冲突、《年报.xlsx》数据冲突" in shown
    code, shown = run("decide", "市外经贸局", "adopt", "年报.xlsx", "--by", "张三", "--reason", "电话确认", "--date", "2026年1月28日")
    assert code == 0, shown
    assert "请重新汇总" in shown
    report = _collected(here, "")
    assert _outcomes(report) == {"年报(1).xlsx": "superseded", "年报.xlsx": "counted"}
    assert "R-CONFLICT" not in {f.code for f in report.findings}
    applied = _finding(report, "D-APPLIED", path="年报(1).xlsx")
    assert applied.message == (
        "【提示·已按登记处理】按处理记录第1条采用（2026年1月28日，经办人张三）：采用《年报.xlsx》，不采用《年报(1).xlsx》。依据：电话确认。"
    )
    record = _records(here)[0]
    assert (record["单位"], record["日期"]) == ("市商务局", "2026年1月28日")

    _send(here, "新.xlsx", TRADE, {"disclosure.licensing.decisions": 9})
    assert _outcomes(_collected(here, "")) == {"年报(1).xlsx": "superseded", "年报.xlsx": "conflict", "新.xlsx": "conflict"}
    (here / "回收" / "新.xlsx").unlink()
    (here / "回收" / "年报.xlsx").write_bytes(edited((here / "回收" / "年报.xlsx").read_bytes(), put({"disclosure.penalty.decisions": 1})))
    report = _collected(here, "")
    assert _states(report) == [("采用", "dead", "file")]
    assert _finding(report, "D-DEAD").severity.value == "warning"
    assert set(_outcomes(report).values()) == {"conflict"}


def test_a_correction_of_the_adopted_file_takes_its_place(here: Path, run: Run):
    """It answers it; what was set aside stays aside."""
    first = _send(here, "年报.xlsx", TRADE)
    _send(here, "年报(1).xlsx", TRADE, OTHER)
    assert run("decide", "市商务局", "adopt", "年报.xlsx", "--by", "张三", "--reason", "电话确认")[0] == 0
    answer = build(Issue(FORM, 2025, TRADE, 2, "returned", hashlib.sha256(first).hexdigest(), GOOD | {"disclosure.penalty.decisions": 3}))
    (here / "回收" / "更正.xlsx").write_bytes(answer)
    assert _outcomes(_collected(here, "")) == {"年报(1).xlsx": "superseded", "年报.xlsx": "superseded", "更正.xlsx": "counted"}


def test_a_final_filing_is_not_replaced(here: Path, run: Run):
    """A later one that differs is returned with D-FINAL and gets no copy; an equal one is a duplicate; withdrawn, it is a conflict."""
    _send(here, "a.xlsx", TRADE)
    code, shown = run("decide", "市商务局", "final", "--by", "张三", "--reason", "领导签批")
    assert code == 0, shown
    assert "定稿，核对码" in shown
    _send(here, "b.xlsx", TRADE, OTHER)
    (here / "回收" / "c.xlsx").write_bytes(edited((here / "回收" / "a.xlsx").read_bytes()))
    told: list[str] = []
    report = _collected(here, "", returns=here / "退回", tell=told.append)
    assert _outcomes(report) == {"a.xlsx": "counted", "b.xlsx": "returned", "c.xlsx": "duplicate"}
    assert told[0] == "退回稿：没有生成。"
    assert "1个文件是定稿以后报来的，数字与定稿不同，没有采用，也没有生成退回稿：《b.xlsx》。" in told[1]
    late = _finding(report, "D-FINAL", path="b.xlsx")
    assert "该单位已定稿" in late.message
    assert "如需更正，请先联系" in late.remedy
    assert report.needs_a_person
    assert list((here / "退回").iterdir()) == []
    assert _outcomes(_collected(here, "", include_failed=True))["b.xlsx"] == "returned"

    code, shown = run("decide", "市商务局", "adopt", "b.xlsx", "--by", "张三", "--reason", "更正")
    assert (code, "已定稿（第1条" in shown) == (2, True)
    code, shown = run("decide", "市商务局", "withdraw", "a.xlsx", "--by", "张三", "--reason", "更正")
    assert (code, "已定稿（第1条" in shown) == (2, True)
    code, shown = run("decide", "市商务局", "withdraw", "b.xlsx", "--by", "张三", "--reason", "不同意更正")
    assert code == 0, shown
    assert _outcomes(_collected(here, "")) == {"a.xlsx": "counted", "b.xlsx": "superseded", "c.xlsx": "duplicate"}
    code, shown = run("decide", "市商务局", "withdraw", "定稿", "--by", "张三", "--reason", "同意更正")
    assert code == 0, shown
    assert "第1条（定稿）不再有效" in shown
    assert _states(_collected(here, "")) == [("定稿", "undone", ""), ("撤回文件", "applied", ""), ("撤回定稿", "applied", "")]
    assert run("decide", "市商务局", "withdraw", "--by", "张三", "--reason", "恢复")[0] == 0
    assert _outcomes(_collected(here, "")) == {"a.xlsx": "conflict", "b.xlsx": "conflict", "c.xlsx": "conflict"}


def test_withdraw_takes_back_a_file_or_an_earlier_record(here: Path, run: Run):
    """A unit whose only file is withdrawn has not filed; taking that back brings the file back; the rows stay."""
    _send(here, "a.xlsx", TRADE)
    withdraw = ("decide", "001", "withdraw")
    people = ("--by", "张三", "--reason", "单位来函撤回")
    code, shown = run(*withdraw, *people)
    assert (code, "没有可以撤回的登记" in shown) == (2, True)
    assert run(*withdraw, "a.xlsx", *people)[0] == 0
    report = _collected(here, "")
    assert _outcomes(report) == {"a.xlsx": "superseded"}
    assert "市商务局" in [u.name for u in report.missing]
    code, shown = run(*withdraw, "a.xlsx", *people)
    assert (code, "已经撤回" in shown) == (2, True)
    assert run(*withdraw, *people)[0] == 0
    report = _collected(here, "")
    assert _outcomes(report) == {"a.xlsx": "counted"}
    assert _states(report) == [("撤回文件", "undone", ""), ("恢复文件", "applied", "")]


def test_an_acceptance_can_be_taken_back_by_its_code(here: Path, run: Run):
    """And the finding keeps the filing out again."""
    _send(here, "a.xlsx", DATA, why=[("上年结转·总计", "划出1件")])
    last = ("--previous", "../上年", "--by", "张三")
    assert run("decide", "002", "accept", "Y-CARRY", *last)[0] == 0
    assert _outcomes(_collected(here)) == {"a.xlsx": "counted"}
    assert run("decide", "002", "withdraw", "Y-CARRY", "--reason", "说明不实", *last)[0] == 0
    assert _outcomes(_collected(here)) == {"a.xlsx": "returned"}


def test_blanks_of_one_file_count_as_zero(here: Path, run: Run):
    """And of no other; each is marked."""
    blank = {"disclosure.licensing.decisions": None}
    for name, unit in (("a.xlsx", TRADE), ("b.xlsx", DATA)):
        (here / "回收" / name).write_bytes(edited(issue(GOOD, unit), put(blank)))
    code, shown = run("decide", "市商务局", "zero", "--by", "张三", "--reason", "电话确认确无")
    assert code == 0, shown
    assert "有1格为空" in shown
    assert "空格按0计入，已汇总" in shown
    report = _collected(here, "")
    assert _outcomes(report) == {"a.xlsx": "counted", "b.xlsx": "returned"}
    assert _finding(report, "V-ZEROED", path="a.xlsx").key == "disclosure.licensing.decisions"
    code, shown = run("decide", "市商务局", "zero", "--by", "张三", "--reason", "再来")
    assert (code, "没有需要" in shown) == (2, True)


def test_blanks_counted_as_zero_in_a_file_say_nothing_of_the_one_that_corrects_it(here: Path, run: Run):
    """The record is dead then, and nothing says in one place that blanks count and in another that they do not."""
    blank = {"disclosure.licensing.decisions": None}
    first = edited(issue(GOOD | {"requests.new.natural": 13}, TRADE), put(blank))
    (here / "回收" / "a.xlsx").write_bytes(first)
    code, shown = run("decide", "市商务局", "zero", "--by", "张三", "--reason", "电话确认确无。")
    assert code == 0, shown
    told = _finding(_collected(here, ""), "D-APPLIED", path="a.xlsx").message
    assert told.endswith("依据：电话确认确无。")
    answer = edited(build(Issue(FORM, 2025, TRADE, 2, "returned", hashlib.sha256(first).hexdigest(), GOOD)), put(blank))
    (here / "回收" / "b.xlsx").write_bytes(answer)
    report = _collected(here, "")
    assert _outcomes(report) == {"a.xlsx": "superseded", "b.xlsx": "returned"}
    assert _states(report) == [("按0处理", "dead", "aside")]
    assert [f.code for s in report.files for f in s.findings if f.code == "D-APPLIED"] == []
    rows = list(openpyxl.load_workbook(here / "s.xlsx")["问题清单"].iter_rows(min_row=2, values_only=True))
    assert [row[1] for row in rows if row[11] == "D-DEAD"] == ["市商务局"]  # filtered by unit it is not lost
    (here / "回收" / "b.xlsx").write_bytes(edited(answer, put({"disclosure.licensing.decisions": 0})))
    report = _collected(here, "")
    assert (_outcomes(report)["b.xlsx"], _states(report)) == ("counted", [("按0处理", "dead", "moot")])


def test_a_failed_filing_can_be_included(here: Path, run: Run):
    """Marked as failed; another passing file makes it moot; what belongs to nobody knows whom never is."""
    _send(here, "a.xlsx", TRADE, {"requests.new.natural": 13})
    code, shown = run("decide", "市商务局", "include", "a.xlsx", "--by", "张三", "--reason", "领导同意先计入")
    assert code == 0, shown
    assert "未通过审核：收办不平" in shown
    report = _collected(here, "")
    assert (_outcomes(report), report.files[0].failed) == ({"a.xlsx": "counted"}, True)
    assert openpyxl.load_workbook(here / "s.xlsx")["明细二"]["C4"].value == "市商务局（未通过审核）"
    _send(here, "b.xlsx", TRADE)
    report = _collected(here, "")
    assert _outcomes(report) == {"a.xlsx": "returned", "b.xlsx": "counted"}
    assert _states(report) == [("纳入未通过", "dead", "moot")]
    code, shown = run("decide", "市商务局", "include", "b.xlsx", "--by", "张三", "--reason", "x")
    assert (code, "没有须改正的问题" in shown) == (2, True)
    code, shown = run("decide", "市商务局", "adopt", "a.xlsx", "--by", "张三", "--reason", "x")
    assert (code, "还有须改正的问题（收办不平）" in shown) == (2, True)


# ---- typed from paper


def test_a_filing_typed_from_paper_is_marked_everywhere(here: Path, run: Run):
    """Without basis and typist it is kept out; given by the cover or by a record it counts, and every result says so."""
    code, shown = run("template", "--unit", "市财政局", "--transcribe")
    assert code == 0, shown
    made = here / "下发" / "代录_市财政局_2025年报表.xlsx"
    labels = {c.value: c.row for (c,) in openpyxl.load_workbook(made)["封面"].iter_rows(max_col=1) if c.value}
    assert {"代录依据", "代录人", "核对人"} <= set(labels)
    typed = edited(made.read_bytes(), put(GOOD))
    (here / "回收" / "纸.xlsx").write_bytes(typed)
    code, shown = run("check", "回收/纸.xlsx")
    assert code == 1
    assert "代录：依据（未写明），代录人（未写明），核对人（未写明）" in shown
    assert "封面没有写明代录依据、代录人" in shown
    report = _collected(here, "", returns=here / "退回", include_failed=True)
    assert _outcomes(report) == {"纸.xlsx": "returned"}
    assert list((here / "退回").iterdir()) == []  # the office's own task: no copy goes to the unit

    by_cover = edited(typed, lambda b: _cover(b, labels, {"代录依据": "1月20日的纸质表", "代录人": "王五", "核对人": "赵六"}))
    (here / "回收" / "纸.xlsx").write_bytes(by_cover)
    report = _collected(here, "", json=here / "r.json", report=here / "r.html")
    assert _outcomes(report) == {"纸.xlsx": "counted"}
    assert [f["kind"] for f in json.loads((here / "r.json").read_text(encoding="utf-8"))["files"]] == ["transcribed"]
    assert "代录：依据1月20日的纸质表，代录人王五，核对人赵六" in (here / "r.html").read_text(encoding="utf-8")
    book = openpyxl.load_workbook(here / "s.xlsx")
    assert book["明细三"]["C4"].value == "市财政局（代录）"
    assert "代录：依据1月20日的纸质表，代录人王五，核对人赵六" in [c.value for c in book["明细三"][4]]
    assert "含代录1家（市财政局）" in str([c.value for row in book["封面"] for c in row])
    assert [r[5] for r in book["报送情况"].iter_rows(min_row=2, values_only=True) if r[4]] == ["代录"]
    rows = [r for r in book["处理记录"].iter_rows(min_row=2, values_only=True) if r[4]]
    assert [(r[3], r[4], r[7], r[8]) for r in rows] == [("代录", "1月20日的纸质表", "王五", "赵六")]
    assert "其中代录1家：市财政局" in run("collect")[1]


def test_a_record_can_say_that_a_file_was_typed_from_paper(here: Path, run: Run):
    """Of a transcribed template without a basis, and of an ordinary one."""
    run("template", "--unit", "市财政局", "--transcribe")
    made = here / "下发" / "代录_市财政局_2025年报表.xlsx"
    (here / "回收" / "纸.xlsx").write_bytes(edited(made.read_bytes(), put(GOOD)))
    _send(here, "表.xlsx", TRADE)
    for unit in ("市财政局", "市商务局"):
        code, shown = run("decide", unit, "transcribe", "--by", "王五", "--reason", "1月20日的纸质表", "--reviewer", "赵六")
        assert code == 0, shown
        assert "为代录，已汇总" in shown
    report = _collected(here, "")
    assert {s.path: (s.kind, s.outcome.value) for s in report.files} == {
        "纸.xlsx": ("transcribed", "counted"),
        "表.xlsx": ("transcribed", "counted"),
    }
    assert "代录：依据1月20日的纸质表，代录人王五，核对人赵六" in run("check", "回收/表.xlsx")[1]
    last = gaokai_xlsx.template(here / "x.xlsx", year=2026, unit="市商务局", roster=here / "名单.xlsx", previous=[here / "s.xlsx"])
    assert openpyxl.load_workbook(last[0])["表三依申请公开"]["D5"].value == 2


def test_a_transcript_needs_its_unit(run: Run):
    """A common one would be of nobody."""
    code, shown = run("template", "--transcribe")
    assert (code, "--unit" in shown) == (2, True)


def _cover(book: Any, rows: dict[str, int], entries: dict[str, str]) -> None:
    for label, text in entries.items():
        book["封面"].cell(rows[label], 2).value = text


# ---- the file of records


def test_records_are_only_added_to(here: Path, run: Run):
    """UTF-8 with a mark; the old bytes stay the beginning; what looks like a formula is none in Excel and is itself again when read."""
    _send(here, "a.xlsx", TRADE)
    formula = '=HYPERLINK("http://x","点我")'
    path = here / "处理记录.csv"
    assert run("decide", "市商务局", "final", "--by", "@张三", "--reason", formula, "--date", "-1", "--reviewer", "＋1")[0] == 0
    first = path.read_bytes()
    assert first.startswith("\ufeff".encode() + HEADS.encode() + b"\r\n")
    assert not any(cell.startswith(("=", "+", "-", "@", "＋")) for row in _records(here) for cell in row.values())
    (record,) = decisions.read(path)
    assert (record.by, record.reason, record.date, record.reviewer) == ("@张三", formula, "-1", "＋1")
    run("decide", "市商务局", "withdraw", "--by", "张三", "--reason", "x")
    assert path.read_bytes().startswith(first)
    assert len(decisions.read(path)) == 2
    cells = [c for row in openpyxl.load_workbook(_summary(here))["处理记录"].iter_rows() for c in row]
    assert formula in [c.value for c in cells if c.data_type == "s"]
    assert all(c.data_type != "f" for c in cells)


def _summary(here: Path) -> Path:
    _collected(here, "")
    return here / "s.xlsx"


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8", "utf-16"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_what_excel_made_of_the_file_is_read_and_added_to(here: Path, run: Run, encoding: str, separator: str):
    """Another encoding and separator, a column and a title of the clerk's own, columns moved, empty rows, no last line end."""
    _send(here, "a.xlsx", TRADE)
    path = here / "处理记录.csv"
    assert run("decide", "市商务局", "final", "--by", "张三", "--reason", "一，二;三\t四")[0] == 0
    rows = list(csv.reader(io.StringIO(path.read_bytes().decode("utf-8-sig"), newline="")))
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=separator, lineterminator="\r\n")
    writer.writerow(["处理记录，一；二", *[""] * 15])
    writer.writerow([*reversed(rows[0]), "备注"])
    writer.writerow([""] * 16)
    writer.writerow([*reversed(rows[1]), "自己写的"])
    saved = out.getvalue().rstrip("\r\n").encode(encoding)
    path.write_bytes(saved)
    assert _states(_collected(here, "")) == [("定稿", "applied", "")]
    code, shown = run("decide", "市商务局", "withdraw", "--by", "李四", "--reason", "更正")
    assert code == 0, shown
    assert path.read_bytes().startswith(saved)
    assert [(d.what, d.by) for d in decisions.read(path)] == [("定稿", "张三"), ("撤回定稿", "李四")]
    assert "\ufffd" not in path.read_bytes().decode(encoding)


def test_rows_may_be_sorted(here: Path, run: Run):
    """The order of recording is that of 序号: sorted the other way round, what was taken back stays taken back."""
    _send(here, "a.xlsx", TRADE)
    assert run("decide", "市商务局", "final", "--by", "张三", "--reason", "x")[0] == 0
    assert run("decide", "市商务局", "withdraw", "--by", "张三", "--reason", "x")[0] == 0
    path = here / "处理记录.csv"
    head, *rows = path.read_bytes().decode("utf-8-sig").splitlines(keepends=True)
    path.write_bytes("".join(["\ufeff", head, *reversed(rows)]).encode())
    assert _states(_collected(here, "")) == [("定稿", "undone", ""), ("撤回定稿", "applied", "")]
    assert "第3条" in run("decide", "市商务局", "final", "--by", "张三", "--reason", "x")[1]


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("x,,市商务局,采用,x,,,张三,,a.xlsx,,,,{sha},", "第2行：序号不是数字"),
        ("1,,市商务局,批准,x,,,张三,,a.xlsx,,,,{sha},", "第2行：事项“批准”不认识"),
        ("1,,,采用,x,,,张三,,a.xlsx,,,,{sha},", "第2行：没有写单位"),
        ("1,,市商务局,采用,,,,张三,,a.xlsx,,,,{sha},", "第2行：没有写依据"),
        ("1,,市商务局,采用,x,,,,,a.xlsx,,,,{sha},", "第2行：没有写经办人"),
        ("1,,市商务局,采用,x,,,张三,,a.xlsx,,,,12ab,", "第2行：文件sha256不完整"),
        ("1,,市商务局,认可说明,x,,,张三,,a.xlsx,,,,{sha},", "第2行：没有写问题代码"),
        ("1,,市商务局,认可说明,x,,,张三,,a.xlsx,V-BLANK,,,{sha},", "“V-BLANK”不是可以用说明代替改正的问题"),
        ('1,,市商务局,采用,"x,,,张三,,a.xlsx,,,,{sha},', "引号不成对"),
    ],
)
def test_a_row_with_defects_stops_the_run_and_is_named(here: Path, run: Run, row: str, words: str):
    """Nothing is written, no traceback; ``decide`` adds nothing to such a file either."""
    _send(here, "a.xlsx", TRADE)
    text = f"\ufeff{HEADS}\r\n{row.format(sha='0' * 64)}"
    (here / "处理记录.csv").write_text(text, encoding="utf-8", newline="")
    for command in (("collect",), ("check", "回收"), ("decide", "市商务局", "final", "--by", "张三", "--reason", "x")):
        code, shown = run(*command)
        assert (code, words in shown, "Traceback" in shown) == (2, True, False), shown
    assert (here / "处理记录.csv").read_bytes() == text.encode()
    assert not (here / "汇总" / "2025年汇总表.xlsx").exists()


def test_a_lost_column_is_named(here: Path):
    """Without what binds them records cannot be applied."""
    (here / "处理记录.csv").write_text("日期,单位,事项\n", encoding="utf-8")
    with pytest.raises(CannotGoOn, match="缺少这些列：序号、依据、"):
        decisions.read(here / "处理记录.csv")


def test_the_file_lies_where_the_settings_say(here: Path, run: Run):
    """And is no return, also inside the folder of returns."""
    settings = (here / "gaokai.toml").read_text(encoding="utf-8")
    assert 'decisions = "处理记录.csv"' in settings
    moved = settings.replace('decisions = "处理记录.csv"', 'decisions = "回收/记录.csv"')
    (here / "gaokai.toml").write_text(moved, encoding="utf-8")
    _send(here, "a.xlsx", TRADE)
    assert run("decide", "市商务局", "final", "--by", "张三", "--reason", "x")[0] == 0
    _, shown = run("collect")
    assert "收到1个" in shown
    assert "处理记录1条：有效1条" in shown


def test_a_record_of_a_unit_that_is_not_on_the_roster_is_dead(here: Path, run: Run):
    """And says why; a former name is the unit."""
    _send(here, "a.xlsx", TRADE)
    assert run("decide", "市商务局", "final", "--by", "张三", "--reason", "x")[0] == 0
    path = here / "处理记录.csv"
    path.write_bytes(path.read_bytes().replace("市商务局".encode(), "市外经贸局".encode()))
    assert _states(_collected(here, "")) == [("定稿", "applied", "")]
    path.write_bytes(path.read_bytes().replace("市外经贸局".encode(), "市某局".encode()))
    report = _collected(here, "")
    assert _states(report) == [("定稿", "dead", "unit")]
    assert "不在报送名单中" in _finding(report, "D-DEAD").message


# ---- what makes no sense


def test_refusals_say_what_can_be_chosen(here: Path, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Exit code 2, a sentence, nothing recorded."""
    people = ("--by", "张三", "--reason", "x")
    assert "没有收到年报表" in run("decide", "市商务局", "adopt", "a.xlsx", *people)[1]
    _send(here, "a.xlsx", TRADE)
    cases = {
        ("市商务", "final", *people): "是不是“市商务局”？",
        ("火星局", "final", *people): "报送名单中没有“火星局”",
        ("市商务局", "adopt", "a.xlsx", *people): "没有其他不同的文件",
        ("市商务局", "adopt", "z.xlsx", *people): "该单位的文件有：《a.xlsx》已汇总",
        ("市商务局", "final", "a.xlsx", "b.xlsx", *people): "只能写一个文件",
        ("市商务局", "accept", "Y-CARRY", *people): "没有可以认可的问题",
        ("市商务局", "final", "--by", "张三"): "没有写依据",
        ("市商务局", "final", "--reason", "x"): "没有写经办人",
        ("市商务局", "bless", *people): "「事项」只能写：adopt（采用）、accept（认可）、final（定稿）、withdraw（撤回）",
        ("市商务局",): "缺少事项",
    }
    for args, words in cases.items():
        code, shown = run("decide", *args)
        assert (code, words in shown) == (2, True), (args, shown)
    assert not (here / "处理记录.csv").exists()
    monkeypatch.chdir(tmp_path)
    code, shown = run("decide", "市商务局", "final", *people)
    assert (code, "不是年报工作文件夹" in shown) == (2, True)


def test_what_people_write_stays_text_on_the_page(here: Path, run: Run):
    """Reasons, names and the unit's own words."""
    _send(here, "a.xlsx", DATA, why=[("上年结转·总计", "<script>alert(1)</script>")])
    _send(here, "b.xlsx", TRADE)
    people = ("--by", "<img src=x>", "--reason", "<script>alert(2)</script>", "--previous", "../上年")
    assert run("decide", "市数据局", "accept", "Y-CARRY", "J5", *people)[0] == 0
    assert run("decide", "市商务局", "transcribe", *people)[0] == 0
    _collected(here, report=here / "r.html")
    page = (here / "r.html").read_text(encoding="utf-8")
    assert "&lt;script&gt;alert(1)" in page
    assert "&lt;script&gt;alert(2)" in page
    assert "<script>alert" not in page
    assert "<img" not in page


def test_a_python_user_decides_too(here: Path):
    """The verb gives what it recorded."""
    _send(here, "a.xlsx", TRADE)
    settings = campaign.read(here / "gaokai.toml")
    (made,) = gaokai_xlsx.decide(settings, "市商务局", "final", by="张三", reason="x")
    assert (made.kind, made.unit, made.file) == (Kind.FINAL, "市商务局", "a.xlsx")
    assert decisions.read(here / "处理记录.csv") == (made,)
    assert _collected(here, "").decisions[0].state is State.APPLIED


def test_a_file_is_named_as_people_name_it(here: Path, run: Run):
    """By path from here, by bare name, by the beginning of its sha256; a name of two files is asked about."""
    for folder in ("一", "二"):
        (here / "回收" / folder).mkdir()
    data = issue(GOOD, TRADE)
    (here / "回收" / "一" / "年报.xlsx").write_bytes(data)
    (here / "回收" / "二" / "年报.xlsx").write_bytes(issue(GOOD | OTHER, TRADE))
    people = ("--by", "张三", "--reason", "x")
    code, shown = run("decide", "市商务局", "adopt", "年报.xlsx", *people)
    assert (code, "《一/年报.xlsx》数据冲突、《二/年报.xlsx》数据冲突" in shown) == (2, True)
    assert run("decide", "市商务局", "adopt", "回收/一/年报.xlsx", *people)[0] == 0
    sha256 = read(data).sha256
    assert sha256 is not None
    assert run("decide", "市商务局", "final", sha256[:12], *people)[0] == 0
    assert [r["文件"] for r in _records(here)] == ["一/年报.xlsx", "一/年报.xlsx"]


def test_the_same_bytes_again(here: Path, run: Run):
    """Decisions are an input like any other: no clock, no order of folders."""
    _send(here, "a.xlsx", TRADE)
    _send(here, "b.xlsx", TRADE, OTHER)
    run("decide", "市商务局", "adopt", "a.xlsx", "--by", "张三", "--reason", "x")
    once = _summary(here).read_bytes()
    assert _summary(here).read_bytes() == once
    assert {s.outcome for s in _collected(here, "").files} == {Outcome.COUNTED, Outcome.SUPERSEDED}


def test_a_summary_with_decisions_can_be_verified(here: Path, run: Run):
    """The manifest names the records; rows added later took no part; rows changed are named."""
    _send(here, "a.xlsx", TRADE)
    _send(here, "b.xlsx", TRADE, OTHER)
    (here / "回收" / "c.xlsx").write_bytes(edited(issue(GOOD, DATA), put({"disclosure.licensing.decisions": None})))
    people = ("--by", "张三", "--reason", "x")
    assert run("decide", "市商务局", "adopt", "a.xlsx", *people)[0] == 0
    assert run("decide", "市商务局", "transcribe", "a.xlsx", *people)[0] == 0
    assert run("decide", "市数据局", "zero", *people)[0] == 0
    assert run("collect")[0] == 1
    summary = "汇总/2025年汇总表.xlsx"
    code, shown = run("verify", summary)
    assert code == 0, shown
    assert run("decide", "市商务局", "final", *people)[0] == 0
    code, shown = run("verify", summary)
    assert code == 0, shown
    path = here / "处理记录.csv"
    path.write_bytes(path.read_bytes().replace("张三".encode(), "李四".encode(), 1))
    code, shown = run("verify", summary)
    assert code == 1
    assert "处理记录" in shown
