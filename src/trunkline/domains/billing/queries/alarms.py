"""When the room's schedules next have something to do for a company."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import func, select

from trunkline.domains.billing import store
from trunkline.domains.billing.model import InvoiceState
from trunkline.infra.scope import Scope


async def invoices_lapse(scope: Scope, _until: datetime) -> Sequence[datetime]:
    """When the next day of payment has passed."""
    columns = store.invoice.c
    mine = select(func.min(columns.due_at)).where(scope.of_company(store.invoice))
    whole = mine.where(columns.state == InvoiceState.issued.value, columns.deferred_at.is_(None))
    first = (await scope.tx.execute(whole)).scalar()
    return [] if first is None else [first + timedelta(microseconds=1)]


async def credits_expire(scope: Scope, _until: datetime) -> Sequence[datetime]:
    """When the next prepaid credits expire."""
    columns = store.wallet_grant.c
    mine = select(func.min(columns.expires_at)).where(scope.of_company(store.wallet_grant))
    first = (await scope.tx.execute(mine.where(columns.closed_at.is_(None)))).scalar()
    return [] if first is None else [first]


async def fees_for_lateness(scope: Scope, until: datetime) -> Sequence[datetime]:
    """When the next open invoice is late enough for the fee that was agreed on."""
    late = await store.late_invoices(scope, 1, until)
    if not late:
        return []
    mine = select(store.invoice.c.late_fee_at).where(scope.of_company(store.invoice), store.invoice.c.id == late[0][1])
    return [(await scope.tx.execute(mine)).scalar_one() + timedelta(microseconds=1)]
