"""The increments of a call in whole numbers.

An increment costs what the step in force at its start says, also where it reaches into the next step; increments follow one another
without gap. So the moment at which a step's first increment starts does not depend on how long the call turns out to be, and neither
does what was owed until then: both are worked out once per price.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from trunkline.domains.marketplace.model import CallStep, CallTerms
from trunkline.kernel.money import EXACT
from trunkline.kernel.quantity import trimmed


@dataclass(frozen=True, slots=True)
class Segment:
    """The increments that `step` prices. `owed` is the sum of (scaled price per minute × seconds) of all increments before."""

    step: CallStep
    starts_at_second: int
    increment_seconds: int
    price: int
    owed: int
    increments_before: int


def segments_of(steps: Sequence[CallStep], digits: int) -> Iterator[Segment]:
    """The steps that ever price an increment, each from where its first one starts. Prices are scaled by 10^digits."""
    second = owed = increments = 0
    for step, following in zip(steps, (*steps[1:], None), strict=True):
        if following is not None and following.from_second <= second:
            continue  # the increment before reached past the whole step
        price = scaled(step.per_minute, digits)
        yield Segment(step, second, step.increment_seconds, price, owed, increments)
        if following is not None:
            count = -((second - following.from_second) // step.increment_seconds)
            second += count * step.increment_seconds
            owed += count * step.increment_seconds * price
            increments += count


def digits_of(terms: CallTerms) -> int:
    """As many decimals as the longest price of the terms has, in or out of a band."""
    prices = [terms.connect_fee, *(band.connect_fee for band in terms.bands)]
    prices += [step.per_minute for steps in (terms.steps, *(band.steps for band in terms.bands)) for step in steps]
    prices += [] if terms.cap is None else [terms.cap.amount]
    return max(0, *(_decimals(price) for price in prices))


def scaled(price: Decimal, digits: int) -> int:
    """`price` × 10^digits, a whole number."""
    return int(price.scaleb(digits, EXACT))


def _decimals(price: Decimal) -> int:
    exponent = trimmed(price).as_tuple().exponent
    assert isinstance(exponent, int), "terms hold finite prices only"
    return -exponent
