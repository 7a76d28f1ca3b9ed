"""名单.xlsx: the roster to fill in, codes given once, answers from lists."""

from __future__ import annotations

from collections.abc import Sequence

from gaokai_xlsx import texts
from gaokai_xlsx.form.grid import Box
from gaokai_xlsx.roster import DUTIES, Entry
from gaokai_xlsx.workbook import BLUE, GREY, HEI, LINE, Book, write_text

_ROWS = 600  # units a city has at most
_COLUMNS = (
    ("number", 6),
    ("code", 11),
    ("name", 34),
    ("aliases", 26),
    ("category", 12),
    ("rulemaking", 11),
    ("belongs", 16),
    ("duty", 11),
    ("due", 12),
    ("change", 11),
    ("predecessors", 14),
    ("contact", 10),
    ("phone", 16),
)  # in the order of users.md
_HEAD = 2


def build(units: Sequence[Entry], city: str, year: int) -> bytes:
    """The workbook as bytes: title, one line how to fill in, heads, one row a unit and room for more."""
    book = Book(texts.say("list.title", city=city, year=year))
    sheet = book.sheet(texts.say("list.sheet"), landscape=True)
    head = book.style(font_name=HEI, border=1, border_color=LINE, bg_color=GREY, align="center", text_wrap=True)
    locked = book.style(border=1, border_color=LINE, align="center", num_format="@")
    free = book.style(border=1, border_color=LINE, locked=False, bg_color=BLUE, num_format="@")
    title = book.style(font_name=HEI, font_size=14)
    write_text(sheet, Box(0, 0, 0, len(_COLUMNS) - 1), texts.say("list.title", city=city, year=year), title)
    write_text(sheet, Box(1, 0, 1, len(_COLUMNS) - 1), texts.say("list.how"), book.style(font_size=9))
    for column, (key, width) in enumerate(_COLUMNS):
        sheet.set_column(column, column, width)
        sheet.write_string(_HEAD, column, texts.say(f"roll.{key}"), head)
    extra = list(dict.fromkeys(head_text for unit in units for head_text, _ in unit.extra))
    for column, text in enumerate(extra, start=len(_COLUMNS)):
        sheet.set_column(column, column, 14)
        sheet.write_string(_HEAD, column, text, head)
    codes = [u.code for u in units]
    numbers = (f"{n:03}" for n in range(1, 10**6) if f"{n:03}" not in codes)
    for at in range(max(_ROWS, len(units))):
        row = _HEAD + 1 + at
        unit = units[at] if at < len(units) else None
        sheet.write_number(row, 0, at + 1, locked)
        sheet.write_string(row, 1, unit.code if unit else next(numbers), locked)
        for column, text in enumerate(_texts(unit, extra), start=2):
            sheet.write_string(row, column, text, free) if text else sheet.write_blank(row, column, None, free)
    last = _HEAD + max(_ROWS, len(units))
    for key, answers in (("rulemaking", ("有", "无")), ("duty", DUTIES), ("change", ("更名", "合并", "拆分", "新设", "撤销"))):
        column = next(at for at, (name, _) in enumerate(_COLUMNS) if name == key)
        sheet.data_validation(_HEAD + 1, column, last, column, {"validate": "list", "source": list(answers)})
    sheet.freeze_panes(_HEAD + 1, 3)
    sheet.set_selection(_HEAD + 1, 2, _HEAD + 1, 2)
    sheet.repeat_rows(_HEAD)
    sheet.print_area(0, 0, _HEAD + max(len(units), 25), len(_COLUMNS) + len(extra) - 1)
    book.lock(sheet)
    return book.data()


def _texts(unit: Entry | None, extra: Sequence[str]) -> list[str]:
    """The columns after the code, as they stood in the list."""
    if unit is None:
        return [""] * (len(_COLUMNS) - 2 + len(extra))
    known, more = dict(unit.texts), dict(unit.extra)
    known["predecessors"] = "、".join(unit.predecessors)
    return [known.get(key, "") for key, _ in _COLUMNS[2:]] + [more.get(head, "") for head in extra]
