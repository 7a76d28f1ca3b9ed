"""导入来源: where each figure of an imported workbook stood in the report, and how it was read; an auditor's list."""

from __future__ import annotations

from xlsxwriter.worksheet import Worksheet

from gaokai_xlsx import texts
from gaokai_xlsx.form.formulas import quote
from gaokai_xlsx.form.grid import Box, address
from gaokai_xlsx.outgoing.frame import RED, WARN, Frame
from gaokai_xlsx.stamp import defused
from gaokai_xlsx.workbook import TALLEST, lines, write_figure, write_text

COLUMNS = (("number", 6), ("sheet", 17), ("cell", 8), ("label", 44), ("value", 12), ("how", 18), ("where", 24), ("raw", 40))
FIRST_ROW = 3
SHEET, CELL, VALUE, HOW, WHERE, RAW = 1, 2, 4, 5, 6, 7
_LONGEST = 120  # characters of a report's text that are shown


def sheet(frame: Frame) -> None:
    """Write the sheet: one row a figure, in form order; totals too, as the report states them."""
    issue = frame.issue
    page = frame.book.sheet(texts.say("sheet.sources"), landscape=True)
    for column, (key, width) in enumerate(COLUMNS):
        page.set_column(column, column, width)
        page.write_string(FIRST_ROW - 1, column, texts.say(f"source.{key}"), frame.head)
    last = len(COLUMNS) - 1
    write_text(page, Box(0, 0, 0, last), texts.say("source.file", file=issue.sent.file), frame.book.style(text_wrap=True))
    page.set_row(1, 32)
    write_text(page, Box(1, 0, 1, last), texts.say("source.says"), frame.book.style(text_wrap=True))
    row = FIRST_ROW
    for key in issue.form.cells:
        if key in issue.sources:
            _line(frame, page, row, key)
            row += 1
    page.freeze_panes(FIRST_ROW, 0)
    page.repeat_rows(FIRST_ROW - 1)
    page.autofilter(FIRST_ROW - 1, 0, max(row - 1, FIRST_ROW), last)
    frame.finish(page, row, len(COLUMNS))


def _line(frame: Frame, page: Worksheet, row: int, key: str) -> None:
    issue, cell = frame.issue, frame.form.cells[key]
    source, (home, at) = issue.sources[key], address(frame.form, key)
    link = frame.book.style(border=1, font_color="#0563C1", underline=1, align="center")
    loud = {"read": {}, "lost": {"bg_color": RED[0]}}.get(source.how, {"bg_color": WARN[0]})
    value = issue.figures.get(key, issue.claims.get(key))
    page.write_number(row, 0, row - FIRST_ROW + 1, frame.centre)
    page.write_string(row, SHEET, home, frame.text)
    page.write_url(row, CELL, f"internal:{quote(home)}!{at}", link, at)
    page.write_string(row, 3, cell.label, frame.text)
    write_figure(page, Box(row, VALUE, row, VALUE), value, frame.book.figure(cell.decimals, **loud))
    page.write_string(row, HOW, texts.say(f"how.{source.how}"), frame.book.style(border=1, text_wrap=True, **loud))
    page.write_string(row, WHERE, defused(source.where), frame.text)
    raw = texts.visible(defused(source.raw))[:_LONGEST]
    page.write_string(row, RAW, raw, frame.text)
    page.set_row(row, min(16 * max(lines(raw, COLUMNS[RAW][1]), lines(cell.label, 44)) + 3, TALLEST))
