"""What several tests need: filings from plain figures, templates filled by real clients, the real published reports."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable, Mapping
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from gaokai_xlsx.filing import Filing, Unit
from gaokai_xlsx.form import editions
from gaokai_xlsx.form.grid import address
from gaokai_xlsx.form.model import Form
from gaokai_xlsx.intake.reading import take
from gaokai_xlsx.outgoing.template import Issue, build
from gaokai_xlsx.quantity import Figure
from gaokai_xlsx.submission import Submission

ROOT = Path(__file__).parents[1]
SHARED = ROOT.parent / "shared"
FORM = editions.load("2021")
UNIT = Unit("001", "石嘴山市投资促进局")
ZEROS: dict[str, Figure] = dict.fromkeys((*FORM.typed, *FORM.supplement), 0)
BALANCED: dict[str, Figure] = ZEROS | {
    "disclosure.normative.issued": 8,
    "disclosure.normative.in_force": 66,
    "disclosure.fees.amount": Decimal("24252.311082"),
    "requests.new.natural": 12,
    "requests.new.company": 3,
    "requests.carried_in.natural": 2,
    "requests.granted.natural": 9,
    "requests.partial.natural": 2,
    "requests.unavailable_not_held.company": 3,
    "requests.other_other.natural": 1,
    "requests.carried_out.natural": 2,
    "challenges.review.upheld": 4,
    "challenges.suit_direct.pending": 1,
}
DISTINCT: dict[str, Figure] = ZEROS | {key: n for n, key in enumerate(FORM.typed, start=1)}
"""Every figure another: whatever is read from a wrong place shows. The balances do not hold."""
TABLE3 = "表三依申请公开"


def figure(text: str) -> Figure:
    """A figure from its decimal string."""
    return Decimal(text) if "." in text else int(text)


def filing(typed: Mapping[str, Figure], **others: Any) -> Filing:
    """A filing of the 2021 edition without a workbook behind it."""
    return Filing(FORM, dict(typed), **others)


def codes(findings: object) -> list[str]:
    """``CODE key`` of each finding: small enough to compare in one line."""
    return [f"{f.code} {f.key}" if f.key else f.code for f in findings]  # type: ignore[attr-defined]


def issue(typed: Mapping[str, Figure] | None = None, unit: Unit | None = UNIT, year: int = 2025, form: Form = FORM) -> bytes:
    """A template, pre-filled or blank."""
    return build(Issue(form, year, unit, figures=typed or {}))


def edited(data: bytes, *edits: Callable[[Any], None]) -> bytes:
    """A workbook opened, changed and saved by openpyxl."""
    book = openpyxl.load_workbook(BytesIO(data))
    for edit in edits:
        edit(book)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def parts(data: bytes) -> dict[str, bytes]:
    """The members of an archive."""
    with zipfile.ZipFile(BytesIO(data)) as package:
        return {name: package.read(name) for name in package.namelist()}


def packed(members: Mapping[str, bytes]) -> bytes:
    """An archive of these members."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in members.items():
            package.writestr(name, data)
    return out.getvalue()


def replace_value(data: bytes, cell: bytes, old: bytes, new: bytes) -> bytes:
    """One number of 表三 changed in the XML, as a program without a calculator does it."""
    members = parts(data)
    sheet = "xl/worksheets/sheet3.xml"
    members[sheet], count = re.subn(rb'(<c r="%s"[^>]*><v>)%s(</v>)' % (cell, old), rb"\g<1>%s\2" % new, members[sheet])
    assert count == 1
    return packed(members)


def put(values: Mapping[str, object]) -> Callable[[Any], None]:
    """Write values into the cells of their keys."""

    def edit(book: Any) -> None:
        for key, value in values.items():
            sheet, cell = address(FORM, key)
            book[sheet][cell] = value

    return edit


def insert_row(at: int) -> Callable[[Any], None]:
    """Everything from a row on one lower, merges too, as a spreadsheet does it."""
    return lambda book: _inserted(book[TABLE3], at, "row", "down")


def insert_column(at: int) -> Callable[[Any], None]:
    """The same for columns."""
    return lambda book: _inserted(book[TABLE3], at, "col", "right")


def _inserted(sheet: Any, at: int, axis: str, side: str) -> None:
    from openpyxl.worksheet.cell_range import CellRange

    merges = [str(m) for m in sheet.merged_cells.ranges]
    for m in merges:
        sheet.unmerge_cells(m)
    (sheet.insert_rows if axis == "row" else sheet.insert_cols)(at)
    for m in map(CellRange, merges):
        if getattr(m, f"min_{axis}") >= at:
            m.shift(**{f"{axis}_shift": 1})
        elif getattr(m, f"max_{axis}") >= at:
            m.expand(**{side: 1})
        sheet.merge_cells(str(m))


def read(data: bytes, name: str = "年报.xlsx") -> Submission:
    """Take one file in."""
    return take(name, data)


def same(data: bytes, figures: Mapping[str, Figure] = DISTINCT) -> list[str]:
    """The file gives these figures; returns what was reported beside them."""
    submission = read(data)
    assert submission.filing is not None
    assert {k: submission.filing.typed.get(k) for k in FORM.typed} == {k: figures[k] for k in FORM.typed}
    return codes(submission.findings)


def real_reports() -> list[dict[str, Any]]:
    """Published reports as figures by key; skips where the data is not there."""
    path = SHARED / "data" / "real_reports.json"
    if not path.is_file():
        pytest.skip("the published reports lie beside the project only on the developers' machines")
    return json.loads(path.read_text(encoding="utf-8"))


def real_figures(report: Mapping[str, Any]) -> tuple[dict[str, Figure], dict[str, Figure]]:
    """The typed-in figures of a published report and the totals it states."""
    stated = {k: figure(v) for k, v in report["figures"].items() if v is not None}
    typed = {k: v for k, v in stated.items() if not FORM.cells[k].derived}
    return ZEROS | typed, {k: v for k, v in stated.items() if FORM.cells[k].derived}


def libreoffice(source: Path, kind: str, folder: Path, *more: Path, recalculate: bool = False) -> Path:
    """A file converted by LibreOffice (``more`` beside it in one start); skips without it unless GAOKAI_REQUIRE_CLIENTS=1."""
    if shutil.which("soffice") is None:
        if os.environ.get("GAOKAI_REQUIRE_CLIENTS") == "1":
            pytest.fail("LibreOffice is required here and is not installed")
        pytest.skip("LibreOffice is not installed")
    profile = folder / "profile"
    if recalculate:
        settings = profile / "user" / "registrymodifications.xcu"
        settings.parent.mkdir(parents=True, exist_ok=True)
        settings.write_text(_RECALCULATE, encoding="utf-8")
    out = folder / f"out-{kind}"
    command = ["soffice", "--headless", f"-env:UserInstallation=file://{profile}", "--convert-to", kind, "--outdir", str(out)]
    subprocess.run([*command, str(source), *map(str, more)], check=True, capture_output=True, timeout=180)
    return out / f"{source.stem}.{kind.partition(':')[0]}"


def run(*args: str, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    """The command line as a user starts it."""
    environment = os.environ | {"PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8", "COLUMNS": "100"}
    command = [sys.executable, "-m", "gaokai_xlsx", *args]
    return subprocess.run(command, cwd=cwd, env=environment, capture_output=True, encoding="utf-8", check=False)


_RECALCULATE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
</oor:items>
"""
