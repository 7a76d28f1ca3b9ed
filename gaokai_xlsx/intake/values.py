"""What the cell of a figure says: a figure, a reason why not, a claim, a cached total."""

from __future__ import annotations

import re

from gaokai_xlsx.cells.model import Cell, Kind
from gaokai_xlsx.form.model import Cell as Field
from gaokai_xlsx.quantity import SIGNIFICANT, Reading, Reason, arithmetic, exact, from_number, from_text
from gaokai_xlsx.texts import say

_BLANK = Reading(None, "", Reason.BLANK)


def typed(cell: Cell, field: Field) -> Reading:
    """The reading of an input cell. A formula is no input, unless it is constant arithmetic that gives what is shown."""
    if cell.formula is None or (cell.kind is Kind.ERROR and cell.formula == cell.text):  # LibreOffice writes #REF! as a formula
        return constant(cell, field)
    if cell.formula in ("TRUE()", "FALSE()"):  # and a truth value too, some shown as 1 and 0
        return Reading(None, cell.formula.removesuffix("()"), Reason.TEXT)
    value = arithmetic(cell.formula)
    # Compared at the 15 digits a binary number carries. Some clients save no result: then nothing speaks against it.
    if value is not None and (cell.kind is Kind.BLANK or (cell.kind is Kind.NUMBER and exact(float(cell.text)) == exact(float(value)))):
        return from_number(float(value), field.decimals, signed=field.signed)
    return Reading(None, f"={cell.formula}", Reason.FORMULA)


def constant(cell: Cell, field: Field) -> Reading:
    """The reading of a cell without a formula."""
    match cell.kind:
        case Kind.BLANK:
            return _BLANK
        case Kind.NUMBER:
            return number(cell.text, field)
        case Kind.TEXT:
            return from_text(cell.text, field.decimals, field.unit, signed=field.signed)
        case Kind.DATE:
            return Reading(None, cell.text, Reason.DATE)
        case Kind.ERROR:
            return Reading(None, cell.text, Reason.ERROR)
        case Kind.MASKED:
            return Reading(None, say("value.masked", value=cell.text), Reason.TEXT)
        case _:  # a boolean or a percentage is no number of things and no amount
            return Reading(None, cell.text, Reason.TEXT)


def number(text: str, field: Field) -> Reading:
    """The reading of a numeric cell from the file's own digits."""
    if not field.decimals and len(text) <= SIGNIFICANT and text.isdecimal() and text.isascii():
        return Reading(int(text), text)  # nearly every figure
    return from_number(float(text), field.decimals, signed=field.signed)


def same_formula(found: str, expected: str) -> bool:
    """Whether a formula is still ours; clients change case, blanks, ``$`` and the leading ``=``, and share repeated formulas."""
    return found == "" or _bare(found) == _bare(expected)


def _bare(formula: str) -> str:
    return re.sub(r"[\s$=]", "", formula).upper()
