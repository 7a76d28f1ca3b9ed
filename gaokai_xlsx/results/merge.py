"""The sums of a collection, and the law that valid filings add up to a valid sum."""

from __future__ import annotations

from collections.abc import Iterable

from gaokai_xlsx.checks.identities import broken
from gaokai_xlsx.errors import CannotGoOn
from gaokai_xlsx.filing import Filing
from gaokai_xlsx.form.derive import with_totals
from gaokai_xlsx.form.model import Form
from gaokai_xlsx.quantity import Figure


def merge(form: Form, filings: Iterable[Filing], *, all_passed: bool = True) -> dict[str, Figure]:
    """The sum of every figure (件, 万元, 元), exact; totals recomputed from the sums.

    A figure a filing does not have (only a failed filing that is included on purpose lacks one of the 166) adds nothing; the
    summary names it. Raises ``CannotGoOn`` if valid filings do not add up to a valid sum: that would be our bug.
    """
    sums: dict[str, Figure] = dict.fromkeys((*form.typed, *form.supplement), 0)
    for filing in filings:
        for key, value in filing.typed.items():
            sums[key] += value
    totals = with_totals(form, sums)
    if all_passed and (wrong := broken(form, totals)):
        raise CannotGoOn("stop.invalid-sum", where=f"{wrong[0].identity.code} {wrong[0].anchor}")
    return totals


def unstated(form: Form, filing: Filing) -> list[str]:
    """The figures of the three tables that a counted filing does not state."""
    if all(map(filing.typed.__contains__, form.typed)):
        return []
    return [key for key in form.typed if key not in filing.typed]
