"""The terms of a price: five models, each checked when it is made, so that terms that cannot be rated do not exist.

All amounts are exact decimals in major units of the price's currency, zero or more, with at most twelve decimals.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar

from trunkline.domains.marketplace.model.call_terms import CallStep as CallStep
from trunkline.domains.marketplace.model.call_terms import CallTerms as CallTerms
from trunkline.domains.marketplace.model.pricing import (
    TIERS_MAX,
    UNIT_PRICE_DIGITS,
    UNIT_PRICE_MAX,
    price_problems,
    refuse,
)
from trunkline.domains.marketplace.model.pricing import PricingModel as PricingModel
from trunkline.kernel.errors import FieldProblem
from trunkline.kernel.money import is_exact


@dataclass(frozen=True, slots=True)
class FlatTerms:
    """One amount per period, whatever is used."""

    model: ClassVar[PricingModel] = PricingModel.flat
    amount: Decimal

    def __post_init__(self) -> None:
        refuse(price_problems(self.amount, "/amount"))


@dataclass(frozen=True, slots=True)
class PerUnitTerms:
    """Every unit costs the same."""

    model: ClassVar[PricingModel] = PricingModel.per_unit
    unit_amount: Decimal

    def __post_init__(self) -> None:
        refuse(price_problems(self.unit_amount, "/unit_amount"))


@dataclass(frozen=True, slots=True)
class Tier:
    """Units up to and including `up_to` (None: no end), counted from the tier before. `flat_amount` is due when the tier is reached."""

    up_to: Decimal | None
    unit_amount: Decimal
    flat_amount: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class GraduatedTerms:
    """Each unit costs the price of the tier that it falls in."""

    model: ClassVar[PricingModel] = PricingModel.graduated
    tiers: tuple[Tier, ...]

    def __post_init__(self) -> None:
        refuse(_tier_problems(self.tiers))


@dataclass(frozen=True, slots=True)
class VolumeTerms:
    """All units cost the price of the tier that the total falls in."""

    model: ClassVar[PricingModel] = PricingModel.volume
    tiers: tuple[Tier, ...]

    def __post_init__(self) -> None:
        refuse(_tier_problems(self.tiers))


Terms = FlatTerms | PerUnitTerms | GraduatedTerms | VolumeTerms | CallTerms


def model_of(terms: Terms) -> PricingModel:
    """The pricing model that the terms belong to."""
    return terms.model


def _tier_problems(tiers: Sequence[Tier]) -> Iterator[FieldProblem]:
    if not 1 <= len(tiers) <= TIERS_MAX:
        yield FieldProblem("/tiers", f"must hold 1 … {TIERS_MAX} tiers.")
        return
    below = Decimal(0)
    for index, tier in enumerate(tiers):
        pointer, is_last = f"/tiers/{index}", index == len(tiers) - 1
        yield from price_problems(tier.unit_amount, f"{pointer}/unit_amount")
        yield from price_problems(tier.flat_amount, f"{pointer}/flat_amount")
        if (tier.up_to is None) != is_last:
            yield FieldProblem(f"{pointer}/up_to", "must be null in the last tier, and only there.")
        elif tier.up_to is not None:
            yield from _bound_problems(tier.up_to, below, f"{pointer}/up_to")
            below = tier.up_to


def _bound_problems(up_to: Decimal, below: Decimal, pointer: str) -> Iterator[FieldProblem]:
    if not up_to.is_finite() or up_to >= UNIT_PRICE_MAX or not is_exact(up_to, UNIT_PRICE_DIGITS):
        yield FieldProblem(
            pointer, f"must be a number below {UNIT_PRICE_MAX} with at most {UNIT_PRICE_DIGITS} decimals."
        )
    elif up_to <= below:
        yield FieldProblem(pointer, f"must be above {below:f}, where the tier begins.")
