"""Holding a subscription while it is changed."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from trunkline.domains.marketplace import queries, store
from trunkline.domains.marketplace.model import Subscription
from trunkline.domains.marketplace.rules.rephasing import in_whole_periods
from trunkline.infra.scope import Scope
from trunkline.kernel.errors import NotFound
from trunkline.kernel.ids import SubscriptionId


async def aligned(scope: Scope, subscription: Subscription, zone: ZoneInfo) -> Subscription:
    """With each change of currency at the beginning of a period, also where periods were cut anew."""
    if len(subscription.currencies) == 1:
        return subscription
    plans = await queries.plans_by_id(scope, [phase.plan_id for phase in subscription.phases])
    return in_whole_periods(subscription, {plan.id: plan.cycle for plan in plans.values()}, zone)


async def held_subscription(scope: Scope, subscription_id: SubscriptionId) -> Subscription:
    """The subscription, with nobody else changing it until we are done."""
    if not await store.lock_subscription(scope, subscription_id):
        raise NotFound(f"There is no subscription {subscription_id}.")
    return await queries.subscription(scope, subscription_id)
