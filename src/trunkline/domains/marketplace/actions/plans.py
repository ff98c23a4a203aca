"""Plans that the operator adds to a module, and retires."""

from __future__ import annotations

from dataclasses import replace

from trunkline.domains.marketplace import queries, store
from trunkline.domains.marketplace.actions.modules import slug_taken
from trunkline.domains.marketplace.actions.prices import first_version
from trunkline.domains.marketplace.events import PlanChanged, PlanCreated, PlanRetired
from trunkline.domains.marketplace.model import NewPlan, Plan, PlanState
from trunkline.domains.marketplace.model.offers import EFFECTIVE_FROM
from trunkline.domains.marketplace.rules.catalogue import check_plan, check_trial_days
from trunkline.infra.scope import Scope
from trunkline.kernel.errors import Conflict
from trunkline.kernel.ids import ModuleId, PlanId


async def create_plan(scope: Scope, module_id: ModuleId, new: NewPlan) -> Plan:
    """A further plan of a module, offered after those that it has. Without prices of a currency it is not sold in it.

    Raises `Invalid` with the fields, or `Conflict` when the module has a plan of that slug.
    """
    await store.lock_module(scope, module_id)
    module = await queries.module(scope, module_id)
    made = _plan(scope, module_id, new)
    check_plan(made, scope.now)
    if not await store.insert_plan(scope, made, len(module.plans)):
        raise slug_taken(f"{module.name} has a plan called {made.slug!r} already.")
    for price in made.prices:
        await store.insert_price(scope, price)
    scope.announce(
        PlanCreated(
            company_id=None,
            subject=made.id,
            module_id=module_id,
            slug=made.slug,
            name=made.name,
            currencies=sorted({price.currency.code for price in made.prices}),
            prices=len(made.prices),
        )
    )
    return made


async def change_trial(scope: Scope, plan_id: PlanId, days: int | None) -> Plan:
    """The length of the trial that future subscriptions begin with, None for none; a trial that has begun keeps its own.

    Raises `Invalid` outside 1 … 730. What is the same as before is no change, and nothing is announced for it.
    """
    check_trial_days(days)
    await store.lock_plan(scope, plan_id)
    before = await queries.plan(scope, plan_id)
    after = replace(before, trial_days=days)
    if after != before:
        await store.update_trial_days(scope, plan_id, days)
        scope.announce(
            PlanChanged(
                company_id=None,
                subject=plan_id,
                module_id=after.module_id,
                slug=after.slug,
                name=after.name,
                trial_days=days,
            )
        )
    return after


async def retire_plan(scope: Scope, plan_id: PlanId) -> Plan:
    """Sell the plan to nobody any more; who has it keeps it, and its prices may still be revised. Raises `Conflict` the second time."""
    plan = await queries.plan(scope, plan_id)
    if not await store.mark_retired(scope, plan_id):
        raise Conflict(f"The plan {plan.name} was retired already.")
    scope.announce(
        PlanRetired(company_id=None, subject=plan.id, module_id=plan.module_id, slug=plan.slug, name=plan.name)
    )
    return replace(plan, state=PlanState.retired)


def _plan(scope: Scope, module_id: ModuleId, new: NewPlan) -> Plan:
    bare = Plan(
        id=scope.new_id(PlanId),
        module_id=module_id,
        slug=new.slug,
        name=new.name,
        description=new.description,
        cycle=new.cycle,
        proration=new.proration,
        state=PlanState.active,
        prices=(),
        alignment=new.alignment,
        trial_days=new.trial_days,
    )
    return replace(bare, prices=tuple(first_version(scope, bare.id, price, EFFECTIVE_FROM) for price in new.prices))
