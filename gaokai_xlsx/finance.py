"""What the finance office's system (非税系统) says of the fees: a list of two columns that people give us, unit and amount."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from gaokai_xlsx import roster as rosters
from gaokai_xlsx import texts
from gaokai_xlsx.errors import CannotGoOn
from gaokai_xlsx.quantity import SIGNIFICANT, Reading, Reason, exact, fold, from_number, from_text

UNITS = {"万元": (6, Decimal(1)), "元": (2, Decimal("0.0001"))}
"""Units of money with their decimals down to 分, and how much of 万元 one is."""

_NAMES = ("执收单位", "执收单位名称", *rosters.NAME_HEADS)
_AMOUNTS = ("非税系统数", "金额", "收费金额", "本年收费", "非税收入", "收入金额", "收缴金额", "实收金额", "入库金额", "合计金额", "本年数")
_REASONS = ("差异原因", "原因", "原因说明")
_HEAD_ROWS = 10  # a title and a note may stand above the heads


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the list: ``number`` as in the file, ``amount`` in 万元 (None: no amount), both texts as they stood.

    ``fault`` says why there is no amount.
    """

    number: int
    name: str
    amount: Decimal | None
    text: str
    reason: str = ""
    fault: str = ""


@dataclass(frozen=True)
class Finance:
    """The list, by the name of its file."""

    file: str
    rows: tuple[Row, ...]


def read(path: Path, unit: str = "") -> Finance:
    """The list in a file; the head of the amounts, else ``unit``, says whether they are 万元 or 元.

    Raises ``CannotGoOn`` where it is no such list or nothing says the unit. An amount that is none stays in its row as text.
    """
    rows = rosters.rows(path, "stop.finance")
    at = next((n for n, row in enumerate(rows[:_HEAD_ROWS]) if _first(row, _NAMES) is not None), None)
    if at is None:
        raise CannotGoOn("stop.finance", path=path, defects=texts.say("finance.no-name", known="、".join(_NAMES)))
    head = rows[at]
    name, reason = _first(head, _NAMES), _first(head, _REASONS)
    amount = _amount_column(head, {name, reason})
    if name is None or amount is None:
        raise CannotGoOn("stop.finance", path=path, defects=texts.say("finance.no-amount", known="、".join(_AMOUNTS)))
    said = re.search("万元|元", head[amount])
    if said and unit and said[0] != unit:
        raise CannotGoOn("stop.finance", path=path, defects=texts.say("finance.units", head=head[amount], unit=unit))
    money = said[0] if said else unit
    if not money:
        raise CannotGoOn("stop.finance", path=path, defects=texts.say("finance.no-unit", head=head[amount]))
    found = []
    for number, row in enumerate(rows[at + 1 :], start=at + 2):
        cell = {c: row[c].strip() if c is not None and c < len(row) else "" for c in (name, amount, reason)}
        if (cell[name] or cell[amount]) and not rosters.is_sum(row):
            stated = _reading(cell[amount], money)
            known = None if stated.value is None else (Decimal(stated.value) * UNITS[money][1]).normalize() + 0
            why = cell[reason] if reason is not None else ""
            found.append(Row(number, cell[name], known, cell[amount], why, _fault(stated, cell[amount], money)))
    return Finance(path.name, tuple(found))


def _fault(stated: Reading, text: str, money: str) -> str:
    """Why a text is no amount; empty where it is one."""
    if stated.value is not None:
        return ""
    key = "sum.fees-too-fine" if stated.reason is Reason.FRACTION else "sum.fees-no-amount"
    return texts.say(key, text=texts.visible(text), unit=money, decimals=UNITS[money][0], digits=SIGNIFICANT)


def _first(row: list[str], heads: tuple[str, ...]) -> int | None:
    """The column of the first of these heads that occurs; what stands in brackets does not count."""
    bare = [re.sub(r"\(.*?\)", "", fold(cell)) for cell in row]
    return next((bare.index(h) for h in heads if h in bare), None)


def _amount_column(head: list[str], taken: set[int | None]) -> int | None:
    """The column of amounts: by its head, else the only one that is left."""
    known = _first(head, _AMOUNTS)
    left = [c for c, text in enumerate(head) if fold(text) and c not in taken and fold(text) != "序号"]
    return known if known is not None else left[0] if len(left) == 1 else None


def _reading(text: str, money: str) -> Reading:
    """An amount; refunds may make it negative. A cell's number stands in the file's own digits, at times with an exponent."""
    decimals = UNITS[money][0]
    if re.fullmatch(r"-?\d+(\.\d+)?([eE][-+]?\d+)?", text, re.ASCII):
        return from_number(exact(float(text)), decimals, signed=True)
    return from_text(text, decimals, money, signed=True)
