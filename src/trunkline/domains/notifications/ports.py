"""What the room needs from the outside: who takes a webhook to its receiver, who knows addresses, who takes a mail."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from trunkline.domains.notifications.model import Answer, HandedOver, Letter

# Whole: look-up, connection, request and answer.
ATTEMPT_SECONDS_MAX = 15
# Whole: connection, encryption, sign-in and the message with its documents. A server has ten minutes for its last reply alone.
HAND_OVER_SECONDS_MAX = 1800


class WebhookSender(Protocol):
    """Called outside of any transaction."""

    @property
    def reaches_loopback(self) -> bool:
        """Whether http to this machine itself is allowed, for development."""
        ...

    async def post(self, url: str, headers: Mapping[str, str], body: bytes) -> Answer:
        """POST once, within `ATTEMPT_SECONDS_MAX`, following nothing. Whatever goes wrong is an answer without a status."""
        ...


class NameResolver(Protocol):
    """Looks names up. Every connection goes to an address that came from here and was checked."""

    async def addresses(self, host: str, port: int) -> Sequence[str]:
        """The IP addresses of a name or of an address in any notation. Raises `OSError` when there is none."""
        ...


class MailSender(Protocol):
    """Called outside of any transaction."""

    @property
    def sends(self) -> bool:
        """Whether anything leaves from here; otherwise mails are kept where the console shows them."""
        ...

    @property
    def sender(self) -> str:
        """Who mails are from: `Name <address>` or an address."""
        ...

    async def send(self, letter: Letter) -> HandedOver:
        """Hand it to the mail server once. Whatever goes wrong is said by what is returned."""
        ...
