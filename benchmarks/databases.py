"""An empty database to measure on, durable as in production: the servers of the tests, with the disk really waited for."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from tests.engines import Server, mariadb_server, postgres_server
from trunkline.infra.config import Config, load_config

EVERY_ENGINE = ("sqlite", "postgresql", "mariadb")
_SERVERS: dict[str, Callable[..., AbstractContextManager[Server]]] = {
    "postgresql": postgres_server,
    "mariadb": mariadb_server,
}


@contextmanager
def empty_database(engine: str) -> Iterator[Config]:
    """The configuration of a program on it. Raises `EngineMissing` where the engine is not installed."""
    with tempfile.TemporaryDirectory() as folder:
        if engine == "sqlite":
            yield _config(f"sqlite:///{folder}/benchmark.sqlite3", folder)
            return
        with _SERVERS[engine](durable=True) as server:
            yield _config(server.create_database("benchmark"), folder)


def _config(url: str, folder: str) -> Config:
    return load_config({}, TRUNKLINE_DATABASE_URL=url, TRUNKLINE_DATA_DIR=str(Path(folder) / "data"))
