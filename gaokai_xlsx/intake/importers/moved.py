"""Cells that may have moved along their row: one is gone, the others stand a place on, and a blank fills the row up."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from gaokai_xlsx.cells.model import Area, Sheet
from gaokai_xlsx.form.model import Equation, Form
from gaokai_xlsx.intake.importers.contradiction import impossible
from gaokai_xlsx.intake.importers.groups import Row
from gaokai_xlsx.intake.importers.rows import Shape, Values
from gaokai_xlsx.intake.importers.stream import Token


def states_totals(shape: Shape, rows: Iterable[Sequence[Token]]) -> bool:
    """Whether rows of this shape state their totals at all: some reports leave the column of totals blank."""
    stated = [bool(row[at].text) for row in rows for at, parts in enumerate(shape.sums) if parts and any(row[p].text for p in parts)]
    return 2 * sum(stated) > len(stated)


def unproved(shape: Shape, tokens: Sequence[Token], values: Values, *, totals: bool) -> set[int]:
    """The cells of a row whose column a blank beside them leaves in doubt.

    Blanks are nothing where the others add up to the total; ``totals`` says whether one is to be expected. Where nothing adds up a
    blank at an end can fill up a row, and one beside a number of several digits can be what has run into it.
    """
    blank = [not t.text for t in tokens]
    found: set[int] = set()
    for at, parts in enumerate(shape.sums):
        members = [*parts, at]
        if parts and any(blank[m] for m in members) and not all(blank[m] for m in members):
            total = values[at]
            if (totals and blank[at]) or (total is not None and sum(values[p] or 0 for p in parts) != total):
                found.update(members)
    if not any(shape.sums) and len(tokens) > 1 and (blank[0] or blank[-1]) and not all(blank):
        found.update(range(len(tokens)))
    if not any(shape.sums):
        pairs = [(at, at + step) for at in range(len(tokens)) for step in (-1, 1) if 0 <= at + step < len(tokens)]
        found.update(at for at, beside in pairs if blank[beside] and len(tokens[at].text) > 1)
    return found


def not_confirmed(shape: Shape, values: Values) -> set[int]:
    """The cells of sums that do not hold as they stand, and those of no sum."""
    sound = {
        m for at, parts in enumerate(shape.sums) if parts and values[at] is not None and _adds_up(values, parts, at) for m in (*parts, at)
    }
    return set(range(len(shape))) - sound


def down(form: Form, equations: Sequence[Equation], rows: Sequence[tuple[Row, Sequence[Token]]]) -> set[str]:
    """The columns that do not add up though every row does, blanks being nothing: rows may have moved against their labels.

    A row of blanks can be anything, but where one stands the places of all others are in doubt too. A column without blanks is left to
    the checks.
    """
    there = [(row, tokens) for row, tokens in rows if any(t.text for t in tokens)]
    stated = {
        key: int(t.text or 0) for row, tokens in there for key, t in zip(row.keys, tokens, strict=True) if not t.text or t.text.isdecimal()
    }
    if any(not row.shape.holds(tuple(stated.get(key) for key in row.keys)) for row, _ in there):
        return set()
    blank = {key for row, tokens in rows for key, t in zip(row.keys, tokens, strict=True) if not t.text}
    own = [{*row.keys} for row, _ in rows]
    beyond = [e for e in equations if not any(keys >= {*e.left, *e.right} for keys in own)]
    columns = [
        {*e.left, *e.right, *(k for o in beyond if {*o.left, *o.right} & {*e.left, *e.right} for k in (*o.left, *o.right))}
        for e in beyond
        if impossible(form, e, stated)
    ]
    found = {key for keys in columns if keys & blank for key in keys}
    return {key for row, _ in rows for key in row.keys} if found and len(there) < len(rows) else found


def shared(sheet: Sheet, row: int, column: int) -> bool:
    """Whether the heading above a number covers the number beside it as well: one of them is a piece, or stands in another's place."""
    beside = [c for c in (column - 1, column + 1) if c >= 0 and any(ch.isdigit() for ch in sheet.at(row, c).text[:1])]
    if not beside:
        return False
    own = _heading(sheet, row, column)
    return own is not None and any(_heading(sheet, row, c) == own for c in beside)


def _heading(sheet: Sheet, row: int, column: int) -> tuple[int, int] | None:
    """Where the nearest text stands that covers a column above a row."""
    for r in range(row - 1, -1, -1):
        area = next((m for m in sheet.merges if m.top <= r <= m.bottom and m.left <= column <= m.right), Area(r, column, r, column))
        text = sheet.at(area.top, area.left).text
        if text and not text[:1].isdigit():
            return area.top, area.left
    return None


def _adds_up(values: Values, parts: Sequence[int], at: int) -> bool:
    return sum(values[p] or 0 for p in parts) == values[at]
