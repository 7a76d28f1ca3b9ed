"""What a number format makes of a number: a plain one, a date, a percentage. Shared by xlsx and xls."""

from __future__ import annotations

import contextlib
import re
from datetime import datetime, timedelta

from gaokai_xlsx.cells.model import Cell, Kind

_DATE_IDS = frozenset({*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)})
_PERCENT_IDS = frozenset({9, 10})
EPOCH = datetime(1899, 12, 30)
EPOCH_1904 = datetime(1904, 1, 1)


def builtin(number: int) -> Kind:
    """The kind of a format that files name by number only."""
    return Kind.DATE if number in _DATE_IDS else Kind.PERCENT if number in _PERCENT_IDS else Kind.NUMBER


def kind_of(code: str) -> Kind:
    """The kind of a format code such as ``0.00%`` or ``yyyy"年"``."""
    bare = re.sub(r'"[^"]*"|\\.|\[[^\]]*\]|_.|\*.', "", code)
    if re.search(r"[dmyhs]", bare, re.IGNORECASE) and "general" not in bare.lower():
        return Kind.DATE
    return Kind.PERCENT if "%" in bare else Kind.NUMBER


def cell(kind: Kind, value: str, epoch: datetime, formula: str | None) -> Cell:
    """A numeric cell as a person reads it: a date as 2026-01-02, a time as 01:02:00, a percentage with its sign."""
    number = float(value)
    if kind is Kind.DATE:
        with contextlib.suppress(OverflowError, ValueError):  # a number too large for a date keeps its digits as text
            value = (epoch + timedelta(days=number)).strftime("%Y-%m-%d" if number >= 1 else "%H:%M:%S")
    elif kind is Kind.PERCENT:
        value = f"{number * 100:.10g}%"
    return Cell(kind, value, formula)
