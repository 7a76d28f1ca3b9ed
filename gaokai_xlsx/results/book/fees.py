"""收费, for the finance office: who charged how much, beside last year and the system of the finance office."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from xlsxwriter.worksheet import Worksheet

from gaokai_xlsx import texts
from gaokai_xlsx.form.grid import Box, a1
from gaokai_xlsx.form.model import Cell
from gaokai_xlsx.quantity import Figure, plain
from gaokai_xlsx.results import fees as data
from gaokai_xlsx.results.book import marks, ratios, years
from gaokai_xlsx.results.book.frame import SummaryFrame
from gaokai_xlsx.results.book.processing import processing
from gaokai_xlsx.results.fees import Fee, Loose
from gaokai_xlsx.workbook import AMBER, GREY, lines, write_figure, write_formula, write_text

_HEAD = 2  # the row of heads, below title and gap
NUMBER, UNIT, NOW, YUAN, SHARE, THEN, CHANGE, GROWTH, RANK, SYSTEM, GAP, REASON, REMARK = range(13)
_HEADS = ("number", "unit", "now", "yuan", "share", "then", "change", "growth", "rank", "system", "gap", "reason", "remark")
_WIDTHS = (5, 27, 16, 17, 8.5, 16, 15, 10, 6, 16, 15, 20, 22)


def fees_sheet(frame: SummaryFrame, cell: Cell) -> None:
    """One row a counted unit, largest amount first; the total outside the list that is filtered."""
    sheet = frame.book.sheet(texts.say("sum.fees"), landscape=True)
    sheet.set_margins(left=0.4, right=0.4, top=0.9, bottom=0.7)
    for column, (key, width) in enumerate(zip(_HEADS, _WIDTHS, strict=True)):
        sheet.set_column(column, column, width)
        head = texts.say(f"sum.fees-{key}")
        sheet.write_string(_HEAD, column, frame.of_then(head) if column == THEN else head, frame.head)
    title = texts.say("sum.fees-title", label=cell.row_of.short, coverage=frame.coverage)
    write_text(sheet, Box(0, 0, 0, REMARK), title, frame.large)
    sheet.set_row(0, 26)
    sheet.set_row(_HEAD, 30)
    found, loose = data.fees(frame.report, frame.bases, cell)
    first, total = _HEAD + 1, _total_row(found)
    whole = data.stated(found)
    for row, (fee, rank) in enumerate(zip(found, data.ranks(found), strict=True), start=first):
        _row(frame, sheet, row, fee, cell)
        if fee.now is not None:
            share = ratios.share_formula(a1(row, NOW), a1(total, NOW, absolute=True), cell.decimals)
            write_formula(sheet, row, SHARE, share, frame.percent, ratios.share_value(fee.now, whole))
        if fee.now:
            write_formula(sheet, row, RANK, f"=RANK({a1(row, NOW)},{_stretch(found, NOW)})", frame.centre, rank)
    sheet.set_row(total - 1, 4)
    _total(frame, sheet, total, found, cell)
    end = frame.write_notes(sheet, total + 1, REMARK + 1, sum(_WIDTHS), _notes(frame, found, cell))
    end = _loose(frame, sheet, end + 1, loose)
    end = processing(frame, sheet, end + 1, REMARK + 1, sum(_WIDTHS))
    sheet.freeze_panes(first, NOW)
    frame.finish(sheet, end, REMARK + 1, filtered=_HEAD, last=(total - 2, REMARK))


def _row(frame: SummaryFrame, sheet: Worksheet, row: int, fee: Fee, cell: Cell) -> None:
    money, plain_money = frame.figure(cell), frame.book.figure(2, align="right")
    here = {c: a1(row, c) for c in range(13)}
    sheet.write_number(row, NUMBER, row - _HEAD, frame.centre)
    remark = _remark(frame, fee)
    sheet.write_string(row, UNIT, fee.name, frame.alarm(bool(marks.of(frame.units[fee.at]))))
    sheet.set_row(row, 14.5 * max(lines(fee.name, _WIDTHS[UNIT]), lines(fee.reason, _WIDTHS[REASON]), lines(remark, _WIDTHS[REMARK])) + 3)
    for column in (NOW, YUAN, SHARE, THEN, CHANGE, GROWTH, RANK, SYSTEM, GAP):
        sheet.write_blank(row, column, None, frame.centre)
    if fee.now is not None:
        write_formula(sheet, row, NOW, f"={frame.of_unit(fee.at, cell.key)}", money, fee.now)
        write_formula(sheet, row, YUAN, f"=ROUND({here[NOW]}*10000,2)", plain_money, _yuan(fee.now))
    if fee.then is not None:
        write_formula(sheet, row, THEN, f"={years.then_cell(frame, frame.bases.rows[fee.at], cell)}", money, fee.then)
    if fee.now is not None and fee.then is not None:
        _change(frame, sheet, row, fee.now, fee.then, cell)
    if fee.system is not None:
        write_figure(sheet, Box(row, SYSTEM, row, SYSTEM), fee.system, money)
        if fee.now is not None:
            gap = fee.now - fee.system
            style = frame.figure(cell, **({"bg_color": AMBER} if gap else {}))
            write_formula(sheet, row, GAP, ratios.change(here[NOW], here[SYSTEM], cell.decimals), style, gap)
    sheet.write_string(row, REASON, fee.reason, frame.text)
    sheet.write_string(row, REMARK, remark, frame.text)


def _change(frame: SummaryFrame, sheet: Worksheet, row: int, now: Figure, then: Figure, cell: Cell) -> None:
    here = a1(row, NOW), a1(row, THEN)
    write_formula(sheet, row, CHANGE, ratios.change(*here, cell.decimals), frame.figure(cell), now - then)
    write_formula(sheet, row, GROWTH, ratios.growth_formula(*here, cell.decimals), frame.rate, ratios.growth_value(now, then))


def _total(frame: SummaryFrame, sheet: Worksheet, row: int, found: Sequence[Fee], cell: Cell) -> None:
    style = frame.figure(cell, bg_color=GREY)
    write_text(sheet, Box(row, NUMBER, row, UNIT), texts.say("sum.fees-total"), frame.head)
    for column in range(NOW, REMARK + 1):
        sheet.write_blank(row, column, None, frame.head)
    sums = {NOW: data.stated(found), THEN: _sum([f.then for f in found]), SYSTEM: _sum([f.system for f in found])}
    for column, value in sums.items():
        if value is not None:
            write_formula(sheet, row, column, f"=ROUND(SUM({_stretch(found, column)}),{cell.decimals})", style, value)
    now, then, system = sums.values()
    assert now is not None
    yuan = f"=ROUND({a1(row, NOW)}*10000,2)"
    write_formula(sheet, row, YUAN, yuan, frame.book.figure(2, align="right", bg_color=GREY), _yuan(now))
    shares = sum((ratios.share_value(f.now, now) for f in found if f.now is not None), start=Decimal(0))
    write_formula(sheet, row, SHARE, f"=ROUND(SUM({_stretch(found, SHARE)}),4)", frame.percent, shares)
    if then is not None:
        _change(frame, sheet, row, now, then, cell)
    if system is not None:
        gap = sum((f.now - f.system for f in found if f.now is not None and f.system is not None), start=Decimal(0))
        write_formula(sheet, row, GAP, f"=ROUND(SUM({_stretch(found, GAP)}),{cell.decimals})", style, gap)


def _total_row(found: Sequence[Fee]) -> int:
    """An empty row keeps the total out of the filter."""
    return _HEAD + max(len(found), 1) + 2


def _stretch(found: Sequence[Fee], column: int) -> str:
    first, last = _HEAD + 1, _HEAD + max(len(found), 1)
    return f"{a1(first, column, absolute=True)}:{a1(last, column, absolute=True)}"


def _sum(values: Sequence[Figure | None]) -> Figure | None:
    known = [v for v in values if v is not None]
    return sum(known, start=0) if known else None


def _yuan(amount: Figure) -> Decimal:
    return Decimal(amount) * 10000


def _remark(frame: SummaryFrame, fee: Fee) -> str:
    said = [marks.remarks(frame.form, frame.units[fee.at])]
    said += [texts.say("sum.fees-not-stated")] if fee.now is None else []
    said += [texts.say("sum.fees-no-then")] if frame.bases.given and fee.at not in frame.bases.rows else []
    said += [texts.say("sum.fees-rows", n=len(fee.rows))] if len(fee.rows) > 1 else []
    return "；".join(text for text in said if text)


def _notes(frame: SummaryFrame, found: Sequence[Fee], cell: Cell) -> list[str]:
    notes = frame.notes()
    now = data.stated(found)
    shares = sum((ratios.share_value(f.now, now) for f in found if f.now is not None), start=Decimal(0)) * 100
    if now and shares != 100:
        notes.append(texts.say("sum.fees-shares", sum=plain(shares), gap=plain(abs(shares - 100))))
    fresh = [f for f in found if f.now and f.then is None]
    if fresh and any(f.then is not None for f in found):
        notes.append(texts.say("sum.fees-fresh", n=len(fresh), value=plain(data.stated(fresh))))
    known = [f for f in found if f.system is not None and f.now is not None]
    if known and data.stated(known) != now:
        notes.append(texts.say("sum.fees-known", n=len(known), value=plain(data.stated(known))))
    for waits, key in ((True, "sum.fees-then-waiting"), (False, "sum.fees-then-rest")):
        rest = [t for t in frame.bases.then if t.at is None and t.waits is waits and cell.key in frame.bases.known]
        if rest:
            value = sum((t.figures.get(cell.key, 0) for t in rest), start=0)
            notes.append(texts.say(key, n=len(rest), value=plain(value), total=plain(frame.bases.all_then(cell.key))))
    notes += frame.report.previous_notes
    if not frame.bases.given:
        notes.append(texts.say("sum.years-none"))
    finance = frame.report.finance
    notes.append(texts.say("sum.fees-from", file=texts.visible(finance.file)) if finance else texts.say("sum.fees-how"))
    return notes


def _loose(frame: SummaryFrame, sheet: Worksheet, row: int, loose: Sequence[Loose]) -> int:
    """The lines of the finance office's list that are in no row above, none dropped; gives the row after them."""
    if not loose:
        return row
    sheet.write_string(row, 0, texts.say("sum.fees-loose"), frame.section)
    row += 1
    for column, key in ((NUMBER, "line"), (UNIT, "listed"), (NOW, "system")):
        sheet.write_string(row, column, texts.say(f"sum.fees-{key}"), frame.head)
    write_text(sheet, Box(row, YUAN, row, RANK), texts.say("sum.fees-why"), frame.head)
    write_text(sheet, Box(row, SYSTEM, row, REASON), texts.say("sum.fees-reason"), frame.head)
    sheet.set_row(row, 30)
    for at, line in enumerate(loose, start=row + 1):
        sheet.write_number(at, NUMBER, line.row.number, frame.centre)
        sheet.write_string(at, UNIT, line.row.name, frame.text)
        write_figure(sheet, Box(at, NOW, at, NOW), line.row.amount, frame.book.figure(6, align="right"))
        write_text(sheet, Box(at, YUAN, at, RANK), line.why, frame.text)
        write_text(sheet, Box(at, SYSTEM, at, REASON), line.row.reason, frame.text)
        tall = max(lines(line.row.name, _WIDTHS[UNIT]), lines(line.why, 70), lines(line.row.reason, sum(_WIDTHS[SYSTEM : REASON + 1])))
        sheet.set_row(at, 14.5 * tall + 3)
    return row + 1 + len(loose)
