"""Rating a call as a whole (money policy 6): connect fee + increments by step, one division by 60, one rounding to four decimals.

The band in force at the start of the call holds for the call. A `free` cap is the most that the call costs; a `disconnect` cap is for
the switch and changes nothing here. `CallRater` works out in whole numbers once per price what does not depend on the call, so that
rating one is a search and a division.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

from trunkline.domains.marketplace.model import CallBand, CallTerms, CapKind, Step
from trunkline.domains.marketplace.model.derivation import fraction_text
from trunkline.domains.marketplace.rules.call_bands import BandWeek, band_week
from trunkline.domains.marketplace.rules.call_explaining import as_decimal, explain_call
from trunkline.domains.marketplace.rules.call_segments import Segment, digits_of, scaled, segments_of
from trunkline.kernel.money import divide_half_up
from trunkline.kernel.period import zone_of
from trunkline.kernel.quantity import AMOUNT_DIGITS, from_e4


@dataclass(frozen=True, slots=True)
class RatedCall:
    """What a call costs: `amount_e4` ten-thousandths of the major unit. The derivation is worked out when it is asked for.

    `billed_seconds` are those of its increments, also where a cap keeps them from being paid.
    """

    rater: CallRater
    seconds: int
    amount_e4: int
    billed_seconds: int
    increments: int

    @property
    def band(self) -> CallBand | None:
        """The band that was in force at its start."""
        return self.rater.band

    @property
    def amount(self) -> Decimal:
        """In major units, four decimals."""
        return from_e4(self.amount_e4)

    @property
    def exact(self) -> str:
        """The amount before rounding: a decimal, or a fraction such as `17/150` where no decimal is exact."""
        value = sum((step.value for step in self.steps), Fraction(0))
        decimal = as_decimal(value)
        return fraction_text(value) if decimal is None else format(decimal, "f")

    @property
    def steps(self) -> tuple[Step, ...]:
        rater = self.rater
        return tuple(explain_call(rater.terms, rater.band, rater.segments, self.seconds))


@dataclass(frozen=True, slots=True, kw_only=True)
class CallRater:
    """A call price in whole numbers: prices × 10^n, amounts in sixtieths of that. Keep it for a batch of calls.

    Its numbers are those of `band`, or of the terms themselves where that is None. The rater of terms with bands has a `week` and, in
    `in_bands`, a rater for each of them and a last one for the time outside.
    """

    terms: CallTerms
    band: CallBand | None
    connect_fee: int
    segments: tuple[Segment, ...]
    starts: tuple[int, ...]
    ceiling: int | None
    numerator: int
    denominator: int
    week: BandWeek | None = None
    in_bands: tuple[CallRater, ...] = ()

    def rate(self, seconds: int, started_at: datetime | None = None) -> RatedCall:
        """A call of `seconds` billable seconds. Zero seconds cost nothing, not even the connect fee.

        `started_at`, an aware instant, may be left out where the terms have no bands.
        """
        if self.week is not None:
            return self.at(started_at).rate(seconds)
        assert seconds >= 0, "a call does not last less than no time"
        if seconds == 0:
            return RatedCall(self, 0, 0, 0, 0)
        segment = self.segments[bisect_left(self.starts, seconds) - 1]
        increments = -((segment.starts_at_second - seconds) // segment.increment_seconds)
        in_segment = increments * segment.increment_seconds
        sixtieths = self.connect_fee + segment.owed + in_segment * segment.price
        if self.ceiling is not None and sixtieths > self.ceiling:
            sixtieths = self.ceiling
        return RatedCall(
            self,
            seconds,
            divide_half_up(sixtieths * self.numerator, self.denominator),
            segment.starts_at_second + in_segment,
            segment.increments_before + increments,
        )

    def at(self, started_at: datetime | None) -> CallRater:
        """The rater of the band in force at `started_at`; itself where the terms have no bands."""
        if self.week is None:
            return self
        assert started_at is not None, "terms with bands rate a call by when it started"
        band = self.week.band_at(started_at)
        return self.in_bands[-1 if band is None else band]

    def affordable_seconds(self, balance_e4: int) -> int | None:
        """As `affordable_seconds` below, for terms without bands or for the rater of one of them."""
        # The largest sum that is still rounded down to the balance, or up to it from at least a half.
        most = ((2 * balance_e4 + 1) * self.denominator - 1) // (2 * self.numerator)
        if self.ceiling is not None and self.ceiling <= most:
            return None
        room = most - self.connect_fee
        if room < 0:
            return 0
        for segment, following in zip(self.segments, (*self.segments[1:], None), strict=True):
            cost = segment.increment_seconds * segment.price
            count = (room - segment.owed) // cost if cost else None
            if following is None or (
                count is not None and count < following.increments_before - segment.increments_before
            ):
                return None if count is None else segment.starts_at_second + count * segment.increment_seconds
        raise AssertionError("the last segment has no end")


def rate_call(terms: CallTerms, seconds: int, started_at: datetime | None = None) -> RatedCall:
    """What a call of `seconds` billable seconds costs under `terms`. `started_at` (aware) is needed where they have bands."""
    return call_rater(terms).rate(seconds, started_at)


def affordable_seconds(terms: CallTerms, started_at: datetime | None, balance_e4: int) -> int | None:
    """The longest call whose rated amount is within the balance, in ten-thousandths; None where no length would exceed it.

    It is the inverse of `rate_call`, so that a prepaid call that is ended there never owes more than was there.
    """
    return call_rater(terms).at(started_at).affordable_seconds(balance_e4)


@lru_cache(maxsize=4096)
def call_rater(terms: CallTerms) -> CallRater:
    """The compiled form of `terms`."""
    if not terms.bands:
        return _rater(terms, None)
    assert terms.zone is not None, "terms with bands name their zone"
    in_bands = tuple(_rater(terms, band) for band in (*terms.bands, None))
    return _rater(terms, None, band_week(terms.bands, zone_of(terms.zone)), in_bands)


def _rater(
    terms: CallTerms, band: CallBand | None, week: BandWeek | None = None, in_bands: Sequence[CallRater] = ()
) -> CallRater:
    prices, digits = terms if band is None else band, digits_of(terms)
    segments = tuple(segments_of(prices.steps, digits))
    ratio = Fraction(10**AMOUNT_DIGITS, 60 * 10**digits)
    is_free = terms.cap is not None and terms.cap.kind is CapKind.free
    return CallRater(
        terms=terms,
        band=band,
        connect_fee=60 * scaled(prices.connect_fee, digits),
        segments=segments,
        starts=tuple(segment.starts_at_second for segment in segments),
        ceiling=60 * scaled(terms.cap.amount, digits) if terms.cap is not None and is_free else None,
        numerator=ratio.numerator,
        denominator=ratio.denominator,
        week=week,
        in_bands=tuple(in_bands),
    )
