"""What the files say of each other: which year is collected, who answers whom; every file gets its one outcome."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace

from gaokai_xlsx.checks.collection import alike
from gaokai_xlsx.checks.judging import judge, owned
from gaokai_xlsx.checks.levels import once, parts_first
from gaokai_xlsx.checks.reasons import as_accepted
from gaokai_xlsx.checks.terms import BY_NAME, NEVER, Terms
from gaokai_xlsx.finding import Finding, make
from gaokai_xlsx.matters import Kind
from gaokai_xlsx.quantity import Figure, fold, plain
from gaokai_xlsx.submission import Outcome, Submission, told_apart
from gaokai_xlsx.texts import Severity, say

_TOGETHER = ("P-SAME", "C-HIER/total")  # what only all files together show of one of them


def settle(files: Iterable[Submission], terms: Terms) -> tuple[list[Submission], list[Finding]]:
    """Give every file its outcome, and the findings of no single file (R-CONFLICT, C-ONCE, C-HIER)."""
    judged = [judge(owned(s, terms.roster), terms) for s in told_apart(files)]
    findings: list[Finding] = []
    by_unit: dict[str, list[int]] = {}
    for at, submission in enumerate(judged):
        if submission.filing and submission.unit and submission.outcome in (Outcome.COUNTED, Outcome.RETURNED):
            by_unit.setdefault(fold(submission.unit.name), []).append(at)
    for group in by_unit.values():
        settled, conflict = _settle_unit([judged[at] for at in group], terms)
        for at, submission in zip(group, settled, strict=True):
            judged[at] = submission
        findings += conflict
    if terms.parts:
        return judged, findings
    judged, doubled = once(judged, terms.roster, terms.body)
    judged = [_answered_for(s, terms) for s in (judged if "P-SAME" in terms.off else alike(judged))]
    judged = [_as_counted(s) for s in judged]
    return terms.rulings.noted(judged), [*findings, *doubled]


def majority_year(files: Iterable[Submission]) -> int | None:
    """The year that most filings state; the later one at a tie."""
    years = Counter(s.year for s in files if s.filing is not None and s.year is not None)
    return max(years, key=lambda year: (years[year], year), default=None)


def _answered_for(submission: Submission, terms: Terms) -> Submission:
    """A file with the reasons for what only all files together showed."""
    if submission.filing is None:
        return submission
    # What the file showed alone was answered when it was judged.
    new = [f for f in submission.findings if f.rule in _TOGETHER]
    answered = dict(zip(map(id, new), terms.rulings.answered(submission, submission.filing, new), strict=True))
    return replace(submission, findings=tuple(answered.get(id(f), f) for f in submission.findings))


def _as_counted(submission: Submission) -> Submission:
    """A faulty file that is in the sum all the same: its findings must not say that it is not."""
    if submission.outcome is not Outcome.COUNTED or not submission.failed:
        return submission
    out, counted = say("counted.not"), say("counted.all-the-same")
    return replace(submission, findings=tuple(replace(f, message=f.message.replace(out, counted)) for f in submission.findings))


def _settle_unit(files: list[Submission], terms: Terms) -> tuple[list[Submission], list[Finding]]:
    """One unit's files: corrections supersede what they answer, equal figures are duplicates, the rest is a conflict.

    What somebody decided about them comes first.
    """
    files = terms.rulings.narrowed(files)
    answered = _answered([s for s in files if s.outcome is not Outcome.SUPERSEDED and not any(f.code == "D-FINAL" for f in s.findings)])
    files = [replace(s, outcome=Outcome.SUPERSEDED) if s.sha256 in answered else s for s in files]
    standing = [s for s in files if s.outcome is Outcome.COUNTED]
    if not standing:
        failed = [s for s in files if s.outcome is Outcome.RETURNED and not _errors(s) & NEVER]
        standing = [s for s in failed if terms.rulings.of(Kind.INCLUDE, s)]
        standing = standing or [s for s in failed if terms.include_failed and not _errors(s) & BY_NAME]
    if not standing:
        return files, []
    first, compared = parts_first(standing, files)
    best, conflict = _chosen(first, terms)
    outcomes: dict[str, Outcome] = {}
    notes: dict[str, Finding] = {}
    for other in standing:
        if best is None:
            outcomes[other.path] = Outcome.CONFLICT
        elif other.path == best.path:
            outcomes[other.path] = Outcome.COUNTED
        elif _figures(other) == _figures(best):
            outcomes[other.path] = Outcome.DUPLICATE
            notes[other.path] = make("R-DUPLICATE", file=other.shown, other=best.shown)
        else:
            outcomes[other.path] = Outcome.SUPERSEDED
    settled = [replace(s, outcome=outcomes.get(s.path, s.outcome)) for s in files]
    settled = [replace(s, findings=(*s.findings, notes[s.path])) if s.path in notes else s for s in settled]
    return [_sent_again(s, best) for s in settled], [*conflict, *compared]


def _sent_again(submission: Submission, best: Submission | None) -> Submission:
    """A faulty file with the figures of the one that counts, if the reasons accepted there answer all that is wrong with it."""
    if best is None or submission.outcome is not Outcome.RETURNED or _figures(submission) != _figures(best):
        return submission
    findings = as_accepted(submission.findings, best.findings)
    if any(f.is_error for f in findings):
        return submission
    note = make("R-DUPLICATE", file=submission.shown, other=best.shown)
    return replace(submission, outcome=Outcome.DUPLICATE, findings=(*findings, note))


def _answered(files: list[Submission]) -> set[str]:
    """The sha256 of the files that a correction made from a returned copy of them answers.

    A faulty correction does not take the place of a good file, but of a faulty one: it is what the unit works on now.
    """
    good = {s.sha256 for s in files if not s.failed}
    return {s.stamp.answers for s in files if s.stamp and s.stamp.answers and (not s.failed or s.stamp.answers not in good)}


def _chosen(standing: list[Submission], terms: Terms) -> tuple[Submission | None, list[Finding]]:
    """The file that counts among those that nothing answers; None for a conflict that nobody decided."""
    if all(_figures(s) == _figures(standing[0]) for s in standing):
        return standing[0], []
    newest = max(s.saved for s in standing)
    last = [s for s in standing if s.saved == newest]
    # Without a time in each of them nobody knows which is the newest.
    if terms.latest and all(s.saved for s in standing) and all(_figures(s) == _figures(last[0]) for s in last):
        return last[0], [_conflict(standing, chosen=last[0])]
    return None, [_conflict(standing)]


def _errors(submission: Submission) -> set[str]:
    return {f.code for f in submission.findings if f.is_error}


def _figures(submission: Submission) -> Mapping[str, Figure]:
    return submission.filing.figures if submission.filing else {}


def _conflict(files: list[Submission], chosen: Submission | None = None) -> Finding:
    """R-CONFLICT with the first figure that differs, as each file has it; a warning where one was ``chosen``."""
    filings = [s.filing for s in files if s.filing]
    form, unit = filings[0].form, files[0].unit
    known = [f.figures for f in filings]
    differ = [k for k in form.cells if len({k_.get(k) for k_ in known}) > 1]
    key = next((k for k in differ if not form.cells[k].derived), differ[0])
    place = filings[0].place(key)
    values: list[Figure | None] = [k_.get(key) for k_ in known]
    shown = [say("conflict.value", file=s.shown, value="空" if v is None else plain(v)) for s, v in zip(files, values, strict=True)]
    left, right = values[0], next((v for v in values if v != values[0]), None)
    # Only a returned copy says what it answers, and a summary gets none.
    open_ = "R-CONFLICT/summary" if all(s.below for s in files) else "R-CONFLICT"
    return make(
        "R-CONFLICT/latest" if chosen else open_,
        severity=Severity.WARNING if chosen else None,
        key=key,
        place=place,
        left=left,
        right=right,
        difference=left - right if left is not None and right is not None else None,
        unit=unit.name if unit else "",
        count=len(files),
        cells=len([k for k in differ if not form.cells[k].derived]) or len(differ),
        label=form.cells[key].label,
        values="，".join(shown),
        chosen=chosen.shown if chosen else "",
        saved=chosen.saved.replace("T", " ") if chosen else "",
    )
