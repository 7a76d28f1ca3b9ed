"""``collect``: every returned file gets its outcome, good filings are added up, the summary is written."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from gaokai_xlsx import disk, texts
from gaokai_xlsx import roster as rosters
from gaokai_xlsx.campaign import Campaign
from gaokai_xlsx.cells.archives import real, walk
from gaokai_xlsx.checks.collection import across, unchecked
from gaokai_xlsx.checks.submissions import Terms, majority_year, missing, settle
from gaokai_xlsx.errors import CannotGoOn, Usage
from gaokai_xlsx.form import editions
from gaokai_xlsx.results import manifest
from gaokai_xlsx.results.merge import merge
from gaokai_xlsx.results.returned import Office
from gaokai_xlsx.results.to_json import to_json
from gaokai_xlsx.submission import Report, Submission
from gaokai_xlsx.verbs import _returns
from gaokai_xlsx.verbs._check import previous_filings
from gaokai_xlsx.verbs._outputs import Outputs, earlier, keep_earlier, only_ours, referred
from gaokai_xlsx.verbs._pool import take_all


def collect(
    paths: Sequence[Path],
    out: Path | None = None,
    *,
    year: int | None = None,
    roster: Path | None = None,
    previous: Sequence[Path] = (),
    json: Path | None = None,
    report: Path | None = None,
    include_failed: bool = False,
    blank_as_zero: bool = False,
    latest: bool = False,
    returns: Path | None = None,
    due: str = "",
    campaign: Campaign | None = None,
    tell: Callable[[str], None] | None = None,
) -> tuple[Report, Path]:
    """Read files, folders and archives, check and merge them, write the summary; gives what was found and the summary's path.

    Beside the summary its manifest is written (``2025年汇总表.manifest.json``), from which ``verify`` starts; inside a campaign the
    summary that was there before goes to 历史. A summary that is open in Excel on Windows is written beside it, as ``…(2).xlsx``.
    ``json`` and ``report`` (a page to read and print, ``.html``) are further files to write all that was found to.
    ``latest``: of different filings of one unit the one saved last counts. ``returns``: a folder for returned copies of the faulty
    files, with the date ``due``; ``tell`` hears how many there are. ``campaign`` gives the key whose seal stamps must carry, rules that
    are off, contact and sheet password; paths and year are what is given here. Without ``year`` the year
    that most filings state is collected (``year_guessed``). Raises ``CannotGoOn`` where nothing can be collected or an output cannot
    be written; bad files never raise, they are findings.
    """
    targets = [p for p in (out, manifest.beside(out) if out else None, json, report) if p is not None]
    places = [real(p) for p in targets]
    if twice := [p for p, place in zip(targets, places, strict=True) if places.count(place) > 1]:
        raise Usage("stop.same-target", path=twice[-1])
    for path in targets:
        _only_our_page(path) if path is report else only_ours(path)
    due = _returns.due_words(due, strict=True)
    sent_back = _returns.untouched(returns) if returns else ()
    # What earlier runs wrote and the roster often lie beside the returned files; they are no returns.
    apart = frozenset((*targets, *earlier(out), *sent_back, *([roster] if roster else [])))
    files = take_all(walk(paths, without=apart))
    if not files:
        raise CannotGoOn("stop.no-files", paths="、".join(map(str, paths)))
    wanted = year or majority_year(files)
    if wanted is None:
        raise CannotGoOn("stop.no-year")
    form = editions.for_year(wanted)
    key, off = (campaign.key, campaign.unchecked) if campaign else (None, frozenset[str]())
    units, last = rosters.read(roster) if roster else None, previous_filings(previous, wanted)
    terms = Terms(wanted, units, last, include_failed, blank_as_zero, latest, key, off)
    found = gathered(files, terms, guessed=year is None, with_previous=bool(previous))
    outputs = Outputs(tell)
    path = _write(found, out or Path(texts.say("collect.default-name", year=wanted)), campaign, outputs)
    if json is not None:
        outputs.put("json", json, to_json(found).encode(), _is_ours)
    if report is not None:
        _write_page(found, report, outputs)
    if returns is not None:
        contact, password = (campaign.contact, campaign.password) if campaign else ("", "")
        office = Office(form, wanted, contact, password, key, due)
        outputs.note("returned", _returns.write(returns, found.files, files, terms, office, tell))
    options = {"include_failed": include_failed, "blank_as_zero": blank_as_zero, "latest": latest, "sealed": key is not None}
    references = [*referred("roster", [roster] if roster else []), *referred("previous", previous)]
    made = manifest.of(found, options, sorted(off), references, outputs.parts)
    disk.write(manifest.beside(path), made.to_json().encode())  # last: it says what the others are
    return found, path


def gathered(files: Sequence[Submission], terms: Terms, *, guessed: bool = False, with_previous: bool = False) -> Report:
    """What a run makes of files as they were read: each with its outcome, the findings of no file, the sums."""
    assert terms.year is not None
    form = editions.for_year(terms.year)
    settled, findings = settle(files, terms)
    found = Report(tuple(settled), form, terms.year, terms.roster, year_guessed=guessed, with_previous=with_previous)
    counted = [s.filing for s in found.counted if s.filing]
    totals = merge(form, counted, all_passed=not any(s.failed for s in found.counted))
    findings += [*missing(found), *across(found.counted, terms.roster, terms.previous), *unchecked(settled, terms.off)]
    found = replace(found, findings=tuple(findings), totals=totals)
    assert sum(found.account.values()) == len(files), "a file without exactly one outcome"
    return found


def _is_ours(path: Path) -> bool:
    """Whether an output may be written over what lies there."""
    try:
        only_ours(path)
    except Usage:
        return False
    return True


def _write(report: Report, path: Path, campaign: Campaign | None, outputs: Outputs) -> Path:
    only_ours(path)
    from gaokai_xlsx.results import summary  # noqa: PLC0415 - XlsxWriter only when there is something to write

    data = summary.build(report)
    if kept := keep_earlier(path, data, campaign):
        outputs.tell(texts.say("history.kept", path=kept))
    return outputs.put(manifest.SUMMARY, path, data, _is_ours)


def _only_our_page(path: Path) -> None:
    """The same for the page."""
    if path.is_dir():
        raise Usage("stop.page-folder", path=path)
    if path.suffix.casefold() != ".html":
        raise Usage("stop.page-suffix", path=path)
    from gaokai_xlsx.results import html  # noqa: PLC0415 - Jinja2 only when a page is asked for

    if path.exists() and not html.is_ours(disk.read(path)):
        raise Usage("stop.page-not-ours", path=path)


def _write_page(report: Report, path: Path, outputs: Outputs) -> None:
    _only_our_page(path)
    from gaokai_xlsx.results import html  # noqa: PLC0415 - Jinja2 only when a page is asked for

    outputs.put("report", path, html.build(report), lambda p: html.is_ours(disk.read(p)))
