"""What others may ask about notifications, webhooks and mails."""

from trunkline.domains.notifications.queries.fact_kinds import DELIVERABLE
from trunkline.domains.notifications.queries.mails import (
    MailFilter,
    dunning_tells,
    files_of,
    headers_sent,
    hindrance_of,
    mail,
    mail_attempts,
    mails,
)
from trunkline.domains.notifications.queries.notifications import (
    notifications,
    unread_among,
    unread_count,
    unread_through,
)
from trunkline.domains.notifications.queries.webhook_deliveries import (
    DeliveryFilter,
    Sendable,
    attempts_at,
    body_sent,
    deliveries,
    delivery,
    sendable,
    told,
)
from trunkline.domains.notifications.queries.webhook_endpoints import (
    endpoint,
    endpoints,
    hearers,
    permissions_of,
    somebody_wants,
)

__all__ = [
    "DELIVERABLE",
    "DeliveryFilter",
    "MailFilter",
    "Sendable",
    "attempts_at",
    "body_sent",
    "deliveries",
    "delivery",
    "dunning_tells",
    "endpoint",
    "endpoints",
    "files_of",
    "headers_sent",
    "hearers",
    "hindrance_of",
    "mail",
    "mail_attempts",
    "mails",
    "notifications",
    "permissions_of",
    "sendable",
    "somebody_wants",
    "told",
    "unread_among",
    "unread_count",
    "unread_through",
]
