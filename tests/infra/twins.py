"""A Redis for the tests that run on both twins; skips visibly where there is none."""

from __future__ import annotations

import importlib.util
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from redis.asyncio import Redis


def redis_url(request: pytest.FixtureRequest) -> str:
    """The address of the tests' Redis server, started once for the run by `tests.engines`."""
    if importlib.util.find_spec("redis") is None:
        pytest.skip("the redis extra is not installed")
    url: str = request.getfixturevalue("redis_server")
    return url


@asynccontextmanager
async def redis_or_skip(request: pytest.FixtureRequest) -> AsyncIterator[Redis]:
    """A client of an empty server."""
    url = redis_url(request)
    from trunkline.infra.redis_client import redis_client

    client = redis_client(url)
    await client.flushall()
    try:
        yield client
    finally:
        await client.aclose()
