"""Who has not reported (R-MISSING), who is late (R-LATE), and dates that nobody can read (R-DATE). Lateness only as of a given day."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from gaokai_xlsx import dates
from gaokai_xlsx.finding import Finding, make
from gaokai_xlsx.quantity import fold
from gaokai_xlsx.register import Late, Receipt
from gaokai_xlsx.roster import Entry
from gaokai_xlsx.submission import Outcome, Report
from gaokai_xlsx.texts import say

_NAMED = 5  # units or rows that one finding names; the others are counted
_NO_REPORT = (Outcome.IGNORED, Outcome.ATTACHMENT)


def lateness(report: Report) -> dict[str, Late]:
    """The units past their deadline on the day ``as_of``, by name; empty without such a day.

    A unit without a report is late by that day, another one by the day on which its first report came, where that is known.
    """
    missing = {unit.name for unit in report.missing}
    late = {}
    for entry, due in _due(report):
        received = None if entry.name in missing else _first(report, entry, due)
        day = report.as_of if entry.name in missing else received
        if day and day > due:
            late[entry.name] = Late(due, (day - due).days, received)
    return late


def missing(report: Report) -> list[Finding]:
    """R-MISSING for each unit that should have filed; it says so where a unit sent everything but the workbook or took it back."""
    sent: dict[str, list[str]] = {}
    taken: dict[str, list[str]] = {}
    for submission in report.files:
        if submission.unit and (submission.outcome is Outcome.ATTACHMENT or submission.withdrawn):
            (taken if submission.withdrawn else sent).setdefault(submission.unit.name, []).append(submission.shown)
    found = []
    for unit in report.missing:
        back, late = taken.get(unit.name, ()), report.late.get(unit.name)
        files = "、".join(f"《{name}》" for name in back or sent.get(unit.name, ()))
        what = "withdrawn" if back else "attachment" if files else ""
        variant = "-".join(part for part in (what, "overdue" if late else "") if part)
        words: dict[str, Any] = {"unit": unit.name, "number": unit.code, "year": report.year, "files": files}
        words |= {"due": dates.words(late.due), "days": late.days} if late else {}
        found.append(make(f"R-MISSING/{variant}".rstrip("/"), **words))
    return found


def late(report: Report) -> Iterator[Finding]:
    """R-LATE for each unit whose first report came late, and what stood in the way of knowing; nothing without a day."""
    if report.as_of is None:
        return
    for name, one in report.late.items():
        if one.received:
            yield make("R-LATE", unit=name, received=dates.words(one.received), due=dates.words(one.due), days=one.days)
    if report.register and not report.register.closed:
        missing = {unit.name for unit in report.missing}
        unknown = [e.name for e, due in _due(report) if e.name not in missing and _first(report, e, due) is None]
        if unknown:
            yield make("R-LATE/unknown", count=len(unknown), names=_some(unknown))
    yield from _odd_dates(report, report.as_of)
    yield from _odd_deadlines(report)


def _due(report: Report) -> Iterator[tuple[Entry, date]]:
    """The units that must file and whose deadline has passed on the day."""
    for entry in report.roster.expected if report.roster else ():
        due = _day(entry.due, report)
        if due and report.as_of and report.as_of > due:
            yield entry, due


def _day(text: str, report: Report) -> date | None:
    assert report.year is not None
    day = dates.in_cell(text, report.year)
    return day if day and dates.plausible(day, report.year) else None


def _first(report: Report, entry: Entry, due: date) -> date | None:
    """When the unit's first report came, good or bad; None where that is not written down and none is known to have come in time.

    The lines of files that are gone by now (moved away, answered by a correction) and the clerk's own lines count too.
    """
    files = [s for s in report.files if s.unit and s.unit.name == entry.name and s.outcome not in _NO_REPORT]
    receipts = [report.receipt(s) for s in files]
    receipts += [r for r in _lines(report) if _names(r, entry) and (r.number or not r.sha256)]
    days = [_day(r.received, report) if r else None for r in receipts]
    first = min((day for day in days if day), default=None)
    return first if first and (first <= due or all(days)) else None


def _names(receipt: Receipt, entry: Entry) -> bool:
    return fold(receipt.unit) in {fold(name) for name in (entry.name, *entry.aliases)}


def _lines(report: Report) -> Sequence[Receipt]:
    return report.register.receipts if report.register else ()


def _odd_dates(report: Report, as_of: date) -> Iterator[Finding]:
    written = [r for r in _lines(report) if r.row and fold(r.received)]
    if odd := [r for r in written if not _day(r.received, report)]:
        yield make("R-DATE", rows=_rows(odd), year=report.year)
    if ahead := [r for r in written if (day := _day(r.received, report)) and day > as_of]:
        yield make("R-DATE/ahead", rows=_rows(ahead), as_of=dates.words(as_of))


def _odd_deadlines(report: Report) -> Iterator[Finding]:
    said: dict[str, list[str]] = {}
    for entry in report.roster.expected if report.roster else ():
        if fold(entry.due) and not _day(entry.due, report):
            said.setdefault(entry.due, []).append(entry.name)
    for due, names in said.items():
        yield make("R-DATE/due", count=len(names), names=_some(names), due=due, year=report.year)


def _rows(receipts: Sequence[Receipt]) -> str:
    return _some([say("log.row", row=r.row, text=r.received) for r in receipts], "log.more-rows")


def _some(names: Sequence[str], more: str = "log.more-units") -> str:
    shown = "、".join(names[:_NAMED])
    return shown if len(names) <= _NAMED else say(more, shown=shown, n=len(names))
