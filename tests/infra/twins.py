"""A Redis for the tests that run on both twins; skips visibly where there is none."""

from __future__ import annotations

import importlib.util
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from redis.asyncio import Redis

    from tests.engines import Server


TWINS = ["in_process", pytest.param("redis", marks=pytest.mark.redis)]


def redis_url(request: pytest.FixtureRequest) -> str:
    """The address of an empty database of the run's Redis server."""
    if importlib.util.find_spec("redis") is None:
        pytest.skip("the redis extra is not installed")
    server: Server = request.getfixturevalue("redis_server")
    return server.create_database("twins")


@asynccontextmanager
async def redis_or_skip(request: pytest.FixtureRequest) -> AsyncIterator[Redis]:
    """A client of an empty server."""
    url = redis_url(request)
    from trunkline.infra.redis_client import redis_client

    client = redis_client(url)
    try:
        yield client
    finally:
        await client.aclose()
