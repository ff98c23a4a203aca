"""Rating a call against the promise of 150,000 calls per second and core.

Calls of one to thirty minutes under the plan with the most steps, without bands and with two of them and a cap. Beside it, in the same
run, the policy word for word (one increment at a time in fractions), which every rating must agree with: the ratio says what working in
whole numbers is worth.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

from benchmarks.outcome import Row
from trunkline.domains.marketplace.model import CallBand, CallCap, CallStep, CallTerms, CapKind, Weekday
from trunkline.domains.marketplace.rules import call_rater, rate_call
from trunkline.kernel.money import divide_half_up

ENGINES = ("none",)
PROMISE_PER_SECOND = 150_000
CALLS = 200_000
WALKED = 500

STEPS = (CallStep(0, 60, Decimal("0.11")), CallStep(60, 6, Decimal("0.11")), CallStep(600, 6, Decimal("0.08")))
TERMS = CallTerms(Decimal("0.01"), STEPS)
WORKDAYS = tuple(Weekday)[:5]
BANDS = (
    CallBand(WORKDAYS, 8 * 60, 18 * 60, Decimal("0.02"), STEPS),
    CallBand(WORKDAYS, 22 * 60, 6 * 60, Decimal(0), STEPS),
)
BANDED = CallTerms(Decimal("0.01"), STEPS, "Europe/Berlin", BANDS, CallCap(Decimal("2.50"), CapKind.free))
FIRST_START = datetime(2026, 3, 1, tzinfo=UTC)


def rows(engine: str) -> list[Row]:
    entropy = random.Random(7)
    lengths = [entropy.randrange(60, 1800) for _ in range(CALLS)]
    rate = call_rater(TERMS).rate
    assert all(rate(seconds).amount_e4 == walk(seconds) for seconds in lengths[:WALKED])
    batch = per_second(rate, lengths)
    single = per_second(lambda seconds: rate_call(TERMS, seconds), lengths)
    walked = per_second(walk, lengths[:WALKED])
    starts = [(seconds, FIRST_START + timedelta(seconds=entropy.randrange(60 * 86_400))) for seconds in lengths]
    in_bands = call_rater(BANDED).rate
    banded = per_second(lambda call: in_bands(*call), starts)
    return [
        _row("rating, a batch's rater", batch, "150,000 calls/s", PROMISE_PER_SECOND, promise=1),
        _row("rating, call by call", single, "150,000 calls/s", PROMISE_PER_SECOND, promise=1),
        _row("rating, bands and a cap", banded, "150,000 calls/s", PROMISE_PER_SECOND, promise=1),
        _row("rating, bands and a cap", banded, f"without them {batch:,} calls/s", batch),
        _row("rating, a batch's rater", batch, f"walking each increment {walked:,} calls/s", walked),
    ]


def _row(name: str, figure: int, against: str, other: int, promise: float | None = None) -> Row:
    return Row(name, "one core", figure, "calls/s", against, figure / other, promise)


def walk(seconds: int) -> int:
    """Ten-thousandths by the policy's own words."""
    second, sixtieths = 0, Fraction(0)
    while second < seconds:
        step = [step for step in STEPS if step.from_second <= second][-1]
        sixtieths += Fraction(step.per_minute) * step.increment_seconds
        second += step.increment_seconds
    exact = (Fraction(TERMS.connect_fee) + sixtieths / 60) * 10_000
    return divide_half_up(exact.numerator, exact.denominator)


def per_second(rate: Callable[[Any], object], calls: Sequence[object]) -> int:
    """The best of three: other work on the machine only ever slows it down."""
    best = 0
    for _ in range(3):
        begun = time.process_time()
        for call in calls:
            rate(call)
        best = max(best, int(len(calls) / (time.process_time() - begun)))
    return best
