"""Taking back the end of a subscription."""

from __future__ import annotations

from trunkline.domains.marketplace import queries, store
from trunkline.domains.marketplace.actions.holding import held_subscription
from trunkline.domains.marketplace.events import SubscriptionResumed
from trunkline.domains.marketplace.model import Subscription
from trunkline.domains.marketplace.rules.phases import reopen
from trunkline.domains.marketplace.rules.sales import check_resumption
from trunkline.infra.scope import Scope
from trunkline.kernel.ids import SubscriptionId


async def resume_subscription(scope: Scope, subscription_id: SubscriptionId) -> Subscription:
    """Take back a cancellation at the end of the period, while the period runs: the phase in force is open again.

    A change that was scheduled before the cancellation stays gone. Raises `Conflict` when nothing is to be taken back, or too late.
    """
    subscription = await held_subscription(scope, subscription_id)
    canceled_for = check_resumption(subscription)
    await store.replace_phases(scope, subscription, reopen(subscription.phases, scope.now))
    await store.mark_resumed(scope, subscription)
    module = await queries.module(scope, subscription.module_id)
    plan = await queries.plan(scope, subscription.plan_id)
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
