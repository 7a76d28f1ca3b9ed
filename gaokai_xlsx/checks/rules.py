"""The checks of one filing, in one visible tuple."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from gaokai_xlsx.checks import identities, plausibility, values, years
from gaokai_xlsx.checks.beside import Beside
from gaokai_xlsx.filing import Filing
from gaokai_xlsx.finding import Finding, in_form_order
from gaokai_xlsx.form.model import Form
from gaokai_xlsx.intake.previous import Past
from gaokai_xlsx.roster import Entry


@dataclass(frozen=True, slots=True)
class Check:
    """One named check: what runs, the codes it can give, the roles of the form without which it says nothing."""

    run: Callable[[Filing, Beside], Iterable[Finding]]
    codes: tuple[str, ...]
    roles: tuple[str, ...] = ()

    def applies(self, form: Form) -> bool:
        """Whether the edition has every role the check rests on."""
        return all(role in form.roles for role in self.roles)


CHECKS: tuple[Check, ...] = (
    Check(values.refused, ("V-BLANK", "V-TEXT", "V-NEGATIVE", "V-FRACTION", "V-DATE", "V-ERROR", "V-FORMULA")),
    Check(values.repaired, ("V-REPAIRED", "V-FORMULA")),
    Check(values.restored, ("V-RESTORED",)),
    Check(values.zeroed, ("V-ZEROED",)),
    Check(values.fee_not_stated, ("V-NOFEE",)),
    Check(values.stale, ("T-STALE",)),
    Check(identities.check, ()),  # codes and cells are the edition's own
    Check(years.skipped, ("Y-SKIPPED",)),
    Check(years.carry, ("Y-CARRY",), ("opening", "closing")),
    Check(years.stock, ("Y-STOCK",), ("stock", "stock_in", "stock_out")),
    Check(years.pending, ("Y-PENDING",), ("cases", "pending")),
    Check(plausibility.regulations, ("P-REGULATIONS",), ("regulations",)),
    Check(plausibility.flow, ("P-FLOW",), ("stock", "stock_in", "stock_out")),
    Check(plausibility.fee_unit, ("P-UNIT",), ("fee",)),
    Check(plausibility.same_as_last_year, ("P-SAME",)),
    Check(plausibility.fell_to_zero, ("P-ZERO",), ("decisions",)),
    Check(plausibility.shock, ("P-SHOCK",), ("decisions",)),
    Check(plausibility.cases_without_requests, ("P-BASE",), ("received", "opening", "cases")),
    Check(plausibility.unpaid_without_notice, ("P-FEE",), ("unpaid", "fee_notices")),
)


def check_filing(
    filing: Filing,
    previous: Filing | Past | None = None,
    *,
    entry: Entry | None = None,
    off: frozenset[str] = frozenset(),
) -> list[Finding]:
    """All findings of one filing in form order.

    ``previous`` is the same unit's filing of the year before (or its traced past), ``entry`` its line of the roster, ``off`` the
    codes that the campaign does not check.
    """
    beside = Beside(previous if isinstance(previous, Past) else Past(previous), entry)
    run = (c for c in CHECKS if c.applies(filing.form) and not (c.codes and off.issuperset(c.codes)))
    return in_form_order(filing.form, (f for check in run for f in check.run(filing, beside)))


def inapplicable(form: Form) -> list[str]:
    """The codes that an edition cannot give, for want of a role."""
    return [code for check in CHECKS if not check.applies(form) for code in check.codes]
