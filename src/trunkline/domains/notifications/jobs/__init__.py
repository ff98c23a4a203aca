"""Later work of the room: telling people of facts, and taking facts to integrators."""

from trunkline.domains.notifications.jobs.telling import TOLD, notify
from trunkline.domains.notifications.jobs.webhooks import address_webhooks, replay_webhooks, send_webhook

__all__ = ["TOLD", "address_webhooks", "notify", "replay_webhooks", "send_webhook"]
