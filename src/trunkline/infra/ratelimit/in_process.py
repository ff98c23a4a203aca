"""The limiter of one process. Memory is bounded: idle keys leave by themselves, and beyond the bound the longest untouched one goes."""

from __future__ import annotations

from collections import OrderedDict
from datetime import datetime

from trunkline.infra.ratelimit.gcra import Limit, Verdict, admit, microseconds, verdict

KEYS_MAX = 100_000


class ProcessLimiter:
    def __init__(self, keys_max: int = KEYS_MAX) -> None:
        self._keys_max = keys_max
        self._empty_at: OrderedDict[str, int] = OrderedDict()

    async def check(self, key: str, limit: Limit, now: datetime) -> Verdict:
        moment = microseconds(now)
        empty_at, allowed = admit(self._empty_at.get(key), limit, moment)
        self._empty_at[key] = empty_at
        self._empty_at.move_to_end(key)
        self._forget_idle(moment)
        return verdict(empty_at, allowed, limit, moment)

    async def forget(self, key: str) -> None:
        self._empty_at.pop(key, None)

    def _forget_idle(self, now: int) -> None:
        """Look at the two longest untouched keys: one comes in at a time, so two out keep up without ever sweeping."""
        for _ in range(2):
            key, empty_at = next(iter(self._empty_at.items()))
            if empty_at > now and len(self._empty_at) <= self._keys_max:
                return
            if len(self._empty_at) == 1:
                return
            del self._empty_at[key]

    def __len__(self) -> int:
        return len(self._empty_at)
