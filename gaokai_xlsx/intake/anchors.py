"""Where each figure of the form stands in a returned workbook.

Three witnesses: the label path (row and column headings), the defined name, the address. A label has the veto: where a label path
is found, the figure is what stands beside and under it. Addresses alone are never believed (measured: after one inserted row 132
of 150 figures would be silently wrong), names alone neither (cut and paste makes two names point at one cell).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from gaokai_xlsx.cells.model import Cell, Kind, Workbook
from gaokai_xlsx.form.grid import a1, grid
from gaokai_xlsx.form.model import Form, Table
from gaokai_xlsx.intake.labels import Found, SheetView

_TITLE = 60  # characters of a text that can be a table's title
_TITLED = re.compile(r"(?<!\d)(20\d{2})\s*年.*(?:公开|情况|报告|年报|统计)")
_YEAR = re.compile(r"(?<!\d)20\d{2}(?!\d)")
_REFERENCE = re.compile(r"\$?[A-Z]{1,3}\$?\d+")

Spot = tuple[str, int, int]  # sheet name, row, column


@dataclass(frozen=True)
class Anchored:
    """Proved places by cell key; every candidate of the keys that could not be proved; by table its sheet and the labels it lacks.

    ``years`` has the year that the sheet of a table states where it is not the workbook's; ``located`` is how many figures have
    labels at all, proved or not: by it the edition of a workbook is told.
    """

    places: Mapping[str, Spot]
    doubtful: Mapping[str, tuple[Spot, ...]]
    sheets: Mapping[str, str]
    lacking: Mapping[str, tuple[str, ...]]
    years: Mapping[str, int]
    located: int


def anchor(
    form: Form, book: Workbook, name_of: Mapping[str, str], aside: frozenset[str] = frozenset(), year: int | None = None
) -> Anchored:
    """Prove the place of every figure of a workbook of a report year.

    ``name_of`` gives the defined name the template carries for each key; sheets named in ``aside`` only show what others hold.
    """
    targets = Counter(book.names.values())
    named = {k: book.names[n] for k, n in name_of.items() if n in book.names and targets[book.names[n]] == 1}
    places: dict[str, Spot] = {}
    doubtful: dict[str, tuple[Spot, ...]] = {}
    sheets: dict[str, str] = {}
    lacking: dict[str, tuple[str, ...]] = {}
    years: dict[str, int] = {}
    located = 0
    views = {sheet.name: SheetView(form, sheet) for sheet in book.sheets if sheet.name not in aside}
    for table in form.tables:
        shown = _candidates(form, table, views, named, year)
        labels, rivals = (shown[0] if shown else None), shown[1:]
        if labels:
            sheets[table.key] = labels.sheet.name
            lacking[table.key] = labels.lacking
            located += len(labels.places)
            if (stated := _other_year(labels, year)) is not None:
                years[table.key] = stated
        # In another order than the form's, labels alone prove a table only if no other sheet shows it too.
        whole = labels is not None and labels.whole and (labels.ordered or not rivals)
        for key, box in grid(table).places.items():
            home = (table.sheet, box.top, box.left) if table.sheet in views else None
            by_label = (labels.sheet.name, *labels.places[key]) if labels and key in labels.places else None
            spot = _prove(by_label, named.get(key), home, whole=whole)
            if spot is None and by_label is None and home is not None and named.get(key) == home:
                spot = home if views[table.sheet].headings_missing(table, key) else None
            other = _contradicted(key, labels, rivals) if rivals and labels and by_label else ()
            if spot is not None and not other and not (labels and key in labels.doubts):
                places[key] = spot
            else:
                doubtful[key] = tuple(dict.fromkeys(s for s in (by_label, named.get(key), *other) if s))
    for spot, count in Counter(places.values()).items():
        if count > 1:
            for key in [k for k, s in places.items() if s == spot]:
                doubtful[key] = (places.pop(key),)
    return Anchored(places, doubtful, sheets, lacking, years, located)


def _prove(label: Spot | None, name: Spot | None, home: Spot | None, *, whole: bool) -> Spot | None:
    """The label's place, if labels alone prove the whole table, or the name or the address agrees with it."""
    return label if label is not None and (whole or label in (name, home)) else None


def _candidates(form: Form, table: Table, views: Mapping[str, SheetView], named: Mapping[str, Spot], year: int | None) -> list[Found]:
    """The sheets that show at least half of what the best one shows of a table, the best first.

    Sheets of another year and hidden ones are left out where there are others. At a tie the sheet that the defined names point at is
    the best, then one with figures, then the one that bears the table's name. A copy without any figure is no rival.
    """
    found = [labels for view in views.values() if (labels := view.table(form, table)).places]
    for unfit in (lambda f: _other_year(f, year) is not None, lambda f: f.sheet.hidden):
        found = [f for f in found if not unfit(f)] or found
    found.sort(key=lambda f: (-len(f.places), not _named(f, named), not _filled(f), f.sheet.name != table.sheet))
    return [f for f in found if 2 * len(f.places) >= len(found[0].places) and (f is found[0] or _filled(f) or _computed(f))]


def _other_year(labels: Found, year: int | None) -> int | None:
    """The year in the name of a sheet, or in a title above its table, where that is not the workbook's year."""
    top = min((row for row, _ in labels.places.values()), default=0)
    titles = [
        cell.text for (row, _), cell in labels.sheet.cells.items() if row < top and cell.kind is Kind.TEXT and len(cell.text) < _TITLE
    ]
    stated = [int(y) for y in _YEAR.findall(labels.sheet.name)] + [int(m[1]) for t in titles for m in [_TITLED.search(t)] if m]
    return stated[0] if stated and year is not None and year not in stated else None


def _named(labels: Found, named: Mapping[str, Spot]) -> bool:
    """Whether most of the figures are where the template's defined names say."""
    agreeing = sum(named.get(key) == (labels.sheet.name, *at) for key, at in labels.places.items())
    return 2 * agreeing > len(labels.places)


def _filled(labels: Found) -> bool:
    return any(labels.sheet.at(*at).kind is not Kind.BLANK and labels.sheet.at(*at).formula is None for at in labels.places.values())


def _computed(labels: Found) -> bool:
    """Whether all that stands in the places of a table is formulas: a sum over other sheets, or our page to print under another name."""
    return all(labels.sheet.at(*at).formula is not None for at in labels.places.values())


def _contradicted(key: str, best: Found, rivals: list[Found]) -> tuple[Spot, ...]:
    """Where another sheet shows the same figure with another value, or computes it from more than this one."""
    own = best.sheet.at(*best.places[key])
    others = [(r.sheet, r.places[key]) for r in rivals if key in r.places]
    return tuple((sheet.name, *at) for sheet, at in others if _differs(own, sheet.at(*at)))


def _differs(own: Cell, other: Cell) -> bool:
    if own.formula is not None:
        return False  # refused as an input, recomputed as a total
    if other.formula is None:
        return own.text != other.text
    if other.kind is Kind.BLANK:  # nothing is saved of what it shows: more than one reference makes it another figure
        return len(_REFERENCE.findall(other.formula)) > 1
    return own.kind is Kind.NUMBER is other.kind and float(own.text) != float(other.text)


def show(spot: Spot) -> str:
    """A place as people write it: 《表三依申请公开》D4."""
    return f"《{spot[0]}》{a1(spot[1], spot[2])}"
