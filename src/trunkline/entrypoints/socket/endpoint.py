"""The door of `/ws`: origin, ticket, then one reader and one writer until one of them or the hub ends it.

A refused caller is accepted first and closed with a code: a browser shows no reason for a handshake that fails.
"""

from __future__ import annotations

import asyncio
import contextlib
import re
import secrets
import time
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

import msgspec
import structlog
from starlette.websockets import WebSocket, WebSocketDisconnect

from trunkline.domains.operations import actions
from trunkline.entrypoints.socket.codes import Close
from trunkline.entrypoints.socket.connection import Budget, Connection
from trunkline.entrypoints.socket.frames import read_frame
from trunkline.entrypoints.socket.hub import Hub
from trunkline.infra.ratelimit import Limit, ProcessLimiter
from trunkline.infra.scope import system_actor
from trunkline.infra.telemetry import figures

FRAME_LENGTH_MAX = 2000
FRAMES = Limit(count=240, per_seconds=60, burst=120)
_TICKET = re.compile(r"[A-Za-z0-9_-]{43}")

_log = structlog.get_logger(__name__)


class Door:
    def __init__(self, hub: Hub, budget: Budget | None = None) -> None:
        self._hub = hub
        self._budget = budget or Budget()
        self._frames = ProcessLimiter()

    async def open(self, websocket: WebSocket) -> None:
        await websocket.accept()
        admitted = await self._admit(websocket)
        if isinstance(admitted, Close):
            await self._close(websocket, admitted)
            return
        self._hub.join(admitted)
        try:
            code = await self._run(websocket, admitted)
        finally:
            self._hub.leave(admitted)
        await self._close(websocket, code)

    async def _admit(self, websocket: WebSocket) -> Connection | Close:
        if not origin_allowed(websocket.headers, self._hub.program.config.public_url):
            return Close.forbidden_origin
        ticket = websocket.query_params.get("ticket", "")
        if not _TICKET.fullmatch(ticket):
            return Close.bad_ticket
        async with self._hub.program.scope(system_actor("socket")) as scope:
            holder = await actions.take_ticket(scope, ticket)
        if holder is None:
            return Close.bad_ticket
        (identity,) = await self._hub.identify([holder])
        if identity is None:
            return Close.signed_out
        return Connection(secrets.token_hex(16), holder, identity, websocket.send_text, self._budget)

    async def _run(self, websocket: WebSocket, connection: Connection) -> Close | None:
        """Until it ends, and the code to close with; None when the client has gone."""
        reader = asyncio.create_task(self._read(websocket, connection), name=f"socket reader {connection.id}")
        writer = asyncio.create_task(connection.write(), name=f"socket writer {connection.id}")
        try:
            ends: list[asyncio.Future[Any]] = [reader, writer, connection.ended]
            await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in (reader, writer):
                task.cancel()
            await asyncio.gather(reader, writer, return_exceptions=True)
        for task in (reader, writer):
            _report(task)
        return connection.ended.result() if connection.ended.done() else None

    async def _read(self, websocket: WebSocket, connection: Connection) -> None:
        while (message := await websocket.receive())["type"] == "websocket.receive":
            connection.heard_at = time.monotonic()
            text = message.get("text") or ""
            allowed = await self._frames.check(connection.id, FRAMES, self._hub.program.clock.now())
            try:
                if len(text) > FRAME_LENGTH_MAX or not allowed.allowed:
                    raise msgspec.ValidationError("too long or too many")
                asked = read_frame(text)
            except msgspec.MsgspecError:
                connection.end(Close.misuse)
                return
            await self._hub.answer(connection, asked)

    async def _close(self, websocket: WebSocket, code: Close | None) -> None:
        """Say why. A client whose line is full gets some seconds to make room for that, then the line is cut."""
        figures.socket_closed.add(code=str(int(code or 1000)))
        if code is None:
            return
        with contextlib.suppress(TimeoutError, RuntimeError, WebSocketDisconnect, OSError):
            await asyncio.wait_for(websocket.close(int(code), code.reason), self._budget.close_seconds_max)


def origin_allowed(headers: Mapping[str, str], public_url: str) -> bool:
    """A browser's page must come from the public address or from the very host it connects to; other programs send no origin."""
    origin = headers.get("origin")
    if origin is None:
        return True
    parts = urlsplit(origin)
    public = urlsplit(public_url)
    return (parts.scheme, parts.netloc) == (public.scheme, public.netloc) or parts.netloc == headers.get("host")


def _report(task: asyncio.Task[None]) -> None:
    """A client that goes away is ordinary; anything else is a mistake of ours."""
    error = None if task.cancelled() else task.exception()
    if error is not None and not isinstance(error, WebSocketDisconnect | OSError | RuntimeError):
        _log.error("socket.failed", exc_info=error)
