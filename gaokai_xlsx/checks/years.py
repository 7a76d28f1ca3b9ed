"""A filing against last year's filing of the same unit (Y-*), over the points of the form."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from gaokai_xlsx.checks.beside import Beside
from gaokai_xlsx.filing import Filing
from gaokai_xlsx.finding import Finding, make
from gaokai_xlsx.form.model import Form
from gaokai_xlsx.form.points import Point, points
from gaokai_xlsx.quantity import Figure, plain
from gaokai_xlsx.texts import rule_name, say


def carry(filing: Filing, beside: Beside) -> Iterator[Finding]:
    """Y-CARRY: what is open at the start is what was open at the end of last year; an error in the total, a warning in a column."""
    return _broken("Y-CARRY", filing, beside.previous)


def stock(filing: Filing, beside: Beside) -> Iterator[Finding]:
    """Y-STOCK: in force = last year's + issued − repealed."""
    return _broken("Y-STOCK", filing, beside.previous)


def pending(filing: Filing, beside: Beside) -> Iterator[Finding]:
    """Y-PENDING: no fewer cases than were pending."""
    return _broken("Y-PENDING", filing, beside.previous)


def skipped(filing: Filing, beside: Beside) -> Iterator[Finding]:
    """Y-SKIPPED: a year before was given, and this unit, or a part of its figures, was not compared with it."""
    past = beside.past
    if past.gap:
        names = "、".join(f"“{name}”" for name in past.names)
        number = beside.entry.code if beside.entry else ""
        unit = filing.unit.name if filing.unit else ""
        words: dict[str, Any] = {role: filing.form.word(role) for role in ("opening", "closing")}
        yield make(f"Y-SKIPPED/{past.gap}", unit=unit, names=names, number=number, **words)
    elif past.filing and past.filing.form is not filing.form:
        lacking = {p.code for p in points(filing.form) if p.before not in past.filing.form.cells}
        if lacking:
            rules = "、".join(rule_name(code) for code in sorted(lacking))
            yield make("Y-SKIPPED/format", edition=past.filing.form.edition, rules=rules)


def _broken(code: str, filing: Filing, previous: Filing | None) -> Iterator[Finding]:
    """Every point of one rule that does not follow; one that rests on an unknown figure is not evaluated."""
    if previous is None:
        return
    now, then = filing.figures, previous.figures
    for point in points(filing.form):
        if point.code != code or point.before not in then or any(key not in now for key in point.needs):
            continue
        follows = point.follows(now, then)
        if now[point.key] < follows or (now[point.key] != follows and not point.at_least):
            yield _finding(filing, previous, point, now, follows)


def _finding(filing: Filing, previous: Filing, point: Point, now: Mapping[str, Figure], follows: Figure) -> Finding:
    cell, left = filing.form.cells[point.key], now[point.key]
    before = previous.form.cells[point.before]
    column = point.code == "Y-CARRY" and not cell.derived
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
        f"{point.code}/column" if column else point.code,
        key=cell.key,
        place=filing.place(cell.key),
        left=left,
        right=follows,
        difference=left - follows,
        **slots,
    )


def _flow(form: Form, name: str, amount: str, key: str | None, now: Mapping[str, Figure]) -> dict[str, str]:
    return {} if key is None else {name: form.cells[key].column_of.short, amount: plain(now[key])}
