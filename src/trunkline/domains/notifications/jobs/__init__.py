"""Later work of the room: telling people of facts."""

from trunkline.domains.notifications.jobs.telling import TOLD, notify

__all__ = ["TOLD", "notify"]
