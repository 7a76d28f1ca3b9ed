"""One cell value → a count, an amount or blank, or a reason why it is none of them.

Counts are ``int`` (件), money is ``Decimal`` with at most ``decimals`` digits after the point. Nothing is guessed: what is not
plainly a number is refused together with its raw text.
"""

from __future__ import annotations

import ast
import re
import unicodedata
from dataclasses import dataclass, replace
from decimal import Decimal, DecimalException
from enum import Enum
from functools import lru_cache

Figure = int | Decimal

SIGNIFICANT = 15  # what a spreadsheet's binary number carries exactly; digits beyond are noise
MAX_FORMULA = 200  # characters of constant arithmetic worth recomputing; longer is no hand-typed sum


class Reason(Enum):
    """Why a cell value is not a figure; the value is the finding code."""

    BLANK = "V-BLANK"
    TEXT = "V-TEXT"
    NEGATIVE = "V-NEGATIVE"
    FRACTION = "V-FRACTION"
    DATE = "V-DATE"
    ERROR = "V-ERROR"
    FORMULA = "V-FORMULA"


@dataclass(frozen=True, slots=True)
class Reading:
    """What one cell says: a figure, or the reason why not; ``raw`` is the text as it stood, ``repaired`` that it was text.

    ``number`` is the number of a numeric cell that is no figure (negative, too fine): what formulas of the workbook see.
    """

    value: Figure | None
    raw: str
    reason: Reason | None = None
    repaired: bool = False
    number: Decimal | None = None


def plain(number: Figure) -> str:
    """A decimal string without exponent or trailing zeros: ``12``, ``0.3``, ``-5``."""
    if isinstance(number, int):
        return str(number)
    text = format(number, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def exact(number: float) -> Decimal:
    """The decimal a person typed, from the binary number a file holds (15 significant digits)."""
    return Decimal(format(number, ".15g"))


def from_number(number: int | float | Decimal, decimals: int, *, signed: bool = False) -> Reading:
    """A numeric cell. Floats are taken at 15 significant digits; finer or larger values are refused (V-FRACTION)."""
    if isinstance(number, float) and (number != number or abs(number) == float("inf")):
        return Reading(None, str(number), Reason.ERROR)
    value = exact(number) if isinstance(number, float) else Decimal(number)
    judged = _judge(value, plain(value), decimals, signed)
    return judged if judged.reason is None else replace(judged, number=value)


def from_text(text: str, decimals: int, unit: str, *, signed: bool = False) -> Reading:
    """A text cell. Blank text is blank; a number in other clothes is repaired (``３``, ``1,234``, ``12件``); the rest is refused."""
    # Only full-width forms are folded: NFKC would glue footnote marks (5①, 5²) onto the figure.
    visible = "".join(c for c in text.translate(_FULL_WIDTH) if unicodedata.category(c) != "Cf").strip()
    if not visible:
        return Reading(None, text, Reason.BLANK)
    # Blanks inside stay and refuse it: "1 2" may be two numbers.
    number = visible.removesuffix(unit).rstrip()
    if re.fullmatch(r"[+-]?\d{1,3}(,\d{3})+(\.\d+)?", number):
        number = number.replace(",", "")
    if not re.fullmatch(r"[+-]?\d{1,30}(\.\d{1,30})?", number, re.ASCII):
        return Reading(None, text, Reason.TEXT)
    judged = _judge(Decimal(number), text, decimals, signed)
    return Reading(judged.value, text, judged.reason, repaired=judged.reason is None)


_FULL_WIDTH = {0xFF01 + at: 0x21 + at for at in range(94)}
_KEPT = 200  # characters: the same labels come back in every file; long texts are not worth keeping and could fill the memory
_QUOTES = str.maketrans("“”„‟＂", '"""""')


def fold(text: str) -> str:
    """NFKC, straight quotes, no white space or invisible characters: how names and typed numbers are compared."""
    return _fold(text) if len(text) <= _KEPT else _fold.__wrapped__(text)


def letters(text: str) -> str:
    """``fold`` without punctuation: how labels are compared, since ``1.``, ``1、`` and ``（1）`` are one label to people.

    So are 其它 and 其他, and a label with its unit of counting, （件）, behind it.
    """
    return _letters(text) if len(text) <= _KEPT else _letters.__wrapped__(text)


_COUNTED = re.compile(r"\((?:单位:)?件\)$")


@lru_cache(maxsize=8192)
def _fold(text: str) -> str:
    normal = unicodedata.normalize("NFKC", text).translate(_QUOTES)
    return "".join(c for c in normal if not c.isspace() and unicodedata.category(c) not in ("Cf", "Cc"))


@lru_cache(maxsize=8192)
def _letters(text: str) -> str:
    return "".join(c for c in _COUNTED.sub("", fold(text)).replace("它", "他") if unicodedata.category(c)[0] not in "PS")


def arithmetic(formula: str) -> Decimal | None:
    """The value of constant arithmetic such as ``12+5``; None for anything that names a cell, a function or a power."""
    if len(formula) > MAX_FORMULA or not _ARITHMETIC.fullmatch(formula):
        return None
    try:
        value = _evaluate(ast.parse(formula.lstrip("="), mode="eval").body)
        return value if value.is_finite() else None
    except (SyntaxError, ValueError, RecursionError, MemoryError, DecimalException):
        return None


_ARITHMETIC = re.compile(r"=?[\d.+\-*/() ]+", re.ASCII)  # what Python reads as numbers besides (1_0, 0x10) a spreadsheet does not


def _evaluate(node: ast.expr) -> Decimal:
    match node:
        case ast.Constant(value=bool()):
            raise ValueError(node)
        case ast.Constant(value=int() | float() as number):
            return Decimal(str(number))
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return -_evaluate(operand)
        case ast.UnaryOp(op=ast.UAdd(), operand=operand):
            return _evaluate(operand)
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            return _evaluate(left) + _evaluate(right)
        case ast.BinOp(left=left, op=ast.Sub(), right=right):
            return _evaluate(left) - _evaluate(right)
        case ast.BinOp(left=left, op=ast.Mult(), right=right):
            return _evaluate(left) * _evaluate(right)
        case ast.BinOp(left=left, op=ast.Div(), right=right):
            return _evaluate(left) / _evaluate(right)
    raise ValueError(node)


def _judge(value: Decimal, raw: str, decimals: int, signed: bool) -> Reading:
    if value < 0 and not signed:
        return Reading(None, raw, Reason.NEGATIVE)
    value = value.normalize()
    exponent = value.as_tuple().exponent
    digits = len(value.as_tuple().digits) + max(int(exponent), 0)
    if -int(exponent) > decimals or digits > SIGNIFICANT:
        return Reading(None, raw, Reason.FRACTION)
    return Reading(int(value) if decimals == 0 else value + 0, raw)
