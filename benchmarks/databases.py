"""An empty database to measure on, durable as in production: the servers of the tests, with the disk really waited for."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from pathlib import Path

from tests.engines import Server, mariadb_server, postgres_server
from tests.engines.mariadb import MariadbServer
from trunkline.infra.config import Config, load_config

EVERY_ENGINE = ("sqlite", "postgresql", "mariadb")
_SERVERS: dict[str, Callable[..., AbstractContextManager[Server]]] = {
    "postgresql": postgres_server,
    "mariadb": mariadb_server,
}
# The tests' server is a small one. PostgreSQL reads through the system's memory as well; MariaDB has what it is given, and the index of
# millions of calls is larger than 64 MB.
_ROOM_FOR_MARIADB = ("SET GLOBAL innodb_buffer_pool_size = 1073741824", "SET GLOBAL innodb_log_file_size = 268435456")


@contextmanager
def empty_database(engine: str) -> Iterator[Config]:
    """The configuration of a program on it. Raises `EngineMissing` where the engine is not installed."""
    with empty_databases(engine, 1) as (config,):
        yield config


@contextmanager
def empty_databases(engine: str, count: int) -> Iterator[list[Config]]:
    """As many of them, in one server where there is one."""
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        if engine == "sqlite":
            urls = [f"sqlite:///{folder}/benchmark_{n}.sqlite3" for n in range(count)]
        else:
            server = stack.enter_context(_SERVERS[engine](durable=True))
            if isinstance(server, MariadbServer):
                server.execute(*_ROOM_FOR_MARIADB)
            urls = [server.create_database(f"benchmark_{n}") for n in range(count)]
        yield [_config(url, Path(folder) / f"data_{n}") for n, url in enumerate(urls)]


def _config(url: str, folder: Path) -> Config:
    return load_config({}, TRUNKLINE_DATABASE_URL=url, TRUNKLINE_DATA_DIR=str(folder))
