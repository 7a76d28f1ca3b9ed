"""明细二 明细三 明细四: one row a counted unit as constants, subtotals by group below and outside of them."""

from __future__ import annotations

from collections.abc import Sequence

from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from gaokai_xlsx import texts
from gaokai_xlsx.form.detail import CODE, FIRST_COLUMN, NAME, NUMBER, behind, marked, sheet_name
from gaokai_xlsx.form.formulas import quote
from gaokai_xlsx.form.grid import Box, a1
from gaokai_xlsx.form.model import Cell, Table
from gaokai_xlsx.results.book import marks
from gaokai_xlsx.results.book.frame import SummaryFrame
from gaokai_xlsx.results.book.subtotals import subtotals
from gaokai_xlsx.results.groups import Grouping
from gaokai_xlsx.submission import Submission
from gaokai_xlsx.workbook import A3, GREY, HEI, LINE, lines, write_text, write_value

_NUMBER_WIDTH, _CODE_WIDTH, _UNIT_WIDTH = 5, 5, 32
_COUNT_WIDTH, _MONEY_WIDTH = 5, 16  # 9,999 and 12,345,678.123456; larger ones shrink
_ALONE = 11  # of a figure that has no neighbour under its heading
_GROUP_WIDTH, _REMARK_WIDTH = 12, 24
_SCALE = 65
_WIDER = 1.33  # where a program lacks the default font, columns come out as much wider
_PAGE = 400 / 25.4 * 96 / (_SCALE / 100) / _WIDER  # pixels between the margins of A3 landscape at that scale


def base_column(frame: SummaryFrame, table: Table) -> int:
    """The column of 可比口径 in 明细; only where there is a year before."""
    return behind(frame.form, table) + len(frame.groupings)


def detail_sheet(frame: SummaryFrame, table: Table) -> None:
    """One row a counted unit, one column a figure, then what groups the units and 备注."""
    sheet = frame.book.sheet(sheet_name(table), landscape=True)
    cells = frame.form.of_table(table.key)
    found = frame.groupings
    further = [g.head for g in found]
    further += [texts.say("detail.base")] if frame.bases.given else []
    further.append(texts.say("detail.remark"))
    columns = behind(frame.form, table) + len(further)
    _heads(frame, sheet, table, cells, further)
    styles = [(cell.key, frame.listed(cell), frame.listed(cell, doubtful=True)) for cell in cells]
    for at, submission in enumerate(frame.units):
        _unit_row(frame, sheet, at, submission, styles, found)
    last = frame.last_row
    placed = list(enumerate(found, start=behind(frame.form, table)))
    end = subtotals(frame, sheet, last + 2, placed, cells)
    guide = texts.say("detail.guide", sources=texts.say("sum.sources"))
    sheet.write_string(end, NUMBER, guide, frame.book.style(font_size=9))
    sheet.freeze_panes(frame.first_row, FIRST_COLUMN)
    sheet.set_paper(A3)
    sheet.set_margins(left=0.4, right=0.4, top=0.8, bottom=0.6)
    sheet.fit_to_pages(0, 0)
    sheet.set_print_scale(_SCALE)
    sheet.print_across()
    sheet.repeat_columns(0, FIRST_COLUMN - 1)
    frame.finish(sheet, end + 1, columns, filtered=frame.first_row - 1, last=(last, columns - 1))


def _heads(frame: SummaryFrame, sheet: Worksheet, table: Table, cells: Sequence[Cell], further: Sequence[str]) -> None:
    """Title, headings, column widths, and page breaks between headings so that none is cut."""
    sheet.write_string(
        0, 0, texts.say("sum.sheet-title", title=table.title, coverage=frame.coverage), frame.book.style(font_name=HEI, font_size=12)
    )
    widths = [float(w) for w in (_NUMBER_WIDTH, _CODE_WIDTH, _UNIT_WIDTH)]
    for column, key in enumerate(("board.number", "detail.code", "detail.unit")):
        write_text(sheet, Box(1, column, 2, column), texts.say(key), frame.head)
    starts = []
    small = frame.book.style(font_name=HEI, font_size=9, border=1, border_color=LINE, bg_color=GREY, align="center", text_wrap=True)
    for label, left, right in _groups(cells):
        starts.append(FIRST_COLUMN + left)
        write_text(sheet, Box(1, FIRST_COLUMN + left, 1, FIRST_COLUMN + right), label, small)
        for cell in cells[left : right + 1]:
            sheet.write_string(2, len(widths), cell.column_of.short or cell.row_of.short, small)
            widths.append(_MONEY_WIDTH if cell.decimals else _COUNT_WIDTH if right - left > 1 else _ALONE)
    for head in further:
        starts.append(len(widths))
        write_text(sheet, Box(1, len(widths), 2, len(widths)), head, frame.head)
        widths.append(_REMARK_WIDTH if len(widths) == FIRST_COLUMN + len(cells) + len(further) - 1 else _GROUP_WIDTH)
    for column, width in enumerate(widths):
        sheet.set_column(column, column, width)
    sheet.set_row(1, 30)
    sheet.set_row(2, 44)
    sheet.set_v_pagebreaks(_breaks(widths, starts))


def _breaks(widths: Sequence[float], starts: Sequence[int]) -> list[int]:
    """Columns before which a page ends, always where a heading begins; the columns of names repeat on each page."""
    pixels = [7 * w + 5 for w in widths]
    names = sum(pixels[:FIRST_COLUMN])
    breaks: list[int] = []
    begin = FIRST_COLUMN
    for start, end in zip(starts, [*starts[1:], len(widths)], strict=True):
        if names + sum(pixels[begin:end]) > _PAGE and start > begin:
            breaks.append(start)
            begin = start
    return breaks


def _unit_row(
    frame: SummaryFrame,
    sheet: Worksheet,
    at: int,
    submission: Submission,
    styles: Sequence[tuple[str, Format, Format]],
    found: Sequence[Grouping],
) -> None:
    """One unit's figures as constants; what it does not state stays blank and amber, what the clerk counted as 0 is amber too.

    ``styles`` has key, style and style where doubtful for each column.
    """
    assert submission.filing is not None and submission.unit is not None
    row = frame.first_row + at
    known, zeroed = submission.filing.figures, submission.filing.zeroed
    taints = marks.of(submission)
    name = marked(submission.unit.name, taints)
    remark = marks.remarks(frame.form, submission)
    groups = [g.values[at] for g in found]
    if frame.bases.given:
        groups.append(texts.say("detail.comparable" if at in frame.bases.comparable else "detail.not-comparable"))
    tallest = [lines(name, _UNIT_WIDTH), lines(remark, _REMARK_WIDTH), *(lines(g, _GROUP_WIDTH) for g in groups)]
    sheet.set_row(row, 14.5 * max(tallest) + 3)
    # LibreOffice makes a linked text one line, however long; a number with a link stays a number.
    link = f"internal:{quote(texts.say('sum.sources'))}!{a1(frame.source_row(at), 0)}"
    sheet.write_url(row, NUMBER, link, frame.link, str(at + 1))
    sheet.write_number(row, NUMBER, at + 1, frame.link)
    sheet.write_string(row, CODE, submission.unit.code or "", frame.centre)
    sheet.write_string(row, NAME, name, frame.alarm(bool(taints)))
    for column, (key, style, doubtful) in enumerate(styles, start=FIRST_COLUMN):
        value = known.get(key)
        write_value(sheet, row, column, value, doubtful if value is None or key in zeroed else style)
    for column, text in enumerate(groups, start=FIRST_COLUMN + len(styles)):
        sheet.write_string(row, column, text, frame.centred)
    sheet.write_string(row, FIRST_COLUMN + len(styles) + len(groups), remark, frame.alarm(bool(remark)))


def _groups(cells: Sequence[Cell]) -> list[tuple[str, int, int]]:
    """Neighbouring figures of one row (or, in a table of one unnamed row, of one group of columns) under one heading."""
    groups: list[tuple[str, int, int]] = []
    for at, cell in enumerate(cells):
        label = cell.row_of.short or cell.column_of.label[-2]
        if groups and groups[-1][0] == label:
            groups[-1] = (label, groups[-1][1], at)
        else:
            groups.append((label, at, at))
    return groups
