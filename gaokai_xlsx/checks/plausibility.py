"""What a filing says that can hardly be so (P-*), over roles: nothing here is an equation of the form.

Thresholds stand at the top and are printed in the findings that rest on them.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from gaokai_xlsx.checks.beside import Beside
from gaokai_xlsx.filing import Filing
from gaokai_xlsx.finding import Finding, make
from gaokai_xlsx.form.model import Cell
from gaokai_xlsx.quantity import Figure, plain
from gaokai_xlsx.texts import say

FEE_TIMES = 100  # a fee so many times last year's, or so small a part of it, is another unit of money
SAME_FIGURES = 5  # figures other than 0 that two filings must share before their being equal means anything
SHOCK_PERCENT = 50  # a change of more than this is worth a word
SHOCK_FLOOR = 100  # unless both years are small, where one case more is a great change
THRESHOLDS = {"times": FEE_TIMES, "same": SAME_FIGURES, "percent": SHOCK_PERCENT, "floor": SHOCK_FLOOR}
"""By the names under which the rule book prints them."""

_MONEY = "万元"
_WAN = 10_000  # 元 in a 万元, 万元 in a 亿元


def regulations(filing: Filing, beside: Beside) -> Iterator[Finding]:
    """P-REGULATIONS: a body without rule-making power has made no 规章."""
    if beside.entry is None or not beside.entry.powerless:
        return
    cells = filing.form.role("regulations")
    block = next(b for b in filing.form.table(cells[0].table).blocks if cells[0].row_of in b.rows)
    others = "、".join(row.short for row in block.rows if row is not cells[0].row_of)
    for cell in cells:
        stated = filing.typed.get(cell.key, 0)
        if stated:
            yield _at(filing, cell, "P-REGULATIONS", stated, 0, others=others)


def flow(filing: Filing, _: Beside) -> Iterator[Finding]:
    """P-FLOW: what was issued this year and not repealed is in force; needs no year before."""
    known, form = filing.figures, filing.form
    inflow, outflow = ({c.line: c.key for c in form.role(role)} for role in ("stock_in", "stock_out"))
    for cell in form.role("stock"):
        stands, added, removed = (known.get(k) for k in (cell.key, inflow.get(cell.line, ""), outflow.get(cell.line, "")))
        if stands is not None and added is not None and removed is not None and stands < added - removed:
            yield _at(filing, cell, "P-FLOW", stands, added - removed, added=plain(added), removed=plain(removed))


def fee_unit(filing: Filing, beside: Beside) -> Iterator[Finding]:
    """P-UNIT: 元 typed as 万元, or 万元 divided once more, seen beside last year's fee."""
    then = beside.previous.figures if beside.previous else {}
    for cell in filing.form.role("fee"):
        now, last = Decimal(filing.typed.get(cell.key, 0)), Decimal(then.get(cell.key, 0))
        if cell.unit != _MONEY or not now or not last or last / FEE_TIMES < now < last * FEE_TIMES:
            continue
        grown = now > last
        instead = now / _WAN if grown else now * _WAN
        times = round(now / last if grown else last / now)
        rule = "P-UNIT" if grown else "P-UNIT/small"
        instead = instead.quantize(Decimal(1).scaleb(-cell.decimals))
        yield _at(filing, cell, rule, now, last, words=_amount(now), times=times, limit=FEE_TIMES, instead=plain(instead))


def same_as_last_year(filing: Filing, beside: Beside) -> Iterator[Finding]:
    """P-SAME: last year's filing once more."""
    before = beside.previous
    if before and before.form is filing.form and (count := substance(filing)) and said(filing) == said(before):
        yield make("P-SAME/year", year=before.year or say("check.last-year"), count=count)


def substance(filing: Filing) -> int:
    """How many figures of the tables are not 0, where these are enough for two filings to be compared; else 0."""
    count = sum(bool(filing.typed.get(key)) for key in filing.form.typed)
    return count if count >= SAME_FIGURES else 0


def said(filing: Filing) -> tuple[Figure | None, ...]:
    """The typed-in figures of the tables: equal for two filings that say the same."""
    return tuple(filing.typed.get(key) for key in filing.form.typed)


def fell_to_zero(filing: Filing, beside: Beside) -> Iterator[Finding]:
    """P-ZERO: no licence, penalty or measure at all where there were some last year."""
    if _fell_to_zero(filing, beside):
        assert beside.previous is not None
        cells = filing.form.role("decisions")
        last = _sum(beside.previous, "decisions") or 0
        first = next((c for c in cells if beside.previous.typed.get(c.key)), cells[0])
        labels = "、".join(f"“{c.label}”（{filing.place(c.key).cell}）" for c in cells)
        yield _at(filing, first, "P-ZERO", 0, last, labels=labels)


def shock(filing: Filing, beside: Beside) -> Iterator[Finding]:
    """P-SHOCK: decisions changed by more than half; silent where P-ZERO has spoken."""
    if beside.previous is None or _fell_to_zero(filing, beside):
        return
    then = beside.previous.typed
    for cell in filing.form.role("decisions"):
        if cell.key in filing.typed and cell.key in then:
            now, last = filing.typed[cell.key], then[cell.key]
            gap = max(now, last) - min(now, last)
            if max(now, last) >= SHOCK_FLOOR and gap * 100 > last * SHOCK_PERCENT:
                more = say("total.more") if now > last else say("total.less")
                yield _at(filing, cell, "P-SHOCK", now, last, more=more, percent=SHOCK_PERCENT, floor=SHOCK_FLOOR)


def cases_without_requests(filing: Filing, beside: Beside) -> Iterator[Finding]:
    """P-BASE: reviews and suits over applications that nobody made, this year or last."""
    if beside.previous is None or any(_sum(f, role) != 0 for f in (filing, beside.previous) for role in ("received", "opening")):
        return
    known = filing.figures
    cells = [c for c in filing.form.role("cases") if known.get(c.key)]
    if cells:
        words = {role: filing.form.word(role) for role in ("received", "opening")}
        yield _at(filing, cells[0], "P-BASE", sum(known[c.key] for c in cells), 0, **words)


def unpaid_without_notice(filing: Filing, _: Beside) -> Iterator[Finding]:
    """P-FEE: applications closed for an unpaid fee, and no notice of a fee was given."""
    form, unpaid = filing.form, _sum(filing, "unpaid")
    notices = form.role("fee_notices")[0]
    if unpaid and filing.typed.get(notices.key) == 0:
        cell = next((c for c in form.role("unpaid") if c.derived), form.role("unpaid")[0])
        other = filing.place(notices.key)
        words = {"notices": notices.row_of.short, "other_sheet": other.sheet, "other_cell": other.cell}
        yield _at(filing, cell, "P-FEE", unpaid, 0, **words)


def _fell_to_zero(filing: Filing, beside: Beside) -> bool:
    return beside.previous is not None and _sum(filing, "decisions") == 0 and bool(_sum(beside.previous, "decisions"))


def _sum(filing: Filing, role: str) -> Figure | None:
    """The typed-in figures of a role added up; None where one is unknown or the edition has no such role."""
    parts = [filing.typed.get(c.key) for c in filing.form.role(role) if not c.derived]
    known = [p for p in parts if p is not None]
    return sum(known, start=0) if parts and len(known) == len(parts) else None


def _amount(wan: Decimal) -> str:
    """An amount in 万元 in the other unit people say it in: 亿元 from a 亿 on, else 元."""
    return say("amount.yi", n=plain(wan / _WAN)) if wan >= _WAN else say("amount.yuan", n=plain(wan * _WAN))


def _at(filing: Filing, cell: Cell, rule: str, left: Figure, right: Figure, **slots: Any) -> Finding:
    """A finding at one cell with both sides."""
    return make(
        rule,
        key=cell.key,
        place=filing.place(cell.key),
        left=left,
        right=right,
        difference=left - right,
        label=cell.label,
        unit=cell.unit,
        **slots,
    )
