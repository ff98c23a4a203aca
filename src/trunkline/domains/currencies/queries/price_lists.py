"""Where the converted prices of a plan come from."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import select

from trunkline.domains.currencies import store
from trunkline.domains.currencies.model import PriceConversion
from trunkline.domains.marketplace import queries as marketplace
from trunkline.infra.scope import Scope
from trunkline.kernel.ids import PlanId, PriceId
from trunkline.kernel.page import Page, PageRequest, page_of

_table, _columns = store.price_conversion, store.price_conversion.c


async def price_conversions(scope: Scope, plan_id: PlanId, request: PageRequest) -> Page[PriceConversion]:
    """The plan's versions that were converted, the newest first. Raises `NotFound` where there is no such plan."""
    plan = await marketplace.plan(scope, plan_id)
    chosen = select(_table).where(_columns.plan_id == plan.id)
    if request.position is not None:
        chosen = chosen.where(_columns.price_id < str(request.position[0]))
    rows = await scope.tx.execute(chosen.order_by(_columns.price_id.desc()).limit(request.limit + 1))
    return page_of([store.price_conversion_of(row) for row in rows], request, lambda one: (one.price_id,))


async def converted_among(scope: Scope, price_ids: Collection[PriceId]) -> frozenset[PriceId]:
    """Those of the versions that were converted of another."""
    chosen = select(_columns.price_id).where(_columns.price_id.in_(sorted(price_ids)))
    return frozenset((await scope.tx.execute(chosen)).scalars())
