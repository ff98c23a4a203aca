"""Whether anything has changed that a company's usage is rated by, in one small question.

Rating a batch needs every phase, plan and price of the company; reading them takes longer than writing the batch. Whoever keeps them
between batches asks for the stamp instead, in the transaction that uses them, and reads again only when it differs.
"""

from __future__ import annotations

from sqlalchemy import func, select

from trunkline.domains.marketplace import store
from trunkline.infra.scope import Scope
from trunkline.kernel.ids import CompanyId

_table, _phases, _prices = store.subscription, store.subscription_phase, store.price
_NUMBER_OF_PRICES = select(func.count()).select_from(_prices).scalar_subquery()


async def tariff_stamp(scope: Scope, company_id: CompanyId) -> tuple[object, ...]:
    """Equal to an earlier one exactly if subscriptions, phases and prices are what they were then.

    Prices are only ever added, so their number says it; a subscription changes by its phases or its end.
    """
    columns = (
        _table.c.id,
        _table.c.started_at,
        _table.c.cancel_at,
        _phases.c.plan_id,
        _phases.c.kind,
        _phases.c.course,
        _phases.c.currency,
    )
    chosen = (
        select(_NUMBER_OF_PRICES, *columns, _phases.c.anchor_on, _phases.c.starts_at, _phases.c.ends_at)
        .join(_phases, _phases.c.subscription_id == _table.c.id)
        .where(scope.of_company(_table), _table.c.company_id == company_id)
        .order_by(_table.c.id, _phases.c.position)
    )
    return tuple(map(tuple, await scope.tx.execute(chosen)))
