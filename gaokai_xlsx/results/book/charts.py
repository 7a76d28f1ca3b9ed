"""图表: native charts, each beside the figures it draws; these are live references to the other sheets."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from xlsxwriter.chart import Chart
from xlsxwriter.worksheet import Worksheet

from gaokai_xlsx import texts
from gaokai_xlsx.form.formulas import quote
from gaokai_xlsx.form.grid import Box, a1
from gaokai_xlsx.quantity import Figure
from gaokai_xlsx.results import measures
from gaokai_xlsx.results.book.frame import SummaryFrame
from gaokai_xlsx.results.measures import Measure
from gaokai_xlsx.workbook import SONG, Book, lines, write_formula, write_text

_COLOURS = ("#2F6DB5", "#E08A1E", "#5B9A4B", "#8A6FB0", "#B8504B", "#7A7A7A")
_RECEIVED, _FEES = 15, 10  # units shown
_A_PAGE = 3  # charts
_WIDTHS = (34, 13, 9, 9, 9)  # names and up to four series
_BESIDE = 6  # the column where charts begin
_ROW, _ROWS = 16, 20  # points of a row, rows that a chart takes at least
_SIZE = (560, 400)


@dataclass(frozen=True, slots=True)
class Picture:
    """One chart: rows of a name and, for each series, a formula (without its sign of equality) with its value."""

    title: str
    kind: str
    series: tuple[str, ...]
    rows: tuple[tuple[str, tuple[tuple[str, Figure], ...]], ...]
    decimals: int = 0


def charts_sheet(frame: SummaryFrame) -> None:
    """New applications and fees by unit, outcomes, applicants, results of 复议 and 诉讼, as far as the edition has them."""
    name = texts.say("sum.charts")
    sheet = frame.book.sheet(name)
    for column, width in enumerate(_WIDTHS):
        sheet.set_column(column, column, width)
    sheet.set_column(len(_WIDTHS), len(_WIDTHS), 3)
    sheet.set_column(_BESIDE, _BESIDE + 7, 10)
    write_text(sheet, Box(0, 0, 0, _BESIDE + 7), texts.say("sum.sheet-title", title=name, coverage=frame.coverage), frame.large)
    sheet.set_row(0, 26)
    row, breaks = 2, []
    for at, picture in enumerate(_pictures(frame)):
        if at and at % _A_PAGE == 0:
            breaks.append(row)
        row = _draw(frame, sheet, row, picture)
    sheet.set_h_pagebreaks(breaks)
    end = frame.write_notes(sheet, row, _BESIDE + 8, 150, frame.notes())
    frame.finish(sheet, end, _BESIDE + 8)


def _pictures(frame: SummaryFrame) -> Iterator[Picture]:
    form = frame.form
    if received := measures.measure(form, "received"):
        yield _top(frame, received, "sum.chart-received", _RECEIVED)
    if found := measures.outcomes(form):
        yield Picture(texts.say("sum.chart-outcomes"), "pie", (texts.say("sum.page-now"),), tuple(_row(frame, m) for m in found))
    if found := measures.applicants(form):
        yield Picture(texts.say("sum.chart-applicants"), "column", (texts.say("sum.page-now"),), tuple(_row(frame, m) for m in found))
    if by_way := measures.results(form):
        labels = tuple(dict.fromkeys(m.label for found in by_way.values() for m in found))
        rows = tuple((way, tuple(_row(frame, m)[1][0] for m in found)) for way, found in by_way.items() if len(found) == len(labels))
        yield Picture(texts.say("sum.chart-challenges"), "stacked", labels, rows)
    if fee := measures.measure(form, "fee"):
        yield _top(frame, fee, "sum.chart-fees", _FEES)


def _row(frame: SummaryFrame, measure: Measure) -> tuple[str, tuple[tuple[str, Figure], ...]]:
    formula = "+".join(frame.total(k) for k in measure.keys)
    return measure.label, ((formula, sum((frame.totals[k] for k in measure.keys), start=0)),)


def _top(frame: SummaryFrame, measure: Measure, title: str, most: int) -> Picture:
    """The units with the largest figures."""
    known = [(at, s.unit.name, measure.of(s.filing.figures)) for at, s in enumerate(frame.units) if s.filing and s.unit]
    found = sorted(((at, name, value) for at, name, value in known if value), key=lambda row: (-row[2], row[0]))[:most]
    rows = tuple((name, (("+".join(frame.of_unit(at, k) for k in measure.keys), value),)) for at, name, value in found)
    return Picture(texts.say(title, n=len(found)), "bar", (texts.say("sum.page-now"),), rows, measure.decimals)


def _draw(frame: SummaryFrame, sheet: Worksheet, row: int, picture: Picture) -> int:
    """The figures at the left, the chart at the right; gives the row after both."""
    if not any(value for _, cells in picture.rows for _, value in cells):
        sheet.write_string(row, 0, texts.say("sum.chart-empty", title=picture.title), frame.note)
        return row + 2
    sheet.write_string(row, 0, picture.title, frame.section)
    sheet.write_string(row + 1, 0, texts.say("sum.page-name"), frame.head)
    for column, name in enumerate(picture.series, start=1):
        sheet.write_string(row + 1, column, name, frame.head)
    style = frame.book.figure(picture.decimals, align="right")
    for at, (name, cells) in enumerate(picture.rows, start=row + 2):
        sheet.write_string(at, 0, name, frame.text)
        sheet.set_row(at, max(_ROW, 14.5 * lines(name, _WIDTHS[0]) + 3))
        for column, (formula, value) in enumerate(cells, start=1):
            write_formula(sheet, at, column, f"={formula}", style, value)
    here, rows = quote(texts.say("sum.charts")), (row + 2, row + 1 + len(picture.rows))
    series = [(f"={here}!{a1(row + 1, c, absolute=True)}", reference(here, rows, c)) for c in range(1, len(picture.series) + 1)]
    for at in range(row + 2 + len(picture.rows), row + _ROWS):
        sheet.set_row(at, _ROW)
    made = chart(frame.book, picture.kind, picture.title, reference(here, rows, 0), series, _SIZE)
    sheet.insert_chart(row, _BESIDE, made, {"object_position": 2})
    return row + max(_ROWS, len(picture.rows) + 2) + 2


def reference(sheet: str, rows: tuple[int, int], column: int) -> str:
    """A stretch of one column as charts name it; ``sheet`` is quoted."""
    return f"={sheet}!{a1(rows[0], column, absolute=True)}:{a1(rows[1], column, absolute=True)}"


def chart(book: Book, kind: str, title: str, names: str, series: Sequence[tuple[str, str]], size: tuple[int, int]) -> Chart:
    """A chart over ranges: ``kind`` is column, bar, stacked or pie; each series is its name's cell and its values."""
    shape = {"type": "bar"} if kind == "bar" else {"type": "pie"} if kind == "pie" else {"type": "column"}
    made = book.add_chart(shape | ({"subtype": "stacked"} if kind == "stacked" else {}))
    assert made is not None, "a kind of chart that XlsxWriter knows"
    small = {"name": SONG, "size": 9}
    for colour, (name, values) in zip(_COLOURS, series, strict=False):
        labels = {"value": True, "font": small} | (
            {"percentage": True, "value": False, "category": True, "leader_lines": True} if kind == "pie" else {}
        )
        own = {"name": name, "categories": names, "values": values, "data_labels": labels}
        slices = {"points": [{"fill": {"color": c}} for c in _COLOURS]} if kind == "pie" else {"fill": {"color": colour}, "gap": 60}
        made.add_series(own | slices)
    made.set_title({"name": title, "name_font": {"name": SONG, "size": 12, "bold": True}, "overlay": False})
    if kind == "pie":
        made.set_legend({"position": "right", "font": small})
    else:
        made.set_x_axis({"num_font": small, "major_gridlines": {"visible": False}})
        made.set_y_axis({"num_font": small, "major_gridlines": {"visible": True, "line": {"color": "#D9D9D9"}}})
        made.set_legend({"position": "bottom", "font": small} if len(series) > 1 else {"none": True})
    if kind == "bar":
        made.set_y_axis({"num_font": small, "reverse": True, "major_gridlines": {"visible": False}})
    made.set_size({"width": size[0], "height": size[1]})
    return made
