"""What the routes of the catalogue answer with. Amounts and bounds are decimal strings."""

from datetime import datetime
from typing import Annotated, Any

from pydantic import BaseModel, Field

from trunkline.domains.marketplace.api.adjustments import AdjustmentsBody, adjustments_body
from trunkline.domains.marketplace.api.aggregation import AggregationBody, aggregation_body
from trunkline.domains.marketplace.api.terms import TermsBody, body_of
from trunkline.domains.marketplace.model import (
    Alignment,
    Grain,
    Module,
    Plan,
    PlanState,
    Price,
    PricingModel,
    Timing,
)
from trunkline.kernel.ids import ModuleId, PlanId, PriceId
from trunkline.kernel.period import Interval


class PriceOut(BaseModel):
    """`model` is that of the terms."""

    id: PriceId
    currency: str
    component: str
    description: str
    model: PricingModel
    timing: Timing
    meter: str | None
    unit: str
    version: int
    effective_from: datetime
    terms: TermsBody
    adjustments: AdjustmentsBody | None
    aggregation: AggregationBody | None
    group_by: list[str]
    tax_code: str | None
    correction: Annotated[
        str | None, Field(description="Why it takes the place of the versions before it, from a past moment on.")
    ]

    @staticmethod
    def of(price: Price) -> "PriceOut":
        shown: dict[str, Any] = {name: getattr(price, name) for name in PriceOut.model_fields}
        bodies: dict[str, Any] = {
            "terms": body_of(price.terms),
            "adjustments": adjustments_body(price.adjustments),
            "aggregation": aggregation_body(price.aggregation),
            "group_by": list(price.group_by),
        }
        return PriceOut(**shown | {"currency": price.currency.code} | bodies)


class PlanOut(BaseModel):
    """`prices` are those in force now, in every currency that the plan is sold in. `trial_days` null: it has no trial."""

    id: PlanId
    slug: str
    name: str
    description: str
    interval: Interval
    interval_count: int
    proration: Grain
    alignment: Alignment
    trial_days: int | None
    state: PlanState
    prices: list[PriceOut]

    @staticmethod
    def of(plan: Plan, now: datetime) -> "PlanOut":
        currencies = sorted({price.currency for price in plan.prices}, key=str)
        in_force = [price for currency in currencies for price in plan.prices_in_force(currency, now)]
        return PlanOut(
            id=plan.id,
            slug=plan.slug,
            name=plan.name,
            description=plan.description,
            interval=plan.cycle.interval,
            interval_count=plan.cycle.count,
            proration=plan.proration,
            alignment=plan.alignment,
            trial_days=plan.trial_days,
            state=plan.state,
            prices=[PriceOut.of(price) for price in in_force],
        )


class ModuleOut(BaseModel):
    """`icon` is a name of the icon set that the console uses."""

    id: ModuleId
    slug: str
    name: str
    summary: str
    description: str
    category: str
    icon: str
    plans: list[PlanOut]

    @staticmethod
    def of(module: Module, now: datetime) -> "ModuleOut":
        shown: dict[str, Any] = {name: getattr(module, name) for name in Module.__slots__}
        return ModuleOut(**shown | {"plans": [PlanOut.of(plan, now) for plan in module.plans]})
