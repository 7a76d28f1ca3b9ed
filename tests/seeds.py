"""Honest files of each format in small: what the mutations begin with, and what needs no client to be made."""

from __future__ import annotations

import zipfile
from io import BytesIO

import openpyxl

from gaokai_xlsx.cells import reader
from gaokai_xlsx.cells.model import Workbook
from gaokai_xlsx.form.grid import grid
from tests.helpers import BALANCED, FORM, ROOT


def own_table() -> bytes:
    """A unit's own workbook after the official form: three tables on one sheet, unit and year in a title, totals typed."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["石嘴山市投资促进局2025年政府信息公开工作年度报告"])
    row = 2
    for table in (t for t in FORM.tables if not t.supplement):
        plan = grid(table)
        sheet.cell(row, 1, table.title)
        for label in plan.labels:
            sheet.cell(row + 1 + label.box.top, 1 + label.box.left, label.text)
            if not label.box.single:
                box = label.box
                sheet.merge_cells(None, row + 1 + box.top, 1 + box.left, row + 1 + box.bottom, 1 + box.right)
        for key, box in plan.places.items():
            parts = FORM.parts.get(key, (key,))
            sheet.cell(row + 1 + box.top, 1 + box.left, sum(BALANCED[p] for p in parts))
        row += plan.rows + 2
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def seeds(template: bytes) -> dict[str, bytes]:
    """By name of the format; the old formats come from the corpus, as only clients write them."""
    archive = BytesIO()
    with zipfile.ZipFile(archive, "w") as package:
        package.writestr("年报.xlsx", template)
    found = {"template": template, "own": own_table(), "zip": archive.getvalue()}
    corpus = ROOT / "tests" / "corpus"
    for suffix in ("xls", "ods", "fods"):
        files = sorted(corpus.rglob(f"*.{suffix}"), key=lambda p: p.stat().st_size)
        # The smallest ones are hostile or no workbooks at all: mutations of those would be refused at once.
        found[suffix] = next(data for p in files if _filled(data := p.read_bytes()))
    return found


def _filled(data: bytes) -> bool:
    """Whether it is a workbook with a form's worth of cells."""
    book = reader.read(data)
    return isinstance(book, Workbook) and sum(len(sheet.cells) for sheet in book.sheets) > 100
