"""What a number format makes of a number: a plain one, a date, a percentage. Shared by xlsx and xls."""

from __future__ import annotations

import contextlib
import re
from datetime import datetime, timedelta

from gaokai_xlsx.cells.model import Cell, Kind

_DATE_IDS = frozenset({*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)})
_PERCENT_IDS = frozenset({9, 10})
_LONGEST = 300  # characters of a format code; Excel allows 255
_GENERAL = ("general", "standard", "g/通用格式", "@")
_ELAPSED = re.compile(r"\[[hms]+\]", re.IGNORECASE)
EPOCH = datetime(1899, 12, 30)
EPOCH_1904 = datetime(1904, 1, 1)


def builtin(number: int) -> Kind:
    """The kind of a format that files name by number only."""
    return Kind.DATE if number in _DATE_IDS else Kind.PERCENT if number in _PERCENT_IDS else Kind.NUMBER


def kind_of(code: str) -> Kind:
    """The kind of a format code such as ``0.00%``, ``yyyy"年"`` or ``0.0,"千"`` (which shows 12000 as 12.0千)."""
    if not code or len(code) > _LONGEST:
        return Kind.MASKED if code else Kind.NUMBER
    bare = re.sub(r'"[^"]*"|\\.|_.|\*.', "", code)
    if bare.strip().lower() in _GENERAL:
        return Kind.NUMBER
    if _ELAPSED.search(bare):
        return Kind.DATE
    conditions = re.search(r"\[[<>=]", bare)
    bare = re.sub(r"\[[^\]]*\]", "", bare)
    if re.search(r"[dmyhs]", bare, re.IGNORECASE) and "general" not in bare.lower():
        return Kind.DATE
    if "%" in bare:
        return Kind.PERCENT
    sections = bare.lower().split(";")
    scaled = any(re.search(r"[0#?],+(?![0#?,])", section) for section in sections)
    shows = any(re.search(r"general|g/通用格式|[0#?@]", section) for section in (sections if conditions else sections[:1]))
    return Kind.NUMBER if shows and not scaled else Kind.MASKED


def cell(kind: Kind, value: str, epoch: datetime, formula: str | None) -> Cell:
    """A numeric cell as a person reads it: a date as 2026-01-02, a time as 01:02:00, a percentage with its sign."""
    number = float(value)
    if kind is Kind.DATE:
        with contextlib.suppress(OverflowError, ValueError):  # a number too large for a date keeps its digits as text
            value = (epoch + timedelta(days=number)).strftime("%Y-%m-%d" if number >= 1 else "%H:%M:%S")
    elif kind is Kind.PERCENT:
        value = f"{number * 100:.10g}%"
    return Cell(kind, value, formula)
