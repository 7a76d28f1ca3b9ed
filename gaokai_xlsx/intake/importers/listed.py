"""导入来源 of an imported workbook, read back: which of its figures were not plain in the report and are still as they were made."""

from __future__ import annotations

from collections.abc import Mapping

from gaokai_xlsx.cells.model import Workbook
from gaokai_xlsx.filing import Source
from gaokai_xlsx.form.grid import address
from gaokai_xlsx.form.model import Form
from gaokai_xlsx.outgoing.sources import CELL, FIRST_ROW, HOW, RAW, SHEET, VALUE, WHERE
from gaokai_xlsx.quantity import Figure, from_text
from gaokai_xlsx.texts import say

_WAYS = ("read", "order", "digits", "sums")


def listed(form: Form, book: Workbook, typed: Mapping[str, Figure]) -> dict[str, Source]:
    """The sources of figures that nobody has changed since; what a person wrote over them is that person's."""
    sheet = next((s for s in book.sheets if s.name == say("sheet.sources")), None)
    if sheet is None:
        return {}
    homes = {address(form, key): key for key in form.cells}
    ways = {say(f"how.{how}"): how for how in _WAYS}
    found: dict[str, Source] = {}
    for row in range(FIRST_ROW, FIRST_ROW + len(homes)):
        key = homes.get((sheet.at(row, SHEET).text, sheet.at(row, CELL).text))
        how = ways.get(sheet.at(row, HOW).text)
        if key is None or how is None or key not in typed:
            continue
        made = from_text(sheet.at(row, VALUE).text, form.cells[key].decimals, form.cells[key].unit).value
        if made == typed[key]:
            found[key] = Source(sheet.at(row, WHERE).text, sheet.at(row, RAW).text, how)
    return found
