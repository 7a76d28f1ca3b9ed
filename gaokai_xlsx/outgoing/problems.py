"""问题清单, the first sheet of a returned copy: what is wrong where, what to do, by when, and what could not be read."""

from __future__ import annotations

from xlsxwriter.worksheet import Worksheet

from gaokai_xlsx import texts
from gaokai_xlsx.filing import Unread
from gaokai_xlsx.finding import Finding
from gaokai_xlsx.form.formulas import quote
from gaokai_xlsx.form.grid import Box, a1, address
from gaokai_xlsx.outgoing import standing
from gaokai_xlsx.outgoing.frame import RED, Frame
from gaokai_xlsx.outgoing.marks import settled
from gaokai_xlsx.workbook import HEI, LINE, TALLEST, lines, write_text

_COLUMNS = (("number", 6), ("severity", 9), ("place", 27), ("message", 52), ("remedy", 44), ("state", 13))
_MESSAGE, _REMEDY = 3, 4
_UNREAD = 400  # lines of the block of what was not read; a whole table has 144


def sheet(frame: Frame) -> None:
    """Write the sheet and show it first."""
    sent = frame.issue.sent
    page = frame.book.sheet(texts.say("sheet.problems"), landscape=True)
    page.set_tab_color(RED[1])
    for column, (key, width) in enumerate(_COLUMNS):
        page.set_column(column, column, width)
        page.write_string(standing.FIRST_PROBLEM - 1, column, texts.say(f"problems.{key}"), frame.head)
    _opening(frame, page)
    for at, finding in enumerate(sent.problems):
        _line(frame, page, standing.FIRST_PROBLEM + at, at + 1, finding)
    end = standing.FIRST_PROBLEM + len(sent.problems)
    if sent.restored:
        write_text(page, Box(end, 0, end, len(_COLUMNS) - 1), texts.say("problems.whole-again", n=sent.restored), frame.text)
        end += 1
    page.freeze_panes(standing.FIRST_PROBLEM, 0)
    if not sent.written.unread:  # whose block has other heads
        page.repeat_rows(standing.FIRST_PROBLEM - 1)
    page.set_selection(standing.FIRST_PROBLEM, 2, standing.FIRST_PROBLEM, 2)
    if sent.written.unread:
        end = _unread(frame, page, end + 1)
    frame.finish(page, end, len(_COLUMNS))
    page.activate()


def _opening(frame: Frame, page: Worksheet) -> None:
    """Title, what to do with this file, by when, and how far it has come."""
    sent, last = frame.issue.sent, len(_COLUMNS) - 1
    imported = frame.issue.kind == "imported"
    says = [texts.say("import.how" if imported else "problems.how", file=sent.file)]
    says += [texts.say("problems.not-carried")] if not sent.carried else []
    says += [texts.say("problems.unit")] if frame.issue.unit is None else []
    says += [texts.say("problems.waiting", n=len(sent.waiting), titles="、".join(sent.waiting))] if sent.waiting else []
    due = [texts.say("problems.due-passed" if sent.overdue else "problems.due", due=sent.due)] if sent.due else []
    contact = [texts.say("sheet.contact", contact=frame.issue.contact).rstrip()] if frame.issue.contact else []
    width = sum(w for _, w in _COLUMNS)
    title = frame.book.style(font_name=HEI, font_size=16)
    text = frame.book.style(text_wrap=True)
    strong = frame.book.style(font_name=HEI, font_size=11, font_color=RED[1], text_wrap=True)
    page.set_row(0, 30)
    write_text(page, Box(0, 0, 0, last), texts.say("import.title" if imported else "problems.title"), title)
    for row, (words, style) in enumerate((("".join(says), text), ("　".join((*due, *contact)), strong)), start=1):
        page.set_row(row, 16 * lines(words, width) + 4)
        write_text(page, Box(row, 0, row, last), words, style)
    errors = sum(f.is_error for f in sent.problems)
    states = f"{a1(standing.FIRST_PROBLEM, standing.STATE)}:{a1(standing.FIRST_PROBLEM + len(sent.problems) - 1, standing.STATE)}"
    open_ = f'COUNTIF({states},"{texts.say("state.open")}")'
    told, ready = texts.say("problems.progress", n=errors), texts.say("import.ready" if imported else "problems.ready")
    left = sum(standing.state(frame, f)[1] == texts.say("state.open") for f in sent.problems)
    shown = f"{told}{left}{texts.say('problems.left')}" if left else ready
    page.set_row(3, 20)
    page.merge_range(3, 0, 3, last, "", strong)
    page.write_formula(3, 0, f'=IF({open_}=0,"{ready}","{told}"&{open_}&"{texts.say("problems.left")}")', strong, shown)


def _line(frame: Frame, page: Worksheet, row: int, number: int, finding: Finding) -> None:
    """One problem: number, severity, link to its cell, what is wrong, what to do, its state by formula."""
    link = frame.book.style(border=1, border_color=LINE, text_wrap=True, font_color="#0563C1", underline=1)
    height = max(lines(finding.message, _COLUMNS[_MESSAGE][1]), lines(finding.remedy, _COLUMNS[_REMEDY][1]), 2)
    page.set_row(row, min(16 * height + 4, TALLEST))
    page.write_number(row, 0, number, frame.centre)
    page.write_string(row, 1, finding.severity.word, frame.centre)
    target = _target(frame, finding)
    if target:
        shown = texts.say("problems.cell", sheet=target[0], cell=target[1])
        page.write_url(row, 2, f"internal:{quote(target[0])}!{target[1]}", link, shown)
    else:
        page.write_string(row, 2, texts.say("problems.whole"), frame.text)
    page.write_string(row, _MESSAGE, finding.message, frame.text)
    remedy = finding.remedy + (texts.say("problems.restored") if standing.restored(finding) and finding.is_error else "")
    page.write_string(row, _REMEDY, remedy, frame.text)
    formula, shown = standing.state(frame, finding)
    if formula:
        page.write_formula(row, standing.STATE, formula, frame.centre, shown)
    else:
        page.write_string(row, standing.STATE, shown, frame.centre)
    settled(frame, page, Box(row, 0, row, standing.STATE), a1(row, standing.STATE, absolute=True))


def _target(frame: Frame, finding: Finding) -> tuple[str, str] | None:
    """Sheet and cell where a problem is put right."""
    if finding.key is not None:
        return address(frame.form, finding.key)
    if finding.code.startswith(standing.DOUBTED) and frame.issue.unit is None:
        return texts.say("sheet.cover"), a1(*standing.COVER_UNIT)
    return None


def _unread(frame: Frame, page: Worksheet, row: int) -> int:
    """What stood in the file and is not in the tables, as it stood; gives the row below."""
    sent, last = frame.issue.sent, len(_COLUMNS) - 1
    title = "problems.unread" if sent.carried else "problems.uncarried"
    page.set_row(row, 24)
    write_text(page, Box(row, 0, row, last), texts.say(title), frame.book.style(font_name=HEI, font_size=12))
    row += 1
    page.write_string(row, 0, texts.say("problems.number"), frame.head)
    page.write_string(row, 3, texts.say("problems.stood"), frame.head)
    page.merge_range(row, 1, row, 2, texts.say("problems.goes"), frame.head)
    page.merge_range(row, 4, row, last, texts.say("problems.text"), frame.head)
    for number, item in enumerate(sent.written.unread[:_UNREAD], start=1):
        row += 1
        _unread_line(frame, page, row, number, item)
    if len(sent.written.unread) > _UNREAD:
        row += 1
        write_text(page, Box(row, 0, row, last), texts.say("problems.more", n=len(sent.written.unread) - _UNREAD), frame.text)
    return row + 1


def _unread_line(frame: Frame, page: Worksheet, row: int, number: int, item: Unread) -> None:
    link = frame.book.style(border=1, border_color=LINE, text_wrap=True, font_color="#0563C1", underline=1)
    page.write_number(row, 0, number, frame.centre)
    page.merge_range(row, 1, row, 2, "", frame.text)
    if item.key is None:
        page.write_string(row, 1, item.label, frame.text)
    else:
        home, cell = address(frame.form, item.key)
        page.write_url(row, 1, f"internal:{quote(home)}!{cell}", link, texts.say("problems.into", cell=cell, label=item.label))
    page.write_string(row, 3, item.place, frame.text)
    write_text(page, Box(row, 4, row, len(_COLUMNS) - 1), item.text, frame.text)
    height = max(lines(item.label, 33), lines(item.place, 52), lines(item.text, 57))
    page.set_row(row, min(16 * height + 3, TALLEST))
