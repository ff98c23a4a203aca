"""The nouns of the room: what people are told, and what integrators are."""

from trunkline.domains.notifications.model.notifications import (
    BODY_LENGTH_MAX,
    TITLE_LENGTH_MAX,
    UNREAD_FOR,
    Level,
    Notification,
    Words,
)

__all__ = ["BODY_LENGTH_MAX", "TITLE_LENGTH_MAX", "UNREAD_FOR", "Level", "Notification", "Words"]
