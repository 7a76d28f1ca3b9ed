"""A summary as an input, for next year and for the level above: its units are read from 明细 and added up anew; its sums are compared.

What a summary says in 表二 表三 表四 is never used. Where it disagrees with its own units it was changed by hand, and then nobody knows
which of the two is right (C-SUM).
"""

from __future__ import annotations

from collections.abc import Iterator

from gaokai_xlsx import stamp as stamps
from gaokai_xlsx.cells.model import Kind, Workbook
from gaokai_xlsx.filing import Filing, Unit
from gaokai_xlsx.finding import Place, make
from gaokai_xlsx.form import detail, editions
from gaokai_xlsx.form.grid import a1, grid
from gaokai_xlsx.form.model import Form
from gaokai_xlsx.intake.identify import mended
from gaokai_xlsx.intake.summary_checks import disagreements
from gaokai_xlsx.intake.summary_rows import Read, Row, read
from gaokai_xlsx.intake.summary_state import cover
from gaokai_xlsx.quantity import Figure
from gaokai_xlsx.stamp import Stamp
from gaokai_xlsx.submission import Below, Inner, Outcome, Submission
from gaokai_xlsx.texts import say


def stamp_of(book: Workbook) -> Stamp | None:
    """The stamp of a summary, in its properties or on its cover; None for a workbook that is none."""
    cover = (c.text for s in book.sheets if s.name == say("sum.cover") for c in s.cells.values() if c.kind is Kind.TEXT)
    found = (stamps.find(text) for text in (*book.properties.values(), *book.constants.values(), *cover))
    parsed = (stamps.parse(mended(text)) for text in found if text)
    return next((s for s in parsed if s is not None and s.kind == "summary"), None)


def take(path: str, name: str, sha256: str | None, book: Workbook, stamp: Stamp) -> Submission:
    """A summary as a submission: the sums of its units are its filing, its units stand in ``below``."""
    unit = Unit(stamp.code or None, stamp.unit) if stamp.unit else None
    flags = tuple(make(code, file=name) for code in book.flags)
    if stamp.edition not in editions.names():
        strange = make("F-TYPE", file=name, detail=say("kind.summary-edition", edition=stamp.edition))
        return Submission(path, sha256, Outcome.UNRECOGNISED, "summary", unit, stamp.year, stamp=stamp, findings=(*flags, strange))
    summary = read(book, stamp)
    inner = tuple(
        Inner(Filing(summary.form, r.typed, r.unit, stamp.year), r.unit, r.parents, r.mark, summary.stretches(r)) for r in summary.rows
    )
    below = Below(inner, *_said(book))
    return Submission(
        path=path,
        sha256=sha256,
        outcome=Outcome.COUNTED,
        kind="summary",
        unit=unit,
        year=stamp.year,
        edition=summary.form.edition,
        stamp=stamp,
        filing=_sum(summary.form, below, unit, stamp.year),
        findings=(*flags, *disagreements(summary, below, name)),
        below=below,
    )


def _sum(form: Form, below: Below, unit: Unit | None, year: int) -> Filing:
    """The units at the bottom added up. A figure that none of them has is unknown; places are those of the summary's own tables."""
    typed: dict[str, Figure] = {}
    for leaf in below.leaves:
        for key, value in leaf.filing.typed.items():
            typed[key] = typed.get(key, 0) + value
    places = {key: Place(t.short, a1(box.top, box.left)) for t in form.tables for key, box in grid(t).places.items()}
    return Filing(form, typed, unit, year, origins=places, summed=True)


def filings(summary: Read) -> Iterator[tuple[Row, Filing]]:
    """One filing a unit row, of the levels below too, its places those in 明细; what is no figure there is left out."""
    form = summary.form
    for row in summary.rows:
        places = {
            cell.key: Place(sheet, a1(at, column))
            for table, (sheet, at, layout) in row.lines.items()
            for column, cell in detail.slots(form, form.table(table), layout.first)
        }
        yield row, Filing(form, row.typed, row.unit, summary.stamp.year, origins=places)


def _said(book: Workbook) -> tuple[str, tuple[str, ...], str, str, bool]:
    """State (empty where complete), notes, 口径, whose part it is and whether it is made of parts, as the cover says them."""
    said: dict[str, list[str]] = {}
    for label, text in cover(book):
        said.setdefault(label, []).append(text)
    state = next(iter(said.get(say("sum.state"), [])), say("levels.no-state"))
    scope = next(iter(said.get(say("levels.scope"), [])), "")
    part_of = next(iter(said.get(say("divided.part-of"), [])), "")
    notes = tuple(filter(None, said.get(say("sum.note"), [])))
    return "" if state == say("sum.complete") else state, notes, scope, part_of, say("divided.parts") in said
