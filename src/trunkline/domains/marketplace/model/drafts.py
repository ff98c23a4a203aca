"""What the operator wants to sell, as it is told: not checked yet, without ids."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TypedDict

from trunkline.domains.marketplace.model.adjustments import UNADJUSTED, Adjustments
from trunkline.domains.marketplace.model.aggregation import Aggregation
from trunkline.domains.marketplace.model.catalogue import Alignment, Grain, Timing
from trunkline.domains.marketplace.model.terms import Terms
from trunkline.kernel.money import Currency
from trunkline.kernel.period import Cycle


@dataclass(frozen=True, slots=True, kw_only=True)
class NewModule:
    slug: str
    name: str
    summary: str
    description: str
    category: str
    icon: str


class ModuleChanges(TypedDict, total=False):
    """What may be changed afterwards; what is left out stays as it is."""

    name: str
    summary: str
    description: str
    category: str
    icon: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPrice:
    """`effective_from` None: as early as can be, which is now where somebody has the plan in this currency."""

    currency: Currency
    component: str
    description: str
    timing: Timing
    meter: str | None
    unit: str
    terms: Terms
    adjustments: Adjustments = UNADJUSTED
    aggregation: Aggregation | None = None
    effective_from: datetime | None = None
    tax_code: str | None = None
    group_by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPlan:
    slug: str
    name: str
    description: str
    cycle: Cycle
    proration: Grain
    prices: tuple[NewPrice, ...]
    alignment: Alignment = Alignment.anniversary
    trial_days: int | None = None
