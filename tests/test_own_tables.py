"""A unit's own workbook after the official form: read by labels alone where they prove a whole table, else refused."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from typing import Any

import openpyxl
import pytest

from gaokai_xlsx.checks.rules import check_filing
from gaokai_xlsx.checks.submissions import Terms, judge
from gaokai_xlsx.form import editions
from gaokai_xlsx.form.grid import grid
from gaokai_xlsx.form.model import Form, Table
from gaokai_xlsx.intake.labels import unnumbered
from gaokai_xlsx.quantity import letters
from gaokai_xlsx.submission import Outcome
from tests import helpers
from tests.helpers import BALANCED, DISTINCT, FORM, codes, edited, read
from tests.seeds import own_table

Writer = Callable[[Any, int, Table], int]


def _book(*, one_sheet: bool = False, write: dict[str, Writer] | None = None) -> bytes:
    """Tables in the official shape with typed totals; ``write`` draws some tables in another way."""
    book = openpyxl.Workbook()
    sheet, row = book.active, 1
    for number, table in enumerate(t for t in FORM.tables if not t.supplement):
        if number and not one_sheet:
            sheet, row = book.create_sheet(), 1
        sheet.cell(row, 1, table.title)
        row = (write or {}).get(table.key, _as_printed)(sheet, row + 1, table) + 2
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _as_printed(sheet: Any, row: int, table: Table) -> int:
    plan = grid(table)
    for label in plan.labels:
        sheet.cell(row + label.box.top, 1 + label.box.left, label.text)
        if not label.box.single:
            box = label.box
            sheet.merge_cells(None, row + box.top, 1 + box.left, row + box.bottom, 1 + box.right)
    for key, box in plan.places.items():
        sheet.cell(row + box.top, 1 + box.left, _value(key))
    return row + plan.rows


def _value(key: str) -> Any:
    return sum(DISTINCT[p] for p in FORM.parts.get(key, (key,)))


def _down(sheet: Any, row: int, table: Table) -> int:
    """表四 turned: heading paths down the side, one column of figures."""
    for number, key in enumerate(grid(table).places):
        for level, text in enumerate(FORM.cells[key].column_of.label):
            sheet.cell(row + number, 1 + level, text)
        sheet.cell(row + number, 4, _value(key))
    return row + len(grid(table).places)


def _across(sheet: Any, row: int, table: Table) -> int:
    """表四 as three rows by five columns."""
    paths = [FORM.cells[key].column_of.label for key in grid(table).places]
    outer, inner = list(dict.fromkeys(p[:-1] for p in paths)), list(dict.fromkeys(p[-1] for p in paths))
    for column, text in enumerate(inner):
        sheet.cell(row, 3 + column, text)
    for number, path in enumerate(outer):
        for level, text in enumerate(path):
            sheet.cell(row + 1 + number, 1 + level, text)
    for key in grid(table).places:
        path = FORM.cells[key].column_of.label
        sheet.cell(row + 1 + outer.index(path[:-1]), 3 + inner.index(path[-1]), _value(key))
    return row + 1 + len(outer)


BOOKS: dict[str, Callable[[], bytes]] = {
    "a sheet a table": _book,
    "one sheet": lambda: _book(one_sheet=True),
    "表四 turned": lambda: _book(write={"challenges": _down}),
    "表四 turned on one sheet": lambda: _book(one_sheet=True, write={"challenges": _down}),
    "表四 by rows and columns": lambda: _book(write={"challenges": _across}),
    "表四 by rows and columns on one sheet": lambda: _book(one_sheet=True, write={"challenges": _across}),
    "no merges": lambda: edited(_book(), _unmerge),
    "labels without numbers": lambda: edited(_book(), _relabel(unnumbered)),
    "other numbering": lambda: edited(_book(), _relabel(lambda text: text.replace("1.", "（1）").replace("2.", "2、"))),
    "other names": lambda: edited(_book(), _relabel(lambda text: _OTHER.get(text, text))),
    "outer headings lost": lambda: edited(_book(), _relabel(lambda text: "" if text in ("申请人情况", "三、本年度办理结果") else text)),
    "no totals": lambda: edited(_book(), _relabel(lambda text: "" if text == "总计" else text)),
}
_OTHER = {
    "商业企业": "企业",
    "社会公益组织": "社会组织",
    "总计": "合计",
    "行政规范性文件": "规范性文件",
    "四、结转下年度继续办理": "结转下年",
}


def _unmerge(book: Any) -> None:
    for sheet in book:
        for merged in [str(m) for m in sheet.merged_cells.ranges]:
            sheet.unmerge_cells(merged)


def _relabel(change: Callable[[str], str]) -> Callable[[Any], None]:
    def edit(book: Any) -> None:
        for sheet in book:
            for row in sheet.iter_rows():
                for cell in row:
                    if isinstance(cell.value, str):
                        cell.value = change(cell.value)

    return edit


@pytest.mark.parametrize("case", BOOKS)
def test_a_whole_table_is_proved_by_its_labels(case: str):
    """Every figure, no stamp, no complaint about places."""
    data = BOOKS[case]()
    assert helpers.same(data) == ["S-MISSING"]
    assert read(data).kind == "foreign"


def test_a_filled_own_workbook_is_counted_and_its_totals_are_claims():
    """Unit and year from the title; a wrong total breaks its row."""
    taken = judge(read(own_table()), Terms(year=2025))
    assert (taken.outcome, taken.unit, taken.year) == (Outcome.COUNTED, helpers.Unit(None, helpers.UNIT.name), 2025)
    assert codes(taken.findings) == ["S-MISSING", *(f"V-NOFEE {k}" for k in FORM.supplement)][: len(taken.findings)]
    assert taken.filing is not None
    assert len(taken.filing.claims) == len(FORM.derived)

    def spoil(book: Any) -> None:
        total = next(c for row in book.active.iter_rows() for c in row if c.value == "一、本年新收政府信息公开申请数量")
        book.active.cell(total.row, 10).value = 999

    wrong = read(edited(own_table(), spoil))
    assert wrong.filing is not None
    assert "T3-ROW requests.new.total" in codes(check_filing(wrong.filing))


def test_a_table_with_a_foreign_heading_is_not_guessed_at():
    """One label that is none of ours: nothing of its table is read, the missing label is named, the other tables are read."""
    submission = read(edited(own_table(), _relabel(lambda text: "其他情形" if text == "3.其他" else text)))
    assert submission.filing is not None
    lost = [f for f in submission.findings if f.code == "T-ANCHOR"]
    assert {str(f.key).split(".")[0] for f in lost} == {"requests"}
    assert len(lost) == 144
    assert "“3.其他”" in lost[0].message
    assert submission.filing.typed["challenges.review.upheld"] == BALANCED["challenges.review.upheld"]


def test_last_years_table_below_is_not_mixed_in():
    """表四 twice on one sheet: nobody can say which is meant."""

    def edit(book: Any) -> None:
        sheet = book.worksheets[2]
        for row in sheet.iter_rows(min_row=2, max_row=5):
            for cell in row:
                if type(cell).__name__ != "MergedCell":
                    sheet.cell(cell.row + 20, cell.column).value = cell.value
        sheet.cell(25, 1).value = 7

    submission = read(edited(_book(), edit))
    assert {f.key for f in submission.findings if f.code == "T-ANCHOR"} == {k for k in FORM.typed if k.startswith("challenges.")}


def test_each_declaration_is_of_the_table_it_stands_at():
    """Three tables on one sheet, one declared zero."""

    def edit(book: Any) -> None:
        sheet = book.active
        for row in sheet.iter_rows():
            for cell in row:
                if isinstance(cell.value, int):
                    cell.value = None
        at = next(c.row for row in sheet.iter_rows() for c in row if c.value == "行政复议")
        sheet.cell(at - 1, 18).value, sheet.cell(at - 1, 19).value = "本表其余空格均为0", "是"
        sheet.cell(1, 18).value, sheet.cell(1, 19).value = "本表其余空格均为0", "否"

    filing = read(edited(_book(one_sheet=True), edit)).filing
    assert filing is not None
    assert filing.declared_zero == {"challenges"}


@pytest.mark.parametrize("edition", editions.names())
def test_no_two_labels_of_a_table_are_the_same_to_the_reader(edition: str):
    """Without punctuation and numbers too, rows of one level must differ, or a label would prove the wrong place."""
    form: Form = editions.load(edition)
    for table in form.tables:
        for block in table.blocks:
            for lines in (block.rows, block.columns):
                paths = [tuple(letters(unnumbered(text)) for text in line.label) for line in lines]
                assert len(set(paths)) == len(paths)
