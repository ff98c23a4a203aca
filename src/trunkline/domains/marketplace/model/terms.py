"""The terms of a price: five models, each checked when it is made, so that terms that cannot be rated do not exist.

All amounts are exact decimals in major units of the price's currency, zero or more, with at most twelve decimals.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import ClassVar

from trunkline.kernel.errors import FieldProblem, Invalid
from trunkline.kernel.money import is_exact

UNIT_PRICE_DIGITS = 12
UNIT_PRICE_MAX = Decimal(10) ** 12
TIERS_MAX = 50
INCREMENT_SECONDS_MAX = 3600
FROM_SECOND_MAX = 86_400


class PricingModel(StrEnum):
    flat = "flat"
    per_unit = "per_unit"
    graduated = "graduated"
    volume = "volume"
    call = "call"


@dataclass(frozen=True, slots=True)
class FlatTerms:
    """One amount per period, whatever is used."""

    model: ClassVar[PricingModel] = PricingModel.flat
    amount: Decimal

    def __post_init__(self) -> None:
        _refuse(_price_problems(self.amount, "/amount"))


@dataclass(frozen=True, slots=True)
class PerUnitTerms:
    """Every unit costs the same."""

    model: ClassVar[PricingModel] = PricingModel.per_unit
    unit_amount: Decimal

    def __post_init__(self) -> None:
        _refuse(_price_problems(self.unit_amount, "/unit_amount"))


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
        _refuse(_tier_problems(self.tiers))


@dataclass(frozen=True, slots=True)
class VolumeTerms:
    """All units cost the price of the tier that the total falls in."""

    model: ClassVar[PricingModel] = PricingModel.volume
    tiers: tuple[Tier, ...]

    def __post_init__(self) -> None:
        _refuse(_tier_problems(self.tiers))


@dataclass(frozen=True, slots=True)
class CallStep:
    """From `from_second` of a call on, time is sold in increments of `increment_seconds` at `per_minute`."""

    from_second: int
    increment_seconds: int
    per_minute: Decimal


@dataclass(frozen=True, slots=True)
class CallTerms:
    """A fee for every connected call, and increments by step: 60/6 billing is steps (0, 60 s) and (60, 6 s)."""

    model: ClassVar[PricingModel] = PricingModel.call
    connect_fee: Decimal
    steps: tuple[CallStep, ...]

    def __post_init__(self) -> None:
        _refuse([*_price_problems(self.connect_fee, "/connect_fee"), *_call_step_problems(self.steps)])


Terms = FlatTerms | PerUnitTerms | GraduatedTerms | VolumeTerms | CallTerms


def model_of(terms: Terms) -> PricingModel:
    """The pricing model that the terms belong to."""
    return terms.model


def _refuse(problems: Iterator[FieldProblem] | Sequence[FieldProblem]) -> None:
    found = list(problems)
    if found:
        first = found[0]
        raise Invalid(f"These terms cannot be rated: {first.pointer} {first.detail}", fields=found)


def _price_problems(price: Decimal, pointer: str) -> Iterator[FieldProblem]:
    assert isinstance(price, Decimal), f"{pointer} must be a Decimal, not {type(price).__name__}"
    if not price.is_finite() or not 0 <= price < UNIT_PRICE_MAX:
        yield FieldProblem(pointer, f"is outside 0 … {UNIT_PRICE_MAX}.")
    elif not is_exact(price, UNIT_PRICE_DIGITS):
        yield FieldProblem(pointer, f"has more than {UNIT_PRICE_DIGITS} decimals.")


def _tier_problems(tiers: Sequence[Tier]) -> Iterator[FieldProblem]:
    if not 1 <= len(tiers) <= TIERS_MAX:
        yield FieldProblem("/tiers", f"must hold 1 … {TIERS_MAX} tiers.")
        return
    below = Decimal(0)
    for index, tier in enumerate(tiers):
        pointer, is_last = f"/tiers/{index}", index == len(tiers) - 1
        yield from _price_problems(tier.unit_amount, f"{pointer}/unit_amount")
        yield from _price_problems(tier.flat_amount, f"{pointer}/flat_amount")
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


def _call_step_problems(steps: Sequence[CallStep]) -> Iterator[FieldProblem]:
    if not 1 <= len(steps) <= TIERS_MAX:
        yield FieldProblem("/steps", f"must hold 1 … {TIERS_MAX} steps.")
        return
    before = -1
    for index, step in enumerate(steps):
        pointer = f"/steps/{index}"
        yield from _price_problems(step.per_minute, f"{pointer}/per_minute")
        if index == 0 and step.from_second != 0:
            yield FieldProblem(f"{pointer}/from_second", "must be 0 in the first step: a call begins there.")
        elif not before < step.from_second <= FROM_SECOND_MAX:
            yield FieldProblem(f"{pointer}/from_second", f"must be above {before} and at most {FROM_SECOND_MAX}.")
        if not 1 <= step.increment_seconds <= INCREMENT_SECONDS_MAX:
            yield FieldProblem(f"{pointer}/increment_seconds", f"must be 1 … {INCREMENT_SECONDS_MAX} seconds.")
        before = step.from_second
