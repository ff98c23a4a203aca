"""Subscribing a company to a plan."""

from __future__ import annotations

from trunkline.domains.marketplace import queries, store
from trunkline.domains.marketplace.events import SubscriptionStarted
from trunkline.domains.marketplace.model import Plan, Subscription, SubscriptionState
from trunkline.domains.marketplace.rules import anchor_of
from trunkline.domains.marketplace.rules.phases import open_phase, start_cut
from trunkline.domains.marketplace.rules.sales import check_quantity, check_sold
from trunkline.domains.tenants import queries as tenants
from trunkline.domains.tenants.model import Company
from trunkline.infra.scope import Scope
from trunkline.kernel.errors import Conflict
from trunkline.kernel.ids import PlanId, SubscriptionId
from trunkline.kernel.period import zone_of


async def start_subscription(scope: Scope, plan_id: PlanId, *, quantity: int = 1) -> Subscription:
    """Subscribe the scope's company to a plan, from today (money policy 1: the start day counts).

    Raises `Conflict` when it has the module already, is suspended, or the plan is retired; `Invalid` when the plan has no price in
    the company's currency.
    """
    company, plan = await tenants.company(scope, scope.company), await queries.plan(scope, plan_id)
    check_sold(plan, company, scope.now)
    check_quantity(quantity)
    made = _begun(scope, company, plan, quantity)
    module = await queries.module(scope, plan.module_id)
    await store.release_ended(scope, company.id, module.id)
    if not await store.insert_subscription(scope, made):
        raise Conflict(f"{company.name} has {module.name} already; change that subscription instead.")
    scope.announce(
        SubscriptionStarted(
            company_id=company.id,
            subject=made.id,
            module_id=module.id,
            module_name=module.name,
            plan_id=plan.id,
            plan_name=plan.name,
            currency=made.currency.code,
            quantity=quantity,
            started_on=made.started_on,
            anchor_on=made.anchor_on,
        )
    )
    return made


def _begun(scope: Scope, company: Company, plan: Plan, quantity: int) -> Subscription:
    """A subscription in its first, open phase."""
    subscription_id = scope.new_id(SubscriptionId)
    cut = start_cut(plan.proration, zone_of(company.zone), scope.now)
    return Subscription(
        id=subscription_id,
        company_id=company.id,
        module_id=plan.module_id,
        plan_id=plan.id,
        currency=company.currency,
        state=SubscriptionState.active,
        quantity=quantity,
        started_on=cut.day,
        anchor_on=anchor_of(cut.day, company.billing_cycle_day),
        started_at=cut.at,
        cancel_at=None,
        canceled_at=None,
        ended_on=None,
        phases=(open_phase(subscription_id, 0, plan.id, quantity, cut),),
    )
