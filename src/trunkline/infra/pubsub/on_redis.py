"""Wake-ups between processes over Redis PUB/SUB: one channel, one listening task per process.

A process rings its own readers directly and ignores its echo. After every (re)connection all readers are rung, because whatever was
published meanwhile is lost.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import secrets
from collections.abc import Collection
from contextlib import AbstractContextManager

import structlog
from redis.asyncio import Redis

from trunkline.infra.pubsub.waiting import Waiting, Woken
from trunkline.infra.redis_client import RedisAway

CHANNEL = "trunkline:wake"
PAUSE_SECONDS_MIN, PAUSE_SECONDS_MAX = 0.1, 5.0

_log = structlog.get_logger(__name__)


class RedisWakeUps:
    def __init__(self, client: Redis) -> None:
        self._client = client
        self._waiting = Waiting()
        self._me = secrets.token_hex(8)
        self._listener: asyncio.Task[None] | None = None
        self.connected = asyncio.Event()

    async def publish(self, *topics: str) -> None:
        for topic in topics:
            self._waiting.ring(topic)
        try:
            await self._client.publish(CHANNEL, json.dumps([self._me, *topics]))
        except RedisAway as error:
            _log.warning("pubsub.wake_up_lost", topics=topics, error=repr(error))

    def subscribe(self, *prefixes: str) -> AbstractContextManager[Woken]:
        return self._waiting.subscribe(*prefixes)

    async def wait(self, *prefixes: str, timeout_seconds: float) -> Collection[str]:
        return await self._waiting.wait(*prefixes, timeout_seconds=timeout_seconds)

    async def start(self) -> None:
        if self._listener is None:
            self._listener = asyncio.create_task(self._listen(), name="wake-ups")

    async def stop(self) -> None:
        if self._listener is not None:
            self._listener.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._listener
            self._listener = None

    async def _listen(self) -> None:
        pause = PAUSE_SECONDS_MIN
        while True:
            try:
                await self._hear()
            except RedisAway as error:
                pause = PAUSE_SECONDS_MIN if self.connected.is_set() else min(pause * 2, PAUSE_SECONDS_MAX)
                _log.warning("pubsub.redis_away", error=repr(error), again_in_seconds=pause)
            self.connected.clear()
            await asyncio.sleep(pause)

    async def _hear(self) -> None:
        async with self._client.pubsub(ignore_subscribe_messages=True) as channel:
            await channel.subscribe(CHANNEL)
            self.connected.set()
            self._waiting.ring_all()
            while True:
                message = await channel.get_message(timeout=10)
                if message is not None:
                    self._deliver(message["data"])

    def _deliver(self, data: bytes) -> None:
        sender, *topics = json.loads(data)
        if sender != self._me:
            for topic in topics:
                self._waiting.ring(topic)
