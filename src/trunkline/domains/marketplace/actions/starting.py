"""Subscribing a company to a plan."""

from __future__ import annotations

from datetime import date, timedelta

from trunkline.domains.access.model import Permission
from trunkline.domains.marketplace import queries, store
from trunkline.domains.marketplace.events import SubscriptionStarted
from trunkline.domains.marketplace.model import Module, Plan, Subscription, SubscriptionState
from trunkline.domains.marketplace.rules import plan_anchor
from trunkline.domains.marketplace.rules.phases import Cut, backdated_cut, begun, start_cut, trial_end
from trunkline.domains.marketplace.rules.sales import (
    check_no_overlap,
    check_periods_back,
    check_quantity,
    check_sold,
    check_start,
)
from trunkline.domains.tenants import actions as companies
from trunkline.domains.tenants import queries as tenants
from trunkline.domains.tenants.model import Company
from trunkline.infra.scope import Scope
from trunkline.kernel.errors import Conflict
from trunkline.kernel.ids import PlanId, SubscriptionId
from trunkline.kernel.period import local_midnight, zone_of


async def start_subscription(
    scope: Scope, plan_id: PlanId, *, quantity: int = 1, started_on: date | None = None, trial: bool = True
) -> Subscription:
    """Subscribe the scope's company to a plan, from today (money policy 1: the start day counts) or from a day that has passed.

    Where the plan has a trial, and the company never had one of the module, it begins with that, unless `trial` is False (policy 10).

    A start in the past is for the operator: it bills every period since, and rates the usage that was there first. Raises `Conflict`
    when the company has the module already or had it on that day, is suspended, or the plan is retired; `Forbidden` for a past start
    without the operator's permission; `Invalid` for a future one, or when the plan has no price in the company's currency.
    """
    await companies.hold_company(scope, shared=True)  # its currency stays what it is
    company, plan = await tenants.company(scope, scope.company), await queries.plan(scope, plan_id)
    check_quantity(quantity)
    cut = _start(scope, company, plan, started_on)
    # The plan may have been made on the day of the start, after its midnight.
    check_sold(plan, company, min(scope.now, local_midnight(cut.day + timedelta(days=1), zone_of(company.zone))))
    made = await _begun(scope, company, plan, quantity, cut, trial=trial)
    check_periods_back(made.anchor_on, plan.cycle, company.local_day(scope.now))
    module = await queries.module(scope, plan.module_id)
    await store.release_ended(scope, company.id, module.id)
    had = await queries.subscriptions_of(scope, company.id)
    check_no_overlap(
        cut.at, [one for one in had if one.module_id == module.id and one.state is SubscriptionState.canceled]
    )
    if not await store.insert_subscription(scope, made):
        raise Conflict(f"{company.name} has {module.name} already; change that subscription instead.")
    scope.announce(_started(made, module, plan))
    return made


def _start(scope: Scope, company: Company, plan: Plan, started_on: date | None) -> Cut:
    zone, today = zone_of(company.zone), company.local_day(scope.now)
    if started_on is None or started_on == today:
        return start_cut(plan.proration, zone, scope.now)
    check_start(started_on, today)
    scope.require(Permission.catalogue_manage)
    return backdated_cut(started_on, zone)


async def _begun(scope: Scope, company: Company, plan: Plan, quantity: int, cut: Cut, *, trial: bool) -> Subscription:
    """A subscription in its first phases. Its anchor is that of what is paid, which begins after the trial."""
    subscription_id = scope.new_id(SubscriptionId)
    ends = await _claimed_trial(scope, company, plan, subscription_id, cut) if trial else None
    return Subscription(
        id=subscription_id,
        company_id=company.id,
        module_id=plan.module_id,
        plan_id=plan.id,
        currency=company.currency,
        state=SubscriptionState.active,
        quantity=quantity,
        started_on=cut.day,
        anchor_on=plan_anchor((ends or cut).day, plan, company.billing_cycle_day),
        started_at=cut.at,
        cancel_at=None,
        canceled_at=None,
        ended_on=None,
        phases=begun(subscription_id, plan.id, quantity, company.currency, cut, ends),
    )


async def _claimed_trial(
    scope: Scope, company: Company, plan: Plan, subscription_id: SubscriptionId, cut: Cut
) -> Cut | None:
    """Where the trial ends; None when the plan has none, or the company had its own."""
    if plan.trial_days is None:
        return None
    ends = trial_end(cut, plan.trial_days, zone_of(company.zone))
    claimed = await store.claim_trial(scope, company.id, plan.module_id, subscription_id, ends.at)
    return ends if claimed else None


def _started(made: Subscription, module: Module, plan: Plan) -> SubscriptionStarted:
    return SubscriptionStarted(
        company_id=made.company_id,
        subject=made.id,
        module_id=module.id,
        module_name=module.name,
        plan_id=plan.id,
        plan_name=plan.name,
        currency=made.currency.code,
        quantity=made.quantity,
        started_on=made.started_on,
        anchor_on=made.anchor_on,
    )
