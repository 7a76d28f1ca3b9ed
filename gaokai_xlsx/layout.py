"""Help pages in columns of a terminal, where a Chinese character takes two; the library would count it as one."""

from __future__ import annotations

import re
import shutil
import unicodedata
from collections.abc import Callable, Sequence

# Typer vendors click and does not re-export its formatter; typer's minor version is pinned for this import.
from typer._click.formatting import HelpFormatter

_WIDEST, _NARROWEST = 80, 24
_ROOM = 60  # columns from which descriptions stand beside names; in fewer they stand below
_SPACING = 2
# A word of ASCII and what is in square brackets stay whole, and no line begins with a closing mark.
_CLOSING = "，。、；：？！）》”…"
_PIECE = re.compile(rf"(?:\[[^\]]+\]|[!-~]+|.)[{_CLOSING}]*")


def columns(text: str) -> int:
    """How many columns of a terminal a text takes."""
    return sum(2 if unicodedata.east_asian_width(c) in "WF" or c in "“”…×" else 1 for c in text)


def wrapped(text: str, room: int) -> list[str]:
    """The text in lines of at most ``room`` columns; a piece that is longer alone stands alone."""
    lines = [""]
    for piece in _PIECE.findall(text):
        if lines[-1] and columns(lines[-1] + piece) > room:
            lines.append("")
        lines[-1] += piece.lstrip() if not lines[-1] else piece
    return [line.rstrip() for line in lines]


class Formatter(HelpFormatter):
    """The library's formatter with columns counted right; ``translate`` is applied to each name and description before."""

    def __init__(self, translate: Callable[[str], str]) -> None:
        width = max(min(shutil.get_terminal_size().columns, _WIDEST) - 2, _NARROWEST)
        super().__init__(width=width)
        self.translate = translate

    def write_text(self, text: str) -> None:
        """One paragraph."""
        indent = " " * self.current_indent
        self.write("".join(f"{indent}{line}\n" for line in wrapped(text, self.width - self.current_indent)))

    def write_dl(self, rows: Sequence[tuple[str, str]], col_max: int = 30, col_spacing: int = _SPACING) -> None:
        """Names with their descriptions, beside or below them."""
        said = [(self.translate(name), self.translate(text)) for name, text in rows]
        beside = self.width + _SPACING >= _ROOM
        widest = min(max(columns(name) for name, _ in said), col_max)
        indent = self.current_indent + (widest + col_spacing if beside else 2 * _SPACING)
        for name, text in said:
            lines = wrapped(text, self.width - indent)
            head = " " * self.current_indent + name
            if beside and columns(name) <= widest:
                head += " " * (indent - columns(head)) + lines.pop(0)
            self.write("\n".join([head, *(" " * indent + line for line in lines)]) + "\n")
