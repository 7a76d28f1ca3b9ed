"""The sheets of the levels: 分级 (市本级, 县区, 全市 for every figure) and 明细·下级 (the units of the summaries that came from below)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from xlsxwriter.worksheet import Worksheet

from gaokai_xlsx.form.detail import BELOW, FIRST_ROW, below_name, joined, origin_column, slots
from gaokai_xlsx.form.formulas import quote, rectangles
from gaokai_xlsx.form.grid import Box, a1
from gaokai_xlsx.form.model import Cell, Kind, Table
from gaokai_xlsx.form.moves import range_text
from gaokai_xlsx.quantity import Figure, fold
from gaokai_xlsx.results.book.frame import SummaryFrame
from gaokai_xlsx.results.levels import lower, two_levels, words
from gaokai_xlsx.results.merge import merge
from gaokai_xlsx.submission import Inner, Submission
from gaokai_xlsx.texts import say
from gaokai_xlsx.workbook import A3, AMBER, GREY, HEI, LINE, lines, write_figure, write_formula, write_text

_HEAD = 3  # row of the heads of 分级
_TABLE, _LABEL, _UNIT, _OWN, _LOWER, _ALL = range(6)
_WIDTHS = (14, 46, 8, 15, 15, 15)
_NAME_WIDTH, _ABOVE_WIDTH, _FIGURE_WIDTH, _MONEY_WIDTH, _ORIGIN_WIDTH = 34, 26, 11, 18, 28
_SCALE = 65  # per cent in print, as of 明细


def sheets(frame: SummaryFrame) -> None:
    """What a summary with more than one level has besides; nothing in one of a single level, or made of parts that have the units."""
    if frame.report.parts or not two_levels(frame.report):
        return
    if any(s.below for s in frame.units):
        for table in frame.form.tables:
            _below(frame, table)
    _levels(frame)


def _below(frame: SummaryFrame, table: Table) -> None:
    """One row a unit of a summary, as constants, behind the bodies through which it was added up."""
    sheet = frame.book.sheet(below_name(table), landscape=True)
    columns = list(slots(frame.form, table, BELOW.first))
    last = origin_column(frame.form, table)
    small = frame.book.style(font_name=HEI, font_size=9, border=1, border_color=LINE, bg_color=GREY, align="center", text_wrap=True)
    for column, width in ((0, 6), (1, _ABOVE_WIDTH), (BELOW.code, 8), (BELOW.name, _NAME_WIDTH)):
        sheet.set_column(column, column, width)
    sheet.write_string(0, 0, say("levels.below-title", title=table.title), frame.book.style(font_name=HEI, font_size=12))
    sheet.write_string(1, 0, say("levels.below-note"), frame.book.style(font_size=9))
    for column, key in enumerate(("levels.number", "levels.parents", "detail.code", "levels.unit")):
        sheet.write_string(2, column, say(key), frame.head)
    for column, cell in columns:
        sheet.set_column(column, column, _MONEY_WIDTH if cell.decimals else _FIGURE_WIDTH)
        sheet.write_string(2, column, cell.label, small)
    sheet.set_column(last, last, _ORIGIN_WIDTH)
    sheet.write_string(2, last, say("levels.origin"), frame.head)
    sheet.set_row(2, 13 * max(lines(cell.label, _FIGURE_WIDTH) for _, cell in columns) + 6)
    row = FIRST_ROW
    for row, (above, inner, leaf) in enumerate(_inner(frame), start=FIRST_ROW):
        name = inner.unit.name + inner.mark
        sheet.write_number(row, 0, row - FIRST_ROW + 1, frame.centre)
        for column, text in ((BELOW.parents or 0, above), (BELOW.code, inner.unit.code or ""), (BELOW.name, name)):
            sheet.write_string(row, column, text, frame.text)
        sheet.set_row(row, 14.5 * max(lines(name, _NAME_WIDTH), lines(above, _ABOVE_WIDTH)) + 3)
        for column, cell in columns:
            value = inner.filing.figures.get(cell.key)
            colour = {"bg_color": AMBER} if value is None else {} if leaf and not cell.derived else {"bg_color": GREY}
            write_figure(sheet, Box(row, column, row, column), value, frame.book.figure(cell.decimals, align="right", **colour))
        sheet.write_string(row, last, _origin(inner, table), frame.text)
    sheet.freeze_panes(FIRST_ROW, BELOW.first)
    sheet.set_paper(A3)
    sheet.set_margins(left=0.4, right=0.4, top=0.8, bottom=0.6)
    sheet.fit_to_pages(0, 0)
    sheet.set_print_scale(_SCALE)
    sheet.print_across()
    sheet.repeat_columns(0, BELOW.first - 1)
    frame.finish(sheet, row + 1, last + 1, filtered=2)


def _origin(inner: Inner, table: Table) -> str:
    """Where a unit's figures stand in the summary that was sent."""
    if table.key not in inner.stretches:
        return say("src.no-place")
    sheet, box = inner.stretches[table.key]
    return say("src.place", sheet=sheet, cell=range_text(box))


def _inner(frame: SummaryFrame) -> Iterator[tuple[str, Inner, bool]]:
    """Each unit of the summaries with the bodies above it, and whether it is at the bottom."""
    for s in frame.units:
        if s.below and s.unit:
            leaves = set(map(id, s.below.leaves))
            for inner in s.below.units:
                yield joined((s.unit.name, *inner.parents)), inner, id(inner) in leaves


def _levels(frame: SummaryFrame) -> None:
    """Every figure of the form for both levels and together, by formula; below it the units with their level."""
    sheet = frame.book.sheet(say("levels.sheet"))
    said, below = words(frame.report.body), lower(frame.report)
    for column, width in enumerate(_WIDTHS):
        sheet.set_column(column, column, width)
    write_text(sheet, Box(0, 0, 0, _ALL), frame.title, frame.book.style(font_name=HEI, font_size=14, align="center"))
    note = frame.book.style(font_size=9, text_wrap=True)
    write_text(sheet, Box(1, 0, 1, _ALL), say("levels.figures-note", all=said.all), note)
    sheet.set_row(1, 28)
    heads = (say("levels.table"), say("levels.figure"), say("levels.measure"), said.own, said.below, said.all)
    for column, text in enumerate(heads):
        sheet.write_string(_HEAD, column, text, frame.head)
    first = _HEAD + len(frame.form.cells) + 4  # of the units, below a blank row, a title and heads
    last = first + max(len(frame.units), 1) - 1
    is_below = {s.path: bool(s.unit and fold(s.unit.name) in below) for s in frame.units}
    sums = [_added(frame, [s for s in frame.units if is_below[s.path] is flag]) for flag in (False, True)]
    rows = {key: row for row, key in enumerate(frame.form.cells, start=_HEAD + 1)}
    for key, row in rows.items():
        cell = frame.form.cells[key]
        sheet.write_string(row, _TABLE, frame.form.table(cell.table).short, frame.centre)
        sheet.write_string(row, _LABEL, cell.label, frame.text)
        sheet.write_string(row, _UNIT, cell.unit, frame.centre)
        style = frame.book.figure(cell.decimals, align="right", **({"bg_color": GREY} if cell.derived else {}))
        for column, known in zip((_OWN, _LOWER), sums, strict=True):
            formula = _total(frame, rows, column, cell) if cell.derived else _of_level(frame, column, cell, first, last)
            write_formula(sheet, row, column, formula, style, known[key])
        both = f"{a1(row, _OWN)}+{a1(row, _LOWER)}"
        write_formula(sheet, row, _ALL, _exact(both, cell), style, frame.totals[key])
        sheet.set_row(row, 15 * lines(cell.label, _WIDTHS[_LABEL]) + 3)
    _units(frame, sheet, first, is_below)
    sheet.freeze_panes(_HEAD + 1, 0)
    sheet.repeat_rows(_HEAD)
    frame.finish(sheet, last + 1, _ALL + 1)


def _units(frame: SummaryFrame, sheet: Worksheet, first: int, is_below: Mapping[str, bool]) -> None:
    """The counted units in the order of 明细: level, units inside, whether these are all."""
    said = words(frame.report.body)
    write_text(sheet, Box(first - 2, 0, first - 2, _ALL), say("levels.units"), frame.book.style(font_name=HEI, font_size=12))
    heads = ("levels.number", "levels.unit", "levels.level", "levels.homes")
    for column, key in enumerate(heads):
        sheet.write_string(first - 1, column, say(key), frame.head)
    write_text(sheet, Box(first - 1, _LOWER, first - 1, _ALL), say("levels.state"), frame.head)
    for row, s in enumerate(frame.units, start=first):
        assert s.unit is not None
        state = [s.below.state or say("levels.complete"), s.below.scope] if s.below else []
        text = say("levels.and").join(filter(None, state))
        sheet.write_number(row, 0, row - first + 1, frame.centre)
        sheet.write_string(row, 1, s.unit.name, frame.text)
        sheet.write_string(row, _UNIT, said.below if is_below[s.path] else said.own, frame.centre)
        sheet.write_number(row, _OWN, len(s.below.leaves) if s.below else 1, frame.centre)
        style = frame.book.style(border=1, border_color=LINE, text_wrap=True, **({"bg_color": AMBER} if s.below and s.below.state else {}))
        write_text(sheet, Box(row, _LOWER, row, _ALL), text, style)
        tall = max(lines(s.unit.name, _WIDTHS[_LABEL]), lines(text, _WIDTHS[_LOWER] + _WIDTHS[_ALL]))
        sheet.set_row(row, 15 * tall + 3)


def _of_level(frame: SummaryFrame, column: int, cell: Cell, first: int, last: int) -> str:
    """The units of one level added up in 明细, whose rows are those of the list below."""
    name, at = frame.columns[cell.key]
    levels = f"{a1(first, _UNIT, absolute=True)}:{a1(last, _UNIT, absolute=True)}"
    top, bottom = FIRST_ROW, FIRST_ROW + last - first
    figures = f"{quote(name)}!{a1(top, at, absolute=True)}:{a1(bottom, at, absolute=True)}"
    return _exact(f"SUMIF({levels},{a1(_HEAD, column, absolute=True)},{figures})", cell)


def _total(frame: SummaryFrame, rows: Mapping[str, int], column: int, cell: Cell) -> str:
    """A total over its parts on this sheet."""
    equation = next(e for e in frame.form.equations if e.anchor == cell.key and e.identity.kind is not Kind.BALANCE)
    return _exact(f"SUM({','.join(ref for ref, _ in rectangles((rows[k], column) for k in equation.left))})", cell)


def _exact(formula: str, cell: Cell) -> str:
    return f"=ROUND({formula},{cell.decimals})" if cell.decimals else f"={formula}"


def _added(frame: SummaryFrame, files: list[Submission]) -> Mapping[str, Figure]:
    return merge(frame.form, [s.filing for s in files if s.filing], all_passed=False)
