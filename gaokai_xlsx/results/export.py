"""The tidy long table (长表): one line a figure of a filing or of each unit of a summary, with the cell it came from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from gaokai_xlsx.cells.model import Sheet, Workbook
from gaokai_xlsx.filing import Filing, Unit
from gaokai_xlsx.finding import Place
from gaokai_xlsx.form.detail import FIRST_COLUMN, FIRST_ROW, joined, sheet_name
from gaokai_xlsx.form.model import Cell, Form, Line
from gaokai_xlsx.intake.sources import inner_places, sources
from gaokai_xlsx.intake.summaries import filings
from gaokai_xlsx.intake.summary_rows import Row as UnitRow
from gaokai_xlsx.intake.summary_rows import read, unit_rows
from gaokai_xlsx.quantity import Figure, fold
from gaokai_xlsx.results.groups import apart, shown_heads
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
    "above",
    "level",
    "counts",
    "mark",
    "path",
    "sheet",
    "cell",
    "summary_sheet",
    "summary_cell",
)
"""Names of the columns in JSON; people read ``heads``. Behind them stand the extra columns of the roster."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a unit stands in a summary: the bodies ``above`` it (joined), its ``level`` from 1, what stands behind its name.

    A unit of the first level is a part of the sums; one below is a part of the unit above it, which has it already.
    """

    above: str
    level: int
    mark: str

    @property
    def counts(self) -> bool:
        """Whether its figures are added up to the sums, so that the figures of all that count are the sums."""
        return self.level == 1


@dataclass(frozen=True, slots=True)
class Row:
    """One figure: ``value`` in 件, 万元 or 元, None where nothing is stated; ``place`` in the file at ``path``; ``inside`` in 明细.

    ``standing`` says where the unit of a summary stands in it; None for a filing.
    """

    unit: Unit | None
    year: int | None
    form: Form
    cell: Cell
    value: Figure | None
    path: str
    place: Place | None
    inside: Place | None = None
    extra: Mapping[str, str] = field(default_factory=dict)
    standing: Standing | None = None

    @property
    def values(self) -> dict[str, Any]:
        """Its values by ``COLUMNS``: texts, the year, the figure and whether it is a total; None for what is not known."""
        table, standing = self.form.table(self.cell.table), self.standing
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
            "above": standing.above if standing else None,
            "level": standing.level if standing else None,
            "counts": standing.counts if standing else None,
            "mark": standing.mark if standing else None,
            "path": self.path or None,
            "sheet": self.place.sheet if self.place else None,
            "cell": self.place.cell if self.place else None,
            "summary_sheet": self.inside.sheet if self.inside else None,
            "summary_cell": self.inside.cell if self.inside else None,
        }


def heads(rows: Sequence[Row]) -> tuple[list[str], list[str]]:
    """The heads of all columns for people, and the names of the extra ones, which come last, in the order in which they occur."""
    titles = [say(f"export.{name}") for name in COLUMNS]
    extra = list(dict.fromkeys(name for row in rows for name in row.extra))
    for name in extra:
        titles.append(apart(name, titles))
    return titles, extra


def told(path: object, rows: Sequence[Row]) -> str:
    """What was written: units and lines, of a summary with levels those below by themselves, since they are in no sum again."""
    below = [row for row in rows if row.standing and not row.standing.counts]
    homes = [len({(r.path, r.standing.above if r.standing else "", r.unit) for r in part}) for part in (rows, below)]
    said = say("export.saved", path=path, units=homes[0] - homes[1], n=len(rows) - len(below))
    return said + say("export.saved-below", units=homes[1], n=len(below)) if below else said


def of_filing(submission: Submission, roster: Roster | None) -> Iterator[Row]:
    """The figures of one file, totals recomputed; a total that the file has no cell for has no place."""
    filing = submission.filing
    assert filing is not None
    yield from _rows(filing, submission.unit, submission.path, filing.origins, {}, _grouped(submission.unit, roster))


def of_summary(book: Workbook, stamp: Stamp, roster: Roster | None) -> Iterator[Row]:
    """The figures of every unit of a summary, each with its place in the source file as 来源 has it, and in 明细.

    The units of a summary from the level below follow with their 上级单位 and their place in the file that holds them; they are parts
    of its row and count no more.
    """
    summary = read(book, stamp)
    form = summary.form
    known = {fold(source.unit.name): source for source in sources(book, form)}
    groups = _shown_groups(book, form)
    sheets = {sheet.name: sheet for sheet in book.sheets}
    for row, filing in filings(summary):
        name = fold(row.unit.name)
        source = known.get(fold(row.parents[0]) if row.parents else name)
        extra = {} if row.parents else groups.get(name, {}) | _grouped(row.unit, roster)
        places = source.places if source and not row.parents else _below(sheets, row, form)
        standing = Standing(joined(row.parents), len(row.parents) + 1, row.mark)
        yield from _rows(filing, row.unit, source.path if source else "", places, filing.origins, extra, standing)


def _below(sheets: Mapping[str, Sheet], row: UnitRow, form: Form) -> dict[str, Place]:
    """The places of a unit of 明细·下级 in the summary it came in."""
    lines = [(form.table(key), sheets[sheet], at) for key, (sheet, at, _) in row.lines.items() if row.parents]
    return {key: place for table, sheet, at in lines for key, place in inner_places(sheet, at, form, table).items()}


def _rows(
    filing: Filing,
    unit: Unit | None,
    path: str,
    places: Mapping[str, Place],
    inside: Mapping[str, Place],
    extra: Mapping[str, str],
    standing: Standing | None = None,
) -> Iterator[Row]:
    form, figures = filing.form, filing.figures
    for key, cell in form.cells.items():
        yield Row(unit, filing.year, form, cell, figures.get(key), path, places.get(key), inside.get(key), extra, standing)


def _grouped(unit: Unit | None, roster: Roster | None) -> dict[str, str]:
    """类别, 汇总归属 and the further columns of the roster, under the heads that 明细 gives them."""
    entry = roster.named(unit.name) if roster and unit else None
    if entry is None:
        return {}
    ours, shown = dict(entry.texts), shown_heads(head for head, _ in entry.extra)
    own = {say(f"roll.{name}"): ours[name] for name in ("category", "belongs") if name in ours}
    return own | {shown[head]: text for head, text in entry.extra}


def _shown_groups(book: Workbook, form: Form) -> dict[str, dict[str, str]]:
    """What 明细 shows of each unit behind its figures, by the folded name of the unit."""
    table = form.tables[0]
    sheet = next((s for s in book.sheets if s.name == sheet_name(table)), None)
    if sheet is None:
        return {}
    column = FIRST_COLUMN + len(form.of_table(table.key))
    found: list[str] = []
    while title := next((t for row in range(1, FIRST_ROW) if (t := sheet.at(row, column + len(found)).text)), ""):
        found.append(title)
    # Of two alike the last is ours: what 明细 says itself stands behind the columns of the roster.
    titles: dict[int, str] = {}
    for at, title in reversed(list(enumerate(found, start=column))):
        titles[at] = apart(title, titles.values())
    return {fold(name): {titles[at]: sheet.at(row, at).text for at in sorted(titles)} for row, _, name in unit_rows(sheet)}


def _label(line: Line) -> str:
    return "/".join(dict.fromkeys(line.label))
