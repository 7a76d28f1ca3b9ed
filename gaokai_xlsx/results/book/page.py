"""一页纸, for leaders: who has reported, the main figures beside last year's, one chart; A4 portrait."""

from __future__ import annotations

from xlsxwriter.worksheet import Worksheet

from gaokai_xlsx import texts
from gaokai_xlsx.form.formulas import quote
from gaokai_xlsx.form.grid import Box, a1
from gaokai_xlsx.quantity import Figure
from gaokai_xlsx.results.book import charts, ratios, years
from gaokai_xlsx.results.book.frame import SummaryFrame
from gaokai_xlsx.results.measures import Measure, headline
from gaokai_xlsx.results.overview import overview
from gaokai_xlsx.workbook import HEI, LINE, clip, lines, write_formula, write_text

_WIDTHS = (20, 9, 16, 16, 16, 12)
_LONGEST = 700  # characters of the line, or it would push the chart off the page; the cover names every unit
_CHART_ROWS = 17  # of 15 points


def page_sheet(frame: SummaryFrame) -> None:
    """Title, the line to paste, counts, figures, chart, notes."""
    sheet = frame.book.sheet(texts.say("sum.page"))
    columns = len(_WIDTHS)
    for column, width in enumerate(_WIDTHS):
        sheet.set_column(column, column, width)
    write_text(sheet, Box(0, 0, 0, columns - 1), texts.say("sum.page-title", year=frame.year, report=frame.form.report_title), frame.large)
    sheet.set_row(0, 40)
    line = clip(frame.leader, _LONGEST)
    left = frame.book.style(text_wrap=True, align="left")
    write_text(sheet, Box(1, 0, 1, columns - 1), line, left)
    sheet.set_row(1, 15.5 * lines(line, sum(_WIDTHS)) + 6)
    row = _progress(frame, sheet, 3)
    row = _figures(frame, sheet, row + 1)
    notes = [*frame.report.previous_notes, *frame.notes()]
    if not frame.bases.given:
        notes.insert(0, texts.say("sum.years-none"))
    else:
        notes.insert(0, texts.say("sum.page-basis", n=len(frame.report.previous), years=texts.say("sum.years")))
        notes += [texts.say("sum.page-incomplete")] if frame.incomplete else []
    end = frame.write_notes(sheet, row, columns, sum(_WIDTHS), notes)
    sheet.fit_to_pages(1, 1)
    frame.finish(sheet, end, columns)


def _progress(frame: SummaryFrame, sheet: Worksheet, row: int) -> int:
    """The counts by unit, side by side."""
    sheet.write_string(row, 0, texts.say("divided.progress" if frame.report.parts else "sum.page-progress"), frame.section)
    counts = overview(frame.report, frame.standings, ()).counts
    large = frame.book.style(font_name=HEI, font_size=14, border=1, border_color=LINE, align="center")
    for start in range(0, len(counts), len(_WIDTHS)):
        sheet.set_row(row + 1, 20)
        sheet.set_row(row + 2, 26)
        for column, (name, n, _) in enumerate(counts[start : start + len(_WIDTHS)]):
            sheet.write_string(row + 1, column, name, frame.head)
            sheet.write_number(row + 2, column, n, large)
        row += 2
    return row + 1


def _figures(frame: SummaryFrame, sheet: Worksheet, row: int) -> int:
    """The main figures with last year's, 增减 and 增减幅, and their chart; gives the row after both."""
    sheet.write_string(row, 0, texts.say("sum.page-figures"), frame.section)
    for column, key in enumerate(("name", "unit", "now", "then", "change", "growth")):
        head = texts.say(f"sum.page-{key}")
        sheet.write_string(row + 1, column, frame.of_then(head) if key == "then" else head, frame.head)
    sheet.set_row(row + 1, 20)
    found = headline(frame.form)
    first = row + 2
    for row, measure in enumerate(found, start=first):
        sheet.set_row(row, 20)
        _measure(frame, sheet, row, measure)
    counts = [at for at, m in enumerate(found, start=first) if not m.decimals]
    here = quote(texts.say("sum.page"))
    if counts:
        rows = (counts[0], counts[-1])
        shown = (2, 3) if frame.bases.given else (2,)
        series = [(f"={here}!{a1(first - 1, c, absolute=True)}", charts.reference(here, rows, c)) for c in shown]
        title = texts.say("sum.page-chart" if frame.bases.given else "sum.page-chart-alone")
        picture = charts.chart(frame.book, "column", title, charts.reference(here, rows, 0), series, (640, 20 * _CHART_ROWS - 10))
        sheet.insert_chart(row + 2, 0, picture, {"x_offset": 4, "y_offset": 2, "object_position": 2})
        for at in range(row + 2, row + 2 + _CHART_ROWS):
            sheet.set_row(at, 15)
        row += 2 + _CHART_ROWS
    return row + 1


def _measure(frame: SummaryFrame, sheet: Worksheet, row: int, measure: Measure) -> None:
    style = frame.book.figure(measure.decimals, align="right")
    sheet.write_string(row, 0, measure.label, frame.text)
    sheet.write_string(row, 1, measure.unit, frame.centre)
    now: Figure = sum((frame.totals[k] for k in measure.keys), start=0)
    write_formula(sheet, row, 2, f"={'+'.join(frame.total(k) for k in measure.keys)}", style, now)
    bases = frame.bases
    if not bases.given or any(k not in bases.known for k in measure.keys):
        for column in (3, 4, 5):
            sheet.write_string(row, column, texts.say("sum.years-absent") if bases.given else "", frame.centre)
        return
    then: Figure = sum((bases.all_then(k) for k in measure.keys), start=0)
    formula = "+".join(years.then_total(frame, frame.form.cells[k]) for k in measure.keys)
    write_formula(sheet, row, 3, f"={formula}", style, then)
    here = a1(row, 2), a1(row, 3)
    write_formula(sheet, row, 4, ratios.change(*here, measure.decimals), style, now - then)
    write_formula(sheet, row, 5, ratios.growth_formula(*here, measure.decimals), frame.rate, ratios.growth_value(now, then))
