"""The limiter of several processes: one script, one round trip, one key per limit that expires when its bucket is empty.

The processes send their own clock, so their clocks must agree within the limits' grain (NTP does). While Redis is away each
process counts for itself: a limit is then too generous by the number of processes, which is better than none and better than 503.
"""

from __future__ import annotations

from datetime import datetime

import structlog
from redis.asyncio import Redis

from trunkline.infra.ratelimit.gcra import Limit, Limiter, Verdict, microseconds, verdict
from trunkline.infra.ratelimit.in_process import ProcessLimiter
from trunkline.infra.redis_client import RedisAway

_PREFIX = "trunkline:limit:"

# `admit` of gcra.py. Lua numbers are doubles: microseconds since 1970 stay exact until the year 2255.
_ADMIT = """
local now, interval, size = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local empty_at = math.max(tonumber(redis.call('GET', KEYS[1]) or now), now)
local moved = empty_at + interval
if moved - size * interval > now then return {string.format('%.0f', empty_at), 0} end
redis.call('SET', KEYS[1], string.format('%.0f', moved), 'PX', math.ceil((moved - now) / 1000))
return {string.format('%.0f', moved), 1}
"""

_log = structlog.get_logger(__name__)


class RedisLimiter:
    def __init__(self, client: Redis, fallback: Limiter | None = None) -> None:
        self._client = client
        self._admit = client.register_script(_ADMIT)
        self._fallback = fallback or ProcessLimiter()

    async def check(self, key: str, limit: Limit, now: datetime) -> Verdict:
        moment = microseconds(now)
        try:
            empty_at, allowed = await self._admit(keys=[_PREFIX + key], args=[moment, limit.interval, limit.size])
        except RedisAway as error:
            _log.warning("ratelimit.redis_away", error=repr(error))
            return await self._fallback.check(key, limit, now)
        return verdict(int(empty_at), bool(allowed), limit, moment)

    async def forget(self, key: str) -> None:
        await self._fallback.forget(key)
        try:
            await self._client.delete(_PREFIX + key)
        except RedisAway as error:
            _log.warning("ratelimit.redis_away", error=repr(error))
