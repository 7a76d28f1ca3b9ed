"""``import``: published reports → filled workbooks for a person's review, each figure with its source."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from gaokai_xlsx import roster as rosters
from gaokai_xlsx.campaign import Campaign
from gaokai_xlsx.cells.archives import walk
from gaokai_xlsx.errors import CannotGoOn, Usage
from gaokai_xlsx.filing import Unit
from gaokai_xlsx.finding import make
from gaokai_xlsx.outgoing.template import build
from gaokai_xlsx.results.imported import findings, issue
from gaokai_xlsx.submission import Submission
from gaokai_xlsx.texts import say
from gaokai_xlsx.verbs._pool import take_all
from gaokai_xlsx.verbs._template import safe_name, write_made


@dataclass(frozen=True)
class Imported:
    """One report and the workbook that was made of it; None where none could be: ``submission`` says why."""

    submission: Submission
    path: Path | None = None

    @property
    def needs_a_person(self) -> bool:
        """Whether something is wrong or was left blank; a look at the workbook is always needed."""
        filing = self.submission.filing
        return self.path is None or filing is None or any(f.is_error for f in findings(self.submission))


def import_report(
    reports: Sequence[Path],
    out: Path | None = None,
    *,
    year: int | None = None,
    unit: str | None = None,
    force: bool = False,
    campaign: Campaign | None = None,
) -> list[Imported]:
    """Write a workbook for each report (docx, html, txt, markdown, pdf); gives them in the order of their paths.

    ``out`` is the workbook (one report) or a folder. ``year`` and ``unit`` win over what a report states; ``campaign`` gives contact,
    sheet password and the key of the seal. What cannot be read gets no workbook. Raises ``CannotGoOn`` where there is no file or nothing
    can be written, ``Usage`` where ``unit`` is given for several reports or a workbook of another content is there (without ``force``).
    """
    if unit and (defect := rosters.name_defect(unit)):
        raise Usage("stop.unit", defect=defect)
    read = [_dated(s, year) for s in take_all(walk(reports), reports=True)]
    if not read:
        raise CannotGoOn("stop.no-files", paths="、".join(map(str, reports)))
    if unit and len(read) > 1:
        raise Usage("stop.import-unit")
    made: dict[Path, bytes] = {}
    found: list[Imported] = []
    names = [_name(s, year, unit) for s in read]
    often = Counter(names)
    for submission, name in zip(read, names, strict=True):
        stated = year or submission.year
        if submission.filing is None or stated is None:
            found.append(Imported(submission))
            continue
        whose = Unit(None, unit) if unit else submission.unit
        if whose and rosters.name_defect(whose.name):
            whose = None
        distinct = name if often[name] == 1 else say("import.twice", name=name, sha=(submission.sha256 or "")[:8])
        path = _target(out, say("import.name", name=distinct), one=len(read) == 1)
        office = (campaign.contact, campaign.password, campaign.key) if campaign else ("", "", None)
        made[path] = build(issue(submission, whose, stated, *office))
        found.append(Imported(submission, path))
    write_made(made, force=force)
    return found


def _dated(submission: Submission, year: int | None) -> Submission:
    """The year that the clerk says wins, and is told where the report says another one."""
    if year is None or submission.year in (None, year):
        return submission
    assert submission.year is not None
    other = make("S-YEAR/given", left=submission.year, right=year, difference=submission.year - year, file=submission.name)
    return replace(submission, findings=(other, *submission.findings))


def _name(submission: Submission, year: int | None, unit: str | None) -> str:
    """The workbook's name: unit and year, else the report's own name."""
    whose = unit or (submission.unit.name if submission.unit else "")
    stem = submission.name.rpartition(".")[0] or submission.name
    return safe_name(f"{whose}_{year or submission.year}" if whose else stem)


def _target(out: Path | None, name: str, *, one: bool) -> Path:
    if out is None:
        return Path(name)
    if one and out.suffix.casefold() == ".xlsx" and not out.is_dir():
        return out
    if out.suffix and not out.is_dir():
        raise Usage("stop.import-suffix" if one else "stop.import-folder", path=out)
    return out / name
