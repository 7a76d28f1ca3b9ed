"""Reports that lie among the returned files: read after the workbooks, and compared with the one of their unit."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from gaokai_xlsx.cells.archives import Content
from gaokai_xlsx.cells.kinds import kind_of
from gaokai_xlsx.cells.model import Refusal
from gaokai_xlsx.cells.reports.reader import KINDS
from gaokai_xlsx.checks.report import check_report
from gaokai_xlsx.checks.rules import check_filing
from gaokai_xlsx.checks.terms import Terms
from gaokai_xlsx.filing import Filing
from gaokai_xlsx.finding import Finding, in_form_order
from gaokai_xlsx.quantity import fold
from gaokai_xlsx.submission import Outcome, Submission
from gaokai_xlsx.verbs._pool import take_all

_SECTIONS = 2  # sections of text that make a page or a text a report; a page of tables alone is a workbook in a wrong format
_STANDS = (Outcome.COUNTED, Outcome.RETURNED)


def with_reports(
    settled: Sequence[Submission], contents: Callable[[], Iterable[tuple[str, Content]]], terms: Terms, *, alone: bool
) -> list[Submission]:
    """The files with what is to be said of the reports among them.

    ``contents`` gives the files once more. A report is compared with its unit's workbook. ``alone``: one without a workbook beside it
    is checked by its own tables. A page or a text that is a report becomes an attachment.
    """
    asked = {s.path for s in settled if s.outcome is Outcome.ATTACHMENT or (s.outcome is Outcome.UNREADABLE and _unread(s))}
    if not asked:
        return list(settled)
    reports = [(path, data) for path, data in contents() if path in asked and _may_be(data)]
    read = {report.path: report for report in take_all(reports, reports=True)}
    return [_checked(s, read[s.path], settled, terms, alone) if s.path in read else s for s in settled]


def _unread(submission: Submission) -> bool:
    return all(f.code == "F-TYPE" for f in submission.findings)


def _may_be(data: Content) -> bool:
    return not isinstance(data, Refusal) and kind_of(data) in KINDS


def _checked(submission: Submission, report: Submission, settled: Sequence[Submission], terms: Terms, alone: bool) -> Submission:
    """A file as the report it is; as it was where it is none (a scan, a letter)."""
    sections = [n for n, passages in report.prose.sections.items() if passages] if report.prose else []
    shown = report.filing is not None and 2 * len(report.filing.typed) > len(report.filing.form.typed)
    plain = alone and shown and any(f.rule == "F-TYPE" for f in submission.findings)  # a text; a page may be a workbook saved as one
    if len(sections) < _SECTIONS and not plain and (submission.outcome is Outcome.UNREADABLE or report.filing is None):
        return submission
    unit = submission.unit or report.unit
    names = {fold(u.name) for u in (submission.unit, report.unit) if u}
    beside = [s for s in settled if s.filing and s.outcome in _STANDS and s.unit and fold(s.unit.name) in names]
    workbook = beside[0].filing if len(beside) == 1 else None
    last = terms.previous.of(unit, terms.roster)
    findings: list[Finding] = []
    if alone and workbook is None and report.filing is not None:
        findings += [*report.findings, *_own(report.filing, last)]
    findings += check_report(submission.shown, report.prose, report.filing, workbook, last)
    own = report.filing if alone and workbook is None else None
    return replace(
        submission,
        outcome=Outcome.ATTACHMENT,
        unit=unit,
        year=report.year or submission.year,
        edition=report.edition if own else None,
        filing=own,
        findings=tuple(findings),
        prose=report.prose,
    )


def _own(filing: Filing, last: Filing | None) -> list[Finding]:
    """What the tables of a report alone show; a blank that was told already is not told twice."""
    return in_form_order(filing.form, check_filing(filing, last))
