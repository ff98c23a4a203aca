"""The terms of a price: nine models, each checked when it is made, so that terms that cannot be rated do not exist.

All amounts are exact decimals in major units of the price's currency, zero or more, with at most twelve decimals.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import ClassVar

from trunkline.domains.marketplace.model.amounts import FEE, FEE_BY_PIECE, QUANTITY, UNIT_PRICE
from trunkline.domains.marketplace.model.call_terms import CallStep as CallStep
from trunkline.domains.marketplace.model.call_terms import CallTerms as CallTerms
from trunkline.domains.marketplace.model.commitment_terms import CommitmentTerms as CommitmentTerms
from trunkline.domains.marketplace.model.percentage_terms import GraduatedPercentageTerms as GraduatedPercentageTerms
from trunkline.domains.marketplace.model.percentage_terms import HeldEvents as HeldEvents
from trunkline.domains.marketplace.model.percentage_terms import PercentageTerms as PercentageTerms
from trunkline.domains.marketplace.model.percentage_terms import PercentTier as PercentTier
from trunkline.domains.marketplace.model.pricing import PricingModel as PricingModel
from trunkline.domains.marketplace.model.pricing import price_problems, refuse, size_problems
from trunkline.domains.marketplace.model.tier_terms import GraduatedTerms as GraduatedTerms
from trunkline.domains.marketplace.model.tier_terms import Tier as Tier
from trunkline.domains.marketplace.model.tier_terms import VolumeTerms as VolumeTerms


@dataclass(frozen=True, slots=True)
class FlatTerms:
    """One amount per period, whatever is used."""

    model: ClassVar[PricingModel] = PricingModel.flat
    amount: Decimal = field(metadata=FEE)

    def __post_init__(self) -> None:
        refuse(price_problems(self.amount, "/amount"))


@dataclass(frozen=True, slots=True)
class PerUnitTerms:
    """Every unit costs the same."""

    model: ClassVar[PricingModel] = PricingModel.per_unit
    unit_amount: Decimal = field(metadata=UNIT_PRICE)

    def __post_init__(self) -> None:
        refuse(price_problems(self.unit_amount, "/unit_amount"))


@dataclass(frozen=True, slots=True)
class PackageTerms:
    """Units beyond the `free_units` are sold in packages of `package_size` at `amount`; a started package counts whole."""

    model: ClassVar[PricingModel] = PricingModel.package
    amount: Decimal = field(metadata=FEE_BY_PIECE)
    package_size: Decimal = field(metadata=QUANTITY)
    free_units: Decimal = field(default=Decimal(0), metadata=QUANTITY)

    def __post_init__(self) -> None:
        amounts = (*price_problems(self.amount, "/amount"), *price_problems(self.free_units, "/free_units"))
        refuse([*amounts, *size_problems(self.package_size, "/package_size")])


Terms = (
    FlatTerms
    | PerUnitTerms
    | GraduatedTerms
    | VolumeTerms
    | PackageTerms
    | PercentageTerms
    | GraduatedPercentageTerms
    | CallTerms
    | CommitmentTerms
)


def model_of(terms: Terms) -> PricingModel:
    """The pricing model that the terms belong to."""
    return terms.model
