"""``publish``: the official report of checked figures as docx or page."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from gaokai_xlsx import roster as rosters
from gaokai_xlsx import texts
from gaokai_xlsx.campaign import Campaign
from gaokai_xlsx.cells import reader
from gaokai_xlsx.cells.archives import Content as Bytes
from gaokai_xlsx.cells.archives import walk
from gaokai_xlsx.cells.model import Workbook
from gaokai_xlsx.checks.identities import broken
from gaokai_xlsx.checks.report import check_texts
from gaokai_xlsx.errors import CannotGoOn, Usage
from gaokai_xlsx.filing import Filing, Unit
from gaokai_xlsx.finding import Finding
from gaokai_xlsx.form import editions
from gaokai_xlsx.form.detail import sheet_name
from gaokai_xlsx.form.model import Form
from gaokai_xlsx.intake import sections as written
from gaokai_xlsx.intake.previous import Previous, combined
from gaokai_xlsx.intake.summary_state import State, state
from gaokai_xlsx.results.merge import merge, unstated
from gaokai_xlsx.results.publish.content import Content, Kind, Source, compose
from gaokai_xlsx.roster import Roster
from gaokai_xlsx.submission import Outcome, Passage, Prose, Report, Submission
from gaokai_xlsx.verbs._check import check, previous_filings
from gaokai_xlsx.verbs._pool import take_all
from gaokai_xlsx.verbs._template import safe_name, write_made

_SUFFIXES = (".docx", ".html", ".htm")
_NAMED = 10  # units that a line names


@dataclass(frozen=True)
class Publication:
    """What ``publish`` came to: where the report is and what it says, or (``path`` is None) why there is none.

    ``wrong`` are the reasons for people; ``report`` is the check of a filing that did not pass; ``notes`` is what a person should know.
    ``findings`` say what the given texts contradict: warnings, which the report is made in spite of.
    """

    path: Path | None = None
    content: Content | None = None
    notes: tuple[str, ...] = ()
    wrong: tuple[str, ...] = ()
    report: Report | None = None
    findings: tuple[Finding, ...] = ()


_Found = Publication | tuple[Source, list[str]]
"""What is published and what a person should know of it, or why nothing is."""


def publish(
    file: Path,
    out: Path | None = None,
    *,
    sections: Path | None = None,
    scope: str = "",
    unit: str = "",
    roster: Path | None = None,
    previous: Sequence[Path] = (),
    force: bool = False,
    campaign: Campaign | None = None,
) -> Publication:
    """Write the report of a filing or a summary; nothing is written where the figures do not pass (``Publication.wrong``, ``report``).

    ``out`` is a file (.docx, .html) or a folder; ``sections`` a docx, md or txt with the texts of the numbered sections; ``scope`` the
    口径 to be stated (全市, 市本级 …), for a summary by default the whole place; ``unit`` the name in a summary's title, by default the
    campaign's city. ``roster``, ``previous`` and ``campaign`` are what a filing is checked against. Nothing that differs is overwritten
    without ``force``. Raises ``CannotGoOn`` for files that cannot be read or written, ``Usage`` for options that do not fit.
    """
    if out is not None and out.suffix and not out.is_dir() and out.suffix.casefold() not in _SUFFIXES:
        raise Usage("stop.publish-suffix", path=out)
    if scope and scope != _stated(scope):
        raise Usage("stop.publish-scope", scope=texts.visible(scope))
    if unit and (defect := rosters.name_defect(unit)):
        raise Usage("stop.unit", defect=defect)
    (taken,), data = _one(file)
    if taken.below is not None:
        found = _of_summary(data, taken, scope, unit or (taken.unit.name if taken.unit else "") or (campaign.city if campaign else ""))
    elif unit:
        raise Usage("stop.publish-unit")
    else:
        year = campaign.year if campaign else None
        found = _of_filing(check([file], roster=roster, previous=previous, year=year, campaign=campaign), scope)
    if isinstance(found, Publication):
        return found
    source, notes = found
    if not source.form.sections:
        usable = "、".join(name for name in editions.names() if editions.load(name).sections)
        raise CannotGoOn("stop.publish-edition", edition=source.form.edition, known=usable)
    given = written.read(sections, source.form) if sections else written.Given()
    content = compose(source, given)
    findings: list[Finding] = []
    if sections:
        known = rosters.read(roster) if roster else None
        last = previous_filings(previous, source.year, known, campaign.body if campaign else "")
        findings += _contradicted(content, given, sections.name, _last_year(source, last, known))
    path = _target(out, content.title)
    write_made({path: _built(content, path)}, force=force)
    return Publication(path, content, (*notes, *_told(content, given)), findings=tuple(findings))


def _one(file: Path) -> tuple[list[Submission], Bytes]:
    """The one file that is meant, taken in, and its bytes."""
    files = list(walk([file]))
    if len(files) != 1:
        raise Usage("stop.publish-one", path=file, n=len(files))
    return take_all(files), files[0][1]


def _of_filing(report: Report, scope: str) -> _Found:
    """The figures of a filing that passed all checks."""
    (submission,) = report.files
    filing = submission.filing
    if submission.outcome is not Outcome.COUNTED or filing is None or submission.unit is None:
        return Publication(report=report)
    if submission.year is None:
        raise CannotGoOn("stop.publish-year", file=submission.name)
    return Source(filing.form, submission.year, texts.visible(submission.unit.name), filing.figures, scope), []


def _of_summary(data: Bytes, summary: Submission, scope: str, name: str) -> _Found:
    """The sums over 明细, with what a person should know of them."""
    book = reader.read(data) if isinstance(data, bytes) else data
    assert isinstance(book, Workbook) and summary.below and summary.filing and summary.year, "taken once already"
    form = summary.filing.form
    filings = [inner.filing for inner in summary.below.own]
    said = state(book, form)
    if wrong := tuple(_wrong(form, filings, said)) or tuple(f.message for f in summary.findings if f.is_error):
        return Publication(wrong=wrong)
    if not name:
        raise Usage("stop.publish-whose")
    scope = scope or _stated(summary.below.scope) or _whole(name)
    figures = merge(form, filings)
    silent = sum(any(key not in filing.typed for key in form.supplement) for filing in filings)
    if silent:  # a sum over those who spoke is no figure of all
        figures = {key: value for key, value in figures.items() if key not in form.supplement}
    counted, expected = len(filings), said.expected
    notes = [texts.say("publish.counted", n=counted, scope=scope)]
    if expected is not None and expected > counted:
        notes.append(texts.say("publish.incomplete", expected=expected, counted=counted))
    notes += [texts.say("publish.note", note=note) for note in said.notes]
    return Source(form, summary.year, texts.visible(name), figures, scope, counted, expected, silent), notes


def _wrong(form: Form, filings: Sequence[Filing], said: State) -> Iterator[str]:
    """Why the figures of a summary may not be published: they are not all checked, or not those that were written."""
    if not filings:
        yield texts.say("publish.wrong-none")
        return
    if said.failed:
        names = "、".join(said.failed[:_NAMED]) + ("…" if len(said.failed) > _NAMED else "")
        yield texts.say("publish.wrong-failed", names=names)
    if said.counted is not None and said.counted != len(filings):
        yield texts.say("publish.wrong-count", stated=said.counted, sheet=sheet_name(form.tables[0]), n=len(filings))
    for filing in filings:
        unit = texts.visible(filing.unit.name) if filing.unit else ""
        if blank := unstated(form, filing):
            yield texts.say("publish.wrong-blank", unit=unit, n=len(blank))
        elif unequal := broken(form, filing.figures):
            yield texts.say("publish.wrong-unit", unit=unit, message=f"{unequal[0].identity.title}（{unequal[0].where}）。")


def _stated(scope: str) -> str:
    """全市 or 市本级 of what a cover says: 全市（市本级和县区）; empty for anything else."""
    short = scope.partition("（")[0]
    return short if re.fullmatch("全[{0}]|[{0}]本级".format(texts.say("publish.places")), short) else ""


def _whole(name: str) -> str:
    """全市, 全县, 全区 by the name of the place."""
    place = name[-1]
    return texts.say("publish.whole", place=place) if place in texts.say("publish.places") else texts.say("publish.whole-default")


def _target(out: Path | None, title: str) -> Path:
    if out is not None and out.suffix.casefold() in _SUFFIXES and not out.is_dir():
        return out
    return (out or Path()) / f"{safe_name(title)}{_SUFFIXES[0]}"


def _built(content: Content, path: Path) -> bytes:
    if path.suffix.casefold() == _SUFFIXES[0]:
        from gaokai_xlsx.results.publish import docx  # noqa: PLC0415 - Jinja2 only when there is something to write

        return docx.build(content)
    from gaokai_xlsx.results.publish import html  # noqa: PLC0415

    return html.build(content)


def _last_year(source: Source, previous: Previous, roster: Roster | None) -> Filing | None:
    """What growth is reckoned from: the unit's figures of the year before, or for a sum all that were given."""
    if source.counted is not None:
        return combined(list(previous.filings)) if previous.filings else None
    return previous.of(Unit(None, source.name), roster)


def _contradicted(content: Content, given: written.Given, file: str, last: Filing | None) -> list[Finding]:
    """The sections of the report that hold given texts, as they will be read, against its tables."""
    source = content.source
    form = source.form
    sections = {
        number: tuple(
            Passage(paragraph.text, texts.say("publish.place", title=chapter.title, n=n))
            for n, paragraph in enumerate(chapter.paragraphs, start=1)
            if paragraph.kind is not Kind.BLANK
        )
        for number, chapter in enumerate(content.chapters, start=1)
        if chapter.title in given.texts
    }
    opening = tuple(Passage(text, texts.say("publish.place-opening", n=n)) for n, text in enumerate(given.opening, start=1))
    typed = {key: source.figures[key] for key in (*form.typed, *form.supplement) if key in source.figures}
    filing = Filing(form, typed, Unit(None, source.name), source.year)
    return list(check_texts(file, Prose({0: opening} | sections, source.year, source.year), filing, last))


def _told(content: Content, given: written.Given) -> Iterator[str]:
    """What became of the given texts, and what is left to fill in."""
    if given.texts:
        yield texts.say("publish.given", titles="、".join(given.texts))
    if given.tables:
        yield texts.say("publish.tables", n=given.tables)
    if given.numbered:
        yield texts.say("publish.numbered", n=given.numbered)
    if content.unused:
        yield texts.say("publish.unused", marks="".join(content.unused))
    blanks = {chapter.title: chapter.blanks for chapter in content.chapters if chapter.blanks}
    if blanks:
        yield texts.say("publish.blanks", n=sum(blanks.values()), titles="、".join(blanks))
    else:
        yield texts.say("publish.ready")
