"""The desk's connections: one that asks for nothing is closed after a while, and a crowd of those keeps nobody out."""

from __future__ import annotations

import asyncio

from uvicorn.protocols.http.h11_impl import H11Protocol

from gaokai_xlsx.desk.gate import Gate

MOST = 100  # at once; a browser opens six
PATIENCE = 20.0  # seconds in which a connection must have said, or said again, what it wants


class Connection(H11Protocol):
    """uvicorn's protocol with bounds: by itself it waits for a request for ever, and answers nobody where too many are waiting."""

    since = 0.0
    """When it began to wait for a request, in the loop's seconds."""

    @property
    def waiting(self) -> bool:
        """Whether no request is being answered on it."""
        return self.cycle is None or self.cycle.response_complete

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Take it; where there are too many, the one that has waited longest goes, first those that never asked for anything."""
        super().connection_made(transport)
        self._wait()
        if len(self.connections) > MOST:
            ours = [c for c in self.connections if isinstance(c, Connection) and c.waiting]
            min(ours, key=lambda c: (c.cycle is not None, c.since)).drop()

    def on_response_complete(self) -> None:
        """Wait for what is asked next; half a question on an open connection waits no longer than a first one."""
        super().on_response_complete()
        if self.waiting:  # a second question may have come with the first
            self._wait()

    def send_400_response(self, msg: str) -> None:
        """What is no request at all is noted as well."""
        gate = self.config.app
        if isinstance(gate, Gate):
            gate.refused("", "malformed")
        super().send_400_response(msg)

    def drop(self) -> None:
        """Close it at once, and count it no longer."""
        self.connections.discard(self)
        self.transport.abort()

    def _wait(self) -> None:
        self.since = self.loop.time()
        self.loop.call_later(PATIENCE, self._give_up, self.since)

    def _give_up(self, since: float) -> None:
        if self.waiting and self.since == since and not self.transport.is_closing():
            self.drop()
