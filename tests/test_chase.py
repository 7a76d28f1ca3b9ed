"""Whose turn it is: what the unit and the clerk are told after a collection (催报, 退回稿, page, 问题清单), and what they are not."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Mapping, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from gaokai_xlsx import init
from tests import helpers
from tests.helpers import BALANCED, ZEROS, edited, issue, put

Run = Callable[..., tuple[int, str]]
TRADE, DATA, MONEY = (helpers.Unit(f"00{n}", name) for n, name in enumerate(("市商务局", "市数据局", "市财政局"), start=1))
LAST = ZEROS | {"requests.carried_out.natural": 3, "requests.new.natural": 3, "disclosure.normative.in_force": 58}
GOOD = BALANCED | {"requests.carried_in.natural": 3, "requests.granted.natural": 10}
GAP = BALANCED  # the opening balance is 2, last year left 3
UNBALANCED = GOOD | {"requests.new.natural": 13}
WHY = (("上年结转·总计", "机构改革，划出1件"), ("上年结转·自然人", "机构改革，划出1件"))


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A campaign of three units due by January 20, with last year's filings."""
    rows = "".join(f"{unit.name},2026-01-20,\n" for unit in (TRADE, DATA, MONEY))
    (tmp_path / "名单.csv").write_text("单位全称,报送截止,简称及曾用名\n" + rows, encoding="utf-8")
    folder = init(tmp_path / "2025", city="石嘴山市", year=2025, roster=tmp_path / "名单.csv")
    (tmp_path / "上年").mkdir()
    for unit in (TRADE, DATA, MONEY):
        (tmp_path / "上年" / f"{unit.name}.xlsx").write_bytes(issue(LAST, unit, year=2024))
    settings = folder / "gaokai.toml"
    settings.write_text(settings.read_text(encoding="utf-8") + 'previous = "../上年"\n', encoding="utf-8")
    monkeypatch.chdir(folder)
    return folder


def _send(here: Path, name: str, unit: helpers.Unit | None, figures: Mapping[str, Any], why: Sequence[tuple[str, str]] = ()) -> bytes:
    texts = {key: value for key, value in figures.items() if isinstance(value, str)}
    data = issue({key: value for key, value in figures.items() if key not in texts}, unit)
    if why or texts:
        data = edited(data, put(texts), lambda book: _explain(book, why))
    path = here / "回收" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return data


def _explain(book: Any, why: Sequence[tuple[str, str]]) -> None:
    sheet = book["差异说明"]
    for what, text in why:
        sheet.cell(next(r[1].row for r in sheet.iter_rows(min_row=2) if what in str(r[1].value)), 7).value = text


def _collect(run: Run, *options: str) -> tuple[int, str, str, str]:
    """Exit code, terminal, 催报 and page of a collection."""
    code, shown = run("collect", "--reminders", "催报.txt", "--report", "审核.html", *options)
    return code, shown, Path("催报.txt").read_text(encoding="utf-8-sig"), Path("审核.html").read_text(encoding="utf-8")


def _copies(here: Path) -> list[str]:
    return sorted(path.name for path in (here / "退回").iterdir())


def _opening(here: Path) -> str:
    """The lines at the top of the one returned copy."""
    (path,) = (here / "退回").iterdir()
    sheet = openpyxl.load_workbook(path)["问题清单"]
    return "".join(str(sheet.cell(row, 1).value) for row in range(1, 4))


def _problems(here: Path) -> list[tuple[Any, ...]]:
    rows = list(openpyxl.load_workbook(here / "汇总" / "2025年汇总表.xlsx")["问题清单"].iter_rows(min_row=2, values_only=True))
    return [row for row in rows if row[0]]


# ---- what is explained waits for the office


def test_a_reason_that_was_not_accepted_is_recorded_and_the_unit_chased(here: Path, run: Run):
    """As the message says: its file is withdrawn, with why; the unit is asked again, and what it sends then is judged anew."""
    _send(here, "商.xlsx", TRADE, GAP, WHY)
    assert "不认可的，用它撤回这份文件（withdraw，依据写不认可的理由），告知该单位核对改正后重新报送。（Y-CARRY）" in _collect(run)[1]
    why = "移交函没有写明件数，说明不予认可"
    assert run("decide", "市商务局", "withdraw", "商.xlsx", "--by", "张三", "--reason", why)[0] == 0
    _, shown, text, page = _collect(run)
    assert "收到1个 ＝ 已撤回1" in shown
    assert "待认可" not in text
    assert "市商务局：报来的《商.xlsx》已撤回，2025年度年报表（.xlsx）还没有重新收到" in text
    assert why in page
    _send(here, "商2.xlsx", TRADE, GOOD)
    assert "收到2个 ＝ 已汇总1 ＋ 已撤回1" in _collect(run)[1]


def test_a_filing_that_is_only_explained_is_not_chased(here: Path, run: Run):
    """待认可 in a group of its own, with what the clerk has to do; nothing to resend, no returned copy; accepted it counts."""
    _send(here, "商.xlsx", TRADE, GAP, WHY)
    code, shown, text, page = _collect(run)
    assert code == 1
    assert "收到1个 ＝ 待认可1" in shown
    assert "应报3家，已汇总0家，退回0家，未报2家，待认可1家。" in shown
    assert "已说明、待认可1处" in shown  # as it is shown: the column hangs on its total
    assert "gaokai-xlsx decide 市商务局 accept Y-CARRY J5 D5 --by 经办人" in shown
    assert shown.count("Y-CARRY）") == 1
    assert "审核通过0家、退回修改0家、待认可1家；未报2家" in text
    (line,) = [row for row in text.splitlines() if row.startswith("市商务局：")]
    assert line.startswith(
        "市商务局：《商.xlsx》的说明已收到（上年结转不衔接（表三依申请公开J5）），由办公室审核认可，现在不需要重新报送。"
    )
    assert "待认可（1家，单位已说明，请办公室决定是否认可，不用催）" in text
    assert "改正后重新报送" not in text
    assert "退回（" not in text
    assert "待认可1家：单位已在《差异说明》写明原因，不用催。" in page
    assert '<span class="badge late">待认可</span>' in page
    assert _copies(here) == []
    assert "1个文件只等办公室处理" in shown
    book = openpyxl.load_workbook(here / "汇总" / "2025年汇总表.xlsx")
    assert "待认可1家" in "".join(str(c.value) for row in book["封面"] for c in row)
    assert "待认可" in [row[3] for row in book["报送情况"].iter_rows(values_only=True)]

    assert "《商.xlsx》：待认可。" in run("check", "回收/商.xlsx", "--previous", "../上年")[1]
    _, shown, text, _ = _collect(run, "--include-failed")
    assert "市商务局：《商.xlsx》的说明已收到" in text
    assert "改正后重新报送" not in text

    assert run("decide", "市商务局", "accept", "Y-CARRY", "--by", "张三")[0] == 0
    assert "收到1个 ＝ 已汇总1" in _collect(run)[1]


def test_beside_what_is_explained_the_rest_is_returned(here: Path, run: Run):
    """Reminder and copy say only the rest, and that the explained points wait for the office."""
    _send(here, "商.xlsx", TRADE, GAP | {"disclosure.penalty.decisions": "无"}, WHY)
    _, shown, text, _ = _collect(run)
    assert "收到1个 ＝ 退回修改1" in shown
    assert "市商务局：《商.xlsx》有1处须改正：不是数字（表二主动公开B" in text
    assert (
        "请于1月20日前改正后重新报送。《商.xlsx》的说明已收到（上年结转不衔接（表三依申请公开J5）），由办公室审核认可，这1处暂不需要改。"
        in text
    )
    assert _copies(here) == ["退回_001_市商务局_商.xlsx"]
    assert "另有1处已在《差异说明》写明原因（上年结转不衔接《表三依申请公开》J5），由下发本表的办公室审核认可" in _opening(here)
    sheet = openpyxl.load_workbook(here / "退回" / "退回_001_市商务局_商.xlsx")["问题清单"]
    told = [str(row[3]) for row in sheet.iter_rows(min_row=6, values_only=True)]
    assert any("不是数字" in message for message in told)
    assert not any("上年结转不衔接" in message for message in told)


def test_an_empty_phrase_is_said_once(here: Path, run: Run):
    """And it explains nothing, so the unit is asked."""
    _send(here, "商.xlsx", TRADE, GAP, (("上年结转·总计", "情况属实"),))
    _, shown, text, _ = _collect(run)
    assert shown.count("没有写明具体原因，不算说明") == 1
    assert "请于1月20日前改正后重新报送" in text


def test_what_is_typed_from_paper_is_the_offices_own_task(here: Path, run: Run):
    """D-PAPER goes to the clerk; with other faults the unit is told these alone."""
    run("template", "--unit", "市财政局", "--transcribe")
    made = (here / "下发" / "代录_市财政局_2025年报表.xlsx").read_bytes()
    (here / "回收" / "纸.xlsx").write_bytes(edited(made, put(GOOD)))
    _, shown, text, page = _collect(run)
    assert "待办公室处理1" in shown
    assert "封面没有写明代录依据、代录人" in shown
    assert "市财政局：" not in text
    assert "待办公室处理1家：不是单位的事，不要催" in page
    assert _copies(here) == []
    (here / "回收" / "纸.xlsx").write_bytes(edited(made, put(UNBALANCED)))
    _, shown, text, _ = _collect(run)
    assert "封面没有写明代录依据、代录人" in shown
    assert "市财政局：《纸.xlsx》有1处须改正：收办不平" in text
    assert "代录" not in text
    (path,) = (here / "退回").iterdir()
    assert "没有写明代录依据" not in str([c.value for row in openpyxl.load_workbook(path)["问题清单"] for c in row])


# ---- files of the past


def _round(here: Path, run: Run) -> None:
    """A faulty file, its returned copy corrected, both there."""
    _send(here, "商.xlsx", TRADE, UNBALANCED)
    _collect(run)
    (path,) = (here / "退回").iterdir()
    (here / "回收" / "改.xlsx").write_bytes(edited(path.read_bytes(), put({"requests.new.natural": 12})))


def test_what_was_corrected_is_not_open(here: Path, run: Run):
    """Neither counted nor listed on page, board and 问题清单, as it is not on the terminal; the file itself still is."""
    _round(here, run)
    _, shown, text, page = _collect(run)
    assert "收到2个 ＝ 已汇总1 ＋ 已被更正1" in shown
    for told in (shown, text, page, str(_problems(here))):
        assert "收办不平" not in told
    assert "商.xlsx（已被更正）" in page
    board = openpyxl.load_workbook(here / "汇总" / "2025年汇总表.xlsx")["报送情况"]
    assert {row[4]: row[6] for row in board.iter_rows(min_row=2, values_only=True) if row[4]} == {"改.xlsx": 0, "商.xlsx": 0}


def test_stale_copies_are_named_and_kept(here: Path, run: Run):
    """The clerk must not send them again; nothing is deleted, another run may have written them."""
    _round(here, run)
    before = _copies(here)
    _, shown, _, _ = _collect(run)
    assert "退回稿已过时1个：退回_001_市商务局_商.xlsx。" in shown
    assert _copies(here) == before
    _send(here, "数.xlsx", DATA, UNBALANCED)
    _, shown, _, _ = _collect(run)
    assert "退回稿：1个，在" in shown
    assert "（退回_002_市数据局_数.xlsx），请发给填报单位。" in shown
    assert "退回稿已过时1个：退回_001_市商务局_商.xlsx。" in shown


def test_a_unit_that_has_passed_gets_no_copy(here: Path, run: Run):
    """Its old file, saved once more, answers nothing and is answered by nothing."""
    _round(here, run)
    old = (here / "回收" / "商.xlsx").read_bytes()
    (here / "回收" / "旧稿.xlsx").write_bytes(edited(old))
    for path in (here / "退回").iterdir():
        path.unlink()
    _, shown, text, _ = _collect(run)
    assert "退回修改1" in shown
    assert _copies(here) == []
    assert "1个文件的单位已另有文件汇总，没有生成退回稿：《旧稿.xlsx》。" in shown
    assert "市商务局：" not in text


def test_a_withdrawn_file_is_called_so(here: Path, run: Run):
    """已撤回, not 已被更正; the unit is told what became of what it sent."""
    _send(here, "商.xlsx", TRADE, GOOD)
    assert run("decide", "市商务局", "withdraw", "商.xlsx", "--by", "张三", "--reason", "来函撤回")[0] == 0
    _, shown, text, page = _collect(run)
    assert "收到1个 ＝ 已撤回1" in shown
    assert "“市商务局”（编码001）报来的《商.xlsx》已撤回，没有别的2025年度年报表。" in shown
    assert "市商务局：报来的《商.xlsx》已撤回，2025年度年报表（.xlsx）还没有重新收到，请于1月20日前重新报送。" in text
    assert "商.xlsx（已撤回）" in page
    assert "已被更正" not in shown + text + page
    assert "市数据局：2025年度年报表（.xlsx）还没有收到，请于1月20日前报送。" in text


# ---- names, days, numbers


def test_files_of_one_name_go_by_their_path(here: Path, run: Run):
    """In folders and archives: conflict, reminder, copy, record; a name that is alone stays as it is."""
    _send(here, "一/年报.xlsx", TRADE, GOOD)
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w") as package:
        package.writestr(zipfile.ZipInfo("年报.xlsx"), issue(GOOD | {"disclosure.penalty.decisions": 5}, TRADE))
    (here / "回收" / "二.zip").write_bytes(packed.getvalue())
    _send(here, "三/年报.xlsx", DATA, UNBALANCED)
    _send(here, "财.xlsx", MONEY, UNBALANCED)
    _, shown, text, _ = _collect(run)
    assert "《一/年报.xlsx》为0，《二.zip!/年报.xlsx》为5。" in shown
    assert "报来的《一/年报.xlsx》、《二.zip!/年报.xlsx》数字不一致" in text
    assert "市数据局：《三/年报.xlsx》有1处须改正" in text
    assert "市财政局：《财.xlsx》有1处须改正" in text
    copies = {name: str(openpyxl.load_workbook(here / "退回" / name)["问题清单"]["A2"].value) for name in _copies(here)}
    assert "报来的《三/年报.xlsx》经检查" in copies["退回_002_市数据局_年报.xlsx"]
    assert "报来的《财.xlsx》经检查" in copies["退回_003_市财政局_财.xlsx"]
    code, shown = run("decide", "市商务局", "adopt", "一/年报.xlsx", "--by", "张三", "--reason", "来电确认")
    assert code == 0, shown
    assert "调整后：采用《一/年报.xlsx》，不采用《二.zip!/年报.xlsx》" in shown


def test_a_deadline_that_has_passed_is_said_to_have_passed(here: Path, run: Run):
    """By the day of the collection; the clerk's own day is one too."""
    _send(here, "商.xlsx", TRADE, UNBALANCED)
    for options, copy, line in (
        (("--as-of", "2026-01-15"), "改正期限：2026年1月20日。", "请于1月20日前改正"),
        (("--as-of", "2026-01-28"), "期限2026年1月20日已过，请尽快改正后重新报送。", "请尽快改正"),
        (("--as-of", "2026-01-28", "--due", "2026-02-05"), "改正期限：2026年2月5日。", "请于2026年2月5日前改正"),
        (("--as-of", "2026-02-06", "--due", "2026-02-05"), "期限2026年2月5日已过，请尽快改正后重新报送。", "请尽快改正"),
        ((), "改正期限：2026年1月20日。", "请于1月20日前改正"),
    ):
        _, _, text, _ = _collect(run, *options)
        assert copy in _opening(here)
        assert line in text


def test_blank_cells_of_a_table_are_one_place_as_on_the_terminal(here: Path, run: Run):
    """The same number of places in the reminder and in ``check``; how many cells they are is said beside it."""
    _send(here, "商.xlsx", TRADE, {k: v for k, v in GOOD.items() if not k.startswith("requests.")})
    _, shown, text, _ = _collect(run)
    assert "还有144格为空" in shown
    assert "市商务局：《商.xlsx》有1处须改正：漏填（表三依申请公开从D4起有144格未填）。" in text
    assert "《商.xlsx》暂不能报送：1处须改正" in run("check", here / "回收" / "商.xlsx")[1]
    _send(here, "商.xlsx", TRADE, {k: v for k, v in UNBALANCED.items() if k != "disclosure.penalty.decisions"})
    assert "《商.xlsx》有2处须改正：漏填（表二主动公开B" in _collect(run)[2]


def test_late_units_are_one_line_on_the_terminal(here: Path, run: Run):
    """By deadline; 问题清单 still has each of them."""
    for unit in (TRADE, DATA, MONEY):
        _send(here, f"{unit.name}.xlsx", unit, GOOD)
    _, shown, text, _ = _collect(run, "--as-of", "2026-01-22")
    assert shown.count("迟报") == 1
    assert "  迟报3家（报送截止2026年1月20日）：市商务局（2天）、市数据局（2天）、市财政局（2天）。" in shown
    assert "迟报（3家）" in text
    _send(here, f"{DATA.name}.xlsx", DATA, UNBALANCED)
    _, shown, text, page = _collect(run, "--as-of", "2026-01-22")
    assert "  迟报3家（报送截止2026年1月20日）" in shown
    for place in (text, page):
        assert "迟报（2家，另有1家迟报的列在上面各组）" in place
    _send(here, f"{DATA.name}.xlsx", DATA, GOOD)
    _collect(run, "--as-of", "2026-01-22")
    assert [row[11] for row in _problems(here)].count("R-LATE") == 3


@pytest.mark.parametrize("value", [1234567890123456, "1234567890123456", "1,234,567,890,123,456"])
def test_a_number_of_too_many_digits_is_no_fraction(here: Path, run: Run, value: object):
    """What is wrong is that spreadsheets keep fifteen digits; a fraction is still called one."""
    (here / "回收" / "商.xlsx").write_bytes(edited(issue(GOOD, TRADE), put({"requests.new.natural": value})))
    _, shown = run("check", "回收/商.xlsx")
    assert "【须改正·位数过多】" in shown
    assert "整数部分有16位。Excel和WPS只能准确保存15位数字" in shown
    assert "不是整数" not in shown
    (here / "回收" / "商.xlsx").write_bytes(edited(issue(GOOD, TRADE), put({"requests.new.natural": 2.5})))
    assert "【须改正·不是整数】" in run("check", "回收/商.xlsx")[1]


def test_a_unit_that_is_not_on_the_list_is_named_with_what_to_do(here: Path, run: Run):
    """A new line, a former name, the nearest name as a question; done as told it counts."""
    _send(here, "甲.xlsx", helpers.Unit(None, "市水务和湖泊管理局"), GOOD)
    _send(here, "乙.xlsx", helpers.Unit(None, "市商贸局"), GOOD)
    _, shown, _, _ = _collect(run)
    assert "“市水务和湖泊管理局”不在报送名单中，暂未计入。" in shown
    assert "请在报送名单中加一行“市水务和湖泊管理局”" in shown
    assert "“市商贸局”不在报送名单中（是不是“市商务局”？），暂未计入。" in shown
    assert "请把“市商贸局”写入名单中这一行的“简称及曾用名”" in shown
    book = openpyxl.load_workbook(here / "名单.xlsx")
    sheet = book.worksheets[0]
    heads = {str(c.value): c.column for row in sheet.iter_rows() for c in row if c.value in ("单位全称", "简称及曾用名")}
    row = next(r for r in range(1, 20) if sheet.cell(r, heads["单位全称"]).value == "市商务局")
    sheet.cell(row, heads["简称及曾用名"]).value = "市商贸局"
    book.save(here / "名单.xlsx")
    assert "已汇总1" in _collect(run)[1]


def test_figures_of_another_year_are_not_compared_with_that_year(here: Path, run: Run):
    """Last year's own file sent again is of another year and nothing else; counted by a decision it is compared."""
    sent = GOOD | {"disclosure.normative.in_force": 40}
    (here / "回收" / "旧.xlsx").write_bytes(issue(sent, DATA, year=2024))
    _, shown = run("collect")
    assert "S-YEAR" in shown
    assert "Y-STOCK" not in shown
    assert run("decide", DATA.name, "include", "旧.xlsx", "--by", "张三", "--reason", "年度是笔误")[0] == 0
    assert "Y-STOCK" in run("collect")[1]
