"""A column of subtotals that the form does not have: taken out where every row shows which one it is."""

from __future__ import annotations

from collections.abc import Sequence

from gaokai_xlsx.intake.importers.groups import Group, Row


def without_subtotals(groups: Sequence[Group], rows: Sequence[Row]) -> None:
    """Take one number out of each row that has one too many, if only without the numbers of one and the same place all rows add up.

    The column must be a sum of others in every row, and more than half of the rows must have it.
    """
    shape = max((row.shape for row in rows), key=len)
    wide = [group for group in groups if len(group.tokens) == len(shape) + 1]
    if not any(shape.sums) or 2 * len(wide) <= len(rows) or not all(t.text.isdecimal() for g in wide for t in g.tokens):
        return
    said = [[int(t.text) for t in group.tokens] for group in wide]
    fitting = [at for at in range(len(shape) + 1) if all(shape.holds((*row[:at], *row[at + 1 :])) and _sum(row, at) for row in said)]
    outcomes = {tuple((*row[:at], *row[at + 1 :]) for row in said) for at in fitting}
    if len(outcomes) == 1:
        for group in wide:
            del group.tokens[fitting[0]]
            if group.columns:
                del group.columns[fitting[0]]


def _sum(row: Sequence[int], at: int) -> bool:
    """Whether a number is the sum of numbers right before or right behind it."""
    before = (sum(row[n:at]) for n in range(at))
    behind = (sum(row[at + 1 : n]) for n in range(at + 2, len(row) + 1))
    return row[at] in (*before, *behind)
