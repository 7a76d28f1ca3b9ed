"""Differences and rates as live formulas whose value every spreadsheet program rounds to the same digit.

They are computed from whole numbers, of which a binary number holds every digit up to 2^53, and divided or rounded once: a rate that
lies exactly between two last digits would otherwise come out differently from program to program.
"""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from gaokai_xlsx import texts
from gaokai_xlsx.quantity import Figure
from gaokai_xlsx.results.bases import growth


def change(now: str, then: str, decimals: int) -> str:
    """增减 of two cells."""
    return f"=({_whole(now, decimals)}-{_whole(then, decimals)})/{10**decimals}" if decimals else f"={now}-{then}"


def growth_formula(now: str, then: str, decimals: int) -> str:
    """增减幅 in per cent with one decimal; 上年为零 where there is nothing to divide by."""
    rate = f"ROUND(({_whole(now, decimals)}-{_whole(then, decimals)})*1000/{_whole(then, decimals)},0)/10"
    return f'=IF({then}=0,"{texts.say("sum.years-zero")}",{rate})'


def growth_value(now: Figure, then: Figure) -> Decimal | str:
    """What that formula shows."""
    rate = growth(now, then)
    return texts.say("sum.years-zero") if rate is None else rate


def share_formula(part: str, whole: str, decimals: int) -> str:
    """A share with four decimals, as a fraction of one; 0 of nothing is 0."""
    return f"=IF({whole}=0,0,ROUND({_whole(part, decimals)}*10000/{_whole(whole, decimals)},0)/10000)"


def share_value(part: Figure, whole: Figure) -> Decimal:
    """What that formula shows."""
    if whole == 0:
        return Decimal(0)
    return (Decimal(part) * 10000 / Decimal(whole)).quantize(Decimal(1), ROUND_HALF_UP) / 10000


def _whole(cell: str, decimals: int) -> str:
    """An amount in its smallest unit."""
    return f"ROUND({cell}*{10**decimals},0)" if decimals else cell
