"""When the room's schedules next have something to do for a company."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from trunkline.domains.marketplace import store
from trunkline.domains.marketplace.queries.trials import TOLD_BEFORE
from trunkline.infra.scope import Scope

_table = store.module_trial


async def trials_to_tell(scope: Scope, until: datetime) -> Sequence[datetime]:
    """Three days before a trial ends, and when it does."""
    untold = select(_table.c.ends_at, _table.c.ending_told_at).where(
        scope.of_company(_table), _table.c.ended_told_at.is_(None), _table.c.ends_at <= until + TOLD_BEFORE
    )
    rows = (await scope.tx.execute(untold)).all()
    return [row.ends_at if row.ending_told_at is not None else row.ends_at - TOLD_BEFORE for row in rows]
