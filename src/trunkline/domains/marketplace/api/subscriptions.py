"""Routes of subscriptions. The operator names the company with `?company=`."""

from collections.abc import Sequence
from typing import Annotated

from fastapi import Query
from pydantic import BaseModel, ConfigDict, Field

from trunkline.domains.access.model import Permission
from trunkline.domains.marketplace import actions, queries
from trunkline.domains.marketplace.api.router import router
from trunkline.domains.marketplace.api.subscription_shapes import SubscriptionOut
from trunkline.domains.marketplace.model import Cancellation, Change, Pausing, Plan, Subscription, SubscriptionState
from trunkline.domains.tenants import queries as tenants
from trunkline.infra.scope import Scope
from trunkline.infra.web import Day, PageOut, Paging, ReadScope, WriteScope
from trunkline.kernel.errors import FieldProblem, Invalid
from trunkline.kernel.ids import ModuleId, PlanId, SubscriptionId
from trunkline.kernel.page import Page

Quantity = Annotated[int, Field(strict=True, description="How many of what the plan counts: seats, lines, calendars.")]


class SubscriptionIn(BaseModel):
    """A plan by id, or a module and a plan of it by slug (the module also by id)."""

    model_config = ConfigDict(extra="forbid")

    module_id: ModuleId | None = None
    module: str | None = None
    plan_id: PlanId | None = None
    plan: str | None = None
    quantity: Quantity = 1
    started_on: Annotated[
        Day | None,
        Field(description="First local day; null: today. A day that has passed needs the operator (catalogue.manage)."),
    ] = None
    trial: Annotated[
        bool, Field(strict=True, description="false: paid from the start, also where the plan has a trial.")
    ] = True


class ChangeIn(BaseModel):
    """What is left out stays as it is. The plan and quantity in force take a scheduled change back."""

    model_config = ConfigDict(extra="forbid")

    plan_id: PlanId | None = None
    quantity: Quantity | None = None
    when: Change = Change.next_period


class PauseIn(BaseModel):
    """Charge and cover nothing from then on; today is not charged any more, except on a plan without proration."""

    model_config = ConfigDict(extra="forbid")

    effective: Pausing = Pausing.next_period
    until: Annotated[
        Day | None, Field(description="The first local day that is charged again; null: it stays open.")
    ] = None


class UnpauseIn(BaseModel):
    model_config = ConfigDict(extra="forbid")

    on: Annotated[Day | None, Field(description="The first local day that is charged again; null: today.")] = None


class CancellationIn(BaseModel):
    model_config = ConfigDict(extra="forbid")

    when: Cancellation = Cancellation.period_end


@router.get("/subscriptions", permission=Permission.subscriptions_read)
async def list_subscriptions(
    scope: ReadScope, page: Paging, state: Annotated[SubscriptionState | None, Query()] = None
) -> PageOut[SubscriptionOut]:
    """Subscriptions, the newest first."""
    found = await queries.subscriptions_page(scope, page.request, state=state)
    return page.out(Page(await _shown(scope, found.items), found.next_position))


@router.post("/subscriptions", permission=Permission.subscriptions_manage, status_code=201)
async def start_subscription(scope: WriteScope, body: SubscriptionIn) -> SubscriptionOut:
    """Subscribe the company to a plan, from today on or from a day that has passed."""
    plan = await _plan(scope, body)
    made = await actions.start_subscription(
        scope, plan.id, quantity=body.quantity, started_on=body.started_on, trial=body.trial
    )
    return await _one(scope, made)


@router.get("/subscriptions/{subscription_id}", permission=Permission.subscriptions_read)
async def get_subscription(scope: ReadScope, subscription_id: SubscriptionId) -> SubscriptionOut:
    """One subscription."""
    return await _one(scope, await queries.subscription(scope, subscription_id))


@router.post("/subscriptions/{subscription_id}/change", permission=Permission.subscriptions_manage)
async def change_subscription(scope: WriteScope, subscription_id: SubscriptionId, body: ChangeIn) -> SubscriptionOut:
    """Another plan of the same module and cycle, or another quantity: from the next period on, or from today."""
    changed = await actions.change_subscription(
        scope, subscription_id, plan_id=body.plan_id, quantity=body.quantity, when=body.when
    )
    return await _one(scope, changed)


@router.post("/subscriptions/{subscription_id}/cancel", permission=Permission.subscriptions_manage)
async def cancel_subscription(
    scope: WriteScope, subscription_id: SubscriptionId, body: CancellationIn
) -> SubscriptionOut:
    """End the subscription with its period, or today."""
    return await _one(scope, await actions.cancel_subscription(scope, subscription_id, when=body.when))


@router.post("/subscriptions/{subscription_id}/resume", permission=Permission.subscriptions_manage)
async def resume_subscription(scope: WriteScope, subscription_id: SubscriptionId) -> SubscriptionOut:
    """Take back a cancellation at the end of the period, before that end has come."""
    return await _one(scope, await actions.resume_subscription(scope, subscription_id))


@router.post("/subscriptions/{subscription_id}/pause", permission=Permission.subscriptions_manage)
async def pause_subscription(scope: WriteScope, subscription_id: SubscriptionId, body: PauseIn) -> SubscriptionOut:
    """Pause it: nothing is charged and no usage covered, from the next period on or from today. For the operator (catalogue.manage)."""
    done = await actions.pause_subscription(scope, subscription_id, effective=body.effective, until=body.until)
    return await _one(scope, done)


@router.post("/subscriptions/{subscription_id}/unpause", permission=Permission.subscriptions_manage)
async def unpause_subscription(scope: WriteScope, subscription_id: SubscriptionId, body: UnpauseIn) -> SubscriptionOut:
    """End the pause, with today or a day to come; one that has not begun by then is taken back. For the operator (catalogue.manage)."""
    return await _one(scope, await actions.unpause_subscription(scope, subscription_id, on=body.on))


@router.post("/subscriptions/{subscription_id}/trial/end", permission=Permission.subscriptions_manage)
async def end_trial(scope: WriteScope, subscription_id: SubscriptionId) -> SubscriptionOut:
    """End the trial early: paid from today on, and billed from there."""
    return await _one(scope, await actions.end_trial(scope, subscription_id))


async def _plan(scope: Scope, body: SubscriptionIn) -> Plan:
    if body.plan_id is not None:
        return await queries.plan(scope, body.plan_id)
    if body.plan is None or (body.module is None and body.module_id is None):
        detail = "Name a plan by plan_id, or by plan together with module or module_id."
        raise Invalid(detail, fields=[FieldProblem("/plan_id", detail)])
    module_id = body.module_id or (await queries.module_by_slug(scope, body.module or "")).id
    return await queries.plan_by_slug(scope, module_id, body.plan)


async def _one(scope: Scope, subscription: Subscription) -> SubscriptionOut:
    return (await _shown(scope, [subscription]))[0]


async def _shown(scope: Scope, subscriptions: Sequence[Subscription]) -> list[SubscriptionOut]:
    """With the names and zones that a page of them needs, each asked for once."""
    modules = await queries.modules_by_id(scope, [one.module_id for one in subscriptions])
    companies = await tenants.companies_by_id(scope, [one.company_id for one in subscriptions])
    return [
        SubscriptionOut.of(one, modules[one.module_id], companies[one.company_id], scope.now) for one in subscriptions
    ]
