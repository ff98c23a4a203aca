"""What the room announces."""

from trunkline.domains.notifications.events.mails import MailFailed, MailResent
from trunkline.domains.notifications.events.notifications import NotificationCreated
from trunkline.domains.notifications.events.webhooks import (
    WebhookDeliveryReplayed,
    WebhookEndpointChanged,
    WebhookEndpointCreated,
    WebhookEndpointDeleted,
    WebhookEndpointDisabled,
    WebhookEndpointReplayed,
    WebhookEndpointTested,
    WebhookSecretRotated,
)

__all__ = [
    "MailFailed",
    "MailResent",
    "NotificationCreated",
    "WebhookDeliveryReplayed",
    "WebhookEndpointChanged",
    "WebhookEndpointCreated",
    "WebhookEndpointDeleted",
    "WebhookEndpointDisabled",
    "WebhookEndpointReplayed",
    "WebhookEndpointTested",
    "WebhookSecretRotated",
]
