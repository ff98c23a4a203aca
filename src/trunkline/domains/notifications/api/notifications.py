"""Routes of notifications."""

from datetime import datetime
from typing import Annotated

from fastapi import Query
from pydantic import BaseModel, ConfigDict, Field, model_validator

from trunkline.domains.access.model import Permission
from trunkline.domains.notifications import actions, queries
from trunkline.domains.notifications.api.router import router
from trunkline.domains.notifications.model import Level, Notification
from trunkline.infra.web import PageOut, Paging, ReadScope, WriteScope
from trunkline.kernel.ids import NotificationId


class NotificationOut(BaseModel):
    """`link` is a path of the console; `kind` is that of the fact that is told."""

    id: NotificationId
    kind: str
    level: Level
    title: str
    body: str
    link: str | None
    created_at: datetime
    read: bool

    @staticmethod
    def of(notification: Notification) -> "NotificationOut":
        return NotificationOut(**{name: getattr(notification, name) for name in NotificationOut.model_fields})


class UnreadOut(BaseModel):
    """How many of the last 30 days are unread."""

    count: int


class ReadIn(BaseModel):
    """Either everything up to one notification, or some by name."""

    model_config = ConfigDict(strict=True, extra="forbid")

    through_id: NotificationId | None = None
    ids: Annotated[list[NotificationId] | None, Field(max_length=100)] = None

    @model_validator(mode="after")
    def _one_of_them(self) -> "ReadIn":
        if (self.through_id is None) == (self.ids is None):
            raise ValueError("give either through_id or ids")
        return self


@router.get("/notifications", permission=Permission.notifications_read)
async def list_notifications(
    scope: ReadScope,
    paging: Paging,
    unread: Annotated[bool, Query(description="Only what the caller has not read.")] = False,
) -> PageOut[NotificationOut]:
    """What the caller was told, newest first."""
    page = await queries.notifications(scope, paging.request, unread=unread)
    return paging.out(page.map(NotificationOut.of))


@router.get("/notifications/unread-count", permission=Permission.notifications_read)
async def count_unread_notifications(scope: ReadScope) -> UnreadOut:
    """How many the caller has not read."""
    return UnreadOut(count=await queries.unread_count(scope))


@router.post("/notifications/read", permission=Permission.notifications_read)
async def read_notifications(scope: WriteScope, body: ReadIn) -> UnreadOut:
    """Note that the caller has read these. The answer says how many are left."""
    if body.through_id is not None:
        return UnreadOut(count=await actions.read_through(scope, body.through_id))
    return UnreadOut(count=await actions.read_these(scope, body.ids or []))
