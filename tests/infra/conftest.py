"""The Redis on which the twins are tested, one per run."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.engines import Server, serve


@pytest.fixture(scope="session")
def redis_server() -> Iterator[Server]:
    with serve("redis") as server:
        yield server
