"""A filing against last year's filing of the same unit (Y-*), over the points of the form."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from gaokai_xlsx.filing import Filing
from gaokai_xlsx.finding import Finding, make
from gaokai_xlsx.form.model import Form
from gaokai_xlsx.form.points import Point, points
from gaokai_xlsx.quantity import Figure, plain
from gaokai_xlsx.texts import Severity, say


def check(filing: Filing, previous: Filing | None) -> Iterator[Finding]:
    """Every point that does not follow; Y-CARRY is an error in the total and a warning in a single column."""
    if previous is None:
        return
    now, then = filing.figures, previous.figures
    for point in points(filing.form):
        if point.before not in then or any(key not in now for key in point.needs):
            continue
        follows = point.follows(now, then)
        if now[point.key] < follows or (now[point.key] != follows and not point.at_least):
            yield _finding(filing, previous, point, now, follows)


def _finding(filing: Filing, previous: Filing, point: Point, now: Mapping[str, Figure], follows: Figure) -> Finding:
    cell, left = filing.form.cells[point.key], now[point.key]
    before = previous.form.cells[point.before]
    lenient = point.code == "Y-CARRY" and not cell.derived
    slots: dict[str, Any] = {
        "label": cell.label,
        "unit": cell.unit,
        "year": previous.year or say("check.last-year"),
        "more": say("total.more") if left > follows else say("total.less"),
        "where": cell.column_of.short,
        "opening": cell.row_of.short,
        "closing": before.row_of.short,
        "pending": before.column_of.short,
        "stock": before.column_of.short,
        "before": plain(previous.figures[point.before]),
        "parts": filing.addresses(filing.form.parts.get(cell.key, (cell.key,))),
        **_flow(filing.form, "inflow", "added", point.plus, now),
        **_flow(filing.form, "outflow", "removed", point.minus, now),
    }
    return make(
        point.code,
        severity=Severity.WARNING if lenient else None,
        key=cell.key,
        place=filing.place(cell.key),
        left=left,
        right=follows,
        difference=left - follows,
        **slots,
    )


def _flow(form: Form, name: str, amount: str, key: str | None, now: Mapping[str, Figure]) -> dict[str, str]:
    return {} if key is None else {name: form.cells[key].column_of.short, amount: plain(now[key])}
