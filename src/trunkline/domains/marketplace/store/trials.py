"""Who has had a trial of what, and who was told of its end. The key is the promise that there is no second one (money policy 10)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Update, update

from trunkline.domains.marketplace.model import Subscription
from trunkline.domains.marketplace.store import tables
from trunkline.infra.db import insert_ignore
from trunkline.infra.scope import Scope
from trunkline.kernel.ids import CompanyId, ModuleId, SubscriptionId

_table = tables.module_trial


async def claim_trial(
    scope: Scope, company_id: CompanyId, module_id: ModuleId, subscription_id: SubscriptionId, ends_at: datetime
) -> bool:
    """False when the company has had its trial of the module: the database decides."""
    row = {"company_id": company_id, "module_id": module_id, "subscription_id": subscription_id}
    claimed = insert_ignore(_table, scope.dialect).values(**row, ends_at=ends_at, granted_at=scope.now)
    return (await scope.tx.execute(claimed)).rowcount == 1


async def shorten_trial(scope: Scope, subscription: Subscription, ends_at: datetime) -> None:
    """It ends earlier than it was to, and whoever does that tells of it: there is nothing left to announce."""
    told = {"ending_told_at": scope.now, "ended_told_at": scope.now}
    await scope.tx.execute(_of(scope, subscription.id).values(ends_at=ends_at, **told))


async def note_trial_ending(scope: Scope, subscription_id: SubscriptionId) -> bool:
    """False when that was told before."""
    untold = _of(scope, subscription_id).where(_table.c.ending_told_at.is_(None))
    return (await scope.tx.execute(untold.values(ending_told_at=scope.now))).rowcount == 1


async def note_trial_ended(scope: Scope, subscription_id: SubscriptionId) -> bool:
    """False when that was told before. Whoever hears of the end need not hear that it comes."""
    untold = _of(scope, subscription_id).where(_table.c.ended_told_at.is_(None))
    return (await scope.tx.execute(untold.values(ending_told_at=scope.now, ended_told_at=scope.now))).rowcount == 1


def _of(scope: Scope, subscription_id: SubscriptionId) -> Update:
    return update(_table).where(scope.of_company(_table), _table.c.subscription_id == subscription_id)
