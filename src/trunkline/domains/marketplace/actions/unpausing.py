"""Ending a pause."""

from __future__ import annotations

from datetime import date

from trunkline.domains.access.model import Permission
from trunkline.domains.marketplace import queries, store
from trunkline.domains.marketplace.actions.holding import held_subscription
from trunkline.domains.marketplace.events import SubscriptionUnpaused
from trunkline.domains.marketplace.model import Subscription
from trunkline.domains.marketplace.rules.pauses import check_unpausing, pause_cut
from trunkline.domains.marketplace.rules.phases import Cut, day_cut
from trunkline.domains.marketplace.rules.rephasing import paused
from trunkline.domains.tenants import queries as tenants
from trunkline.infra.scope import Scope
from trunkline.kernel.ids import SubscriptionId
from trunkline.kernel.period import zone_of


async def unpause_subscription(
    scope: Scope, subscription_id: SubscriptionId, *, on: date | None = None
) -> Subscription:
    """End the pause with today, or with a day to come: that day is charged again. A pause that has not begun by then is taken back.

    For the operator, as pausing is: raises `Forbidden` without that permission, `Conflict` when there is no pause, `Invalid` for a day
    that has passed or that the subscription does not see.
    """
    scope.require(Permission.catalogue_manage)
    subscription = await held_subscription(scope, subscription_id)
    company = await tenants.company(scope, subscription.company_id)
    zone, today = zone_of(company.zone), company.local_day(scope.now)
    first = check_unpausing(subscription, on, scope.now, today)
    plan = await queries.plan(scope, subscription.plan_id)
    start = Cut(first.first_day, first.starts_at)
    end = (
        pause_cut(subscription, plan.proration, zone, scope.now) if on in (None, today) else day_cut(on or today, zone)
    )
    taken_back = end.at <= start.at
    await store.replace_phases(scope, subscription, paused(subscription.phases, start, start if taken_back else end))
    module = await queries.module(scope, subscription.module_id)
    scope.announce(
        SubscriptionUnpaused(
            company_id=subscription.company_id,
            subject=subscription.id,
            module_id=module.id,
            module_name=module.name,
            plan_id=plan.id,
            plan_name=plan.name,
            first_day=start.day if taken_back else end.day,
            taken_back=taken_back,
        )
    )
    return await queries.subscription(scope, subscription_id)
