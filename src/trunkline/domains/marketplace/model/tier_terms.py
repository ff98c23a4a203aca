"""The terms of a price by tiers: graduated and volume."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import ClassVar, Protocol, TypeVar

from trunkline.domains.marketplace.model.amounts import FEE, QUANTITY, UNIT_PRICE
from trunkline.domains.marketplace.model.pricing import (
    TIERS_MAX,
    UNIT_PRICE_DIGITS,
    UNIT_PRICE_MAX,
    PricingModel,
    price_problems,
    refuse,
    size_problems,
)
from trunkline.kernel.errors import FieldProblem
from trunkline.kernel.money import is_exact


@dataclass(frozen=True, slots=True)
class Tier:
    """Units up to and including `up_to` (None: no end), counted from the tier before. `flat_amount` is due when the tier is reached.

    With a `block_size` the tier's units are sold in whole blocks, a started one counts whole, and `unit_amount` is the price of a block.
    """

    up_to: Decimal | None = field(metadata=QUANTITY)
    unit_amount: Decimal = field(metadata=UNIT_PRICE)
    flat_amount: Decimal = field(default=Decimal(0), metadata=FEE)
    block_size: Decimal | None = field(default=None, metadata=QUANTITY)


@dataclass(frozen=True, slots=True)
class GraduatedTerms:
    """Each unit costs the price of the tier that it falls in."""

    model: ClassVar[PricingModel] = PricingModel.graduated
    tiers: tuple[Tier, ...]

    def __post_init__(self) -> None:
        refuse(tier_problems(self.tiers, _problems_of))


@dataclass(frozen=True, slots=True)
class VolumeTerms:
    """All units cost the price of the tier that the total falls in."""

    model: ClassVar[PricingModel] = PricingModel.volume
    tiers: tuple[Tier, ...]

    def __post_init__(self) -> None:
        refuse(tier_problems(self.tiers, _problems_of))


class Tiered(Protocol):
    """Anything with an end where the next one begins."""

    @property
    def up_to(self) -> Decimal | None: ...


AnyTier = TypeVar("AnyTier", bound=Tiered)


def tier_problems(
    tiers: Sequence[AnyTier], problems_of: Callable[[AnyTier, str], Iterator[FieldProblem]]
) -> Iterator[FieldProblem]:
    """What `problems_of` finds in each tier, and whether the tiers rise to a last one without an end."""
    if not 1 <= len(tiers) <= TIERS_MAX:
        yield FieldProblem("/tiers", f"must hold 1 … {TIERS_MAX} tiers.")
        return
    below = Decimal(0)
    for index, tier in enumerate(tiers):
        pointer, is_last = f"/tiers/{index}", index == len(tiers) - 1
        yield from problems_of(tier, pointer)
        if (tier.up_to is None) != is_last:
            yield FieldProblem(f"{pointer}/up_to", "must be null in the last tier, and only there.")
        elif tier.up_to is not None:
            yield from _bound_problems(tier.up_to, below, f"{pointer}/up_to")
            below = tier.up_to


def _problems_of(tier: Tier, pointer: str) -> Iterator[FieldProblem]:
    yield from price_problems(tier.unit_amount, f"{pointer}/unit_amount")
    yield from price_problems(tier.flat_amount, f"{pointer}/flat_amount")
    if tier.block_size is not None:
        yield from size_problems(tier.block_size, f"{pointer}/block_size")


def _bound_problems(up_to: Decimal, below: Decimal, pointer: str) -> Iterator[FieldProblem]:
    if not up_to.is_finite() or up_to >= UNIT_PRICE_MAX or not is_exact(up_to, UNIT_PRICE_DIGITS):
        yield FieldProblem(
            pointer, f"must be a number below {UNIT_PRICE_MAX} with at most {UNIT_PRICE_DIGITS} decimals."
        )
    elif up_to <= below:
        yield FieldProblem(pointer, f"must be above {below:f}, where the tier begins.")
