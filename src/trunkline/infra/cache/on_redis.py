"""The cache of several processes: one script reads the answer and the present versions of its tags in one round trip.

An answer is a hash of its value and of the tag versions from before its load. A tag's version is random, not counted: a counter that
expired and started again could make an old answer look fresh. Loads are shared within a process, so that a key that expires is
loaded at most once per process. While Redis is away every request loads for itself.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable

import structlog
from redis.asyncio import Redis

from trunkline.infra.cache.flight import SingleFlight
from trunkline.infra.cache.key import TTL_SECONDS_MAX, CacheCounts, CacheKey, Load
from trunkline.infra.redis_client import RedisAway

_ENTRY, _TAG = "trunkline:cache:", "trunkline:tag:"

# Returns {versions of the tags now, value or nil}. KEYS[1] is the answer, the others are its tags.
_READ = """
local versions = {}
for i = 2, #KEYS do versions[i - 1] = redis.call('GET', KEYS[i]) or '' end
local now = cjson.encode(versions)
local entry = redis.call('HMGET', KEYS[1], 'value', 'versions')
if entry[2] == now then return {now, entry[1]} end
return {now, false}
"""

# Keeps the answer unless a tag moved on while it was loaded.
_KEEP = """
local versions = {}
for i = 2, #KEYS do versions[i - 1] = redis.call('GET', KEYS[i]) or '' end
if cjson.encode(versions) ~= ARGV[2] then return 0 end
redis.call('HSET', KEYS[1], 'value', ARGV[1], 'versions', ARGV[2])
redis.call('EXPIRE', KEYS[1], ARGV[3])
return 1
"""

_log = structlog.get_logger(__name__)


class RedisCache:
    def __init__(self, client: Redis) -> None:
        self.counts = CacheCounts()
        self._client = client
        self._read = client.register_script(_READ)
        self._keep = client.register_script(_KEEP)
        self._flights: SingleFlight[bytes] = SingleFlight()

    async def get_or_load(self, key: CacheKey, ttl_seconds: int, load: Load, *, tags: Iterable[str] = ()) -> bytes:
        assert 0 < ttl_seconds <= TTL_SECONDS_MAX
        keys = [_ENTRY + key.text, *(_TAG + tag for tag in tags)]

        async def fetch() -> bytes:
            versions, kept = await self._find(keys)
            if kept is not None:
                self.counts.hits += 1
                return kept
            self.counts.misses += 1
            value = await load()
            await self._store(keys, value, versions, ttl_seconds)
            return value

        value, shared = await self._flights.run(key.text, fetch)
        self.counts.shared += shared
        return value

    async def invalidate(self, *tags: str) -> None:
        """Raises when Redis is away: the caller must know that old answers may live on until their time is up."""
        async with self._client.pipeline(transaction=True) as together:
            for tag in tags:
                together.set(_TAG + tag, secrets.token_hex(8), ex=TTL_SECONDS_MAX)
            await together.execute()

    async def _find(self, keys: list[str]) -> tuple[bytes | None, bytes | None]:
        try:
            versions, value = await self._read(keys=keys)
        except RedisAway as error:
            self._failed(error)
            return None, None
        return versions, value

    async def _store(self, keys: list[str], value: bytes, versions: bytes | None, ttl_seconds: int) -> None:
        if versions is None:
            return  # it was not known before the load what the answer depends on
        try:
            await self._keep(keys=keys, args=[value, versions, ttl_seconds])
        except RedisAway as error:
            self._failed(error)

    def _failed(self, error: BaseException) -> None:
        self.counts.failures += 1
        _log.warning("cache.redis_away", error=repr(error))
