"""The terms of a price in percent of a volume of money: one rate with a fee per event, or a rate by tiers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import ClassVar

from trunkline.domains.marketplace.model.amounts import FEE, PERCENT, UNIT_PRICE, VOLUME
from trunkline.domains.marketplace.model.pricing import UNIT_PRICE_DIGITS, PricingModel, price_problems, refuse
from trunkline.domains.marketplace.model.tier_terms import tier_problems
from trunkline.kernel.errors import FieldProblem
from trunkline.kernel.money import is_exact

PERCENT_MAX = Decimal(1000)
PERCENT_DIGITS = UNIT_PRICE_DIGITS - 2  # so that the hundredth of it is a price
FREE_EVENTS_MAX = 10**9


@dataclass(frozen=True, slots=True)
class PercentageTerms:
    """`percent` of a volume in major units (2.9 means 2.9 %), and `fixed_amount` for every event that made it up.

    The first `free_events` have no fixed amount, the first `free_volume` no percentage. With a minimum or a maximum per event each
    event has a fee of its own, the free ones none: rating then needs the amounts of the events, in order.
    """

    model: ClassVar[PricingModel] = PricingModel.percentage
    percent: Decimal = field(metadata=PERCENT)
    fixed_amount: Decimal = field(default=Decimal(0), metadata=UNIT_PRICE)
    free_events: int = 0
    free_volume: Decimal = field(default=Decimal(0), metadata=VOLUME)
    per_event_minimum: Decimal | None = field(default=None, metadata=UNIT_PRICE)
    per_event_maximum: Decimal | None = field(default=None, metadata=UNIT_PRICE)

    def __post_init__(self) -> None:
        refuse(_percentage_problems(self))

    @property
    def is_bounded(self) -> bool:
        """Whether each event has a fee of its own, so that totals do not suffice."""
        return self.per_event_minimum is not None or self.per_event_maximum is not None


@dataclass(frozen=True, slots=True)
class HeldEvents:
    """Events whose fees are held within bounds: how many pay the minimum, the maximum, and how many in between, of which `volume`."""

    at_minimum: int = 0
    at_maximum: int = 0
    between: int = 0
    volume: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class PercentTier:
    """Volume up to and including `up_to` (None: no end), counted from the tier before. `flat_amount` is due when the tier is reached."""

    up_to: Decimal | None = field(metadata=VOLUME)
    percent: Decimal = field(metadata=PERCENT)
    flat_amount: Decimal = field(default=Decimal(0), metadata=FEE)


@dataclass(frozen=True, slots=True)
class GraduatedPercentageTerms:
    """Each slice of the volume at the percentage of the tier that it falls in."""

    model: ClassVar[PricingModel] = PricingModel.graduated_percentage
    tiers: tuple[PercentTier, ...]

    def __post_init__(self) -> None:
        refuse(tier_problems(self.tiers, _problems_of))


def _percentage_problems(terms: PercentageTerms) -> Iterator[FieldProblem]:
    yield from _percent_problems(terms.percent, "/percent")
    yield from price_problems(terms.fixed_amount, "/fixed_amount")
    if not 0 <= terms.free_events <= FREE_EVENTS_MAX:
        yield FieldProblem("/free_events", f"is outside 0 … {FREE_EVENTS_MAX}.")
    yield from price_problems(terms.free_volume, "/free_volume")
    least, most = terms.per_event_minimum, terms.per_event_maximum
    if least is not None:
        yield from price_problems(least, "/per_event_minimum")
    if most is not None:
        yield from price_problems(most, "/per_event_maximum")
    if least is not None and most is not None and least > most:
        yield FieldProblem("/per_event_minimum", "must not be above per_event_maximum.")


def _problems_of(tier: PercentTier, pointer: str) -> Iterator[FieldProblem]:
    yield from _percent_problems(tier.percent, f"{pointer}/percent")
    yield from price_problems(tier.flat_amount, f"{pointer}/flat_amount")


def _percent_problems(percent: Decimal, pointer: str) -> Iterator[FieldProblem]:
    assert isinstance(percent, Decimal), f"{pointer} must be a Decimal, not {type(percent).__name__}"
    if not percent.is_finite() or not 0 <= percent <= PERCENT_MAX:
        yield FieldProblem(pointer, f"is outside 0 … {PERCENT_MAX}.")
    elif not is_exact(percent, PERCENT_DIGITS):
        yield FieldProblem(pointer, f"has more than {PERCENT_DIGITS} decimals.")
