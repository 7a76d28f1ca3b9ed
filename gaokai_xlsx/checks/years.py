"""A filing against last year's filing of the same unit (Y-*), over roles: an edition without a role has no such rule."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from gaokai_xlsx.filing import Filing
from gaokai_xlsx.finding import Finding, make
from gaokai_xlsx.form.model import Cell
from gaokai_xlsx.quantity import Figure, plain
from gaokai_xlsx.texts import Severity, say


def carried(filing: Filing, previous: Filing | None) -> Iterator[Finding]:
    """Y-CARRY: the opening stock of each column is last year's closing stock; in the total an error, in a column a warning."""
    if previous is None:
        return
    now, then = filing.figures, previous.figures
    closing = {c.column: c for c in previous.form.role("closing")}
    for cell in filing.form.role("opening"):
        before = closing.get(cell.column)
        if before and cell.key in now and before.key in then and now[cell.key] != then[before.key]:
            yield _compare(
                "Y-CARRY",
                filing,
                previous,
                cell,
                now[cell.key],
                then[before.key],
                severity=Severity.ERROR if cell.derived else Severity.WARNING,
                where=cell.column_of.short,
                opening=cell.row_of.short,
                closing=before.row_of.short,
                parts=filing.addresses(filing.form.parts.get(cell.key, (cell.key,))),
            )


def stock(filing: Filing, previous: Filing | None) -> Iterator[Finding]:
    """Y-STOCK: documents in force = last year's + issued − repealed."""
    if previous is None:
        return
    now, then = filing.figures, previous.figures
    flows = {(role, c.line): c for role in ("stock_in", "stock_out") for c in filing.form.role(role)}
    for cell in filing.form.role("stock"):
        added, removed = flows.get(("stock_in", cell.line)), flows.get(("stock_out", cell.line))
        if not (added and removed and cell.key in then and all(c.key in now for c in (cell, added, removed))):
            continue
        follows = then[cell.key] + now[added.key] - now[removed.key]
        if now[cell.key] != follows:
            yield _compare(
                "Y-STOCK",
                filing,
                previous,
                cell,
                now[cell.key],
                follows,
                stock=cell.column_of.short,
                inflow=added.column_of.short,
                outflow=removed.column_of.short,
                before=plain(then[cell.key]),
                added=plain(now[added.key]),
                removed=plain(now[removed.key]),
            )


def pending(filing: Filing, previous: Filing | None) -> Iterator[Finding]:
    """Y-PENDING: at least as many cases as were pending at last year's end."""
    if previous is None:
        return
    now, then = filing.figures, previous.figures
    before = {c.line: c for c in previous.form.role("pending")}
    for cell in filing.form.role("cases"):
        left_over = before.get(cell.line)
        if left_over and cell.key in now and left_over.key in then and now[cell.key] < then[left_over.key]:
            yield _compare("Y-PENDING", filing, previous, cell, now[cell.key], then[left_over.key], pending=left_over.column_of.short)


def _compare(
    rule: str,
    filing: Filing,
    previous: Filing,
    cell: Cell,
    left: Figure,
    right: Figure,
    *,
    severity: Severity | None = None,
    **slots: Any,
) -> Finding:
    more = say("total.more") if left > right else say("total.less")
    return make(
        rule,
        severity=severity,
        key=cell.key,
        place=filing.place(cell.key),
        left=left,
        right=right,
        difference=left - right,
        label=cell.label,
        unit=cell.unit,
        year=previous.year or say("check.last-year"),
        more=more,
        **slots,
    )
