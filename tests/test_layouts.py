"""``import`` of tables as pages and printed reports lay them out: each figure right, or left with a finding."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from gaokai_xlsx.filing import Filing
from gaokai_xlsx.form.derive import with_totals
from gaokai_xlsx.form.grid import grid
from gaokai_xlsx.form.model import Table
from gaokai_xlsx.intake.importers.report import take_report
from gaokai_xlsx.quantity import Figure
from gaokai_xlsx.submission import Submission
from tests import reports
from tests.helpers import FORM, codes

Row = Callable[[list[str]], str]
SETS = [(9, 0.1), (40, 0.4), (3000, 0.7)]


def figures(seed: int) -> dict[str, Figure]:
    """Small, middling and large figures."""
    return reports.figures(seed + 20, *SETS[seed])


def judged(data: bytes, truth: dict[str, Figure], name: str = "报告.txt") -> tuple[Submission, Filing, int]:
    """A report read: nothing wrong, nothing missing without a finding; and how many figures were read without help."""
    submission = take_report(name, data)
    filing = submission.filing
    assert filing is not None, codes(submission.findings)
    known = with_totals(FORM, truth)
    assert {k: (v, known[k]) for k, v in (filing.typed | filing.claims).items() if v != known[k]} == {}
    told = {f.key for f in submission.findings if f.key} | set(filing.refused)
    assert {k for k in FORM.typed if k not in filing.typed} <= told
    return submission, filing, sum(filing.sources[k].how == "read" for k in FORM.typed if k in filing.typed)


def _half(text: str) -> str:
    return text.translate(str.maketrans("（），：", "(),:"))


def _numbers(row: list[str]) -> list[str]:
    return [c for c in row if re.fullmatch(r"[\d.]+", c)]


def _words(row: list[str]) -> str:
    return "".join(c for c in row if not re.fullmatch(r"[\d.]+", c))


def _headless(row: list[str]) -> str:
    """商业企业 on two lines: the rest of the heading stands on a line of its own."""
    return "商业 | 科研 | 社会公益组织 | 法律服务机构 | 其他 |\n企业 | 机构 |" if "商业企业" in row else _half(" | ".join(row) + " |")


def _wrapped(width: int, line: Callable[[int], int], *, own: bool = False) -> Row:
    """A label of several lines, its numbers on the line ``line`` of so many, or on one of their own before it."""

    def row(cells: list[str]) -> str:
        numbers, words = _numbers(cells), _words(cells)
        if len(numbers) < 5 or not words:
            return " ".join(cells)
        parts = [words[i : i + width] for i in range(0, len(words), width)]
        at = line(len(parts))
        if own:
            return "\n".join([*parts[:at], " ".join(numbers), *parts[at:]])
        parts[at] += " " + " ".join(numbers)
        return "\n".join(parts)

    return row


def _below(cells: list[str]) -> str:
    """The label under its numbers."""
    return " ".join(_numbers(cells)) + "\n" + _words(cells) if len(_numbers(cells)) > 2 else " ".join(cells)


LAYOUTS: dict[str, tuple[Row, int]] = {
    "cells end with a bar": (lambda r: _half(" | ".join(r) + " |"), 166),
    "empty cells at the end": (lambda r: _half("| " + " | ".join(r) + " | ||"), 166),
    "a heading on two lines": (_headless, 166),
    "a cell a line": (lambda r: "\n".join(_half(c) + " |" for c in r), 166),
    "a paragraph a cell": (lambda r: "\n\n".join(_half(c) for c in r), 166),
    "full-width digits": (lambda r: "\t".join(c.translate({48 + n: 0xFF10 + n for n in range(10)}) if c.isdigit() else c for c in r), 166),
    "thousands": (lambda r: "\t".join(f"{int(c):,}" if c.isdigit() else c for c in r), 166),
    "full-width thousands": (lambda r: "\t".join(f"{int(c):,}".replace(",", "，") if c.isdigit() else c for c in r), 166),
    "counts with their unit": (lambda r: "\t".join(c + "件" if c.isdigit() else c for c in r), 166),
    "numbers on the label's last line": (_wrapped(11, lambda n: n - 1), 166),
    "numbers on the label's middle line": (_wrapped(11, lambda n: n // 2), 150),
    "numbers between the label's lines": (_wrapped(9, lambda n: (n + 1) // 2, own=True), 140),
    "labels under their numbers": (_below, 150),
    "run together": ("".join, 0),
    "thousands parted by blanks": (lambda r: "\t".join(f"{int(c):,}".replace(",", " ") if c.isdigit() else c for c in r), 0),
    "zeros as dashes": (lambda r: "\t".join("-" if c == "0" else c for c in r), 0),
    "zeros as words": (lambda r: "\t".join("无" if c == "0" else c for c in r), 0),
    "zeros left blank": (lambda r: " | ".join("" if c == "0" else c for c in r) + " |", 0),
    "no column of totals": (lambda r: "\t".join(r[:-1] if len(_numbers(r)) == 7 else r), 0),
    "a column too few": (lambda r: "\t".join(r[:-3] + r[-2:] if len(_numbers(r)) == 7 else r), 0),
}


@pytest.mark.parametrize("seed", range(len(SETS)))
@pytest.mark.parametrize("layout", LAYOUTS)
def test_no_layout_of_a_text_gives_a_wrong_figure(layout: str, seed: int):
    """What the layout keeps is read without help."""
    row, least = LAYOUTS[layout]
    truth = figures(seed)
    submission, _, read = judged(reports.text(truth, row), truth)
    assert read >= least
    assert submission.edition == FORM.edition


def _cells(table: Table, truth: dict[str, Figure], cell: Callable[[str, str], str]) -> str:
    out = ""
    for r in range(grid(table).rows):
        out += "<tr>"
        for top, left, bottom, right, said in reports.cells(table, truth):
            if top == r:
                out += cell(said, f" rowspan={bottom - top + 1} colspan={right - left + 1}")
        out += "</tr>"
    return f"<table>{out}</table>"


def _page(truth: dict[str, Figure], cell: Callable[[str, str], str], change: Callable[[str], str] = str, title: bool = True) -> bytes:
    body = f"<h1>{reports.UNIT}{reports.YEAR}年{FORM.report_title}</h1><p>{reports.OPENING}</p>"
    for table in reports.TABLES:
        body += (f"<p>{table.title}</p>" if title else "") + change(_cells(table, truth, cell))
    return f"<html><meta charset=utf-8><body>{body}</body></html>".encode()


def _td(said: str, spans: str) -> str:
    return f"<td{spans}>{said}</td>"


def _number(said: str) -> bool:
    return bool(re.fullmatch(r"[\d.]+", said))


PAGES: dict[str, Callable[[dict[str, Figure]], bytes]] = {
    "sections in each cell": lambda f: _page(
        f, lambda s, at: f"<td{at}><section><section><span>{s}</span></section><p><br></p></section></td>"
    ),
    "a table in each cell": lambda f: _page(f, lambda s, at: _td(f"<table><tr><td>{s}</td></tr></table>" if _number(s) else s, at)),
    "a span a letter": lambda f: _page(f, lambda s, at: _td(s if _number(s) else "".join(f"<span>{c}</span> " for c in s), at)),
    "labels broken": lambda f: _page(f, lambda s, at: _td(s if _number(s) else "<br>".join(s[i : i + 4] for i in range(0, len(s), 4)), at)),
    "no titles": lambda f: _page(f, _td, title=False),
    "page break": lambda f: _page(f, _td, lambda t: t.replace("<tr><td rowspan=1 colspan=1>5.属于", "</table><table><tr><td>5.属于")),
    "a blank cell too many": lambda f: _page(f, _td, lambda t: t.replace(">2.重复申请</td>", ">2.重复申请</td><td></td>")),
}


@pytest.mark.parametrize("seed", range(len(SETS)))
@pytest.mark.parametrize("page", PAGES)
def test_pages_are_read_without_help(page: str, seed: int):
    """As editors of web sites and of 公众号 write them."""
    truth = figures(seed)
    assert judged(PAGES[page](truth), truth, "a.html")[2] == len(FORM.typed)


@pytest.mark.parametrize("seed", range(len(SETS)))
def test_a_number_that_a_line_breaks_is_no_shorter_number(seed: int):
    """``22⏎93`` in a cell is neither 22 nor 93: told by the sums, or left."""
    truth = figures(seed) | {"disclosure.licensing.decisions": 2293}
    page = _page(truth, lambda s, at: _td(f"{s[:2]}<br>{s[2:]}" if _number(s) and len(s) > 3 else s, at))
    _, filing, _ = judged(page, truth, "a.html")
    assert "disclosure.licensing.decisions" not in filing.typed


@pytest.mark.parametrize("seed", range(1, len(SETS)))
def test_cells_that_moved_up_along_their_row_are_noticed(seed: int):
    """One cell gone and a blank at the end: the table has no hole, but the sums of the columns break."""
    truth = figures(seed) | {
        f"requests.rejected_repeat.{c}": n for c, n in (("natural", 4), ("company", 2), ("research", 1), ("welfare", 3))
    }
    for c in ("natural", "company", "research", "welfare", "legal", "other"):
        known = with_totals(FORM, truth)
        truth[f"requests.new.{c}"] = known[f"requests.settled.{c}"] + known[f"requests.carried_out.{c}"] - known[f"requests.carried_in.{c}"]

    def moved(table: str) -> str:
        return re.sub(r"(>2\.重复申请</td><td[^>]*>\d+</td>)<td[^>]*>\d+</td>(.*?)</tr>", r"\1\2<td></td></tr>", table, count=1)

    _, filing, _ = judged(_page(truth, _td, moved), truth, "a.html")
    assert {filing.sources[k].how for k in filing.typed if "rejected_repeat" in k} <= {"digits", "sums"}


def test_the_number_of_a_page_is_no_figure():
    """Below a blank cell at the foot of a page."""
    truth = figures(1)
    page = _page(truth, _td).decode()
    at = page.index("行政许可</td>") + len("行政许可</td>")
    end = page.index("</tr>", at)
    page = f"{page[:at]}<td colspan=3></td></tr></table><p>- 3 -</p><table>{page[end + 5 :]}"
    submission = take_report("a.html", page.encode())
    assert submission.filing is not None
    assert "disclosure.licensing.decisions" not in submission.filing.typed
    assert "disclosure.licensing.decisions" in {f.key for f in submission.findings} | set(submission.filing.refused)


def test_two_numbers_in_one_cell_of_a_row_prove_no_other():
    """A cell gone, two that ran into one, and a blank beside: as many cells as before."""
    truth = figures(2)

    def joined(table: str) -> str:
        row = table.rindex("<tr>")
        cells = re.findall(r"<td[^>]*>(\d+)</td>", table[row:])
        if len(cells) != 15:
            return table
        moved = [*cells[1:6], f"{cells[6]} {cells[7]}", *cells[8:], "", ""]
        return table[:row] + "<tr>" + "".join(f"<td>{c}</td>" for c in moved) + "</tr></table>"

    judged(_page(truth, _td, joined), truth, "a.html")


@pytest.mark.parametrize(
    ("title", "unit"),
    [
        ("测试市数据局2025年政府信息公开工作年度报告", "测试市数据局"),
        ("测试市数据局 2025年度政府信息公开工作年度报告", "测试市数据局"),
        ("测试市数据局\n二〇二五年政府信息公开工作年度报告", "测试市数据局"),
        ("2025年金厂镇政府信息公开工作年度报告", "金厂镇"),
        ("2025年度枫林镇人民政府信息公开工作年度报告", "枫林镇人民政府"),
        ("东宝区政府信息公开工作年度报告（2025年度）", "东宝区"),
        ("2025年政府信息公开工作年度报告", None),
    ],
)
def test_titles_as_offices_write_them(title: str, unit: str | None):
    """The year before, between or behind."""
    truth = figures(0)
    own = f"{reports.UNIT}{reports.YEAR}年{FORM.report_title}"
    submission, _, _ = judged(reports.text(truth, "\t".join).decode().replace(own, title, 1).encode(), truth)
    assert (submission.unit.name if submission.unit else None, submission.year) == (unit, 2025)


def test_other_titles_of_the_sections_begin_their_tables():
    """因政府信息公开工作被申请行政复议、提起行政诉讼情况, as older and many newer reports have it."""
    truth = figures(1)
    text = reports.text(truth, "\t".join).decode()
    for section in FORM.sections:
        for name in section.aliases:
            if section.table:
                assert judged(text.replace(section.title, name).encode(), truth)[2] == len(FORM.typed)
