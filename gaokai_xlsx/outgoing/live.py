"""Formulas that check while the officer types, with the values they have now. Only functions every spreadsheet program knows."""

from __future__ import annotations

from collections.abc import Container, Mapping

from gaokai_xlsx import texts
from gaokai_xlsx.form.formulas import quote, ranges
from gaokai_xlsx.form.grid import Box, a1, grid
from gaokai_xlsx.form.model import Equation, Form, Kind, Table
from gaokai_xlsx.quantity import Figure

FIRST_CHECK = 3  # row of 校验结果 with the first equation
VERDICT = 7  # its column with 相符 or 不平


def answer_cell(table: Table) -> Box:
    """Where 是 or 否 beside 本表其余空格均为0 stands: right of the table, under its light."""
    column = grid(table).columns + 2
    return Box(1, column, 1, column)


def sum_of(form: Form, equation: Equation, keys: tuple[str, ...]) -> str:
    """One side of an equation as a formula over its table's sheet."""
    table = form.table(equation.table)
    places = grid(table).places
    return "SUM(" + ",".join(f"{quote(table.sheet)}!{part}" for part in ranges(places[k] for k in keys)) + ")"


def broken_on_sheet(equation: Equation, table: Table) -> str:
    """True where an equation does not hold, for a conditional format on the table's own sheet."""
    places = grid(table).places
    left, right = (",".join(ranges(places[k] for k in side)) for side in (equation.left, equation.right))
    return f"=ROUND(SUM({left})-SUM({right}),6)<>0"


def light(form: Form, table: Table, figures: Mapping[str, Figure], strings: Container[str], *, declared: bool) -> tuple[str, str]:
    """本表：可以报送｜还有 n 处未填｜n 列不平: the formula and what it shows now; ``strings`` are the inputs that hold text."""
    inputs = [c.key for c in form.of_table(table.key) if not c.derived]
    places = grid(table).places
    refs = ",".join(ranges(places[k] for k in inputs))
    rows = [at for at, e in enumerate(form.equations, start=FIRST_CHECK) if e.table == table.key]
    words = {k: texts.say(f"light.{k}") for k in ("ready", "open", "unfilled", "text", "negative", "unequal")}
    checks = quote(texts.say("sheet.checks"))
    wrong = "0"
    if rows:
        column = f"{a1(rows[0], VERDICT, absolute=True)}:{a1(rows[-1], VERDICT, absolute=True)}"
        wrong = f'COUNTIF({checks}!{column},"{texts.say("checks.unequal")}")'
    blank = f"({len(inputs)}-COUNTA({refs}))"
    if not table.supplement:
        answer = answer_cell(table)
        blank = f'IF({a1(answer.top, answer.left, absolute=True)}="{texts.say("sheet.yes")}",0,{blank})'
    negative = "+".join(f'COUNTIF({ref},"<0")' for ref in ranges(places[k] for k in inputs if not form.cells[k].signed))
    whole = ",".join(ranges(places[k] for k in inputs if not form.cells[k].decimals))
    formula = (
        f'=IF(COUNTA({refs})>COUNT({refs}),"{words["open"]}"&(COUNTA({refs})-COUNT({refs}))&"{words["text"]}",'
        f'IF({negative}>0,"{words["open"]}"&({negative})&"{words["negative"]}",'
        f'IF(ROUND(SUM({whole})-INT(SUM({whole})),6)<>0,"{texts.say("light.fraction")}",'
        f'IF({blank}>0,"{words["open"]}"&{blank}&"{words["unfilled"]}",'
        f'IF({wrong}>0,"{texts.say("light.table")}"&{wrong}&"{words["unequal"]}","{words["ready"]}")))))'
    )
    return formula, _shown(form, table, figures, strings, declared=declared)


def inputs_of(form: Form, table: Table, sheet: str) -> tuple[str, int]:
    """The inputs of a table as arguments of a formula on another sheet (``sheet`` quoted, with ``!``), and how many there are."""
    places = grid(table).places
    boxes = [places[c.key] for c in form.of_table(table.key) if not c.derived]
    return ",".join(sheet + ref for ref in ranges(boxes)), len(boxes)


def light_cell(table: Table) -> Box:
    """Where the light of a table stands: right of it, in the first row."""
    column = grid(table).columns + 1
    return Box(0, column, 0, column)


def _shown(form: Form, table: Table, figures: Mapping[str, Figure], strings: Container[str], *, declared: bool) -> str:
    """What the formula of a light gives for these figures, case by case in its order."""
    inputs = [c for c in form.of_table(table.key) if not c.derived]
    known = {c.key: figures[c.key] for c in inputs if c.key in figures}
    opening = texts.say("light.open")
    if text := sum(c.key in strings for c in inputs):
        return f"{opening}{text}{texts.say('light.text')}"
    if negative := sum(known.get(c.key, 0) < 0 for c in inputs if not c.signed):
        return f"{opening}{negative}{texts.say('light.negative')}"
    if sum(known.get(c.key, 0) for c in inputs if not c.decimals) % 1:
        return texts.say("light.fraction")
    if not (declared and not table.supplement) and len(known) < len(inputs):
        return f"{opening}{len(inputs) - len(known)}{texts.say('light.unfilled')}"
    unequal = sum(_broken(e, figures) for e in form.equations if e.table == table.key)
    return f"{texts.say('light.table')}{unequal}{texts.say('light.unequal')}" if unequal else texts.say("light.ready")


def sides(equation: Equation, figures: Mapping[str, Figure]) -> tuple[Figure, Figure]:
    """Both sides as the formulas show them, where a blank counts as 0."""
    left, right = (sum((figures.get(k, 0) for k in keys), start=0) for keys in (equation.left, equation.right))
    return left, right


def _broken(equation: Equation, figures: Mapping[str, Figure]) -> bool:
    # Totals are formulas: only a balance can be broken as written.
    left, right = sides(equation, figures)
    return equation.identity.kind is Kind.BALANCE and left != right
