"""What single cells say (V-*), and totals that were not recalculated (T-STALE)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from gaokai_xlsx.checks.beside import Beside
from gaokai_xlsx.filing import Filing
from gaokai_xlsx.finding import Finding, make
from gaokai_xlsx.form.model import Cell
from gaokai_xlsx.quantity import SIGNIFICANT, Reading, Reason, fold, plain
from gaokai_xlsx.texts import say

_RESTORED = {"sums": "V-RESTORED", "order": "V-RESTORED/order", "digits": "V-RESTORED/digits"}


def refused(filing: Filing, _: Beside) -> Iterator[Finding]:
    """Blank cells and what is no figure; the supplement's blanks are V-NOFEE instead."""
    for key, reading in filing.refused.items():
        cell = filing.form.cells[key]
        if cell.supplement and reading.reason is Reason.BLANK:
            continue
        assert reading.reason is not None
        rule, slots = _variant(cell, reading)
        yield make(
            rule,
            key=key,
            place=filing.place(key),
            left=reading.raw,
            label=cell.label,
            unit=cell.unit,
            raw=reading.raw,
            decimals=cell.decimals,
            declare=say("sheet.declare"),
            **slots,
        )


def _variant(cell: Cell, reading: Reading) -> tuple[str, dict[str, Any]]:
    """The wording that fits: money has decimals, and ``2000万`` in a cell of 万元 very likely means 2000."""
    assert reading.reason is not None
    code = reading.reason.value
    whole, _, part = fold(reading.raw).replace(",", "").lstrip("+-0").removesuffix(cell.unit).partition(".")
    if reading.reason is Reason.FRACTION and len(whole) > SIGNIFICANT and not part.strip("0"):
        return f"{code}/digits", {"digits": len(whole)}
    if reading.reason is Reason.FRACTION and cell.decimals:
        return f"{code}/money", {}
    amount = re.fullmatch(r"(\d+(?:\.\d+)?)万元?", fold(reading.raw))
    if reading.reason is Reason.TEXT and cell.unit == "万元" and amount:
        return f"{code}/wan", {"amount": amount[1]}
    return code, {}


def repaired(filing: Filing, _: Beside) -> Iterator[Finding]:
    """Text read as a number, and accepted constant arithmetic."""
    for rule, found in (("V-REPAIRED", filing.repaired), ("V-FORMULA/accepted", filing.arithmetic)):
        for key, raw in found.items():
            cell = filing.form.cells[key]
            value = plain(filing.typed[key])
            yield make(rule, key=key, place=filing.place(key), left=raw, label=cell.label, unit=cell.unit, raw=raw, value=value)


def restored(filing: Filing, _: Beside) -> Iterator[Finding]:
    """Figures of a published report that were not plain to read."""
    for key, source in filing.sources.items():
        rule = _RESTORED.get(source.how)
        if rule and key in filing.typed:
            cell = filing.form.cells[key]
            yield make(
                rule,
                key=key,
                place=filing.place(key),
                left=source.raw,
                label=cell.label,
                unit=cell.unit,
                value=plain(filing.typed[key]),
                where=source.where or say("import.nowhere"),
                raw=source.raw,
            )


def zeroed(filing: Filing, _: Beside) -> Iterator[Finding]:
    """Blanks that the clerk let count as 0."""
    for key in filing.zeroed:
        yield make("V-ZEROED", key=key, place=filing.place(key), left="", label=filing.form.cells[key].label)


def fee_not_stated(filing: Filing, _: Beside) -> Iterator[Finding]:
    """信息处理费 left blank: one finding at its first blank cell."""
    blank = [k for k in filing.form.supplement if k not in filing.typed and _is_blank(filing, k)]
    if blank:
        everything = len(blank) == len(filing.form.supplement)
        named = say("fee.all") if everything else "、".join(f"“{filing.form.cells[k].label}”" for k in blank)
        yield make("V-NOFEE", key=blank[0], place=filing.place(blank[0]), left="", blank=named)


def stale(filing: Filing, _: Beside) -> Iterator[Finding]:
    """An intact formula that shows something else than its parts add up to: saved by a program that does not calculate."""
    known = filing.figures
    for key, shown in filing.cached.items():
        if key in known and known[key] != shown:
            cell = filing.form.cells[key]
            yield make(
                "T-STALE",
                key=key,
                place=filing.place(key),
                left=known[key],
                right=shown,
                difference=known[key] - shown,
                label=cell.label,
                unit=cell.unit,
            )


def _is_blank(filing: Filing, key: str) -> bool:
    reading = filing.refused.get(key)
    return reading is None or reading.reason is Reason.BLANK
