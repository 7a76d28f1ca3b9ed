"""What is said of a summary from the level below: whether it is one, what it lacks, and what its sender can do about findings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from gaokai_xlsx.checks.governments import place
from gaokai_xlsx.finding import Finding, listed, make
from gaokai_xlsx.submission import Submission
from gaokai_xlsx.texts import Severity, say

_OTHER_YEAR = ("S-YEAR", "S-EDITION")


def no_return(submission: Submission, body: str) -> Finding | None:
    """Why a summary is nobody's return: it says of no body that it is of, or it is of the one that collects."""
    if submission.unit is None:
        return make("F-TYPE/summary", file=submission.shown)
    whole = submission.below.part_of if submission.below else ""
    if body and place(body) in (place(submission.unit.name), place(whole)):
        return make("F-TYPE/own", file=submission.shown, unit=submission.unit.name)
    return None


def incomplete(submission: Submission) -> Iterator[Finding]:
    """C-BELOW: what is not whole below must stay visible above."""
    below, unit = submission.below, submission.unit
    if below is None or unit is None:
        return
    if below.state:
        yield make("C-BELOW", unit=unit.name, count=len(below.own), state=below.state)
    for note in below.notes:
        yield make("C-BELOW/note", unit=unit.name, note=note)
    if below.notes or submission.failed:  # what was changed by hand is said already
        return
    # A cover without notes does not hide what stands in the rows.
    if marked := [i for i in below.leaves if i.mark]:
        yield make("C-BELOW/marked", unit=unit.name, units=listed([i.unit.name for i in marked]), mark=marked[0].mark)
    gaps = {i.unit.name: n for i in below.leaves if (n := sum(key not in i.filing.typed for key in i.filing.form.typed))}
    if gaps:
        yield make("C-BELOW/blank", unit=unit.name, n=sum(gaps.values()), units=listed(list(gaps)))


def reworded(submission: Submission, findings: Iterable[Finding]) -> Iterator[Finding]:
    """Findings of the sums as their sender can answer them: by correcting its units, never in the summary itself.

    What does not follow from last year is a question there: bodies come and go between two years, and a summary has no 差异说明.
    """
    name = submission.unit.name if submission.unit else ""
    for finding in findings:
        severity = Severity.WARNING if finding.is_error and finding.code.startswith("Y-") else finding.severity
        message = finding.message.replace(f"【{finding.severity.word}·", f"【{severity.word}·", 1)
        if finding.code in _OTHER_YEAR:
            remedy = say("levels.remedy-year")
        elif finding.code == "R-UNKNOWN":
            remedy = say("levels.remedy-unknown", unit=name)
        elif severity is Severity.INFO:
            remedy = finding.remedy
        else:
            remedy = say(f"levels.remedy-{severity.value}", unit=name)
        yield replace(finding, severity=severity, message=message, remedy=remedy)
