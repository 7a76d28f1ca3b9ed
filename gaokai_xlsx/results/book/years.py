"""同比 in two bases, live over the official tables, 明细 and last year's figures; and the sheet that holds these."""

from __future__ import annotations

from xlsxwriter.worksheet import Worksheet

from gaokai_xlsx import texts
from gaokai_xlsx.form.formulas import quote
from gaokai_xlsx.form.grid import Box, a1
from gaokai_xlsx.form.model import Cell
from gaokai_xlsx.quantity import Figure
from gaokai_xlsx.results.book import ratios
from gaokai_xlsx.results.book.detail import base_column
from gaokai_xlsx.results.book.frame import SummaryFrame, some
from gaokai_xlsx.workbook import A3, clip, lines, write_formula, write_text, write_value

_WIDTHS = (6, 34, 6, 13, 13, 12, 10, 13, 13, 12, 10)
_ALL, _COMPARABLE = 3, 7  # the first of four columns of each basis
_FIRST = 4  # the first row of figures in both sheets
_NUMBER, _UNIT, _NOW, _BASE, _FIGURES = range(5)  # columns of 上年明细


def then_cell(frame: SummaryFrame, row: int, cell: Cell) -> str:
    """Where a figure of last year stands; ``row`` is a place in ``bases.then``."""
    return f"{quote(texts.say('sum.then'))}!{a1(_FIRST + row, _column(frame, cell), absolute=True)}"


def then_total(frame: SummaryFrame, cell: Cell) -> str:
    """Last year's sum of a figure, as a formula without its sign of equality."""
    return f"ROUND(SUM({_down(frame, _column(frame, cell))}),{cell.decimals})"


def years_sheet(frame: SummaryFrame) -> None:
    """Every total of a row, every figure of a table without such totals; or, without a year before, what to do."""
    sheet = frame.book.sheet(texts.say("sum.years"), landscape=True)
    for column, width in enumerate(_WIDTHS):
        sheet.set_column(column, column, width)
    title = texts.say("sum.years-title", year=frame.year, last=frame.year - 1, coverage=frame.coverage)
    write_text(sheet, Box(0, 0, 0, len(_WIDTHS) - 1), title, frame.large)
    sheet.set_row(0, 26)
    if not frame.bases.given:
        frame.finish(sheet, frame.write_notes(sheet, 2, len(_WIDTHS), sum(_WIDTHS), [texts.say("sum.years-none")]), len(_WIDTHS))
        return
    _heads(frame, sheet)
    cells = frame.bases.cells
    for row, cell in enumerate(cells, start=_FIRST):
        _row(frame, sheet, row, cell)
    end = frame.write_notes(sheet, _FIRST + len(cells) + 1, len(_WIDTHS), sum(_WIDTHS), _notes(frame))
    sheet.freeze_panes(_FIRST, _ALL)
    sheet.repeat_rows(0, _FIRST - 1)
    frame.finish(sheet, end, len(_WIDTHS))


def _heads(frame: SummaryFrame, sheet: Worksheet) -> None:
    for column, key in enumerate(("table", "name", "unit")):
        write_text(sheet, Box(2, column, 3, column), texts.say(f"sum.years-{key}"), frame.head)
    write_text(sheet, Box(2, _ALL, 2, _ALL + 3), texts.say("sum.years-all"), frame.head)
    comparable = texts.say("sum.years-comparable", n=len(frame.bases.comparable))
    write_text(sheet, Box(2, _COMPARABLE, 2, _COMPARABLE + 3), comparable, frame.head)
    for column, key in enumerate(("now", "then", "change", "growth") * 2, start=_ALL):
        head = texts.say(f"sum.page-{key}")
        sheet.write_string(3, column, frame.of_then(head) if key == "then" else head, frame.head)
    sheet.set_row(2, 20)


def _row(frame: SummaryFrame, sheet: Worksheet, row: int, cell: Cell) -> None:
    table = frame.form.table(cell.table)
    sheet.write_string(row, 0, table.short, frame.centre)
    sheet.write_string(row, 1, label(cell), frame.text)
    sheet.write_string(row, 2, cell.unit, frame.centre)
    sheet.set_row(row, 14.5 * lines(label(cell), _WIDTHS[1]) + 4)
    key, bases = cell.key, frame.bases
    where, column = frame.columns[key]
    flag = texts.say("detail.comparable")
    base = f'SUMIF({frame.down(where, base_column(frame, table))},"{flag}",{frame.down(where, column)})'
    _now(frame, sheet, row, _ALL, cell, f"={frame.total(key)}", frame.totals[key])
    _now(frame, sheet, row, _COMPARABLE, cell, f"=ROUND({base},{cell.decimals})", bases.comparable_now(key))
    if key not in bases.known:
        for left in (_ALL, _COMPARABLE):
            write_text(sheet, Box(row, left + 1, row, left + 3), texts.say("sum.years-absent"), frame.centre)
        return
    before = f'SUMIF({_down(frame, _BASE)},"{flag}",{_down(frame, _column(frame, cell))})'
    _then(frame, sheet, row, _ALL, cell, f"={then_total(frame, cell)}", (frame.totals[key], bases.all_then(key)))
    both = bases.comparable_now(key), bases.comparable_then(key)
    _then(frame, sheet, row, _COMPARABLE, cell, f"=ROUND({before},{cell.decimals})", both)


def _now(frame: SummaryFrame, sheet: Worksheet, row: int, left: int, cell: Cell, formula: str, value: Figure) -> None:
    write_formula(sheet, row, left, formula, frame.figure(cell), value)


def _then(frame: SummaryFrame, sheet: Worksheet, row: int, left: int, cell: Cell, formula: str, both: tuple[Figure, Figure]) -> None:
    """上年, 增减, 增减幅 behind 本年, which stands at ``left``; ``both`` are the values of 本年 and 上年."""
    now, then = both
    style, here = frame.figure(cell), (a1(row, left), a1(row, left + 1))
    write_formula(sheet, row, left + 1, formula, style, then)
    write_formula(sheet, row, left + 2, ratios.change(*here, cell.decimals), style, now - then)
    write_formula(sheet, row, left + 3, ratios.growth_formula(*here, cell.decimals), frame.rate, ratios.growth_value(now, then))


def label(cell: Cell) -> str:
    """A figure among those that are compared: a total of a row is known by the row."""
    return cell.row_of.short if cell.derived and cell.row_of.short else cell.label


def _notes(frame: SummaryFrame) -> list[str]:
    bases = frame.bases
    names = [s.unit.name if s.unit else "" for s in frame.units]
    only_now = [name for at, name in enumerate(names) if at not in bases.rows]
    only_then = [t.name for t in bases.then if t.at is None and not t.waits]
    waiting = [t.name for t in bases.then if t.waits]
    gaps = [name for at, name in enumerate(names) if at in bases.rows and at not in bases.comparable]
    notes = [texts.say("sum.years-note-all", now=len(frame.units), then=len(frame.report.previous)), texts.say("sum.years-note-comparable")]
    notes += frame.report.previous_notes
    for key, found in (
        ("sum.years-only-now", only_now),
        ("sum.years-only-then", only_then),
        ("sum.years-waiting", waiting),
        ("sum.years-gaps", gaps),
    ):
        notes += [texts.say(key, n=len(found), names=some(found))] if found else []
    return [*notes, texts.say("sum.years-note-sheet", sheet=texts.say("sum.then")), *frame.notes()]


def then_sheet(frame: SummaryFrame) -> None:
    """Last year's figures as constants, one row a unit in the order of this year's; only where there is a year before."""
    if not frame.bases.given:
        return
    sheet = frame.book.sheet(texts.say("sum.then"), landscape=True)
    cells = [c for c in frame.bases.cells if c.key in frame.bases.known]
    sheet.set_column(_NUMBER, _NUMBER, 5)
    sheet.set_column(_UNIT, _NOW, 26)
    sheet.set_column(_BASE, _BASE, 9)
    title = texts.say("sum.then-title", year=frame.year - 1, years=texts.say("sum.years"))
    sheet.write_string(0, 0, title, frame.section)
    heads = (texts.say("board.number"), texts.say("sum.then-unit"), texts.say("sum.then-now"), texts.say("detail.base"))
    for column, head in enumerate(heads):
        write_text(sheet, Box(2, column, 3, column), head, frame.head)
    for cell in cells:
        column = _column(frame, cell)
        sheet.set_column(column, column, 16 if cell.decimals else 7)
        sheet.write_string(2, column, frame.form.table(cell.table).short, frame.head)
        sheet.write_string(3, column, clip(label(cell), 60), frame.head)
    sheet.set_row(3, 76)
    for row, then in enumerate(frame.bases.then, start=_FIRST):
        name = frame.units[then.at].unit if then.at is not None else None
        now = name.name if name else texts.say("sum.then-waits" if then.waits else "sum.then-nobody")
        sheet.write_number(row, _NUMBER, row - _FIRST + 1, frame.centre)
        sheet.write_string(row, _UNIT, then.name, frame.text)
        sheet.write_string(row, _NOW, now, frame.text)
        sheet.write_string(row, _BASE, texts.say("detail.comparable" if then.comparable else "detail.not-comparable"), frame.centre)
        sheet.set_row(row, 14.5 * max(lines(then.name, 26), lines(now, 26)) + 3)
        for cell in cells:
            at = _column(frame, cell)
            write_value(sheet, row, at, then.figures.get(cell.key), frame.listed(cell))
    sheet.freeze_panes(_FIRST, _FIGURES)
    sheet.set_paper(A3)
    sheet.fit_to_pages(0, 0)
    sheet.set_print_scale(58)
    sheet.repeat_columns(0, _BASE)
    last = _FIRST + len(frame.bases.then)
    frame.finish(sheet, last, _FIGURES + len(cells), filtered=_FIRST - 1)


def _column(frame: SummaryFrame, cell: Cell) -> int:
    """The column of a figure in 上年明细, which holds what last year's edition has too."""
    return _FIGURES + frame.bases.places[cell.key]


def _down(frame: SummaryFrame, column: int) -> str:
    last = _FIRST + max(len(frame.bases.then), 1) - 1
    return f"{quote(texts.say('sum.then'))}!{a1(_FIRST, column, absolute=True)}:{a1(last, column, absolute=True)}"
