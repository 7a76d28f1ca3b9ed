"""``publish``: every figure at its place in docx and page, sentences that are true, texts that stay texts."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import zipfile
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from gaokai_xlsx import collect, publish
from gaokai_xlsx.errors import CannotGoOn, Usage
from gaokai_xlsx.form import editions
from gaokai_xlsx.form.derive import with_totals
from gaokai_xlsx.form.grid import a1, grid, layout
from gaokai_xlsx.form.model import Form, Table
from gaokai_xlsx.intake.importers.report import take_report
from gaokai_xlsx.quantity import Figure, plain
from tests import helpers
from tests.helpers import BALANCED, FORM, ROOT, UNIT, ZEROS, edited, issue, libreoffice, packed, parts, put, run

docx = pytest.importorskip("docx")

BLANK = helpers.SHARED / "data" / "reports" / "空白格式.docx"
TITLE = "石嘴山市投资促进局2025年政府信息公开工作年度报告"
TABLES = [t for t in FORM.tables if not t.supplement]
HOSTILE = "<script>x</script>&\"' {{ 7*7 }} {PAGE} =1+1 http://a.b"


def _balanced(form: Form, first: int) -> dict[str, Figure]:
    """Every typed figure another from ``first`` on, and 本年新收 what makes the balances hold."""
    figures: dict[str, Figure] = {key: first + at for at, key in enumerate((*form.typed, *form.supplement))}
    for equation in form.equations:
        if equation.anchor in figures and len(equation.right) == 2:
            known = with_totals(form, figures)
            figures[equation.left[0]] = sum(known[k] for k in equation.right) - known[equation.left[1]]
    return figures


DISTINCT = _balanced(FORM, 101) | {"disclosure.fees.amount": Decimal("24252.311082")}
WIDE = _balanced(FORM, 12_345_601)


def _saved(folder: Path, figures: dict[str, Figure], unit: helpers.Unit = UNIT, name: str = "年报.xlsx", **options: Any) -> Path:
    path = folder / name
    path.write_bytes(issue(figures, unit, **options))
    return path


def _published(folder: Path, figures: dict[str, Figure], kind: str = "docx", **options: Any) -> Path:
    made = publish(_saved(folder, figures), folder / f"报告.{kind}", **options)
    assert made.path is not None
    return made.path


def _docx_cells(table: Any) -> dict[str, str]:
    """Each merged area of a Word table (``A1:D1``) with its text; line breaks and blanks are lay-out, not label."""
    areas: dict[object, list[tuple[int, int]]] = {}
    texts: dict[object, str] = {}
    for r, row in enumerate(table.rows):
        for c, cell in enumerate(row.cells):
            areas.setdefault(cell._tc, []).append((r, c))
            texts[cell._tc] = re.sub(r"\s", "", cell.text)
    return {f"{a1(min(at)[0], min(at)[1])}:{a1(max(r for r, _ in at), max(c for _, c in at))}": texts[tc] for tc, at in areas.items()}


def _html_cells(table: Any) -> dict[str, tuple[str, Any]]:
    """The same for a table of a page, by rowspan and colspan, with the element."""
    taken: set[tuple[int, int]] = set()
    found = {}
    for r, row in enumerate(table.findall(".//tr")):
        c = 0
        for cell in row:
            while (r, c) in taken:
                c += 1
            down, across = int(cell.get("rowspan", 1)), int(cell.get("colspan", 1))
            taken |= {(r + i, c + j) for i in range(down) for j in range(across)}
            found[f"{a1(r, c)}:{a1(r + down - 1, c + across - 1)}"] = ("".join(cell.itertext()), cell)
            c += across
    return found


def _expected(table: Table, figures: dict[str, Figure] | None) -> dict[str, str]:
    """What stands in each area of an official table; figures blank for None."""
    known = with_totals(FORM, figures) if figures is not None else {}
    shown = {}
    for row in layout(table):
        for what, box in row:
            area = f"{a1(box.top, box.left)}:{a1(box.bottom, box.right)}"
            label = what.text if what is not None and not isinstance(what, str) else ""
            shown[area] = plain(known[what]) if isinstance(what, str) and known else label
    return shown


def _page(path: Path) -> Any:
    from lxml import html

    return html.fromstring(path.read_bytes().decode("utf-8"))


def _text(path: Path) -> str:
    """Everything a reader of the report reads outside the tables."""
    return "\n".join(p.text for p in docx.Document(str(path)).paragraphs)


# ---- the tables


@pytest.mark.parametrize("figures", [DISTINCT, ZEROS, WIDE], ids=["distinct", "zero", "wide"])
def test_each_of_the_200_figures_stands_at_its_place_in_the_docx(figures: dict[str, Figure], tmp_path: Path):
    """By table geometry: labels, merges, figures, nothing else."""
    document = docx.Document(str(_published(tmp_path, figures)))
    assert [_docx_cells(table) for table in document.tables] == [_expected(table, figures) for table in TABLES]
    assert sum(cell.isdigit() or "." in cell for t in document.tables for cell in [*_docx_cells(t).values()] if cell[:1].isdigit()) >= 200


def test_each_of_the_200_figures_stands_at_its_place_on_the_page(tmp_path: Path):
    """The same by rowspan and colspan."""
    page = _page(_published(tmp_path, DISTINCT, "html"))
    found = [{area: text for area, (text, _) in _html_cells(table).items()} for table in page.findall(".//table")]
    assert found == [_expected(table, DISTINCT) for table in TABLES]


@pytest.mark.parametrize("number", range(3))
def test_the_tables_are_those_of_the_official_blank(number: int, tmp_path: Path):
    """Labels, order and merges cell by cell, against the form as the State Council published it in Word."""
    if not BLANK.is_file():
        pytest.skip("the official blank form lies beside the project only on the developers' machines")
    published = _docx_cells(docx.Document(str(_published(tmp_path, ZEROS))).tables[number])
    official = _docx_cells(docx.Document(str(BLANK)).tables[number])
    assert {area: "" if text == "0" else text for area, text in published.items()} == official


def test_every_figure_of_the_page_names_its_headings(tmp_path: Path):
    """Row and column label paths, outermost first, through ``headers``; each id is a ``th``."""
    page = _page(_published(tmp_path, DISTINCT, "html"))
    for table, drawn in zip(TABLES, page.findall(".//table"), strict=True):
        cells, plan = _html_cells(drawn), grid(table)
        for cell in FORM.of_table(table.key):
            box = plan.places[cell.key]
            _, element = cells[f"{a1(box.top, box.left)}:{a1(box.bottom, box.right)}"]
            heads = [page.get_element_by_id(name) for name in element.get("headers").split()]
            assert {head.tag for head in heads} == {"th"}
            said = [head.text for head in heads if head.get("class") != "heading"]
            assert sorted(said) == sorted((*cell.row_of.label, *cell.column_of.label))
            assert sum(head.get("class") == "heading" for head in heads) == any(b.heading for b in table.blocks)


# ---- what it says


def test_the_report_has_title_opening_and_six_sections(tmp_path: Path):
    """In their order, as real headings; what a person must add is marked, and 信息处理费 is spoken of."""
    made = publish(_saved(tmp_path, BALANCED | dict.fromkeys(FORM.supplement, 0)), tmp_path)
    assert made.path == tmp_path / f"{TITLE}.docx"
    document = docx.Document(str(made.path))
    assert re.sub(r"\s", "", document.paragraphs[0].text) == TITLE
    heads = [p.text for p in document.paragraphs if p.style.name == "Heading 1"]
    assert heads == [
        "一、总体情况",
        "二、主动公开政府信息情况",
        "三、收到和处理政府信息公开申请情况",
        "四、政府信息公开行政复议、行政诉讼情况",
        "五、存在的主要问题及改进情况",
        "六、其他需要报告的事项",
    ]
    marked = [p.text for p in document.paragraphs if any(r.font.highlight_color for r in p.runs)]
    assert len(marked) == 7
    assert all(re.fullmatch(r"（待填写：.+）", text) for text in marked)
    assert "2025年1月1日至12月31日" in _text(made.path)
    assert _text(made.path).index("没有发出收费通知，没有收取信息处理费。") > _text(made.path).index("六、")
    assert any("还有7处待填写" in note for note in made.notes)


def test_the_sentences_say_what_the_tables_say(tmp_path: Path):
    """Flows are totals of all applicants; shares are of what they are said to be."""
    text = _text(_published(tmp_path, BALANCED))
    assert "行政规范性文件制发8件、废止0件、现行有效66件；规章的制发、废止和现行有效数均为0。" in text
    assert "没有作出行政许可、行政处罚、行政强制处理决定。行政事业性收费24252.311082万元。" in text
    assert "2025年新收政府信息公开申请15件，上年结转2件，合计17件；办结15件，结转下年度继续办理2件。" in text
    assert "新收的申请中，自然人12件，占80.0%；法人或其他组织3件，占20.0%。" in text
    assert "办结的申请中，予以公开9件，占60.0%；部分公开2件，占13.3%；无法提供3件，占20.0%；其他处理1件，占6.7%。" in text
    assert "因政府信息公开引发行政复议4件，结果维持4件；因政府信息公开引发行政诉讼1件，其中未经复议直接起诉1件，尚未审结1件。" in text


def test_no_sentence_holds_a_figure_that_the_filing_does_not(tmp_path: Path):
    """Every number in 一 is a figure, or a sum over one heading of the form, or a share of such."""
    figures = DISTINCT
    known = with_totals(FORM, figures)
    text = _text(_published(tmp_path, figures))
    said = re.findall(r"(\d+(?:\.\d+)?)件", text[text.index("一、") : text.index("二、")])
    sums = {plain(value) for value in known.values()}
    total = {k.split(".")[1]: v for k, v in known.items() if k.startswith("requests.") and k.endswith(".total")}
    sums.add(plain(total["new"] + total["carried_in"]))
    sums.add(plain(sum(known[f"requests.new.{c}"] for c in ("company", "research", "welfare", "legal", "other"))))
    for group in ("refused_", "unavailable_", "rejected_", "other_"):
        sums.add(plain(sum(n for row, n in total.items() if row.startswith(group))))
    suits = ("suit_direct", "suit_after_review")
    sums |= {plain(sum(known[f"challenges.{way}.{c}"] for way in suits)) for c in ("upheld", "corrected", "other", "pending", "total")}
    assert len(said) > 25
    assert set(said) <= sums
    assert f"办结{total['settled']}件" in text
    assert f"行政诉讼{sum(known[f'challenges.{way}.total'] for way in suits)}件" in text


def test_shares_that_do_not_add_up_say_so(tmp_path: Path):
    """Each is rounded for itself; three thirds are 99.9%."""
    thirds = {"requests.new.natural": 3, "requests.granted.natural": 1, "requests.partial.natural": 1, "requests.other_other.natural": 1}
    text = _text(_published(tmp_path, ZEROS | thirds))
    assert "其他处理1件，占33.3%（因四舍五入，各项占比之和为99.9%）。" in text
    assert "自然人3件，占100.0%。" in text


def test_nothing_happened_is_said_in_words(tmp_path: Path):
    """No row of noughts, no share of nothing."""
    text = _text(_published(tmp_path, ZEROS))
    assert "2025年没有收到政府信息公开申请，也没有上年结转的申请。没有因政府信息公开引发行政复议、行政诉讼。" in text
    assert "规章、行政规范性文件的制发、废止和现行有效数均为0。" in text
    assert "没有收取行政事业性收费。" in text
    assert "%" not in text


def test_the_processing_fee_is_told_or_asked_for(tmp_path: Path):
    """Notices, due, collected; what the filing does not state is a place to fill in."""
    fees = {"processing_fee.notices": 3, "processing_fee.charged": Decimal("1200.5"), "processing_fee.collected": 1000}
    assert "发出收费通知的申请3件，应收信息处理费1200.5元，实收1000元。" in _text(_published(tmp_path, BALANCED | fees))
    silent = _text(_published(tmp_path, {k: v for k, v in BALANCED.items() if k not in FORM.supplement}, force=True))
    assert "（待填写：信息处理费的收取情况" in silent[silent.index("六、") :]


def test_an_older_edition_is_published_in_its_own_shape(tmp_path: Path):
    """The tables and titles of 2019; what it has no roles for is left to a person."""
    form = editions.load("2019")
    path = _saved(tmp_path, dict.fromkeys(form.typed, 0), year=2020, form=form)
    made = publish(path, tmp_path / "r.docx")
    assert made.path is not None
    assert [len(t.rows) for t in docx.Document(str(made.path)).tables] == [grid(t).rows for t in form.tables]
    assert "五、政府信息公开工作存在的主要问题及改进情况" in _text(made.path)


# ---- what is not published


def test_a_filing_that_does_not_pass_is_not_published(tmp_path: Path):
    """It says what is wrong, exits 1 and writes nothing."""
    _saved(tmp_path, BALANCED | {"requests.new.natural": 99})
    result = run("publish", "年报.xlsx", cwd=tmp_path)
    assert result.returncode == 1
    assert "【须改正·收办不平】" in result.stdout
    assert result.stdout.endswith("没有生成年度报告。请改正，或换成审核通过的文件后重新运行。\n")
    assert [p.name for p in tmp_path.iterdir()] == ["年报.xlsx"]


@pytest.mark.parametrize("name", ["附件.docx", "坏.xlsx", "别的.xlsx"])
def test_what_is_no_filing_is_not_published(name: str, tmp_path: Path):
    """An attachment, a damaged file, a workbook without the form."""
    import openpyxl

    book = BytesIO()
    openpyxl.Workbook().save(book)
    data = {"附件.docx": packed({"word/document.xml": b"<w/>"}), "坏.xlsx": b"PK\x03\x04", "别的.xlsx": book.getvalue()}[name]
    (tmp_path / name).write_bytes(data)
    result = run("publish", name, "-o", "r.html", cwd=tmp_path)
    assert result.returncode == 1
    assert name in result.stdout
    assert not (tmp_path / "r.html").exists()


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["年报.xlsx", "-o", "r.pdf"], "请写.docx或.html"),
        (["年报.xlsx", "--scope", "<b>"], "请写全市、市本级"),
        (["年报.xlsx", "--unit", "甲市"], "请去掉--unit"),
        (["没有.xlsx"], "请核对文件名和路径"),
        (["夹"], "请写明要公布的那一个"),
        (["年报.xlsx", "--texts", "年报.xlsx"], "另存为.docx"),
    ],
)
def test_options_that_do_not_fit_are_explained(options: list[str], words: str, tmp_path: Path):
    """Exit 2, nothing written."""
    _saved(tmp_path, BALANCED)
    (tmp_path / "夹").mkdir()
    for name in ("1.xlsx", "2.xlsx"):
        shutil.copy(tmp_path / "年报.xlsx", tmp_path / "夹" / name)
    before = sorted(tmp_path.rglob("*"))
    result = run("publish", *options, cwd=tmp_path)
    assert (result.returncode, result.stdout) == (2, "")
    assert words in result.stderr
    assert sorted(tmp_path.rglob("*")) == before


def test_a_report_that_a_person_went_on_writing_is_not_overwritten(tmp_path: Path):
    """As for templates: the same bytes again are fine, others need --force."""
    _saved(tmp_path, BALANCED)
    assert run("publish", "年报.xlsx", "-o", "r.docx", cwd=tmp_path).returncode == 0
    assert run("publish", "年报.xlsx", "-o", "r.docx", cwd=tmp_path).returncode == 0
    (tmp_path / "r.docx").write_bytes(b"mine")
    refused = run("publish", "年报.xlsx", "-o", "r.docx", cwd=tmp_path)
    assert refused.returncode == 2
    assert "--force" in refused.stderr
    assert (tmp_path / "r.docx").read_bytes() == b"mine"
    assert run("publish", "年报.xlsx", "-o", "r.docx", "--force", cwd=tmp_path).returncode == 0


# ---- a summary


def _summary(folder: Path, *filings: dict[str, Figure], listed: int | None = None, **options: Any) -> Path:
    files = [_saved(folder, f, helpers.Unit(f"00{n}", f"第{n}局"), f"{n}.xlsx") for n, f in enumerate(filings, start=1)]
    roster = None
    if listed is not None:
        roster = folder / "名单.csv"
        roster.write_text("编码,单位全称\n" + "".join(f"00{n},第{n}局\n" for n in range(1, listed + 1)), encoding="utf-8")
    return collect(files, folder / "汇总.xlsx", roster=roster, **options)[1]


def test_a_summary_is_published_with_its_scope_and_how_complete_it_is(tmp_path: Path):
    """The sums over 明细; 汇总 n of 应报 m; what is missing is said to the clerk too."""
    made = publish(_summary(tmp_path, DISTINCT, BALANCED, listed=3), tmp_path / "r.docx", unit="石嘴山市")
    assert made.path is not None
    both = {key: DISTINCT[key] + BALANCED[key] for key in (*FORM.typed, *FORM.supplement)}
    document = docx.Document(str(made.path))
    assert [_docx_cells(table) for table in document.tables] == [_expected(table, both) for table in TABLES]
    assert re.sub(r"\s", "", document.paragraphs[0].text) == "石嘴山市2025年政府信息公开工作年度报告"
    assert "本报告数据为全市口径，应报3家单位，汇总2家。" in _text(made.path)
    assert any("应报3家，只汇总了2家" in note for note in made.notes)
    own = publish(tmp_path / "汇总.xlsx", tmp_path / "r.html", unit="大武口区", scope="区本级")
    assert "本报告数据为区本级口径，应报3家单位，汇总2家。" in (own.path or Path()).read_text(encoding="utf-8")


def test_a_summary_without_roster_states_only_what_it_counts(tmp_path: Path):
    """Nobody knows how many were expected; the place names the scope."""
    made = publish(_summary(tmp_path, BALANCED), tmp_path / "r.docx", unit="大武口区")
    assert made.path is not None
    assert "本报告数据为全区口径，汇总1家单位。" in _text(made.path)


def test_a_campaign_names_the_place(tmp_path: Path):
    """In its folder no name is needed; outside one it is asked for."""
    _summary(tmp_path, BALANCED)
    lacking = run("publish", "汇总.xlsx", cwd=tmp_path)
    assert lacking.returncode == 2
    assert "--unit" in lacking.stderr
    run("init", "c", "--city", "石嘴山市", "--year", "2025", cwd=tmp_path)
    made = run("publish", "../汇总.xlsx", cwd=tmp_path / "c")
    assert made.returncode == 0, made.stdout + made.stderr
    assert (tmp_path / "c" / "石嘴山市2025年政府信息公开工作年度报告.docx").is_file()


def test_a_summary_with_failed_units_is_not_published(tmp_path: Path):
    """--include-failed is for looking, not for publishing; the unit is named."""
    made = publish(_summary(tmp_path, BALANCED, BALANCED | {"requests.new.natural": 1}, include_failed=True), unit="甲市")
    assert made.path is None
    assert "第2局" in made.wrong[0]


@pytest.mark.parametrize(
    ("row", "key", "value", "words"),
    [
        (4, "requests.new.natural", 99, "“第1局”的数字不平"),
        (4, "requests.new.natural", None, "“第1局”有1个数没有填"),
        (5, None, None, "封面写明汇总2家，《明细二》里有1家"),
    ],
)
def test_a_summary_that_was_edited_is_not_published(row: int, key: str | None, value: object, words: str, tmp_path: Path):
    """A figure changed, taken away, a unit deleted: it says which."""

    def edit(book: Any) -> None:
        if key is None:
            for table in ("二", "三", "四", "信息处理费"):
                book[f"明细{table}"].cell(row, 3).value = None
        else:
            sheet = book["明细三"]
            column = 4 + [c.key for c in FORM.of_table("requests")].index(key)
            sheet.cell(row, column).value = value

    path = _summary(tmp_path, BALANCED, BALANCED)
    path.write_bytes(edited(path.read_bytes(), edit))
    made = publish(path, tmp_path / "r.docx", unit="甲市")
    assert any(words in line for line in made.wrong), made
    assert not (tmp_path / "r.docx").exists()


def test_a_fee_that_some_units_did_not_state_is_no_figure_of_all(tmp_path: Path):
    """The sum over those who spoke is not given for the city's."""
    silent = {k: v for k, v in BALANCED.items() if k not in FORM.supplement}
    text = _text(publish(_summary(tmp_path, DISTINCT, silent), tmp_path / "r.docx", unit="甲市").path or Path())
    assert "汇总的单位中有1家没有填报" in text
    assert "实收" not in text[text.index("六、") : text.index("（待填写：信息处理费")]


# ---- the texts that are given


def _word(folder: Path, *paragraphs: str, table: bool = False) -> Path:
    document = docx.Document()
    for text in paragraphs:
        document.add_paragraph(text)
    if table:
        document.add_table(2, 2)
    path = folder / "文字.docx"
    document.save(str(path))
    return path


GIVEN = (
    "石嘴山市投资促进局",
    "2025年政府信息公开工作年度报告",
    "前言一段。",
    "一、总体情况",
    "（一）主动公开。甲乙丙。",
    "二、本段不是标题，只是分点",
    "【表三】与上年相比平稳。",
    "五、存在主要问题及改进情况",
    "问题一段。",
    "其他需要报告的事项",
    "无。",
)


@pytest.mark.parametrize("kind", ["docx", "md", "gbk.txt"])
def test_given_texts_stand_in_their_sections(kind: str, tmp_path: Path):
    """Headings by their names, numbered by Word or by hand; the title is not said twice; a mark becomes sentences."""
    if kind == "docx":
        path = _word(tmp_path, *GIVEN, table=True)
    else:
        path = tmp_path / f"文字.{kind}"
        lines = [f"## {line}" if line[0] in "一五" else line for line in GIVEN] if kind == "md" else list(GIVEN)
        path.write_bytes("\n\n".join((*lines, "| a | b |\n| - | - |")).encode("utf-8" if kind == "md" else "gbk"))
    made = publish(_saved(tmp_path, BALANCED), tmp_path / "r.docx", sections=path)
    assert made.path is not None
    lines = _text(made.path).splitlines()
    first = lines.index("前言一段。")
    assert lines[first : first + 4] == ["前言一段。", "一、总体情况", "（一）主动公开。甲乙丙。", "二、本段不是标题，只是分点"]
    assert lines[first + 4].startswith("2025年新收政府信息公开申请15件")
    assert lines[first + 4].endswith("与上年相比平稳。")
    last = lines.index("五、存在的主要问题及改进情况")
    assert lines[last : last + 5] == [
        "五、存在的主要问题及改进情况",
        "问题一段。",
        "六、其他需要报告的事项",
        "无。",
        "没有发出收费通知，没有收取信息处理费。",
    ]
    assert TITLE[-10:] not in "".join(lines[2:])
    notes = "\n".join(made.notes)
    assert "1个表格没有采用" in notes
    assert "【表二】【表四】" in notes
    assert "没有待填写的内容" in notes


def test_given_text_that_speaks_of_the_fee_is_left_as_it_is(tmp_path: Path):
    """No second sentence; a mark without figures is a place to fill in."""
    told = _word(tmp_path, "六、其他需要报告的事项", "本年未收取信息处理费。")
    text = _text(_published(tmp_path, BALANCED, sections=told))
    assert text.count("信息处理费") == 1
    silent = {k: v for k, v in BALANCED.items() if k not in FORM.supplement}
    asked = _word(tmp_path, "六、其他需要报告的事项", "【信息处理费】")
    made = publish(_saved(tmp_path, silent), tmp_path / "r2.docx", sections=asked)
    assert made.content is not None
    assert made.content.chapters[-1].blanks == 1
    assert "【" not in _text(made.path or Path())


def test_given_texts_that_contradict_the_tables_are_told_and_published(tmp_path: Path):
    """A warning with the sentence, both sides and its place; the report is made, the text is left as it is, and all is well."""
    _saved(tmp_path, BALANCED)
    said = "一、总体情况\n第一段。\n全年收到政府信息公开申请16件，办结15件。\n五、存在的主要问题及改进情况\n无。\n六、其他需要报告的事项\n没有。"
    (tmp_path / "文字.md").write_text(said, encoding="utf-8")
    result = run("publish", "年报.xlsx", "--texts", "文字.md", "-o", "r.docx", cwd=tmp_path)
    assert (result.returncode, result.stderr) == (0, "")
    assert "《文字.md》的文字有2处请核实" in result.stdout
    assert "“一、总体情况”第2段写“全年收到政府信息公开申请16件,办结15件”，其中的16件与表三对不上：本年新收15" in result.stdout
    assert [re.findall("（([A-Z-]+)）$", line) for line in result.stdout.splitlines() if line.endswith("）")] == [["N-FLOW"], ["N-SECTION"]]
    assert "全年收到政府信息公开申请16件，办结15件。" in _text(tmp_path / "r.docx")
    right = said.replace("16件", "15件").replace("无。", "公开的及时性还要提高。")
    (tmp_path / "文字.md").write_text(right, encoding="utf-8")
    again = run("publish", "年报.xlsx", "--texts", "文字.md", "-o", "r2.docx", cwd=tmp_path)
    assert "请核实" not in again.stdout


def test_growth_in_given_texts_is_reckoned_from_last_year(tmp_path: Path):
    """Of the unit itself, or for a sum of all units of last year's; without last year nothing is said of it."""

    def of(n: int, name: str, year: int) -> Path:
        return _saved(tmp_path, ZEROS | {"requests.new.natural": n, "requests.granted.natural": n}, name=name, year=year)

    last, now = of(10, "上年.xlsx", 2024), of(15, "本年.xlsx", 2025)
    before, summary = (collect([path], tmp_path / f"{path.stem}汇总.xlsx")[1] for path in (last, now))
    sections = tmp_path / "文字.txt"
    for rate, found in (("50", []), ("60", ["N-RATE"])):
        sections.write_text(f"一、总体情况\n新收政府信息公开申请15件，同比增长{rate}%。", encoding="utf-8")
        for path, previous in ((now, last), (summary, before), (now, before)):
            options = {"unit": "甲市"} if path is summary else {}
            made = publish(path, tmp_path / "r.docx", sections=sections, previous=[previous], force=True, **options)
            assert [f.code for f in made.findings] == found, (path.name, made.wrong)
        assert publish(now, tmp_path / "r.docx", sections=sections, force=True).findings == ()


@pytest.mark.parametrize("figures", [DISTINCT, ZEROS, BALANCED, WIDE], ids=["distinct", "zero", "balanced", "wide"])
def test_ready_sentences_are_read_as_they_are_meant(figures: dict[str, Figure], tmp_path: Path):
    """Every sentence that is made of the tables agrees with them, read as the sentences of any report are."""
    sections = tmp_path / "t.txt"
    sections.write_text(
        "一、总体情况\n" + "\n".join(f"【{t.short}】" for t in FORM.tables) + "\n六、其他需要报告的事项\n【信息处理费】", "utf-8"
    )
    made = publish(_saved(tmp_path, figures), tmp_path / "r.docx", sections=sections)
    assert made.path is not None
    assert made.findings == ()
    assert "新收" in _text(made.path) or "没有收到" in _text(made.path)


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("a.md", "没有标题".encode(), "没有找到各项的标题"),
        ("a.md", "一、总体情况\n甲\n一、总体情况\n乙".encode(), "出现了两次"),
        ("a.md", ("一、总体情况\n" + "甲" * 100_001).encode(), "太长"),
        ("a.md", b"\xff\xfe\xff" * 5, "不是UTF-8或GB18030编码"),
        ("a.pdf", b"%PDF", "请在Word或WPS中另存为.docx"),
        ("a.docx", b"PK\x03\x04 torn", "请在Word或WPS中另存为.docx"),
        ("a.docx", packed({"word/document.xml": b"<w/>"}), "无法读取"),
        ("a.docx", packed({"word/document.xml": b"<!DOCTYPE x [<!ENTITY a 'b'>]><w>&a;</w>"}), "文档类型声明"),
    ],
)
def test_texts_that_cannot_be_used_stop_the_run(name: str, data: bytes, words: str, tmp_path: Path):
    """What is wrong and what to do; nothing is written."""
    (tmp_path / name).write_bytes(data)
    with pytest.raises(CannotGoOn, match=words):
        publish(_saved(tmp_path, BALANCED), tmp_path / "r.docx", sections=tmp_path / name)
    assert not (tmp_path / "r.docx").exists()


def test_numbers_that_word_counts_itself_are_missed(tmp_path: Path):
    """They are not in the text of the paragraph: the clerk hears of it."""
    document = docx.Document()
    document.add_paragraph("一、总体情况")
    for _ in range(2):
        document.add_paragraph("一点")._p.get_or_add_pPr().get_or_add_numPr()
    document.save(str(tmp_path / "n.docx"))
    made = publish(_saved(tmp_path, BALANCED), tmp_path / "r.docx", sections=tmp_path / "n.docx")
    assert any("有2段的自动编号没有带入" in note for note in made.notes)


@pytest.mark.parametrize("kind", ["docx", "html"])
def test_the_texts_of_strangers_stay_texts(kind: str, tmp_path: Path):
    """Names and sections: no markup, no field, no link, no control or direction characters."""
    unit = helpers.Unit("001", "<b>&\"'局{{ 7*7 }}")
    sections = tmp_path / "t.txt"
    sections.write_text(f"一、总体情况\n{HOSTILE}\u202e\x07\n", encoding="utf-8")
    made = publish(_saved(tmp_path, BALANCED, unit), tmp_path / f"r.{kind}", sections=sections)
    assert made.path is not None
    if kind == "docx":
        assert HOSTILE + "�" in _text(made.path).splitlines()
        assert _text(made.path).startswith(unit.name)
        body = parts(made.path.read_bytes())["word/document.xml"]
        assert not re.search(rb"<w:(hyperlink|fldSimple|fldChar|instrText)", body)
        assert docx.Document(str(made.path)).core_properties.author == unit.name
    else:
        page = _page(made.path)
        assert HOSTILE + "�" in [p.text for p in page.findall(".//p")]
        assert page.find(".//h1/span").text == unit.name
        assert not page.findall(".//script")
        assert not page.findall(".//a")
        assert not page.findall(".//b")


# ---- the files


@pytest.mark.parametrize("kind", ["docx", "html"])
def test_the_same_figures_give_the_same_bytes(kind: str, tmp_path: Path):
    """In another folder, another process, whatever the hashing; no date of today inside."""
    first = _published(tmp_path, DISTINCT, kind).read_bytes()
    (tmp_path / "别处").mkdir()
    _saved(tmp_path / "别处", DISTINCT)
    environment = os.environ | {"PYTHONPATH": str(ROOT), "PYTHONHASHSEED": "7"}
    command = [sys.executable, "-m", "gaokai_xlsx", "publish", "年报.xlsx", "-o", f"r.{kind}"]
    subprocess.run(command, cwd=tmp_path / "别处", env=environment, check=True, capture_output=True)
    assert (tmp_path / "别处" / f"r.{kind}").read_bytes() == first
    if kind == "docx":
        with zipfile.ZipFile(BytesIO(first)) as package:
            assert {i.date_time for i in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_the_docx_is_what_offices_publish(tmp_path: Path):
    """A4 and margins of GB/T 9704, faces and sizes, Chinese, numbered pages on their outer side, heads that repeat."""
    path = _published(tmp_path, DISTINCT)
    document = docx.Document(str(path))
    section = document.sections[0]
    sides = (section.page_width, section.page_height, section.top_margin, section.bottom_margin, section.left_margin, section.right_margin)
    assert [round(side.mm) for side in sides] == [210, 297, 37, 35, 28, 26]
    faces = {}
    for name in ("Title", "Heading 1", "Heading 2", "表格文字"):
        style = document.styles[name]
        faces[name] = (style.element.rPr.rFonts.get(docx.oxml.ns.qn("w:eastAsia")), style.font.size.pt)
    assert faces == {
        "Title": ("方正小标宋简体", 22),
        "Heading 1": ("黑体", 16),
        "Heading 2": ("楷体_GB2312", 16),
        "表格文字": ("宋体", 10.5),
    }
    members = parts(path.read_bytes())
    assert 'w:eastAsia="仿宋_GB2312"'.encode() in members["word/styles.xml"]
    assert '<w:font w:name="仿宋_GB2312"><w:altName w:val="仿宋,FangSong'.encode() in members["word/fontTable.xml"]
    assert b'w:eastAsia="zh-CN"' in members["word/styles.xml"]
    for number, side in ((1, b"right"), (2, b"left")):
        footer = members[f"word/footer{number}.xml"]
        assert "— ".encode() in footer
        assert b" PAGE " in footer
        assert b'<w:jc w:val="%s"/>' % side in footer
    heads = [[bool(row._tr.xpath("./w:trPr/w:tblHeader")) for row in table.rows].count(True) for table in document.tables]
    assert heads == [0, 3, 3]
    assert all(row._tr.xpath("./w:trPr/w:cantSplit") for table in document.tables for row in table.rows)
    assert document.core_properties.language == "zh-CN"
    assert document.core_properties.title == TITLE


def test_the_docx_is_sound(tmp_path: Path):
    """Against the Open XML schemas: no program offers to repair it."""
    sections = _word(tmp_path, "一、总体情况", "（一）甲。乙。", "五、存在的主要问题及改进情况", HOSTILE)
    for number, figures in enumerate((ZEROS, WIDE)):
        made = publish(_saved(tmp_path, figures), tmp_path / f"{number}.docx", sections=sections)
        audit = subprocess.run([sys.executable, "-m", "openxml_audit", str(made.path)], capture_output=True, encoding="utf-8", check=False)
        assert "Errors: 0" in audit.stdout + audit.stderr, audit.stdout


def test_the_page_needs_nothing_but_itself(tmp_path: Path):
    """No address of another place, no script, no style attribute; the style is named by its hash."""
    text = _published(tmp_path, DISTINCT, "html").read_text(encoding="utf-8")
    assert not re.search(r"https?:|url\(|@import|<script|<link|<img| style=| on\w+=", text)
    assert re.search(r"default-src &#39;none&#39;; style-src &#39;sha256-[^ ]+&#39;\"", text)
    assert '<html lang="zh-CN">' in text


def test_no_chinese_stands_in_the_templates_themselves():
    """Every word is in texts/ or in the form."""
    for path in (ROOT / "gaokai_xlsx" / "results" / "publish").rglob("*"):
        if path.suffix in (".html", ".xml", ".css"):
            assert re.findall("[\u4e00-\u9fff]+", path.read_text(encoding="utf-8")) == [], path


# ---- through real programs


@pytest.mark.client
@pytest.mark.parametrize("name", ["wide", "zero"])
def test_libreoffice_breaks_no_figure_and_keeps_each_table_on_a_page(name: str, tmp_path: Path):
    """Figures of 8 and 9 digits stand whole; 表三 begins and ends on one page, 表四 fits."""
    if shutil.which("pdftotext") is None:
        pytest.skip("pdftotext is not installed")
    figures = {"wide": WIDE, "zero": ZEROS}[name]
    pdf = libreoffice(_published(tmp_path, figures), "pdf", tmp_path)
    shown = subprocess.run(["pdftotext", "-layout", str(pdf), "-"], check=True, capture_output=True, encoding="utf-8").stdout
    pages = shown.split("\f")
    known = with_totals(FORM, figures)
    longest = max(len(plain(v)) for v in known.values())
    if name == "wide":
        assert longest >= 9
        words = set(re.findall(r"\d+", shown))
        assert [key for key, value in known.items() if not FORM.cells[key].supplement and plain(value) not in words] == []
    whole = [page for page in pages if "一、本年新收政府信息公开申请数量" in page]
    assert len(whole) == 1
    assert "四、结转下年度继续办理" in whole[0]
    assert len(pages) - 1 <= 5
    assert all(re.search(rf"— ?{number} ?—", page) for number, page in enumerate(pages[:-1], start=1))


@pytest.mark.client
@pytest.mark.parametrize("width", [320, 390, 1100])
def test_the_page_is_accessible_and_does_not_scroll_sideways(browser: Any, width: int, tmp_path: Path):
    """Axe finds nothing, the tables scroll in boxes of their own, nothing is asked of the net."""
    import axe_playwright_python as axe

    path = _published(tmp_path, WIDE, "html")
    context = browser.new_context(viewport={"width": width, "height": 800})
    page = context.new_page()
    complaints: list[str] = []
    asked: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    context.on("request", lambda request: asked.append(request.url))
    page.goto(path.as_uri())
    assert page.evaluate("document.documentElement.scrollWidth") == width
    assert page.evaluate("[...document.querySelectorAll('td.figure')].every(e => e.scrollWidth <= e.clientWidth + 1)")
    assert (complaints, asked) == ([], [path.as_uri()])
    page.evaluate((Path(axe.__file__).parent / "axe.min.js").read_text(encoding="utf-8"))
    found = page.evaluate("axe.run({resultTypes: ['violations']})")
    assert [(v["id"], v["nodes"][0]["html"][:200]) for v in found["violations"]] == []
    context.close()


@pytest.mark.client
def test_the_page_prints_its_tables_whole(browser: Any, tmp_path: Path):
    """On A4, every figure of the widest table."""
    if shutil.which("pdftotext") is None:
        pytest.skip("pdftotext is not installed")
    page = browser.new_page()
    page.goto(_published(tmp_path, WIDE, "html").as_uri())
    page.pdf(path=str(tmp_path / "p.pdf"), prefer_css_page_size=True)
    page.close()
    shown = subprocess.run(["pdftotext", "-layout", str(tmp_path / "p.pdf"), "-"], check=True, capture_output=True, encoding="utf-8").stdout
    words = set(re.findall(r"\d+", shown))
    known = with_totals(FORM, WIDE)
    assert [key for key, value in known.items() if not FORM.cells[key].supplement and plain(value) not in words] == []


def test_the_command_says_what_is_next(tmp_path: Path):
    """Where the report is, and what is left to do; the filing is not touched."""
    path = _saved(tmp_path, BALANCED)
    before = path.read_bytes()
    result = run("publish", "年报.xlsx", cwd=tmp_path)
    assert (result.returncode, result.stderr) == (0, "")
    assert result.stdout.startswith(f"年度报告：{TITLE}.docx\n")
    assert result.stdout.endswith("请填好后再公布。\n")
    assert path.read_bytes() == before


def test_a_filing_may_state_its_scope(tmp_path: Path):
    """A district that files its sums; a department says nothing of it."""
    assert "口径" not in _text(_published(tmp_path, BALANCED))
    assert "本报告数据为市本级口径。" in _text(_published(tmp_path, BALANCED, scope="市本级", force=True))
    with pytest.raises(Usage):
        _published(tmp_path, BALANCED, scope="全部")


def test_a_figure_that_a_client_typed_is_published_as_typed(tmp_path: Path):
    """Not only what we pre-filled."""
    path = tmp_path / "a.xlsx"
    path.write_bytes(edited(issue(BALANCED), put({"disclosure.licensing.decisions": 4321})))
    made = publish(path, tmp_path / "r.docx")
    assert "行政许可4321件" in _text(made.path or Path())


# ---- read again


def _read_again(path: Path) -> tuple[dict[str, Figure], dict[str, Figure], set[str], str, int | None]:
    """Figures, totals, in which ways they were read, unit and year of a report as ``import`` takes it."""
    submission = take_report(path.name, path.read_bytes())
    filing = submission.filing
    assert filing is not None
    assert submission.findings == ()
    return dict(filing.typed), dict(filing.claims), {s.how for s in filing.sources.values()}, submission.unit.name, submission.year  # type: ignore[union-attr]


@pytest.mark.parametrize("figures", [DISTINCT, ZEROS, WIDE, BALANCED], ids=["distinct", "zero", "wide", "balanced"])
@pytest.mark.parametrize("kind", ["docx", "html", pytest.param("pdf", marks=pytest.mark.client)])
def test_what_is_published_is_imported_again_as_it_was(kind: str, figures: dict[str, Figure], tmp_path: Path):
    """The law: import(publish(x)) == x, the processing fee and the totals too, every figure read without help; also as LibreOffice prints it."""
    if kind == "pdf":
        pytest.importorskip("pdfplumber")
    path = _published(tmp_path, figures, "html" if kind == "html" else "docx")
    if kind == "pdf":
        path = libreoffice(path, "pdf", tmp_path)
    typed, claims, ways, unit, year = _read_again(path)
    assert typed == {key: figures[key] for key in (*FORM.typed, *FORM.supplement)}
    assert claims == {key: value for key, value in with_totals(FORM, figures).items() if FORM.cells[key].derived}
    assert (ways, unit, year) == ({"read"}, UNIT.name, 2025)


def test_a_published_summary_is_imported_again_as_it_was(tmp_path: Path):
    """The sums of its units, under the name of the place."""
    made = publish(_summary(tmp_path, DISTINCT, BALANCED), tmp_path / "r.html", unit="石嘴山市")
    typed, _, _, unit, _ = _read_again(made.path or Path())
    assert typed == {key: DISTINCT[key] + BALANCED[key] for key in (*FORM.typed, *FORM.supplement)}
    assert unit == "石嘴山市"
