"""Pausing a subscription."""

from __future__ import annotations

from datetime import date

from trunkline.domains.access.model import Permission
from trunkline.domains.marketplace import queries, store
from trunkline.domains.marketplace.actions.holding import held_subscription
from trunkline.domains.marketplace.events import SubscriptionPaused
from trunkline.domains.marketplace.model import Pausing, Subscription
from trunkline.domains.marketplace.rules import subscription_period
from trunkline.domains.marketplace.rules.pauses import check_pause, check_until, pausing_cut
from trunkline.domains.marketplace.rules.phases import Cut, day_cut, period_cut
from trunkline.domains.marketplace.rules.rephasing import paused
from trunkline.domains.tenants import queries as tenants
from trunkline.domains.tenants.model import Company
from trunkline.infra.scope import Scope
from trunkline.kernel.ids import SubscriptionId
from trunkline.kernel.period import zone_of


async def pause_subscription(
    scope: Scope,
    subscription_id: SubscriptionId,
    *,
    effective: Pausing = Pausing.next_period,
    until: date | None = None,
) -> Subscription:
    """Charge and cover nothing, from today or the next period on, up to the local day `until`, or until somebody ends it (policy 1).

    Today is not charged any more; without proration, where it is paid for anyway, the pause begins with tomorrow. Periods go on being
    counted from their anchor. What is used in a pause is not paid for, so a company
    does not pause by itself: it asks the operator. Raises `Forbidden` without the operator's permission; `Conflict` in a trial, for a
    subscription that has ended or is going to, or that is paused; `Invalid` for an `until` that leaves no day to pause.
    """
    scope.require(Permission.catalogue_manage)
    subscription = await held_subscription(scope, subscription_id)
    check_pause(subscription, scope.now)
    company = await tenants.company(scope, subscription.company_id)
    start = await _start(scope, subscription, company, effective)
    check_until(until, start.day)
    end = None if until is None else day_cut(until, zone_of(company.zone))
    await store.replace_phases(scope, subscription, paused(subscription.phases, start, end))
    await _announce(scope, subscription, start, until)
    return await queries.subscription(scope, subscription_id)


async def _start(scope: Scope, subscription: Subscription, company: Company, effective: Pausing) -> Cut:
    plan, zone = await queries.plan(scope, subscription.plan_id), zone_of(company.zone)
    if effective is Pausing.next_period:
        return period_cut(subscription_period(subscription, plan.cycle, zone, scope.now))
    return pausing_cut(subscription, plan.proration, zone, scope.now)


async def _announce(scope: Scope, subscription: Subscription, start: Cut, until: date | None) -> None:
    module = await queries.module(scope, subscription.module_id)
    plan = await queries.plan(scope, subscription.plan_id)
    scope.announce(
        SubscriptionPaused(
            company_id=subscription.company_id,
            subject=subscription.id,
            module_id=module.id,
            module_name=module.name,
            plan_id=plan.id,
            plan_name=plan.name,
            first_day=start.day,
            next_day=until,
        )
    )
