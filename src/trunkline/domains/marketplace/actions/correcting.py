"""Correcting a price from a past moment on (money policy 5). What was rated stays; usage and billing bring about what counts since."""

from __future__ import annotations

from datetime import datetime

from trunkline.domains.marketplace import queries, store
from trunkline.domains.marketplace.events import PriceCorrected
from trunkline.domains.marketplace.model import Adjustments, Aggregation, Price, Terms
from trunkline.domains.marketplace.rules.catalogue import check_correction
from trunkline.domains.marketplace.rules.versions import next_version
from trunkline.infra.scope import Scope
from trunkline.kernel.errors import Conflict
from trunkline.kernel.ids import PriceId


async def correct_price(
    scope: Scope,
    price_id: PriceId,
    terms: Terms,
    *,
    corrects_from: datetime,
    reason: str,
    adjustments: Adjustments | None = None,
    aggregation: Aggregation | None = None,
) -> Price:
    """A version that takes the place of all versions of the price from `corrects_from` on, those that were planned included.

    `adjustments` and `aggregation` None leave them as they are. Raises `Invalid` for a moment that lies ahead or before the price was
    first in force, and for terms that do not fit what is counted; `Conflict` when the price has a newer version.
    """
    before = await queries.price(scope, price_id)
    await store.lock_plan(scope, before.plan_id)
    plan = await queries.plan(scope, before.plan_id)
    same = (before.currency, before.component)
    versions = [one for one in plan.prices if (one.currency, one.component) == same]
    first, newest = (choose(versions, key=lambda one: one.version) for choose in (min, max))
    if newest.version != before.version:
        raise Conflict(f"Version {before.version} is not the newest of this price; correct version {newest.version}.")
    after = next_version(
        before,
        scope.new_id(PriceId),
        terms,
        since=corrects_from,
        adjustments=adjustments,
        aggregation=aggregation,
        correction=reason,
    )
    check_correction(after, first, scope.now)
    inserted = await store.insert_price(scope, after)
    assert inserted, "the plan is held, and it had no such version"
    scope.announce(_corrected(after))
    return after


def _corrected(after: Price) -> PriceCorrected:
    return PriceCorrected(
        company_id=None,
        subject=after.id,
        plan_id=after.plan_id,
        currency=after.currency.code,
        component=after.component,
        meter=after.meter,
        price_version=after.version,
        corrects_from=after.effective_from,
        reason=after.correction or "",
    )
