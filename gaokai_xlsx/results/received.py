"""Columns of 报送情况 that 收件登记 and deadlines give: 收到日期, 方式, 版次, 报送截止, 迟报."""

from __future__ import annotations

from gaokai_xlsx import dates
from gaokai_xlsx.filing import Unit
from gaokai_xlsx.submission import Outcome, Report, Submission
from gaokai_xlsx.texts import say


def columns(report: Report) -> list[tuple[str, float]]:
    """The heads and widths; of the register, the roster's deadlines and lateness only where there are any."""
    heads = [("board.received", 16.0), ("board.by", 10.0), ("board.version", 6.0)] if report.register else []
    heads += [("board.due", 16.0)] if report.roster and any(e.due for e in report.roster.entries) else []
    return heads + ([("board.late", 12.0)] if report.as_of else [])


def values(report: Report, unit: Unit | None, file: Submission | None) -> list[str]:
    """What stands under them, for a file, or (``file`` None) for a unit that sent none."""
    receipt = report.receipt(file) if file else None
    entry = report.roster.named(unit.name) if report.roster and unit else None
    found = {
        "board.received": dates.in_words(receipt.received, report.year) if receipt else "",
        "board.by": receipt.by if receipt else "",
        "board.version": receipt.version if receipt else "",
        "board.due": dates.in_words(entry.due, report.year) if entry else "",
        "board.late": _late(report, unit, file),
    }
    return [found[head] for head, _ in columns(report)]


def _late(report: Report, unit: Unit | None, file: Submission | None) -> str:
    late = report.late.get(unit.name) if unit and (file is None or file.outcome not in (Outcome.IGNORED, Outcome.ATTACHMENT)) else None
    return say("board.late-days" if late.received else "board.overdue-days", n=late.days) if late else ""
