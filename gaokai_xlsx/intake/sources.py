"""来源 of a summary, read back: from which file, sheet and cell each counted figure came."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from gaokai_xlsx.cells.model import Sheet, Workbook
from gaokai_xlsx.filing import Unit
from gaokai_xlsx.finding import Place
from gaokai_xlsx.form import moves
from gaokai_xlsx.form.detail import origin_column
from gaokai_xlsx.form.grid import a1
from gaokai_xlsx.form.model import Form, Table
from gaokai_xlsx.form.moves import Move
from gaokai_xlsx.texts import say


@dataclass(frozen=True)
class Source:
    """One counted file: its unit, path and sha256, and the place of each figure in it (figures without a cell are absent)."""

    unit: Unit
    path: str
    sha256: str
    places: Mapping[str, Place]


def sources(book: Workbook, form: Form) -> list[Source]:
    """The files of 来源 in their order; none where the workbook has no such sheet."""
    sheet = next((s for s in book.sheets if s.name == say("sum.sources")), None)
    return [] if sheet is None else list(_read(sheet, form))


def inner_places(sheet: Sheet, row: int, form: Form, table: Table) -> dict[str, Place]:
    """Where the figures of a row of 明细·下级 stand in the summary they came from; nothing where that is not said."""
    stated = sheet.at(row, origin_column(form, table)).text
    cells = form.of_table(table.key)
    with contextlib.suppress(ValueError):  # an older summary, or a line that somebody wrote, says nothing
        name, found = _place(stated)
        box = moves.range_box(found)
        if box.top == box.bottom and box.right - box.left + 1 == len(cells):
            return {cell.key: Place(name, a1(box.top, box.left + at)) for at, cell in enumerate(cells)}
    return {}


def _read(sheet: Sheet, form: Form) -> Iterator[Source]:
    rows = sorted({row for row, _ in sheet.cells})
    second = next((row for row in rows if sheet.at(row, moves.WHAT).text == say("src.what")), None)
    moved: dict[str, list[Move]] = {}
    for row in (r for r in rows if second is not None and r > second):
        with contextlib.suppress(ValueError):  # a line that somebody wrote says nothing
            moved.setdefault(sheet.at(row, moves.NUMBER).text, []).append(_move(sheet, row, form))
    for row in (r for r in rows if r > 0 and (second is None or r < second)):
        number, name, code, path, sha256 = (sheet.at(row, column).text for column in range(moves.FIRST))
        found = moves.spots(form, moved.get(number, ()))
        places = {key: Place(spot[0], a1(spot[1], spot[2])) for key, spot in found.items() if spot is not None}
        yield Source(Unit(code or None, name), path, sha256, places)


def _move(sheet: Sheet, row: int, form: Form) -> Move:
    """Raises ValueError for a line that is none of ours."""
    home_sheet, home = _place(sheet.at(row, moves.HOME).text)
    table = next((t for t in form.tables if t.sheet == home_sheet), None)
    if table is None:
        raise ValueError(home_sheet)
    there = sheet.at(row, moves.THERE).text
    if there == say("src.no-place"):
        return Move(table.key, moves.range_box(home))
    name, cells = _place(there)
    return Move(table.key, moves.range_box(home), name, moves.range_box(cells))


def _place(text: str) -> tuple[str, str]:
    """Sheet and range of 《表三依申请公开》D4:J28; a sheet's name may hold such brackets too."""
    brackets = say("src.place", sheet="", cell="")
    sheet, _, cells = text.removeprefix(brackets[0]).rpartition(brackets[1])
    return sheet, cells
