"""A returned workbook is read right or reported, whatever was done to it."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gaokai_xlsx.checks.rules import check_filing
from tests import helpers
from tests.helpers import BALANCED, DISTINCT, FORM, TABLE3, UNIT, codes, edited, issue, libreoffice, put, read, same


def test_the_template_itself_reads_back():
    """As XlsxWriter wrote it: every figure, unit, year, stamp, and nothing to report."""
    submission = read(issue(DISTINCT))
    assert same(issue(DISTINCT)) == []
    assert (submission.unit, submission.year, submission.kind, submission.edition) == (UNIT, 2025, "template", "2021")


def test_filled_by_openpyxl():
    """Which drops the cached totals: not a finding."""
    assert same(edited(issue(), put(DISTINCT))) == []


@pytest.mark.client
def test_filled_through_libreoffice(tmp_path: Path):
    """Opened and saved by LibreOffice, also recalculated, and after openpyxl."""
    source = tmp_path / "年报.xlsx"
    source.write_bytes(edited(issue(), put(DISTINCT)))
    result = libreoffice(source, "xlsx", tmp_path).read_bytes()
    assert same(result) == []
    assert read(result).stamp == read(issue()).stamp


def test_a_file_that_was_not_recalculated_is_told_so():
    """Intact formulas that show another sum: T-STALE, and the recomputed value counts."""
    # D4 raised by one, and D26 too so that the balance holds: nobody recalculated.
    data = issue(BALANCED)
    for cell, old, new in ((b"D4", b"12", b"13"), (b"D26", b"1", b"2")):
        data = helpers.replace_value(data, cell, old, new)
    submission = read(data)
    assert submission.filing is not None
    stale = {f.key: (f.left, f.right) for f in check_filing(submission.filing)}
    assert stale == {
        "requests.new.total": ("16", "15"),
        "requests.other_other.total": ("2", "1"),
        "requests.settled.natural": ("13", "12"),
        "requests.settled.total": ("16", "15"),
    }
    assert {f.code for f in check_filing(submission.filing)} == {"T-STALE"}
    assert submission.filing.figures["requests.new.total"] == 16


def test_constants_over_formulas_are_claims_and_tampering():
    """A right one is only a warning, a wrong one also breaks its row."""
    right = read(edited(issue(BALANCED), put({"requests.new.total": 15})))
    assert codes(right.findings) == ["T-TAMPERED requests.new.total"]
    assert right.filing is not None
    assert right.filing.claims == {"requests.new.total": 15}
    wrong = read(edited(issue(BALANCED), put({"requests.new.total": 16})))
    assert wrong.filing is not None
    assert "T3-ROW requests.new.total" in codes(check_filing(wrong.filing))


def test_a_changed_total_formula_is_seen():
    """Also one that leaves a column out."""
    assert codes(read(edited(issue(BALANCED), put({"requests.new.total": "=SUM(D4:H4)"}))).findings) == ["T-TAMPERED requests.new.total"]


def test_declared_zero_counts_for_its_own_table_only():
    """是 beside 本表其余空格均为0 on 表三; the blanks of the other tables stay blank."""

    def declare(book: Any) -> None:
        label = next(c for row in book[TABLE3].iter_rows() for c in row if c.value == "本表其余空格均为0")
        book[TABLE3].cell(label.row, label.column + 1).value = "是"

    filing = read(edited(issue(), declare)).filing
    assert filing is not None
    assert filing.declared_zero == {"requests"}
    assert {k.split(".")[0] for k in filing.typed} == {"requests"}
    assert filing.figures["requests.settled.total"] == 0


def test_a_row_inserted_by_the_unit_moves_no_figure():
    """Names point one row too high here; the labels prove the table, and the move is reported."""
    reported = same(edited(issue(DISTINCT), helpers.insert_row(9)))
    assert any(c.startswith("T-TAMPERED") for c in reported)
    assert not [c for c in reported if c.startswith("T-ANCHOR")]


def test_a_column_inserted_by_the_unit_moves_no_figure():
    """法人小计, say: headings widen, names point one column off."""
    reported = helpers.same(edited(issue(DISTINCT), helpers.insert_column(10)))
    assert {c.split()[0] for c in reported} == {"T-TAMPERED"}


def test_sheets_renamed_and_moved():
    """Names of sheets are no witnesses that a table needs."""

    def edit(book: Any) -> None:
        book[TABLE3].title = "Sheet3"
        book.move_sheet("Sheet3", -3)

    assert [c for c in same(edited(issue(DISTINCT), edit)) if not c.startswith("T-TAMPERED")] == []


def test_names_lost_and_merges_lost():
    """Labels alone prove the whole table."""

    def edit(book: Any) -> None:
        for name in list(book.defined_names):
            del book.defined_names[name]
        for sheet in book:
            for merged in [str(m) for m in sheet.merged_cells.ranges]:
                sheet.unmerge_cells(merged)

    assert same(edited(issue(DISTINCT), edit)) == []


def test_labels_with_blanks_line_breaks_half_width_and_aliases():
    """Known spellings of the same label."""

    def edit(book: Any) -> None:
        sheet = book[TABLE3]
        sheet["E3"] = "商业\n企业"
        sheet["B6"] = "(一) 予以公开"
        sheet["C10"] = '3.危及"三安全一稳定"'
        sheet["J2"] = "合计"

    reported = same(edited(issue(DISTINCT), edit))
    assert reported == ["T-TAMPERED"]  # only 合计 is another text


def test_two_rows_swapped_with_their_labels_follow_the_labels():
    """Name and address agree against the labels and must not win; all labels are there once, so they prove the table."""

    def edit(book: Any) -> None:
        sheet = book[TABLE3]
        for column in range(3, 11):
            a, b = sheet.cell(8, column), sheet.cell(9, column)
            if type(a).__name__ != "MergedCell" and type(b).__name__ != "MergedCell":
                a.value, b.value = b.value, a.value

    submission = read(edited(issue(DISTINCT), edit))
    assert submission.filing is not None
    assert {k: submission.filing.typed.get(k) for k in FORM.typed} == {k: DISTINCT[k] for k in FORM.typed}
    assert "T-TAMPERED" in {f.code for f in submission.findings}


def test_a_label_overwritten_with_another_figures_label_is_not_believed():
    """Two rows of one name: neither is read."""
    submission = read(edited(issue(DISTINCT), lambda book: book[TABLE3].__setitem__("C8", "2.其他法律行政法规禁止公开")))
    assert submission.filing is not None
    lost = {str(f.key).split(".")[1] for f in submission.findings if f.code == "T-ANCHOR"}
    assert lost == {"refused_secret", "refused_law"}


def test_a_deleted_sheet_is_named():
    """The figures of a missing table are reported, each; the others are read."""

    def edit(book: Any) -> None:
        del book["表四复议诉讼"]

    submission = read(edited(issue(DISTINCT), edit))
    found = codes(submission.findings)
    assert "T-TAMPERED" in found
    assert len([c for c in found if c.startswith("T-ANCHOR challenges.")]) == 12
    assert submission.filing is not None
    assert submission.filing.typed["requests.new.natural"] == DISTINCT["requests.new.natural"]


@given(st.randoms(use_true_random=False))
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
def test_random_edits_never_misread_in_silence(dice: random.Random):
    """The law: each of the 166 figures equals the truth or carries a finding."""
    truth: dict[str, Any] = dict(DISTINCT)
    edits: list[tuple[int, Callable[[Any], None]]] = []  # what writes by address comes before what moves cells and sheets
    for _ in range(dice.randint(1, 3)):
        kind = dice.choice(("value", "row", "column", "rename", "copy", "names", "label", "date"))
        key = dice.choice(FORM.typed)
        if kind == "value":
            truth[key] = dice.randint(0, 999)
            edits.append((0, put({key: truth[key]})))
        elif kind == "date":
            truth[key] = None
            edits.append((0, put({key: datetime(2026, 1, 2)})))
        elif kind == "label":
            cell = dice.choice(("B6", "C9", "A4", "E3", "D2"))
            edits.append((0, lambda book, cell=cell: book[TABLE3].__setitem__(cell, "别的")))
        elif kind == "row":
            edits.append((1, helpers.insert_row(dice.randint(1, 30))))
        elif kind == "column":
            edits.append((1, helpers.insert_column(dice.randint(1, 10))))
        elif kind == "copy":
            edits.append((2, lambda book: book.copy_worksheet(book[book.sheetnames[2]])))
        elif kind == "rename":
            edits.append((2, lambda book: setattr(book[book.sheetnames[1]], "title", "Sheet1")))
        else:
            edits.append((2, lambda book: book.defined_names.clear()))
    submission = read(edited(issue(DISTINCT), *(edit for _, edit in sorted(edits, key=lambda pair: pair[0]))))
    assert submission.filing is not None
    reported = {f.key for f in (*submission.findings, *check_filing(submission.filing))}

    for key in FORM.typed:
        assert submission.filing.typed.get(key) == truth[key] or key in reported
