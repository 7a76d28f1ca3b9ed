"""The summary workbook (汇总): official tables as live formulas over 明细, who reported what, every finding, every source."""

from __future__ import annotations

from gaokai_xlsx.results.book.charts import charts_sheet
from gaokai_xlsx.results.book.cover import cover
from gaokai_xlsx.results.book.decisions import decisions
from gaokai_xlsx.results.book.detail import detail_sheet
from gaokai_xlsx.results.book.fees import fees_sheet
from gaokai_xlsx.results.book.frame import SummaryFrame
from gaokai_xlsx.results.book.lists import board, findings
from gaokai_xlsx.results.book.page import page_sheet
from gaokai_xlsx.results.book.tables import table_sheet
from gaokai_xlsx.results.book.years import then_sheet, years_sheet
from gaokai_xlsx.results.levels_sheets import sheets
from gaokai_xlsx.results.sources import sources
from gaokai_xlsx.submission import Report


def build(report: Report) -> bytes:
    """The summary as bytes; the same report gives the same bytes."""
    frame = SummaryFrame(report)
    cover(frame)
    page_sheet(frame)
    for table in frame.form.tables:
        table_sheet(frame, table)
    for table in frame.form.tables:
        detail_sheet(frame, table)
    sheets(frame)
    for cell in frame.form.role("fee")[:1]:
        fees_sheet(frame, cell)
    years_sheet(frame)
    then_sheet(frame)
    charts_sheet(frame)
    board(frame)
    findings(frame)
    decisions(frame)
    sources(frame)
    return frame.book.data()
