"""The units of a summary as they stand in 明细 and 明细·下级: constants, and what is none."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count

from gaokai_xlsx.cells.model import Cell as Stood
from gaokai_xlsx.cells.model import Kind, Sheet, Workbook
from gaokai_xlsx.filing import Unit
from gaokai_xlsx.finding import Place
from gaokai_xlsx.form import detail, editions
from gaokai_xlsx.form.detail import BELOW, FIRST_ROW, OWN, Layout
from gaokai_xlsx.form.grid import Box, a1
from gaokai_xlsx.form.model import Cell, Form, Table
from gaokai_xlsx.intake import values
from gaokai_xlsx.quantity import Figure
from gaokai_xlsx.stamp import Stamp


@dataclass(slots=True)
class Row:
    """One unit of 明细 with what stands in its row: figures, totals as constants, and (key, text) of what is no figure.

    ``lines`` says of each table on which sheet and in which row, from 0, the unit stands.
    """

    unit: Unit
    parents: tuple[str, ...]
    mark: str
    typed: dict[str, Figure] = field(default_factory=dict)
    totals: dict[str, Figure] = field(default_factory=dict)
    lines: dict[str, tuple[str, int, Layout]] = field(default_factory=dict)
    refused: list[tuple[str, str]] = field(default_factory=list)


@dataclass(frozen=True)
class Read:
    """A summary as it stands: ``rows`` in their order; ``lacking`` sheets of 明细; ``twice``: a unit has two rows in one sheet."""

    form: Form
    book: Workbook
    stamp: Stamp
    rows: tuple[Row, ...]
    lacking: tuple[str, ...]
    twice: bool

    @property
    def own(self) -> list[Row]:
        """The units that it added up itself."""
        return [row for row in self.rows if not row.parents]

    def place(self, row: Row, key: str) -> Place:
        """Where a figure of a unit stands."""
        table = self.form.table(self.form.cells[key].table)
        sheet, at, layout = row.lines[table.key]
        return Place(sheet, a1(at, next(column for column, cell in detail.slots(self.form, table, layout.first) if cell.key == key)))

    def stretches(self, row: Row) -> dict[str, tuple[str, Box]]:
        """For each table the sheet and the cells of a unit's figures, in form order."""
        return {
            key: (sheet, Box(at, layout.first, at, layout.first + len(self.form.of_table(key)) - 1))
            for key, (sheet, at, layout) in row.lines.items()
        }


def read(book: Workbook, stamp: Stamp) -> Read:
    """The units of a summary from the constants of 明细 and 明细·下级."""
    form = editions.load(stamp.edition)
    sheets = {sheet.name: sheet for sheet in book.sheets}
    rows: dict[tuple[tuple[str, ...], str, str], Row] = {}
    lacking, twice = [], False
    for table in form.tables:
        for name, layout in ((detail.sheet_name(table), OWN), (detail.below_name(table), BELOW)):
            if (sheet := sheets.get(name)) is None:
                lacking += [name] if layout is OWN else []
                continue
            seen = set()
            for at, code, unit in unit_rows(sheet, layout):
                above = () if layout.parents is None else detail.parted(sheet.at(at, layout.parents).text)
                key = (above, code, unit)
                twice |= key in seen
                seen.add(key)
                mark = sheet.at(at, layout.name).text[len(unit) :]
                row = rows.setdefault(key, Row(Unit(code or None, unit), above, mark))
                row.lines[table.key] = (name, at, layout)
                _figures(form, table, sheet, row)
    return Read(form, book, stamp, tuple(rows.values()), tuple(lacking), twice)


def unit_rows(sheet: Sheet, layout: Layout = OWN) -> Iterator[tuple[int, str, str]]:
    """Row (from 0), code and name of each unit of a sheet of 明细; the rows end at the first without a name."""
    for row in count(FIRST_ROW):
        if not (shown := sheet.at(row, layout.name).text):
            return
        yield row, sheet.at(row, layout.code).text, detail.bare(shown)[0]


def _figures(form: Form, table: Table, sheet: Sheet, row: Row) -> None:
    _, at, layout = row.lines[table.key]
    for column, cell in detail.slots(form, table, layout.first):
        stands = sheet.at(at, column)
        if stands.kind is Kind.BLANK and stands.formula is None:
            continue
        value = _constant(stands, cell)
        if value is None:
            row.refused.append((cell.key, stands.text if stands.formula is None else f"={stands.formula}"))
        else:
            (row.totals if cell.derived else row.typed)[cell.key] = value


def _constant(stands: Stood, cell: Cell) -> Figure | None:
    """The figure that a cell of 明细 holds as a number; None for a formula, a text, or a number that is no figure."""
    return values.constant(stands, cell).value if stands.kind is Kind.NUMBER and stands.formula is None else None
