"""Whether a summary still says what it was made from: its sums against its units, its units against each other (C-SUM)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from gaokai_xlsx.cells.model import Cell, Kind
from gaokai_xlsx.finding import Finding, Place, make
from gaokai_xlsx.form import detail
from gaokai_xlsx.form.derive import with_totals
from gaokai_xlsx.form.grid import a1, grid
from gaokai_xlsx.form.model import Table
from gaokai_xlsx.intake.summary_rows import Read, Row
from gaokai_xlsx.quantity import Figure, exact, plain
from gaokai_xlsx.submission import Below


def disagreements(summary: Read, below: Below, file: str) -> list[Finding]:
    """C-SUM, one finding a table and kind, with its first cell; nothing for a summary as it was written."""
    if not summary.rows:
        return [make("C-SUM/empty", file=file)]
    found = [make("C-SUM/sheet", file=file, sheet=name) for name in summary.lacking]
    for table in summary.form.tables:
        found += _no_figures(summary, table, file)
        found += _totals_of_rows(summary, table, file)
        found += _table(summary, table, file)
    found += _levels(summary, below, file)
    if not any(f.is_error for f in found) and _changed(summary):
        found.append(make("C-SUM/changed", file=file))
    return found


def _no_figures(summary: Read, table: Table, file: str) -> Iterator[Finding]:
    """Cells of 明细 that hold something that is no figure."""
    stood = [(row, *bad) for row in summary.rows for bad in row.refused if summary.form.cells[bad[0]].table == table.key]
    if stood:
        row, key, raw = stood[0]
        label, place = summary.form.cells[key].label, summary.place(row, key)
        yield make("C-SUM/cell", file=file, key=key, place=place, left=raw, unit=row.unit.name, label=label, raw=raw, n=len(stood))


def _totals_of_rows(summary: Read, table: Table, file: str) -> Iterator[Finding]:
    """Totals of 明细, which are constants too, against the parts beside them."""
    totals = {key: parts for key, parts in summary.form.parts.items() if summary.form.cells[key].table == table.key}
    wrong = []
    for row in summary.rows:
        for key, parts in totals.items():
            if key in row.totals and all(part in row.typed for part in parts):
                added = sum((row.typed[part] for part in parts), start=0)
                wrong += [(row, key, row.totals[key], added)] if added != row.totals[key] else []
    if wrong:
        row, key, stated, added = wrong[0]
        slots = _sides(summary, key, stated, added)
        yield make("C-SUM/row", file=file, place=summary.place(row, key), whose=row.unit.name, n=len(wrong), **slots)


def _table(summary: Read, table: Table, file: str) -> Iterator[Finding]:
    """The table itself: what its cells show, and whether they are still formulas."""
    sheet = next((s for s in summary.book.sheets if s.name == table.short), None)
    if sheet is None:
        yield make("C-SUM/sheet", file=file, sheet=table.short)
        return
    sums = _added(summary.own, summary)
    places = {key: (box.top, box.left) for key, box in grid(table).places.items()}
    shown = {key: value for key, at in places.items() if (value := _shown(sheet.at(*at))) is not None}
    wrong = [key for key, value in shown.items() if value != sums[key]]
    typed = [key for key in shown if key not in wrong and sheet.at(*places[key]).formula is None]
    for rule, keys in (("C-SUM", wrong), ("C-SUM/formula", typed)):
        if keys:
            key = keys[0]
            slots = _sides(summary, key, shown[key], sums[key])
            name = detail.sheet_name(table)
            yield make(rule, file=file, place=Place(sheet.name, a1(*places[key])), detail=name, n=len(keys), **slots)


def _shown(cell: Cell) -> Figure | str | None:
    """What a cell of a table shows, a number to the digits that a spreadsheet holds; None where a program has saved no result."""
    if cell.kind is Kind.NUMBER:
        return exact(float(cell.text))
    return None if cell.kind is Kind.BLANK and cell.formula is not None else cell.text


def _levels(summary: Read, below: Below, file: str) -> Iterator[Finding]:
    """A unit that is the sum of others here, against these."""
    leaves = {(i.parents, i.unit.name) for i in below.leaves}
    under: dict[tuple[str, ...], list[Row]] = {}
    for row in summary.rows:
        for depth in range(1, len(row.parents) + 1 if (row.parents, row.unit.name) in leaves else 0):
            under.setdefault(row.parents[:depth], []).append(row)
    for row in summary.rows:
        rows = under.get((*row.parents, detail.step(row.unit.name)), [])
        sums = _added(rows, summary) if rows else {}
        wrong = [key for key in sums if not summary.form.cells[key].derived and row.typed.get(key, 0) != sums[key]]
        if wrong:
            slots = _sides(summary, wrong[0], row.typed.get(wrong[0], 0), sums[wrong[0]])
            yield make(
                "C-SUM/level", file=file, place=summary.place(row, wrong[0]), whose=row.unit.name, n=len(wrong), count=len(rows), **slots
            )


def _added(rows: list[Row], summary: Read) -> Mapping[str, Figure]:
    """The sums of rows as a spreadsheet keeps them: what is not stated adds nothing."""
    sums: dict[str, Figure] = dict.fromkeys((*summary.form.typed, *summary.form.supplement), 0)
    for row in rows:
        for key, value in row.typed.items():
            sums[key] += value
    return {key: exact(float(value)) for key, value in with_totals(summary.form, sums).items()}


def _changed(summary: Read) -> bool:
    """Whether 明细 is another than the one that was written; unknown of a summary that does not say which it was."""
    rows = ((r.parents, r.unit.code or "", r.unit.name, r.typed) for r in summary.rows)
    wanted = summary.stamp.answers
    return summary.twice or bool(wanted and wanted != detail.fingerprint(summary.form, rows))


def _sides(summary: Read, key: str, left: Figure | str, right: Figure) -> dict[str, Any]:
    cell = summary.form.cells[key]
    value, gap = (left, None) if isinstance(left, str) else (plain(left), left - right)
    shown = {"value": value, "sum": plain(right), "label": cell.label, "measure": cell.unit}
    return {"key": key, "left": left, "right": right, "difference": gap, **shown}
