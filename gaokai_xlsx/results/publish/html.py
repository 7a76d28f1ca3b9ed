"""The report as one accessible page: no other file, nothing asked of the net, no script."""

from __future__ import annotations

import hashlib
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from gaokai_xlsx.form.grid import Box, Label, a1, grid, layout
from gaokai_xlsx.form.model import Table
from gaokai_xlsx.quantity import Figure, plain
from gaokai_xlsx.results.publish.content import Content, Kind
from gaokai_xlsx.texts import say

_FOLDER = Path(__file__).parent
_SCOPES = {"heading": "colgroup", "column": "col", "corner": "col", "row": "row"}
_NARROW = 6  # columns that a telephone shows without scrolling


@dataclass(frozen=True, slots=True)
class Square:
    """One ``th`` or ``td``; ``scope`` and ``id`` are a heading's, ``headers`` the ids of the headings that a figure stands under."""

    text: str
    rows: int
    columns: int
    kind: str = ""
    scope: str = ""
    id: str = ""
    headers: str = ""


def build(content: Content) -> bytes:
    """The page as bytes; the same content gives the same bytes."""
    environment = Environment(
        loader=FileSystemLoader(_FOLDER), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.globals |= {"say": say, "Kind": Kind}
    style = Markup((_FOLDER / "page.css").read_text(encoding="utf-8"))  # ours; nothing of the report is in it
    page = environment.get_template("page.html").render(
        content=content,
        style=style,
        policy=f"default-src 'none'; style-src 'sha256-{b64encode(hashlib.sha256(style.encode()).digest()).decode()}'",
        tables={c.table.key: _rows(c.table, content.source.figures) for c in content.chapters if c.table},
        wide={c.table.key: grid(c.table).columns > _NARROW for c in content.chapters if c.table},
    )
    return page.encode()


def _rows(table: Table, figures: Mapping[str, Figure]) -> list[list[Square]]:
    def square(what: Label | str | None, box: Box) -> Square:
        size = (box.bottom - box.top + 1, box.right - box.left + 1)
        if isinstance(what, Label):
            scope = "rowgroup" if what.kind == "row" and size[0] > 1 else _SCOPES[what.kind]
            scope = "colgroup" if what.kind == "column" and size[1] > 1 else scope
            return Square(what.text, *size, what.kind, scope, _id(table, box))
        if what is None:
            return Square("", *size)
        return Square(plain(figures[what]), *size, "figure", headers=" ".join(_id(table, label.box) for label in _over(table, box)))

    return [[square(what, box) for what, box in row] for row in layout(table)]


def _over(table: Table, box: Box) -> list[Label]:
    """The headings of a figure: those of its block above it, and those of its row."""
    plan = grid(table)
    first = max(block.top for block in plan.blocks if block.body <= box.top)
    found = []
    for label in plan.labels:
        beside = label.kind == "row" and label.box.top <= box.top <= label.box.bottom
        above = label.kind in ("column", "heading") and first - 1 <= label.box.top < box.top
        if beside or (above and label.box.left <= box.left and box.right <= label.box.right):
            found.append(label)
    return found


def _id(table: Table, box: Box) -> str:
    return f"{table.key}-{a1(box.top, box.left)}"
