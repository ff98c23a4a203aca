"""What is sold: a module, the plans one can have it on, and the prices of a plan."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from trunkline.domains.marketplace.model.adjustments import UNADJUSTED, Adjustments
from trunkline.domains.marketplace.model.aggregation import Aggregation
from trunkline.domains.marketplace.model.terms import PricingModel, Terms
from trunkline.kernel.ids import ModuleId, PlanId, PriceId
from trunkline.kernel.money import Currency
from trunkline.kernel.period import Cycle


class Timing(StrEnum):
    """When a price is billed: at the start of the period it pays for, or after its end."""

    advance = "advance"
    arrears = "arrears"


class Grain(StrEnum):
    """What a part of a period is measured in (money policy 1)."""

    second = "second"
    day = "day"
    day30 = "day30"
    none = "none"


class Alignment(StrEnum):
    """Where periods begin: with the anniversary of the anchor, or with the calendar's own weeks, months, quarters and years."""

    anniversary = "anniversary"
    calendar = "calendar"


class PlanState(StrEnum):
    """A retired plan is kept for those who have it and sold to nobody else."""

    active = "active"
    retired = "retired"


@dataclass(frozen=True, slots=True, kw_only=True)
class Price:
    """One component of a plan in one currency. Never edited: `version` counts, `effective_from` says since when it is in force.

    A version with a `correction` (the reason for it) was made later than that: it takes the place of all versions before it from then on.

    `meter` names what is counted; without one the subscription's own quantity is. `group_by` names properties of events: usage is rated
    by itself for each combination of their values.
    """

    id: PriceId
    plan_id: PlanId
    currency: Currency
    component: str
    description: str
    timing: Timing
    meter: str | None
    unit: str
    version: int
    effective_from: datetime
    terms: Terms
    adjustments: Adjustments = UNADJUSTED
    aggregation: Aggregation | None = None  # None: quantities are added up
    tax_code: str | None = None  # None: taxed at the company's default rate
    correction: str | None = None
    group_by: tuple[str, ...] = ()

    @property
    def model(self) -> PricingModel:
        return self.terms.model


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """`prices` holds all versions in all currencies; `prices_in_force` picks. `trial_days` None: it has no trial."""

    id: PlanId
    module_id: ModuleId
    slug: str
    name: str
    description: str
    cycle: Cycle
    proration: Grain
    state: PlanState
    prices: tuple[Price, ...]
    alignment: Alignment = Alignment.anniversary
    trial_days: int | None = None

    def prices_in_force(self, currency: Currency, moment: datetime) -> tuple[Price, ...]:
        """Of each component its latest version that is in force at `moment`, by component."""
        latest: dict[str, Price] = {}
        for price in sorted(self.prices, key=lambda price: price.version):
            if price.currency == currency and price.effective_from <= moment:
                latest[price.component] = price
        return tuple(latest[component] for component in sorted(latest))

    def version_in_force(self, price: Price, moment: datetime) -> Price | None:
        """Of the component of `price` the version that is in force at `moment`."""
        in_force = self.prices_in_force(price.currency, moment)
        return next((one for one in in_force if one.component == price.component), None)

    def price_of_meter(self, meter: str, currency: Currency, moment: datetime) -> Price | None:
        """The price in force that rates `meter`."""
        return next((price for price in self.prices_in_force(currency, moment) if price.meter == meter), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Module:
    """A product of the operator. `icon` is a name of the console's icon set."""

    id: ModuleId
    slug: str
    name: str
    summary: str
    description: str
    category: str
    icon: str
    plans: tuple[Plan, ...]
