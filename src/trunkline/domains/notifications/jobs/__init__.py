"""Later work of the room: telling people of facts, writing mails, and taking facts to integrators."""

from trunkline.domains.notifications.jobs.mails import WRITTEN, send_mail, write_mail
from trunkline.domains.notifications.jobs.telling import TOLD, notify
from trunkline.domains.notifications.jobs.webhooks import address_webhooks, replay_webhooks, send_webhook

__all__ = [
    "TOLD",
    "WRITTEN",
    "address_webhooks",
    "notify",
    "replay_webhooks",
    "send_mail",
    "send_webhook",
    "write_mail",
]
