"""Reports laid out in other ways than the form: more columns, the tables of two years, a table without its head."""

from __future__ import annotations

import random

import pytest

from gaokai_xlsx.quantity import Figure
from tests import damage, helpers, reports
from tests.helpers import FORM
from tests.test_import import reported, taken, ways

LAST = reports.figures(51, 40, 0.3)
THIS = reports.figures(1, 40, 0.3)


def _tables(figures: dict[str, Figure]) -> str:
    page = reports.html(figures).decode()
    return page[page.index("<h2>二") : page.index("<h2>五")]


@pytest.mark.parametrize("kind", ["html", "docx", "txt"])
@pytest.mark.parametrize("seed", [1, 2])
def test_a_column_of_subtotals_is_told_from_the_figures(kind: str, seed: int):
    """法人小计, as some templates have it, before or behind its parts."""
    figures = reports.figures(seed, 40, 0.3)
    tables = [(table, damage.drawn(table, figures)) for table in reports.TABLES]
    damage.DAMAGES["subtotal_column"](tables[1][1], random.Random(seed))
    data = damage.WRITERS[kind](tables, random.Random(7))
    _, filing = taken(data)
    assert {k: filing.typed.get(k) for k in FORM.typed} == {k: figures[k] for k in FORM.typed}


def test_a_column_that_is_no_sum_of_others_is_not_taken_out():
    """Last year's totals beside this year's rows: which is which, nothing says."""
    figures = reports.figures(1, 40, 0.3)
    more = iter(range(100, 200))
    data = reports.text(figures, lambda row: "\t".join([*row, str(next(more))] if len([c for c in row if c.isdigit()]) == 7 else row))
    submission, filing = taken(data)
    assert {k: v for k, v in filing.typed.items() if v != figures[k]} == {}
    assert {k for k in FORM.typed if k not in filing.typed} <= reported(submission, filing)


@pytest.mark.parametrize(
    "between",
    [
        "<h1>测试市数据局2024年政府信息公开工作年度报告</h1>",
        "<p>附：2024年政府信息公开工作年度报告</p>",
        "<h2>附：上年（2024年）数据</h2>",
        "<h2>2024年数据</h2>",
    ],
)
@pytest.mark.parametrize("first", [True, False])
def test_of_the_tables_of_two_years_those_of_the_report_count(between: str, first: bool):
    """Below the report's own, or before them where a heading says so and the report's year comes after."""
    page = reports.html(THIS).decode()
    if first:
        data = page.replace("</body>", f"{between}{_tables(LAST)}</body>")
    else:
        data = page.replace("<h2>二", f"{between}{_tables(LAST)}<h2>2025年数据</h2><h2>二", 1)
    submission, filing = taken(data.encode(), "a.html")
    assert submission.year == reports.YEAR
    assert {k: filing.typed.get(k) for k in FORM.typed} == {k: THIS[k] for k in FORM.typed}


@pytest.mark.parametrize("between", ["<h2>附：本级的表</h2>", "<p>与2024年相比，收到的申请有所增加。</p>", "<p>2024年收到申请20件</p>"])
def test_a_sentence_that_names_another_year_heads_no_tables(between: str):
    """Two levels of one year: which counts is for a person to say."""
    page = reports.html(THIS).decode()
    submission, filing = taken(page.replace("<h2>五", f"{between}{_tables(LAST)}<h2>五", 1).encode(), "a.html")
    differ = {k for k in FORM.typed if THIS[k] != LAST[k]}
    assert not differ & set(filing.typed)
    assert differ <= reported(submission, filing)


@pytest.mark.parametrize("kind", ["html", "docx", "txt", "pdftext"])
@pytest.mark.parametrize("none", [True, False])
def test_a_table_of_one_row_without_its_head_tells_noughts_only(kind: str, none: bool):
    """Which of fifteen numbers is which, only their headings say; noughts are the same in any order."""
    figures = reports.figures(1, 40, 0.3)
    cases = [k for k in FORM.typed if k.startswith("challenges")]
    figures |= dict.fromkeys(cases, 0) | ({} if none else {"challenges.review.upheld": 3})
    tables = [(table, damage.drawn(table, figures)) for table in reports.TABLES]
    del tables[2][1][:3]
    submission, filing = taken(damage.WRITERS[kind](tables, random.Random(3)))
    assert {k: filing.typed[k] for k in cases if k in filing.typed} == (dict.fromkeys(cases, 0) if none else {})
    assert {k for k in FORM.typed if k not in filing.typed} <= reported(submission, filing)
    assert {filing.sources[k].how for k in cases if k in filing.typed} == ({"order"} if none else set())
    assert ways(filing)["read"] >= len(FORM.typed) - len(cases) - 1


def test_helpers_hold_what_is_said_here():
    """The two years differ, or the tests above would say nothing."""
    assert sum(THIS[k] != LAST[k] for k in FORM.typed) > 60
    assert set(helpers.ZEROS) >= set(FORM.typed)
