"""Redis. Its databases are numbered, 16 of them; what is published is heard in all."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from signal import SIGKILL

from tests.engines.processes import Command, Home, home, program, running, word

DATABASES = range(16)


class RedisServer:
    def __init__(self, client: str, where: Home, port: int) -> None:
        self._where = where
        self._port = port
        self._client = [client, "-e", "-s", where.folder / "socket"]
        self._numbers: dict[str, int] = {}

    def create_database(self, name: str) -> str:
        self.drop_database(name)
        number = min(set(DATABASES) - set(self._numbers.values()))
        self._numbers[word(name)] = number
        return f"redis://127.0.0.1:{self._port}/{number}"

    def drop_database(self, name: str) -> None:
        number = self._numbers.pop(name, None)
        if number is not None:
            self.execute("-n", str(number), "FLUSHDB")

    def execute(self, *words: str) -> None:
        self._where.run([*self._client, *words])


@contextmanager
def redis_server() -> Iterator[RedisServer]:
    daemon, client = program("redis-server"), program("redis-cli")
    with home() as where:

        def command(port: int) -> Command:
            socket = ["--unixsocket", where.folder / "socket"]
            return [daemon, "--bind", "127.0.0.1", "--port", port, *socket, "--dir", where.folder, "--save", ""]

        def connect(port: int) -> RedisServer:
            server = RedisServer(client, where, port)
            server.execute("PING")
            return server

        with running(where, command, connect, stop=SIGKILL) as server:
            yield server
