"""Taking back the end of a subscription."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from trunkline.domains.marketplace import queries, store
from trunkline.domains.marketplace.actions.billing_in import phases_billed_in
from trunkline.domains.marketplace.actions.holding import held_subscription
from trunkline.domains.marketplace.events import SubscriptionResumed
from trunkline.domains.marketplace.model import Subscription
from trunkline.domains.marketplace.rules import plan_anchor
from trunkline.domains.marketplace.rules.rephasing import reopened
from trunkline.domains.marketplace.rules.sales import check_resumption
from trunkline.domains.tenants import actions as tenants
from trunkline.domains.tenants.model import Company
from trunkline.infra.scope import Scope
from trunkline.kernel.ids import SubscriptionId
from trunkline.kernel.period import zone_of


async def resume_subscription(scope: Scope, subscription_id: SubscriptionId) -> Subscription:
    """Take back a cancellation at the end of the period, while the period runs: the phase in force is open again.

    A change that was scheduled for after that end stays gone. A pause that the end cut off is as it was to be, also one that had not
    begun, and what is paid after it, or after a trial, is there again.
    The periods to come are billed in the company's currency as it is by now.
    Raises `Conflict` when nothing is to be taken back, or too late, and `Invalid` when the plan has no price in that currency.
    """
    company = await _held_company(scope, subscription_id)
    subscription = await held_subscription(scope, subscription_id)
    canceled_for = check_resumption(subscription)
    plan, zone = await queries.plan(scope, subscription.plan_id), zone_of(company.zone)
    anchor_for = partial(plan_anchor, plan=plan, billing_cycle_day=company.billing_cycle_day)
    goes_on = replace(
        subscription, phases=reopened(subscription.phases, anchor_for, zone), cancel_at=None, ended_on=None
    )
    phases = await phases_billed_in(scope, goes_on, company, company.currency)
    await store.replace_phases(scope, subscription, phases)
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


async def _held_company(scope: Scope, subscription_id: SubscriptionId) -> Company:
    """Whose it is, with nobody changing its currency: taken before the subscription, as by everybody who needs both."""
    found = await queries.subscription(scope, subscription_id)
    return await tenants.hold_company(replace(scope, company_id=found.company_id), shared=True)
