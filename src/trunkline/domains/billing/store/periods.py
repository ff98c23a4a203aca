"""Which periods were billed. The unique key is the promise that nothing is billed twice."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Index, Table, bindparam, select, update

from trunkline.domains.billing.model import AlreadyBilled, BilledPeriod, PeriodKey
from trunkline.domains.marketplace.model import Timing
from trunkline.infra.columns import at_column, id_column, key_column
from trunkline.infra.db import insert_ignore, metadata
from trunkline.infra.scope import Scope
from trunkline.kernel.ids import CompanyId, InvoiceId, SubscriptionId

billing_period = Table(
    "billing_period",
    metadata,
    id_column("subscription_id", SubscriptionId, primary_key=True),
    key_column("timing", 10, primary_key=True),
    at_column("period_start", primary_key=True),
    id_column("company_id", CompanyId),
    at_column("period_end"),
    # Without an invoice: nothing was due.
    id_column("invoice_id", InvoiceId, nullable=True),
    key_column("basis", 32),
    at_column("billed_at"),
    Index("ix_billing_period_company_id", "company_id"),
)


async def billed_periods(scope: Scope) -> dict[PeriodKey, BilledPeriod]:
    """All periods of the company that were billed."""
    rows = await scope.tx.execute(select(billing_period).where(billing_period.c.company_id == scope.company))
    found = (
        BilledPeriod(PeriodKey(row.subscription_id, Timing(row.timing), row.period_start), row.period_end, row.basis)
        for row in rows
    )
    return {period.key: period for period in found}


async def insert_billed(scope: Scope, periods: Sequence[BilledPeriod], invoice_of: dict[PeriodKey, InvoiceId]) -> None:
    """Claim the periods. Raises `AlreadyBilled` when the database knows one of them: the caller's transaction must end with it."""
    rows = [
        {
            "subscription_id": period.key.subscription_id,
            "timing": period.key.timing.value,
            "period_start": period.key.period_start,
            "company_id": scope.company,
            "period_end": period.period_end,
            "invoice_id": invoice_of.get(period.key),
            "basis": period.basis,
            "billed_at": scope.now,
        }
        for period in periods
    ]
    if not rows:
        return
    inserted = await scope.tx.execute(insert_ignore(billing_period, scope.dialect).values(rows))
    if inserted.rowcount != len(rows):
        raise AlreadyBilled("Another run has billed the company in the meantime.")


async def update_basis(scope: Scope, periods: Sequence[BilledPeriod]) -> None:
    """The periods were rated again by other phases, and what that changed was booked."""
    columns = billing_period.c
    changing = (
        update(billing_period)
        .where(
            columns.company_id == scope.company,
            columns.subscription_id == bindparam("of_subscription"),
            columns.timing == bindparam("of_timing"),
            columns.period_start == bindparam("of_start"),
        )
        .values(basis=bindparam("new_basis"), period_end=bindparam("new_end"))
    )
    rows = [
        {
            "of_subscription": period.key.subscription_id,
            "of_timing": period.key.timing.value,
            "of_start": period.key.period_start,
            "new_basis": period.basis,
            "new_end": period.period_end,
        }
        for period in periods
    ]
    if rows:
        await scope.tx.execute(changing, rows)
