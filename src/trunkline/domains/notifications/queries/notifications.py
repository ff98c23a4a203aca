"""What somebody has been told, and how much of it is unread. Told is what was written for the scope's company, or for the operator."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, literal, not_, select

from trunkline.domains.notifications import store
from trunkline.domains.notifications.model import UNREAD_FOR, Notification
from trunkline.infra.columns import UtcDateTime
from trunkline.infra.scope import Scope
from trunkline.kernel.ids import NotificationId
from trunkline.kernel.page import Page, PageRequest, page_of

_table, _marks = store.notification, store.notification_read


async def notifications(scope: Scope, request: PageRequest, *, unread: bool = False) -> Page[Notification]:
    """Newest first; with `unread`, only what the caller has not read."""
    is_unread = _is_unread(scope)
    chosen = select(_table, not_(is_unread).label("read")).where(_told(scope))
    if unread:
        chosen = chosen.where(is_unread)
    if request.position is not None:
        chosen = chosen.where(_table.c.id < request.position[0])
    rows = await scope.tx.execute(chosen.order_by(_table.c.id.desc()).limit(request.limit + 1))
    return page_of([store.notification_of(row) for row in rows], request, lambda one: (one.id,))


async def unread_count(scope: Scope) -> int:
    """How many of the last 30 days the caller has not read."""
    counted = select(func.count()).select_from(_table).where(_told(scope), _is_unread(scope))
    return int((await scope.tx.execute(counted)).scalar_one())


def unread_through(scope: Scope, newest: NotificationId) -> Select[Any]:
    """The marks that make everything up to `newest` read."""
    return _marks_for(scope).where(_table.c.id <= newest)


def unread_among(scope: Scope, ids: Collection[NotificationId]) -> Select[Any]:
    """The marks that make these read; another company's are not among them."""
    return _marks_for(scope).where(_table.c.id.in_(ids))


def _marks_for(scope: Scope) -> Select[Any]:
    read_at = literal(scope.now, UtcDateTime())
    return select(_table.c.id, literal(scope.actor.id), read_at).where(_told(scope), _is_unread(scope))


def _told(scope: Scope) -> ColumnElement[bool]:
    """The operator's own notifications are those without a company; nobody is told what he may not hear."""
    company = _table.c.company_id
    recipient = company.is_(None) if scope.company_id is None else company == scope.company_id
    return recipient if scope.allows("*") else and_(recipient, _table.c.audience.in_(sorted(scope.permissions)))


def _is_unread(scope: Scope) -> ColumnElement[bool]:
    mine = exists().where(_marks.c.notification_id == _table.c.id, _marks.c.reader_id == scope.actor.id)
    return and_(_table.c.created_at > scope.now - UNREAD_FOR, not_(mine))
