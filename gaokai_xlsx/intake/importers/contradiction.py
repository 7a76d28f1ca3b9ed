"""Figures of a table that cannot all be right while others are missing: then nobody is told by the checks, which want whole sums."""

from __future__ import annotations

from collections.abc import Container, Mapping

from gaokai_xlsx.form.model import Equation, Form, Kind, Table
from gaokai_xlsx.quantity import Figure


def contradicting(form: Form, table: Table, figures: Mapping[str, Figure], claims: Mapping[str, Figure], blank: Container[str]) -> set[str]:
    """The figures of a table that stand in a sum that cannot hold, whatever is missing. Where a whole row is missing, all of the table.

    All of it also where a row stands there ``blank`` and no sum down a column holds: rows may then have moved against their labels. Where
    all figures of a column (or a row) are there it is left to the checks: such a mistake of the report is told and not mended.
    """
    known = {**figures, **claims}
    typed = [cell.key for cell in form.of_table(table.key) if not cell.derived]
    missing = {key for key in typed if key not in figures}
    bound = [_bound(form, e) for e in form.equations if e.table == table.key and impossible(form, e, known)]
    untold = [keys for keys in bound if missing & keys]
    there = {form.cells[key].line for key in typed if key in figures}
    gone = {key for key in missing if form.cells[key].line not in there}
    shown = {key for key in known if form.cells[key].table == table.key}
    if (gone and untold) or (any(key in blank for key in gone) and _unplaced(form, table, known)):
        return shown
    return shown.intersection(set().union(*untold))


def _unplaced(form: Form, table: Table, known: Mapping[str, Figure]) -> bool:
    """Whether nothing tells that figures stand in their rows, blanks being nothing.

    Of the sums down the columns that are stated none holds; or none is stated and a column is not balanced.
    """
    down = [e for e in form.equations if e.table == table.key and e.identity.kind is not Kind.ROW_SUM]
    stated = [e for e in down if e.identity.kind is not Kind.BALANCE and e.anchor in known]
    sides = [[sum(_least(form, key, known) for key in keys) for keys in (e.left, e.right)] for e in stated or down]
    held = [left == right for left, right in sides if left or right]
    return bool(held) and not (any(held) if stated else all(held))


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
