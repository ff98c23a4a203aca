"""A mail server: real SMTP on 127.0.0.1, which answers as it is told to and keeps what it was given.

It speaks as much of RFC 5321 as a sender needs: EHLO, STARTTLS, AUTH PLAIN, MAIL, RCPT, DATA, RSET, QUIT.
"""

from __future__ import annotations

import asyncio
import base64
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any


@dataclass(frozen=True)
class Given:
    """One message as it came, with its envelope and who had signed in."""

    sender: str
    recipient: str
    raw: bytes
    encrypted: bool
    user: str | None

    @property
    def message(self) -> EmailMessage:
        parsed = message_from_bytes(self.raw, policy=default)
        assert isinstance(parsed, EmailMessage)
        return parsed

    @property
    def text(self) -> str:
        body = self.message.get_body(("plain",))
        assert body is not None
        return str(body.get_content())

    @property
    def files(self) -> dict[str, bytes]:
        return {str(one.get_filename()): one.get_content() for one in self.message.iter_attachments()}


@dataclass
class MailServer:
    """`replies` to a verb are given one after the other, then the usual one; an empty one is none, and the line stays open.

    `silent` verbs cut the connection, after DATA was read too. `deaf`: of a message it reads nothing.
    """

    port: int = 0
    trust: ssl.SSLContext | None = None
    starttls: bool = False
    users: dict[str, str] = field(default_factory=dict)
    replies: dict[str, list[str]] = field(default_factory=dict)
    silent: list[str] = field(default_factory=list)
    deaf: bool = False
    given: list[Given] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    serving: set[asyncio.Task[Any]] = field(default_factory=set)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        mine = asyncio.current_task()
        assert mine is not None
        self.serving.add(mine)
        try:
            with suppress(ConnectionError, asyncio.IncompleteReadError):
                await _Talk(self, reader, writer).hold()
        finally:
            writer.close()
            self.serving.discard(mine)

    def reply(self, verb: str, usual: str) -> str | None:
        """None cuts the connection."""
        if verb in self.silent:
            self.silent.remove(verb)
            return None
        waiting = self.replies.get(verb)
        return waiting.pop(0) if waiting else usual


@dataclass
class _Talk:
    server: MailServer
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    encrypted: bool = False
    user: str | None = None
    sender: str = ""
    recipient: str = ""

    async def hold(self) -> None:
        if not await self._say("HELLO", "220 test ESMTP"):
            return
        while line := (await self.reader.readline()).decode().strip():
            verb = line.split(" ")[0].upper()
            self.server.said.append(line)
            if not await self._answer(verb, line) or verb == "QUIT":
                return

    async def _answer(self, verb: str, line: str) -> bool:
        if verb == "EHLO":
            offered = ["STARTTLS"] * (self.server.starttls and not self.encrypted)
            offered += ["AUTH PLAIN"] * bool(self.server.users)
            words = ["test", *offered, "8BITMIME"]
            return await self._say("EHLO", "\r\n".join(f"250-{one}" for one in words[:-1]) + f"\r\n250 {words[-1]}")
        if verb == "STARTTLS":
            return await self._encrypt()
        if verb == "AUTH":
            _, user, password = base64.b64decode(line.split(" ")[2]).decode().split("\0")
            good = self.server.users.get(user) == password
            self.user = user if good else None
            return await self._say("AUTH", "235 welcome" if good else f"535 no {user} with {password}")
        if verb == "MAIL":
            self.sender = line.partition("<")[2].partition(">")[0]
        if verb == "RCPT":
            self.recipient = line.partition("<")[2].partition(">")[0]
        if verb == "DATA":
            return await self._take()
        return await self._say(verb, "221 bye" if verb == "QUIT" else "250 ok")

    async def _take(self) -> bool:
        going = self.server.reply("DATA", "354 go on")
        if not await self._write(going) or not str(going).startswith("354"):
            return going is not None
        if self.server.deaf:
            await asyncio.Event().wait()
        raw = (await self.reader.readuntil(b"\r\n.\r\n"))[:-3].replace(b"\r\n..", b"\r\n.")
        reply = self.server.reply("MESSAGE", "250 queued as 1")
        if not reply or reply.startswith("250"):
            self.server.given.append(Given(self.sender, self.recipient, raw, self.encrypted, self.user))
        return await self._write(reply)

    async def _encrypt(self) -> bool:
        reply = self.server.reply("STARTTLS", "220 go on")
        if not await self._write(reply) or not (reply or "").startswith("220"):
            return reply is not None
        assert self.server.trust is not None
        await self.writer.start_tls(self.server.trust)
        self.encrypted = True
        return True

    async def _say(self, verb: str, usual: str) -> bool:
        return await self._write(self.server.reply(verb, usual))

    async def _write(self, reply: str | None) -> bool:
        if reply is None:
            return False
        if not reply:
            return True
        self.writer.write(f"{reply}\r\n".encode())
        await self.writer.drain()
        return True


@asynccontextmanager
async def serving_mail(certificate: ssl.SSLContext | None = None, *, tls: bool = False) -> AsyncIterator[MailServer]:
    """With a certificate it offers STARTTLS, or speaks TLS from the first byte."""
    server = MailServer(trust=certificate, starttls=certificate is not None and not tls)
    listening = await asyncio.start_server(server.serve, "127.0.0.1", 0, ssl=certificate if tls else None)
    server.port = listening.sockets[0].getsockname()[1]
    try:
        yield server
    finally:
        listening.close()
        for one in list(server.serving):
            one.cancel()
        await asyncio.gather(*server.serving, return_exceptions=True)
