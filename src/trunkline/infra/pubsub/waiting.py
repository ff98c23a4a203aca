"""Who waits for which topics, inside one process. Both twins deliver here."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Collection, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Protocol

# Beyond so many different topics a reader that has not looked yet is better off looking at everything.
PENDING_MAX = 10_000


class WakeUps(Protocol):
    async def publish(self, *topics: str) -> None:
        """Wake whoever waits for these topics, in every process. Never fails: a lost wake-up costs latency only."""
        ...

    def subscribe(self, *prefixes: str) -> AbstractContextManager[Woken]:
        """Wait for topics that begin with one of `prefixes`; what is published inside the block from now on is heard."""
        ...

    async def wait(self, *prefixes: str, timeout_seconds: float) -> Collection[str]:
        """One wait without a subscription around it: what is published between two such calls is not heard."""
        ...

    async def start(self) -> None: ...

    async def stop(self) -> None: ...


class Woken:
    """One reader's wake-ups, each topic at most once until the reader looks."""

    def __init__(self, prefixes: tuple[str, ...]) -> None:
        self.prefixes = prefixes
        self._pending: set[str] = set()
        self._rung = asyncio.Event()

    async def wait(self, timeout_seconds: float) -> Collection[str]:
        """The topics published since the last call; nothing after `timeout_seconds`: look anyway.

        A prefix itself among the topics means that wake-ups may have been missed: look at everything under it.
        """
        try:
            await asyncio.wait_for(self._rung.wait(), timeout_seconds)
        except TimeoutError:
            return frozenset()
        return self.taken()

    def taken(self) -> Collection[str]:
        """The topics published since the last call, without waiting: for a reader that looks before each use of what it remembers."""
        topics, self._pending = self._pending, set()
        self._rung.clear()
        return topics

    async def __aiter__(self) -> AsyncIterator[str]:
        """Topics one by one, without end. For readers whose looking by themselves is somebody else's task."""
        while True:
            for topic in await self.wait(60):
                yield topic

    def ring(self, topic: str) -> None:
        if len(self._pending) >= PENDING_MAX:
            self._pending = set(self.prefixes)
        self._pending.add(topic)
        self._rung.set()


class Waiting:
    """The readers of this process."""

    def __init__(self) -> None:
        self._readers: set[Woken] = set()

    @contextmanager
    def subscribe(self, *prefixes: str) -> Iterator[Woken]:
        reader = Woken(prefixes)
        self._readers.add(reader)
        try:
            yield reader
        finally:
            self._readers.discard(reader)

    async def wait(self, *prefixes: str, timeout_seconds: float) -> Collection[str]:
        with self.subscribe(*prefixes) as woken:
            return await woken.wait(timeout_seconds)

    def ring(self, topic: str) -> None:
        for reader in self._readers:
            if topic.startswith(reader.prefixes):
                reader.ring(topic)

    def ring_all(self) -> None:
        """Wake-ups may have been missed: everybody looks at everything."""
        for reader in self._readers:
            for prefix in reader.prefixes:
                reader.ring(prefix)
