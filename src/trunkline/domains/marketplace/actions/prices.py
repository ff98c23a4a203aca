"""Prices: further components and currencies of a plan, and further versions of a price."""

from __future__ import annotations

from datetime import datetime

from trunkline.domains.marketplace import queries, store
from trunkline.domains.marketplace.events import PriceCreated, PriceRevised
from trunkline.domains.marketplace.model import Adjustments, Aggregation, NewPrice, Plan, Price, Terms
from trunkline.domains.marketplace.model.offers import EFFECTIVE_FROM
from trunkline.domains.marketplace.rules.catalogue import check_price, check_revision
from trunkline.domains.marketplace.rules.versions import next_version
from trunkline.infra.scope import Scope
from trunkline.kernel.errors import Conflict, FieldProblem
from trunkline.kernel.ids import PlanId, PriceId


async def create_price(scope: Scope, plan_id: PlanId, new: NewPrice) -> Price:
    """A further component of a plan, or one of its components in a further currency.

    Where somebody has the plan in this currency it holds from now on at the earliest, otherwise for as long as usage can lie back.
    Raises `Invalid` with the fields, or `Conflict` when it would hold for a past that was billed without it.
    """
    await store.lock_plan(scope, plan_id)
    plan = await queries.plan(scope, plan_id)
    earliest = await _earliest(scope, plan, new)
    made = first_version(scope, plan_id, new, earliest)
    check_price(made, plan.prices, scope.now)
    if made.effective_from < earliest:
        raise _too_early(
            "Companies have this plan: a further price cannot hold for the past, which is billed without it."
        )
    inserted = await store.insert_price(scope, made)
    assert inserted, "the plan is held, and it had no such price"
    scope.announce(_created(made))
    return made


async def hold_plan(scope: Scope, plan_id: PlanId) -> Plan:
    """The plan as it stands; nobody else adds a price to it until we are done. For who decides by all of its prices. Raises `NotFound`."""
    await store.lock_plan(scope, plan_id)
    return await queries.plan(scope, plan_id)


async def revise_price(
    scope: Scope,
    price_id: PriceId,
    terms: Terms,
    *,
    adjustments: Adjustments | None = None,
    aggregation: Aggregation | None = None,
    effective_from: datetime | None = None,
) -> Price:
    """A further version of a price, in force from now or a later moment on: what was used until then keeps its price.

    `adjustments` and `aggregation` None leave them as they are.

    Raises `Conflict` when the moment is past, lies before the newest version's, or the price has been revised meanwhile; `Invalid`
    when the terms do not fit what is counted.
    """
    before = await queries.price(scope, price_id)
    since = scope.now if effective_from is None else effective_from
    if since < scope.now or since <= before.effective_from:
        raise _too_early("A price cannot be changed for the past: usage has been rated by it.")
    after = next_version(
        before, scope.new_id(PriceId), terms, since=since, adjustments=adjustments, aggregation=aggregation
    )
    check_revision(after, scope.now)
    if not await store.insert_price(scope, after):
        raise Conflict(f"Version {before.version} is not the newest of this price; revise that one.")
    scope.announce(_revised(after))
    return after


def first_version(scope: Scope, plan_id: PlanId, new: NewPrice, earliest: datetime) -> Price:
    """The price as told, in force from `earliest` on unless it says otherwise."""
    return Price(
        id=scope.new_id(PriceId),
        plan_id=plan_id,
        currency=new.currency,
        component=new.component,
        description=new.description,
        timing=new.timing,
        meter=new.meter,
        unit=new.unit,
        version=1,
        effective_from=new.effective_from or earliest,
        terms=new.terms,
        adjustments=new.adjustments,
        aggregation=new.aggregation,
        tax_code=new.tax_code,
        group_by=new.group_by,
    )


async def _earliest(scope: Scope, plan: Plan, new: NewPrice) -> datetime:
    return scope.now if await queries.companies_on_plan(scope, plan.id, new.currency) else EFFECTIVE_FROM


def _created(made: Price) -> PriceCreated:
    return PriceCreated(
        company_id=None,
        subject=made.id,
        plan_id=made.plan_id,
        currency=made.currency.code,
        component=made.component,
        meter=made.meter,
        effective_from=made.effective_from,
    )


def _revised(after: Price) -> PriceRevised:
    return PriceRevised(
        company_id=None,
        subject=after.id,
        plan_id=after.plan_id,
        currency=after.currency.code,
        component=after.component,
        price_version=after.version,
        effective_from=after.effective_from,
    )


def _too_early(detail: str) -> Conflict:
    return Conflict(detail, fields=[FieldProblem("/effective_from", detail)])
