"""Modules, plans and prices: rows to nouns and back. What is there already is left alone, so that installing twice is harmless."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, Table, select, update

from trunkline.domains.marketplace.model import (
    Alignment,
    GraduatedTerms,
    Grain,
    Module,
    Plan,
    PlanState,
    Price,
    PricingModel,
    Terms,
    Tier,
    Timing,
    VolumeTerms,
    adjustments_from_json,
    adjustments_to_json,
    aggregation_from_json,
    aggregation_to_json,
    terms_from_json,
    terms_to_json,
)
from trunkline.domains.marketplace.store import tables
from trunkline.infra.db import insert_ignore
from trunkline.infra.scope import Scope
from trunkline.kernel.ids import ModuleId, PlanId
from trunkline.kernel.money import Currency
from trunkline.kernel.period import Cycle, Interval


def module_of(row: Row[Any], plans: Sequence[Plan]) -> Module:
    own = {name: getattr(row, name) for name in Module.__slots__ if name != "plans"}
    return Module(**own, plans=tuple(plans))


def plan_of(row: Row[Any], prices: Sequence[Price]) -> Plan:
    return Plan(
        id=row.id,
        module_id=row.module_id,
        slug=row.slug,
        name=row.name,
        description=row.description,
        cycle=Cycle(Interval(row.interval), row.interval_count),
        proration=Grain(row.proration),
        state=PlanState(row.state),
        prices=tuple(prices),
        alignment=Alignment(row.alignment),
        trial_days=row.trial_days,
    )


def price_of(row: Row[Any], tiers: Sequence[Row[Any]]) -> Price:
    return Price(
        id=row.id,
        plan_id=row.plan_id,
        currency=Currency.of(row.currency),
        component=row.component,
        description=row.description,
        timing=Timing(row.timing),
        meter=row.meter,
        unit=row.unit,
        version=row.version,
        effective_from=row.effective_from,
        terms=_terms_of(PricingModel(row.model), row.terms, tiers),
        adjustments=adjustments_from_json(row.adjustments or {}),
        aggregation=None if row.aggregation is None else aggregation_from_json(row.aggregation),
        tax_code=row.tax_code,
        correction=row.correction,
        group_by=tuple(row.group_by or ()),
    )


async def insert_module(scope: Scope, made: Module) -> bool:
    """False when there is a module of that slug."""
    row = {name: getattr(made, name) for name in Module.__slots__ if name != "plans"}
    return await _insert(scope, tables.module, row | {"created_at": scope.now})


async def insert_plan(scope: Scope, made: Plan, position: int) -> bool:
    """False when the module has a plan of that slug."""
    row = {name: getattr(made, name) for name in ("id", "module_id", "slug", "name", "description", "trial_days")}
    cycle = {"interval": made.cycle.interval.value, "interval_count": made.cycle.count}
    words = {name: getattr(made, name).value for name in ("proration", "state", "alignment")}
    return await _insert(scope, tables.plan, row | cycle | words | {"position": position, "created_at": scope.now})


async def lock_module(scope: Scope, module_id: ModuleId) -> None:
    """Nobody else changes the module or adds a plan to it until we are done."""
    await scope.tx.execute(select(tables.module.c.id).where(tables.module.c.id == module_id).with_for_update())


async def lock_plan(scope: Scope, plan_id: PlanId) -> None:
    """Nobody else adds a price to the plan until we are done."""
    await scope.tx.execute(select(tables.plan.c.id).where(tables.plan.c.id == plan_id).with_for_update())


async def update_module(scope: Scope, changed: Module) -> None:
    texts = {name: getattr(changed, name) for name in ("name", "summary", "description", "category", "icon")}
    await scope.tx.execute(update(tables.module).where(tables.module.c.id == changed.id).values(**texts))


async def update_trial_days(scope: Scope, plan_id: PlanId, days: int | None) -> None:
    await scope.tx.execute(update(tables.plan).where(tables.plan.c.id == plan_id).values(trial_days=days))


async def mark_retired(scope: Scope, plan_id: PlanId) -> bool:
    """False when the plan was retired before: the database decides."""
    active = (tables.plan.c.id == plan_id) & (tables.plan.c.state == PlanState.active.value)
    retired = update(tables.plan).where(active).values(state=PlanState.retired.value)
    return (await scope.tx.execute(retired)).rowcount == 1


async def insert_price(scope: Scope, made: Price) -> bool:
    """False when there is that version of the component in that currency."""
    names = ("id", "plan_id", "component", "description", "meter", "unit", "version", "effective_from", "tax_code")
    row = {name: getattr(made, name) for name in (*names, "correction")}
    terms = {"model": made.model.value, "terms": _terms_beside_rows(made.terms)}
    words = {"currency": made.currency.code, "timing": made.timing.value, "created_at": scope.now}
    adjustments = {"adjustments": adjustments_to_json(made.adjustments) or None}
    aggregation = {"aggregation": None if made.aggregation is None else aggregation_to_json(made.aggregation)}
    counted = aggregation | {"group_by": list(made.group_by) or None}
    if not await _insert(scope, tables.price, row | terms | words | adjustments | counted):
        return False
    if tiers := _tier_rows(made):
        await scope.tx.execute(tables.pricing_tier.insert(), tiers)
    return True


def _terms_of(model: PricingModel, terms: dict[str, Any], tiers: Sequence[Row[Any]]) -> Terms:
    found = tuple(Tier(**{name: getattr(row, name) for name in Tier.__slots__}) for row in tiers)
    match model:
        case PricingModel.graduated:
            return GraduatedTerms(found)
        case PricingModel.volume:
            return VolumeTerms(found)
        case _:
            return terms_from_json(model, terms)


def _terms_beside_rows(terms: Terms) -> dict[str, Any]:
    return {} if isinstance(terms, GraduatedTerms | VolumeTerms) else terms_to_json(terms)


def _tier_rows(made: Price) -> list[dict[str, object]]:
    tiers = made.terms.tiers if isinstance(made.terms, GraduatedTerms | VolumeTerms) else ()
    return [
        {"price_id": made.id, "position": position} | {name: getattr(tier, name) for name in Tier.__slots__}
        for position, tier in enumerate(tiers)
    ]


async def _insert(scope: Scope, table: Table, row: dict[str, object]) -> bool:
    return (await scope.tx.execute(insert_ignore(table, scope.dialect).values(**row))).rowcount == 1
