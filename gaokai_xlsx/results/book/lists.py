"""报送情况 (every unit and every file), 问题清单 (every finding)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from xlsxwriter.worksheet import Worksheet

from gaokai_xlsx import texts
from gaokai_xlsx.finding import Finding
from gaokai_xlsx.quantity import Figure, fold
from gaokai_xlsx.results import levels, received
from gaokai_xlsx.results.book.frame import SummaryFrame
from gaokai_xlsx.results.grouping import for_people, named
from gaokai_xlsx.results.standing import standings
from gaokai_xlsx.workbook import lines

_LONGEST = 2000  # characters of a text in a list; a cell holds 32,767 and XlsxWriter drops what is longer without a word


def _listing(frame: SummaryFrame, name: str, heads: Sequence[tuple[str, float]], rows: Sequence[Sequence[str | int | Figure]]) -> Worksheet:
    """A filterable list: heads with widths, then rows; numbers as numbers, everything else as text."""
    sheet = frame.book.sheet(texts.say(name), landscape=True)
    for column, (key, width) in enumerate(heads):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, texts.say(key), frame.head)
    for at, row in enumerate(rows, start=1):
        tallest = max(lines(str(value), width) for value, (_, width) in zip(row, heads, strict=True))
        sheet.set_row(at, 14.5 * tallest + 3)
        for column, value in enumerate(row):
            if isinstance(value, str):
                sheet.write_string(at, column, value[:_LONGEST], frame.text)
            else:
                sheet.write_number(at, column, float(value), frame.centre)
    sheet.freeze_panes(1, 0)
    frame.finish(sheet, len(rows) + 1, len(heads), filtered=0)
    return sheet


def board(frame: SummaryFrame) -> None:
    """Every unit of the roster and every file."""
    order = {e.name: e.order for e in frame.report.roster.entries} if frame.report.roster else {}
    nobody = texts.say("board.nobody")
    rows: list[tuple[int, str, list[str | int | Figure]]] = []
    for s in frame.report.listed:
        name, code = (s.unit.name, s.unit.code or "") if s.unit else (nobody, "")
        found = for_people(s.filing, s.open)
        errors, warnings = (sum(f.severity.value == level for f in found) for level in ("error", "warning"))
        kind = levels.kind(s)
        more = received.values(frame.report, s.unit, s)
        rows.append((order.get(name, 1_000_000), s.sha256 or "", [code, name, s.word, s.path, kind, errors, warnings, *more]))
    for u in frame.report.missing:
        more = received.values(frame.report, u, None)
        rows.append((order[u.name], "", [u.code or "", u.name, texts.say("board.missing"), "", "", "", "", *more]))
    rows.sort(key=lambda r: (r[0], str(r[2][1]), r[1]))
    heads = (
        ("board.number", 6),
        ("board.code", 8),
        ("board.unit", 32),
        ("board.outcome", 11),
        ("board.file", 46),
        ("board.kind", 10),
        ("board.errors", 8),
        ("board.warnings", 8),
        *received.columns(frame.report),
    )
    _listing(frame, "sum.board", heads, [[at, *row] for at, (_, _, row) in enumerate(rows, start=1)])


def findings(frame: SummaryFrame) -> None:
    """Every finding as people read it, with place, both sides, difference, what to do."""
    rows: list[list[str | int | Figure]] = []
    lists = [(s.unit.name if s.unit else "", s.path, for_people(s.filing, s.open)) for s in frame.report.listed]
    names = {fold(s.unit.name): s.unit.name for s in standings(frame.report) if s.unit}
    lists += [(names.get(named(f, names), ""), "", [f]) for f in frame.report.findings]
    for unit, path, found in lists:
        for f in found:
            sides = [_side(f, text) for text in (f.left, f.right, f.difference)]
            place = [f.sheet or "", f.cell or ""]
            rows.append([len(rows) + 1, unit, path, f.severity.word, *place, f.message, f.remedy, *sides, f.code])
    heads = (
        ("list.number", 6),
        ("list.unit", 20),
        ("list.file", 24),
        ("list.severity", 8),
        ("list.table", 14),
        ("list.cell", 8),
        ("list.message", 60),
        ("list.remedy", 46),
        ("list.left", 10),
        ("list.right", 10),
        ("list.gap", 8),
        ("list.code", 13),
    )
    _listing(frame, "sum.findings", heads, rows)


def _side(finding: Finding, text: str | None) -> str | Figure:
    """One side of a finding: a number where it is one, so that it can be added up; raw text of a cell stays text."""
    is_number = text is not None and not finding.code.startswith("V-") and re.fullmatch(r"-?\d+(\.\d+)?", text)
    return Decimal(text) if is_number and text else text or ""
