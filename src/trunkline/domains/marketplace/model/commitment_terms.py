"""The terms of a commitment: what all prices of a plan come to together at least, in a whole period and one currency."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import ClassVar

from trunkline.domains.marketplace.model.amounts import FEE
from trunkline.domains.marketplace.model.pricing import PricingModel, price_problems, refuse


@dataclass(frozen=True, slots=True)
class CommitmentTerms:
    """`amount` per whole period, in major units. What the other prices of the plan leave of it is due when the period closes."""

    model: ClassVar[PricingModel] = PricingModel.commitment
    amount: Decimal = field(metadata=FEE)

    def __post_init__(self) -> None:
        refuse(price_problems(self.amount, "/amount"))
