"""What the desk shows: board, one unit, roster, templates, results. Nothing here changes anything."""

from __future__ import annotations

from collections import Counter

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from gaokai_xlsx import roster as rosters
from gaokai_xlsx.checks import reasons
from gaokai_xlsx.decisions import State as Ruling
from gaokai_xlsx.desk import downloads, listing
from gaokai_xlsx.desk.rendering import ASSETS, asset_bytes, desk_of, gone, page
from gaokai_xlsx.desk.result import Result, id_of
from gaokai_xlsx.errors import CannotGoOn
from gaokai_xlsx.matters import Kind
from gaokai_xlsx.quantity import fold
from gaokai_xlsx.results.gathered import Group
from gaokai_xlsx.submission import Outcome, Submission
from gaokai_xlsx.texts import say

_OPEN_TABLES = 6  # tables of a unit that are drawn open


async def board(request: Request) -> Response:
    """Units and how they stand; the first run where there is no campaign yet; 正在核对 before the first result."""
    work = desk_of(request).work
    try:
        campaign = work.campaign()
    except CannotGoOn as error:
        return page(request, "waiting.html", stopped=str(error))
    if campaign is None:
        return page(request, "first.html", folder=desk_of(request).folder)
    result = work.result
    if result is None:
        return page(request, "waiting.html")
    groups = [(id_, g) for id_, g in result.groups.items() if g.standing.unit or g.standing.files]
    states = Counter(state_of(result, g) for _, g in groups)
    shown = [(id_, g, state_of(result, g)) for id_, g in groups]
    # Where last year's files go, the page says better than the command does.
    notes = [note for note in result.overview.notes if note != say("collect.no-previous").strip()]
    return page(request, "board.html", result=result, rows=shown, states=states, notes=notes, as_of=work.as_of or "", charts=result.charts)


async def unit(request: Request) -> Response:
    """One unit: its files with their outcomes, what was found with the tables, what can be decided."""
    result = desk_of(request).work.result
    group = result.groups.get(request.path_params["id"]) if result else None
    if result is None or group is None:
        return gone(request)
    name = group.standing.unit.name if group.standing.unit else ""
    entry = result.report.roster.named(name) if result.report.roster and name else None
    own = [r for r in result.report.decisions if name and fold(r.decision.unit) == fold(name)]
    return page(
        request,
        "unit.html",
        result=result,
        id=request.path_params["id"],
        group=group,
        files=[(s, choices(result, group, s), _copy(result, s)) for s in group.standing.files],
        entry=entry,
        state=state_of(result, group),
        decisions=[(r, r.state is Ruling.APPLIED and not r.decision.undoes) for r in own],
        line=result.reminders.get(name, ""),
        explainable=reasons.explainable,
        tables_open=sum(len(e.tables) for e in group.entries) <= _OPEN_TABLES,
    )


async def roster(request: Request) -> Response:
    """The list of units, to be changed one by one."""
    campaign = desk_of(request).work.campaign()
    if campaign is None:
        return gone(request)
    shown = await run_in_threadpool(listing.shown, campaign)
    return page(request, "roster.html", shown=shown, duties=rosters.DUTIES, get=id_of("file", "roster"))


async def templates(request: Request) -> Response:
    """The workbooks that go out: make them, take them."""
    campaign = desk_of(request).work.campaign()
    if campaign is None:
        return gone(request)
    result = desk_of(request).work.result
    names = [e.name for e in result.report.roster.entries] if result and result.report.roster else []
    return page(request, "templates.html", files=downloads.below(campaign, "outgoing"), names=names, campaign=campaign)


async def results(request: Request) -> Response:
    """Everything that can be taken away, and charts."""
    result = desk_of(request).work.result
    if result is None:
        return page(request, "waiting.html")
    files = downloads.below(result.campaign, "results")
    return page(request, "results.html", result=result, files=files, made=downloads.made(result), charts=result.charts)


async def state(request: Request) -> Response:
    """Whether there is anything new; small, and asked for every second or two."""
    work = desk_of(request).work
    said = {
        "version": work.version,
        "busy": work.pending,
        "read": work.read,
        "writing": work.writing,
        "stopped": work.stopped,
        "looks": work.looks,
    }
    return JSONResponse(said)


async def asset(request: Request) -> Response:
    """Style and script."""
    name = request.path_params["name"]
    if name not in ASSETS:
        return gone(request)
    return Response(asset_bytes(name), media_type=ASSETS[name].media)


def state_of(result: Result, group: Group) -> tuple[str, str]:
    """The key and the word of how a unit stands; 定稿 is what a person made of 审核通过."""
    standing = group.standing
    if standing.state is None:
        return "nobody", say("desk.state-nobody")
    if standing.unit and fold(standing.unit.name) in result.final and standing.adopted:
        return "final", Kind.FINAL.word
    return standing.state.value, standing.state.word


def choices(result: Result, group: Group, file: Submission) -> list[Kind]:
    """What may be decided about a file; the verb looks again and says what is wrong with it."""
    if file.filing is None or group.standing.unit is None or not file.sha256 or result.report.roster is None:
        return []
    if result.report.roster.named(group.standing.unit.name) is None:
        return []
    several = sum(s.filing is not None for s in group.standing.files) > 1
    wanted = {
        Kind.ADOPT: (several and not file.failed) or file.unanswered,
        Kind.FINAL: file.outcome is Outcome.COUNTED,
        Kind.ZERO: any(f.code == "V-BLANK" for f in file.findings),
        Kind.INCLUDE: file.failed and not file.unanswered,
        Kind.TRANSCRIBE: True,
        Kind.WITHDRAW: True,
    }
    return [kind for kind, fits in wanted.items() if fits]


def _copy(result: Result, file: Submission) -> str:
    """The id of the copy that goes back; empty where there is none."""
    path = result.copies.get(file.sha256 or "")
    return id_of("file", str(path)) if path and file.outcome is Outcome.RETURNED and not file.office else ""
