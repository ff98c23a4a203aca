"""The access token: fetched once for however many wait for it, kept until shortly before it expires."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from trunkline.kernel.clock import Clock

# A token is not used in its last minute: it must outlive the request that carries it.
SPARE = timedelta(seconds=60)


@dataclass(frozen=True, slots=True)
class AccessToken:
    value: str = field(repr=False)
    expires_at: datetime


class TokenCache:
    """Holds one token. `fetch` asks PayPal for another, and is never run twice at once."""

    def __init__(self, fetch: Callable[[], Awaitable[AccessToken]], clock: Clock) -> None:
        self._fetch = fetch
        self._clock = clock
        self._lock = asyncio.Lock()
        self._token: AccessToken | None = None

    async def get(self, refused: AccessToken | None = None) -> AccessToken:
        """A token that is valid by our clock and is not the one that PayPal has just `refused`."""
        async with self._lock:
            token = self._token
            if token is None or token is refused or token.expires_at - SPARE <= self._clock.now():
                self._token = token = None
                self._token = token = await self._fetch()
            return token
