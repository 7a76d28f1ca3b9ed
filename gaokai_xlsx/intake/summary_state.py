"""What a summary of ours says about itself: how many units it counts and expects, what taints it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from gaokai_xlsx import texts
from gaokai_xlsx.cells.model import Sheet, Workbook
from gaokai_xlsx.form.detail import NAME, sheet_name
from gaokai_xlsx.form.model import Form
from gaokai_xlsx.intake.summary_rows import unit_rows


@dataclass(frozen=True)
class State:
    """``counted`` and ``expected`` as the cover states them (None where it does not), its notes.

    ``failed`` are the units that were counted though they did not pass.
    """

    counted: int | None
    expected: int | None
    notes: tuple[str, ...]
    failed: tuple[str, ...]


def state(book: Workbook, form: Form) -> State:
    """What the cover and 明细 say."""
    sheets = {sheet.name: sheet for sheet in book.sheets}
    told = cover(book)
    said = dict(told)
    counts = [_homes(said.get(texts.say(key), "")) for key in ("sum.counted", "sum.expected")]
    notes = tuple(value for label, value in told if label == texts.say("sum.note"))
    detail = sheets.get(sheet_name(form.tables[0]))
    return State(counts[0], counts[1], notes, tuple(_failed(detail)) if detail else ())


def cover(book: Workbook) -> list[tuple[str, str]]:
    """The labels of the cover's first column with the texts beside them."""
    sheet = next((s for s in book.sheets if s.name == texts.say("sum.cover")), Sheet("", {}))
    return [(cell.text, sheet.at(row, 1).text) for (row, column), cell in sorted(sheet.cells.items()) if column == 0]


def _homes(text: str) -> int | None:
    found = re.fullmatch(re.escape(texts.say("sum.homes", n="@")).replace("@", r"(\d{1,6})"), text)
    return int(found[1]) if found else None


def _failed(sheet: Sheet) -> Iterator[str]:
    mark = texts.say("detail.failed")
    yield from (name for row, _, name in unit_rows(sheet) if sheet.at(row, NAME).text.endswith(mark))
