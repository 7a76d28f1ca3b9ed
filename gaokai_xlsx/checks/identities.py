"""The form's own accounting identities (勾稽关系), as the edition declares them.

A balance is evaluated on recomputed values in every column. Sums compare a claim (a constant in a derived cell) with the
recomputed value and exist only where there is a claim. An identity with an unknown part is not evaluated.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from gaokai_xlsx.checks.beside import Beside
from gaokai_xlsx.filing import Filing
from gaokai_xlsx.finding import Finding, make
from gaokai_xlsx.form.model import Equation, Form, Kind
from gaokai_xlsx.quantity import Figure, plain
from gaokai_xlsx.texts import say


def check(filing: Filing, _: Beside) -> Iterator[Finding]:
    """Every equation of the form that does not hold."""
    known = filing.figures
    for number, left, right in evaluated(filing.form, known, filing.claims):
        if left != right:
            yield _finding(filing, filing.form.equations[number], left, right, known)


def evaluated(form: Form, known: Mapping[str, Figure], claims: Mapping[str, Figure]) -> Iterator[tuple[int, Figure, Figure]]:
    """Number in ``form.equations``, left and right side of every equation that can be evaluated."""
    for number, equation in enumerate(form.equations):
        stated = known if equation.identity.kind is Kind.BALANCE else claims
        if all(k in known for k in equation.left) and all(k in stated for k in equation.right):
            yield number, sum(known[k] for k in equation.left), sum(stated[k] for k in equation.right)


def broken(form: Form, known: Mapping[str, Figure]) -> list[Equation]:
    """The balances that do not hold among figures with recomputed totals; a sum of valid filings has none."""
    return [
        e
        for e in form.equations
        if e.identity.kind is Kind.BALANCE
        and all(k in known for k in (*e.left, *e.right))
        and sum(known[k] for k in e.left) != sum(known[k] for k in e.right)
    ]


def _finding(filing: Filing, equation: Equation, left: Figure, right: Figure, known: Mapping[str, Figure]) -> Finding:
    form, identity = filing.form, equation.identity
    anchor = form.cells[equation.anchor]
    balance = identity.kind is Kind.BALANCE
    slots: dict[str, Any] = {"where": equation.where, "unit": anchor.unit}
    if balance:
        slots |= {
            "left_terms": _terms(form, equation.left, known),
            "right_terms": _terms(form, equation.right, known),
            "parts": filing.addresses([p for k in (*equation.left, *equation.right) for p in _own_parts(form, k)]),
            "more": say("more.left") if left > right else say("more.right"),
            "advice": _advice(filing, equation, left, right),
        }
    else:
        slots |= {
            "parts_name": identity.parts_name,
            "parts": filing.addresses(equation.left),
            "total": (anchor.column_of if identity.kind is Kind.ROW_SUM else anchor.row_of).short,
            "more": say("total.more") if right > left else say("total.less"),
        }
    return make(
        "balance/derived" if balance and anchor.derived else identity.kind.value,
        code=identity.code,
        title=identity.title,
        key=equation.anchor,
        place=filing.place(equation.anchor),
        left=left,
        right=right,
        difference=left - right,
        **slots,
    )


def _advice(filing: Filing, equation: Equation, left: Figure, right: Figure) -> str:
    """What is most often forgotten on the side that is short; what is too much is found by looking."""
    anchor = filing.form.cells[equation.anchor]
    if left > right:
        return say("advice.closing", cell=filing.place(anchor.key).cell, closing="".join(anchor.row_of.label[-1:]))
    names = say("advice.or").join(filing.form.cells[key].row_of.short for key in equation.left)
    return say("advice.received", cells=filing.addresses(equation.left), names=names)


def _terms(form: Form, keys: Iterable[str], known: Mapping[str, Figure]) -> str:
    """``本年新收2件＋上年结转0件``."""
    cells = [form.cells[k] for k in keys]
    return say("terms.join").join(f"{c.row_of.short}{plain(known[c.key])}{c.unit}" for c in cells)


def _own_parts(form: Form, key: str) -> tuple[str, ...]:
    """The cells of the same column behind a figure: a typed one itself, a column total its parts."""
    for equation in form.equations:
        if equation.anchor == key and equation.identity.kind is Kind.COLUMN_SUM:
            return equation.left
    return (key,)
