"""PostgreSQL, with a role that owns its databases but may not look past row-level security."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from signal import SIGQUIT

from tests.engines.processes import Command, EngineMissing, Home, home, running, word

ROLE = "trunkline"


class PostgresServer:
    def __init__(self, binaries: Path, where: Home, port: int) -> None:
        self._where = where
        self._port = port
        self._psql = [binaries / "psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", "-h", where.folder, "-p", port]

    def create_database(self, name: str) -> str:
        self.execute(_drop(name), f'CREATE DATABASE "{name}" OWNER {ROLE}')
        return f"postgresql+asyncpg://{ROLE}@127.0.0.1:{self._port}/{name}"

    def drop_database(self, name: str) -> None:
        self.execute(_drop(name))

    def execute(self, *statements: str) -> None:
        """Run each statement on its own, as superuser."""
        commands = [part for statement in statements for part in ("-c", statement)]
        self._where.run([*self._psql, "-U", "postgres", "-d", "postgres", *commands])


def _drop(name: str) -> str:
    return f'DROP DATABASE IF EXISTS "{word(name)}" WITH (FORCE)'


@contextmanager
def postgres_server(*, durable: bool = False) -> Iterator[PostgresServer]:
    binaries = _binaries()
    with home("postgres") as where:
        data = where.folder / "data"
        words = ["--encoding=UTF8", "--locale=C.UTF-8"]
        where.run([binaries / "initdb", "-D", data, "-U", "postgres", "--auth=trust", "--no-sync", *words])

        def command(port: int) -> Command:
            return [binaries / "postgres", "-D", data, "-p", port, *_settings(where.folder, durable)]

        def connect(port: int) -> PostgresServer:
            server = PostgresServer(binaries, where, port)
            server.execute(f"CREATE ROLE {ROLE} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS")
            return server

        # SIGQUIT is the immediate shutdown: the backends and the shared memory go too, as they would not after SIGKILL.
        with running(where, command, connect, stop=SIGQUIT) as server:
            yield server


def _settings(folder: Path, durable: bool) -> list[str]:
    careless = [] if durable else ["fsync=off", "synchronous_commit=off", "full_page_writes=off"]
    settings = [
        *careless,
        "shared_buffers=64MB",
        "max_connections=60",
        "listen_addresses=127.0.0.1",
        f"unix_socket_directories={folder}",
        "timezone=Asia/Kathmandu",  # +05:45: a forgotten conversion cannot hide behind UTC
    ]
    return [part for setting in settings for part in ("-c", setting)]


def _binaries() -> Path:
    """The folder of initdb, postgres and psql. Debian keeps one per version and off PATH; the newest wins."""
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name), reverse=True)
    on_path = [Path(found).parent for found in [shutil.which("initdb")] if found]
    for folder in (*debian, *on_path):
        if all((folder / name).exists() for name in ("initdb", "postgres", "psql")):
            return folder
    raise EngineMissing("PostgreSQL is not installed")
