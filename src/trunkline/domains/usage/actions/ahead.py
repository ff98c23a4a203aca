"""Usage that was told ahead, when its period is to be billed in another currency than it was rated in.

A period has one currency, so what has been told of it already counts under the prices of that currency, by a further row, as after a
correction. What has no price there stays as it was rated. Starting over is harmless: what has moved is not found again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from trunkline.domains.marketplace import queries as marketplace
from trunkline.domains.marketplace.model import Subscription
from trunkline.domains.usage import queries
from trunkline.domains.usage.actions.rerating import Walk, tariff_of_now, walk_on
from trunkline.domains.usage.actions.standing import read_totals_anew
from trunkline.domains.usage.model import BATCH_MAX, Cause, TotalKey, UsageForm
from trunkline.infra.scope import Begin, Scope
from trunkline.kernel.ids import CompanyId, PriceId, SubscriptionId

REASON = "Its period is billed in another currency by now."


@dataclass(frozen=True, slots=True)
class _Strange:
    """Prices, with their meters, that count in periods which are billed in another currency; the first of those begins at `since`."""

    meters: Mapping[PriceId, str]
    since: datetime
    plans_prices: frozenset[PriceId]


async def rate_ahead_anew(begin: Begin, company_id: CompanyId, since: datetime, *, page_size: int = BATCH_MAX) -> int:
    """Let what was told of periods that were to come at `since` count in the currency that each is billed in; returns how much has moved.

    Page by page, each in its own transaction: cut off, it goes on where it was.
    """
    async with begin(company_id, write=False) as scope:
        strange = await _strange(scope, since)
    if strange is None:
        return 0
    moved = 0
    for form in UsageForm:
        walk = Walk(
            form=form,
            meters=frozenset(strange.meters.values()),
            price_ids=frozenset(strange.meters),
            since=strange.since,
            cause=Cause.subscription,
            reason=REASON,
        )
        while not walk.is_over:
            async with begin(company_id) as scope:
                walk, count = await walk_on(scope, walk, tariff_of_now, page_size)
            moved += count
    await read_totals_anew(begin, company_id, strange.plans_prices, strange.since)
    return moved


async def changes_currency(scope: Scope) -> bool:
    """Whether any subscription of the company has had, has or is to have more than one."""
    return any(len(one.currencies) > 1 for one in await marketplace.subscriptions_of(scope, scope.company))


async def _strange(scope: Scope, since: datetime) -> _Strange | None:
    keys = await queries.totals_ahead(scope, since)
    if not keys:
        return None
    subscriptions = {one.id: one for one in await marketplace.subscriptions_of(scope, scope.company)}
    prices = {one: await marketplace.price(scope, one) for one in sorted({PriceId(key.price_id) for key in keys})}
    wrong = [key for key in keys if prices[PriceId(key.price_id)].currency != _currency_of(subscriptions, key)]
    if not wrong:
        return None
    meters = {one: meter for key in wrong if (meter := prices[one := PriceId(key.price_id)].meter) is not None}
    mine = [subscriptions[SubscriptionId(key.subscription_id)] for key in wrong]
    plan_ids = {phase.plan_id for one in mine for phase in one.phases} | {prices[one].plan_id for one in meters}
    plans = (await marketplace.plans_by_id(scope, sorted(plan_ids))).values()
    related = frozenset(price.id for plan in plans for price in plan.prices if price.meter in meters.values())
    return _Strange(meters, min(key.period_start for key in wrong), related)


def _currency_of(subscriptions: Mapping[SubscriptionId, Subscription], key: TotalKey) -> object:
    return subscriptions[SubscriptionId(key.subscription_id)].currency_at(key.period_start)
