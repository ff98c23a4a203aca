"""Changing the plan or the quantity of a subscription."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from zoneinfo import ZoneInfo

from trunkline.domains.marketplace import queries, store
from trunkline.domains.marketplace.actions.holding import aligned, held_subscription
from trunkline.domains.marketplace.events import SubscriptionChanged
from trunkline.domains.marketplace.model import Change, Plan, Subscription
from trunkline.domains.marketplace.rules import plan_anchor, subscription_period
from trunkline.domains.marketplace.rules.phases import Cut, change_cut, cut_phases, period_cut
from trunkline.domains.marketplace.rules.rephasing import changed
from trunkline.domains.marketplace.rules.sales import (
    check_change,
    check_priced,
    check_quantity,
    check_sold,
    stretches_to_come,
)
from trunkline.domains.tenants import queries as tenants
from trunkline.infra.scope import Scope
from trunkline.kernel.errors import Conflict
from trunkline.kernel.ids import PlanId, SubscriptionId
from trunkline.kernel.period import zone_of


async def change_subscription(
    scope: Scope,
    subscription_id: SubscriptionId,
    *,
    plan_id: PlanId | None = None,
    quantity: int | None = None,
    when: Change = Change.next_period,
) -> Subscription:
    """Another plan of the module, or another quantity. A change that was scheduled before is replaced.

    A plan with another billing cycle is counted and billed from the change on, or from the company's billing day or the calendar, up to
    which there is a stub; what was billed ahead is given back (money policy 2). A trial goes on, and a pause too.

    Asking for what is in force takes a scheduled change back. Raises `Conflict` when that changes nothing, when the subscription is
    ending, or when the plan is of another module or retired; `Invalid` when a plan has no price in a currency that it would be billed in.
    """
    subscription = await held_subscription(scope, subscription_id)
    company = await tenants.company(scope, subscription.company_id)
    before = await queries.plan(scope, subscription.plan_id)
    after = before if plan_id is None else await queries.plan(scope, plan_id)
    wanted = subscription.quantity if quantity is None else quantity
    check_change(subscription, after)
    check_quantity(wanted)
    if after.id != before.id:
        check_sold(after, company, scope.now)
    taken_back = (after.id, wanted) == (before.id, subscription.quantity)
    anchor_for = partial(plan_anchor, plan=after, billing_cycle_day=company.billing_cycle_day)
    if taken_back:
        _check_scheduled(scope, subscription)
        cut, another_cycle = Cut(company.local_day(scope.now), scope.now), False
    else:
        cut = _change_cut(scope, subscription, before, after, zone_of(company.zone), when)
        another_cycle = await _is_another_cycle(scope, subscription, after, cut)
    phases = changed(subscription, after.id, wanted, cut, anchor_for, another_cycle=another_cycle)
    phases = (await aligned(scope, replace(subscription, phases=phases), zone_of(company.zone))).phases
    plans = await queries.plans_by_id(scope, sorted({one.plan_id for one in phases}))
    check_priced(stretches_to_come(plans, subscription.currency, phases, scope.now))
    await store.replace_phases(scope, subscription, phases)
    await _announce(scope, subscription, after, wanted, cut, taken_back=taken_back)
    return await queries.subscription(scope, subscription_id)


def _change_cut(
    scope: Scope, subscription: Subscription, before: Plan, after: Plan, zone: ZoneInfo, when: Change
) -> Cut:
    """Where the new plan begins; never before the subscription itself."""
    if when is Change.next_period:
        return period_cut(subscription_period(subscription, before.cycle, zone, scope.now))
    another_cycle = _rhythm(before) != _rhythm(after)
    cut = change_cut(before.proration, after.proration, zone, scope.now, another_cycle=another_cycle)
    return Cut(max(cut.day, subscription.started_on), max(cut.at, subscription.started_at))


async def _is_another_cycle(scope: Scope, subscription: Subscription, after: Plan, cut: Cut) -> bool:
    """Whether the plan is billed otherwise than the one up to the change. What is replaced from its very start was never billed."""
    earlier = cut_phases(subscription.phases, cut)
    return bool(earlier) and _rhythm(after) != _rhythm(await queries.plan(scope, earlier[-1].plan_id))


def _rhythm(plan: Plan) -> tuple[object, ...]:
    """What periods are cut by."""
    return plan.cycle, plan.alignment


def _check_scheduled(scope: Scope, subscription: Subscription) -> None:
    if subscription.upcoming(scope.now) is None:
        raise Conflict("The subscription is on this plan and quantity already; nothing would change.")


async def _announce(
    scope: Scope, before: Subscription, plan: Plan, quantity: int, cut: Cut, *, taken_back: bool
) -> None:
    module = await queries.module(scope, before.module_id)
    scope.announce(
        SubscriptionChanged(
            company_id=before.company_id,
            subject=before.id,
            module_id=module.id,
            module_name=module.name,
            plan_id=plan.id,
            plan_name=plan.name,
            previous_plan_id=before.plan_id,
            previous_quantity=before.quantity,
            quantity=quantity,
            first_day=cut.day,
            taken_back=taken_back,
        )
    )
