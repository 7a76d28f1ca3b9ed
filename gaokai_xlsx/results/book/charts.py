"""图表: native charts, each beside the figures it draws; these are live references to the other sheets."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from xlsxwriter.chart import Chart
from xlsxwriter.worksheet import Worksheet

from gaokai_xlsx import texts
from gaokai_xlsx.form.formulas import quote
from gaokai_xlsx.form.grid import Box, a1
from gaokai_xlsx.quantity import Figure
from gaokai_xlsx.results import measures
from gaokai_xlsx.results.book.frame import SummaryFrame
from gaokai_xlsx.results.measures import Measure
from gaokai_xlsx.workbook import COUNT, LINE, SONG, Book, write_formula, write_text

_COLOURS = ("#2F6DB5", "#E08A1E", "#5B9A4B", "#8A6FB0", "#B8504B", "#7A7A7A")
_AMOUNT = "#,##0.00"  # at a bar; the cell beside has every digit
_RECEIVED, _FEES = 15, 10  # units shown
_WIDTHS = (24, 15, 9, 9, 9)  # names and up to four series
_BESIDE, _COLUMNS = 6, 9  # the column where charts begin, and how many they take
_ROW, _ROWS = 16, 14  # points of a row, rows that a chart takes at least
_WIDTH, _PIXELS = 640, 4 / 3  # pixels across, of a point
_PAGE = 540.0  # points of charts on a page, A4 landscape at the width of all columns
_NAME, _HEAD, _TAIL = 18, 10, 7  # characters of a name at an axis; of a longer one the first and the last


@dataclass(frozen=True, slots=True)
class Picture:
    """One chart: rows of a name and, for each series, a formula (without its sign of equality) with its value.

    The first ``drawn`` rows are drawn, or all.
    """

    title: str
    kind: str
    series: tuple[str, ...]
    rows: tuple[tuple[str, tuple[tuple[str, Figure], ...]], ...]
    decimals: int = 0
    drawn: int | None = None


def charts_sheet(frame: SummaryFrame) -> None:
    """New applications and fees by unit, outcomes, applicants, results of 复议 and 诉讼, as far as the edition has them."""
    name = texts.say("sum.charts")
    sheet = frame.book.sheet(name, landscape=True)
    for column, width in enumerate(_WIDTHS):
        sheet.set_column(column, column, width)
    sheet.set_column(len(_WIDTHS), len(_WIDTHS), 3)
    sheet.set_column(_BESIDE, _BESIDE + _COLUMNS - 1, 10)
    write_text(sheet, Box(0, 0, 0, _BESIDE + _COLUMNS - 1), texts.say("sum.sheet-title", title=name, coverage=frame.coverage), frame.large)
    sheet.set_row(0, 26)
    row, breaks, used = 2, [], 42.0  # the title
    for picture in _pictures(frame):
        start, row = row, _draw(frame, sheet, row, picture)
        used += (row - start) * _ROW
        if used > _PAGE:
            breaks.append(start)
            used = (row - start) * _ROW
    sheet.set_h_pagebreaks(breaks)
    long = any(s.unit and len(s.unit.name) > _NAME for s in frame.units)
    notes = [*([texts.say("sum.chart-names")] if long else []), *frame.notes()]
    end = frame.write_notes(sheet, row, _BESIDE + _COLUMNS, 150, notes)
    frame.finish(sheet, end, _BESIDE + _COLUMNS)


def _pictures(frame: SummaryFrame) -> Iterator[Picture]:
    form = frame.form
    if received := measures.measure(form, "received"):
        yield _top(frame, received, "sum.chart-received", _RECEIVED)
    if found := measures.outcomes(form):
        ordered = sorted((_row(frame, m) for m in found), key=lambda row: not row[1][0][1])  # what is nothing has no slice, and no label
        drawn = sum(bool(cells[0][1]) for _, cells in ordered)
        yield Picture(texts.say("sum.chart-outcomes"), "pie", (texts.say("sum.page-now"),), tuple(ordered), drawn=drawn)
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
    rows = tuple((_short(name), (("+".join(frame.of_unit(at, k) for k in measure.keys), value),)) for at, name, value in found)
    return Picture(texts.say(title, n=len(found)), "bar", (texts.say("sum.page-now"),), rows, measure.decimals)


def _short(name: str) -> str:
    """A name that fits beside its bar; programs give a longer one the room of the bars."""
    return name if len(name) <= _NAME else f"{name[:_HEAD]}…{name[-_TAIL:]}"


def _draw(frame: SummaryFrame, sheet: Worksheet, row: int, picture: Picture) -> int:
    """The figures at the left, the chart at the right; gives the row after both."""
    if not any(value for _, cells in picture.rows for _, value in cells):
        sheet.write_string(row, 0, texts.say("sum.chart-empty", title=picture.title), frame.note)
        return row + 2
    sheet.write_string(row, 0, picture.title, frame.section)
    sheet.write_string(row + 1, 0, texts.say("sum.page-name"), frame.head)
    for column, name in enumerate(picture.series, start=1):
        sheet.write_string(row + 1, column, name, frame.head)
    style, named = frame.book.figure(picture.decimals, align="right"), frame.book.style(border=1, border_color=LINE, shrink=True)
    for at, (name, cells) in enumerate(picture.rows, start=row + 2):
        sheet.write_string(at, 0, name, named)
        sheet.set_row(at, _ROW)
        for column, (formula, value) in enumerate(cells, start=1):
            write_formula(sheet, at, column, f"={formula}", style, value)
    taken = max(_ROWS, len(picture.rows) + 2)
    here, rows = quote(texts.say("sum.charts")), (row + 2, row + 1 + (picture.drawn or len(picture.rows)))
    series = [(f"={here}!{a1(row + 1, c, absolute=True)}", reference(here, rows, c)) for c in range(1, len(picture.series) + 1)]
    for at in (row, row + 1, *range(row + 2 + len(picture.rows), row + taken + 1)):
        sheet.set_row(at, _ROW)
    size = _WIDTH, int(taken * _ROW * _PIXELS)
    made = chart(frame.book, picture.kind, picture.title, reference(here, rows, 0), series, size, picture.decimals)
    sheet.insert_chart(row, _BESIDE, made, {"object_position": 2, "y_offset": 4})  # its edge not on the page above
    return row + taken + 1


def reference(sheet: str, rows: tuple[int, int], column: int) -> str:
    """A stretch of one column as charts name it; ``sheet`` is quoted."""
    return f"={sheet}!{a1(rows[0], column, absolute=True)}:{a1(rows[1], column, absolute=True)}"


def chart(
    book: Book, kind: str, title: str, names: str, series: Sequence[tuple[str, str]], size: tuple[int, int], decimals: int = 0
) -> Chart:
    """A chart over ranges: ``kind`` is column, bar, stacked or pie; each series is its name's cell and its values.

    Axes begin at 0, so that lengths may be compared; the figures stand at the bars, so that bars that lie down need no axis of values.
    """
    shape = {"type": "bar"} if kind == "bar" else {"type": "pie"} if kind == "pie" else {"type": "column"}
    made = book.add_chart(shape | ({"subtype": "stacked"} if kind == "stacked" else {}))
    assert made is not None, "a kind of chart that XlsxWriter knows"
    small = {"name": SONG, "size": 9}
    number = _AMOUNT if decimals else f"{COUNT};-{COUNT};" if kind == "stacked" else COUNT  # a part that is nothing bears no 0
    for colour, (name, values) in zip(_COLOURS, series, strict=False):
        labels: dict[str, Any] = {"value": True, "font": small, "num_format": number}
        if kind == "pie":
            labels = {"percentage": True, "leader_lines": True, "position": "outside_end", "font": small, "num_format": "0.0%"}
        own = {"name": name, "categories": names, "values": values, "data_labels": labels}
        slices = {"points": [{"fill": {"color": c}} for c in _COLOURS]} if kind == "pie" else {"fill": {"color": colour}, "gap": 60}
        made.add_series(own | slices)
    made.set_title({"name": title, "name_font": {"name": SONG, "size": 12, "bold": True}, "overlay": False})
    if kind == "pie":
        made.set_legend({"position": "right", "font": small})
    else:
        made.set_legend({"position": "bottom", "font": small} if len(series) > 1 else {"none": True})
    _axes(made, kind, number, small)
    made.set_chartarea({"border": {"color": "#BFBFBF"}})
    made.set_size({"width": size[0], "height": size[1]})
    return made


def _axes(made: Chart, kind: str, number: str, small: dict[str, Any]) -> None:
    """The axis of names, each of them shown, and that of values."""
    names: dict[str, Any] = {"num_font": small, "interval_unit": 1, "major_gridlines": {"visible": False}}
    values: dict[str, Any] = {"num_font": small, "num_format": number, "min": 0}
    if kind == "bar":
        made.set_y_axis(names | {"reverse": True})
        made.set_x_axis(values | {"visible": False, "major_gridlines": {"visible": False}})
    elif kind != "pie":
        made.set_x_axis(names)
        made.set_y_axis(values | {"major_gridlines": {"visible": True, "line": {"color": "#D9D9D9"}}})
