"""``collect``: every returned file gets its outcome, good filings are added up, the summary is written."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from functools import partial
from pathlib import Path

from gaokai_xlsx import dates, disk, finance, texts
from gaokai_xlsx import roster as rosters
from gaokai_xlsx.campaign import Campaign
from gaokai_xlsx.cells.archives import walk
from gaokai_xlsx.checks.submissions import majority_year
from gaokai_xlsx.checks.terms import Terms
from gaokai_xlsx.errors import CannotGoOn, Usage
from gaokai_xlsx.form import editions
from gaokai_xlsx.results import divided, manifest
from gaokai_xlsx.results.reminders import as_text
from gaokai_xlsx.results.reminders import reminders as remind
from gaokai_xlsx.results.returned import Office
from gaokai_xlsx.results.to_json import to_json
from gaokai_xlsx.submission import Report
from gaokai_xlsx.verbs import _cache, _divided, _received, _returns
from gaokai_xlsx.verbs._cache import Cache
from gaokai_xlsx.verbs._check import previous_filings, rulings_of
from gaokai_xlsx.verbs._gathered import gathered
from gaokai_xlsx.verbs._outputs import Outputs, allowed, earlier, keep_earlier, referred, tidy
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
    reminders: Path | None = None,
    include_failed: bool = False,
    blank_as_zero: bool = False,
    latest: bool = False,
    accept_imported: bool = False,
    returns: Path | None = None,
    due: str = "",
    as_of: str | None = None,
    campaign: Campaign | None = None,
    passing: str = "",
    tell: Callable[[str], None] | None = None,
    jobs: int | None = None,
    executor: Executor | None = None,
    progress: Callable[[int, int], None] | None = None,
    early: Callable[[Report], None] | None = None,
) -> tuple[Report, Path]:
    """Read files, folders and archives, check and merge them, write the summary; gives what was found and the summary's path.

    Beside the summary its manifest is written (``2025年汇总表.manifest.json``), from which ``verify`` starts; inside a campaign the
    summary that was there before goes to 历史, unless its sha256 is ``passing``: one that nobody was given. A summary that is open in
    Excel on Windows is written beside it, as ``…(2).xlsx``.
    ``json``, ``report`` (a page to read and print, ``.html``) and ``reminders`` (lines to paste, ``.txt``) are further files to write.
    ``latest``: of different filings of one unit the one saved last counts. ``accept_imported``: workbooks made of published reports
    count. ``returns``: a folder for returned copies of the faulty files, with the date ``due``; ``tell`` hears how many there are.
    Lateness is looked at for the day ``as_of`` alone. ``campaign`` gives the key whose seal stamps must carry, rules that are off, what
    people settled, contact, sheet password, the finance office's list, and 收件登记, where files seen for the first time are noted;
    paths and year are what is given here. Without ``year`` the year that most filings state is collected (``year_guessed``). ``jobs``
    processes read at most (as many as there are cores), or the workers of an ``executor``; ``progress`` is told how many files of how
    many are read: nothing that is found depends on them. ``early`` hears what was found before anything is written. Raises
    ``CannotGoOn`` where nothing can be collected or an output cannot be written; bad files never raise, they are findings.
    """
    targets = allowed({"summary": out, "json": json, "report": report, "reminders": reminders})
    due = dates.words(dates.option("--due", due, year)) if due else ""
    day = None if as_of is None else dates.option("--as-of", as_of, year)
    sent_back = _returns.untouched(returns) if returns else ()
    money = campaign.path("finance") if campaign and campaign.finance else None
    fees = finance.read(money, campaign.finance_unit) if campaign and money else None
    records = [p for p in [campaign.path("decisions") if campaign else None] if p is not None and p.is_file()]
    kept = Cache(campaign.folder / _cache.NAME, campaign.key) if campaign else None
    ours = [campaign.path("register"), campaign.folder / _cache.NAME, *records] if campaign else []
    # What earlier runs wrote and the roster often lie beside the returned files; they are no returns.
    apart = frozenset((*targets, *earlier(out), *sent_back, *ours, *(p for p in (roster, money) if p)))
    # Before the files, since reading these can take minutes.
    units = rosters.read(roster) if roster else None
    rulings = rulings_of(campaign, units)
    files = read_all(paths, apart, jobs=jobs, executor=executor, progress=progress, cache=kept)
    if not files:
        raise CannotGoOn("stop.no-files", paths="、".join(map(str, paths)))
    wanted = year or majority_year(files)
    if wanted is None:
        raise CannotGoOn("stop.no-year")
    if day and not dates.plausible(day, wanted):
        raise Usage("stop.as-of-early", day=dates.words(day), year=wanted)
    form = editions.for_year(wanted)
    key, off, body = (campaign.key, campaign.unchecked, campaign.body) if campaign else (None, frozenset[str](), "")
    contact, password = (campaign.contact, campaign.password) if campaign else ("", "")
    last = previous_filings(previous, wanted, units, body)
    terms = Terms(wanted, units, last, include_failed, blank_as_zero, latest, accept_imported, key, off, rulings, body)
    register = _received.opened(campaign, wanted)
    again = partial(walk, paths, without=apart)
    found = gathered(
        files,
        terms,
        again,
        guessed=year is None,
        with_previous=bool(previous),
        register=register,
        as_of=day,
        finance=fees,
    )
    if early:
        early(found)
    tidy(campaign, returns)
    outputs = Outputs(tell)
    path = out or Path(texts.say("collect.default-name", year=wanted))
    several = _divided.volumes(found, files, terms, again, path) if len(found.counted) > divided.UNITS else []
    several = _divided.write(several, campaign, outputs) if several else []
    path = several[-1].path if several else _write_summary(found, path, campaign, outputs, passing)
    if json is not None:
        outputs.put("json", json, to_json(found).encode())
    lines = remind(found, contact, due)
    if report is not None:
        from gaokai_xlsx.results import html  # noqa: PLC0415 - Jinja2 only when a page is asked for

        outputs.put("report", report, html.build(found, lines))
    if reminders is not None:
        outputs.put("reminders", reminders, as_text(found, lines))
    if returns is not None:
        office = Office(form, wanted, contact, password, key, due)
        outputs.note("returned", _returns.write(returns, found.files, files, terms, office, tell, day, kept))
    _received.keep(found.register, tell)
    options: dict[str, bool | str] = {"include_failed": include_failed, "blank_as_zero": blank_as_zero, "latest": latest}
    options |= {"accept_imported": accept_imported}
    options |= {"sealed": key is not None, "as_of": day.isoformat() if day else "", "body": body}
    references = [*referred("roster", [roster] if roster else []), *referred("previous", previous)]
    references += referred("decisions", records)
    references += referred("finance", [money] if money else [])
    references += referred("register", [found.register.path] if found.register and found.register.path.is_file() else [])
    # Last: it says what the others are.
    if several:
        _divided.manifests(several, options, sorted(off), references, outputs.parts)
    else:
        disk.write(manifest.beside(path), manifest.of(found, options, sorted(off), references, outputs.parts).to_json().encode())
    return found, path


def _write_summary(report: Report, path: Path, campaign: Campaign | None, outputs: Outputs, passing: str) -> Path:
    from gaokai_xlsx.results import summary  # noqa: PLC0415 - XlsxWriter only when there is something to write

    data = summary.build(report)
    allowed({"summary": path})
    if kept := keep_earlier(path, data, campaign, passing):
        outputs.tell(texts.say("history.kept", path=kept))
    return outputs.put(manifest.SUMMARY, path, data)
