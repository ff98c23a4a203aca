"""The verbs of the room."""

from trunkline.domains.notifications.actions.notifications import notify, read_these, read_through

__all__ = ["notify", "read_these", "read_through"]
