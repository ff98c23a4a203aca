"""The room's tables and every write to them."""

from trunkline.domains.notifications.store.notifications import (
    insert_notification,
    mark_read,
    notification,
    notification_of,
    notification_read,
)

__all__ = ["insert_notification", "mark_read", "notification", "notification_of", "notification_read"]
