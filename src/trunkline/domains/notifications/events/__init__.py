"""What the room announces."""

from trunkline.domains.notifications.events.notifications import NotificationCreated

__all__ = ["NotificationCreated"]
