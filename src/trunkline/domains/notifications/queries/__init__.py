"""What others may ask about notifications."""

from trunkline.domains.notifications.queries.notifications import (
    notifications,
    unread_among,
    unread_count,
    unread_through,
)

__all__ = ["notifications", "unread_among", "unread_count", "unread_through"]
