"""What a run makes of files as they were read; ``collect`` writes it down, ``verify`` compares it with what was written."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import date

from gaokai_xlsx.cells.archives import Content
from gaokai_xlsx.checks import timeliness
from gaokai_xlsx.checks.collection import across, between, unchecked
from gaokai_xlsx.checks.decided import dead
from gaokai_xlsx.checks.submissions import settle
from gaokai_xlsx.checks.terms import Terms
from gaokai_xlsx.finance import Finance
from gaokai_xlsx.form import editions
from gaokai_xlsx.register import Register
from gaokai_xlsx.results.merge import merge, unstated
from gaokai_xlsx.submission import Report, Submission
from gaokai_xlsx.verbs import _received
from gaokai_xlsx.verbs._reports import with_reports


def gathered(
    files: Sequence[Submission],
    terms: Terms,
    contents: Callable[[], Iterable[tuple[str, Content]]],
    *,
    guessed: bool = False,
    with_previous: bool = False,
    register: Register | None = None,
    as_of: date | None = None,
    finance: Finance | None = None,
) -> Report:
    """Each file with its outcome, the findings of no file, the sums.

    ``contents`` gives the files once more, for the reports among them; ``register`` gets a line for each file it does not know.
    """
    assert terms.year is not None
    form = editions.for_year(terms.year)
    settled, findings = settle(files, terms)
    settled = with_reports(settled, contents, terms, alone=False)
    register = _received.sighted(register, settled, as_of)
    found = Report(tuple(settled), form, terms.year, terms.roster, year_guessed=guessed, with_previous=with_previous, body=terms.body)
    found = replace(found, part_of=terms.part_of, parts=terms.parts)
    found = replace(found, register=register, as_of=as_of, finance=finance)
    found = replace(found, previous=terms.previous.filings, previous_notes=terms.previous.notes)
    found = replace(found, late=timeliness.lateness(found))
    counted = [s.filing for s in found.counted if s.filing]
    # A summary that counts unfinished filings breaks no equation that could be looked at, and still need not add up.
    valid = not any(s.failed for s in found.counted) and not any(unstated(form, filing) for filing in counted)
    totals = merge(form, counted, all_passed=valid)
    findings = [*terms.previous.findings, *findings, *timeliness.missing(found), *timeliness.late(found)]
    findings += [*across(found.counted, terms.roster, terms.previous, terms.body), *unchecked(settled, terms.off)]
    findings += between(found.counted, terms.whole, terms.off, terms.body) if terms.parts else ()
    ruled = terms.rulings.results(settled)
    found = replace(found, findings=(*findings, *dead(ruled, form)), totals=totals, decisions=ruled)
    assert sum(found.account.values()) == len(files), "a file without exactly one outcome"
    return found
