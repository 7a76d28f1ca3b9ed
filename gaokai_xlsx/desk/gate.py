"""Who gets in: only who has the start link, from this machine, by the address the server itself gave out.

The token is a part of every address. A cookie would be sent to every other local server too (browsers do not part them by port),
and a page of another origin can neither read the address nor guess it.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from gaokai_xlsx.texts import say

_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; "
        "base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
_SAFE = frozenset({"GET", "HEAD"})


class Gate:
    """ASGI middleware: lets requests through that carry the token, the right Host and, where they change something, our Origin.

    ``refused`` hears the method and why (``host``, ``token``, ``site``, ``origin``) of every other one.
    """

    def __init__(self, app: ASGIApp, *, token: str, port: int, refused: Callable[[str, str], None]) -> None:
        self.app = app
        self.token = token
        self.hosts = (f"127.0.0.1:{port}", f"localhost:{port}")
        self.refused = refused

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse with 403 (nothing else is said), or go on."""
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        if scope["type"] != "http":  # there are no websockets
            return

        async def sealed(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    headers[name] = value
            await send(message)

        if why := self._against(scope):
            self.refused(scope["method"], why)
            # Closed, so that nobody keeps a connection who was not let in.
            await PlainTextResponse(say("desk.closed"), status_code=403, headers={"Connection": "close"})(scope, receive, sealed)
            return
        # The token is the root of the application's addresses.
        rest = scope["path"].removeprefix("/").partition("/")[2]
        await self.app({**scope, "root_path": f"/{self.token}", "path": f"/{self.token}/{rest}"}, receive, sealed)

    def _against(self, scope: Scope) -> str:
        """Why a request is not let in; empty for one that is."""
        headers = Headers(scope=scope)
        if headers.get("host") not in self.hosts:
            return "host"
        first = scope["path"].removeprefix("/").partition("/")[0]
        if not secrets.compare_digest(first.encode(errors="replace"), self.token.encode()):
            return "token"
        if headers.get("sec-fetch-site", "none") not in ("none", "same-origin"):
            return "site"
        if scope["method"] not in _SAFE and headers.getlist("origin") != [f"http://{headers['host']}"]:
            return "origin"
        return ""
