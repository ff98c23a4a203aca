"""When the room's schedules next have something to do for a company."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select

from trunkline.domains.ledger import store
from trunkline.infra.scope import Scope


async def periods_earned(scope: Scope, _until: datetime) -> Sequence[datetime]:
    """When the next period is over that was billed in advance."""
    columns = store.ledger_deferral.c
    mine = select(func.min(columns.earns_at)).where(scope.of_company(store.ledger_deferral))
    first = (await scope.tx.execute(mine.where(columns.released_at.is_(None)))).scalar()
    return [] if first is None else [first]
