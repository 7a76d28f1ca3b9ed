"""The tidy long table (长表): one line a figure of a filing or of each unit of a summary, with the cell it came from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from gaokai_xlsx.cells.model import Workbook
from gaokai_xlsx.filing import Filing, Unit
from gaokai_xlsx.finding import Place
from gaokai_xlsx.form.detail import FIRST_COLUMN, FIRST_ROW, joined, sheet_name
from gaokai_xlsx.form.model import Cell, Form, Line
from gaokai_xlsx.intake.sources import sources
from gaokai_xlsx.intake.summaries import filings
from gaokai_xlsx.intake.summary_rows import read, unit_rows
from gaokai_xlsx.quantity import Figure, fold
from gaokai_xlsx.roster import Roster
from gaokai_xlsx.stamp import Stamp
from gaokai_xlsx.submission import Submission
from gaokai_xlsx.texts import say

COLUMNS = (
    "code",
    "unit",
    "year",
    "edition",
    "table",
    "row",
    "column",
    "key",
    "value",
    "measure",
    "derived",
    "path",
    "sheet",
    "cell",
    "summary_sheet",
    "summary_cell",
)
"""Names of the columns in JSON; people read ``heads``. Behind them stand the extra columns of the roster."""


@dataclass(frozen=True, slots=True)
class Row:
    """One figure: ``value`` in 件, 万元 or 元, None where nothing is stated; ``place`` in the file at ``path``; ``inside`` in 明细."""

    unit: Unit | None
    year: int | None
    form: Form
    cell: Cell
    value: Figure | None
    path: str
    place: Place | None
    inside: Place | None = None
    extra: Mapping[str, str] = field(default_factory=dict)

    @property
    def values(self) -> dict[str, Any]:
        """Its values by ``COLUMNS``: texts, the year, the figure and whether it is a total; None for what is not known."""
        table = self.form.table(self.cell.table)
        return {
            "code": self.unit.code if self.unit else None,
            "unit": self.unit.name if self.unit else None,
            "year": self.year,
            "edition": self.form.edition,
            "table": table.short,
            "row": _label(self.cell.row_of),
            "column": _label(self.cell.column_of),
            "key": self.cell.key,
            "value": self.value,
            "measure": self.cell.unit,
            "derived": self.cell.derived,
            "path": self.path or None,
            "sheet": self.place.sheet if self.place else None,
            "cell": self.place.cell if self.place else None,
            "summary_sheet": self.inside.sheet if self.inside else None,
            "summary_cell": self.inside.cell if self.inside else None,
        }


def heads(rows: Sequence[Row]) -> tuple[list[str], list[str]]:
    """The heads of all columns for people, and the names of the extra ones, which come last, in the order in which they occur."""
    ours = [say(f"export.{name}") for name in COLUMNS]
    extra = list(dict.fromkeys(name for row in rows for name in row.extra))
    return [*ours, *(say("export.extra", name=name) if name in ours else name for name in extra)], extra


def of_filing(submission: Submission, roster: Roster | None) -> Iterator[Row]:
    """The figures of one file, totals recomputed; a total that the file has no cell for has no place."""
    filing = submission.filing
    assert filing is not None
    yield from _rows(filing, submission.unit, submission.path, filing.origins, {}, _grouped(submission.unit, roster))


def of_summary(book: Workbook, stamp: Stamp, roster: Roster | None) -> Iterator[Row]:
    """The figures of every unit of a summary, each with its place in the source file as 来源 has it, and in 明细.

    The units of a summary from the level below follow with their 上级单位 and the file that holds them; they are parts of its row.
    """
    summary = read(book, stamp)
    form = summary.form
    known = {fold(source.unit.name): source for source in sources(book, form)}
    groups = _shown_groups(book, form)
    levels = any(row.parents for row in summary.rows)
    for row, filing in filings(summary):
        name = fold(row.unit.name)
        source = known.get(fold(row.parents[0]) if row.parents else name)
        extra = {} if row.parents else groups.get(name, {}) | _grouped(row.unit, roster)
        above = {say("levels.parents"): joined(row.parents)} if levels else {}
        places = source.places if source and not row.parents else {}
        yield from _rows(filing, row.unit, source.path if source else "", places, filing.origins, above | extra)


def _rows(
    filing: Filing,
    unit: Unit | None,
    path: str,
    places: Mapping[str, Place],
    inside: Mapping[str, Place],
    extra: Mapping[str, str],
) -> Iterator[Row]:
    for key, cell in filing.form.cells.items():
        yield Row(unit, filing.year, filing.form, cell, filing.figures.get(key), path, places.get(key), inside.get(key), extra)


def _grouped(unit: Unit | None, roster: Roster | None) -> dict[str, str]:
    """类别, 汇总归属 and the further columns of the roster."""
    entry = roster.named(unit.name) if roster and unit else None
    if entry is None:
        return {}
    ours = dict(entry.texts)
    return {say(f"roll.{name}"): ours[name] for name in ("category", "belongs") if name in ours} | dict(entry.extra)


def _shown_groups(book: Workbook, form: Form) -> dict[str, dict[str, str]]:
    """What 明细 shows of each unit behind its figures, by the folded name of the unit."""
    table = form.tables[0]
    sheet = next((s for s in book.sheets if s.name == sheet_name(table)), None)
    if sheet is None:
        return {}
    column = FIRST_COLUMN + len(form.of_table(table.key))
    titles: dict[int, str] = {}
    while title := next((t for row in range(1, FIRST_ROW) if (t := sheet.at(row, column).text)), ""):
        titles[column] = title
        column += 1
    return {fold(name): {t: sheet.at(row, at).text for at, t in titles.items()} for row, _, name in unit_rows(sheet)}


def _label(line: Line) -> str:
    return "/".join(dict.fromkeys(line.label))
