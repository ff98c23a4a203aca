"""What an offer consists of, and short ways to write prices in several currencies."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import NamedTuple

from trunkline.domains.marketplace.model.adjustments import UNADJUSTED, Adjustments
from trunkline.domains.marketplace.model.aggregation import Aggregation
from trunkline.domains.marketplace.model.catalogue import Alignment, Grain, Timing
from trunkline.domains.marketplace.model.terms import (
    CallStep,
    CallTerms,
    FlatTerms,
    GraduatedTerms,
    PerUnitTerms,
    Terms,
    Tier,
    VolumeTerms,
)
from trunkline.kernel.period import Cycle, Interval

# The first version of a price has been in force for as long as usage can lie back, so that imported history finds its price.
EFFECTIVE_FROM = datetime(1970, 1, 1, tzinfo=UTC)
MONTHLY = Cycle(Interval.month)


class MeterOffer(NamedTuple):
    key: str
    name: str
    unit: str
    aggregation: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceOffer:
    """One component of a plan; `terms` by currency code."""

    component: str
    description: str
    timing: Timing
    unit: str
    terms: Mapping[str, Terms]
    meter: str | None = None
    adjustments: Adjustments = UNADJUSTED
    aggregation: Aggregation | None = None
    group_by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanOffer:
    slug: str
    name: str
    description: str
    prices: tuple[PriceOffer, ...]
    cycle: Cycle = MONTHLY
    proration: Grain = Grain.day
    alignment: Alignment = Alignment.anniversary
    trial_days: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ModuleOffer:
    slug: str
    name: str
    summary: str
    description: str
    category: str
    icon: str
    meters: tuple[MeterOffer, ...]
    plans: tuple[PlanOffer, ...]


def platform_fee(**by_currency: str) -> PriceOffer:
    """The plan's own fee, in advance: `platform_fee(EUR="49", USD="55")`."""
    return PriceOffer(
        component="platform_fee",
        description="Platform fee",
        timing=Timing.advance,
        unit="month",
        terms={code: FlatTerms(Decimal(amount)) for code, amount in by_currency.items()},
    )


def seats(description: str, unit: str, **by_currency: str) -> PriceOffer:
    """A fee for each of what the subscription's quantity counts, in advance."""
    return PriceOffer(
        component="seats",
        description=description,
        timing=Timing.advance,
        unit=unit,
        terms={code: PerUnitTerms(Decimal(amount)) for code, amount in by_currency.items()},
    )


def metered(meter: MeterOffer, component: str, description: str, **by_currency: Terms) -> PriceOffer:
    """What is used, billed after the period."""
    return PriceOffer(
        component=component,
        description=description,
        timing=Timing.arrears,
        unit=meter.unit,
        terms=by_currency,
        meter=meter.key,
    )


def each(amount: str) -> Terms:
    return PerUnitTerms(Decimal(amount))


def graduated(*tiers: tuple[str | None, str, str]) -> Terms:
    """Tiers as (up to, per unit, flat fee)."""
    return GraduatedTerms(_tiers(tiers))


def volume(*tiers: tuple[str | None, str, str]) -> Terms:
    """Tiers as (up to, per unit, flat fee)."""
    return VolumeTerms(_tiers(tiers))


def calls(connect_fee: str, *steps: tuple[int, int, str]) -> Terms:
    """Steps as (from second, increment in seconds, per minute)."""
    return CallTerms(
        Decimal(connect_fee), tuple(CallStep(start, increment, Decimal(price)) for start, increment, price in steps)
    )


def _tiers(tiers: tuple[tuple[str | None, str, str], ...]) -> tuple[Tier, ...]:
    return tuple(
        Tier(None if up_to is None else Decimal(up_to), Decimal(per_unit), Decimal(flat))
        for up_to, per_unit, flat in tiers
    )
