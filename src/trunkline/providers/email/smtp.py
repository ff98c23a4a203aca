"""Hands mails to a mail server by SMTP: encrypted before anything is said that matters, a connection per mail.

What a server's reply means (RFC 5321, 4.2.1): 4xx is later, 5xx is never, once the message itself is spoken of. What goes wrong before
(no connection, no encryption, a password that is not taken) is the installation's own trouble and says nothing about the mail: later.
"""

from __future__ import annotations

import asyncio
import ssl
from contextlib import suppress
from email.utils import parseaddr

from aiosmtplib import (
    SMTP,
    SMTPAuthenticationError,
    SMTPException,
    SMTPRecipientsRefused,
    SMTPResponseException,
)

from trunkline.domains.notifications.model import REPLY_LENGTH_MAX, HandedOver, Letter, Reply
from trunkline.domains.notifications.rules import message_of
from trunkline.infra.mail_settings import MailServer

COMMAND_SECONDS = 15
PARTING_SECONDS = 2
_PERMANENT = range(500, 600)
# Sign in first, in other ways or encrypted: that is about us, not about the mail.
_ABOUT_US = {530, 534, 535, 538}


class SmtpMails:
    """Implements `MailSender`. `trusted`: whose certificates are believed, where not those that everybody believes."""

    sends = True

    def __init__(self, server: MailServer, sender: str, *, trusted: ssl.SSLContext | None = None) -> None:
        self.sender = sender
        self._server = server
        self._trusted = trusted

    async def send(self, letter: Letter) -> HandedOver:
        """See the port."""
        message = message_of(letter)
        envelope = message["From"].addresses[0].addr_spec
        try:
            client = await self._connected()
        except (SMTPException, OSError, ValueError) as error:
            return HandedOver(Reply.later, _code(error), _trouble(error))
        try:
            _, words = await client.sendmail(envelope, letter.recipient, message.as_bytes())
        except (SMTPException, OSError) as error:
            return _judged(error)
        else:
            await _part(client)
            return HandedOver(Reply.accepted, 250, _excerpt(words))
        finally:
            client.close()

    async def _connected(self) -> SMTP:
        """A client that may send: connected, encrypted as the settings demand, signed in. It is closed again when that fails."""
        server = self._server
        client = SMTP(
            hostname=server.host,
            port=server.port,
            # Not the name of this machine, which is nobody's business and may take long to find out.
            local_hostname=_domain_of(self.sender),
            timeout=COMMAND_SECONDS,
            use_tls=server.security == "tls",
            # Insisted on: with "when offered" anybody in between could talk us out of it.
            start_tls=server.security == "starttls",
            tls_context=self._context(),
        )
        try:
            await client.connect()
            if server.user is not None and server.password is not None:
                await client.login(server.user, server.password)
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


def _domain_of(sender: str) -> str:
    return parseaddr(sender)[1].rpartition("@")[2]


def _judged(error: Exception) -> HandedOver:
    """What became of a message that was spoken of. Without a reply the server may have it all the same: the next one has its id."""
    if isinstance(error, SMTPRecipientsRefused) and error.recipients:
        return _judged(error.recipients[0])
    if isinstance(error, SMTPResponseException):
        reply = Reply.refused if error.code in _PERMANENT and error.code not in _ABOUT_US else Reply.later
        return HandedOver(reply, error.code, f"The mail server said {error.code}: {_excerpt(error.message)}")
    return HandedOver(Reply.later, None, _trouble(error))


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
