"""One connection: what it may hear, what waits to be sent, and how it ends.

Facts wait in a queue with a budget of bytes and of age. Whoever is too slow for the budget is closed with a code that says "resume",
because a fact that was dropped silently would be missed for ever, and a queue without a bound would take everybody's memory.
"""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass, field

from trunkline.domains.operations.model import TicketHolder
from trunkline.entrypoints.socket.codes import Close
from trunkline.entrypoints.socket.frames import Told
from trunkline.infra.telemetry import figures
from trunkline.infra.web import Identity

STREAMS_MAX = 20
# After so much told in one go the lines get a moment to take it, or a burst would end clients that are not slow at all.
BREATH_BYTES = 64 * 1024
BREATH_SECONDS_MAX = 0.1


@dataclass(frozen=True, slots=True)
class Budget:
    """What one connection may make the process hold for it, and how long it may be silent."""

    bytes_max: int = 1024 * 1024
    age_seconds_max: float = 15.0
    idle_seconds_max: float = 50.0
    close_seconds_max: float = 5.0


@dataclass(frozen=True, slots=True)
class Pace:
    """How often the hub looks by itself, and asks whether anybody is there."""

    poll_seconds: float = 1.0
    ping_seconds: float = 20.0


@dataclass(slots=True, eq=False)
class Connection:
    """`send` writes one text frame and waits while the client's line is full."""

    id: str
    holder: TicketHolder
    identity: Identity
    send: Callable[[str], Awaitable[None]]
    budget: Budget = Budget()
    streams: set[str] = field(default_factory=set)
    ended: asyncio.Future[Close] = field(default_factory=lambda: asyncio.get_running_loop().create_future())
    heard_at: float = field(default_factory=time.monotonic)
    _waiting: deque[tuple[float, str]] = field(default_factory=deque)
    _bytes: int = 0
    _more: asyncio.Event = field(default_factory=asyncio.Event)
    _less: asyncio.Event = field(default_factory=asyncio.Event)

    def may_follow(self, stream: str) -> bool:
        """A company's people follow their company, the operator's staff any; the platform's own stream needs its permission."""
        if stream == "platform":
            return self.identity.company_id is None and self._allows("platform.read")
        mine = f"company:{self.identity.company_id}"
        return stream == mine if self.identity.company_id else stream.startswith("company:com_")

    def tell(self, item: Told) -> None:
        """A fact, or only its number where the caller may not hear it: the numbers must stay without gaps."""
        allowed = self._allows(item.audience)
        self.offer(item.fact if allowed else item.skip, "fact" if allowed else "skip")

    def offer(self, frame: str, kind: str) -> None:
        """Queue a frame. Beyond the budget of bytes the connection ends; what waits is not sent any more."""
        if self.ended.done():
            return
        self._waiting.append((time.monotonic(), frame))
        self._bytes += len(frame)
        self._more.set()
        figures.socket_frames.add(kind=kind)
        if self._bytes > self.budget.bytes_max:
            self.end(Close.slow_consumer)

    def end(self, code: Close) -> None:
        """The first reason counts."""
        if not self.ended.done():
            self.ended.set_result(code)

    def check(self) -> None:
        """Called each second: has the oldest frame waited too long, or the client been silent too long?"""
        now = time.monotonic()
        if self._waiting and now - self._waiting[0][0] > self.budget.age_seconds_max:
            self.end(Close.slow_consumer)
        elif now - self.heard_at > self.budget.idle_seconds_max:
            self.end(Close.idle)

    async def write(self) -> None:
        """Send what waits, in order, until cancelled. A frame counts as waiting until the line has taken it."""
        while True:
            while self._waiting:
                frame = self._waiting[0][1]
                await self.send(frame)
                self._waiting.popleft()
                self._bytes -= len(frame)
                figures.socket_bytes.add(len(frame))
                self._less.set()
            self._more.clear()
            await self._more.wait()

    @property
    def is_crowded(self) -> bool:
        """More than half of the budget is used."""
        return self._bytes > self.budget.bytes_max // 2 and not self.ended.done()

    async def room(self) -> None:
        """Wait while crowded: a long replay must not end a client that reads as fast as it can."""
        while self.is_crowded:
            self._less.clear()
            await self._less.wait()

    def _allows(self, permission: str) -> bool:
        return permission in self.identity.permissions or "*" in self.identity.permissions


async def breathe(followers: Collection[Connection]) -> None:
    """Wait until everybody has room again, but not long: one who really is slow must hold up nobody else."""
    await asyncio.sleep(0)
    waits = [asyncio.create_task(one.room()) for one in followers if one.is_crowded]
    if waits:
        _, late = await asyncio.wait(waits, timeout=BREATH_SECONDS_MAX)
        for wait in late:
            wait.cancel()
