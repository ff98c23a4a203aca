"""Rating a call as a whole (money policy 6): connect fee + increments by step, one division by 60, one rounding to four decimals.

An increment costs what the step in force at its start says, also where it reaches into the next step; increments follow one another
without gap. So the moment at which a step's first increment starts does not depend on how long the call turns out to be, and neither
does what was owed until then: `CallRater` works both out once per price, in whole numbers, and a call is then a search and a division.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

from trunkline.domains.marketplace.model.derivation import Step, StepKind, fraction_text
from trunkline.domains.marketplace.model.terms import CallStep, CallTerms
from trunkline.kernel.money import EXACT, divide_half_up
from trunkline.kernel.quantity import AMOUNT_DIGITS, from_e4, trimmed


@dataclass(frozen=True, slots=True)
class RatedCall:
    """What a call costs: `amount_e4` ten-thousandths of the major unit. The derivation is worked out when it is asked for."""

    terms: CallTerms
    seconds: int
    amount_e4: int
    billed_seconds: int
    increments: int

    @property
    def amount(self) -> Decimal:
        """In major units, four decimals."""
        return from_e4(self.amount_e4)

    @property
    def exact(self) -> str:
        """The amount before rounding: a decimal, or a fraction such as `17/150` where no decimal is exact."""
        value = sum((step.value for step in self.steps), Fraction(0))
        decimal = _decimal(value)
        return fraction_text(value) if decimal is None else format(decimal, "f")

    @property
    def steps(self) -> tuple[Step, ...]:
        return tuple(_explain(self.terms, self.seconds))


@dataclass(frozen=True, slots=True)
class _Segment:
    """The increments that one step prices. `owed` is the sum of (scaled price per minute × seconds) of all increments before."""

    starts_at_second: int
    increment_seconds: int
    price: int
    owed: int
    increments_before: int


@dataclass(frozen=True, slots=True)
class CallRater:
    """A call price in whole numbers: prices × 10^n, amounts in sixtieths of that. Keep it for a batch of calls."""

    terms: CallTerms
    connect_fee: int
    segments: tuple[_Segment, ...]
    starts: tuple[int, ...]
    numerator: int
    denominator: int

    def rate(self, seconds: int) -> RatedCall:
        """A call of `seconds` billable seconds. Zero seconds cost nothing, not even the connect fee."""
        assert seconds >= 0, "a call does not last less than no time"
        if seconds == 0:
            return RatedCall(self.terms, 0, 0, 0, 0)
        segment = self.segments[bisect_left(self.starts, seconds) - 1]
        increments = -((segment.starts_at_second - seconds) // segment.increment_seconds)
        in_segment = increments * segment.increment_seconds
        sixtieths = self.connect_fee + segment.owed + in_segment * segment.price
        return RatedCall(
            self.terms,
            seconds,
            divide_half_up(sixtieths * self.numerator, self.denominator),
            segment.starts_at_second + in_segment,
            segment.increments_before + increments,
        )


def rate_call(terms: CallTerms, seconds: int) -> RatedCall:
    """What a call of `seconds` billable seconds costs under `terms`."""
    return call_rater(terms).rate(seconds)


@lru_cache(maxsize=4096)
def call_rater(terms: CallTerms) -> CallRater:
    """The compiled form of `terms`."""
    digits = max(0, *(_decimals(price) for price in (terms.connect_fee, *(step.per_minute for step in terms.steps))))
    segments = tuple(_segments(terms.steps, digits))
    ratio = Fraction(10**AMOUNT_DIGITS, 60 * 10**digits)
    return CallRater(
        terms=terms,
        connect_fee=60 * _scaled(terms.connect_fee, digits),
        segments=segments,
        starts=tuple(segment.starts_at_second for segment in segments),
        numerator=ratio.numerator,
        denominator=ratio.denominator,
    )


def _segments(steps: tuple[CallStep, ...], digits: int) -> Iterator[_Segment]:
    """The steps that ever price an increment, each from where its first one starts."""
    second = owed = increments = 0
    for step, following in zip(steps, (*steps[1:], None), strict=True):
        if following is not None and following.from_second <= second:
            continue  # the increment before reached past the whole step
        price = _scaled(step.per_minute, digits)
        yield _Segment(second, step.increment_seconds, price, owed, increments)
        if following is not None:
            count = -((second - following.from_second) // step.increment_seconds)
            second += count * step.increment_seconds
            owed += count * step.increment_seconds * price
            increments += count


def _explain(terms: CallTerms, seconds: int) -> Iterator[Step]:
    """The same walk in the open: whole stretches of increments under one step, until the call is over."""
    if seconds == 0:
        return
    if terms.connect_fee:
        yield Step(
            kind=StepKind.connect_fee, label="Connect fee", quantity=Decimal(1), unit="call", amount=terms.connect_fee
        )
    segments = call_rater(terms).segments
    ends = (*(segment.starts_at_second for segment in segments[1:]), seconds)
    in_force = {step.from_second: step for step in terms.steps}
    for segment, end in zip(segments, ends, strict=True):
        if segment.starts_at_second >= seconds:
            return
        step = in_force[max(second for second in in_force if second <= segment.starts_at_second)]
        count = -((segment.starts_at_second - min(end, seconds)) // step.increment_seconds)
        yield _increments(step, count, segment.starts_at_second)


def _increments(step: CallStep, count: int, from_second: int) -> Step:
    billed = count * step.increment_seconds
    price = format(trimmed(step.per_minute), "f")
    return Step(
        kind=StepKind.increments,
        label=f"{count} × {step.increment_seconds} s from second {from_second} at {price} per minute",
        quantity=Decimal(billed),
        unit="second",
        unit_amount=step.per_minute,
        factor=Fraction(1, 60),
        amount=_decimal(Fraction(step.per_minute) * billed / 60),
    )


def _decimal(value: Fraction) -> Decimal | None:
    """`value` as a decimal without trailing zeros; None where the digits never end."""
    rest = value.denominator
    for prime in (2, 5):
        while rest % prime == 0:
            rest //= prime
    return trimmed(EXACT.divide(Decimal(value.numerator), Decimal(value.denominator))) if rest == 1 else None


def _decimals(price: Decimal) -> int:
    exponent = trimmed(price).as_tuple().exponent
    assert isinstance(exponent, int), "terms hold finite prices only"
    return -exponent


def _scaled(price: Decimal, digits: int) -> int:
    return int(price.scaleb(digits, EXACT))
