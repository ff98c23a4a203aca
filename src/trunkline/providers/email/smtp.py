"""Hands mails to a mail server by SMTP: encrypted before anything is said that matters, a connection per mail.

What a server's reply means (RFC 5321, 4.2.1): 4xx is later, 5xx is never, once the message itself is spoken of. What goes wrong before
(no connection, no encryption, a password that is not taken) is the installation's own trouble and says nothing about the mail: later.
Who has been given the whole message and says nothing may deliver it all the same (4.5.3.2.6): that is an outcome of its own.
"""

from __future__ import annotations

import asyncio
import re
import ssl
from contextlib import suppress
from dataclasses import dataclass
from email.errors import MessageError
from email.utils import parseaddr
from typing import cast

from aiosmtplib import (
    SMTP,
    SMTPAuthenticationError,
    SMTPException,
    SMTPHeloError,
    SMTPResponseException,
    SMTPTimeoutError,
)

from trunkline.domains.notifications.model import REPLY_LENGTH_MAX, HandedOver, Letter, Reply
from trunkline.domains.notifications.rules import message_of
from trunkline.infra.mail_settings import MailServer

PARTING_SECONDS = 2
# What is slower than this is as good as stuck.
BYTES_PER_SECOND_MIN = 8 * 1024
_GO_ON, _TAKEN = 354, 250
_PERMANENT = range(500, 600)
# Sign in first, in other ways or encrypted: that is about us, not about the mail.
_ABOUT_US = {530, 534, 535, 538}
_LINE_END, _LINE_STARTS_WITH_DOT = re.compile(rb"\r\n|\r|\n"), re.compile(rb"(?m)^\.")
_STUCK = "The mail server stopped reading in the middle of the message."
_UNANSWERED = "The mail server was given the whole message and did not say whether it takes it."


@dataclass(frozen=True, slots=True)
class Patience:
    """How long each reply is waited for, in seconds: as RFC 5321, 4.5.3.2 asks from the envelope on.

    A server that is not there is given up sooner, because nothing was said yet. `taken` is the reply to the whole message: who gives up
    there too soon sends it twice.
    """

    connect: float = 30
    envelope: float = 300
    data: float = 120
    taken: float = 600


class SmtpMails:
    """Implements `MailSender`. `trusted`: whose certificates are believed, where not those that everybody believes."""

    sends = True

    def __init__(
        self,
        server: MailServer,
        sender: str,
        *,
        trusted: ssl.SSLContext | None = None,
        patience: Patience | None = None,
    ) -> None:
        self.sender = sender
        self._server = server
        self._trusted = trusted
        self._patience = patience or Patience()

    async def send(self, letter: Letter) -> HandedOver:
        """See the port."""
        try:
            message = message_of(letter)
            envelope, written = message["From"].addresses[0].addr_spec, _as_lines(message.as_bytes())
        except (MessageError, ValueError) as error:
            return HandedOver(Reply.refused, None, f"It cannot be written as a message: {_excerpt(str(error))}")
        try:
            client = await self._connected()
        except (SMTPException, OSError, ValueError) as error:
            return HandedOver(Reply.later, _code(error), _trouble(error))
        try:
            handed = await self._hand_over(client, envelope, letter.recipient, written)
            if handed.code is not None:
                await _part(client)
            return handed
        finally:
            _hang_up(client)

    async def _hand_over(self, client: SMTP, envelope: str, recipient: str, written: bytes) -> HandedOver:
        waits = self._patience
        try:
            size = [f"size={len(written)}"] if client.supports_extension("size") else []
            await client.mail(envelope, options=size, timeout=waits.envelope)
            await client.rcpt(recipient, timeout=waits.envelope)
            going = await client.execute_command(b"DATA", timeout=waits.data)
        except (SMTPException, OSError) as error:
            return _judged(error)
        if going.code != _GO_ON:
            return _read(going.code, going.message)
        return await self._give(client, written)

    async def _give(self, client: SMTP, written: bytes) -> HandedOver:
        """The message itself. Once all of it has left, only a reply says what became of it."""
        protocol = client.protocol
        assert protocol is not None, "the server has just said that it listens"
        try:
            protocol.write(written + b".\r\n")
            code, words = await protocol.read_response(self._patience.taken + len(written) / BYTES_PER_SECOND_MIN)
        except (SMTPException, OSError) as error:
            stuck = isinstance(error, SMTPTimeoutError) and _is_unsent(client)
            return HandedOver(Reply.later, None, _STUCK) if stuck else HandedOver(Reply.unanswered, None, _UNANSWERED)
        return HandedOver(Reply.accepted, code, _excerpt(words)) if code == _TAKEN else _read(code, words)

    async def _connected(self) -> SMTP:
        """A client that may send: connected, encrypted as the settings demand, signed in. It is closed again when that fails."""
        server = self._server
        client = SMTP(
            hostname=server.host,
            port=server.port,
            # Not the name of this machine, which is nobody's business and may take long to find out.
            local_hostname=_domain_of(self.sender),
            timeout=self._patience.connect,
            use_tls=server.security == "tls",
            # Insisted on: with "when offered" anybody in between could talk us out of it.
            start_tls=server.security == "starttls",
            tls_context=self._context(),
        )
        try:
            await client.connect()
            if server.user is not None and server.password is not None:
                await client.login(server.user, server.password)
            if client.is_ehlo_or_helo_needed:
                with suppress(SMTPHeloError):  # whoever knows only the older greeting gets that with the envelope
                    await client.ehlo()
        except BaseException:
            client.close()
            raise
        return client

    def _context(self) -> ssl.SSLContext | None:
        if self._server.security == "plain":
            return None
        if self._trusted is None:
            self._trusted = ssl.create_default_context()
        return self._trusted


async def _part(client: SMTP) -> None:
    """It has the message already: how it takes leave must not change that."""
    with suppress(SMTPException, OSError, TimeoutError):
        async with asyncio.timeout(PARTING_SECONDS):
            await client.quit()


def _hang_up(client: SMTP) -> None:
    """At once: what is left to be sent must not arrive after it was said to have failed."""
    if client.transport is not None:
        cast(asyncio.WriteTransport, client.transport).abort()
    client.close()


def _is_unsent(client: SMTP) -> bool:
    """Whether the end of the message is still here: then the server cannot have taken it."""
    return client.transport is not None and bool(cast(asyncio.WriteTransport, client.transport).get_write_buffer_size())


def _as_lines(message: bytes) -> bytes:
    """As it goes over the wire (RFC 5321, 4.5.2): whole lines, and none that could be taken for the end."""
    return _LINE_STARTS_WITH_DOT.sub(b"..", _LINE_END.sub(b"\r\n", message.rstrip(b"\r\n")) + b"\r\n")


def _domain_of(sender: str) -> str:
    return parseaddr(sender)[1].rpartition("@")[2]


def _judged(error: Exception) -> HandedOver:
    """What became of a message that was spoken of and not yet given."""
    if isinstance(error, SMTPResponseException):
        return _read(error.code, error.message)
    return HandedOver(Reply.later, None, _trouble(error))


def _read(code: int, words: str) -> HandedOver:
    """A reply that does not take it."""
    reply = Reply.refused if code in _PERMANENT and code not in _ABOUT_US else Reply.later
    return HandedOver(reply, code, f"The mail server said {code}: {_excerpt(words)}")


def _trouble(error: Exception) -> str:
    """What went wrong before the message was spoken of. Replies to a sign-in may repeat the user: they are left out."""
    if isinstance(error, SMTPAuthenticationError):
        return f"The mail server did not take the user and the password of TRUNKLINE_MAIL_URL ({error.code})."
    if isinstance(error, SMTPResponseException):
        return f"The mail server said {error.code}: {_excerpt(error.message)}"
    return f"The mail server cannot be reached: {_excerpt(str(error)) or type(error).__name__}."


def _code(error: Exception) -> int | None:
    return error.code if isinstance(error, SMTPResponseException) else None


def _excerpt(words: str) -> str:
    """As text that every database keeps and every screen shows, in one line."""
    return "".join(one if one.isprintable() else " " for one in words)[: REPLY_LENGTH_MAX - 60].strip()
