"""Dates as people write them; there is no clock, every date is an input."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, timedelta

from gaokai_xlsx import texts
from gaokai_xlsx.errors import Usage

_DATE = re.compile(
    r"(?:(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})|(\d{4})(\d\d)(\d\d)|(\d{1,2})\s*[月/-]\s*(\d{1,2}))(?:\s*[日号])?"
)
# What stands behind a date in a cell: a weekday in brackets, a time, 前 or 止.
_BEHIND = re.compile(r"\s*(?:\([^()]*\))?\s*(?:T?(?:[上下中]午)?\s*\d{1,2}\s*[:时点][\d:.时点分秒整]*|下班)?\s*(?:之?前|以前|截止|止)?")
_MIDNIGHT = re.compile(r"(?:[ T]00:00(?::00)?)?")
_SERIAL = re.compile(r"(\d{5})(?:\.\d+)?")
_EPOCH = date(1899, 12, 30)
_FIRST, _LAST = 36_526, 73_050  # serial numbers of 2000-01-01 and 2099-12-31
_EARLY = 12  # the month in which templates go out


def read(text: str, year: int | None) -> date | None:
    """The date in ``2026-01-28``, ``2026/1/28``, ``2026年1月28日``, ``20260128``; with the report year also in ``1月28日``; else None.

    A date without a year lies in the year after the report year, in December in the report year itself. ``1.28`` is no date: a
    spreadsheet makes 1.3 of 1.30.
    """
    return _read(text, year, _MIDNIGHT)


def in_cell(text: str, year: int | None) -> date | None:
    """The date that a cell gives: the same, with a time or 前 behind it, or the number by which spreadsheets count days."""
    if serial := _SERIAL.fullmatch(text.strip()):
        days = int(serial[1])
        return _EPOCH + timedelta(days=days) if _FIRST <= days <= _LAST else None
    return _read(text, year, _BEHIND)


def in_words(text: str, year: int | None) -> str:
    """The date of a cell as people write it in a letter; a text that is none as it stands."""
    day = in_cell(text, year)
    return words(day) if day else texts.visible(text.strip())


def option(name: str, text: str, year: int | None) -> date:
    """The date that was given for an option; raises ``Usage`` for what is none."""
    if (found := read(text, year)) is None:
        raise Usage("stop.date", name=name, value=texts.visible(text))
    return found


def plausible(day: date, year: int) -> bool:
    """Whether a date can belong to the collection of that year's reports; in January the old year is soon typed."""
    return day >= date(year, _EARLY, 1)


def words(day: date) -> str:
    """``2026年1月28日``."""
    return texts.say("date.words", year=day.year, month=day.month, day=day.day)


def short(day: date) -> str:
    """``1月28日``."""
    return texts.say("date.short", month=day.month, day=day.day)


def _read(text: str, year: int | None, behind: re.Pattern[str]) -> date | None:
    normal = unicodedata.normalize("NFKC", text).strip()
    found = _DATE.match(normal)
    if found is None or not behind.fullmatch(normal, found.end()):
        return None
    parts = [int(part) for part in found.groups() if part is not None]
    if len(parts) == 2:
        if year is None:
            return None
        parts.insert(0, year if parts[0] == _EARLY else year + 1)
    try:
        return date(*parts)
    except ValueError:
        return None
