"""Call terms with bands and caps for property tests, and what they mean, word for word: the reference that rating is held to."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from tests.domains.marketplace.terms import call_terms
from trunkline.domains.marketplace.model import CallBand, CallCap, CallTerms, CapKind, Weekday

DAYS = tuple(Weekday)
ZONES = ("Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "Africa/Casablanca", "UTC")
# Instants at which the clocks of some of these zones change, ahead or back, by an hour or by half of one.
CHANGES = (
    datetime(2026, 3, 29, 1, tzinfo=UTC),
    datetime(2026, 10, 25, 1, tzinfo=UTC),
    datetime(2026, 3, 8, 7, tzinfo=UTC),
    datetime(2026, 11, 1, 6, tzinfo=UTC),
    datetime(2026, 4, 4, 15, tzinfo=UTC),
    datetime(2026, 10, 3, 15, 30, tzinfo=UTC),
)
moments = st.one_of(
    st.integers(0, 4 * 365 * 86_400).map(lambda seconds: datetime(2024, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)),
    st.builds(
        lambda change, seconds: change + timedelta(seconds=seconds), st.sampled_from(CHANGES), st.integers(-9000, 9000)
    ),
)
hours = st.tuples(st.integers(0, 95), st.integers(0, 96)).filter(lambda pair: pair[0] != pair[1])
bands = st.builds(
    lambda days, quarters, inside: CallBand(
        tuple(days), quarters[0] * 15, quarters[1] * 15, inside.connect_fee, inside.steps
    ),
    st.lists(st.sampled_from(DAYS), min_size=1, max_size=7, unique=True),
    hours,
    call_terms,
)
caps = st.one_of(
    st.none(),
    st.builds(
        CallCap, st.integers(0, 10**6).map(lambda units: Decimal(units).scaleb(-4)), st.sampled_from(list(CapKind))
    ),
)


def disjoint(candidates: list[CallBand]) -> tuple[CallBand, ...]:
    """As many of them as can stand beside one another."""
    kept: list[CallBand] = []
    for band in candidates:
        if not any(quarters_of(band) & quarters_of(other) for other in kept):
            kept.append(band)
    return tuple(kept)


banded_terms = st.builds(
    lambda outside, zone, candidates, cap: CallTerms(
        outside.connect_fee, outside.steps, zone, disjoint(candidates), cap
    ),
    call_terms,
    st.sampled_from(ZONES),
    st.lists(bands, max_size=4),
    caps,
)


def quarters_of(band: CallBand) -> set[tuple[int, int]]:
    """The quarters of an hour of the week in which the band holds, as (weekday, minute)."""
    return {
        (day, minute)
        for day in range(7)
        for minute in range(0, 1440, 15)
        if holds(band, DAYS[day], DAYS[day - 1], minute)
    }


def holds(band: CallBand, today: Weekday, yesterday: Weekday, minute: int) -> bool:
    """Whether the band is in force at `minute` of `today`: since a start of today, or of yesterday and over midnight."""
    if band.from_minute < band.to_minute:
        return today in band.weekdays and band.from_minute <= minute < band.to_minute
    return (today in band.weekdays and minute >= band.from_minute) or (
        yesterday in band.weekdays and minute < band.to_minute
    )


def band_of(terms: CallTerms, moment: datetime) -> CallBand | None:
    """The band in force at `moment`, by the wall clock of the zone."""
    if not terms.bands:
        return None
    local = moment.astimezone(ZoneInfo(terms.zone or ""))
    today, yesterday = DAYS[local.weekday()], DAYS[local.weekday() - 1]
    found = [band for band in terms.bands if holds(band, today, yesterday, local.hour * 60 + local.minute)]
    assert len(found) <= 1
    return found[0] if found else None


def exact_amount(terms: CallTerms, length: int, moment: datetime) -> Fraction:
    """The policy word for word, one increment at a time."""
    if length == 0:
        return Fraction(0)
    inside = band_of(terms, moment) or terms
    second, amount = 0, Fraction(inside.connect_fee)
    while second < length:
        step = [step for step in inside.steps if step.from_second <= second][-1]
        amount += Fraction(step.per_minute) * step.increment_seconds / 60
        second += step.increment_seconds
    is_free = terms.cap is not None and terms.cap.kind is CapKind.free
    return min(amount, Fraction(terms.cap.amount)) if terms.cap is not None and is_free else amount


def rounded_e4(exact: Fraction) -> int:
    """Half up, for what is not negative."""
    return int(exact * 10_000 + Fraction(1, 2))
