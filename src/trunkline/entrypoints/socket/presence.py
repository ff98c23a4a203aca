"""Who is connected: a lease per connection, 60 s long and renewed each 25 s, so that a process that dies is noticed by silence.

What opened and closed is collected and written once a second, all leases of the process are renewed in one statement: a thousand
consoles that reconnect must not be a thousand transactions.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import secrets
import time
from datetime import timedelta

import structlog

from trunkline.domains.operations import actions
from trunkline.domains.operations.model import Presence
from trunkline.entrypoints.socket.connection import Connection
from trunkline.infra.program import Program
from trunkline.infra.scope import system_actor

LEASE = timedelta(seconds=60)
RENEW_SECONDS = 25.0
COLLECT_SECONDS = 1.0

_log = structlog.get_logger(__name__)


class Presences:
    def __init__(self, program: Program) -> None:
        self.process = f"{os.getpid()}-{secrets.token_hex(4)}"
        self._program = program
        self._here: set[str] = set()
        self._opened: dict[str, Presence] = {}
        self._closed: set[str] = set()
        self._renewed_at = float("-inf")
        self._task: asyncio.Task[None] | None = None
        self._stopping = asyncio.Event()

    def opened(self, connection: Connection) -> None:
        identity, now = connection.identity, self._program.clock.now()
        actor = identity.actor
        self._here.add(connection.id)
        self._opened[connection.id] = Presence(
            connection.id, self.process, actor.kind, actor.id, actor.name, identity.company_id, now
        )
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._run(), name="socket presence")

    def closed(self, connection: Connection) -> None:
        """One that came and went between two writes never appears."""
        self._here.discard(connection.id)
        if self._opened.pop(connection.id, None) is None:
            self._closed.add(connection.id)

    async def settle(self) -> None:
        """Write what is still to be written; at the end of the process."""
        self._stopping.set()
        if self._task is not None:
            await self._task
        if self._closed:
            await self._write()

    async def _run(self) -> None:
        while (self._here or self._closed) and not self._stopping.is_set():
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._stopping.wait(), COLLECT_SECONDS)
            due = time.monotonic() - self._renewed_at >= RENEW_SECONDS
            if self._opened or self._closed or due:
                await self._write()

    async def _write(self) -> None:
        opened, closed = dict(self._opened), set(self._closed)
        try:
            async with self._program.scope(system_actor("presence")) as scope:
                await actions.keep_presence(scope, self.process, LEASE, list(opened.values()), list(closed))
        except Exception:
            _log.exception("socket.presence_failed")  # the next second tries again; meanwhile leases run on
            return
        self._renewed_at = time.monotonic()
        self._closed -= closed
        for id_ in opened:
            if self._opened.pop(id_, None) is None:
                self._closed.add(id_)  # it left while it was being written
