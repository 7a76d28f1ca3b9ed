"""The workbook that goes out: cover, official tables with only the inputs open, live checks, a page to stamp, notes."""

from __future__ import annotations

from xlsxwriter.worksheet import Worksheet

from gaokai_xlsx import texts
from gaokai_xlsx.form.grid import Box, a1
from gaokai_xlsx.outgoing import inputs, lists, paper, problems, sources
from gaokai_xlsx.outgoing.frame import Frame
from gaokai_xlsx.outgoing.issue import Issue, Sent
from gaokai_xlsx.workbook import FAINT, HEI, LINE, TALLEST, lines, write_text

__all__ = ["Issue", "Sent", "build"]

_STAMP_NAME = "GK_STAMP"
_CHOICES = 5  # column of the cover where the units of a common template stand, right of the print area


def build(issue: Issue) -> bytes:
    """The workbook as bytes; the same issue gives the same bytes."""
    frame = Frame(issue)
    if issue.sent.problems:
        problems.sheet(frame)
    _cover(frame)
    for table in issue.form.tables:
        inputs.table_sheet(frame, table)
    if issue.sources:
        sources.sheet(frame)
    lists.reasons(frame)
    lists.checks(frame)
    paper.page(frame)
    _notes(frame)
    stamp = str(issue.stamp)
    frame.book.set_custom_property("gaokai-xlsx", stamp, "text")
    frame.book.define_name(_STAMP_NAME, '="{}"'.format(stamp.replace('"', '""')))
    return frame.book.data()


def _cover(frame: Frame) -> None:
    issue, form = frame.issue, frame.form
    sheet = frame.book.sheet(texts.say("sheet.cover"))
    sheet.set_column(0, 0, 22)
    sheet.set_column(1, 1, 46)
    sheet.set_row(0, 64)
    big = frame.book.style(font_name=HEI, font_size=18, align="center", text_wrap=True)
    write_text(sheet, Box(0, 0, 0, 1), issue.title, big)
    unit = issue.unit
    rows: list[tuple[str, str | None]] = [
        ("cover.year", texts.say("cover.year-value", year=issue.year, period=form.period)),
        ("cover.unit", unit.name if unit else None),
        ("cover.code", (unit.code or "") if unit else ""),
        *((f"cover.{key}", None) for key in issue.entries),
        ("cover.contact", issue.contact or texts.say("cover.no-contact")),
        ("cover.edition", f"{form.name}（{form.document}）"),
    ]
    for row, (label, value) in enumerate(rows, start=2):
        entry = issue.sent.written.entries.get(label.removeprefix("cover."), "") if value is None else ""
        sheet.set_row(row, min(16 * lines(value or entry, 40) + 10, TALLEST))
        sheet.write_string(row, 0, texts.say(label), frame.head)
        sheet.write_string(row, 1, value or entry, frame.text if value is not None else frame.open_text)
    if issue.choices:
        _choices(frame, sheet)
    row = len(rows) + 3
    for key in (*(("cover.paper",) if issue.transcribed else ()), "cover.secret", "cover.colours", "cover.how"):
        sheet.set_row(row, 34)
        write_text(sheet, Box(row, 0, row, 1), texts.say(key), frame.book.style(text_wrap=True, align="left"))
        row += 1
    frame.finish(sheet, row, 2, header=False)
    first = 3 if unit is None else 5
    sheet.set_selection(first, 1, first, 1)
    if not issue.sent.problems:
        sheet.activate()


def _choices(frame: Frame, sheet: Worksheet) -> None:
    """A drop-down of the roster; the code follows the choice."""
    small = frame.book.style(font_size=8, font_color=FAINT)
    units = frame.issue.choices
    sheet.write_string(0, _CHOICES, texts.say("cover.choices"), small)
    for row, unit in enumerate(units, start=1):
        sheet.write_string(row, _CHOICES, unit.name, small)
        sheet.write_string(row, _CHOICES + 1, unit.code or "", small)
    names = f"{a1(1, _CHOICES, absolute=True)}:{a1(len(units), _CHOICES, absolute=True)}"
    codes = f"{a1(1, _CHOICES + 1, absolute=True)}:{a1(len(units), _CHOICES + 1, absolute=True)}"
    rule = {
        "validate": "list",
        "source": f"={names}",
        "input_message": texts.say("cover.choose"),
        "error_title": texts.say("cover.choose-title"),
        "error_message": texts.say("cover.choose"),
    }
    sheet.data_validation(3, 1, 3, 1, rule)
    formula = f'=IF(COUNTIF({names},B4)=0,"",INDEX({codes},MATCH(B4,{names},0)))'
    sheet.write_formula(4, 1, formula, frame.book.style(border=1, border_color=LINE, text_wrap=True), "")


def _notes(frame: Frame) -> None:
    """填报说明: how to fill in, the counting rules with their sources, the identities, the tables with their clauses."""
    sheet = frame.book.sheet(texts.say("sheet.notes"))
    sheet.set_column(0, 0, 6)
    sheet.set_column(1, 1, 84)
    form = frame.form
    flows = {role: form.role(role)[0].row_of.short for role in ("received", "opening", "closing") if form.role(role)}
    slots = {"year": frame.issue.year, "period": form.period} | flows
    notes = [texts.say(f"notes.{n}", **slots) for n in range(1, texts.count("notes.") + 1)]
    notes.append(texts.say("notes.contact", contact=frame.issue.contact or texts.say("cover.no-contact")))
    rows = {c.row_of.label: c for c in form.cells.values() if c.row_of.note}
    notes += [texts.say("notes.row", row=c.row_of.short, note=c.row_of.note, source=c.row_of.source) for c in rows.values()]
    notes += [texts.say("notes.identity", says=i.says, clause=i.clause) for t in form.tables for i in t.identities]
    notes += [texts.say("notes.table", table=t.sheet, title=t.title, clause=t.clause, unit=t.unit) for t in form.tables]
    for row, line in enumerate(notes):
        sheet.set_row(row, 17 * lines(line, 84) + 4)
        sheet.write_number(row, 0, row + 1, frame.book.style(align="center", valign="top"))
        sheet.write_string(row, 1, line, frame.book.style(text_wrap=True, valign="top"))
    frame.finish(sheet, len(notes), 2)
