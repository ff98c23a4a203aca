"""Questions about trials."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import or_, select

from trunkline.domains.marketplace import store
from trunkline.infra.scope import Scope
from trunkline.kernel.ids import CompanyId, SubscriptionId

TOLD_BEFORE = timedelta(days=3)

_table = store.module_trial


@dataclass(frozen=True, slots=True)
class DueTrial:
    """A trial whose end, or whose coming end, is to be told."""

    company_id: CompanyId
    subscription_id: SubscriptionId
    ends_at: datetime


async def due_trials(scope: Scope, limit: int) -> list[DueTrial]:
    """Trials that are over, or will be within three days, and nobody was told so; the earliest first."""
    due = or_(_table.c.ends_at <= scope.now, _table.c.ending_told_at.is_(None))
    chosen = select(_table.c.company_id, _table.c.subscription_id, _table.c.ends_at).where(
        scope.of_company(_table), _table.c.ended_told_at.is_(None), _table.c.ends_at <= scope.now + TOLD_BEFORE, due
    )
    rows = await scope.tx.execute(chosen.order_by(_table.c.ends_at, _table.c.company_id).limit(limit))
    return [DueTrial(*row) for row in rows]
