"""What still stands, by formula and as it is shown now: the points of 差异说明 and the findings of a returned copy.

A finding falls by itself once its cell is changed, its identity holds, its table is filled or its point is explained.
"""

from __future__ import annotations

from gaokai_xlsx import texts
from gaokai_xlsx.finding import Finding
from gaokai_xlsx.form.formulas import quote
from gaokai_xlsx.form.grid import a1, grid
from gaokai_xlsx.form.model import Kind, Table
from gaokai_xlsx.form.points import Point, points
from gaokai_xlsx.outgoing.frame import Frame
from gaokai_xlsx.outgoing.live import answer_cell, inputs_of, light_cell, sum_of
from gaokai_xlsx.quantity import Figure, plain

FIRST_PROBLEM, STATE = 5, 5  # of 问题清单: row of the first problem, column of its state
COVER_UNIT = (3, 1)  # of the cover: where the unit stands

UNFILLED = frozenset({"V-BLANK", "V-ZEROED", "V-NOFEE", "T-ANCHOR"})
"""Findings of inputs in which nothing stands."""
_RESTORED = ("T-TAMPERED", "T-STALE", "S-MISSING")
DOUBTED = ("S-UNIT", "S-FORGED")
_OTHER_FORM = ("S-YEAR", "S-EDITION")


def follows(frame: Frame, point: Point) -> Figure | None:
    """应衔接数; None while last year is not known."""
    if point.before not in frame.issue.previous:
        return None
    return point.follows({**dict.fromkeys(point.needs, 0), **frame.figures}, frame.issue.previous)


def gap(frame: Frame, point: Point) -> Figure | None:
    """差额; None while last year is not known."""
    wanted = follows(frame, point)
    return None if wanted is None else frame.figures.get(point.key, 0) - wanted


def point_state(frame: Frame, point: Point) -> str:
    """What 状态 of a point in 差异说明 shows now."""
    more = gap(frame, point)
    if more is None:
        return texts.say("reasons.unknown")
    if more == 0 or (point.at_least and more > 0):
        return texts.say("reasons.fine")
    return texts.say("reasons.told" if point.name in frame.issue.sent.written.reasons else "reasons.ask")


def state(frame: Frame, finding: Finding) -> tuple[str | None, str]:
    """The state of a finding: a formula (None where nothing changes it), and what is shown now."""
    open_, done = texts.say("state.open" if finding.is_error else "state.check"), texts.say("state.done")
    point = next((p for p in points(frame.form) if p.name == f"{finding.code} {finding.key}"), None)
    if point is not None and gap(frame, point) is not None:
        at = f"{quote(texts.say('sheet.reasons'))}!{a1(1 + list(points(frame.form)).index(point), 5)}"
        ask, told = texts.say("reasons.ask"), texts.say("reasons.told")
        words = {ask: open_, told: texts.say("state.told")}
        formula = f'=IF({at}="{ask}","{open_}",IF({at}="{told}","{words[told]}","{done}"))'
        return formula, words.get(point_state(frame, point), done)
    if restored(finding):
        return None, texts.say("state.restored")
    stands = _stands(frame, finding)
    return (f'=IF({stands},"{open_}","{done}")', open_) if stands else (None, texts.say("state.look"))


def restored(finding: Finding) -> bool:
    """Whether writing the file anew has dealt with a finding: formulas, headings, sheets and stamp are whole again."""
    return finding.code.startswith(_RESTORED) or finding.rule in (Kind.ROW_SUM.value, Kind.COLUMN_SUM.value)


def as_sent(frame: Frame, key: str, at: str) -> str:
    """True while a cell holds what it held in the file that is answered."""
    if key in frame.issue.sent.texts:
        return f"ISTEXT({at})"
    value = frame.figures.get(key)
    return f"ISBLANK({at})" if value is None else f"AND(ISNUMBER({at}),{at}={plain(value)})"


def _stands(frame: Frame, finding: Finding) -> str:
    """A condition, true now, that is false once a finding is dealt with; empty where no cell can tell."""
    form, key = frame.form, finding.key
    if key is None:
        if finding.code.startswith(DOUBTED) and frame.issue.unit is None:
            return f"ISBLANK({quote(texts.say('sheet.cover'))}!{a1(*COVER_UNIT)})"
        if finding.code.startswith(_OTHER_FORM) and not frame.issue.sent.carried:
            lights = [f"{quote(t.sheet)}!{a1(light_cell(t).top, light_cell(t).left)}" for t in form.tables if not t.supplement]
            ready = texts.say("light.ready")
            return "OR(" + ",".join(f'{light}<>"{ready}"' for light in lights) + ")"
        return ""
    table = form.table(form.cells[key].table)
    if finding.code in UNFILLED:
        return _unfilled(frame, table)
    balance = next((e for e in form.equations if e.anchor == key and e.identity.code == finding.code), None)
    if balance is not None:
        sides = [sum_of(form, balance, side) for side in (balance.left, balance.right)]
        parts = dict.fromkeys(part for k in (*balance.left, *balance.right) for part in form.parts.get(k, (k,)))
        counted = sum_of(form, balance, tuple(parts)).removeprefix("SUM")
        return f"OR(ROUND({sides[0]}-{sides[1]},6)<>0,COUNTA{counted}>COUNT{counted})"
    box = grid(table).places[key]
    at = f"{quote(table.sheet)}!{a1(box.top, box.left)}"
    return _no_figure(frame, key, at) if finding.code.startswith("V-") else as_sent(frame, key, at)


def _no_figure(frame: Frame, key: str, at: str) -> str:
    """Whether an input does not hold a figure yet: no number, a refused one, or still what was sent. Declared blanks are 0."""
    cell = frame.form.cells[key]
    table = frame.form.table(cell.table)
    wrong = [f"ROUND({at},{cell.decimals})<>{at}"] + ([] if cell.signed else [f"{at}<0"])
    if key in frame.figures:
        wrong.append(f"{at}={plain(frame.figures[key])}")
    other = "TRUE" if table.supplement else f'NOT(AND(ISBLANK({at}),{_answer(table)}="{texts.say("sheet.yes")}"))'
    return f"IF(ISNUMBER({at}),OR({','.join(wrong)}),{other})"


def _unfilled(frame: Frame, table: Table) -> str:
    """Whether a table still has blanks that nobody declared zero."""
    refs, count = inputs_of(frame.form, table, sheet=f"{quote(table.sheet)}!")
    blank = f"COUNTA({refs})<{count}"
    if table.supplement:
        return blank
    return f'AND({blank},{_answer(table)}<>"{texts.say("sheet.yes")}")'


def _answer(table: Table) -> str:
    """The answer to 本表其余空格均为0, for formulas of other sheets."""
    box = answer_cell(table)
    return f"{quote(table.sheet)}!{a1(box.top, box.left)}"
