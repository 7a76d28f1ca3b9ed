"""Nothing that a sender does harms the machine, disturbs the terminal or is misread."""

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
from hypothesis import given, settings
from hypothesis import strategies as st

from gaokai_xlsx.cells import kinds
from gaokai_xlsx.checks.rules import check_filing
from gaokai_xlsx.form.grid import address
from gaokai_xlsx.stamp import Stamp
from gaokai_xlsx.submission import Outcome
from gaokai_xlsx.verbs import _pool, _process
from tests import helpers
from tests.helpers import BALANCED, DISTINCT, FORM, TABLE3, ZEROS, codes, edited, issue, put, read
from tests.mutations import mutations
from tests.seeds import seeds


def _replace_part(data: bytes, part: str, old: bytes, new: bytes) -> bytes:
    parts = helpers.parts(data)
    assert old in parts[part]
    parts[part] = parts[part].replace(old, new)
    return helpers.packed(parts)


def _duplicate_entry() -> bytes:
    out = BytesIO(issue())
    with pytest.warns(UserWarning, match="Duplicate"), zipfile.ZipFile(out, "a") as package:
        package.writestr("xl/workbook.xml", b"<workbook/>")
    return out.getvalue()


HOSTILE: dict[str, tuple[Callable[[], bytes], str]] = {
    "white space of 60 MB": (lambda: helpers.packed(helpers.parts(issue()) | {"xl/sharedStrings.xml": b" " * 60_000_000}), "F-BOMB"),
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


BLANK = issue()


@given(st.binary(max_size=300), st.integers(0, 20_000), st.integers(0, 3))
@settings(max_examples=150, deadline=None)
def test_damaged_bytes_never_crash(noise: bytes, at: int, where: int):
    """Noise in front, inside, instead, and inside one part."""
    whole = BLANK
    data = [noise, whole[:at] + noise + whole[at + len(noise) :], kinds.ZIP + noise, noise + whole][where]
    submission = read(data)
    assert submission.outcome in Outcome


def test_macros_and_links_to_other_files_are_warned_of():
    """Read, not run, not followed."""
    data = helpers.packed(helpers.parts(issue(BALANCED)) | {"xl/vbaProject.bin": b"x", "xl/externalLinks/externalLink1.xml": b"<x/>"})
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
    parts = helpers.parts(issue(ZEROS))
    sheet = parts["xl/worksheets/sheet3.xml"]
    parts["xl/worksheets/sheet3.xml"] = re.sub(rb'<c r="D4"( s="\d+")><v>0</v></c>', rb'<c r="D4"\1 t="e"><v>#REF!</v></c>', sheet)
    filing = read(helpers.packed(parts)).filing
    assert filing is not None
    assert [(f.code, f.left) for f in check_filing(filing) if f.code.startswith("V-")] == [("V-ERROR", "#REF!")]


def test_negative_and_wild_indices_are_damage_not_another_text():
    """Python would count a negative index from the end: a label read for another."""
    for old, new in ((b't="s"><v>0</v>', b't="s"><v>-1</v>'), (b't="s"><v>0</v>', b't="s"><v>99999</v>')):
        parts = helpers.parts(issue())
        assert old in parts["xl/worksheets/sheet1.xml"]
        parts["xl/worksheets/sheet1.xml"] = parts["xl/worksheets/sheet1.xml"].replace(old, new)
        assert codes(read(helpers.packed(parts)).findings) == ["F-CORRUPT"]


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
    parts = helpers.parts(issue(BALANCED))
    custom = parts["docProps/custom.xml"].decode("utf-8")
    stamp = str(Stamp("2021", 2025, "001", "石嘴山市投资促进局"))
    assert stamp in custom
    parts["docProps/custom.xml"] = custom.replace(stamp, stamp.encode("utf-8").decode("latin-1")).encode("utf-8")
    assert read(helpers.packed(parts)).findings == ()


def test_properties_are_not_worth_a_workbook():
    """A comment in core.xml, an empty custom.xml."""
    parts = helpers.parts(issue(BALANCED)) | {"docProps/custom.xml": b""}
    parts["docProps/core.xml"] = parts["docProps/core.xml"].replace(b"<dc:title>", b"<!-- x --><dc:title>")
    assert read(helpers.packed(parts)).findings == ()


@pytest.mark.parametrize(
    ("cell", "code"),
    [(b"<v>1_0</v>", "V-TEXT"), ("<v>３</v>".encode(), "V-REPAIRED"), (b"<v> </v>", "V-BLANK"), (b"<v>1e999</v>", "V-ERROR")],
)
def test_numbers_that_python_would_accept_and_the_format_does_not(cell: bytes, code: str):
    """Only what a spreadsheet writes as a number is one."""
    parts = helpers.parts(issue(ZEROS))
    sheet = "xl/worksheets/sheet3.xml"
    parts[sheet], count = re.subn(rb'(<c r="D4"[^>]*>)<v>0</v>', rb"\g<1>" + cell, parts[sheet])
    assert count == 1
    filing = read(helpers.packed(parts)).filing
    assert filing is not None
    assert code in {f.code for f in check_filing(filing) if f.key == "requests.new.natural"}


def test_two_values_for_one_cell_are_damage():
    """Nobody can know which is meant."""
    parts = helpers.parts(issue(ZEROS))
    sheet = "xl/worksheets/sheet3.xml"
    parts[sheet] = re.sub(rb'(<c r="D4"[^>]*><v>)0(</v></c>)', rb"\g<1>0\2\g<1>7\2", parts[sheet])
    assert codes(read(helpers.packed(parts)).findings) == ["F-CORRUPT"]


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
    data = helpers.packed(helpers.parts(issue()) | {"xl/worksheets/sheet3.xml": sheet + padding})
    assert codes(read(data).findings)[0] in ("F-BOMB", "F-CORRUPT")


def test_a_label_repeated_without_end_costs_no_time():
    """A sheet of nothing but one label says nothing about a table."""

    def edit(book: Any) -> None:
        sheet = book.create_sheet("x")
        for row in range(1, 8001):
            sheet.cell(row, 1).value = "三、本年度办理结果"

    assert helpers.same(edited(issue(DISTINCT), edit)) == []


def test_a_column_formatted_down_to_the_last_row_is_read():
    """Empty formatted cells are no content, however many."""
    rows = b"".join(b'<row r="%d"><c r="T%d" s="3"/></row>' % (n, n) for n in range(100, 400_000))
    far = b'<row r="1048576" ht="14"><c r="A1048576" s="3"></c></row>'
    assert helpers.same(_replace_part(issue(DISTINCT), "xl/worksheets/sheet3.xml", b"</sheetData>", rows + far + b"</sheetData>")) == []


def test_cells_without_numbers_are_never_moved_by_what_is_left_out():
    """Where a cell's place follows from the cells before it, empty ones cannot be left out: such a giant is refused."""
    rows = b"<row>" + b'<c s="3"/>' * 400_000 + b"<c><v>5</v></c></row>"
    submission = read(_replace_part(issue(), "xl/worksheets/sheet3.xml", b"</sheetData>", rows + b"</sheetData>"))
    assert codes(submission.findings) == ["F-BOMB"]


def test_mutations_of_honest_files_never_raise():
    """Bytes, archives and XML changed at random in every format; ``bench/mutations.py`` runs 100,000 under a memory limit."""
    stream = mutations(seeds(issue(BALANCED)), random.Random(1))
    for _ in range(400):
        assert read(next(stream)[1]).outcome in Outcome


def test_one_killer_in_the_middle_costs_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """A worker that dies, one that is too slow, one that raises: each file has its outcome and the others are counted."""
    monkeypatch.setattr(_process, "PATIENCE", 3.0)
    files: list[tuple[str, bytes]] = [(f"{n}.xlsx", issue(BALANCED, helpers.Unit(f"{n:03}", f"市{n}局"))) for n in range(4)]
    killers = {"die": "F-BOMB", "hang": "F-BOMB", "memory": "F-BOMB", "raise": "F-CORRUPT"}
    mixed = [files[0], *((f"{name}.xlsx", b"") for name in killers), *files[1:]]
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    (tmp_path / "sitecustomize.py").write_text(_KILLER, encoding="utf-8")
    monkeypatch.setattr(_pool, "_idle", [])
    taken = _pool.take_all(mixed)
    for worker in _pool._idle:
        worker.close()
    assert [s.path for s in taken] == [path for path, _ in mixed]
    assert [s.outcome for s in taken if s.path[0].isdigit()] == [Outcome.COUNTED] * 4
    assert {s.path.removesuffix(".xlsx"): s.findings[0].code for s in taken if not s.path[0].isdigit()} == killers
    assert {s.outcome for s in taken if not s.path[0].isdigit()} == {Outcome.UNREADABLE}


# Put into the worker as its site customisation: files of these names do what no guard foresaw.
_KILLER = """
import os, sys, time
if "gaokai_xlsx.verbs._worker" in " ".join(sys.orig_argv):
    from gaokai_xlsx.intake import reading
    take = reading.take
    deeds = {
        "die.xlsx": lambda: os.kill(os.getpid(), 9),
        "hang.xlsx": lambda: time.sleep(60),
        "memory.xlsx": lambda: bytes(8 * 2**30),
        "raise.xlsx": lambda: {}["a bug"],
    }
    def killer(path, content):
        deeds.get(path, lambda: None)()
        return take(path, content)
    reading.take = killer
"""
