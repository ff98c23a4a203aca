"""The nouns of the room: what people are told, and what integrators are."""

from trunkline.domains.notifications.model.notifications import (
    BODY_LENGTH_MAX,
    TITLE_LENGTH_MAX,
    UNREAD_FOR,
    Level,
    Notification,
    Words,
)
from trunkline.domains.notifications.model.webhooks import (
    DESCRIPTION_LENGTH_MAX,
    ERROR_LENGTH_MAX,
    EVERYTHING,
    EXCERPT_LENGTH_MAX,
    KINDS_MAX,
    SECRETS_OVERLAP,
    URL_LENGTH_MAX,
    Answer,
    Attempt,
    Delivery,
    DeliveryState,
    DisabledBecause,
    Endpoint,
    MadeEndpoint,
)

__all__ = [
    "BODY_LENGTH_MAX",
    "DESCRIPTION_LENGTH_MAX",
    "ERROR_LENGTH_MAX",
    "EVERYTHING",
    "EXCERPT_LENGTH_MAX",
    "KINDS_MAX",
    "SECRETS_OVERLAP",
    "TITLE_LENGTH_MAX",
    "UNREAD_FOR",
    "URL_LENGTH_MAX",
    "Answer",
    "Attempt",
    "Delivery",
    "DeliveryState",
    "DisabledBecause",
    "Endpoint",
    "Level",
    "MadeEndpoint",
    "Notification",
    "Words",
]
