"""What the files say of each other: whose is whose, which year is collected, who answers whom; every file gets its one outcome."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from gaokai_xlsx.checks.rules import check_filing
from gaokai_xlsx.filing import Filing, Unit
from gaokai_xlsx.finding import Finding, make
from gaokai_xlsx.form import editions
from gaokai_xlsx.intake.identify import wrong_year
from gaokai_xlsx.intake.previous import Previous
from gaokai_xlsx.quantity import Figure, fold, plain
from gaokai_xlsx.roster import Roster
from gaokai_xlsx.submission import Outcome, Submission
from gaokai_xlsx.texts import Severity, say

_NEVER = frozenset({"R-UNKNOWN", "S-UNIT", "S-EDITION", "S-FORGED"})
"""Errors with which a filing is never added, also not on request: nobody knows whose it is, or its figures are others."""


@dataclass(frozen=True)
class Terms:
    """On what terms files are judged: the year collected (None: none demanded), roster, last year's filings."""

    year: int | None = None
    roster: Roster | None = None
    previous: Previous = field(default_factory=Previous)
    include_failed: bool = False
    blank_as_zero: bool = False


def settle(files: Iterable[Submission], terms: Terms) -> tuple[list[Submission], list[Finding]]:
    """Give every file its outcome, and the findings of no single file (R-MISSING, R-CONFLICT)."""
    judged = [judge(_owned(s, terms.roster), terms) for s in files]
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
    return judged, findings


def majority_year(files: Iterable[Submission]) -> int | None:
    """The year that most filings state; the later one at a tie."""
    years = Counter(s.year for s in files if s.filing is not None and s.year is not None)
    return max(years, key=lambda year: (years[year], year), default=None)


def missing(units: Iterable[Unit], year: int | None) -> list[Finding]:
    """R-MISSING for each unit that should have filed."""
    return [make("R-MISSING", unit=u.name, number=u.code, year=year) for u in units]


def judge(submission: Submission, terms: Terms) -> Submission:
    """All findings of one file and the outcome it would have alone."""
    filing = submission.filing
    if filing is None:
        return submission
    if terms.blank_as_zero:
        filing = filing.blanks_as_zero()
    previous = terms.previous.of(submission.unit, terms.roster)
    whose = tuple(_whose(submission, terms.roster))
    structure = (*submission.findings, *_wrong_campaign(submission, filing, terms), *_misnamed(submission, terms.roster))
    findings = (*structure, *whose, *check_filing(filing, previous))
    outcome = Outcome.COUNTED
    if submission.unit is None:
        outcome = Outcome.UNRECOGNISED
    elif any(f.is_error for f in findings if f not in whose):
        outcome = Outcome.RETURNED
    elif whose:
        outcome = Outcome.OFF_ROSTER
    return replace(submission, filing=filing, findings=findings, outcome=outcome)


def _owned(submission: Submission, roster: Roster | None) -> Submission:
    """Tie a file to its unit of the roster: by what it says itself, else by its name, else by its folder."""
    if roster is None or submission.outcome is Outcome.IGNORED:
        return submission
    unit, code = submission.unit, submission.stamp.code if submission.stamp else ""
    entry = roster.named(unit.name) if unit else None
    if entry is None and unit and code and (coded := roster.coded(code)) and fold(coded.name) == fold(unit.name):
        entry = coded
    if unit is None:
        folder, _, name = submission.path.replace("!/", "/").rpartition("/")
        entry = roster.mentioned(name) or roster.mentioned(folder.rpartition("/")[2])
    return replace(submission, unit=entry.unit) if entry else submission


def _whose(submission: Submission, roster: Roster | None) -> Iterator[Finding]:
    if submission.unit is None:
        yield make("R-UNKNOWN", file=submission.name, detail=say("whose.none"))
    elif roster is not None and roster.named(submission.unit.name) is None:
        near = _near(submission.unit.name, roster)
        text = say("whose.near" if near else "whose.off", unit=submission.unit.name, near=near)
        yield make("R-UNKNOWN", file=submission.name, detail=text)


def _misnamed(submission: Submission, roster: Roster | None) -> Iterator[Finding]:
    """A file named for another unit than the one it is of: what it says itself counts, the name is worth a look."""
    named = roster.mentioned(submission.name) if roster else None
    if named and submission.unit and named.name != submission.unit.name:
        yield make("S-UNIT/name", severity=Severity.WARNING, left=named.name, right=submission.unit.name, file=submission.name)


def _near(name: str, roster: Roster) -> str:
    """The one unit of nearly that name, to be suggested and never accepted."""
    from rapidfuzz import fuzz, process  # noqa: PLC0415 - only the rare unknown unit pays for the import

    found = process.extract(name, [e.name for e in roster.entries], scorer=fuzz.ratio, score_cutoff=80, limit=2)
    return str(found[0][0]) if found else ""


def _wrong_campaign(submission: Submission, filing: Filing, terms: Terms) -> Iterator[Finding]:
    """S-YEAR and S-EDITION against what is collected."""
    if terms.year is None:
        return
    wanted = editions.for_year(terms.year)
    if submission.year is not None and submission.year != terms.year:
        carrier = say("whose.stamp" if submission.stamp else "whose.cover")
        yield wrong_year(submission.name, carrier, submission.year, terms.year, wanted.period)
    if filing.form.edition != wanted.edition:
        yield make("S-EDITION", left=filing.form.edition, right=wanted.edition, file=submission.name)


def _settle_unit(files: list[Submission], terms: Terms) -> tuple[list[Submission], list[Finding]]:
    """One unit's files: corrections supersede what they answer, equal figures are duplicates, the rest is a conflict."""
    answered = {s.stamp.answers for s in files if s.stamp and s.stamp.answers and not s.failed}
    files = [replace(s, outcome=Outcome.SUPERSEDED) if s.sha256 in answered else s for s in files]
    standing = [s for s in files if s.outcome is Outcome.COUNTED]
    if not standing and terms.include_failed:
        standing = [s for s in files if s.outcome is Outcome.RETURNED and not {f.code for f in s.findings if f.is_error} & _NEVER]
    if not standing:
        return files, []
    first, *others = standing
    assert first.filing is not None
    same = [s for s in others if s.filing and s.filing.figures == first.filing.figures]
    if len(same) == len(others):
        outcomes = {s.path: Outcome.DUPLICATE for s in others} | {first.path: Outcome.COUNTED}
        notes = {s.path: make("R-DUPLICATE", file=s.name, other=first.name) for s in others}
        conflict: list[Finding] = []
    else:
        outcomes, notes = {s.path: Outcome.CONFLICT for s in standing}, {}
        conflict = [_conflict(standing)]
    settled = [replace(s, outcome=outcomes.get(s.path, s.outcome)) for s in files]
    return [replace(s, findings=(*s.findings, notes[s.path])) if s.path in notes else s for s in settled], conflict


def _conflict(files: list[Submission]) -> Finding:
    """R-CONFLICT with the first figure that differs, as each file has it."""
    filings = [s.filing for s in files if s.filing]
    form, unit = filings[0].form, files[0].unit
    known = [f.figures for f in filings]
    differ = [k for k in form.cells if len({k_.get(k) for k_ in known}) > 1]
    key = next((k for k in differ if not form.cells[k].derived), differ[0])
    place = filings[0].place(key)
    values: list[Figure | None] = [k_.get(key) for k_ in known]
    shown = [say("conflict.value", file=s.name, value="空" if v is None else plain(v)) for s, v in zip(files, values, strict=True)]
    left, right = values[0], next((v for v in values if v != values[0]), None)
    return make(
        "R-CONFLICT",
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
    )
