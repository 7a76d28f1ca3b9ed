"""``template``: the workbooks that go out: for one unit, for every unit of a roster, or one for everybody."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from io import BytesIO
from pathlib import Path

from gaokai_xlsx import disk, texts
from gaokai_xlsx import roster as rosters
from gaokai_xlsx.campaign import Campaign
from gaokai_xlsx.errors import Usage
from gaokai_xlsx.filing import Filing, Unit
from gaokai_xlsx.form import editions
from gaokai_xlsx.form.model import Form
from gaokai_xlsx.form.points import points
from gaokai_xlsx.intake.previous import Previous
from gaokai_xlsx.outgoing.copies import Copies
from gaokai_xlsx.outgoing.template import Issue, build
from gaokai_xlsx.quantity import Figure
from gaokai_xlsx.roster import Roster
from gaokai_xlsx.stamp import TRANSCRIBED
from gaokai_xlsx.verbs._check import previous_filings

_NAME = 60  # characters of a unit's name in a file name; 255 bytes is what file systems hold


def template(
    out: Path | None = None,
    *,
    year: int,
    unit: str | None = None,
    code: str | None = None,
    roster: Path | None = None,
    common: bool = False,
    transcribe: bool = False,
    previous: Sequence[Path] = (),
    edition: str | None = None,
    zipped: bool = False,
    force: bool = False,
    campaign: Campaign | None = None,
    progress: Callable[[int, int], None] | None = None,
    tell: Callable[[str], None] | None = None,
) -> list[Path]:
    """Write templates of a report year; gives the paths written.

    With ``unit`` one workbook for it (its code and former names from ``roster``), with ``transcribe`` one to type its paper into;
    with ``roster`` alone one a unit, or with ``common`` one for everybody in which the unit is chosen; with none of them one in which
    the officer writes the unit.
    ``previous`` are last year's filings or summary: opening balances are pre-filled. ``progress`` is told how many of how many are
    built, ``tell`` for whom last year was found; ``campaign`` gives contact, sheet password and the key of the seal. Nothing that
    differs is overwritten without ``force``, and then nothing at all is written. Raises ``CannotGoOn`` where no edition is in force
    that year, the roster has defects, or a file cannot be written.
    """
    for option, given in (("--previous", previous), ("--zip", zipped), ("--unit", unit)):
        if common and given:
            raise Usage("stop.common-alone", option=option)
    if common and not roster:
        raise Usage("stop.common-needs-roster")
    if transcribe and not unit:
        raise Usage("stop.transcribe-unit")
    if unit and (defect := rosters.name_defect(unit)):
        raise Usage("stop.unit", defect=defect)
    form = editions.load(edition) if edition else editions.for_year(year)
    units = rosters.read(roster) if roster else None
    last = previous_filings(previous, year, units, campaign.body if campaign else "")
    if tell:
        for finding in last.findings:
            tell(finding.message + finding.remedy)
    blank = Issue(form, year)
    if campaign:
        blank = replace(blank, contact=campaign.contact, password=campaign.password, key=campaign.key)
    folder = Path() if out is None else out
    made: dict[Path, bytes] = {}
    if units and not common and not unit:
        target = _archive(folder, year) if zipped else folder
        workbooks: dict[str, bytes] = {}
        total = len(units.expected)
        copies = Copies(blank)
        without = [e.name for e in units.expected if last.filings and last.of(e.unit, units) is None]
        if tell and last.filings:
            say = "template.previous" if without else "template.previous-all"
            tell(texts.say(say, n=total - len(without), m=len(without), names="、".join(without)))
        for done, (name, issue) in enumerate(_for_roster(blank, units, last), start=1):
            workbooks[name] = copies.build(issue)
            if progress:
                progress(done, total)
        made = {target: _zip(workbooks)} if zipped else {target / name: data for name, data in workbooks.items()}
    else:
        entry = units.named(unit) if units and unit else None
        whose = entry.unit if entry else Unit(code, unit) if unit else None
        choices = tuple(e.unit for e in units.expected) if units and common else ()
        filled = _prefilled(form, last.of(whose, units))
        issue = replace(blank, unit=whose, figures=filled[0], previous=filled[1], choices=choices)
        if transcribe:
            issue = replace(issue, kind=TRANSCRIBED)
        made[_target(out, year, unit, transcribe=transcribe)] = build(issue)
    write_made(made, force=force)
    return list(made)


def _for_roster(blank: Issue, units: Roster, last: Previous) -> Iterator[tuple[str, Issue]]:
    for entry in units.expected:
        figures, before = _prefilled(blank.form, last.of(entry.unit, units))
        name = texts.say("template.roster-name", number=f"{entry.order + 1:03}", unit=safe_name(entry.name), year=blank.year)
        yield name, replace(blank, unit=entry.unit, figures=figures, previous=before)


def _prefilled(form: Form, previous: Filing | None) -> tuple[dict[str, Figure], dict[str, Figure]]:
    """The opening balances that follow from last year, and last year's figures beside them."""
    if previous is None:
        return {}, {}
    then = previous.figures
    opening = {p.key: then[p.before] for p in points(form) if p.code == "Y-CARRY" and p.before in then and not form.cells[p.key].derived}
    return opening, dict(then)


def write_made(made: dict[Path, bytes], *, force: bool) -> None:
    """Write all of them or none: nothing that differs is overwritten without ``force``; raises ``Usage``."""
    differ = [path for path, data in made.items() if not force and path.exists() and disk.read(path) != data]
    if differ:
        raise Usage("stop.exists", path="、".join(str(p) for p in differ[:3]) + ("…" if len(differ) > 3 else ""))
    for path, data in made.items():
        disk.write(path, data)


def _target(out: Path | None, year: int, unit: str | None, *, transcribe: bool) -> Path:
    if out is not None and out.suffix.casefold() == ".xlsx":
        return out
    if out is not None and out.suffix and not out.is_dir():
        raise Usage("stop.suffix", path=out)
    kind = "transcribed" if transcribe else "unit"
    name = texts.say(f"template.{kind}-name", unit=safe_name(unit), year=year) if unit else texts.say("template.common-name", year=year)
    return (out or Path()) / name


def _archive(out: Path, year: int) -> Path:
    return out if out.suffix.casefold() == ".zip" else out / texts.say("template.zip-name", year=year)


def _zip(files: dict[str, bytes]) -> bytes:
    """An archive of the same bytes for the same files: a fixed date inside."""
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as package:  # workbooks are compressed already
        for name, data in files.items():
            package.writestr(zipfile.ZipInfo(name), data)
    return buffer.getvalue()


def safe_name(name: str) -> str:
    """A unit name as part of a file name on every system: no separators, reserved characters or outer dots and blanks."""
    return re.sub(r'[\\/:*?"<>|\x00-\x1f\u202a-\u202e\u2066-\u2069]', "_", name).strip(" .")[:_NAME] or "_"
