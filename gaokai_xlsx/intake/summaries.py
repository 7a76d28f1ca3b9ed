"""Our own summary as an input: the filings of its 明细, read from their constants."""

from __future__ import annotations

from collections.abc import Iterator

from gaokai_xlsx.cells.model import Kind, Sheet, Workbook
from gaokai_xlsx.filing import Filing, Unit
from gaokai_xlsx.finding import Place
from gaokai_xlsx.form import editions
from gaokai_xlsx.form.detail import CODE, FIRST_ROW, NAME, bare, sheet_name, slots
from gaokai_xlsx.form.grid import a1
from gaokai_xlsx.intake import values
from gaokai_xlsx.quantity import Figure
from gaokai_xlsx.stamp import Stamp


def filings(book: Workbook, stamp: Stamp) -> Iterator[Filing]:
    """One filing a unit row, its places those in 明细; figures that are no constants or no figures are left out."""
    form = editions.load(stamp.edition)
    units: dict[tuple[str, str], tuple[dict[str, Figure], dict[str, Place]]] = {}
    sheets = {sheet.name: sheet for sheet in book.sheets}
    for table in form.tables:
        sheet = sheets.get(sheet_name(table), Sheet(sheet_name(table), {}))
        for row, code, name in unit_rows(sheet):
            typed, origins = units.setdefault((code, name), ({}, {}))
            for column, cell in slots(form, table):
                origins[cell.key] = Place(sheet.name, a1(row, column))
                stands = sheet.at(row, column)
                if not cell.derived and stands.kind is Kind.NUMBER and stands.formula is None:
                    reading = values.constant(stands, cell)
                    if reading.value is not None:
                        typed[cell.key] = reading.value
    for (code, name), (typed, origins) in units.items():
        yield Filing(form, typed, Unit(code or None, name), stamp.year, origins=origins)


def unit_rows(sheet: Sheet) -> Iterator[tuple[int, str, str]]:
    """Row (from 0), code and name of each unit of a sheet of 明细; the rows end at the first without a name."""
    row = FIRST_ROW
    while name := sheet.at(row, NAME).text:
        yield row, sheet.at(row, CODE).text, bare(name)[0]
        row += 1
