"""What can be taken away: only what the desk itself lists, by an id of its own; no address names a path."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import FileResponse, Response

from gaokai_xlsx import disk
from gaokai_xlsx.campaign import Campaign
from gaokai_xlsx.desk import rendering
from gaokai_xlsx.desk.result import Result, id_of
from gaokai_xlsx.results import html, to_json
from gaokai_xlsx.results.reminders import as_text
from gaokai_xlsx.submission import Outcome
from gaokai_xlsx.texts import say, visible

_SUFFIXES = frozenset({".xlsx", ".zip", ".docx", ".html", ".json", ".csv", ".txt"})
_MOST = 300  # files of a folder that are listed


@dataclass(frozen=True, slots=True)
class Download:
    """A file on the disk (``path``), or one that is made when it is asked for; ``label`` is what the page calls it."""

    id: str
    name: str
    label: str
    path: Path | None = None
    build: Callable[[], bytes] | None = None


def below(campaign: Campaign, setting: str) -> list[Download]:
    """The files of one of the campaign's folders, those of its folders too; links are not followed."""
    folder = campaign.path(setting)
    if not folder.is_dir():
        return []
    found = [p for p in folder.rglob("*") if p.suffix.casefold() in _SUFFIXES and not disk.is_aside(p.name)]
    found = [p for p in found if not p.is_symlink() and p.is_file()]
    found.sort(key=lambda p: (len(p.relative_to(folder).parts), p.name))
    return [Download(id_of("file", str(p)), p.name, visible(p.relative_to(folder).as_posix()), p) for p in found[:_MOST]]


def made(result: Result) -> list[Download]:
    """What is written from the latest result when somebody wants it, and what the campaign keeps beside it."""
    report, campaign = result.report, result.campaign
    copies = [copy for s in report.files if s.outcome is Outcome.RETURNED and (copy := result.copies.get(s.sha256 or ""))]
    year = campaign.year
    found = (
        [] if result.summary is None else [Download(id_of("file", "summary"), result.summary.name, say("desk.get-summary"), result.summary)]
    )
    for key, name, build in (
        ("report", say("desk.name-report", year=year), lambda: html.build(report, result.lines)),
        ("json", say("desk.name-json", year=year), lambda: to_json.to_json(report).encode()),
        ("reminders", say("desk.name-reminders", year=year), lambda: as_text(report, result.lines)),
    ):
        found.append(Download(id_of("file", key), name, say(f"desk.get-{key}"), build=build))
    if copies:
        found.append(
            Download(id_of("file", "copies"), say("desk.name-copies", year=year), say("desk.get-copies"), build=lambda: _zip(copies))
        )
    kept = {key: campaign.path(key) for key in ("register", "decisions", "roster") if getattr(campaign, key)}
    for key, path in (kept | {"log": campaign.folder / say("desk.log")}).items():
        if path.is_file():
            found.append(Download(id_of("file", key), path.name, say(f"desk.get-{key}"), path))
    return found


async def download(request: Request) -> Response:
    """One of the files above, as an attachment: nothing of it ever runs as a page of the desk."""
    desk = rendering.desk_of(request)
    campaign, result = desk.work.campaign(), desk.work.result
    if campaign is None:
        return rendering.gone(request)
    listed = await run_in_threadpool(_all, campaign, result)
    wanted = next((d for d in listed if d.id == request.path_params["id"]), None)
    if wanted is None or (wanted.path and not wanted.path.is_file()):
        return rendering.gone(request)
    desk.audit.note(say("desk.log-download"), wanted.name)
    if wanted.path:
        desk.work.taken(wanted.path)
        return FileResponse(wanted.path, filename=wanted.name, media_type="application/octet-stream")
    assert wanted.build is not None
    data = await run_in_threadpool(wanted.build)
    disposition = f"attachment; filename*=utf-8''{quote(wanted.name)}"
    return Response(data, media_type="application/octet-stream", headers={"Content-Disposition": disposition})


def _all(campaign: Campaign, result: Result | None) -> list[Download]:
    files = [d for name in ("outgoing", "results", "sent_back") for d in below(campaign, name)]
    roster = campaign.path("roster")
    return [*files, *(made(result) if result else []), Download(id_of("file", "roster"), roster.name, say("desk.get-roster"), roster)]


def _zip(paths: list[Path]) -> bytes:
    """Copies in one archive; workbooks are compressed already."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as package:
        for path in paths:
            package.writestr(zipfile.ZipInfo(path.name), disk.read(path))
    return buffer.getvalue()
