"""What the room announces."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from trunkline.domains.notifications.model import Level
from trunkline.kernel.fact import Fact


@dataclass(frozen=True, slots=True, kw_only=True)
class NotificationCreated(Fact):
    """There is something new to read; the notification is the subject. `about` is the kind of the fact that it tells of."""

    kind: ClassVar[str] = "notification.created"
    audience: ClassVar[str] = "notifications.read"

    about: str
    level: Level
