"""Where this year must follow from last year, over roles: the points that a unit may have to explain.

One list for the rule (``checks/years.py``), for the comparison inside the template and for 差异说明.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from gaokai_xlsx import texts
from gaokai_xlsx.form.model import Cell, Form
from gaokai_xlsx.quantity import Figure


@dataclass(frozen=True, slots=True)
class Point:
    """``key`` this year = last year's ``before`` + ``plus`` − ``minus`` (or, ``at_least``, not less than it)."""

    code: str
    key: str
    before: str
    plus: str | None = None
    minus: str | None = None
    at_least: bool = False

    @property
    def name(self) -> str:
        """What tells it from the other points of the form."""
        return f"{self.code} {self.key}"

    @property
    def needs(self) -> tuple[str, ...]:
        """The figures of the new year that the comparison rests on."""
        return tuple(k for k in (self.key, self.plus, self.minus) if k)

    def follows(self, now: Mapping[str, Figure], then: Mapping[str, Figure]) -> Figure:
        """What ``key`` should be."""
        return then[self.before] + (now[self.plus] if self.plus else 0) - (now[self.minus] if self.minus else 0)


def points(form: Form) -> Iterator[Point]:
    """The points of an edition in form order by rule; a role the edition lacks gives none."""
    closing = _by(form, "closing", column=True)
    for opening in form.role("opening"):
        if opening.column in closing:
            yield Point("Y-CARRY", opening.key, closing[opening.column].key)
    inflow, outflow = _by(form, "stock_in"), _by(form, "stock_out")
    for stock in form.role("stock"):
        if stock.line in inflow and stock.line in outflow:
            yield Point("Y-STOCK", stock.key, stock.key, inflow[stock.line].key, outflow[stock.line].key)
    pending = _by(form, "pending")
    for cases in form.role("cases"):
        if cases.line in pending:
            yield Point("Y-PENDING", cases.key, pending[cases.line].key, at_least=True)


def says(form: Form, point: Point) -> str:
    """The line of a point in 差异说明."""
    cell = form.cells[point.key]
    return texts.say(f"reasons.{point.code}", table=form.table(cell.table).short, label=cell.label)


def _by(form: Form, role: str, *, column: bool = False) -> dict[str, Cell]:
    return {c.column if column else c.line: c for c in form.role(role)}
