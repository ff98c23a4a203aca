"""Telling people, and noting that they have read it."""

from __future__ import annotations

from collections.abc import Collection

from trunkline.domains.notifications import queries, store
from trunkline.domains.notifications.events import NotificationCreated
from trunkline.domains.notifications.model import Notification, Words
from trunkline.infra.scope import Scope
from trunkline.kernel.ids import NotificationId

OPERATOR = "operator"


async def notify(scope: Scope, fact_id: str, kind: str, words: Words) -> None:
    """Tell the scope's company, or without one the operator's staff. Telling of the same fact again does nothing."""
    made = Notification(
        id=scope.new_id(NotificationId),
        company_id=scope.company_id,
        kind=kind,
        level=words.level,
        title=words.title,
        body=words.body,
        link=words.link,
        audience=words.audience,
        created_at=scope.now,
    )
    if await store.insert_notification(scope, made, told_of=f"{fact_id}@{scope.company_id or OPERATOR}"):
        scope.announce(NotificationCreated(company_id=scope.company_id, subject=made.id, about=kind, level=made.level))


async def read_through(scope: Scope, newest: NotificationId) -> int:
    """The caller has read everything up to `newest`. Returns how many are left unread."""
    await store.mark_read(scope, queries.unread_through(scope, newest))
    return await queries.unread_count(scope)


async def read_these(scope: Scope, ids: Collection[NotificationId]) -> int:
    """The caller has read these. Returns how many are left unread."""
    await store.mark_read(scope, queries.unread_among(scope, ids))
    return await queries.unread_count(scope)
