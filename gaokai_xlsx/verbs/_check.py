"""``check``: what is wrong with these files, and what ``collect`` would make of them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from gaokai_xlsx import roster as rosters
from gaokai_xlsx.cells import reader
from gaokai_xlsx.cells.archives import walk
from gaokai_xlsx.cells.model import Workbook
from gaokai_xlsx.checks.submissions import Terms, judge, settle
from gaokai_xlsx.errors import CannotGoOn
from gaokai_xlsx.filing import Filing
from gaokai_xlsx.intake import summaries
from gaokai_xlsx.intake.previous import Previous
from gaokai_xlsx.intake.reading import take
from gaokai_xlsx.submission import Outcome, Report


def check(files: Sequence[Path], *, roster: Path | None = None, previous: Sequence[Path] = (), year: int | None = None) -> Report:
    """Check returned files; nothing is merged (``totals`` is None).

    ``previous`` are last year's filings (files or folders), matched by unit name. Raises ``CannotGoOn`` for a path that does not
    exist, a roster with defects or a previous filing that cannot be used.
    """
    terms = Terms(year=year, roster=rosters.read(roster) if roster else None, previous=previous_filings(previous))
    taken, findings = settle((take(path, data) for path, data in walk(files)), terms)
    years = {s.year for s in taken if s.year is not None}
    return Report(
        files=tuple(taken),
        form=None,
        year=year or (years.pop() if len(years) == 1 else None),
        roster=terms.roster,
        findings=tuple(findings),
    )


def previous_filings(paths: Sequence[Path]) -> Previous:
    """Last year's filings from files, folders or a summary; raises ``CannotGoOn`` for one that does not pass its own checks."""
    found: list[Filing] = []
    for path, data in walk(paths):
        judged = judge(take(path, data), Terms())
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
    return Previous(tuple(found))
