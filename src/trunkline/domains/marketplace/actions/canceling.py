"""Ending a subscription."""

from __future__ import annotations

from trunkline.domains.marketplace import queries, store
from trunkline.domains.marketplace.actions.holding import held_subscription
from trunkline.domains.marketplace.events import SubscriptionCanceled
from trunkline.domains.marketplace.model import Cancellation, Subscription, SubscriptionState
from trunkline.domains.marketplace.rules import subscription_period
from trunkline.domains.marketplace.rules.phases import end_cut, ended_phases, period_cut
from trunkline.domains.tenants import queries as tenants
from trunkline.infra.scope import Scope
from trunkline.kernel.errors import Conflict
from trunkline.kernel.ids import SubscriptionId
from trunkline.kernel.period import zone_of


async def cancel_subscription(
    scope: Scope, subscription_id: SubscriptionId, *, when: Cancellation = Cancellation.period_end
) -> Subscription:
    """End a subscription with its period, or today (the day of the end is still covered). What was scheduled falls away.

    Raises `Conflict` when it has ended, or is to end with its period already.
    """
    subscription = await held_subscription(scope, subscription_id)
    at_once = when is Cancellation.now
    if subscription.state is SubscriptionState.canceled or (subscription.cancel_at is not None and not at_once):
        raise Conflict(f"This subscription was canceled already; it ends on {subscription.ended_on}.")
    company, plan = (
        await tenants.company(scope, subscription.company_id),
        await queries.plan(scope, subscription.plan_id),
    )
    zone = zone_of(company.zone)
    if at_once:
        cut = end_cut(plan.proration, zone, scope.now)
    else:
        cut = period_cut(subscription_period(subscription, plan.cycle, zone, scope.now))
    await store.replace_phases(scope, subscription, ended_phases(subscription.phases, cut))
    await store.mark_canceled(scope, subscription, cut, at_once=at_once)
    module = await queries.module(scope, subscription.module_id)
    scope.announce(
        SubscriptionCanceled(
            company_id=company.id,
            subject=subscription.id,
            module_id=module.id,
            module_name=module.name,
            plan_id=plan.id,
            plan_name=plan.name,
            cancel_at=cut.at,
            ended_on=cut.day,
        )
    )
    return await queries.subscription(scope, subscription_id)
