"""Questions about subscriptions. Another company's does not exist."""

from __future__ import annotations

from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy import Select, and_, func, or_, select

from trunkline.domains.marketplace import store
from trunkline.domains.marketplace.model import Phase, PhaseKind, Plan, Price, Subscription, SubscriptionState
from trunkline.domains.marketplace.queries.catalogue import plans_by_id
from trunkline.infra.scope import Scope
from trunkline.kernel.errors import NotFound
from trunkline.kernel.ids import CompanyId, PlanId, SubscriptionId
from trunkline.kernel.money import Currency
from trunkline.kernel.page import Page, PageRequest, page_of

_table, _phases = store.subscription, store.subscription_phase


async def subscription(scope: Scope, subscription_id: SubscriptionId) -> Subscription:
    """As it stands now. Raises `NotFound`, also for another company's."""
    found = await _find(scope, _mine(scope).where(_table.c.id == subscription_id))
    if not found:
        raise NotFound(f"There is no subscription {subscription_id}.")
    return found[0]


async def subscriptions_of(scope: Scope, company_id: CompanyId) -> list[Subscription]:
    """All subscriptions the company ever had, in the order in which they were made."""
    return await _find(scope, _mine(scope).where(_table.c.company_id == company_id).order_by(_table.c.id))


async def subscriptions_page(
    scope: Scope, request: PageRequest, *, state: SubscriptionState | None = None
) -> Page[Subscription]:
    """The newest first."""
    chosen = _mine(scope).order_by(_table.c.id.desc()).limit(request.limit + 1)
    if state is not None:
        chosen = chosen.where(_in_state(state, scope.now))
    if request.position is not None:
        chosen = chosen.where(_table.c.id < request.position[0])
    return page_of(await _find(scope, chosen), request, lambda found: (found.id,))


async def active_subscriptions(
    scope: Scope, after_company: CompanyId | None = None, *, companies: int = 50
) -> list[Subscription]:
    """The subscriptions of the next `companies` companies that have any, ended ones included: their last usage is billed after the end.

    A bill run goes on with the company of the last one, until the answer is empty.
    """
    following = select(_table.c.company_id).distinct().order_by(_table.c.company_id).limit(companies)
    if after_company is not None:
        following = following.where(_table.c.company_id > after_company)
    ids = (await scope.tx.execute(following.where(scope.of_company(_table)))).scalars().all()
    chosen = _mine(scope).where(_table.c.company_id.in_(ids)).order_by(_table.c.company_id, _table.c.id)
    return await _find(scope, chosen) if ids else []


async def companies_on_plan(scope: Scope, plan_id: PlanId, currency: Currency | None = None) -> list[CompanyId]:
    """The companies that have, had or are to have the plan; only those that it is billed to in one currency, if that is named."""
    on_plan = select(_table.c.company_id).distinct().join(_phases, _phases.c.subscription_id == _table.c.id)
    chosen = on_plan.where(scope.of_company(_table), _phases.c.plan_id == plan_id)
    if currency is not None:
        chosen = chosen.where(func.coalesce(_phases.c.currency, _table.c.currency) == currency.code)
    return list((await scope.tx.execute(chosen.order_by(_table.c.company_id))).scalars())


async def subscription_for_meter(
    scope: Scope, company_id: CompanyId, meter: str, moment: datetime
) -> tuple[Subscription, Plan, Price] | None:
    """Under what usage of `meter` at `moment` falls; None when nobody subscribed to it then. Of two, the older one has it."""
    covering = [found for found in await subscriptions_of(scope, company_id) if found.covers(moment)]
    phases = [(found, phase) for found in covering if (phase := found.phase_at(moment)) is not None]
    phases = [(found, phase) for found, phase in phases if phase.kind is not PhaseKind.paused]
    plans = await plans_by_id(scope, [phase.plan_id for _, phase in phases])
    for found, phase in phases:
        plan = plans[phase.plan_id]
        if (price := plan.price_of_meter(meter, phase.currency, moment)) is not None:
            return found, plan, price
    return None


def _mine(scope: Scope) -> Select[Any]:
    return select(_table).where(scope.of_company(_table))


def _in_state(state: SubscriptionState, now: datetime) -> Any:
    live = and_(_table.c.live_key.is_not(None), or_(_table.c.cancel_at.is_(None), _table.c.cancel_at > now))
    return live if state is SubscriptionState.active else ~live


async def _find(scope: Scope, chosen: Select[Any]) -> list[Subscription]:
    rows = (await scope.tx.execute(chosen)).all()
    phases = await _phases_of(scope, {row.id: row.currency for row in rows})
    return [store.subscription_of(row, phases[row.id], scope.now) for row in rows]


async def _phases_of(scope: Scope, currencies: dict[SubscriptionId, str]) -> dict[SubscriptionId, list[Phase]]:
    """The phases of the subscriptions, of which it is known what each began to be billed in."""
    ordered = select(_phases).where(scope.of_company(_phases), _phases.c.subscription_id.in_(list(currencies)))
    rows = await scope.tx.execute(ordered.order_by(_phases.c.subscription_id, _phases.c.position))
    found = (store.phase_of(row, currencies[row.subscription_id]) for row in rows)
    return {subscription_id: list(group) for subscription_id, group in groupby(found, lambda one: one.subscription_id)}
