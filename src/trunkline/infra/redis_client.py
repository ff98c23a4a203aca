"""The one place that opens a connection to Redis or Valkey, and the name of everything that can go wrong with it.

Imported only when `TRUNKLINE_REDIS_URL` is set: the embedded default does not need the `redis` extra. What lives in Redis is a
convenience (cache, limits, presence, wake-ups): each user of it says what happens while it is away, and none of them fails.
"""

from __future__ import annotations

from redis.asyncio import Redis
from redis.exceptions import RedisError

# What a call may raise while the server is away, restarting or slow. Anything else is a mistake of ours and must be seen.
RedisAway = (RedisError, OSError, TimeoutError)


def redis_client(url: str) -> Redis:
    """A client with its own pool. An answer that takes longer than a second is worth less than going on without it."""
    return Redis.from_url(url, socket_timeout=1.0, socket_connect_timeout=1.0, health_check_interval=30)
