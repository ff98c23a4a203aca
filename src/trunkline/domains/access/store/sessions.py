"""Sessions: rows in and out. The token itself is never here, only its digest."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, delete, select, true, update

from trunkline.domains.access.model import SEEN_GRAIN, Session
from trunkline.domains.access.store.tables import session
from trunkline.infra.scope import Scope
from trunkline.kernel.ids import SessionId, UserId


def session_of(row: Row[Any]) -> Session:
    return Session(**{name: getattr(row, name) for name in Session.__slots__})


async def insert_session(scope: Scope, made: Session, token_digest: bytes) -> None:
    row = {name: getattr(made, name) for name in Session.__slots__}
    await scope.tx.execute(session.insert().values(**row, token_digest=token_digest))


async def note_seen(scope: Scope, session_id: SessionId, expires_at: datetime) -> None:
    """Of several processes that notice it at once, only the first writes."""
    stale = (session.c.id == session_id) & (session.c.last_seen_at <= scope.machine_now - SEEN_GRAIN)
    await scope.tx.execute(update(session).where(stale).values(last_seen_at=scope.machine_now, expires_at=expires_at))


async def delete_sessions(
    scope: Scope, user_id: UserId, *, only: SessionId | None = None, keep: SessionId | None = None
) -> Sequence[SessionId]:
    """End the user's sessions: one, all, or all but one. Returns those that ended."""
    one: ColumnElement[bool] = true() if only is None else session.c.id == only
    others: ColumnElement[bool] = true() if keep is None else session.c.id != keep
    mine = select(session.c.id).where(session.c.user_id == user_id, one, others).order_by(session.c.id)
    ended: Sequence[SessionId] = (await scope.tx.execute(mine.with_for_update())).scalars().all()
    await scope.tx.execute(delete(session).where(session.c.id.in_(ended)))
    return ended


async def delete_expired_sessions(scope: Scope) -> int:
    return (await scope.tx.execute(delete(session).where(session.c.expires_at <= scope.machine_now))).rowcount
