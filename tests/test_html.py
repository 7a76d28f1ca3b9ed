"""The page of ``collect --report``: what it says, and how a real browser takes it."""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path
from typing import Any

import pytest

from gaokai_xlsx import collect
from gaokai_xlsx.errors import Usage
from gaokai_xlsx.form import editions
from gaokai_xlsx.form.grid import grid
from gaokai_xlsx.results.standing import FILED, State, standings
from gaokai_xlsx.submission import Report
from tests import helpers
from tests.helpers import BALANCED, FORM, ROOT, TABLE3, ZEROS, edited, insert_row, issue, put, run

HOSTILE = "<script>document.title='x'</script><b>局&\"'"
CASE = ROOT / "samples" / "石嘴山2023"


def _page(folder: Path, *, roster: str | None = None, **options: Any) -> tuple[str, Report]:
    target = folder / "审核.html"
    listed = folder / "名单.csv" if roster is not None else None
    if listed is not None:
        listed.write_text("编码,单位全称,报送要求\n" + roster, encoding="utf-8")  # type: ignore[operator]
    report, _ = collect([folder / "回收"], folder / "汇总.xlsx", roster=listed, year=2025, report=target, **options)
    return target.read_text(encoding="utf-8"), report


def _save(folder: Path, name: str, data: bytes) -> None:
    path = folder / "回收" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


def _text(page: str) -> str:
    """What a reader without style and script gets, white space folded."""
    body = re.sub(r"<(style|script)>.*?</\1>", "", page, flags=re.DOTALL)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", body))


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Report]:
    """The bundled case: every outcome but two, findings of most kinds."""
    target = tmp_path_factory.mktemp("city") / "审核.html"
    report, _ = collect([CASE / "回收"], target.with_name("s.xlsx"), roster=CASE / "名单.csv", year=2023, report=target)
    return target, report


# ---- what it says


def test_the_overview_counts_units_and_the_account_adds_up(city: tuple[Path, Report]):
    """应报 = 审核通过 + 退回 + 其他 + 未报; files in = sum of outcomes; it ends with what to do."""
    text = _text(city[0].read_text(encoding="utf-8"))
    assert "应报16家，已报15家，其中审核通过7家、退回修改6家、冲突或不能计入2家；未报1家：石嘴山市应急管理局。" in text
    assert "收到21个文件 ＝ 已汇总7 ＋ 退回修改6 ＋ 重复1 ＋ 数据冲突2 ＋ 名单外1 ＋ 附件1 ＋ 无法读取2 ＋ 忽略1" in text
    assert "退回修改6家：请把《问题清单》中该单位的问题和处理办法发给填报单位" in text
    assert "未报1家：请催报。" in text


def test_every_file_stands_in_the_board_once_with_its_outcome(city: tuple[Path, Report]):
    """Nothing is lost, good files, attachments and ignored ones too."""
    page = city[0].read_text(encoding="utf-8")
    board = _text(page[page.index('<table class="board">') : page.index("</table>")])
    for submission in city[1].files:
        shown = re.findall(rf"(?<![^ ]){re.escape(submission.path)}(?:（(.+?)）)?(?![^ ])", board)
        assert shown == ["" if submission.outcome.value == "counted" else submission.outcome.word], submission.path


def test_every_finding_is_on_the_page_as_people_read_it(city: tuple[Path, Report]):
    """Message, remedy, code; the same lines as on the terminal."""
    text = _text(city[0].read_text(encoding="utf-8")).replace(" ", "")
    shown = run("collect", str(CASE / "回收"), "--roster", str(CASE / "名单.csv"), "--year", "2023", "-o", "x.xlsx", cwd=city[0].parent)
    messages = re.findall(r"^ +\d+\. (【.+)\n +(.+)$", shown.stdout, re.MULTILINE)
    assert len(messages) > 14
    for message, remedy in messages:
        assert _escaped(message + remedy) in text


def _escaped(text: str) -> str:
    return text.replace(" ", "").replace('"', "&#34;")


def test_standings_agree_with_the_report(city: tuple[Path, Report]):
    """The units missing are those of R-MISSING, and every file belongs to one unit or to nobody."""
    found = standings(city[1])
    assert [s.unit for s in found if s.state is State.MISSING] == city[1].missing
    assert sorted(f.path for s in found for f in s.files) == sorted(f.path for f in city[1].files)
    assert sum(s.state in FILED for s in found if s.expected) == len(city[1].roster.expected) - len(city[1].missing)  # type: ignore[union-attr]


def test_a_failed_unit_that_is_included_is_not_called_passed(tmp_path: Path):
    """--include-failed is marked here too; a unit that need not file and is silent is 免报."""
    _save(tmp_path, "1.xlsx", issue(BALANCED | {"requests.new.natural": 1}, helpers.Unit("001", "甲局")))
    text = _text(_page(tmp_path, roster="001,甲局,应报\n002,乙局,免报\n", include_failed=True)[0])
    assert "其中审核通过0家、未通过但已计入1家" in text
    assert "1家未通过审核的也已计入汇总表" in text
    assert "002 乙局 免报" in text


def test_all_well_says_what_is_next(tmp_path: Path):
    """No finding, no filter, the line to copy all the same; with and without a roster."""
    _save(tmp_path, "1.xlsx", issue(BALANCED | dict.fromkeys(FORM.supplement, 0), helpers.Unit("001", "甲局")))
    page, _ = _page(tmp_path, roster="001,甲局,应报\n")
    assert "应报单位全部审核通过，没有须改正和请核实的问题。请打开汇总表使用。" in page
    assert "没有问题，无需处理。" in page
    assert 'id="filter"' not in page
    assert "截至　　月　　日，应报1家，已报1家，其中审核通过1家、退回修改0家；未报0家。" in page
    (tmp_path / "名单.csv").unlink()
    assert "不知道应报多少家" in _page(tmp_path)[0]


def test_the_table_is_drawn_once_a_file_with_the_faulty_cells_marked(tmp_path: Path):
    """Labels as printed, the unit's figures, marks that lead to the finding and back, the terms of the identity beside them."""
    broken = put({"requests.new.natural": 99, "requests.granted.company": "无", "requests.partial.company": "无"})
    _save(tmp_path, "1.xlsx", edited(issue(BALANCED), broken))
    page, _ = _page(tmp_path)
    assert page.count('<table class="form') == 1
    drawn = page[page.index('<table class="form') : page.index("</table>", page.index('<table class="form'))]
    for label in (label.text for label in grid(FORM.table("requests")).labels):
        assert label.replace('"', "&#34;") in drawn
    assert re.search(r'<td class="e" id="(f1-requests-requests\.carried_out\.natural)">2<a class="n" href="#f1-3"', drawn)
    assert 'href="#f1-requests-requests.carried_out.natural">看D28格</a>' in page
    assert re.findall(r'<td class="e"[^>]*>无<a class="n" href="#f1-(\d)"', drawn) == ["1", "2"]
    assert re.search(r'<td class="r">99</td>', drawn)  # 本年新收 of the broken column
    assert ">D</th>" in drawn  # the addresses that messages name can be found


def test_a_claim_stands_as_the_file_states_it(tmp_path: Path):
    """Beside it what the parts add up to, and the number of the line about the cell."""
    _save(tmp_path, "1.xlsx", edited(issue(BALANCED), put({"requests.new.total": 103})))
    cell = re.search(r'id="f1-requests-requests\.new\.total">103<small>重算15</small>(.+?)</td>', _page(tmp_path)[0])
    assert cell is not None
    assert re.findall(r">(\d)</a>", cell[1]) == ["1"]  # the lost formula is 连带 of the wrong total


def test_what_hangs_on_a_finding_bears_its_number(tmp_path: Path):
    """The total column is 连带 of the column that is wrong; two wrong columns leave open whose it is."""
    unit = helpers.Unit("001", "甲局")
    wrong = BALANCED | {"requests.new.natural": BALANCED["requests.new.natural"] + 20}
    _save(tmp_path, "1.xlsx", issue(wrong, unit))
    page, report = _page(tmp_path)
    assert len(report.files[0].findings) > page.count('<li id="f1-')
    marks = dict(re.findall(r'id="f1-requests-requests\.carried_out\.(\w+)">\d+<a class="n" href="#(.+?)"', page))
    assert marks == {"natural": "f1-1", "total": "f1-1"}
    _save(tmp_path, "1.xlsx", issue(wrong | {"requests.granted.legal": 3}, unit))
    page, _ = _page(tmp_path)
    assert page.count('<span class="unseen">须改正</span>') == 1
    assert "requests.carried_out.total" not in page


def test_blank_cells_are_all_marked_under_one_finding(tmp_path: Path):
    """One line, one number, 144 marked cells."""
    _save(tmp_path, "1.xlsx", issue({k: v for k, v in BALANCED.items() if not k.startswith("requests.")}))
    page, _ = _page(tmp_path)
    assert page.count("<em>空</em>") == 144
    assert page.count('<em>空</em><a class="n"') == 1
    assert "《表三依申请公开》，标出144格" in page


def test_a_moved_table_names_the_place_in_the_marked_cell(tmp_path: Path):
    """Its rows have other numbers than the form's; none are shown."""
    _save(tmp_path, "1.xlsx", edited(issue(BALANCED | {"requests.new.natural": 99}), insert_row(3)))
    page, _ = _page(tmp_path)
    assert re.search(r'id="f1-requests-requests\.carried_out\.natural">2<small>D29</small>', page)
    assert "文件中行列有移动" in page
    assert ">D</th>" not in page


def test_a_changed_heading_is_marked(tmp_path: Path):
    """A finding without a figure has its cell as well."""

    def edit(book: Any) -> None:
        book[TABLE3]["D2"] = "个人"

    _save(tmp_path, "1.xlsx", edited(issue(BALANCED), edit))
    page, report = _page(tmp_path)
    assert [f.cell for f in report.files[0].findings if f.rule == "T-TAMPERED/label"] == ["D2"]
    assert re.search(r'<th scope="col" rowspan="2" class="w" id="f1-requests-D2">自然人', page)


def test_a_conflict_shows_every_figure_that_differs(tmp_path: Path):
    """In tables of the first file, as each file has it, also where the finding names another table."""
    unit = helpers.Unit("001", "甲局")
    _save(tmp_path, "a.xlsx", issue(ZEROS, unit))
    _save(tmp_path, "b.xlsx", issue(ZEROS | {"disclosure.licensing.decisions": 7, "challenges.review.other": 3}, unit))
    page, _ = _page(tmp_path)
    assert page.count('<table class="form') == 2
    assert ">0／7<a" in page
    assert ">0／3<a" in page
    assert "有不同数字的格内依次为：a.xlsx／b.xlsx。" in page


def test_an_older_edition_is_drawn_in_its_own_shape(tmp_path: Path):
    """The tables are those of the file's edition."""
    form = editions.load("2019")
    figures = dict.fromkeys((*form.typed, *form.supplement), 0)
    _save(tmp_path, "1.xlsx", edited(issue(figures, year=2020, form=form), lambda book: book[form.tables[0].sheet].__setitem__("B3", "无")))
    _save(tmp_path, "2.xlsx", issue(BALANCED, helpers.Unit("002", "乙局")))
    page, report = _page(tmp_path)
    assert "S-EDITION" in {f.code for f in report.files[0].findings}
    assert "本年新制作数量" in page


def test_the_page_is_the_same_for_the_same_files(city: tuple[Path, Report], tmp_path: Path):
    """No clock, no order of hashing, no folder name."""
    shutil.copytree(CASE, tmp_path / "别处")
    out = tmp_path / "y.html"
    code = "import sys; from pathlib import Path; from gaokai_xlsx import collect; f, o = map(Path, sys.argv[1:]); collect([f / '回收'], o.with_suffix('.xlsx'), roster=f / '名单.csv', year=2023, report=o)"
    import subprocess
    import sys

    environment = os.environ | {"PYTHONPATH": str(ROOT), "PYTHONHASHSEED": "7"}
    subprocess.run([sys.executable, "-c", code, str(tmp_path / "别处"), str(out)], check=True, env=environment)
    assert out.read_bytes() == city[0].read_bytes()


def test_names_and_values_are_text(tmp_path: Path):
    """Unit, path, raw value: nothing of a file becomes markup."""
    name = "<img src=x onerror=alert(1)>.xlsx"
    _save(tmp_path, name, edited(issue(BALANCED, helpers.Unit("001", HOSTILE)), put({"requests.new.natural": '"><script>x</script>'})))
    page, report = _page(tmp_path)
    assert [s.path for s in report.files] == [name]
    assert page.count("<script>") == 1
    assert "<img" not in page
    assert "<b>" not in page
    assert "&lt;script&gt;document.title=&#39;x&#39;&lt;/script&gt;&lt;b&gt;局&amp;&#34;&#39;" in page


def test_everything_but_our_style_and_script_is_forbidden(city: tuple[Path, Report]):
    """Before anything it governs; no inline handler, no style attribute, no address of another place."""
    page = city[0].read_text(encoding="utf-8")
    policy = re.search(r'Content-Security-Policy" content="(.+?)"', page)
    assert policy is not None
    assert policy[1].startswith("default-src &#39;none&#39;; style-src &#39;sha256-")
    assert "unsafe" not in policy[1]
    assert policy.start() < page.index("<style>")
    assert not re.search(r"<[^>]+ (on\w+|style|src)=", page)
    assert not re.search(r"https?:|url\(|@import", page)


def test_no_chinese_stands_in_the_template_itself():
    """Every word is in texts/."""
    for name in ("report.html", "report.css", "report.js"):
        text = (ROOT / "gaokai_xlsx" / "results" / name).read_text(encoding="utf-8")
        assert re.findall("[\u4e00-\u9fff]+", text) == []


# ---- where it is written


def test_the_command_says_where_the_page_is(tmp_path: Path):
    """Only when asked; not in a campaign by default."""
    (tmp_path / "a.xlsx").write_bytes(issue(BALANCED))
    result = run("collect", "a.xlsx", "--report", "审核.html", cwd=tmp_path)
    assert (result.returncode, result.stderr) == (0, "")
    assert result.stdout.endswith("审核情况：审核.html\n")
    again = run("collect", "a.xlsx", "--report", "审核.html", cwd=tmp_path)
    assert again.returncode == 0
    run("init", "c", "--city", "甲市", "--year", "2025", cwd=tmp_path)
    (tmp_path / "c" / "回收" / "a.xlsx").write_bytes(issue(BALANCED))
    assert not list((tmp_path / "c").rglob("*.html"))


@pytest.mark.parametrize(
    ("name", "words"),
    [("别人.html", "不是本工具生成的审核情况"), ("审核.htm", "扩展名不对"), ("a.xlsx", "扩展名不对"), ("夹.html", "是文件夹")],
)
def test_nothing_that_is_not_ours_is_written_over(name: str, words: str, tmp_path: Path):
    """Exit 2 before anything is read."""
    (tmp_path / "a.xlsx").write_bytes(issue(BALANCED))
    (tmp_path / "别人.html").write_bytes(b"<!DOCTYPE html>\n<html>")
    (tmp_path / "夹.html").mkdir()
    before = {p: p.read_bytes() for p in tmp_path.iterdir() if p.is_file()}
    result = run("collect", "a.xlsx", "--report", name, cwd=tmp_path)
    assert result.returncode == 2
    assert words in result.stderr
    assert {p: p.read_bytes() for p in tmp_path.iterdir() if p.is_file()} == before


def test_two_outputs_may_not_be_one(tmp_path: Path):
    """By name, and the page is no place for a summary."""
    (tmp_path / "a.xlsx").write_bytes(issue(BALANCED))
    for out, page in (("s.xlsx", "s.xlsx"), ("s.html", "t.html")):
        with pytest.raises(Usage):
            collect([tmp_path / "a.xlsx"], tmp_path / out, report=tmp_path / page)


def test_a_page_among_the_returned_files_is_no_return(tmp_path: Path):
    """It is ours: the run that writes it does not read it."""
    _save(tmp_path, "1.xlsx", issue(BALANCED))
    target = tmp_path / "回收" / "审核.html"
    for _ in range(2):
        report, _ = collect([tmp_path / "回收"], tmp_path / "s.xlsx", report=target)
    assert [s.path for s in report.files] == ["1.xlsx"]


# ---- in a browser


class _Tab:
    """A page opened in a context of its own, with everything it complained of or asked for."""

    def __init__(self, browser: Any, path: Path, hash_: str = "", **context: Any) -> None:
        self.context = browser.new_context(**context)
        self.page = self.context.new_page()
        self.complaints: list[str] = []
        self.requests: list[str] = []
        self.page.on("console", lambda message: self.complaints.append(message.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("dialog", lambda dialog: (self.complaints.append(dialog.message), dialog.dismiss()))
        self.context.on("request", lambda request: self.requests.append(request.url))
        self.url = path.as_uri()
        self.page.goto(self.url + hash_)

    def shown(self, selector: str = ".line") -> int:
        """How many are not hidden by a filter."""
        return self.page.evaluate("s => [...document.querySelectorAll(s)].filter(e => !e.closest('[hidden]')).length", selector)

    def close(self) -> None:
        """It had no complaint and asked for nothing but itself."""
        assert self.complaints == []
        assert {url.partition("#")[0] for url in self.requests} == {self.url}
        self.context.close()


@pytest.mark.client
def test_filters_by_unit_table_code_and_severity(browser: Any, city: tuple[Path, Report]):
    """Each alone and together; what is hidden is counted; the way back is one click."""
    tab = _Tab(browser, city[0])
    page, info = tab.page, city[0].read_text(encoding="utf-8").count('data-severity="info"')
    whole = page.locator(".line").count()
    assert info > 0
    assert tab.shown() == whole - info  # 提示 is off until it is asked for
    assert page.inner_text("#shown") == f"显示{whole - info}条问题，共{whole}条。"

    page.fill("#by-unit", "民 政")
    assert (tab.shown(), tab.shown(".unit"), tab.shown("details.table")) == (3, 1, 2)
    page.select_option("#by-table", "requests")
    assert (tab.shown(), tab.shown("details.table")) == (1, 1)
    page.select_option("#by-code", "T3-BALANCE")
    assert tab.shown() == 0
    assert page.inner_text("#shown") == "没有符合条件的问题，请放宽筛选条件。"
    page.click("#reset")
    assert tab.shown() == whole - info

    page.fill("#by-unit", "(1).xlsx")  # by file name as well
    page.check("input[value=info]")
    assert tab.shown(".unit h3") == 1
    page.click("#reset")
    page.select_option("#by-code", "V-TEXT")
    assert {line.get_attribute("data-code") for line in page.locator(".line:visible").all()} == {"V-TEXT"}
    page.click("#reset")
    page.uncheck("input[value=error]")
    assert {line.get_attribute("data-severity") for line in page.locator(".line:visible").all()} == {"warning"}
    page.select_option("#by-table", "-")
    assert not page.locator("details.table:visible").count()
    tab.close()


@pytest.mark.client
def test_numbers_stay_when_others_are_filtered_away(browser: Any, city: tuple[Path, Report]):
    """The marks in the tables name them."""
    tab = _Tab(browser, city[0])
    tab.page.fill("#by-unit", "民政局")
    tab.page.select_option("#by-table", "requests")
    assert tab.page.locator(".line:visible").get_attribute("value") == "3"
    assert tab.page.locator("a.n:visible").text_content() == "3"  # what is not on the screen yet has no innerText
    tab.close()


@pytest.mark.client
def test_links_lead_to_what_was_folded_or_filtered_away(browser: Any, city: tuple[Path, Report]):
    """From the board, from a finding to its cell, from a mark to its finding; also when the page is opened there."""
    tab = _Tab(browser, city[0])
    page = tab.page
    page.click("#fold")
    assert page.locator("table.form:visible").count() == 0
    page.locator(".line .do a").first.click()
    cell = page.locator("td:target")
    assert cell.is_visible()
    assert "carried_out" in cell.get_attribute("id")
    page.fill("#by-unit", "没有这家单位")
    page.locator(".board a", has_text="民政局").click()
    assert page.locator(".unit:target").is_visible()
    tab.close()
    straight = _Tab(browser, city[0], "#" + page_id(city[0]))
    assert straight.page.locator(":target").is_visible()
    straight.close()


def page_id(path: Path) -> str:
    """The id of a finding that the filter hides at first."""
    found = re.search(r'<li id="(\S+)"[^>]*data-severity="info"', path.read_text(encoding="utf-8"))
    assert found is not None
    return found[1]


@pytest.mark.client
def test_without_script_everything_can_be_read(browser: Any, city: tuple[Path, Report]):
    """No filter, all findings, tables by their own handle."""
    tab = _Tab(browser, city[0], java_script_enabled=False)
    page = tab.page
    assert not page.locator("#filter").is_visible()
    assert page.locator(".line:visible").count() == page.locator(".line").count()
    handle = page.locator("details.table").first
    assert handle.locator("table").is_visible()
    handle.locator("summary").click()
    assert not handle.locator("table").is_visible()
    page.locator(".line .do a").first.click()
    assert handle.locator("table").is_visible()  # the browser itself opens what a link leads into
    tab.close()


@pytest.mark.client
def test_a_hostile_name_is_only_text(browser: Any, tmp_path: Path):
    """It is shown as it stands, and nothing of it runs, with the policy or without."""
    _save(tmp_path, "<img src=x onerror=alert(1)>.xlsx", issue(BALANCED | {"requests.new.natural": 1}, helpers.Unit("001", HOSTILE)))
    _page(tmp_path)
    for bypass in (False, True):
        tab = _Tab(browser, tmp_path / "审核.html", bypass_csp=bypass)
        assert HOSTILE in tab.page.locator(".unit h3").text_content()
        assert tab.page.title() == "2025年政府信息公开工作年度报告审核情况"
        tab.page.fill("#by-unit", "<script>")
        assert tab.shown(".unit") == 1
        tab.close()


@pytest.mark.client
def test_a_script_that_is_not_ours_does_not_run(browser: Any, city: tuple[Path, Report], tmp_path: Path):
    """The policy holds in the browser, not only on paper."""
    page = city[0].read_text(encoding="utf-8").replace("<main>", "<main><script>document.title = 'x'</script><p onclick='x'>")
    (tmp_path / "x.html").write_text(page, encoding="utf-8")
    tab = _Tab(browser, tmp_path / "x.html")
    assert tab.page.title() != "x"
    assert any("Content Security Policy" in text for text in tab.complaints)
    tab.context.close()


@pytest.mark.client
@pytest.mark.parametrize("width", [320, 390, 768])
def test_a_narrow_screen_scrolls_tables_and_not_the_page(browser: Any, city: tuple[Path, Report], width: int):
    """Each table in a box of its own that the keyboard reaches."""
    tab = _Tab(browser, city[0], viewport={"width": width, "height": 800})
    tab.page.click("#unfold")
    assert tab.page.evaluate("document.documentElement.scrollWidth") == width
    if width < 700:
        box = tab.page.locator("details.table .scroll").first
        assert box.evaluate("e => e.scrollWidth > e.clientWidth")
        box.focus()
        tab.page.keyboard.press("ArrowRight")
        tab.page.wait_for_function("e => e.scrollLeft > 0", arg=box.element_handle())
    tab.close()


@pytest.mark.client
def test_a_page_without_findings_copies_its_line(browser: Any, tmp_path: Path):
    """The script has nothing to filter and does not complain."""
    _save(tmp_path, "1.xlsx", issue(BALANCED | dict.fromkeys(FORM.supplement, 0)))
    _page(tmp_path)
    tab = _Tab(browser, tmp_path / "审核.html", permissions=["clipboard-read", "clipboard-write"])
    tab.page.click(".copy")
    tab.page.wait_for_function("document.getElementById('copied').textContent === '已复制'")
    assert tab.page.evaluate("navigator.clipboard.readText()") == "截至　　月　　日，已报1家，其中审核通过1家、退回修改0家。"
    tab.close()


@pytest.mark.client
def test_the_keyboard_reaches_everything_and_shows_where_it_is(browser: Any, city: tuple[Path, Report]):
    """The first stop skips to the findings; what has the focus has an outline."""
    tab = _Tab(browser, city[0])
    page = tab.page
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    assert page.locator(".skip").bounding_box()["x"] >= 0
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "findings"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "by-unit"
    page.keyboard.type("民政局")
    seen = set()
    for _ in range(16):
        page.keyboard.press("Tab")
        name, outline = page.evaluate(
            "[document.activeElement.id || document.activeElement.tagName, getComputedStyle(document.activeElement).outlineStyle]"
        )
        assert outline != "none", name
        seen.add(name)
    assert {"by-table", "by-code", "reset", "unfold", "print", "A", "SUMMARY", "DIV"} <= seen
    assert tab.shown(".unit") == 1
    tab.close()


@pytest.mark.client
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(browser: Any, city: tuple[Path, Report], scheme: str):
    """All rules of WCAG 2 and the best practices, contrast included."""
    import axe_playwright_python as axe

    tab = _Tab(browser, city[0], color_scheme=scheme)
    tab.page.check("input[value=info]")
    tab.page.click("#unfold")
    tab.page.evaluate((Path(axe.__file__).parent / "axe.min.js").read_text(encoding="utf-8"))
    found = tab.page.evaluate("axe.run({resultTypes: ['violations']})")
    assert [(v["id"], v["nodes"][0]["html"][:200]) for v in found["violations"]] == []
    tab.close()


@pytest.mark.client
def test_print_shows_findings_and_tables_without_the_controls(browser: Any, city: tuple[Path, Report], tmp_path: Path):
    """Light also where the screen is dark; what is filtered away is not printed."""
    tab = _Tab(browser, city[0], color_scheme="dark")
    page = tab.page
    page.fill("#by-unit", "民政局")
    page.emulate_media(media="print")
    assert [page.locator(s).is_visible() for s in ("nav", "#filter", "#shown", ".skip")] == [False] * 4
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert page.locator(".line:visible").count() == 3
    assert page.locator("table.form:visible").count() == 2
    data = page.pdf(path=str(tmp_path / "p.pdf"), prefer_css_page_size=True)
    assert data.startswith(b"%PDF")
    assert not page.locator("#board").is_visible()  # nothing about others goes to this unit
    assert len(re.findall(rb"/Type\s*/Page\b", data)) == 2
    page.locator("#reset").dispatch_event("click")
    assert page.locator("#board").is_visible()
    tab.close()
