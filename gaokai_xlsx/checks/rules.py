"""The checks of one filing, in one visible tuple."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from gaokai_xlsx.checks import identities, values, years
from gaokai_xlsx.filing import Filing
from gaokai_xlsx.finding import Finding, in_form_order

Check = Callable[[Filing, Filing | None], Iterable[Finding]]

CHECKS: tuple[Check, ...] = (
    values.refused,
    values.repaired,
    values.zeroed,
    values.fee_not_stated,
    values.stale,
    identities.check,
    years.check,
)


def check_filing(filing: Filing, previous: Filing | None = None) -> list[Finding]:
    """All findings of one filing in form order; ``previous`` is the same unit's filing of the year before."""
    return in_form_order(filing.form, (f for check in CHECKS for f in check(filing, previous)))
