"""What is done at the desk: each action calls a verb, is noted, and answers what became of it as JSON."""

from __future__ import annotations

import contextlib
import traceback
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response

from gaokai_xlsx import campaign as campaigns
from gaokai_xlsx import dates, disk
from gaokai_xlsx.campaign import Campaign
from gaokai_xlsx.desk import listing, rendering, uploads, wording
from gaokai_xlsx.desk.result import id_of
from gaokai_xlsx.errors import CannotGoOn, Usage
from gaokai_xlsx.texts import say, visible
from gaokai_xlsx.verbs._check import previous_filings
from gaokai_xlsx.verbs._init import init
from gaokai_xlsx.verbs._publish import Publication, publish
from gaokai_xlsx.verbs._template import template

AT_ONCE = 6  # uploads, of all pages together; others wait for their turn
_FORM = 1_000_000  # bytes of a form
_PREVIOUS_SETTING = "previous"

Fields = Mapping[str, str]
Answer = dict[str, Any]
Action = Callable[[Request], Awaitable[Response]]


def answering(act: Callable[[Request], Awaitable[Answer]]) -> Action:
    """An action whose refusals are told to who asked: bad input never shows a traceback."""

    async def answered(request: Request) -> Response:
        try:
            return JSONResponse({"ok": True, "text": "", **(await act(request))})
        except CannotGoOn as error:
            return _not_done(request, wording.told(error))
        except uploads.Refused as error:
            return _not_done(request, str(error))
        except OSError as error:
            return _not_done(request, say("stop.system", path=visible(str(error.filename or "")), detail=disk.reason(error)))
        except ClientDisconnect:
            return _not_done(request, say("desk.broken-off"), 400)
        except Exception:
            traceback.print_exc()  # for who wrote this; the clerk is told what to do
            return _not_done(request, say("desk.bug"), 500)
        finally:
            rendering.desk_of(request).work.look()

    return answered


def _not_done(request: Request, text: str, status: int = 422) -> Response:
    """Told to who asked, and noted, unless the disk takes no more notes."""
    action, about = request.url.path.rpartition("/")[2], request.query_params.get("name", "")
    with contextlib.suppress(OSError):
        note(request, "failed", say(f"desk.log-{action}"), *([about] if about else []), text)
    return JSONResponse({"ok": False, "text": text}, status_code=status)


async def fields(request: Request) -> Fields:
    """The fields of a small form."""
    data = await uploads.whole(request.stream(), _FORM)
    return {name: values[-1] for name, values in parse_qs(data.decode("utf-8", "replace"), keep_blank_values=True).items()}


def campaign_of(request: Request) -> Campaign:
    """The campaign; raises ``Usage`` before there is one."""
    campaign = rendering.desk_of(request).work.campaign()
    if campaign is None:
        raise Usage("desk.no-campaign")
    return campaign


async def alone(request: Request, act: Callable[[], Any]) -> Any:
    """Run a verb in a thread while no other action changes the folder."""
    work = rendering.desk_of(request).work

    def held() -> Any:
        with work.action:
            return act()

    return await run_in_threadpool(held)


def note(request: Request, action: str, *what: str) -> None:
    """A line in the log, with the page it came from."""
    rendering.desk_of(request).audit.note(say(f"desk.log-{action}"), *what, say("desk.log-from", page=request.query_params.get("page", "")))


async def begin(request: Request) -> Answer:
    """First run: make the campaign. The body is the list of units: a file (``file`` is its name), or full names in lines."""
    desk = rendering.desk_of(request)
    said = request.query_params
    if not said.get("year", "").strip().isdecimal():
        raise Usage("desk.odd-year")
    data = await uploads.whole(request.stream())
    if said.get("file") and said.get("names"):
        raise Usage("desk.two-lists")

    def make() -> Path:
        with wording.tried() as folder:
            units = (
                listing.as_list(folder, said["file"], data) if said.get("file") else listing.as_csv(folder, data.decode("utf-8", "replace"))
            )
            city, office, phone = (said.get(name, "").strip() for name in ("city", "office", "phone"))
            return init(desk.folder, city=city, year=int(said["year"]), roster=units, office=office, phone=phone)

    await alone(request, make)
    note(request, "begin", said.get("city", ""), said["year"])
    return {"text": say("desk.begun"), "go": ""}


async def upload(request: Request) -> Answer:
    """One returned file: the body is the file, ``name`` its name or its path in a dropped folder."""
    desk = rendering.desk_of(request)
    folder = campaign_of(request).path("returned")
    name = request.query_params.get("name", "")
    with desk.work.uploading():
        async with desk.uploads:
            kept = await uploads.keep(folder, name, request.stream(), desk.naming)
    note(request, "known" if kept.known else "upload", kept.path.as_posix())
    return {"text": say("desk.known" if kept.known else "desk.kept", name=visible(kept.path.as_posix())), "known": kept.known}


async def again(request: Request) -> Answer:
    """Collect though nothing has changed; with the day given, as of that day."""
    said = await fields(request)
    campaign = campaign_of(request)
    day = said.get("as-of", "").strip()
    if day:
        dates.option(say("desk.as-of"), day, campaign.year)
    rendering.desk_of(request).work.again(day or None)
    note(request, "again", day)
    return {"text": say("desk.collecting")}


async def make_template(request: Request) -> Answer:
    """Workbooks to send out: for every unit, for everybody, for one, or to type a paper into."""
    said, campaign = await fields(request), campaign_of(request)
    kind = said.get("kind", "")
    options: dict[str, Any] = {"all": {"zipped": True}, "common": {"common": True}}.get(kind, {"unit": said.get("unit", "")})
    if "unit" in options and not options["unit"]:
        raise Usage("desk.no-unit")
    told: list[str] = []

    def make() -> list[Path]:
        return template(
            campaign.path("outgoing"),
            year=campaign.year,
            roster=campaign.path("roster"),
            previous=[] if kind == "common" else campaign.last_year,
            edition=campaign.edition or None,
            transcribe=kind == "paper",
            force="force" in said,
            campaign=campaign,
            tell=told.append,
            **options,
        )

    (path, *_) = await alone(request, make)
    note(request, "template", path.name)
    return {"text": "\n".join((say("template.saved", path=path), *told)), "get": id_of("file", str(path)), "reload": kind != "paper"}


async def last_year(request: Request) -> Answer:
    """Last year's summary or filings, kept in the campaign's own folder, and named in its settings."""
    campaign = campaign_of(request)
    name = uploads.clean(request.query_params.get("name", ""))[-1]
    data = await uploads.whole(request.stream())
    folder = (
        campaign.last_year[0] if campaign.previous and campaign.last_year[0].is_dir() else campaign.folder / say("desk.previous-folder")
    )

    def keep() -> None:
        with wording.tried() as aside:
            trial = aside / name
            trial.write_bytes(data)
            others = [p for p in folder.rglob("*") if p.is_file() and p != folder / name]
            previous_filings([trial, *others], campaign.year)  # one that cannot be used would stop every collection
        disk.write(folder / name, data)
        if not campaign.previous:
            campaigns.set_text(campaign.folder / campaigns.FILE, _PREVIOUS_SETTING, folder.name)

    if campaign.previous and not campaign.last_year[0].is_dir():
        raise Usage("desk.previous-set", path=campaign.previous)
    await alone(request, keep)
    note(request, "previous", name)
    return {"text": say("desk.previous-kept", name=visible(name)), "reload": True}


async def published(request: Request) -> Answer:
    """The official report of the summary as it lies there now; the body are the texts of its sections (``sections`` names their file)."""
    said, campaign = request.query_params, campaign_of(request)
    data = await uploads.whole(request.stream())
    summary, suffix = campaign.summary(), ".html" if said.get("kind") == "html" else ".docx"
    if not summary.is_file():
        raise Usage("desk.no-summary")
    out = campaign.path("results") / say("desk.name-published", city=campaign.city, year=campaign.year, suffix=suffix)

    def make() -> Publication:
        with wording.tried() as aside:
            written = aside / uploads.clean(said["sections"])[-1] if said.get("sections") else None
            if written:
                written.write_bytes(data)
            return publish(summary, out, sections=written, scope=said.get("scope", "").strip(), force="force" in said, campaign=campaign)

    made = await alone(request, make)
    if made.path is None:
        raise uploads.Refused("\n".join((*made.wrong, say("publish.refused"))))
    note(request, "publish", made.path.name)
    return {"text": "\n".join((say("publish.saved", path=made.path), *made.notes)), "get": id_of("file", str(made.path)), "reload": True}


async def change_roster(request: Request) -> Answer:
    """One unit changed or added, several added by their names, one taken off."""
    said, campaign = await fields(request), campaign_of(request)
    version, code = said.get("version", ""), said.get("code", "")
    if "names" in said:
        n = await alone(request, lambda: listing.add(campaign, version, said["names"]))
        text = say("desk.added", n=n)
    elif "remove" in said:
        text = say("desk.removed", unit=await alone(request, lambda: listing.remove(campaign, version, code)))
    else:
        text = say("desk.saved", unit=await alone(request, lambda: listing.save(campaign, version, code, said)))
    note(request, "roster", text)
    return {"text": text, "reload": True}


async def replace_roster(request: Request) -> Answer:
    """Another list in the place of the old one."""
    campaign, said = campaign_of(request), request.query_params
    data = await uploads.whole(request.stream())
    n = await alone(request, lambda: listing.taken(campaign, said.get("version", ""), said.get("name", ""), data))
    note(request, "roster", visible(said.get("name", "")))
    return {"text": say("desk.replaced", n=n), "reload": True}


ACTIONS: dict[str, Action] = {
    "begin": answering(begin),
    "upload": answering(upload),
    "again": answering(again),
    "template": answering(make_template),
    "previous": answering(last_year),
    "publish": answering(published),
    "roster": answering(change_roster),
    "roster-file": answering(replace_roster),
}
