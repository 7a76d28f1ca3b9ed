"""What was changed in our template: labels, total formulas, rows and columns, sheets (T-TAMPERED)."""

from __future__ import annotations

from collections.abc import Iterator

from gaokai_xlsx.cells.model import Sheet, Workbook
from gaokai_xlsx.finding import Finding, Place, make
from gaokai_xlsx.form.formulas import total_formula
from gaokai_xlsx.form.grid import a1, grid
from gaokai_xlsx.form.model import Form, Table
from gaokai_xlsx.intake import values
from gaokai_xlsx.intake.anchors import Anchored
from gaokai_xlsx.quantity import letters


def tampering(form: Form, book: Workbook, found: Anchored) -> Iterator[Finding]:
    """Compare a stamped workbook with the template of its edition, table by table."""
    sheets = {sheet.name: sheet for sheet in book.sheets}
    for table in form.tables:
        at = found.sheets.get(table.key)
        if at is None:
            yield make("T-TAMPERED/sheet", table=table.sheet)
            continue
        moved = next(
            (k for k, box in grid(table).places.items() if found.places.get(k, (at, box.top, box.left))[1:] != (box.top, box.left)), None
        )
        if moved:
            box, spot = grid(table).places[moved], found.places[moved]
            yield make(
                "T-TAMPERED/moved",
                key=moved,
                place=Place(at, a1(spot[1], spot[2])),
                label=form.cells[moved].label,
                home=a1(box.top, box.left),
            )
        else:
            yield from _labels(table, sheets[at])
        yield from _totals(form, table, sheets[at], found, intact=moved is None)


def _labels(table: Table, sheet: Sheet) -> Iterator[Finding]:
    for label in grid(table).labels:
        stands = sheet.at(label.box.top, label.box.left).text
        if letters(stands) != letters(label.text):
            place = Place(sheet.name, a1(label.box.top, label.box.left))
            yield make("T-TAMPERED/label", place=place, label=label.text, raw=stands)


def _totals(form: Form, table: Table, sheet: Sheet, found: Anchored, *, intact: bool) -> Iterator[Finding]:
    """A total without its formula. Where rows or columns moved, a client has rewritten the references, so only its presence counts."""
    for cell in form.of_table(table.key):
        spot = found.places.get(cell.key)
        if not cell.derived or spot is None:
            continue
        stands = sheet.at(spot[1], spot[2])
        if stands.formula is None or (intact and not values.same_formula(stands.formula, total_formula(form, cell.key))):
            raw = stands.text if stands.formula is None else f"={stands.formula}"
            place = Place(sheet.name, a1(spot[1], spot[2]))
            yield make("T-TAMPERED/formula", key=cell.key, place=place, label=cell.label, raw=raw or "空")
