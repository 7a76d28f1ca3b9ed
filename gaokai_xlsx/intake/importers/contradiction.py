"""Figures of a table that cannot all be right while others are missing: then nobody is told by the checks, which want whole sums."""

from __future__ import annotations

from collections.abc import Container, Mapping

from gaokai_xlsx.form.model import Equation, Form, Kind, Table
from gaokai_xlsx.quantity import Figure


def contradicting(form: Form, table: Table, figures: Mapping[str, Figure], claims: Mapping[str, Figure]) -> set[str]:
    """The figures of a table that stand in a sum that cannot hold, whatever is missing. Where a whole row is missing, all of the table.

    Where all figures of a column (or a row) are there it is left to the checks: such a mistake of the report is told and not mended.
    """
    known = {**figures, **claims}
    typed = [cell.key for cell in form.of_table(table.key) if not cell.derived]
    missing = {key for key in typed if key not in figures}
    bound = [_bound(form, e) for e in form.equations if e.table == table.key and impossible(form, e, known)]
    untold = [keys for keys in bound if missing & keys]
    if not untold:
        return set()
    there = {form.cells[key].line for key in typed if key in figures}
    gone = any(form.cells[key].line not in there for key in missing)
    shown = {key for key in known if form.cells[key].table == table.key}
    return shown if gone else shown.intersection(set().union(*untold))


def unplaced(form: Form, table: Table, known: Mapping[str, Figure], blank: Container[str]) -> set[str]:
    """All figures of a table with a ``blank`` row where nothing tells that the others stand in theirs: rows may have moved down.

    Of the equations down the columns whose totals are stated none holds; or none is stated and a column is not balanced, blanks being
    nothing.
    """
    down = [e for e in form.equations if e.table == table.key and e.identity.kind is not Kind.ROW_SUM]
    stated = [e for e in down if all(key in known for key in (*e.left, *e.right) if form.cells[key].derived)]
    typed = [cell for cell in form.of_table(table.key) if not cell.derived]
    lines = {cell.line for cell in typed} - {cell.line for cell in typed if cell.key in known}
    if not any(cell.line in lines and cell.key in blank for cell in typed):
        return set()
    sides = [[sum(_least(form, key, known) for key in keys) for keys in (e.left, e.right)] for e in stated or down]
    held = [left == right for left, right in sides if left or right]
    told = not held or (any(held) if stated else all(held))
    return set() if told else {key for key in known if form.cells[key].table == table.key}


def unconfirmed(form: Form, table: Table, figures: Mapping[str, Figure], claims: Mapping[str, Figure]) -> set[str]:
    """The figures of sums whose total a report does not state: where rows stand as columns, a blank total can be all moved by one."""
    known = {**figures, **claims}
    sums = [e for e in form.equations if e.table == table.key and e.identity.kind is not Kind.BALANCE and e.anchor not in known]
    return {key for e in sums for key in e.left if key in known}


def _bound(form: Form, equation: Equation) -> set[str]:
    """The figures that an equation rests on; for one down a column all those that a sum of the column binds to them."""
    keys = {*equation.left, *equation.right}
    if equation.identity.kind is not Kind.ROW_SUM:
        others = [e for e in form.equations if e.table == equation.table and e.identity.kind is not Kind.ROW_SUM]
        keys |= {key for e in others if keys & {*e.left, *e.right} for key in (*e.left, *e.right)}
    return keys | {part for key in keys for part in form.parts.get(key, ())}


def impossible(form: Form, equation: Equation, known: Mapping[str, Figure]) -> bool:
    """Whether no figures of nought or more in place of those that are missing make an equation hold."""
    left, right = (sum(_least(form, key, known) for key in keys) for keys in (equation.left, equation.right))
    open_left, open_right = (any(key not in known for key in keys) for keys in (equation.left, equation.right))
    return (left > right and not open_right) or (right > left and not open_left)


def _least(form: Form, key: str, known: Mapping[str, Figure]) -> Figure:
    """A figure, or the least that it can be: a total that is missing is no less than its parts."""
    return known[key] if key in known else sum(known.get(part, 0) for part in form.parts.get(key, ()))
