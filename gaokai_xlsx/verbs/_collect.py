"""``collect``: every returned file gets its outcome, good filings are added up, the summary is written."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from dataclasses import replace
from pathlib import Path

from gaokai_xlsx import disk, texts
from gaokai_xlsx import roster as rosters
from gaokai_xlsx import stamp as stamps
from gaokai_xlsx.campaign import Campaign
from gaokai_xlsx.cells import reader
from gaokai_xlsx.cells.archives import real
from gaokai_xlsx.checks.collection import across, unchecked
from gaokai_xlsx.checks.submissions import Terms, majority_year, missing, settle
from gaokai_xlsx.errors import CannotGoOn, Usage
from gaokai_xlsx.form import editions
from gaokai_xlsx.results.merge import merge
from gaokai_xlsx.results.returned import Office
from gaokai_xlsx.results.to_json import SCHEMA, to_json
from gaokai_xlsx.submission import Report
from gaokai_xlsx.verbs import _cache, _returns
from gaokai_xlsx.verbs._cache import Cache
from gaokai_xlsx.verbs._check import previous_filings
from gaokai_xlsx.verbs._pool import read_all


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
    jobs: int | None = None,
    executor: Executor | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> tuple[Report, Path]:
    """Read files, folders and archives, check and merge them, write the summary; gives what was found and the summary's path.

    ``json`` and ``report`` (a page to read and print, ``.html``) are further files to write all that was found to.
    ``latest``: of different filings of one unit the one saved last counts. ``returns``: a folder for returned copies of the faulty
    files, with the date ``due``; ``tell`` hears how many there are. ``campaign`` gives the key whose seal stamps must carry, rules that
    are off, contact and sheet password; paths and year are what is given here. Without ``year`` the year
    that most filings state is collected (``year_guessed``). ``jobs`` processes read at most (as many as there are cores), or the
    workers of an ``executor``; ``progress`` is told how many files of how many are read. Nothing that is found depends on them.
    Raises ``CannotGoOn`` where nothing can be collected or an output cannot be written; bad files never raise, they are findings.
    """
    targets = [p for p in (out, json, report) if p is not None]
    places = [real(p) for p in targets]
    if twice := [p for p, place in zip(targets, places, strict=True) if places.count(place) > 1]:
        raise Usage("stop.same-target", path=twice[-1])
    # What earlier runs wrote and the roster often lie beside the returned files; they are no returns.
    earlier = [p for p in Path().glob(texts.say("collect.default-name", year="????")) if _is_summary(p)]
    for path in targets:
        _only_our_page(path) if path is report else _only_ours(path)
    due = _returns.due_words(due, strict=True)
    sent_back = _returns.untouched(returns) if returns else ()
    kept = Cache(campaign.folder / _cache.NAME, campaign.key) if campaign else None
    apart = frozenset((*targets, *earlier, *sent_back, *([roster] if roster else []), *([kept.path] if kept else [])))
    files = read_all(paths, apart, jobs=jobs, executor=executor, progress=progress, cache=kept)
    if not files:
        raise CannotGoOn("stop.no-files", paths="、".join(map(str, paths)))
    wanted = year or majority_year(files)
    if wanted is None:
        raise CannotGoOn("stop.no-year")
    form = editions.for_year(wanted)
    key, off = (campaign.key, campaign.unchecked) if campaign else (None, frozenset[str]())
    units, last = rosters.read(roster) if roster else None, previous_filings(previous, wanted)
    terms = Terms(wanted, units, last, include_failed, blank_as_zero, latest, key, off)
    settled, findings = settle(files, terms)
    found = Report(tuple(settled), form, wanted, terms.roster, year_guessed=year is None, with_previous=bool(previous))
    counted = [s.filing for s in found.counted if s.filing]
    totals = merge(form, counted, all_passed=not any(s.failed for s in found.counted))
    findings += [*missing(found), *across(found.counted, units, last), *unchecked(settled, off)]
    found = replace(found, findings=tuple(findings), totals=totals)
    assert sum(found.account.values()) == len(files), "a file without exactly one outcome"
    path = out or Path(texts.say("collect.default-name", year=wanted))
    _write(found, path)
    if json is not None:
        disk.write(json, to_json(found).encode())
    if report is not None:
        _write_page(found, report)
    if returns is not None:
        contact, password = (campaign.contact, campaign.password) if campaign else ("", "")
        _returns.write(returns, settled, files, terms, Office(form, wanted, contact, password, key, due), tell)
    return found, path


def _only_ours(path: Path) -> None:
    """Refuse to write over a file that is no summary and no JSON of ours: it could be somebody's return, or the roster."""
    if path.is_dir():
        raise Usage("stop.folder", path=path)
    if path.suffix.casefold() not in (".xlsx", ".json"):
        raise Usage("stop.suffix", path=path)
    if path.exists() and not (_is_summary(path) or disk.read(path).startswith(f'{{\n "schema": "{SCHEMA}"'.encode())):
        raise Usage("stop.not-ours", path=path)


def _is_summary(path: Path) -> bool:
    """Whether a workbook there carries the stamp of a summary."""
    stamp = stamps.parse(reader.subject(disk.read(path)))
    return stamp is not None and stamp.kind == "summary"


def _write(report: Report, path: Path) -> None:
    _only_ours(path)
    from gaokai_xlsx.results import summary  # noqa: PLC0415 - XlsxWriter only when there is something to write

    disk.write(path, summary.build(report))


def _only_our_page(path: Path) -> None:
    """The same for the page."""
    if path.is_dir():
        raise Usage("stop.page-folder", path=path)
    if path.suffix.casefold() != ".html":
        raise Usage("stop.page-suffix", path=path)
    from gaokai_xlsx.results import html  # noqa: PLC0415 - Jinja2 only when a page is asked for

    if path.exists() and not html.is_ours(disk.read(path)):
        raise Usage("stop.page-not-ours", path=path)


def _write_page(report: Report, path: Path) -> None:
    _only_our_page(path)
    from gaokai_xlsx.results import html  # noqa: PLC0415 - Jinja2 only when a page is asked for

    disk.write(path, html.build(report))
