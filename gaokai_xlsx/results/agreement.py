"""Whether a summary agrees with what it was made of: its constants with the sources, its formulas with its constants."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from gaokai_xlsx.cells.model import Cell, Kind, Sheet, Workbook, column_of
from gaokai_xlsx.finding import Place
from gaokai_xlsx.form.detail import FIRST_ROW, NAME, sheet_name, slots
from gaokai_xlsx.form.grid import a1, grid
from gaokai_xlsx.form.model import Form, Table
from gaokai_xlsx.intake.summary_rows import unit_rows
from gaokai_xlsx.quantity import Figure, exact, fold, plain
from gaokai_xlsx.submission import Submission
from gaokai_xlsx.texts import say, visible

_SUM = re.compile(r"=?(?:(ROUND)\()?SUM\((.*?)\)(?(1),(\d)\))")
_RANGE = re.compile(r"(?:'((?:[^']|'')+)'|([^'!,()]+))!\$?([A-Z]{1,3})\$?(\d{1,7})(?::\$?([A-Z]{1,3})\$?(\d{1,7}))?(?:,|$)")
_MOST = 30  # differing cells of one sheet that are named
_LARGEST = 2_000_000  # cells that one formula adds up; the largest table of 5,000 units has less than half

Spots = frozenset[tuple[str, int, int]]


@dataclass(frozen=True, slots=True)
class Doubt:
    """One thing that does not agree: what kind of thing, whose, where, what stands there, what should; ``text`` says it to people."""

    kind: str
    text: str
    unit: str | None = None
    place: Place | None = None
    shown: str | None = None
    should: str | None = None


def doubt(
    kind: str, *, unit: str | None = None, place: Place | None = None, shown: str | None = None, should: str | None = None, **slots: object
) -> Doubt:
    """A doubt with its sentence ``verify.<kind>``; what is not there shows as 空."""
    empty = say("verify.blank")
    words: dict[str, object] = {"unit": unit or "", "shown": shown or empty, "should": should or empty, **slots}
    if place:
        words |= {"sheet": place.sheet, "cell": place.cell}
    text = say(f"verify.{kind}", **{k: visible(v) if isinstance(v, str) else v for k, v in words.items()})
    return Doubt(kind, text, unit, place, shown, should)


def details(form: Form, book: Workbook, counted: Sequence[Submission], names: Sequence[str]) -> Iterator[Doubt]:
    """明细 against the sources: unit rows that are missing, doubled or nobody's, then figure by figure.

    ``counted`` are the filings at hand, ``names`` the units that must have a row.
    """
    sheets = {sheet.name: sheet for sheet in book.sheets}
    for table in form.tables:
        sheet = sheets.get(sheet_name(table))
        if sheet is None:
            yield doubt("sheet-gone", sheet=sheet_name(table))
            continue
        rows: dict[str, list[int]] = {}
        for row, _, name in unit_rows(sheet):
            rows.setdefault(fold(name), []).append(row)
        expected = {fold(name): name for name in names}
        for name in (n for n in expected if n not in rows):
            yield doubt("row-gone", unit=expected[name], sheet=sheet.name)
        for name, found in rows.items():
            if name not in expected:
                yield doubt("row-extra", unit=sheet.at(found[0], NAME).text, sheet=sheet.name, row=found[0] + 1)
            elif len(found) > 1:
                yield doubt("row-twice", unit=expected[name], sheet=sheet.name, rows="、".join(str(r + 1) for r in found))
        for submission in counted:
            assert submission.unit is not None
            for row in rows.get(fold(submission.unit.name), ())[:1]:
                yield from _row(form, table, sheet, row, submission)


def _row(form: Form, table: Table, sheet: Sheet, row: int, submission: Submission) -> Iterator[Doubt]:
    """One unit's figures; what the filing does not state must be blank."""
    filing, unit = submission.filing, submission.unit
    assert filing is not None and unit is not None
    for column, cell in slots(form, table):
        stands, should = sheet.at(row, column), filing.figures.get(cell.key)
        if should == _number(stands) and (should is not None or stands.kind is Kind.BLANK):
            continue
        origin = filing.origins.get(cell.key)
        yield doubt(
            "figure" if origin and not cell.derived else "figure-total",
            unit=unit.name,
            place=Place(sheet.name, a1(row, column)),
            shown=_formula_text(stands) or _shown(stands),
            should=None if should is None else plain(should),
            label=cell.label,
            path=submission.path,
            origin=say("src.place", sheet=origin.sheet, cell=origin.cell) if origin else "",
        )


def tables(form: Form, book: Workbook, totals: Mapping[str, Figure] | None) -> Iterator[Doubt]:
    """The official tables: each figure a formula that adds up all unit rows of 明细, and showing the right sum.

    ``totals`` are the sums over the sources; without them the sums over 明细 as it stands are the measure.
    """
    sheets = {sheet.name: sheet for sheet in book.sheets}
    own = _own_sums(form, sheets)
    unsaved: list[Place] = []  # what some programs leave of a formula they cannot compute
    for table in form.tables:
        sheet = sheets.get(table.short)
        if sheet is None:
            yield doubt("sheet-gone", sheet=table.short)
            continue
        for key, box in grid(table).places.items():
            cell, stands = form.cells[key], sheet.at(box.top, box.left)
            place = Place(sheet.name, a1(box.top, box.left))
            should = plain((totals or own)[key])
            if stands.formula is None:
                yield doubt("formula-gone", place=place, shown=_shown(stands), should=should, label=cell.label)
                continue
            if stands.formula and (added := evaluated(stands.formula, sheets)) != own[key]:
                kind, shown = ("formula-other", f"={stands.formula}") if added is None else ("formula-sum", plain(added))
                yield doubt(kind, place=place, shown=shown, should=plain(own[key]), label=cell.label, detail=sheet_name(table))
            shows = _value(stands)
            if _unsaved(stands):
                unsaved.append(place)
            elif shows is None or shows != exact(float((totals or own)[key])):  # what 15 digits of a binary number carry
                yield doubt("total", place=place, shown=_shown(stands), should=should, label=cell.label)
    if unsaved:
        yield doubt("unsaved", n=len(unsaved), sheet=unsaved[0].sheet, cell=unsaved[0].cell)


def rest(form: Form, book: Workbook, right: Workbook, apart: Spots = frozenset()) -> Iterator[Doubt]:
    """Every other cell against the summary written anew; ``apart`` are the places that were spoken of already.

    A sheet whose unit rows are others is left out: from the first of them on all would differ.
    """
    stand = {sheet.name: sheet for sheet in book.sheets}
    wanted = {sheet.name: sheet for sheet in right.sheets}
    listed = {sheet_name(table) for table in form.tables}
    for name in (n for n in stand if n not in wanted):
        yield doubt("sheet-extra", sheet=name)
    for name, should in wanted.items():
        is_ = stand.get(name)
        if is_ is None:
            yield doubt("sheet-gone", sheet=name)
        elif name not in listed or list(unit_rows(is_)) == list(unit_rows(should)):
            yield from _cells(is_, should, apart)


def _cells(is_: Sheet, should: Sheet, apart: Spots) -> Iterator[Doubt]:
    differ = [
        at
        for at in sorted(is_.cells.keys() | should.cells.keys())
        if (is_.name, *at) not in apart and _differs(is_.at(*at), should.at(*at))
    ]
    for at in differ[:_MOST]:
        place = Place(is_.name, a1(*at))
        same = _unsaved(is_.at(*at)) or _content(is_.at(*at))[0] == _content(should.at(*at))[0]
        shown, wanted = (_formula_text(c.at(*at)) if same else _shown(c.at(*at)) for c in (is_, should))
        yield doubt("cell", place=place, shown=shown, should=wanted)
    if len(differ) > _MOST:
        yield doubt("cells-more", sheet=is_.name, n=len(differ) - _MOST)


def _differs(cell: Cell, like: Cell) -> bool:
    """Whether a cell is other than it should be; of a formula whose result was not saved only the formula can be told."""
    stands, should = _content(cell, like), _content(like, like)
    return stands[1:] != should[1:] if _unsaved(cell) else stands != should


def formats(form: Form, book: Workbook, looks: Workbook) -> Iterator[Doubt]:
    """The figures that are right but shown as another number, by a changed format: one doubt a sheet.

    ``looks`` has the numbers as their formats show them, ``book`` as they are.
    """
    ours = {name for table in form.tables for name in (table.short, sheet_name(table))}
    bare = {sheet.name: sheet for sheet in book.sheets}
    for sheet in (s for s in looks.sheets if s.name in ours):
        numbers = [at for at, cell in sorted(bare[sheet.name].cells.items()) if cell.kind is Kind.NUMBER]
        if odd := [at for at in numbers if sheet.at(*at).kind is not Kind.NUMBER]:
            place = Place(sheet.name, a1(*odd[0]))
            value, seen = _value(bare[sheet.name].at(*odd[0])), sheet.at(*odd[0])
            shown = say("verify.masked") if seen.kind is Kind.MASKED else seen.text
            yield doubt("format", place=place, shown=shown, should=plain(value or 0), n=len(odd))


def _content(cell: Cell, like: Cell | None = None) -> tuple[object, ...]:
    """What of a cell must be the same: its value, and its formula but for how clients write it (a shared one is not written)."""
    value: object = _value(cell)
    if value is None:
        value = cell.text.replace("\r\n", "\n").replace("\r", "\n") or None
    formula = like.formula if like and cell.formula == "" and like.formula else cell.formula
    return value, None if formula is None else re.sub(r"[\s$='\"]", "", formula).upper()


def evaluated(formula: str, sheets: Mapping[str, Sheet]) -> Figure | None:
    """The value of a sum of ranges over the constants of other sheets, exact; None for any other formula."""
    match = _SUM.fullmatch(formula.strip())
    ranges = list(_RANGE.finditer(match[2])) if match else []
    if match is None or not ranges or "".join(r[0] for r in ranges) != match[2]:
        return None
    total: Figure = 0
    room = _LARGEST
    for r in ranges:
        sheet = sheets.get((r[1] or r[2]).replace("''", "'"))
        rows = range(int(r[4]) - 1, int(r[6] or r[4]))
        columns = range(column_of(r[3]), column_of(r[5] or r[3]) + 1)
        room -= len(rows) * len(columns)
        if sheet is None or room < 0:
            return None
        total += sum((_value(sheet.at(row, column)) or 0 for row in rows for column in columns), start=0)
    return round(Decimal(total), int(match[3])) if match[3] else total


def _own_sums(form: Form, sheets: Mapping[str, Sheet]) -> dict[str, Figure]:
    """The sums over the unit rows of 明细 as they stand; a total is that of its parts."""
    sums: dict[str, Figure] = dict.fromkeys(form.cells, 0)
    for table in form.tables:
        sheet = sheets.get(sheet_name(table))
        last = max((row for row, _, _ in unit_rows(sheet)), default=FIRST_ROW) if sheet else FIRST_ROW
        for column, cell in slots(form, table) if sheet else ():
            if not cell.derived and sheet:
                sums[cell.key] = sum((_value(sheet.at(row, column)) or 0 for row in range(FIRST_ROW, last + 1)), start=0)
    return sums | {key: sum((sums[part] for part in parts), start=0) for key, parts in form.parts.items()}


def _unsaved(cell: Cell) -> bool:
    """A formula whose result was not saved."""
    return cell.formula is not None and cell.kind is Kind.BLANK


def _number(cell: Cell) -> Figure | None:
    """The number of a constant."""
    return _value(cell) if cell.formula is None else None


def _value(cell: Cell) -> Figure | None:
    """The number that a cell shows, constant or not."""
    return exact(float(cell.text)) if cell.kind is Kind.NUMBER else None


def _shown(cell: Cell) -> str | None:
    number = _value(cell)
    return _formula_text(cell) if number is None and not cell.text else plain(number) if number is not None else cell.text


def _formula_text(cell: Cell) -> str | None:
    return None if cell.formula is None else f"={cell.formula}"
