"""What the files say of each other: whose is whose, which year is collected, who answers whom; every file gets its one outcome."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import takewhile

from gaokai_xlsx.checks.collection import alike
from gaokai_xlsx.checks.decided import Rulings, unfounded
from gaokai_xlsx.checks.levels import once, parts_first
from gaokai_xlsx.checks.reasons import as_accepted
from gaokai_xlsx.checks.rules import check_filing
from gaokai_xlsx.checks.summaries import incomplete, no_return, reworded
from gaokai_xlsx.filing import Filing
from gaokai_xlsx.finding import Finding, make
from gaokai_xlsx.form import editions
from gaokai_xlsx.intake.identify import wrong_year
from gaokai_xlsx.intake.previous import Past, Previous
from gaokai_xlsx.matters import Kind
from gaokai_xlsx.quantity import Figure, fold, plain
from gaokai_xlsx.roster import Roster
from gaokai_xlsx.submission import Outcome, Submission, told_apart
from gaokai_xlsx.texts import Severity, say

_NEAR = 66  # per cent of two names, without the city, that must agree before one is asked about: 水利局, 水务局
_FEW = 2  # units from whose names it cannot be told what the city is
_TOGETHER = ("P-SAME", "C-HIER/total")  # what only all files together show of one of them
_YEAR = re.compile(r"(?<!\d)20\d{2}(?!\d)")
NEVER = frozenset({"R-UNKNOWN", "S-UNIT", "S-EDITION", "S-FORGED", "D-FINAL", "D-PAPER"})
"""Errors with which a filing is never added, also not on request: nobody knows whose it is, what it rests on, or its figures are others."""
BY_NAME = frozenset({"S-YEAR"})
"""Errors with which a filing is added only where somebody answers for that very file (``decide … include``), never with all that failed:
the figures of another year are others, but a year may be a slip of the pen."""


@dataclass(frozen=True)
class Terms:
    """On what terms files are judged: the year collected (None: none demanded), roster, last year's filings.

    ``accept_imported``: what was made of published reports counts like a filing; ``latest``: of different filings of one unit the one
    saved last counts; ``key``: stamps must carry its seal; ``off``: codes of rules that the campaign does not check; ``rulings``: what
    people settled; ``body``: who collects, so that its own summary is no return; ``part_of``: whose summary this one is a part of;
    ``parts``: what is collected are the parts of one summary, settled already, and ``whole`` is the roster of the units in them.
    """

    year: int | None = None
    roster: Roster | None = None
    previous: Previous = field(default_factory=Previous)
    include_failed: bool = False
    blank_as_zero: bool = False
    latest: bool = False
    accept_imported: bool = False
    key: bytes | None = None
    off: frozenset[str] = frozenset()
    rulings: Rulings = field(default_factory=Rulings)
    body: str = ""
    part_of: str = ""
    parts: bool = False
    whole: Roster | None = None


def settle(files: Iterable[Submission], terms: Terms) -> tuple[list[Submission], list[Finding]]:
    """Give every file its outcome, and the findings of no single file (R-CONFLICT, C-ONCE, C-HIER)."""
    judged = [judge(_owned(s, terms.roster), terms) for s in told_apart(files)]
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


def _owned(submission: Submission, roster: Roster | None) -> Submission:
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
