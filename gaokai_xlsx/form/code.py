"""核对码: a short number over all typed-in figures, by formula in the workbook and recomputed here.

Each figure has its own weight, so that one changed figure and two exchanged ones change the number; sums stay below 2^53, where a
spreadsheet still counts exactly. It lets paper and file be compared by eye; it is no signature.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Decimal
from operator import attrgetter

from gaokai_xlsx.form.formulas import quote, rectangles
from gaokai_xlsx.form.grid import grid
from gaokai_xlsx.form.model import Form, Table
from gaokai_xlsx.quantity import Figure

MODULUS = 9_999_991  # the largest prime of seven digits
_WEIGHTS = 997  # a prime: multiples of the step are all different up to it
_STEP = 389
FORMAT = "0000000"


def check_code(form: Form, typed: Mapping[str, Figure]) -> int:
    """The number for these figures as people read it."""
    return int(code_value(form, typed).quantize(Decimal(1), ROUND_HALF_UP))


def code_value(form: Form, typed: Mapping[str, Figure]) -> Decimal:
    """The number for these figures, as the formula gives it: what is not known counts as 0, as blank and text do there.

    Figures that ``check`` refuses (negative, too fine) are taken as they stand, so that paper and file agree on them too.
    """
    total = Decimal(0)
    for key, weight in _weights(form).items():
        scale = 10 ** form.cells[key].decimals
        value = typed.get(key, 0) * scale
        total += weight * (Decimal(value).quantize(Decimal(1), ROUND_HALF_UP) if scale > 1 else Decimal(value))
    return total - MODULUS * (total / MODULUS).to_integral_value(ROUND_FLOOR)


def code_formula(form: Form, sheet: Callable[[Table], str] = attrgetter("sheet"), *, large: bool = False) -> str:
    """The same by formula, over the figures of every table, which stands on the sheet of that name.

    ``large``: cells are numbers in any case, and amounts may be sums of many units; each is reduced before it is weighted, so that
    all stays below 2^53. (excelize multiplies no single cell by an array, and knows no sum of terms within MOD.)
    """
    weights = _weights(form)
    terms: list[str] = []
    for table in form.tables:
        places = grid(table).places
        own = {(places[k].top, places[k].left): k for k in weights if form.cells[k].table == table.key}
        whole = {at for at, k in own.items() if not form.cells[k].decimals}
        for ref, cells in rectangles(whole):
            rows = [[str(weights[own[at]]) for at in row] for row in cells]
            where, numbers = f"{quote(sheet(table))}!{ref}", ";".join(",".join(row) for row in rows)
            terms.append(f"{where}*{numbers}" if large and ":" not in ref else f"SUMPRODUCT({where},{{{numbers}}})")
        for at, key in own.items():
            if at not in whole:
                where, scale = f"{quote(sheet(table))}!{rectangles({at})[0][0]}", 10 ** form.cells[key].decimals
                amount = f"MOD(ROUND({where}*{scale},0),{MODULUS})" if large else f"ROUND(SUM({where})*{scale},0)"
                terms.append(f"{amount}*{weights[key]}")
    added = f"SUM({','.join(terms)})" if large else "+".join(terms)
    return f"=MOD({added},{MODULUS})"


def _weights(form: Form) -> dict[str, int]:
    return {key: 1 + at * _STEP % _WEIGHTS for at, key in enumerate((*form.typed, *form.supplement), start=1)}
