"""The hub: one per process. Follows the journal for all connections, and keeps each of them honest.

It looks when it is woken and once a second anyway, so a lost wake-up costs a second and never a fact. Each fact is read and encoded
once. Whatever goes wrong in one look (a database that is away) is tried again in the next: positions only move with what was told.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Sequence
from contextlib import asynccontextmanager

import structlog

from trunkline.domains.operations.model import TicketHolder
from trunkline.entrypoints.socket import frames
from trunkline.entrypoints.socket.codes import Close
from trunkline.entrypoints.socket.connection import BREATH_BYTES, STREAMS_MAX, Connection, Pace, breathe
from trunkline.entrypoints.socket.feed import Feed
from trunkline.entrypoints.socket.frames import Asked, Pong, Range, Subscribe, Unsubscribe, told
from trunkline.entrypoints.socket.presence import Presences
from trunkline.entrypoints.socket.reading import Reading
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


class Hub:
    def __init__(self, program: Program, identify: Identify, pace: Pace | None = None) -> None:
        self.program = program
        self.identify = identify
        self.presences = Presences(program)
        self._pace = pace or Pace()
        self._reading = Reading(program.database)
        self._connections: set[Connection] = set()
        self._feeds: dict[str, Feed] = {}
        self._task: asyncio.Task[None] | None = None
        self._wake: Callable[[], None] = lambda: None
        self._empty = asyncio.Event()
        self._empty.set()

    def join(self, connection: Connection) -> None:
        self._connections.add(connection)
        self._empty.clear()
        self.presences.opened(connection)
        figures.sockets.set(len(self._connections))
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._run(), name="socket hub")

    def leave(self, connection: Connection) -> None:
        self._connections.discard(connection)
        if not self._connections:
            self._feeds.clear()  # nobody looks any more, so what they know grows old
            self._empty.set()
            self._wake()
        for stream in tuple(connection.streams):
            self._unfollow(connection, stream)
        self.presences.closed(connection)
        figures.sockets.set(len(self._connections))

    async def stop(self) -> None:
        """Send everybody away with the code that says "resume"."""
        for connection in self._connections:
            connection.end(Close.server_restart)
        await self._empty.wait()
        if self._task is not None:
            await self._task
        await self.presences.settle()

    @asynccontextmanager
    async def lifetime(self, _program: Program) -> AsyncIterator[None]:
        """As long as the server serves."""
        yield
        await self.stop()

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
            top = (await self._reading.tops([stream])).get(stream, Position(stream, "", 0))
            self._feeds.setdefault(stream, Feed(stream, top.epoch, top.seq))
        return self._feeds[stream]

    async def _replay(self, connection: Connection, feed: Feed, after: int) -> int | None:
        """Send every fact after `after` up to where the feed stands in the end. None if not all of them exist any more."""
        epoch, seq = feed.epoch, after
        while seq < feed.seq:
            items = feed.remembered(seq) or await self._reading.told_after(
                feed.stream, seq, min(READ_MAX, feed.seq - seq)
            )
            if feed.epoch != epoch or not items or items[0].seq != seq + 1:
                return None
            for item in items:
                connection.tell(item)
                await connection.room()
            seq = items[-1].seq
        return seq - after

    async def _send_again(self, connection: Connection, feed: Feed, after: int) -> None:
        if feed.why_not(feed.epoch, after) or await self._replay(connection, feed, after) is None:
            connection.offer(frames.reset(feed.position, "too_far"), "reset")

    def _unfollow(self, connection: Connection, stream: str) -> None:
        connection.streams.discard(stream)
        if (feed := self._feeds.get(stream)) is not None:
            feed.followers.discard(connection)

    # Looking and telling

    async def _run(self) -> None:
        looked_at = ticked_at = pinged_at = float("-inf")
        with self.program.wakeups.subscribe(_TOPIC) as woken:
            self._wake = lambda: woken.ring(_TOPIC)
            while self._connections:
                topics = await woken.wait(self._pace.poll_seconds)
                now = time.monotonic()
                if self._concerns(topics) or now - looked_at >= self._pace.poll_seconds:
                    await self._survive(self._look)
                    looked_at = now
                if now - ticked_at >= self._pace.poll_seconds:
                    await self._survive(self.authorize)
                    self._tidy()
                    ticked_at = now
                if now - pinged_at >= self._pace.ping_seconds:
                    self._ping()
                    pinged_at = now

    def _concerns(self, topics: Collection[str]) -> bool:
        return not topics or any(topic == _TOPIC or topic.removeprefix(_TOPIC) in self._feeds for topic in topics)

    async def _look(self) -> None:
        """Tell whatever is new in the streams that somebody follows."""
        tops = await self._reading.tops(list(self._feeds))
        for stream, top in tops.items():
            feed = self._feeds.get(stream)
            if feed is not None and top != feed.position:
                await self._catch_up(feed, top)

    async def _catch_up(self, feed: Feed, top: Position) -> None:
        if feed.position == Position(feed.stream, "", 0):
            feed.epoch = top.epoch  # the stream's first facts
        while feed.seq < top.seq and feed.epoch == top.epoch:
            entries = await self._reading.entries(feed.stream, feed.seq, READ_MAX)
            if not entries or entries[0].seq != feed.seq + 1:
                break
            if any(entry.kind.startswith(_ABOUT_RIGHTS) for entry in entries):
                await self._survive(self.authorize)
            await self._tell(feed, entries)
        if feed.seq < top.seq or feed.epoch != top.epoch:
            feed.begin_again(top)

    async def _tell(self, feed: Feed, entries: Sequence[Entry]) -> None:
        now, unsent = self.program.clock.now(), 0
        for entry in entries:
            item = told(entry)
            feed.tell(item)
            figures.socket_delay.observe(max(0.0, (now - entry.at).total_seconds()))
            unsent += len(item.fact)
            if unsent >= BREATH_BYTES:
                await breathe(feed.followers)
                unsent = 0

    # Keeping connections honest

    async def authorize(self) -> None:
        """Ask anew who everybody is and what they may hear; end those who signed out, tell those whose rights changed."""
        connections = list(self._connections)
        identities = await self.identify([connection.holder for connection in connections])
        for connection, identity in zip(connections, identities, strict=True):
            if identity is None:
                connection.end(Close.signed_out)
            elif identity != connection.identity:
                self._change_rights(connection, identity)

    def _change_rights(self, connection: Connection, identity: Identity) -> None:
        connection.identity = identity
        connection.offer(frames.session_changed(identity.permission_version), "session_changed")
        for stream in [stream for stream in connection.streams if not connection.may_follow(stream)]:
            self._unfollow(connection, stream)
            connection.offer(frames.error("not_found", "There is no such stream.", stream), "error")

    def _tidy(self) -> None:
        for connection in self._connections:
            connection.check()
        for feed in [feed for feed in self._feeds.values() if not feed.followers and not feed.joining]:
            del self._feeds[feed.stream]

    def _ping(self) -> None:
        for connection in self._connections:
            tops = {stream: self._feeds[stream].seq for stream in connection.streams if stream in self._feeds}
            connection.offer(frames.ping(tops), "ping")

    async def _survive(self, act: Callable[[], Awaitable[None]]) -> None:
        """A database that is away for a moment must not end the sockets; the next look makes up for this one."""
        try:
            await act()
        except Exception:
            _log.exception("socket.look_failed", connections=len(self._connections))
