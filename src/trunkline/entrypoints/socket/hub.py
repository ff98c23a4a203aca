"""The hub: one per process. Follows the journal for all connections, and keeps each of them honest.

It looks when it is woken and once a second anyway, so a lost wake-up costs a second and never a fact. Each fact is read and encoded
once. Whatever goes wrong in one look (a database that is away) is tried again in the next: positions only move with what was told.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Collection, Sequence
from dataclasses import dataclass

import structlog

from trunkline.domains.operations.model import TicketHolder
from trunkline.entrypoints.socket import frames
from trunkline.entrypoints.socket.codes import Close
from trunkline.entrypoints.socket.connection import STREAMS_MAX, Connection
from trunkline.entrypoints.socket.feed import Feed
from trunkline.entrypoints.socket.frames import Asked, Pong, Range, Subscribe, Told, Unsubscribe, told
from trunkline.entrypoints.socket.presence import Presences
from trunkline.infra import journal
from trunkline.infra.journal import Entry, Position
from trunkline.infra.program import Program
from trunkline.infra.telemetry import figures
from trunkline.infra.web import Identity

READ_MAX = 500
_TOPIC = "journal:"
# Facts after which somebody may hear less than before: everybody is asked about anew before these are told.
_ABOUT_RIGHTS = ("user.", "api_key.", "role.")

Identify = Callable[[Sequence[TicketHolder]], Awaitable[Sequence[Identity | None]]]

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Pace:
    poll_seconds: float = 1.0
    ping_seconds: float = 20.0


class Hub:
    def __init__(self, program: Program, identify: Identify, pace: Pace | None = None) -> None:
        self.program = program
        self.identify = identify
        self.presences = Presences(program)
        self._pace = pace or Pace()
        self._connections: set[Connection] = set()
        self._feeds: dict[str, Feed] = {}
        self._task: asyncio.Task[None] | None = None

    def join(self, connection: Connection) -> None:
        self._connections.add(connection)
        self.presences.opened(connection)
        figures.sockets.set(len(self._connections))
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._run(), name="socket hub")

    def leave(self, connection: Connection) -> None:
        self._connections.discard(connection)
        for stream in connection.streams:
            self._feeds[stream].followers.discard(connection)
        self.presences.closed(connection)
        figures.sockets.set(len(self._connections))

    async def stop(self) -> None:
        """Send everybody away with the code that says "resume"."""
        for connection in self._connections:
            connection.end(Close.server_restart)
        while self._connections:
            await asyncio.sleep(0.01)
        await self.presences.settle()

    async def answer(self, connection: Connection, asked: Asked) -> None:
        match asked:
            case Subscribe(stream, epoch, seq):
                await self._follow(connection, stream, epoch, seq)
            case Range(stream, after) if stream in connection.streams:
                await self._send_again(connection, self._feeds[stream], after)
            case Unsubscribe(stream) if stream in connection.streams:
                self._unfollow(connection, stream)
            case Range(stream) | Unsubscribe(stream):
                connection.offer(frames.error("not_subscribed", "Subscribe to the stream first.", stream), "error")
            case Pong():
                pass

    # Following a stream

    async def _follow(self, connection: Connection, stream: str, epoch: str | None, seq: int | None) -> None:
        if not connection.may_follow(stream):
            connection.offer(frames.error("not_found", "There is no such stream.", stream[:100]), "error")
            return
        if stream not in connection.streams and len(connection.streams) >= STREAMS_MAX:
            connection.offer(frames.error("too_many_streams", f"At most {STREAMS_MAX}.", stream), "error")
            return
        feed = await self._feed(stream)
        feed.joining += 1
        try:
            feed.followers.discard(connection)
            reason = feed.why_not(epoch, seq)
            replayed = None if reason or seq is None else await self._replay(connection, feed, seq)
            # Nothing is awaited from here on: what the feed tells next is exactly what follows this position.
            if replayed is None:
                connection.offer(frames.reset(feed.position, reason or "too_far"), "reset")
            else:
                connection.offer(frames.subscribed(feed.position, replayed), "subscribed")
            feed.followers.add(connection)
            connection.streams.add(stream)
        finally:
            feed.joining -= 1

    async def _feed(self, stream: str) -> Feed:
        if stream not in self._feeds:
            top = (await self._tops([stream])).get(stream, Position(stream, "", 0))
            self._feeds.setdefault(stream, Feed(stream, top.epoch, top.seq))
        return self._feeds[stream]

    async def _replay(self, connection: Connection, feed: Feed, after: int) -> int | None:
        """Send every fact after `after` up to where the feed stands in the end. None if not all of them exist any more."""
        epoch, replayed = feed.epoch, 0
        while after + replayed < feed.seq:
            for item in feed.remembered(after + replayed) or await self._read(feed, after + replayed):
                if item.seq != after + replayed + 1 or feed.epoch != epoch:
                    return None
                connection.tell(item)
                replayed += 1
            if not feed.remembered(after + replayed) and after + replayed < feed.seq and not replayed:
                return None
            await connection.room()
        return replayed

    async def _send_again(self, connection: Connection, feed: Feed, after: int) -> None:
        if feed.why_not(feed.epoch, after) or await self._replay(connection, feed, after) is None:
            connection.offer(frames.reset(feed.position, "too_far"), "reset")

    def _unfollow(self, connection: Connection, stream: str) -> None:
        connection.streams.discard(stream)
        self._feeds[stream].followers.discard(connection)
