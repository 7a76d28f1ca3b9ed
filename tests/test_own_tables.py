"""A unit's own workbook after the official form: read by labels alone where they prove a whole table, else refused."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from typing import Any

import openpyxl
import pytest

from gaokai_xlsx.cells import formats
from gaokai_xlsx.cells.model import Kind
from gaokai_xlsx.checks.judging import judge
from gaokai_xlsx.checks.rules import check_filing
from gaokai_xlsx.checks.terms import Terms
from gaokai_xlsx.form import editions
from gaokai_xlsx.form.grid import grid
from gaokai_xlsx.form.model import Form, Table
from gaokai_xlsx.intake.headings import unnumbered
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


# ---------------------------------------------------------------------------------------------- two figures under one heading


def _at(text: str) -> Callable[[Any], tuple[Any, int, int]]:
    """Where a text stands in a workbook: sheet, row, column."""
    return lambda book: next((s, c.row, c.column) for s in book for row in s.iter_rows() for c in row if c.value == text)


def _second_row(book: Any) -> None:
    """Another line of figures under the headings of 表四."""
    sheet, row, column = _at("行政复议")(book)
    for offset in range(15):
        sheet.cell(row + 4, column + offset).value = 7


def _numbered_columns(book: Any) -> None:
    """栏次 between headings and figures."""
    sheet, row, column = _at("行政复议")(book)
    for offset in range(15):
        sheet.cell(row + 4, column + offset).value = sheet.cell(row + 3, column + offset).value
        sheet.cell(row + 3, column + offset).value = offset + 1


def _hidden_under_a_merge(book: Any) -> None:
    """A figure that somebody's merge covers: it is still in the file."""
    sheet, row, column = _at("一、本年新收政府信息公开申请数量")(book)
    sheet._cells[row, column + 4].value = 5
    from openpyxl.worksheet.merge import MergedCellRange

    sheet.merged_cells.ranges.add(MergedCellRange(sheet, f"D{row}:E{row}"))


@pytest.mark.parametrize(
    ("edit", "lost"),
    [(_second_row, "challenges."), (_hidden_under_a_merge, "requests.new.company")],
)
def test_what_shares_its_heading_or_lies_hidden_is_refused(edit: Callable[[Any], None], lost: str):
    """Nobody can say which is meant, or sees what is read."""
    submission = read(edited(_book(), edit))
    refused = {f.key for f in submission.findings if f.code == "T-ANCHOR"}
    assert refused
    assert refused == {k for k in FORM.typed if k.startswith(lost)}


def test_column_numbers_are_no_figures():
    """栏次 1, 2, 3 … above the row of figures."""
    assert helpers.same(edited(_book(), _numbered_columns)) == ["S-MISSING"]


def test_a_sheet_of_last_year_is_left_aside_and_never_stands_in():
    """The sheet named for this year counts; one of another year alone is S-YEAR."""

    def both(book: Any) -> None:
        for sheet in list(book):
            copy = book.copy_worksheet(sheet)
            copy.title = f"2024{sheet.title}"
            for row in copy.iter_rows():
                for cell in row:
                    if isinstance(cell.value, int):
                        cell.value += 1
        book.worksheets[0]["F1"] = "石嘴山市投资促进局2025年政府信息公开工作年度报告"

    assert helpers.same(edited(_book(), both)) == ["S-MISSING"]

    def alone(book: Any) -> None:
        both(book)
        for sheet in list(book):
            if "2024" not in sheet.title and sheet["A1"].value != FORM.tables[0].title:
                del book[sheet.title]

    assert "S-YEAR" in codes(read(edited(_book(), alone)).findings)


@pytest.mark.parametrize("text", ["单位：元", "（单位：元）", "单位：件、元", "元"])
def test_amounts_in_another_unit_are_refused(text: str):
    """325000 元 must not become 325000 万元."""
    submission = read(edited(_book(), lambda book: book.worksheets[0].__setitem__("G1", text)))
    assert [(f.code, f.key) for f in submission.findings if f.is_error] == [("T-ANCHOR", "disclosure.fees.amount")]
    assert "单位是元" in submission.findings[-1].message


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ('0.0,"千"', Kind.MASKED),
        ("0,,", Kind.MASKED),
        (";;;", Kind.MASKED),
        ('"无"', Kind.MASKED),
        ("[h]:mm", Kind.DATE),
        ("#,##0.00", Kind.NUMBER),
        ("#,##0;-#,##0;", Kind.NUMBER),
        ('[=0]"";G/通用格式', Kind.NUMBER),
        ('0"件"', Kind.NUMBER),
        ("Standard", Kind.NUMBER),
        ("0.0%", Kind.PERCENT),
        ('yyyy"年"m"月"', Kind.DATE),
        ("[" * 200_000, Kind.MASKED),
    ],
)
def test_a_format_that_shows_another_number_is_seen(code: str, kind: Kind):
    """Scaled, hidden or constant: people see something else than what is stored."""
    assert formats.kind_of(code) is kind
