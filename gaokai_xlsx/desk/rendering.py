"""How the desk writes a page: our templates, what every page shows, style and script."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jinja2 import Environment
from starlette.requests import Request
from starlette.responses import HTMLResponse

from gaokai_xlsx import __version__
from gaokai_xlsx.desk import wording
from gaokai_xlsx.desk.uploads import LARGEST
from gaokai_xlsx.results import html

if TYPE_CHECKING:
    from gaokai_xlsx.desk.app import Desk

_FOLDER = Path(__file__).parent / "pages"


@dataclass(frozen=True, slots=True)
class Asset:
    """A file that pages refer to: its folder and its media type."""

    folder: Path
    media: str


ASSETS = {
    "report.css": Asset(html.FOLDER, "text/css"),
    "desk.css": Asset(_FOLDER, "text/css"),
    "desk.js": Asset(_FOLDER, "text/javascript"),
    "desk.svg": Asset(_FOLDER, "image/svg+xml"),
}
"""All there are, by name: no address reaches into a folder."""


def desk_of(request: Request) -> Desk:
    """What all requests share."""
    desk: Desk = request.app.state.desk
    return desk


def page(request: Request, name: str, *, status: int = 200, **slots: Any) -> HTMLResponse:
    """A page of ours with what every page shows."""
    desk = desk_of(request)
    work = desk.work
    common = {"root": desk.root, "version": work.version, "stopped": work.stopped, "folder": desk.folder, "program": __version__}
    common |= {"here": name.removesuffix(".html"), "campaign": work.result.campaign if work.result else None}
    return HTMLResponse(_environment().get_template(name).render(common | slots), status_code=status)


def gone(request: Request) -> HTMLResponse:
    """The page for an address that leads nowhere, or no longer; noted, since it may have been a try to get elsewhere."""
    desk_of(request).audit.refused(request.method, "nothing")
    return page(request, "gone.html", status=404)


@cache
def _environment() -> Environment:
    environment = html.environment(_FOLDER, html.FOLDER)
    environment.globals |= {"largest": LARGEST, "remedy": wording.remedy}
    return environment


@cache
def asset_bytes(name: str) -> bytes:
    """The file of an asset."""
    return (ASSETS[name].folder / name).read_bytes()
