"""封面: what the workbook is, how complete, which units are not in it, what taints it, who made it from what."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence

from xlsxwriter.worksheet import Worksheet

from gaokai_xlsx import __version__, texts
from gaokai_xlsx.form.code import code_formula
from gaokai_xlsx.form.grid import Box
from gaokai_xlsx.results import levels
from gaokai_xlsx.results.book.frame import CODE_CELL, SummaryFrame
from gaokai_xlsx.workbook import HEI, lines, write_formula, write_text

_WIDTH = 70  # of the column of values
_NAMES = 500  # characters of names in one row; a row is at most 409 points high


def cover(frame: SummaryFrame) -> None:
    """The first sheet."""
    sheet = frame.book.sheet(texts.say("sum.cover"))
    sheet.set_column(0, 0, 16)
    sheet.set_column(1, 1, _WIDTH)
    write_text(sheet, Box(0, 0, 0, 1), frame.title, frame.book.style(font_name=HEI, font_size=18, align="center", text_wrap=True))
    sheet.set_row(0, 60)
    roster = frame.report.roster
    counted, expected = ("divided.counted", "divided.volumes") if frame.report.parts else ("sum.homes", "sum.homes")
    rows = [
        (texts.say("sum.year"), texts.say("cover.year-value", year=frame.year, period=frame.form.period), False),
        (texts.say("sum.edition"), f"{frame.form.name}（{frame.form.document}）", False),
        (texts.say("sum.counted"), texts.say(counted, n=len(frame.units), homes=frame.homes_inside), False),
        (texts.say("sum.expected"), texts.say(expected, n=len(roster.expected)) if roster else texts.say("sum.no-roster"), False),
        (texts.say("sheet.code"), "", False),
        (texts.say("sum.state"), _completeness(frame), frame.incomplete or roster is None),
        *_absent(frame),
        *((texts.say(key), text, False) for key, text in levels.cover(frame.report, frame.scope)),
        (texts.say("sum.outcomes"), _account(frame), False),
        (texts.say("sum.leader"), frame.leader, False),
        (texts.say("sum.tool"), texts.say("sum.tool-value", version=__version__), False),
        (texts.say("sum.digest"), _digest(frame), False),
        (texts.say("levels.stamp"), frame.stamp, False),
    ]
    rows += [(texts.say("sum.note"), note, True) for note in frame.taints]
    for row, (label, value, wrong) in enumerate(rows, start=2):
        sheet.set_row(row, 15 * lines(value, _WIDTH) + 8)
        sheet.write_string(row, 0, label, frame.head)
        sheet.write_string(row, 1, value, frame.alarm(wrong))
    _code(frame, sheet)
    frame.finish(sheet, len(rows) + 3, 2)
    sheet.activate()


def _code(frame: SummaryFrame, sheet: Worksheet) -> None:
    """核对码 of the sums, by formula over the official tables, as a filing has it of its figures."""
    formula = code_formula(frame.form, lambda table: table.short, large=True)
    write_formula(sheet, *CODE_CELL, formula, frame.code, frame.code_value)


def _completeness(frame: SummaryFrame) -> str:
    """完整, or why not."""
    if frame.report.roster is None:
        return texts.say("sum.unknowable")
    counts = {kind: len(names) for kind, names in frame.absent.items()}
    parts = (
        ("sum.missing-units", counts["missing"]),
        ("sum.failed-units", counts["returned"]),
        ("sum.awaiting-units", counts["awaiting"]),
        ("sum.office-units", counts["office"]),
        ("sum.other-units", counts["conflict"] + counts["other"]),
        ("levels.incomplete", len(levels.incomplete(frame.report))),
    )
    reasons = [texts.say(key, n=n) for key, n in parts if n]
    return texts.say("sum.incomplete", reasons="，".join(reasons)) if reasons else texts.say("sum.complete")


def _absent(frame: SummaryFrame) -> Iterator[tuple[str, str, bool]]:
    """Every unit that is not in the sums, by name."""
    for kind, names in frame.absent.items():
        for at, part in enumerate(_portions(names)):
            yield texts.say("sum.names", word=texts.say(f"sum.word-{kind}"), n=len(names)) if at == 0 else "", part, True


def _portions(names: Sequence[str]) -> Iterator[str]:
    portion: list[str] = []
    for name in names:
        if sum(map(len, portion)) + len(name) > _NAMES:
            yield "、".join(portion)
            portion = []
        portion.append(name)
    if portion:
        yield "、".join(portion)


def _account(frame: SummaryFrame) -> str:
    parts = "，".join(f"{word}{n}" for word, n in frame.report.account_in_words)
    return texts.say("sum.outcomes-value", n=len(frame.report.files), parts=parts)


def _digest(frame: SummaryFrame) -> str:
    """sha256 over the counted files' sha256, in roster order: two summaries of the same sources show the same."""
    return hashlib.sha256("\n".join(s.sha256 or "" for s in frame.units).encode()).hexdigest()
