"""The summary workbook (汇总): official tables as live formulas over 明细, who reported what, every finding, every source."""

from __future__ import annotations

import hashlib

from gaokai_xlsx import __version__, texts
from gaokai_xlsx.form.grid import Box
from gaokai_xlsx.results.reminders import leader_line
from gaokai_xlsx.results.sources import sources
from gaokai_xlsx.results.summary_frame import SummaryFrame
from gaokai_xlsx.results.summary_lists import board, findings
from gaokai_xlsx.results.summary_tables import detail_sheet, table_sheet
from gaokai_xlsx.submission import Outcome, Report
from gaokai_xlsx.workbook import AMBER, HEI, LINE, lines, write_text


def build(report: Report) -> bytes:
    """The summary as bytes; the same report gives the same bytes."""
    frame = SummaryFrame(report)
    _cover(frame)
    for table in frame.form.tables:
        table_sheet(frame, table)
    for table in frame.form.tables:
        detail_sheet(frame, table)
    board(frame)
    findings(frame)
    sources(frame)
    return frame.book.data()


def _cover(frame: SummaryFrame) -> None:
    sheet = frame.book.sheet(texts.say("sum.cover"))
    sheet.set_column(0, 0, 16)
    sheet.set_column(1, 1, 70)
    write_text(sheet, Box(0, 0, 0, 1), frame.title, frame.book.style(font_name=HEI, font_size=18, align="center", text_wrap=True))
    sheet.set_row(0, 60)
    complete = _completeness(frame)
    alarm = frame.book.style(border=1, border_color=LINE, text_wrap=True, bg_color=AMBER)
    rows = [
        ("sum.year", texts.say("cover.year-value", year=frame.year, period=frame.form.period)),
        ("sum.edition", f"{frame.form.name}（{frame.form.document}）"),
        ("sum.counted", texts.say("sum.homes", n=len(frame.units))),
        ("sum.expected", texts.say("sum.homes", n=len(r.expected)) if (r := frame.report.roster) else texts.say("sum.no-roster")),
        ("sum.state", complete),
        ("sum.outcomes", _account(frame)),
        ("sum.leader", leader_line(frame.report)),
        ("sum.tool", texts.say("sum.tool-value", version=__version__)),
        ("sum.digest", _digest(frame)),
    ]
    rows += [("sum.note", note) for note in frame.notes()]
    for row, (label, value) in enumerate(rows, start=2):
        flag = label in ("sum.state", "sum.note") and value != texts.say("sum.complete")
        sheet.set_row(row, 15 * lines(value, 70) + 8)
        sheet.write_string(row, 0, texts.say(label), frame.head)
        sheet.write_string(row, 1, value, alarm if flag else frame.text)
    frame.finish(sheet, len(rows) + 3, 2)
    sheet.activate()


def _completeness(frame: SummaryFrame) -> str:
    """完整, or why not."""
    if frame.report.roster is None:
        return texts.say("sum.unknowable")
    counted = {s.unit.name for s in frame.units if s.unit}
    missing = {u.name for u in frame.report.missing}
    others = [e.name for e in frame.report.roster.expected if e.name not in counted | missing]
    returned = {s.unit.name for s in frame.report.files if s.unit and s.outcome is Outcome.RETURNED}
    failed = [name for name in others if name in returned]
    parts = (("sum.missing-units", len(missing)), ("sum.failed-units", len(failed)), ("sum.other-units", len(others) - len(failed)))
    reasons = [texts.say(key, n=n) for key, n in parts if n]
    return texts.say("sum.incomplete", reasons="，".join(reasons)) if reasons else texts.say("sum.complete")


def _account(frame: SummaryFrame) -> str:
    parts = "，".join(f"{outcome.word}{n}" for outcome, n in frame.report.account.items())
    return texts.say("sum.outcomes-value", n=len(frame.report.files), parts=parts)


def _digest(frame: SummaryFrame) -> str:
    """sha256 over the counted files' sha256, in roster order: two summaries of the same sources show the same."""
    return hashlib.sha256("\n".join(s.sha256 or "" for s in frame.units).encode()).hexdigest()
