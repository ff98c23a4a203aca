"""The notification, and the words it is made of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from trunkline.kernel.ids import CompanyId, NotificationId

UNREAD_FOR = timedelta(days=30)
TITLE_LENGTH_MAX = 200
BODY_LENGTH_MAX = 500


class Level(StrEnum):
    info = "info"
    success = "success"
    warning = "warning"
    error = "error"


@dataclass(frozen=True, slots=True)
class Words:
    """What is told. `audience` is the permission that one needs to be told; `link` a path of the console."""

    level: Level
    title: str
    body: str
    link: str | None
    audience: str


@dataclass(frozen=True, slots=True)
class Notification:
    """`company_id` None: told to the operator's staff. `kind` is that of the fact."""

    id: NotificationId
    company_id: CompanyId | None
    kind: str
    level: Level
    title: str
    body: str
    link: str | None
    audience: str
    created_at: datetime
    read: bool = False
