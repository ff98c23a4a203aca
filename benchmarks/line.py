"""A client that costs next to nothing: what is measured is the server."""

from __future__ import annotations

import asyncio
import json
import time
from typing import Any


class Line:
    """One kept-alive connection to the loopback; one request at a time."""

    def __init__(self, port: int, headers: dict[str, str] | None = None) -> None:
        self._port = port
        self.headers = headers or {}

    async def __aenter__(self) -> Line:
        self._reader, self._writer = await asyncio.open_connection("127.0.0.1", self._port, limit=1 << 24)
        return self

    async def __aexit__(self, *error: object) -> None:
        self._writer.close()

    async def send(self, method: str, path: str, body: bytes = b"") -> tuple[int, bytes]:
        """Status and body of the answer."""
        headers = {
            "Host": "127.0.0.1",
            "Content-Length": str(len(body)),
            "Content-Type": "application/json",
            **self.headers,
        }
        head = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        self._writer.write(f"{method} {path} HTTP/1.1\r\n{head}\r\n".encode() + body)
        lines = (await self._reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        self.answered = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines[1:] if line)}
        return int(lines[0].split()[1]), await self._reader.readexactly(int(self.answered.get("content-length", 0)))

    async def json(self, method: str, path: str, body: Any = None) -> Any:
        """The answer's JSON; every refusal ends the benchmark."""
        status, answer = await self.send(method, path, b"" if body is None else json.dumps(body).encode())
        assert status < 300, f"{method} {path}: {status} {answer[:300]!r}"
        return json.loads(answer)


async def answering(port: int, seconds_max: float = 60) -> None:
    """Wait until the server answers."""
    deadline = time.monotonic() + seconds_max
    while True:
        try:
            async with Line(port) as line:
                if (await line.send("GET", "/livez"))[0] == 200:
                    return
        except OSError:
            pass
        assert time.monotonic() < deadline, "the server does not answer"
        await asyncio.sleep(0.1)
