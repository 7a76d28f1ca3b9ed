"""What leaders ask for, out of any edition: by roles and by the parts of totals, never by keys."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from gaokai_xlsx import texts
from gaokai_xlsx.form.model import Cell, Form, Kind
from gaokai_xlsx.quantity import Figure


@dataclass(frozen=True, slots=True)
class Measure:
    """A figure or a sum of figures under one name."""

    label: str
    unit: str
    decimals: int
    keys: tuple[str, ...]

    def of(self, figures: Mapping[str, Figure]) -> Figure | None:
        """Its value; None where one of the figures is unknown."""
        if any(k not in figures for k in self.keys):
            return None
        return sum((figures[k] for k in self.keys), start=0)


def headline(form: Form) -> list[Measure]:
    """新收, 办结, 结转, each way of 复议 and 诉讼, 收费, as far as the edition has them."""
    found = [_named(measure(form, role), role) for role in ("received", "settled", "closing")]
    found += [_measure(name, cells) for name, cells in _by_heading(form.role("cases")).items()]
    return [m for m in (*found, _named(measure(form, "fee"), "fee")) if m]


def measure(form: Form, role: str) -> Measure | None:
    """All of a role: its total where there is one, else every figure; None where the edition lacks the role."""
    cells = form.role(role)
    if not cells:
        return None
    parts = {c.key: set(form.parts.get(c.key, (c.key,))) for c in cells}
    every = set().union(*parts.values())
    whole = next((c for c in cells if parts[c.key] == every), None)
    return _measure(form.word(role), [whole] if whole else [c for c in cells if not c.derived])


def outcomes(form: Form) -> list[Measure]:
    """办理结果 by the groups of the form, over all applicants."""
    whole = measure(form, "settled")
    if whole is None or len(whole.keys) != 1:
        return []
    sums = [e for e in form.equations if e.anchor == whole.keys[0] and e.identity.kind is Kind.COLUMN_SUM]
    groups: dict[str, list[Cell]] = {}
    for cell in (form.cells[k] for e in sums for k in e.left):
        groups.setdefault(cell.row_of.label[min(1, len(cell.row_of.label) - 1)], []).append(cell)
    return [_measure(cells[0].row_of.short if len(cells) == 1 else name, cells) for name, cells in groups.items()]


def applicants(form: Form) -> list[Measure]:
    """本年新收 by who applied."""
    whole = measure(form, "received")
    return [_measure(c.column_of.short, [c]) for c in form.role("received") if whole and c.key not in whole.keys]


def results(form: Form) -> dict[str, list[Measure]]:
    """复议 and 诉讼, each by result."""
    found = {}
    for name, totals in _by_heading(form.role("cases")).items():
        groups: dict[str, list[Cell]] = {}
        for cell in (form.cells[k] for total in totals for k in form.parts.get(total.key, ())):
            groups.setdefault(cell.column_of.short, []).append(cell)
        found[name] = [_measure(label, cells) for label, cells in groups.items()]
    return found


def _named(found: Measure | None, role: str) -> Measure | None:
    """Under the name that leaders use."""
    return replace(found, label=texts.say(f"sum.page-{role}")) if found else None


def _measure(label: str, cells: Iterable[Cell]) -> Measure:
    every = tuple(cells)
    return Measure(label, every[0].unit, max(c.decimals for c in every), tuple(c.key for c in every))


def _by_heading(cells: Iterable[Cell]) -> dict[str, list[Cell]]:
    """Cells by the outermost heading of their column, else of their row."""
    groups: dict[str, list[Cell]] = {}
    for cell in cells:
        path = cell.column_of.label if len(cell.column_of.label) > 1 else cell.row_of.label
        groups.setdefault(path[0] if path else cell.label, []).append(cell)
    return groups
