"""The addresses of the desk: what is looked at (GET) and what is done (POST); behind the gate there is nothing else."""

from __future__ import annotations

import asyncio
from pathlib import Path

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp

from gaokai_xlsx.desk import actions, downloads, rendering, units, views
from gaokai_xlsx.desk.audit import Audit
from gaokai_xlsx.desk.gate import Gate
from gaokai_xlsx.desk.work import Work
from gaokai_xlsx.texts import say


class Desk:
    """One campaign folder on one port: what all requests share."""

    def __init__(self, folder: Path, token: str, port: int) -> None:
        self.folder = folder
        self.token = token
        self.port = port
        self.work = Work(folder)
        self.audit = Audit(folder)
        self.naming = asyncio.Lock()
        """Held while an upload gets its name."""
        self.uploads = asyncio.Semaphore(actions.AT_ONCE)

    @property
    def root(self) -> str:
        """How every address begins."""
        return f"/{self.token}"


def application(desk: Desk) -> ASGIApp:
    """The whole desk as one ASGI application."""
    routes = [
        Route("/", views.board),
        Route("/unit/{id}", views.unit),
        Route("/roster", views.roster),
        Route("/templates", views.templates),
        Route("/results", views.results),
        Route("/state", views.state),
        Route("/asset/{name}", views.asset),
        Route("/get/{id}", downloads.download),
        *(Route(f"/{name}", done, methods=["POST"]) for name, done in (actions.ACTIONS | units.ACTIONS).items()),
    ]
    app = Starlette(routes=routes, exception_handlers={404: _nothing, 405: _nothing, 500: _bug})
    app.state.desk = desk
    return Gate(app, token=desk.token, port=desk.port, refused=desk.audit.refused)


def _nothing(request: Request, error: Exception) -> Response:
    del error
    return rendering.gone(request)


def _bug(request: Request, error: Exception) -> Response:
    """The traceback is printed by the server; the page says what to do."""
    del error
    return rendering.page(request, "gone.html", status=500, stopped=say("desk.bug"))
