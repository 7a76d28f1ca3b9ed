"""One file: whose it is, all that can be found of it, and the outcome it would have alone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import takewhile

from gaokai_xlsx.checks.decided import unfounded
from gaokai_xlsx.checks.rules import check_filing
from gaokai_xlsx.checks.summaries import incomplete, no_return, reworded
from gaokai_xlsx.checks.terms import Terms
from gaokai_xlsx.filing import Filing
from gaokai_xlsx.finding import Finding, make
from gaokai_xlsx.form import editions
from gaokai_xlsx.intake.identify import wrong_year
from gaokai_xlsx.intake.previous import Past
from gaokai_xlsx.matters import Kind
from gaokai_xlsx.quantity import fold
from gaokai_xlsx.roster import Roster
from gaokai_xlsx.submission import Outcome, Submission
from gaokai_xlsx.texts import Severity, say

_NEAR = 66  # per cent of two names, without the city, that must agree before one is asked about: 水利局, 水务局
_FEW = 2  # units from whose names it cannot be told what the city is
_YEAR = re.compile(r"(?<!\d)20\d{2}(?!\d)")


def judge(submission: Submission, terms: Terms) -> Submission:
    """All findings of one file and the outcome it would have alone."""
    filing = submission.filing
    if filing is None:
        return submission
    if submission.below and not terms.parts and (strange := no_return(submission, terms.body)):
        return replace(submission, outcome=Outcome.UNRECOGNISED, filing=None, findings=(*submission.findings, strange))
    filing = terms.rulings.completed(submission, filing.blanks_as_zero() if terms.blank_as_zero else filing)
    submission = replace(submission, kind=terms.rulings.kind(submission, filing))
    whose = tuple(_whose(submission, terms.roster))
    structure = (
        *submission.findings,
        *_imported(submission, terms),
        *_wrong_campaign(submission, filing, terms),
        *_misnamed(submission, terms.roster),
        *unfounded(submission, filing),
    )
    # Figures of another year follow from another year before, unless somebody answers for the year being a slip of the pen.
    elsewhen = any(f.is_error and f.code == "S-YEAR" for f in structure) and not terms.rulings.of(Kind.INCLUDE, submission)
    past = Past() if elsewhen else terms.previous.trace(submission.unit, terms.roster)
    entry = terms.roster.named(submission.unit.name) if terms.roster and submission.unit else None
    edited = submission.below is not None and submission.failed  # its sums are nobody's figures
    checked = [] if edited else check_filing(filing, past, entry=entry, off=terms.off)
    if submission.below:
        structure = (*submission.findings, *incomplete(submission), *reworded(submission, structure[len(submission.findings) :]))
        whose, checked = tuple(reworded(submission, whose)), list(reworded(submission, checked))
    findings = terms.rulings.answered(submission, filing, (*structure, *whose, *checked))
    outcome = Outcome.COUNTED
    if submission.unit is None:
        outcome = Outcome.UNRECOGNISED
    elif any(f.is_error for f in findings if f not in whose):
        outcome = Outcome.RETURNED
    elif whose:
        outcome = Outcome.OFF_ROSTER
    return replace(submission, filing=filing, findings=findings, outcome=outcome)


def owned(submission: Submission, roster: Roster | None) -> Submission:
    """Tie a file to its unit of the roster: by what it says itself, else by its name, else by its folder."""
    if roster is None or submission.outcome is Outcome.IGNORED or (submission.below and submission.unit is None):
        return submission  # a summary says whose it is, or it may be an earlier one of the collecting body itself
    unit, code = submission.unit, submission.stamp.code if submission.stamp else ""
    if unit is not None:
        entry = roster.named(unit.name)
        if entry is None and code and (coded := roster.coded(code)) and fold(coded.name) == fold(unit.name):
            entry = coded
        return replace(submission, unit=entry.unit) if entry else submission
    folder, _, name = submission.path.replace("!/", "/").rpartition("/")
    inside = list({e.name: e for head in submission.heads for e in [roster.mentioned(head)] if e}.values())
    places = (
        (inside[0] if len(inside) == 1 else None, "whose.text"),
        (roster.mentioned(name), "whose.file"),
        (roster.mentioned(folder.rpartition("/")[2]), "whose.folder"),
    )
    entry, carrier = next(((e, c) for e, c in places if e), (None, ""))
    if entry is None:
        return submission
    guessed = make("S-UNIT/guessed", severity=Severity.WARNING, left=entry.name, file=submission.shown, carrier=say(carrier))
    findings = (*submission.findings, guessed) if submission.filing else submission.findings
    return replace(submission, unit=entry.unit, findings=findings)


def _whose(submission: Submission, roster: Roster | None) -> Iterator[Finding]:
    if submission.unit is None:
        yield make("R-UNKNOWN", file=submission.shown)
    elif roster is not None and roster.named(submission.unit.name) is None:
        near = _near(submission.unit.name, roster)
        yield make("R-UNKNOWN/near" if near else "R-UNKNOWN/off", file=submission.shown, unit=submission.unit.name, near=near)


def _misnamed(submission: Submission, roster: Roster | None) -> Iterator[Finding]:
    """A file named for another unit than the one it is of: what it says itself counts, the name is worth a look."""
    named = roster.mentioned(submission.name) if roster else None
    if named and submission.unit and named.name != submission.unit.name:
        yield make("S-UNIT/name", severity=Severity.WARNING, left=named.name, right=submission.unit.name, file=submission.shown)


def _imported(submission: Submission, terms: Terms) -> Iterator[Finding]:
    """D-IMPORTED: a workbook made of a published report counts only when somebody answers for it."""
    if submission.kind == "imported" and not terms.accept_imported and not terms.rulings.adopts(submission):
        yield make("D-IMPORTED", file=submission.shown)


def _near(name: str, roster: Roster) -> str:
    """The one unit of nearly that name, to be suggested and never accepted."""
    from rapidfuzz import fuzz, process  # noqa: PLC0415 - only the rare unknown unit pays for the import

    # What most names begin with, the city, makes any two of them alike: 市气象局 is not nearly 市公安局.
    names = [e.name for e in roster.entries]
    shared = sorted(len(list(takewhile(lambda pair: pair[0] == pair[1], zip(name, other, strict=False)))) for other in names)
    head = shared[len(names) // 2] if len(names) > _FEW else 0
    found = process.extract(
        name[head:], [n[head:] if n.startswith(name[:head]) else n for n in names], scorer=fuzz.ratio, score_cutoff=_NEAR, limit=1
    )
    return names[found[0][2]] if found else ""


def _wrong_campaign(submission: Submission, filing: Filing, terms: Terms) -> Iterator[Finding]:
    """S-FORGED, S-YEAR and S-EDITION against what is collected."""
    # A summary of the level below bears the seal of another campaign, if any.
    if terms.key and submission.stamp and not submission.below and not submission.stamp.issued_with(terms.key):
        yield make("S-FORGED", file=submission.shown, detail=say("whose.seal"))
    if terms.year is None:
        return
    wanted = editions.for_year(terms.year)
    if submission.year is None:
        named = {int(y) for y in _YEAR.findall(submission.name)}
        if named and terms.year not in named:
            yield wrong_year(submission.shown, say("whose.file"), min(named), terms.year, wanted.period)
        else:
            yield make("S-YEAR/unstated", severity=Severity.WARNING, right=terms.year, file=submission.shown)
    if submission.year is not None and submission.year != terms.year:
        carrier = say("whose.stamp" if submission.stamp else "whose.cover")
        yield wrong_year(submission.shown, carrier, submission.year, terms.year, wanted.period)
    if filing.form.edition != wanted.edition:
        yield make("S-EDITION", left=filing.form.edition, right=wanted.edition, file=submission.shown)
