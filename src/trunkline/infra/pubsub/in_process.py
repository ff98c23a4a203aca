"""Wake-ups within one process."""

from __future__ import annotations

from collections.abc import Collection
from contextlib import AbstractContextManager

from trunkline.infra.pubsub.waiting import Waiting, Woken


class ProcessWakeUps:
    def __init__(self) -> None:
        self._waiting = Waiting()

    async def publish(self, *topics: str) -> None:
        for topic in topics:
            self._waiting.ring(topic)

    def subscribe(self, *prefixes: str) -> AbstractContextManager[Woken]:
        return self._waiting.subscribe(*prefixes)

    async def wait(self, *prefixes: str, timeout_seconds: float) -> Collection[str]:
        return await self._waiting.wait(*prefixes, timeout_seconds=timeout_seconds)

    async def start(self) -> None:
        """Nothing to connect."""

    async def stop(self) -> None:
        """Nothing to let go of."""
