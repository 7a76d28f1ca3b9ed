"""``check``: what is wrong with these files, and what ``collect`` would make of them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from pathlib import Path

from gaokai_xlsx import decisions
from gaokai_xlsx import roster as rosters
from gaokai_xlsx.campaign import Campaign
from gaokai_xlsx.cells.archives import Content, walk
from gaokai_xlsx.checks.collection import unchecked
from gaokai_xlsx.checks.decided import Rulings, dead
from gaokai_xlsx.checks.governments import place
from gaokai_xlsx.checks.judging import judge
from gaokai_xlsx.checks.submissions import settle
from gaokai_xlsx.checks.terms import Terms
from gaokai_xlsx.errors import CannotGoOn
from gaokai_xlsx.filing import Filing
from gaokai_xlsx.finding import Finding, make
from gaokai_xlsx.form import editions
from gaokai_xlsx.intake.previous import Previous
from gaokai_xlsx.quantity import fold
from gaokai_xlsx.results import levels
from gaokai_xlsx.roster import Roster
from gaokai_xlsx.submission import Outcome, Report, Submission
from gaokai_xlsx.verbs._pool import read_all, take_all
from gaokai_xlsx.verbs._reports import with_reports


def check(
    files: Sequence[Path],
    *,
    roster: Path | None = None,
    previous: Sequence[Path] = (),
    year: int | None = None,
    campaign: Campaign | None = None,
    jobs: int | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Report:
    """Check returned files; nothing is merged (``totals`` is None).

    ``previous`` are last year's filings (files or folders), matched by unit name; ``campaign`` gives the key whose seal stamps
    must carry, the rules that are off and what people settled; ``jobs`` processes read at most (as many as there are cores),
    ``progress`` is told how many files of how many are read. Raises ``CannotGoOn`` for a path that does not exist, a roster or decisions
    with defects, or a previous filing that cannot be used.
    """
    apart = frozenset([*([roster] if roster else []), *([campaign.path("decisions")] if campaign else [])])
    # Before the files, since reading these can take minutes.
    known = rosters.read(roster) if roster else None
    rulings = rulings_of(campaign, known)
    read = read_all(files, apart, jobs=jobs, progress=progress)
    stated = {s.year for s in read if s.year is not None}
    wanted = year or (min(stated) if stated else None)
    key, off, body = (campaign.key, campaign.unchecked, campaign.body) if campaign else (None, frozenset[str](), "")
    last = previous_filings(previous, wanted, known, body)
    terms = Terms(year=year, roster=known, previous=last, key=key, off=off, rulings=rulings, body=body)
    taken, findings = settle(read, terms)
    taken = with_reports(taken, lambda: walk(files, without=apart), terms, alone=True)
    ruled = rulings.results(taken)
    form = editions.for_year(year or campaign.year) if campaign and ruled else None
    return Report(
        files=tuple(taken),
        form=None,
        year=year or (stated.pop() if len(stated) == 1 else None),
        roster=terms.roster,
        with_previous=bool(previous),
        findings=(*last.findings, *findings, *unchecked(taken, off), *dead(ruled, form, whole=False)),
        decisions=ruled,
        body=body,
    )


def rulings_of(campaign: Campaign | None, roster: Roster | None) -> Rulings:
    """What people settled in a campaign; raises ``CannotGoOn`` where its 处理记录.csv has defects."""
    return Rulings(decisions.read(campaign.path("decisions")), roster) if campaign else Rulings()


def previous_filings(paths: Sequence[Path], year: int | None, roster: Roster | None = None, body: str = "") -> Previous:
    """Last year's filings from files, folders or a summary of ``body``; raises as ``previous_of``."""
    return previous_of(list(walk(paths)), year, roster, body)


def previous_of(contents: Sequence[tuple[str, Content]], year: int | None, roster: Roster | None = None, body: str = "") -> Previous:
    """Last year's filings from files with their names; of a summary of a unit of the roster its sums.

    Raises ``CannotGoOn`` for one that does not pass its own checks, is not of the year before ``year``, or comes twice.
    """
    found: list[Filing] = []
    findings: list[Finding] = []
    notes: list[str] = []
    taken = list(take_all(contents))
    volumes = {fold(s.unit.name) for s in taken if s.unit and s.below and s.below.part_of}
    for (path, _), submission in zip(contents, taken, strict=True):
        if submission.below is not None:
            own = _of_summary(submission, roster, body)
            if submission.below.parts and own != [submission.filing]:  # its parts have the units
                _all_there(submission, volumes)
                continue
            found += own
            findings += _changed(submission)
            notes += levels.of_last_year(submission)
            continue
        judged = judge(submission, Terms())
        if judged.outcome in (Outcome.IGNORED, Outcome.ATTACHMENT):
            continue
        # On what paper last year's figures rest was settled last year.
        wrong = [f for f in judged.findings if f.is_error and f.code != "D-PAPER"]
        if wrong or judged.outcome not in (Outcome.COUNTED, Outcome.RETURNED) or judged.filing is None or judged.unit is None:
            raise CannotGoOn("stop.previous", path=path, detail=next((f.message for f in wrong), ""))
        found.append(judged.filing)
    for filing in found:
        if year is not None and filing.year is not None and filing.year != year - 1:
            raise CannotGoOn("stop.previous-year", year=year - 1, stated=filing.year, unit=filing.unit.name if filing.unit else "")
    names = [filing.unit.name for filing in found if filing.unit]
    if twice := sorted({name for name in names if names.count(name) > 1}):
        raise CannotGoOn("stop.previous-twice", units="、".join(twice))
    return Previous(tuple(found), tuple(findings), tuple(notes))


def _of_summary(submission: Submission, roster: Roster | None, body: str) -> list[Filing]:
    """A summary of the collecting body has last year's units; one of a unit has the past of that unit.

    Where nobody says who collects, a summary whose units are on the roster is that of the collecting body.
    """
    assert submission.below and submission.filing
    filings = [inner.filing for inner in submission.below.own]
    whole = submission.below.part_of
    if whole and (not body or place(whole) == place(body)):
        return filings
    if roster is None or submission.unit is None or roster.named(submission.unit.name) is None:
        return filings
    if body:
        return filings if place(submission.unit.name) == place(body) else [submission.filing]
    return filings if any(f.unit and roster.named(f.unit.name) for f in filings) else [submission.filing]


def _all_there(submission: Submission, volumes: Collection[str]) -> None:
    """Raises ``CannotGoOn`` where a part of a divided summary is not given, by the folded names of those that are."""
    names = [i.unit.name for i in submission.below.own] if submission.below else []
    if lacking := [name for name in names if fold(name) not in volumes]:
        raise CannotGoOn("stop.previous-parts", unit=submission.unit.name if submission.unit else "", names="、".join(lacking))


def _changed(submission: Submission) -> list[Finding]:
    """C-SUM/previous: last year's summary disagrees with its own units, whose figures are what this year is compared with."""
    found = [f for f in submission.findings if f.code == "C-SUM"]
    detail = "".join(f.message.partition("】")[2] for f in found)
    return [make("C-SUM/previous", file=submission.name, n=len(found), detail=detail)] if found else []
