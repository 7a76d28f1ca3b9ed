"""来源: where every counted figure came from. One line a counted file, then one line a run of figures not at their template address."""

from __future__ import annotations

from collections.abc import Sequence

from xlsxwriter.worksheet import Worksheet

from gaokai_xlsx.filing import Filing, at_home
from gaokai_xlsx.form import moves
from gaokai_xlsx.form.grid import grid, position
from gaokai_xlsx.form.model import Form
from gaokai_xlsx.form.moves import Move
from gaokai_xlsx.results.book.frame import SummaryFrame
from gaokai_xlsx.texts import say
from gaokai_xlsx.workbook import lines

_LONGEST = 2000  # characters of a path; a cell holds 32,767 and XlsxWriter drops what is longer without a word
_WIDTHS = (6.0, 30.0, 8.0, 40.0, 66.0)
_ORIGIN = 28.0  # width of a place


def moved(filing: Filing) -> list[Move]:
    """The figures of a filing that do not stand where the template has them."""
    if filing.origins == at_home(filing.form):
        return []
    return moves.moves(filing.form, {key: (place.sheet, *position(place.cell)) for key, place in filing.origins.items()})


def described(form: Form, move: Move) -> str:
    """What became of a run of figures: 表三全表下移2行."""
    table = form.table(move.table)
    count, whole = len(move.keys(form)), len(grid(table).places)
    what = say("src.whole", table=table.short) if count == whole else say("src.part", table=table.short, n=count)
    if move.there is None:
        return what + say("src.absent")
    if move.lined:
        return what + say("src.along" if move.there.top == move.there.bottom else "src.down-a-column")
    down, right = move.there.top - move.home.top, move.there.left - move.home.left
    ways = (("src.down", down), ("src.up", -down), ("src.right", right), ("src.left", -right))
    said = "、".join(say(key, n=n) for key, n in ways if n > 0)
    return what + (said or say("src.elsewhere"))


def sources(frame: SummaryFrame) -> None:
    """The sheet; its first list can be filtered while locked."""
    form, tables = frame.form, frame.form.tables
    sheet = frame.book.sheet(say("sum.sources"), landscape=True)
    heads = [say(f"src.{name}") for name in ("number", "unit", "code", "path", "sha")]
    heads += [say("src.origin-of", table=table.short) for table in tables]
    width = max(len(heads), moves.COUNT + 1)
    for column in range(width):
        sheet.set_column(column, column, (*_WIDTHS, *[_ORIGIN] * width)[column])
    below: list[list[str | int]] = []
    _heads(frame, sheet, 0, heads)
    for row, submission in enumerate(frame.units, start=1):
        filing, unit = submission.filing, submission.unit
        assert filing is not None and unit is not None
        whose: list[str | int] = [row, unit.name, unit.code or "", submission.path]
        starts = [filing.origins.get(next(iter(grid(table).places))) for table in tables]
        shown = [say("src.place", sheet=p.sheet, cell=p.cell) if p else say("src.no-place") for p in starts]
        _line(frame, sheet, row, [*whose, submission.sha256 or "", *shown])
        for move in moved(filing):
            home = say("src.place", sheet=form.table(move.table).sheet, cell=moves.range_text(move.home))
            there = say("src.place", sheet=move.sheet, cell=moves.range_text(move.there)) if move.there else say("src.no-place")
            below.append([*whose, described(form, move), home, there, len(move.keys(form))])
    last = len(frame.units)
    if below:
        second = last + 2
        _heads(frame, sheet, second, [*heads[: moves.WHAT], *(say(f"src.{name}") for name in ("what", "home", "there", "count"))])
        for row, values in enumerate(below, start=second + 1):
            _line(frame, sheet, row, values)
        last = second + len(below)
    sheet.freeze_panes(1, 0)
    frame.finish(sheet, last + 1, width, filtered=0, last=(max(len(frame.units), 1), len(heads) - 1))


def _heads(frame: SummaryFrame, sheet: Worksheet, row: int, heads: Sequence[str]) -> None:
    for column, text in enumerate(heads):
        sheet.write_string(row, column, text, frame.head)


def _line(frame: SummaryFrame, sheet: Worksheet, row: int, values: Sequence[str | int]) -> None:
    widths = (*_WIDTHS, *[_ORIGIN] * len(values))
    sheet.set_row(row, 14.5 * max(lines(str(v), w) for v, w in zip(values, widths, strict=False)) + 3)
    for column, value in enumerate(values):
        if isinstance(value, str):
            sheet.write_string(row, column, value[:_LONGEST], frame.text)
        else:
            sheet.write_number(row, column, value, frame.centre)
