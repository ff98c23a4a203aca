"""Somebody who listens to webhooks: a real HTTP server on 127.0.0.1, which answers as it is told to and keeps what it heard.

It reads signatures by a computation of its own, as an integrator would write it from the text of the standard.
"""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
import json
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Heard:
    """One request as it came."""

    line: str
    headers: dict[str, str]
    body: bytes

    @property
    def told(self) -> Any:
        return json.loads(self.body)

    def is_signed_with(self, secret: str) -> bool:
        """Whether one of the signatures is good under a secret of the form `whsec_…`."""
        mark, _, encoded = secret.partition("_")
        assert mark == "whsec"
        content = b".".join(
            [self.headers["webhook-id"].encode(), self.headers["webhook-timestamp"].encode(), self.body]
        )
        expected = base64.standard_b64encode(hmac.digest(base64.standard_b64decode(encoded), content, hashlib.sha256))
        given = [one.split(",", 1) for one in self.headers["webhook-signature"].split(" ")]
        return any(version == "v1" and hmac.compare_digest(one.encode(), expected) for version, one in given)


@dataclass
class Receiver:
    """`answers` are given one after the other, the last of them from then on; `pause` comes before each."""

    address: str = ""
    port: int = 0
    answers: list[bytes] = field(default_factory=lambda: [answer(204)])
    heard: list[Heard] = field(default_factory=list)
    pause_seconds: int = 0
    arrived: asyncio.Event = field(default_factory=asyncio.Event)
    serving: set[asyncio.Task[Any]] = field(default_factory=set)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        mine = asyncio.current_task()
        assert mine is not None
        self.serving.add(mine)
        try:
            await self._answer(reader, writer)
        finally:
            self.serving.discard(mine)
            writer.close()

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        line, *lines = (await reader.readuntil(b"\r\n\r\n")).decode().strip().split("\r\n")
        headers = {name.lower(): value for name, _, value in (one.partition(": ") for one in lines)}
        body = await reader.readexactly(int(headers.get("content-length", 0)))
        self.heard.append(Heard(line, headers, body))
        self.arrived.set()
        await asyncio.sleep(self.pause_seconds)
        writer.write(self.answers.pop(0) if len(self.answers) > 1 else self.answers[0])
        with suppress(ConnectionError):  # somebody has heard enough of the answer
            await writer.drain()


def answer(status: int, body: str = "", *headers: str) -> bytes:
    lines = [f"HTTP/1.1 {status} Said", f"Content-Length: {len(body.encode())}", "Connection: close", *headers]
    return ("\r\n".join(lines) + "\r\n\r\n" + body).encode()


@asynccontextmanager
async def receiving(certificate: ssl.SSLContext | None = None) -> AsyncIterator[Receiver]:
    receiver = Receiver()
    server = await asyncio.start_server(receiver.serve, "127.0.0.1", 0, ssl=certificate)
    receiver.port = server.sockets[0].getsockname()[1]
    receiver.address = f"{'http' if certificate is None else 'https'}://127.0.0.1:{receiver.port}/hooks"
    async with server:
        yield receiver
        left = list(receiver.serving)
        for task in left:
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)
