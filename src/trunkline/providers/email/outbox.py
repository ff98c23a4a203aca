"""The embedded default: nothing leaves, mails stay in the outbox."""

from __future__ import annotations

from trunkline.domains.notifications.model import HandedOver, Letter, Reply


class OutboxMails:
    """Implements `MailSender`. Mails are rows that the room keeps; asked to send one all the same, it takes none."""

    sends = False

    def __init__(self, sender: str) -> None:
        self.sender = sender

    async def send(self, letter: Letter) -> HandedOver:
        return HandedOver(Reply.later, None, "Mails are kept here and not sent.")
