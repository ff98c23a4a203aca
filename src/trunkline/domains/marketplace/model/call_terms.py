"""The terms of a call price: what one call costs by its length."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar

from trunkline.domains.marketplace.model.pricing import TIERS_MAX, PricingModel, price_problems, refuse
from trunkline.kernel.errors import FieldProblem

INCREMENT_SECONDS_MAX = 3600
FROM_SECOND_MAX = 86_400


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
        refuse([*price_problems(self.connect_fee, "/connect_fee"), *_step_problems(self.steps)])


def _step_problems(steps: Sequence[CallStep]) -> Iterator[FieldProblem]:
    if not 1 <= len(steps) <= TIERS_MAX:
        yield FieldProblem("/steps", f"must hold 1 … {TIERS_MAX} steps.")
        return
    before = -1
    for index, step in enumerate(steps):
        pointer = f"/steps/{index}"
        yield from price_problems(step.per_minute, f"{pointer}/per_minute")
        if index == 0 and step.from_second != 0:
            yield FieldProblem(f"{pointer}/from_second", "must be 0 in the first step: a call begins there.")
        elif not before < step.from_second <= FROM_SECOND_MAX:
            yield FieldProblem(f"{pointer}/from_second", f"must be above {before} and at most {FROM_SECOND_MAX}.")
        if not 1 <= step.increment_seconds <= INCREMENT_SECONDS_MAX:
            yield FieldProblem(f"{pointer}/increment_seconds", f"must be 1 … {INCREMENT_SECONDS_MAX} seconds.")
        before = step.from_second
