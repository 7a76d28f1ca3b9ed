"""The desk's server: one port of this machine, one start link, until Ctrl-C."""

from __future__ import annotations

import contextlib
import secrets
import socket
import sys
import threading
import webbrowser
from collections.abc import Callable
from pathlib import Path

import uvicorn

from gaokai_xlsx import disk
from gaokai_xlsx.desk.app import Desk, application
from gaokai_xlsx.desk.connections import MOST, Connection
from gaokai_xlsx.errors import CannotGoOn
from gaokai_xlsx.texts import say

HOST = "127.0.0.1"
_ALONE = "serve"  # what the lock of a folder is named by
_GOODBYE = 3  # seconds that requests under way get when the desk is closed


def serve(folder: Path, *, port: int = 0, browser: bool = True, tell: Callable[[str], None]) -> None:
    """Serve a campaign's folder (or one where a campaign is to be made) until interrupted; ``tell`` hears the start link.

    ``port`` 0 takes a free one. Raises ``CannotGoOn`` where the folder's settings have defects, the port is taken, or another desk
    serves the folder: two would write the same files, each from what it saw.
    """
    with disk.alone(folder / _ALONE, patience=0, busy="stop.desk-twice"), _bound(port) as listener:
        number = listener.getsockname()[1]
        desk = Desk(folder, secrets.token_urlsafe(24), number)
        desk.work.campaign()  # settings with defects are told here and now
        _tidy(desk)
        link = f"http://{HOST}:{number}/{desk.token}/"
        settings = uvicorn.Config(
            application(desk),
            http=Connection,
            ws="none",
            lifespan="off",
            log_level="error",
            access_log=False,  # it would show the token
            server_header=False,
            proxy_headers=False,  # nobody stands between the browser and us
            timeout_graceful_shutdown=_GOODBYE,
        )
        tell(say("serve.started", folder=folder, link=link))
        desk.audit.note(say("desk.log-start"))
        desk.work.start()
        if browser:
            threading.Timer(0.5, webbrowser.open, (link,)).start()
        with contextlib.suppress(KeyboardInterrupt):  # uvicorn ends in order and then passes it on
            uvicorn.Server(settings).run(sockets=[listener])
        desk.work.stop()
        desk.audit.note(say("desk.log-end"))
    tell(say("serve.ended"))


def _bound(port: int) -> socket.socket:
    """A socket that only this machine reaches."""
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    if sys.platform == "win32":
        # Otherwise another program could take the port over, and the token with it.
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
    else:
        # A port whose last connections have just ended can be had again; one that is listened to cannot.
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((HOST, port))
        listener.listen(MOST)  # whoever opens the link at once waits and is not refused
    except (OSError, OverflowError) as error:
        listener.close()
        raise CannotGoOn("stop.port", port=port) from error
    return listener


def _tidy(desk: Desk) -> None:
    """Clear away what uploads left that a kill broke off."""
    campaign = desk.work.campaign()
    if campaign and campaign.path("returned").is_dir():
        disk.clear(campaign.path("returned"))
