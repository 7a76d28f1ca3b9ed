"""``verify``: does a summary agree with its manifest and its sources, cell by cell."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from gaokai_xlsx import __version__, dates, decisions, disk, finance
from gaokai_xlsx import register as registers
from gaokai_xlsx import roster as rosters
from gaokai_xlsx import stamp as stamps
from gaokai_xlsx.campaign import Campaign
from gaokai_xlsx.cells import reader
from gaokai_xlsx.cells.archives import Content
from gaokai_xlsx.cells.model import Workbook
from gaokai_xlsx.checks.decided import Rulings
from gaokai_xlsx.checks.terms import Terms
from gaokai_xlsx.decisions import Decision
from gaokai_xlsx.errors import CannotGoOn
from gaokai_xlsx.finance import Finance
from gaokai_xlsx.form import editions
from gaokai_xlsx.form.grid import position
from gaokai_xlsx.form.model import Form
from gaokai_xlsx.register import Register
from gaokai_xlsx.results import agreement, divided, manifest
from gaokai_xlsx.results.agreement import Doubt, doubt
from gaokai_xlsx.results.manifest import Manifest
from gaokai_xlsx.results.merge import merge
from gaokai_xlsx.results.verdict import Verdict
from gaokai_xlsx.submission import Outcome, Report, Submission
from gaokai_xlsx.texts import pasted, say, visible
from gaokai_xlsx.verbs._check import previous_of
from gaokai_xlsx.verbs._gathered import gathered
from gaokai_xlsx.verbs._located import Located, located, reference
from gaokai_xlsx.verbs._pool import take_all

_ROLES = ("roster", "decisions", "finance")
_REGISTER, _PREVIOUS = "register", "previous"
_SHORT = 8  # digits of a fingerprint that people compare


def verify(summary: Path, sources: Sequence[Path] = (), *, campaign: Campaign | None = None) -> Verdict:
    """Recompute a summary from its manifest and its sources.

    ``sources`` are folders, archives or files with the returned files, last year's and whatever else the run looked at; without them
    all that is looked for in the campaign and near the summary. Files are known by their sha256: another name or an archive around
    them is no disagreement; a file that is nowhere to be found leaves the summary unproven, which is one. Raises ``CannotGoOn`` where
    there is no summary or no manifest beside it.
    """
    data, looks, made, intact = _opened(summary)
    book = _bare(data)
    form = editions.for_year(made.year)
    doubts = [] if intact else [doubt("manifest", path=manifest.beside(summary).name)]
    doubts += [doubt("bytes")] if hashlib.sha256(data).hexdigest() != made.summary else []
    found = located(made, summary, campaign, sources)
    absent = list(_absent(made, found))
    terms, fees, references = _terms(made, summary, campaign, sources, found)
    doubts += [*absent, *references]
    register, edited = _register(made, summary, campaign, sources)
    as_of = dates.read(str(made.options.get("as_of", "")), made.year)
    contents = [(i.path, content) for i in made.inputs if (content := found.content(i)) is not None]
    report = gathered(
        take_all(contents),
        terms,
        lambda: contents,
        with_previous=bool(terms.previous.filings),
        register=register,
        as_of=as_of,
        finance=fees,
    )
    changed = [] if absent or references else list(_outcomes(made, report))
    counted = _counted(made, report)
    units = [i.unit.name for i in made.inputs if i.outcome is Outcome.COUNTED and i.unit]
    totals = merge(form, [s.filing for s in counted if s.filing], all_passed=False) if len(counted) == len(units) else None
    doubts += [*changed, *agreement.details(form, book, counted, units), *agreement.tables(form, book, totals)]
    doubts += agreement.formats(form, book, looks)
    notes = [*_moved(made, found), *_unsealed(made, campaign)]
    if made.tool != __version__:
        notes.append(say("verify.version", made=made.tool, now=__version__))
    elif edited:
        notes.append(say("verify.register"))
    elif not (absent or references or changed):
        doubts += _against_new(form, data, book, report, doubts)
    files = sum(found.content(i) is not None for i in made.inputs)
    return Verdict(files, len(counted), len(counted) * len(form.cells), len(form.cells), tuple(doubts), tuple(notes))


def _opened(summary: Path) -> tuple[bytes, Workbook, Manifest, bool]:
    """The summary's bytes and cells, its manifest, and whether that is as it was written."""
    if not summary.exists():
        raise CannotGoOn("stop.no-path", path=summary)
    data = disk.read(summary)
    book = reader.read(data)
    stamp = stamps.parse(reader.subject(data))
    if not isinstance(book, Workbook) or stamp is None or stamp.kind != "summary":
        raise CannotGoOn("stop.no-summary", path=summary)
    path = manifest.beside(summary)
    if not path.is_file():
        raise CannotGoOn("stop.no-manifest", path=path)
    try:
        made, intact = manifest.read(disk.read(path))
    except ValueError as error:
        raise CannotGoOn("stop.bad-manifest", path=path) from error
    if (stamp.year, stamp.edition) != (made.year, made.edition):
        raise CannotGoOn("stop.other-manifest", path=path)
    return data, book, made, intact


def _bare(data: bytes) -> Workbook:
    """The same with the numbers as they are, whatever their formats show."""
    book = reader.read(data, bare=True)
    assert isinstance(book, Workbook), "a summary of ours, or one that was read already"
    return book


def _absent(made: Manifest, found: Located) -> Iterator[Doubt]:
    """The returned files that are not there as they were."""
    for wanted in (i for i in made.inputs if found.content(i) is None):
        unit = wanted.unit.name if wanted.unit else None
        whose = say("verify.whose", unit=unit) if unit else ""
        changed, namesake = found.others(wanted)
        other = changed or namesake
        if not other:
            yield doubt("source-gone", unit=unit, path=wanted.path, whose=whose)
            continue
        now, then = found.named[other], wanted.sha256 or ""
        short = {"now": now[:_SHORT], "then": then[:_SHORT]}
        kind = "source-changed" if changed else "source-namesake"
        yield doubt(kind, unit=unit, shown=now, should=then, place=None, path=wanted.path, whose=whose, other=other, **short)


def _moved(made: Manifest, found: Located) -> Iterator[str]:
    names = set(found.named)
    for wanted in made.inputs:
        if wanted.sha256 in found.files and not any(name == wanted.path or name.endswith("/" + wanted.path) for name in names):
            yield say("verify.moved", path=visible(wanted.path), now=found.files[wanted.sha256][0])


def _unsealed(made: Manifest, campaign: Campaign | None) -> list[str]:
    return [say("verify.unsealed")] if made.options.get("sealed") and not (campaign and campaign.key) else []


def _terms(
    made: Manifest, summary: Path, campaign: Campaign | None, sources: Sequence[Path], found: Located
) -> tuple[Terms, Finance | None, list[Doubt]]:
    """The terms of the run, from the files that the manifest refers to; and those that are not there as they were."""
    paths: dict[str, list[Path]] = {}
    records: list[Decision] = []
    doubts = []
    for part in (part for part in made.references if part.role not in (_REGISTER, _PREVIOUS)):
        path, other = reference(part, summary, campaign, sources)
        at = path or other
        if part.role == "decisions" and at and (known := decisions.as_of(at, part.sha256)) is not None:
            records += known  # what was added since the run took no part in it
        elif path is None:
            kind = "reference-changed" if other else "reference-gone"
            doubts.append(doubt(kind, path=part.path, more="", role=say(f"role.{part.role if part.role in _ROLES else 'other'}")))
        else:
            paths.setdefault(part.role, []).append(path)
    last, lost = _previous(made, summary, campaign, sources, found)
    units = rosters.read(paths["roster"][0]) if "roster" in paths else None
    body = str(made.options.get("body", ""))
    terms = Terms(
        year=made.year,
        roster=units,
        previous=previous_of(last, made.year, units, body),
        include_failed=bool(made.options.get("include_failed")),
        blank_as_zero=bool(made.options.get("blank_as_zero")),
        latest=bool(made.options.get("latest")),
        accept_imported=bool(made.options.get("accept_imported")),
        key=campaign.key if campaign and made.options.get("sealed") else None,
        off=frozenset(made.off),
        rulings=Rulings(tuple(records), units),
        body=body,
    )
    money = finance.read(paths["finance"][0], campaign.finance_unit if campaign else "") if "finance" in paths else None
    if units is not None and made.options.get("divided"):
        return *divided.of_whole(terms, money), [*doubts, *lost]
    if units is not None and (name := made.options.get("part")):
        return *divided.of_part(terms, money, str(name)), [*doubts, *lost]
    return terms, money, [*doubts, *lost]


def _previous(
    made: Manifest, summary: Path, campaign: Campaign | None, sources: Sequence[Path], found: Located
) -> tuple[list[tuple[str, Content]], list[Doubt]]:
    """Last year's files, and one doubt about those that are not there and one about those that lie there changed."""
    parts = [part for part in made.references if part.role == _PREVIOUS]
    lost = [part for part in parts if part.sha256 not in found.files]
    above = campaign.previous if campaign else ""
    returned: Sequence[object] = sources or [campaign.path("returned") if campaign else say("verify.returned")]
    command = pasted(summary) + "".join(f" --sources {pasted(path)}" for path in (*returned, say("verify.previous")))
    doubts = []
    for kind, own in (("reference-changed", True), ("previous-gone", False)):
        names = [part.path for part in lost if (f"{above}/{part.path}" in found.named) is own]
        if names:
            more = say("verify.and-more", n=len(names)) if len(names) > 1 else ""
            doubts.append(doubt(kind, path=names[0], more=more, role=say(f"role.{_PREVIOUS}"), command=command))
    return [(part.path, found.files[part.sha256][1]) for part in parts if part not in lost], doubts


def _register(made: Manifest, summary: Path, campaign: Campaign | None, sources: Sequence[Path]) -> tuple[Register | None, bool]:
    """收件登记 as it was after the run, and whether it was edited since: that is the clerk's right and no disagreement."""
    parts = [part for part in made.references if part.role == _REGISTER]
    paths = [path for path, _ in (reference(part, summary, campaign, sources) for part in parts) if path]
    return registers.read(paths[0]) if paths else None, len(paths) < len(parts)


def _outcomes(made: Manifest, report: Report) -> Iterator[Doubt]:
    """What becomes of a file now, and whose it is, against what the manifest says."""
    for wanted, now in zip(made.inputs, report.files, strict=True):
        if (wanted.outcome, wanted.unit) != (now.outcome, now.unit):
            sides = [
                say("verify.outcome-of", outcome=outcome.word, unit=unit.name if unit else say("board.nobody"))
                for outcome, unit in ((wanted.outcome, wanted.unit), (now.outcome, now.unit))
            ]
            yield doubt("outcome", unit=wanted.unit.name if wanted.unit else None, path=wanted.path, shown=sides[0], should=sides[1])


def _counted(made: Manifest, report: Report) -> list[Submission]:
    """The filings at hand of those that the manifest says were counted, each of the unit it says."""
    units = {i.path: i.unit for i in made.inputs if i.outcome is Outcome.COUNTED and i.unit}
    return [replace(s, unit=units[s.path]) for s in report.files if s.path in units and s.filing and s.filing.form is report.form]


def _against_new(form: Form, data: bytes, book: Workbook, report: Report, doubts: Sequence[Doubt]) -> list[Doubt]:
    """Every cell that nothing was said of yet, against the summary made anew; nothing where the bytes are the same."""
    from gaokai_xlsx.results import summary  # noqa: PLC0415 - XlsxWriter only when there is something to write

    again = summary.build(report)
    if again == data:
        return []
    spots = frozenset((d.place.sheet, *position(d.place.cell)) for d in doubts if d.place)
    return list(agreement.rest(form, book, _bare(again), spots))
