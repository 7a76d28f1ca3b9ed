"""An official table as rows of cells for Word: widths, merges and sizes, so that no figure breaks in two."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from gaokai_xlsx.form.grid import Box, Grid, Label, grid, layout
from gaokai_xlsx.form.model import Table
from gaokai_xlsx.quantity import Figure, plain

_TEXT_WIDTH, _WIDEST = 156.0, 165.0  # mm: between the margins, and what many columns may take
_LABELS = {1: (39.0,), 2: (16.0, 40.0), 3: (8.0, 16.0, 46.0)}  # mm of the columns of row labels
_MANY = 12  # columns from which a table takes the widest
_LONG = 20  # rows from which a table is set small, to stay on one page
_SIZES = (10.5, 10, 9.5, 9, 8.5, 8, 7.5, 7, 6.5, 6, 5.5, 5)
_DIGIT = 0.52  # of the size: how wide a digit is in Times and what stands in for it, and a little more
_INSIDE = 2.8  # points left free at both sides of a cell together (cell margins in document.xml)
_POINTS, _TWIPS = 72 / 25.4, 1440 / 25.4


@dataclass(frozen=True, slots=True)
class Square:
    """One ``w:tc``: ``merge`` is restart, continue or nothing; ``size`` in half points.

    ``width`` and ``inset`` (left free at both sides, so that the lines of a heading are equally long) in twentieths of a point.
    """

    text: str
    kind: str
    span: int
    width: int
    size: int
    merge: str = ""
    left: bool = False
    inset: int = 0


@dataclass(frozen=True, slots=True)
class Drawn:
    """A table for Word: column widths in twentieths of a point, rows; the first ``heads`` rows repeat on every page."""

    title: str
    columns: tuple[int, ...]
    rows: tuple[tuple[Square, ...], ...]
    heads: int

    @property
    def width(self) -> int:
        """The whole width."""
        return sum(self.columns)


def drawn(table: Table, figures: Mapping[str, Figure]) -> Drawn:
    """The table with the figures of a report, labels and merges as printed."""
    plan = grid(table)
    widths = _widths(plan)
    values = {key: plain(figures[key]) for key in plan.places}
    size = _size(plan, widths, values)
    small = 9.0 if plan.rows > _LONG or plan.columns > _MANY else 10.5
    columns = tuple(round(width * _TWIPS) for width in widths)

    def square(what: Label | str | None, box: Box, row: int) -> Square:
        figure = isinstance(what, str)
        merge = "" if box.top == box.bottom else "restart" if row == box.top else "continue"
        text = values[what] if isinstance(what, str) else what.text if what else ""
        left = isinstance(what, Label) and what.kind == "row" and box.right == plan.label_columns - 1 and plan.label_columns > 1
        return Square(
            text if merge != "continue" else "",
            "figure" if figure else what.kind if isinstance(what, Label) else "",
            box.right - box.left + 1,
            sum(columns[box.left : box.right + 1]),
            round((size if figure else small) * 2),
            merge,
            left,
            _inset(text, sum(widths[box.left : box.right + 1]), small) if isinstance(what, Label) and what.kind == "column" else 0,
        )

    rows = tuple(tuple(square(what, box, row) for what, box in _across(table, row)) for row in range(plan.rows))
    return Drawn(table.title, columns, rows, plan.blocks[0].body if len(plan.blocks) == 1 else 0)


def _inset(text: str, width: float, size: float) -> int:
    """What to leave free so that 结果维持 breaks into two and two and not into three and one."""
    room = width * _POINTS - _INSIDE
    fits = max(int(room / size), 1)
    lines = -(-len(text) // fits)
    each = -(-len(text) // lines)
    return int((room - each * size - 1) / 2 * 20) if lines > 1 and each < fits else 0


def _across(table: Table, row: int) -> Iterator[tuple[Label | str | None, Box]]:
    """What a row cuts from left to right, boxes that began above it too."""
    found = [(what, box) for line in layout(table) for what, box in line if box.top <= row <= box.bottom]
    yield from sorted(found, key=lambda item: item[1].left)


def _widths(plan: Grid) -> list[float]:
    """Widths of the columns in mm: labels by their depth, figures share the rest."""
    whole = _WIDEST if plan.columns > _MANY else _TEXT_WIDTH
    labels = list(_LABELS.get(plan.label_columns, ()))
    labels += [20.0] * (plan.label_columns - len(labels))
    figures = plan.columns - plan.label_columns
    return labels + [(whole - sum(labels)) / figures] * figures


def _size(plan: Grid, widths: list[float], values: Mapping[str, str]) -> float:
    """The largest size at which every figure stays on one line."""
    tightest = min(
        (sum(widths[box.left : box.right + 1]) * _POINTS - _INSIDE) / (len(values[key]) * _DIGIT) for key, box in plan.places.items()
    )
    return next((size for size in _SIZES if size <= tightest), _SIZES[-1])
