"""One row per company, which a run locks: two runs at once take their turns company by company."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import Column, Date, Table, select, update

from trunkline.infra.columns import at_column, id_column
from trunkline.infra.db import insert_ignore, metadata
from trunkline.infra.scope import Scope
from trunkline.kernel.ids import CompanyId

billing_account = Table(
    "billing_account",
    metadata,
    id_column("company_id", CompanyId, primary_key=True),
    # Through which local day the company is billed; None after a change that the next run should look at.
    Column("billed_through", Date, nullable=True),
    at_column("changed_at"),
)


async def lock_account(scope: Scope, billed_through: date | None) -> None:
    """Wait for any other transaction that bills this company; afterwards everything that it committed can be seen.

    The schedule leaves the company alone until a later day than `billed_through`; None: it should look again.
    """
    changed = {"billed_through": billed_through, "changed_at": scope.now}
    touching = update(billing_account).where(billing_account.c.company_id == scope.company).values(**changed)
    if (await scope.tx.execute(touching)).rowcount == 0:
        fresh = insert_ignore(billing_account, scope.dialect).values(company_id=scope.company, **changed)
        await scope.tx.execute(fresh)
        await scope.tx.execute(touching)


async def hold_account(scope: Scope) -> None:
    """The same, for whoever issues something beside the runs: how far the company is billed stays as it is."""
    touching = update(billing_account).where(billing_account.c.company_id == scope.company).values(changed_at=scope.now)
    if (await scope.tx.execute(touching)).rowcount == 0:
        await lock_account(scope, None)


async def billed_through(scope: Scope, companies: Sequence[CompanyId]) -> dict[CompanyId, date | None]:
    """How far each of the companies is billed."""
    columns = billing_account.c
    chosen = select(columns.company_id, columns.billed_through).where(
        scope.of_company(billing_account), columns.company_id.in_(companies)
    )
    return {row.company_id: row.billed_through for row in await scope.tx.execute(chosen)}
