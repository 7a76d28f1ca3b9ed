"""``check``: what is wrong with these files, and what ``collect`` would make of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from gaokai_xlsx import roster as rosters
from gaokai_xlsx.campaign import Campaign
from gaokai_xlsx.cells import reader
from gaokai_xlsx.cells.archives import walk
from gaokai_xlsx.cells.model import Workbook
from gaokai_xlsx.checks.collection import unchecked
from gaokai_xlsx.checks.submissions import Terms, judge, settle
from gaokai_xlsx.errors import CannotGoOn
from gaokai_xlsx.filing import Filing
from gaokai_xlsx.intake import summaries
from gaokai_xlsx.intake.previous import Previous
from gaokai_xlsx.submission import Outcome, Report
from gaokai_xlsx.verbs._pool import read_all, take_all


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
    must carry and the rules that are off; ``jobs`` processes read at most (as many as there are cores), ``progress`` is told how many
    files of how many are read. Raises ``CannotGoOn`` for a path that does not exist, a roster with defects or a
    previous filing that cannot be used.
    """
    apart = frozenset([roster] if roster else [])
    read = read_all(files, apart, jobs=jobs, progress=progress)
    stated = {s.year for s in read if s.year is not None}
    wanted = year or (min(stated) if stated else None)
    known, last = rosters.read(roster) if roster else None, previous_filings(previous, wanted)
    key, off = (campaign.key, campaign.unchecked) if campaign else (None, frozenset[str]())
    terms = Terms(year=year, roster=known, previous=last, key=key, off=off)
    taken, findings = settle(read, terms)
    return Report(
        files=tuple(taken),
        form=None,
        year=year or (stated.pop() if len(stated) == 1 else None),
        roster=terms.roster,
        with_previous=bool(previous),
        findings=(*findings, *unchecked(taken, off)),
    )


def previous_filings(paths: Sequence[Path], year: int | None) -> Previous:
    """Last year's filings from files, folders or a summary.

    Raises ``CannotGoOn`` for one that does not pass its own checks, is not of the year before ``year``, or comes twice.
    """
    found: list[Filing] = []
    contents = list(walk(paths))
    for (path, data), submission in zip(contents, take_all(contents), strict=True):
        judged = judge(submission, Terms())
        if judged.kind == "summary" and judged.stamp and isinstance(data, bytes):
            book = reader.read(data)
            assert isinstance(book, Workbook), "taken once already"
            found += summaries.filings(book, judged.stamp)
            continue
        if judged.outcome in (Outcome.IGNORED, Outcome.ATTACHMENT):
            continue
        if judged.outcome is not Outcome.COUNTED or judged.filing is None or judged.unit is None:
            raise CannotGoOn("stop.previous", path=path, detail=next((f.message for f in judged.findings if f.is_error), ""))
        found.append(judged.filing)
    for filing in found:
        if year is not None and filing.year is not None and filing.year != year - 1:
            raise CannotGoOn("stop.previous-year", year=year - 1, stated=filing.year, unit=filing.unit.name if filing.unit else "")
    names = [filing.unit.name for filing in found if filing.unit]
    if twice := sorted({name for name in names if names.count(name) > 1}):
        raise CannotGoOn("stop.previous-twice", units="、".join(twice))
    return Previous(tuple(found))
