"""A returned workbook is read right or reported, whatever was done to it."""

from __future__ import annotations

import random
import re
import zipfile
from collections.abc import Callable
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gaokai_xlsx.cells import kinds
from gaokai_xlsx.cells.model import Workbook
from gaokai_xlsx.cells.reader import read as read_cells
from gaokai_xlsx.checks.rules import check_filing
from gaokai_xlsx.form.grid import address
from gaokai_xlsx.stamp import Stamp, parse
from gaokai_xlsx.submission import Outcome
from tests import helpers
from tests.helpers import BALANCED, FORM, UNIT, ZEROS, codes, edited, issue, libreoffice, put, read

DISTINCT = ZEROS | {key: n for n, key in enumerate(FORM.typed, start=1)}
TABLE3 = "表三依申请公开"


def _same(data: bytes, figures: dict[str, Any] = DISTINCT) -> list[str]:
    """The file gives these figures; returns what was reported beside them."""
    submission = read(data)
    assert submission.filing is not None
    assert {k: submission.filing.typed.get(k) for k in FORM.typed} == {k: figures[k] for k in FORM.typed}
    return codes(submission.findings)


def test_the_template_itself_reads_back():
    """As XlsxWriter wrote it: every figure, unit, year, stamp, and nothing to report."""
    submission = read(issue(DISTINCT))
    assert _same(issue(DISTINCT)) == []
    assert (submission.unit, submission.year, submission.kind, submission.edition) == (UNIT, 2025, "template", "2021")


def test_filled_by_openpyxl():
    """Which drops the cached totals: not a finding."""
    assert _same(edited(issue(), put(DISTINCT))) == []


@pytest.mark.client
def test_filled_through_libreoffice(tmp_path: Path):
    """Opened and saved by LibreOffice, also recalculated, and after openpyxl."""
    source = tmp_path / "年报.xlsx"
    source.write_bytes(edited(issue(), put(DISTINCT)))
    result = libreoffice(source, "xlsx", tmp_path).read_bytes()
    assert _same(result) == []
    assert read(result).stamp == read(issue()).stamp


def test_a_file_that_was_not_recalculated_is_told_so():
    """Intact formulas that show another sum: T-STALE, and the recomputed value counts."""
    # D4 raised by one, and D26 too so that the balance holds: nobody recalculated.
    data = issue(BALANCED)
    for cell, old, new in ((b"D4", b"12", b"13"), (b"D26", b"1", b"2")):
        data = _replace_value(data, cell, old, new)
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


def _insert_row(at: int) -> Callable[[Any], None]:
    """Everything from a row on one lower, merges too, as a spreadsheet does it."""

    def edit(book: Any) -> None:
        sheet = book[TABLE3]
        merges = [str(m) for m in sheet.merged_cells.ranges]
        for m in merges:
            sheet.unmerge_cells(m)
        sheet.insert_rows(at)
        from openpyxl.worksheet.cell_range import CellRange

        for m in map(CellRange, merges):
            if m.min_row >= at:
                m.shift(row_shift=1)
            elif m.max_row >= at:
                m.expand(down=1)
            sheet.merge_cells(str(m))

    return edit


def test_a_row_inserted_by_the_unit_moves_no_figure():
    """Names point one row too high here; the labels prove the table, and the move is reported."""
    reported = _same(edited(issue(DISTINCT), _insert_row(9)))
    assert any(c.startswith("T-TAMPERED") for c in reported)
    assert not [c for c in reported if c.startswith("T-ANCHOR")]


def test_sheets_renamed_and_moved():
    """Names of sheets are no witnesses that a table needs."""

    def edit(book: Any) -> None:
        book[TABLE3].title = "Sheet3"
        book.move_sheet("Sheet3", -3)

    assert [c for c in _same(edited(issue(DISTINCT), edit)) if not c.startswith("T-TAMPERED")] == []


def test_names_lost_and_merges_lost():
    """Labels alone prove the whole table."""

    def edit(book: Any) -> None:
        for name in list(book.defined_names):
            del book.defined_names[name]
        for sheet in book:
            for merged in [str(m) for m in sheet.merged_cells.ranges]:
                sheet.unmerge_cells(merged)

    assert _same(edited(issue(DISTINCT), edit)) == []


def test_labels_with_blanks_line_breaks_half_width_and_aliases():
    """Known spellings of the same label."""

    def edit(book: Any) -> None:
        sheet = book[TABLE3]
        sheet["E3"] = "商业\n企业"
        sheet["B6"] = "(一) 予以公开"
        sheet["C10"] = '3.危及"三安全一稳定"'
        sheet["J2"] = "合计"

    reported = _same(edited(issue(DISTINCT), edit))
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
        kind = dice.choice(("value", "row", "rename", "names", "label", "date"))
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
            edits.append((1, _insert_row(dice.randint(1, 30))))
        elif kind == "rename":
            edits.append((2, lambda book: setattr(book[book.sheetnames[1]], "title", "Sheet1")))
        else:
            edits.append((2, lambda book: book.defined_names.clear()))
    submission = read(edited(issue(DISTINCT), *(edit for _, edit in sorted(edits, key=lambda pair: pair[0]))))
    assert submission.filing is not None
    reported = {f.key for f in (*submission.findings, *check_filing(submission.filing))}

    for key in FORM.typed:
        assert submission.filing.typed.get(key) == truth[key] or key in reported


# ---------------------------------------------------------------------------------------------- whose, which year


def test_stamp_survives_its_own_text():
    """And an edited one is no stamp."""
    stamp = Stamp("2021", 2025, "001", "市|局\n甲", 2, "returned", "ab" * 32)
    assert parse(str(stamp)) is not None
    assert parse(str(stamp).replace("2025", "2024")) is None


def test_stamp_stands_on_every_sheet_and_in_the_properties():
    """So that a sheet copied elsewhere still says whose it is."""
    book = read_cells(issue())
    assert isinstance(book, Workbook)
    stamp = str(Stamp("2021", 2025, "001", "石嘴山市投资促进局"))
    assert all(any(stamp in c.text for c in sheet.cells.values()) for sheet in book.sheets)
    assert book.constants["GK_STAMP"] == stamp
    assert {book.properties[p] for p in ("subject", "description", "custom:gaokai-xlsx")} == {stamp}


@pytest.mark.parametrize(
    ("cell", "value", "code"),
    [
        ("B4", "石嘴山市商务局", "S-UNIT"),
        ("B3", "2024年", "S-YEAR"),
        ("A16", "模板标识：GK1|2021|2024|001|石嘴山市投资促进局|1|template||F17754C0", "S-FORGED"),
    ],
)
def test_a_cover_or_stamp_that_says_something_else_is_an_error(cell: str, value: str, code: str):
    """Unit, year, and a stamp whose check does not fit."""
    sheet = "表二主动公开" if cell == "A16" else "封面"
    submission = read(edited(issue(BALANCED), lambda book: book[sheet].__setitem__(cell, value)))
    assert code in codes(submission.findings)


def test_a_sheet_from_another_units_template_is_an_error():
    """Two stamps in one workbook."""
    other = str(Stamp("2021", 2025, "002", "石嘴山市商务局"))
    submission = read(edited(issue(BALANCED), lambda book: book[TABLE3].__setitem__("A30", other)))
    assert codes(submission.findings) == ["S-UNIT"]


def test_a_common_template_takes_the_unit_of_the_cover():
    """A template issued to nobody: the officer writes the unit's name."""
    submission = read(edited(issue(BALANCED, unit=None), lambda book: book["封面"].__setitem__("B4", "石嘴山市商务局")))
    assert submission.unit == helpers.Unit(None, "石嘴山市商务局")
    assert submission.findings == ()


# ---------------------------------------------------------------------------------------------- hostile and foreign files


def _zip(parts: dict[str, bytes]) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in parts.items():
            package.writestr(name, data)
    return out.getvalue()


def _parts(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(BytesIO(data)) as package:
        return {name: package.read(name) for name in package.namelist()}


def _replace_part(data: bytes, part: str, old: bytes, new: bytes) -> bytes:
    parts = _parts(data)
    assert old in parts[part]
    parts[part] = parts[part].replace(old, new)
    return _zip(parts)


def _replace_value(data: bytes, cell: bytes, old: bytes, new: bytes) -> bytes:
    """One number of 表三 changed in the XML, as a program without a calculator does it."""
    parts = _parts(data)
    sheet = "xl/worksheets/sheet3.xml"
    parts[sheet], count = re.subn(rb'(<c r="%s"[^>]*><v>)%s(</v>)' % (cell, old), rb"\g<1>%s\2" % new, parts[sheet])
    assert count == 1
    return _zip(parts)


def _duplicate_entry() -> bytes:
    out = BytesIO(issue())
    with pytest.warns(UserWarning, match="Duplicate"), zipfile.ZipFile(out, "a") as package:
        package.writestr("xl/workbook.xml", b"<workbook/>")
    return out.getvalue()


HOSTILE: dict[str, tuple[Callable[[], bytes], str]] = {
    "white space of 60 MB": (lambda: _zip(_parts(issue()) | {"xl/sharedStrings.xml": b" " * 60_000_000}), "F-BOMB"),
    "billion laughs": (
        lambda: _replace_part(issue(), "xl/workbook.xml", b"<workbook ", b'<!DOCTYPE x [<!ENTITY a "b">]><workbook '),
        "F-BOMB",
    ),
    "a cell in the last row": (
        lambda: _replace_part(
            issue(), "xl/worksheets/sheet3.xml", b"</sheetData>", b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
        ),
        "F-BOMB",
    ),
    "an entry twice": (_duplicate_entry, "F-BOMB"),
    "cut off": (lambda: issue()[:9000], "F-CORRUPT"),
    "empty": (lambda: b"", "F-CORRUPT"),
    "broken XML": (lambda: _replace_part(issue(), "xl/workbook.xml", b"</workbook>", b"</work>"), "F-CORRUPT"),
    "text": (lambda: "新收0件".encode(), "F-TYPE"),
    "html": (lambda: b"<html><table></table></html>", "F-TYPE"),
    "damaged xls": (lambda: kinds.OLE + bytes(600) + "Workbook".encode("utf-16-le"), "F-CORRUPT"),
    "encrypted": (lambda: kinds.OLE + bytes(600) + "EncryptedPackage".encode("utf-16-le"), "F-ENCRYPTED"),
    "another workbook": (lambda: edited(_plain_workbook()), "F-EMPTY"),
}


def _plain_workbook() -> bytes:
    import openpyxl

    out = BytesIO()
    openpyxl.Workbook().save(out)
    return out.getvalue()


@pytest.mark.parametrize("case", HOSTILE)
def test_hostile_and_foreign_files_are_findings(case: str):
    """Never an exception, never an exhausted machine."""
    made, code = HOSTILE[case]
    submission = read(made(), "外来.xlsx")
    assert codes(submission.findings) == [code]
    assert submission.outcome is (Outcome.UNRECOGNISED if code == "F-EMPTY" else Outcome.UNREADABLE)
    assert "外来.xlsx" in submission.findings[0].message


@given(st.binary(max_size=300), st.integers(0, 20_000), st.integers(0, 3))
@settings(max_examples=150, deadline=None)
def test_damaged_bytes_never_crash(noise: bytes, at: int, where: int):
    """Noise in front, inside, instead, and inside one part."""
    whole = issue()
    data = [noise, whole[:at] + noise + whole[at + len(noise) :], kinds.ZIP + noise, noise + whole][where]
    submission = read(data)
    assert submission.outcome in Outcome


def test_macros_and_links_to_other_files_are_warned_of():
    """Read, not run, not followed."""
    data = _zip(_parts(issue(BALANCED)) | {"xl/vbaProject.bin": b"x", "xl/externalLinks/externalLink1.xml": b"<x/>"})
    assert codes(read(data).findings) == ["F-MACRO", "F-EXTERNAL"]


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("无", "V-TEXT"),
        (datetime(2026, 1, 2), "V-DATE"),
        ("=1/0", "V-FORMULA"),
        (True, "V-TEXT"),
        (-1, "V-NEGATIVE"),
        (1.5, "V-FRACTION"),
        ("12件", "V-REPAIRED"),
    ],
)
def test_odd_inputs_carry_their_code_and_place(value: object, code: str):
    """As openpyxl writes them into a template."""
    filing = read(edited(issue(ZEROS), put({"requests.granted.legal": value}))).filing
    assert filing is not None
    found = [f for f in check_filing(filing) if f.code.startswith("V-")]
    assert [(f.code, f.key, f.sheet, f.cell) for f in found] == [(code, "requests.granted.legal", *address(FORM, "requests.granted.legal"))]


def test_an_error_cell_is_seen_as_an_error():
    """Not as blank."""
    parts = _parts(issue(ZEROS))
    sheet = parts["xl/worksheets/sheet3.xml"]
    parts["xl/worksheets/sheet3.xml"] = re.sub(rb'<c r="D4"( s="\d+")><v>0</v></c>', rb'<c r="D4"\1 t="e"><v>#REF!</v></c>', sheet)
    filing = read(_zip(parts)).filing
    assert filing is not None
    assert [(f.code, f.left) for f in check_filing(filing) if f.code.startswith("V-")] == [("V-ERROR", "#REF!")]


def test_negative_and_wild_indices_are_damage_not_another_text():
    """Python would count a negative index from the end: a label read for another."""
    for old, new in ((b't="s"><v>0</v>', b't="s"><v>-1</v>'), (b't="s"><v>0</v>', b't="s"><v>99999</v>')):
        parts = _parts(issue())
        assert old in parts["xl/worksheets/sheet1.xml"]
        parts["xl/worksheets/sheet1.xml"] = parts["xl/worksheets/sheet1.xml"].replace(old, new)
        assert codes(read(_zip(parts)).findings) == ["F-CORRUPT"]


def test_a_strangers_text_cannot_disturb_the_terminal():
    """Line breaks, escape and direction characters are shown, not sent; endless text is cut."""
    filing = read(edited(issue(ZEROS), put({"requests.granted.legal": "无\n\u202e" + "长" * 5000}))).filing
    assert filing is not None
    (finding,) = check_filing(filing)
    assert "无↵�长" in finding.message
    assert len(finding.message) < 400
    assert finding.left is not None
    assert len(finding.left) > 5000


def test_two_copies_of_a_table_with_different_figures_are_not_chosen_between():
    """The figures that differ are reported with both places; the others are read; a blank copy is no rival."""

    def copy(book: Any) -> None:
        again = book.copy_worksheet(book[TABLE3])
        again.title = "表三（改）"
        again["D4"] = 999

    submission = read(edited(issue(DISTINCT), copy))
    (lost,) = [f for f in submission.findings if f.code == "T-ANCHOR"]
    assert lost.key == "requests.new.natural"
    assert "《表三依申请公开》D4、《表三（改）》D4" in lost.message

    def blank(book: Any) -> None:
        again = book.copy_worksheet(book[TABLE3])
        for key in FORM.typed:
            if key.startswith("requests."):
                again[address(FORM, key)[1]] = None

    assert "T-ANCHOR" not in {f.code for f in read(edited(issue(DISTINCT), blank)).findings}


def test_a_property_that_a_client_wrote_in_the_wrong_encoding_is_mended():
    """SheetJS 0.18 reads docProps/custom.xml as Latin-1."""
    parts = _parts(issue(BALANCED))
    custom = parts["docProps/custom.xml"].decode("utf-8")
    stamp = str(Stamp("2021", 2025, "001", "石嘴山市投资促进局"))
    assert stamp in custom
    parts["docProps/custom.xml"] = custom.replace(stamp, stamp.encode("utf-8").decode("latin-1")).encode("utf-8")
    assert read(_zip(parts)).findings == ()


def test_properties_are_not_worth_a_workbook():
    """A comment in core.xml, an empty custom.xml."""
    parts = _parts(issue(BALANCED)) | {"docProps/custom.xml": b""}
    parts["docProps/core.xml"] = parts["docProps/core.xml"].replace(b"<dc:title>", b"<!-- x --><dc:title>")
    assert read(_zip(parts)).findings == ()


@pytest.mark.parametrize(
    ("cell", "code"),
    [(b"<v>1_0</v>", "V-TEXT"), ("<v>３</v>".encode(), "V-REPAIRED"), (b"<v> </v>", "V-BLANK"), (b"<v>1e999</v>", "V-ERROR")],
)
def test_numbers_that_python_would_accept_and_the_format_does_not(cell: bytes, code: str):
    """Only what a spreadsheet writes as a number is one."""
    parts = _parts(issue(ZEROS))
    sheet = "xl/worksheets/sheet3.xml"
    parts[sheet], count = re.subn(rb'(<c r="D4"[^>]*>)<v>0</v>', rb"\g<1>" + cell, parts[sheet])
    assert count == 1
    filing = read(_zip(parts)).filing
    assert filing is not None
    assert code in {f.code for f in check_filing(filing) if f.key == "requests.new.natural"}


def test_two_values_for_one_cell_are_damage():
    """Nobody can know which is meant."""
    parts = _parts(issue(ZEROS))
    sheet = "xl/worksheets/sheet3.xml"
    parts[sheet] = re.sub(rb'(<c r="D4"[^>]*><v>)0(</v></c>)', rb"\g<1>0\2\g<1>7\2", parts[sheet])
    assert codes(read(_zip(parts)).findings) == ["F-CORRUPT"]


@pytest.mark.parametrize(
    "sheet",
    [
        b"<worksheet><!--" + b"<c " * 300_000 + b"--></worksheet>",
        b"<worksheet><sheetData>" + b"<a/>" * 2_000_000 + b"</sheetData></worksheet>",
        b"<worksheet><sheetData><row>" + b"<c><v>1</v></c>" * 600_000 + b"</row></sheetData></worksheet>",
    ],
)
def test_markup_that_only_costs_is_refused_at_once(sheet: bytes):
    """Before a parser builds it, and in linear time."""
    import random as noise

    # Random padding keeps the ratio of sizes honest, so that the number of tags has to catch it.
    padding = b"<!--" + noise.Random(0).randbytes(200_000).replace(b"-", b"").replace(b"<", b"") + b"-->"
    data = _zip(_parts(issue()) | {"xl/worksheets/sheet3.xml": sheet + padding})
    assert codes(read(data).findings)[0] in ("F-BOMB", "F-CORRUPT")


def test_a_label_repeated_without_end_costs_no_time():
    """A sheet of nothing but one label says nothing about a table."""

    def edit(book: Any) -> None:
        sheet = book.create_sheet("x")
        for row in range(1, 8001):
            sheet.cell(row, 1).value = "三、本年度办理结果"

    assert _same(edited(issue(DISTINCT), edit)) == []
