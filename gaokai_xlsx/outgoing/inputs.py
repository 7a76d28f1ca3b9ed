"""The sheet of one table: the official table with only its inputs open, and beside it light, declaration, 核对码, last year."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from xlsxwriter.worksheet import Worksheet

from gaokai_xlsx import texts
from gaokai_xlsx.form.formulas import name_of, quote, ranges, total_formula
from gaokai_xlsx.form.grid import Box, Grid, a1
from gaokai_xlsx.form.model import Cell, Table
from gaokai_xlsx.form.points import Point, points
from gaokai_xlsx.outgoing import marks
from gaokai_xlsx.outgoing.frame import FINE, GREEN, RED, WARN, Frame
from gaokai_xlsx.outgoing.live import answer_cell, broken_on_sheet, light
from gaokai_xlsx.outgoing.tables import draw
from gaokai_xlsx.workbook import AMBER, BLUE, COUNT, FAINT, GREY, HEI, LINE, clip, write_figure, write_text

_LARGE = {"万元": 10_000_000, "元": 100_000_000}  # above it an amount is more likely a wrong unit; counts see _LARGE_COUNT
_LARGE_COUNT = 10_000_000  # the largest city report seen has 11.4 million licensing decisions, its bureaus far less
_LAST_YEAR = 6  # row of the panel where last year's figures begin


def table_sheet(frame: Frame, table: Table) -> None:
    """Write the sheet of one table."""
    sheet = frame.book.sheet(table.sheet, landscape=table.orientation == "landscape")
    sheet.fit_to_pages(1, 1)
    plan = draw(frame.book, sheet, frame.form, table, _figure(frame, sheet, table))
    first = plan.places[next(c for c in frame.form.of_table(table.key) if not c.derived).key]
    if len(plan.blocks) == 1 and plan.rows > 10:
        sheet.freeze_panes(plan.blocks[0].body, plan.label_columns)
    sheet.set_selection(first.top, first.left, first.top, first.left)
    _validate(frame, sheet, table, plan)
    marks.colour(frame, sheet, table, plan)
    _colour(frame, sheet, table, plan)
    _panel(frame, sheet, table, plan.columns + 1)
    _last_year(frame, sheet, table, plan)
    marks.messages(frame, sheet, table, plan, _LAST_YEAR + len(last_year_cells(frame, table)) + 2)
    frame.finish(sheet, plan.rows, plan.columns)


def last_year_cells(frame: Frame, table: Table) -> dict[Point, Box]:
    """Where last year's figure of each point of a table stands in the panel."""
    own = [p for p in points(frame.form) if frame.form.cells[p.key].table == table.key]
    column = answer_cell(table).left
    return {point: Box(_LAST_YEAR + 1 + at, column, _LAST_YEAR + 1 + at, column) for at, point in enumerate(own)}


def _figure(frame: Frame, sheet: Worksheet, table: Table) -> Callable[[Cell, Box], None]:
    def write(cell: Cell, box: Box) -> None:
        own: dict[str, Any] = {"bg_color": GREY} if cell.derived else {"locked": False, "bg_color": BLUE}
        style = frame.book.figure(cell.decimals, **own)
        formula = total_formula(frame.form, cell.key) if cell.derived else None
        if cell.key in frame.issue.sent.texts:
            write_text(sheet, box, frame.issue.sent.texts[cell.key], style)
        else:
            write_figure(sheet, box, frame.figures.get(cell.key), style, formula)
        frame.book.define_name(name_of(cell.key), f"={quote(table.sheet)}!{a1(box.top, box.left, absolute=True)}")

    return write


def _validate(frame: Frame, sheet: Worksheet, table: Table, plan: Grid) -> None:
    """One rule a rectangle of alike inputs; paste destroys it, so nothing relies on it. A marked input says what is wrong with it."""
    alike: dict[tuple[str, int, bool, str, str], list[Box]] = {}
    for cell in frame.form.of_table(table.key):
        title, words = marks.prompt(frame, cell.key)
        if not cell.derived:
            note = words or texts.say("input.money" if cell.decimals else "input.count", unit=cell.unit) + _note(cell)
            alike.setdefault((cell.unit, cell.decimals, cell.signed, title, note), []).append(plan.places[cell.key])
        elif words:
            box = plan.places[cell.key]
            sheet.data_validation(box.top, box.left, box.top, box.left, {"validate": "any", "input_title": title, "input_message": words})
    for (unit, decimals, signed, title, note), boxes in alike.items():
        rule = {
            "validate": "decimal" if decimals else "integer",
            "criteria": "between",
            "minimum": -999_999_999 if signed else 0,
            "maximum": 999_999_999,
            "input_message": clip(note, 255),
            "error_title": texts.say("input.error-title"),
            "error_message": texts.say("input.error", unit=unit),
        } | ({"input_title": title} if title else {})
        first, *others = ranges(boxes)
        sheet.data_validation(first, rule | ({"multi_range": " ".join((first, *others))} if others else {}))


def _note(cell: Cell) -> str:
    """The counting rule of a row with its source, for the prompt."""
    return texts.say("input.note", note=cell.row_of.note, source=cell.row_of.source) if cell.row_of.note else ""


def _colour(frame: Frame, sheet: Worksheet, table: Table, plan: Grid) -> None:
    """Conditional formats survive a paste where validation does not: text, negatives, fractions, sizes, blanks, broken identities."""
    red, warn = frame.alarm(*RED), frame.alarm(*WARN)
    fine = frame.alarm(*RED, num_format=FINE)
    answer = answer_cell(table)
    declared = f'{a1(answer.top, answer.left, absolute=True)}="{texts.say("sheet.yes")}"'
    alike: dict[tuple[int, bool, int], list[Box]] = {}
    for cell in frame.form.of_table(table.key):
        if not cell.derived:
            large = _LARGE.get(cell.unit, _LARGE_COUNT)
            alike.setdefault((cell.decimals, cell.signed, large), []).append(plan.places[cell.key])
    for (decimals, signed, large), boxes in alike.items():
        first, *others = ranges(boxes)
        at = first.partition(":")[0]
        several = {"multi_range": " ".join((first, *others))} if others else {}
        negative = "FALSE" if signed else f"{at}<0"
        broken = f"=AND(ISNUMBER({at}),ROUND({at},{decimals})<>{at})"
        wrong = f"=OR(ISTEXT({at}),AND(ISNUMBER({at}),{negative}))"
        blank = f"=ISBLANK({at})" if table.supplement else f"=AND(ISBLANK({at}),NOT({declared}))"
        for formula, style in ((broken, fine), (wrong, red), (f"=AND(ISNUMBER({at}),ABS({at})>{large})", warn), (blank, warn)):
            sheet.conditional_format(first, {"type": "formula", "criteria": formula, "format": style} | several)
    for equation in frame.form.equations:
        if equation.table == table.key:
            box = plan.places[equation.anchor]
            rule = {"type": "formula", "criteria": broken_on_sheet(equation, table), "format": red}
            sheet.conditional_format(box.top, box.left, box.top, box.left, rule)


def _panel(frame: Frame, sheet: Worksheet, table: Table, column: int) -> None:
    """Right of the table and outside the print area."""
    sheet.set_column(column, column, 26)
    sheet.set_column(column + 1, column + 1, 10)
    box = frame.book.style(border=1, border_color=LINE, font_name=HEI, align="center", bg_color=AMBER)
    declared = table.key in frame.issue.sent.declared
    formula, shown = light(frame.form, table, frame.figures, frame.issue.sent.texts, declared=declared)
    sheet.merge_range(0, column, 0, column + 1, "", box)
    sheet.write_formula(0, column, formula, box, shown)
    ready = texts.say("light.ready")
    rule = {"type": "formula", "criteria": f'={a1(0, column, absolute=True)}="{ready}"', "format": frame.alarm(*GREEN)}
    sheet.conditional_format(0, column, 0, column + 1, rule)
    if not table.supplement:
        sheet.write_string(1, column, texts.say("sheet.declare"), frame.text)
        answer = frame.book.style(border=1, border_color=LINE, align="center", locked=False)
        sheet.write_string(1, column + 1, texts.say("sheet.yes" if declared else "sheet.no"), answer)
        answers = [texts.say("sheet.yes"), texts.say("sheet.no")]
        sheet.data_validation(1, column + 1, 1, column + 1, {"validate": "list", "source": answers})
        tip = frame.book.style(font_size=9, font_color=FAINT, text_wrap=True, valign="top")
        write_text(sheet, Box(2, column, 3, column + 1), texts.say("sheet.declare-tip"), tip)
    sheet.write_string(4, column, texts.say("sheet.code"), frame.text)
    frame.show_code(sheet, Box(4, column + 1, 4, column + 1), border=1, border_color=LINE, align="center")


def _last_year(frame: Frame, sheet: Worksheet, table: Table, plan: Grid) -> None:
    """A grey locked column of last year's figures, and amber where this year does not follow."""
    cells = last_year_cells(frame, table)
    if not cells:
        return
    column = plan.columns + 1
    grey = frame.book.style(border=1, border_color=LINE, bg_color=GREY)
    head = frame.book.style(border=1, border_color=LINE, bg_color=GREY, font_name=HEI, text_wrap=True)
    write_text(sheet, Box(_LAST_YEAR, column, _LAST_YEAR, column + 1), texts.say("sheet.last-year", year=frame.issue.year - 1), head)
    for point, box in cells.items():
        sheet.write_string(box.top, column, frame.form.cells[point.before].label, grey)
        number = frame.book.style(border=1, border_color=LINE, bg_color=GREY, align="center", num_format=COUNT)
        write_figure(sheet, box, frame.issue.previous.get(point.before), number)
        home = plan.places[point.key]
        criteria = f'=AND({follow_formula(plan, point, box, "")[1:]}<>"",{differs(plan, point, box)})'
        mark = frame.issue.sent.marks.get(point.key)
        style = RED if mark and mark.is_error and mark.code == point.code else WARN
        rule = {"type": "formula", "criteria": criteria, "format": frame.alarm(*style)}
        sheet.conditional_format(home.top, home.left, home.top, home.left, rule)


def follow_formula(plan: Grid, point: Point, before: Box, sheet: str) -> str:
    """What a point should be, by formula; empty while last year is not known. ``sheet`` is the quoted name with ``!``, or nothing."""

    def at(box: Box) -> str:
        return f"{sheet}{a1(box.top, box.left, absolute=True)}"

    # N: a text in an input counts as nothing, as in every sum, instead of making an error of the line.
    flow = "".join(f"{sign}N({at(plan.places[key])})" for sign, key in (("+", point.plus), ("-", point.minus)) if key)
    return f'=IF(ISNUMBER({at(before)}),{at(before)}{flow},"")'


def differs(plan: Grid, point: Point, before: Box) -> str:
    """Whether this year does not follow, on the table's own sheet."""
    home = plan.places[point.key]
    sign = "<" if point.at_least else "<>"
    return f"{a1(home.top, home.left, absolute=True)}{sign}{follow_formula(plan, point, before, '')[1:]}"
