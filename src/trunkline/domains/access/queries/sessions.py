"""Questions about sessions."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from trunkline.domains.access import store
from trunkline.domains.access.model import Session
from trunkline.infra.scope import Scope
from trunkline.kernel.ids import UserId

SESSIONS_SHOWN_MAX = 100


async def sessions_of(scope: Scope, user_id: UserId) -> Sequence[Session]:
    """Where a user is signed in, most recently seen first."""
    mine = (store.session.c.user_id == user_id) & (store.session.c.expires_at > scope.machine_now)
    order = (store.session.c.last_seen_at.desc(), store.session.c.id)
    rows = await scope.tx.execute(select(store.session).where(mine).order_by(*order).limit(SESSIONS_SHOWN_MAX))
    return [store.session_of(row) for row in rows]
