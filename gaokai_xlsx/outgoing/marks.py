"""On the tables of a returned copy: colours that fall with their findings, prompts of the marked inputs, messages beside the table."""

from __future__ import annotations

import re
from collections.abc import Iterator

from xlsxwriter.worksheet import Worksheet

from gaokai_xlsx import texts
from gaokai_xlsx.form.formulas import quote
from gaokai_xlsx.form.grid import Box, Grid, a1
from gaokai_xlsx.form.model import Kind, Table
from gaokai_xlsx.form.points import points
from gaokai_xlsx.outgoing import standing
from gaokai_xlsx.outgoing.frame import FINE, RED, WARN, Frame
from gaokai_xlsx.outgoing.tables import row_height, table_widths
from gaokai_xlsx.workbook import HEI, LINE, clip, lines, write_text

_WIDTH, _STATE = 46, 12  # columns of the panel beside the table, where there are messages
_SIZE, _LINE = 9, 12.5  # letters and points a line of the messages
_TITLE, _PROMPT = 32, 255  # UTF-16 units that a prompt may have


def colour(frame: Frame, sheet: Worksheet, table: Table, plan: Grid) -> None:
    """A faulty cell is marked while it holds what was sent; identities and last year's figures have live colours of their own."""
    live = {p.name for p in points(frame.form)}
    balances = {(e.identity.code, e.anchor) for e in frame.form.equations if e.identity.kind is Kind.BALANCE}
    for key, finding in frame.issue.sent.marks.items():
        own = f"{finding.code} {key}" in live or (finding.code, key) in balances
        if frame.form.cells[key].table == table.key and not own:
            box = plan.places[key]
            at = a1(box.top, box.left)
            # A total whose formula is restored may be right now: it is only to be looked at.
            style = RED if finding.is_error and not standing.restored(finding) else WARN
            more = {"num_format": FINE} if finding.code == "V-FRACTION" else {}
            rule = {"type": "formula", "criteria": f"={standing.as_sent(frame, key, at)}", "format": frame.alarm(*style, **more)}
            sheet.conditional_format(box.top, box.left, box.top, box.left, rule)


def prompt(frame: Frame, key: str) -> tuple[str, str]:
    """Title and text that show when a marked cell is chosen; empty for the others."""
    finding = frame.issue.sent.marks.get(key)
    if finding is None:
        return "", ""
    head = re.match("【(.*?)】", finding.message)
    words = finding.message[head.end() :] if head else finding.message
    return clip(head[1], _TITLE) if head else "", clip(words + finding.remedy, _PROMPT)


def messages(frame: Frame, sheet: Worksheet, table: Table, plan: Grid, top: int) -> None:
    """The problems of a table beside it, in the panel's columns from row ``top`` on, each with its state."""
    own = [(at, f) for at, f in enumerate(frame.issue.sent.problems) if f.key and frame.form.cells[f.key].table == table.key]
    if not own:
        return
    column = plan.columns + 1
    sheet.set_column(column, column, _WIDTH)
    sheet.set_column(column + 1, column + 1, _STATE)
    head = frame.book.style(font_name=HEI, border=1, border_color=LINE, text_wrap=True, font_color=RED[1], bg_color=RED[0])
    link = frame.book.style(border=1, border_color=LINE, font_size=_SIZE, font_color="#0563C1", underline=1, align="center")
    write_text(sheet, Box(top, column, top, column), texts.say("problems.here", n=len(own)), head)
    sheet.write_url(top, column + 1, f"internal:{quote(texts.say('sheet.problems'))}!A1", link, texts.say("sheet.problems"))
    text = frame.book.style(border=1, border_color=LINE, font_size=_SIZE, text_wrap=True, valign="top")
    word = frame.book.style(border=1, border_color=LINE, font_size=_SIZE, align="center")
    said = [texts.say("problems.line", n=at + 1, message=f.message, remedy=f.remedy) for at, f in own]
    for (at, finding), words, (first, last) in zip(own, said, _blocks(plan, table, top + 1, said, sheet), strict=True):
        write_text(sheet, Box(first, column, last, column), words, text)
        write_text(sheet, Box(first, column + 1, last, column + 1), "", word)
        _, shown = standing.state(frame, finding)
        cell = f"{quote(texts.say('sheet.problems'))}!{a1(standing.FIRST_PROBLEM + at, standing.STATE)}"
        sheet.write_formula(first, column + 1, f"={cell}", word, shown)
        settled(frame, sheet, Box(first, column, last, column + 1), a1(first, column + 1, absolute=True))


def settled(frame: Frame, sheet: Worksheet, box: Box, state: str) -> None:
    """Colours of a problem by its state: pale once it is dealt with, loud while it stands."""
    words = {k: texts.say(f"state.{k}") for k in ("open", "check", "done", "told", "restored")}
    pale = frame.book.conditional(font_color="#A6A6A6")
    done = ",".join(f'{state}="{words[k]}"' for k in ("done", "told", "restored"))
    rule = {"type": "formula", "criteria": f"=OR({done})", "format": pale}
    sheet.conditional_format(box.top, box.left, box.bottom, box.right, rule)
    for key, style in (("open", RED), ("check", WARN)):
        rule = {"type": "formula", "criteria": f'={state}="{words[key]}"', "format": frame.alarm(*style)}
        sheet.conditional_format(box.top, box.right, box.bottom, box.right, rule)


def _blocks(plan: Grid, table: Table, top: int, said: list[str], sheet: Worksheet) -> Iterator[tuple[int, int]]:
    """First and last row of each message: rows of the table keep their height, below it they are made as high as needed."""
    widths = table_widths(table)
    row = top
    for words in said:
        needed = _LINE * lines(words, _WIDTH * 10.5 / _SIZE) + 5
        first, room = row, 0.0
        while room < needed:
            if row > plan.rows + 2:  # below stamp and 核对码
                height = needed - room
                sheet.set_row(row, max(height, 15))
            else:
                height = row_height(plan, row, widths) if row < plan.rows else 15
            room += height
            row += 1
        yield first, row - 1
