"""Taking back the end of a subscription."""

from __future__ import annotations

from functools import partial

from trunkline.domains.marketplace import queries, store
from trunkline.domains.marketplace.actions.holding import held_subscription
from trunkline.domains.marketplace.events import SubscriptionResumed
from trunkline.domains.marketplace.model import Subscription
from trunkline.domains.marketplace.rules import plan_anchor
from trunkline.domains.marketplace.rules.rephasing import reopened
from trunkline.domains.marketplace.rules.sales import check_resumption
from trunkline.domains.tenants import queries as tenants
from trunkline.infra.scope import Scope
from trunkline.kernel.ids import SubscriptionId
from trunkline.kernel.period import zone_of


async def resume_subscription(scope: Scope, subscription_id: SubscriptionId) -> Subscription:
    """Take back a cancellation at the end of the period, while the period runs: the phase in force is open again.

    A change that was scheduled for after that end stays gone. A pause that the end cut off is as it was to be, also one that had not
    begun, and what is paid after it, or after a trial, is there again.
    Raises `Conflict` when nothing is to be taken back, or too late.
    """
    subscription = await held_subscription(scope, subscription_id)
    canceled_for = check_resumption(subscription)
    company, plan = (
        await tenants.company(scope, subscription.company_id),
        await queries.plan(scope, subscription.plan_id),
    )
    anchor_for = partial(plan_anchor, plan=plan, billing_cycle_day=company.billing_cycle_day)
    await store.replace_phases(scope, subscription, reopened(subscription.phases, anchor_for, zone_of(company.zone)))
    await store.mark_resumed(scope, subscription)
    module = await queries.module(scope, subscription.module_id)
    scope.announce(
        SubscriptionResumed(
            company_id=subscription.company_id,
            subject=subscription.id,
            module_id=module.id,
            module_name=module.name,
            plan_id=plan.id,
            plan_name=plan.name,
            canceled_for=canceled_for,
        )
    )
    return await queries.subscription(scope, subscription_id)
