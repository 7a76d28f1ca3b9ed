"""打印盖章页: the tables as they are published, two A4 pages, declared blanks as 0, with room for signatures and the seal."""

from __future__ import annotations

from xlsxwriter.worksheet import Worksheet

from gaokai_xlsx import texts
from gaokai_xlsx.form.formulas import quote
from gaokai_xlsx.form.grid import Box, Grid, a1, grid
from gaokai_xlsx.form.model import Table
from gaokai_xlsx.outgoing.frame import Frame
from gaokai_xlsx.outgoing.live import answer_cell
from gaokai_xlsx.outgoing.tables import labels, row_height
from gaokai_xlsx.quantity import Figure
from gaokai_xlsx.workbook import HEI, write_formula, write_text

# The widest table has 15 columns; the others share them. A finer grid would look smoother and make every reader pay for its cells.
_COLUMNS = 15
_WIDTH = 6.2
_LABEL_SHARE = {1: (4,), 2: (3, 3), 3: (1, 2, 4)}  # columns of the labels; figures share the rest, the first one more


def page(frame: Frame) -> None:
    """Page 1: 表二 and 表四, page 2: 表三, by length: short tables share the first page."""
    sheet = frame.book.sheet(texts.say("sheet.print"))
    sheet.set_column(0, _COLUMNS - 1, _WIDTH)
    tables = [t for t in frame.form.tables if not t.supplement]
    longest = max(tables, key=lambda t: grid(t).rows)
    row = _title(frame, sheet, 0)
    for table in [t for t in tables if t is not longest]:
        row = _table(frame, sheet, table, row)
    write_text(sheet, Box(row, 0, row, 1), texts.say("sheet.code"), frame.small)
    frame.show_code(sheet, Box(row, 2, row, 3), font_size=8, align="left")
    sheet.set_h_pagebreaks([row + 1])
    row = _title(frame, sheet, row + 1)
    row = _table(frame, sheet, longest, row)
    row = _signatures(frame, sheet, row)
    frame.finish(sheet, row, _COLUMNS, header=False, span=2)


def _title(frame: Frame, sheet: Worksheet, row: int) -> int:
    style = frame.book.style(font_name=HEI, font_size=16, align="center", text_wrap=True)
    sheet.set_row(row, 48)
    write_text(sheet, Box(row, 0, row, _COLUMNS - 1), frame.issue.title, style)
    return row + 1


def _table(frame: Frame, sheet: Worksheet, table: Table, row: int) -> int:
    """One table below its section title; figures follow the input sheet."""
    plan = grid(table)
    edges = _edges(plan)
    widths = [_WIDTH * (edges[c + 1] - edges[c]) for c in range(plan.columns)]
    sheet.set_row(row, 24)
    write_text(sheet, Box(row, 0, row, _COLUMNS - 1), table.title, frame.book.style(font_name=HEI, font_size=12))
    top = row + 1

    def at(box: Box) -> Box:
        return Box(top + box.top, edges[box.left], top + box.bottom, edges[box.right + 1] - 1)

    for line in range(plan.rows):
        sheet.set_row(top + line, row_height(plan, line, widths))
    labels(frame.book, sheet, plan, at, bg_color="#FFFFFF", font_size=10)
    for cell in frame.form.of_table(table.key):
        box, home = at(plan.places[cell.key]), plan.places[cell.key]
        style = frame.book.figure(cell.decimals)
        ref = f"{quote(table.sheet)}!{a1(home.top, home.left)}"
        if not box.single:
            sheet.merge_range(box.top, box.left, box.bottom, box.right, "", style)
        value: Figure | str | None = frame.issue.sent.texts.get(cell.key) or frame.figures.get(cell.key)
        if value is None and cell.table in frame.issue.sent.declared:
            value = 0
        formula = f"={ref}" if cell.derived else f'=IF(ISBLANK({ref}),IF({_declared(table)},0,""),{ref})'
        write_formula(sheet, box.top, box.left, formula, style, value)
    return top + plan.rows + 1


def _declared(table: Table) -> str:
    answer = answer_cell(table)
    return f'{quote(table.sheet)}!{a1(answer.top, answer.left)}="{texts.say("sheet.yes")}"'


def _edges(plan: Grid) -> list[int]:
    """Column of the page where each column of the table begins, and where the last ends."""
    shares = list(_LABEL_SHARE.get(plan.label_columns, ()))
    rest, figures = _COLUMNS - sum(shares), plan.columns - plan.label_columns
    shares += [rest // figures + (at < rest % figures) for at in range(figures)]
    edges = [0]
    for share in shares:
        edges.append(edges[-1] + share)
    return edges


def _signatures(frame: Frame, sheet: Worksheet, row: int) -> int:
    """填报人｜审核人｜单位负责人｜（盖章）｜填报日期."""
    style = frame.book.style(font_size=11, align="left")
    third = _COLUMNS // 3
    for number, key in enumerate(("filler", "reviewer", "head", "phone", "date", "seal")):
        down, across = divmod(number, 3)
        box = Box(row + down, across * third, row + down, (across + 1) * third - 1)
        write_text(sheet, box, texts.say(f"print.{key}"), style)
    sheet.set_row(row, 30)
    sheet.set_row(row + 1, 30)
    return row + 2
