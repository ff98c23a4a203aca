"""MariaDB, in the character set that Debian delivers it with."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from signal import SIGKILL

from tests.engines.processes import Command, Home, home, program, running, word

USER = "trunkline"
SMALL = ["--innodb-log-file-size=8M", "--innodb-buffer-pool-size=64M"]


class MariadbServer:
    def __init__(self, client: str, where: Home, port: int) -> None:
        self._where = where
        self._port = port
        self._client = [client, "--no-defaults", f"--socket={where.folder}/socket", "--user=root"]

    def create_database(self, name: str) -> str:
        self.execute(_drop(name), f"CREATE DATABASE `{name}`", f"GRANT ALL ON `{name}`.* TO {USER}")
        return f"mysql+asyncmy://{USER}@127.0.0.1:{self._port}/{name}?charset=utf8mb4"

    def drop_database(self, name: str) -> None:
        self.execute(_drop(name))

    def execute(self, *statements: str) -> None:
        """Run the statements, as root."""
        self._where.run([*self._client, "--execute", ";".join(statements)])


def _drop(name: str) -> str:
    return f"DROP DATABASE IF EXISTS `{word(name)}`"


@contextmanager
def mariadb_server(*, durable: bool = False) -> Iterator[MariadbServer]:
    daemon, client, install = program("mariadbd"), program("mariadb"), program("mariadb-install-db")
    with home("mysql") as where:
        data = f"--datadir={where.folder}/data"
        users = ["--auth-root-authentication-method=normal", "--skip-test-db"]
        where.run([install, "--no-defaults", data, *users, *SMALL])

        def command(port: int) -> Command:
            return [daemon, "--no-defaults", data, f"--port={port}", *_settings(where.folder, durable)]

        def connect(port: int) -> MariadbServer:
            server = MariadbServer(client, where, port)
            server.execute(f"CREATE OR REPLACE USER {USER}")
            return server

        with running(where, command, connect, stop=SIGKILL) as server:
            yield server


def _settings(folder: Path, durable: bool) -> list[str]:
    careless = [] if durable else ["--innodb-flush-log-at-trx-commit=0", "--innodb-doublewrite=OFF"]
    return [
        *SMALL,
        *careless,
        "--max-connections=60",
        "--bind-address=127.0.0.1",
        "--skip-name-resolve",
        f"--socket={folder}/socket",
        f"--pid-file={folder}/pid",
        "--character-set-server=utf8mb4",
        "--collation-server=utf8mb4_general_ci",
        "--default-time-zone=+05:45",  # Kathmandu: a forgotten conversion cannot hide behind UTC
    ]
