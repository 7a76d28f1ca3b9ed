"""校验结果 (every identity, live) and 差异说明 (every point that must follow from last year, with room for a reason)."""

from __future__ import annotations

from xlsxwriter.worksheet import Worksheet

from gaokai_xlsx import texts
from gaokai_xlsx.form.code import FORMAT, code_formula, code_value
from gaokai_xlsx.form.formulas import quote
from gaokai_xlsx.form.grid import Box, a1, grid
from gaokai_xlsx.form.points import Point, points, says
from gaokai_xlsx.outgoing import standing
from gaokai_xlsx.outgoing.frame import CODE_CELL, RED, Frame
from gaokai_xlsx.outgoing.inputs import follow_formula, last_year_cells
from gaokai_xlsx.outgoing.live import FIRST_CHECK, VERDICT, sides, sum_of
from gaokai_xlsx.workbook import HEI, LINE, TALLEST, lines, write_figure, write_formula, write_text

_FREE_ROWS = 4  # rows of 差异说明 for what no rule foresees


def checks(frame: Frame) -> None:
    """校验结果: 核对码, then every equation with both sides, difference and verdict, linked to its cell."""
    sheet = frame.book.sheet(texts.say("sheet.checks"))
    write_text(sheet, Box(0, 0, 0, 1), texts.say("sheet.code"), frame.head)
    number = frame.book.style(border=1, border_color=LINE, font_name=HEI, font_size=12, align="left", num_format=FORMAT)
    sheet.write_formula(*CODE_CELL, code_formula(frame.form), number, float(code_value(frame.form, frame.figures)))
    sheet.write_string(0, 3, texts.say("sheet.code-tip"), frame.book.style(font_size=9, text_wrap=True))
    widths = (("number", 6), ("table", 9), ("where", 30), ("rule", 44), ("left", 11), ("right", 11), ("gap", 11), ("verdict", 9))
    for column, (key, width) in enumerate(widths):
        sheet.set_column(column, column, width)
        sheet.write_string(FIRST_CHECK - 1, column, texts.say(f"checks.{key}"), frame.head)
    link = frame.book.style(border=1, border_color=LINE, text_wrap=True, font_color="#0563C1", underline=1)
    verdicts = [texts.say("checks.equal"), texts.say("checks.unequal")]
    for row, equation in enumerate(frame.form.equations, start=FIRST_CHECK):
        table = frame.form.table(equation.table)
        home = grid(table).places[equation.anchor]
        left, right = sides(equation, frame.figures)
        sheet.set_row(row, 16 * lines(equation.identity.says, 44) + 3)
        sheet.write_number(row, 0, row - FIRST_CHECK + 1, frame.centre)
        sheet.write_string(row, 1, table.short, frame.centre)
        sheet.write_url(row, 2, f"internal:{quote(table.sheet)}!{a1(home.top, home.left)}", link, equation.where)
        sheet.write_string(row, 3, equation.identity.says, frame.text)
        write_figure(sheet, Box(row, 4, row, 4), left, frame.centre, f"={sum_of(frame.form, equation, equation.left)}")
        write_figure(sheet, Box(row, 5, row, 5), right, frame.centre, f"={sum_of(frame.form, equation, equation.right)}")
        write_figure(sheet, Box(row, 6, row, 6), left - right, frame.centre, f"=E{row + 1}-F{row + 1}")
        formula = f'=IF(ROUND(G{row + 1},6)=0,"{verdicts[0]}","{verdicts[1]}")'
        sheet.write_formula(row, VERDICT, formula, frame.centre, verdicts[left != right])
    last = FIRST_CHECK + len(frame.form.equations) - 1
    rule = {"type": "cell", "criteria": "==", "value": f'"{verdicts[1]}"', "format": frame.alarm(*RED)}
    sheet.conditional_format(FIRST_CHECK, VERDICT, last, VERDICT, rule)
    sheet.freeze_panes(FIRST_CHECK, 0)
    sheet.fit_to_pages(1, 1)
    frame.finish(sheet, last + 1, 8)


def reasons(frame: Frame) -> None:
    """差异说明: each point with 本年数, 应衔接数, 差额, 状态 by formula and an open 原因."""
    sheet = frame.book.sheet(texts.say("sheet.reasons"), landscape=True)
    widths = (("number", 6), ("what", 46), ("now", 11), ("follows", 11), ("gap", 9), ("state", 14), ("why", 44))
    for column, (key, width) in enumerate(widths):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, texts.say(f"reasons.{key}"), frame.head)
    row = 0
    for row, point in enumerate(points(frame.form), start=1):
        _reason_row(frame, sheet, row, point)
    remarks = frame.issue.sent.written.remarks
    rows = max(_FREE_ROWS, len(remarks))
    for free, (what, why) in enumerate([*remarks, *[("", "")] * (rows - len(remarks))], start=row + 1):
        sheet.set_row(free, _room(what, why))
        sheet.write_number(free, 0, free, frame.centre)
        _open(frame, sheet, free, 1, what)
        for column in range(2, 6):
            sheet.write_blank(free, column, None, frame.text)
        _open(frame, sheet, free, 6, why)
    sheet.set_selection(1, 6, 1, 6)
    sheet.freeze_panes(1, 0)
    asked = {"type": "cell", "criteria": "==", "value": f'"{texts.say("reasons.ask")}"', "format": frame.alarm(*RED)}
    sheet.conditional_format(1, 5, max(row, 1), 5, asked)
    frame.finish(sheet, row + 1 + rows, 7)


def _room(*written: str) -> float:
    """Three lines, or what is written there already needs."""
    return min(max(44, *(16 * lines(text, 44) + 4 for text in written)), TALLEST)


def _open(frame: Frame, sheet: Worksheet, row: int, column: int, text: str) -> None:
    """A cell to write in, with what is written there already."""
    if text:
        sheet.write_string(row, column, text, frame.open_text)
    else:
        sheet.write_blank(row, column, None, frame.open_text)


def _reason_row(frame: Frame, sheet: Worksheet, row: int, point: Point) -> None:
    cell = frame.form.cells[point.key]
    table = frame.form.table(cell.table)
    plan, name = grid(table), f"{quote(table.sheet)}!"
    home, before = plan.places[point.key], last_year_cells(frame, table)[point]
    reason = frame.issue.sent.written.reasons.get(point.name, "")
    at = row + 1
    holds = f"E{at}>=0" if point.at_least else f"E{at}=0"
    words = {k: texts.say(f"reasons.{k}") for k in ("unknown", "fine", "ask", "told")}
    state = f'=IF(D{at}="","{words["unknown"]}",IF({holds},"{words["fine"]}",IF(G{at}="","{words["ask"]}","{words["told"]}")))'
    sheet.set_row(row, _room(reason))
    sheet.write_number(row, 0, row, frame.centre)
    sheet.write_string(row, 1, says(frame.form, point), frame.text)
    number = frame.book.figure(cell.decimals)
    write_formula(sheet, row, 2, f"=N({name}{a1(home.top, home.left)})", number, frame.figures.get(point.key, 0))
    write_formula(sheet, row, 3, follow_formula(plan, point, before, name), number, standing.follows(frame, point))
    write_formula(sheet, row, 4, f'=IF(D{at}="","",C{at}-D{at})', number, standing.gap(frame, point))
    sheet.write_formula(row, 5, state, frame.centre, standing.point_state(frame, point))
    _open(frame, sheet, row, 6, reason)
