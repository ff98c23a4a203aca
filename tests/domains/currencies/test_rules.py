"""The room's decisions: crossing, rounding, age, leaps, and whom to ask."""

from __future__ import annotations

import random
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trunkline.domains.currencies import rules
from trunkline.domains.currencies.model import (
    WITHDRAWN,
    FailureKind,
    Quoted,
    RatePolicy,
    Sheet,
    Source,
    SourceState,
    is_quotable,
    quotable,
)
from trunkline.domains.currencies.model.ids import RateSheetId
from trunkline.domains.currencies.rules import Freshness, Previous
from trunkline.kernel.errors import Invalid
from trunkline.kernel.money import CURRENCIES, Currency, Money

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
CODES = sorted(CURRENCIES)
SHEET_ID = RateSheetId("rsh_01h455vb4pex5vsknk084sn02q")
EUR, USD, JPY, KWD = (Currency.of(code) for code in ("EUR", "USD", "JPY", "KWD"))
currencies = st.sampled_from([CURRENCIES[code] for code in CODES])
rates = st.decimals(Decimal("0.00001"), Decimal(2_000_000), places=8)


def sheet(as_of: datetime = NOW, base: str = "USD", source: Source = Source.ecb, **rates: str) -> Sheet:
    return sheet_of(rates, as_of, base, source)


def sheet_of(rates: Mapping[str, str], as_of: datetime, base: str, source: Source = Source.ecb) -> Sheet:
    told = {code: Decimal(rate) for code, rate in rates.items()}
    return Sheet(id=SHEET_ID, source=source, base=base, as_of=as_of, fetched_at=as_of, confirmed_at=as_of, rates=told)


@st.composite
def whole_sheets(draw: st.DrawFn) -> Sheet:
    """Every currency, at any rate from a hundred-thousandth to two million; of a seed, since drawing each takes long."""
    chance = random.Random(draw(st.integers(0, 2**32)))
    base = draw(st.sampled_from(CODES))
    told = {code: f"{chance.randint(1, 20 ** chance.randint(1, 9)) * Decimal('0.00001'):f}" for code in CODES}
    return sheet_of({code: rate for code, rate in told.items() if code != base}, NOW, base)


# --------------------------------------------------------------------------------------------------------------- crossing
@given(whole_sheets(), currencies, currencies, currencies)
def test_rates_of_one_sheet_agree_with_each_other(one: Sheet, a: Currency, b: Currency, c: Currency) -> None:
    """There and back is nothing, and the way over a third currency is the straight one: exactly, whatever the base."""
    assert rules.cross(one, a.code, b.code) * rules.cross(one, b.code, a.code) == 1
    assert rules.cross(one, a.code, c.code) == rules.cross(one, a.code, b.code) * rules.cross(one, b.code, c.code)
    assert rules.cross(one, one.base, a.code) == Fraction(one.rate_of(a.code))


@given(whole_sheets(), currencies, currencies, st.integers(-(10**9), 10**9))
def test_there_and_back_is_within_one_minor_unit(one: Sheet, a: Currency, b: Currency, minor: int) -> None:
    """Of the coarser side: what is rounded away of the amount in between is at most half of its minor unit, in the other's money."""
    there = rules.cross(one, a.code, b.code)
    amount = Money(minor, a)
    between = rules.converted(amount, there, b) if abs(minor * there) < 10**14 else None
    if between is None:
        return
    back = rules.converted(between, 1 / there, a)
    lost_in_between = Fraction(1, 2 * b.minor_units_per_major) / there * a.minor_units_per_major
    assert abs(back.minor - minor) <= lost_in_between + Fraction(1, 2)
    if lost_in_between <= Fraction(1, 2):
        assert abs(back.minor - minor) <= 1


@given(whole_sheets(), currencies, currencies, st.integers(-(10**9), 10**9))
def test_both_amounts_are_rounded_from_the_exact_product(one: Sheet, a: Currency, b: Currency, minor: int) -> None:
    there = rules.cross(one, a.code, b.code)
    exact = Fraction(minor, a.minor_units_per_major) * there
    if abs(exact) >= 10**12:
        return
    four, whole = rules.four_decimals(Money(minor, a), there), rules.converted(Money(minor, a), there, b)
    assert abs(Fraction(four) - exact) <= Fraction(1, 20_000)
    assert abs(Fraction(whole.minor, b.minor_units_per_major) - exact) <= Fraction(1, 2 * b.minor_units_per_major)
    assert rules.converted(Money(-minor, a), there, b) == -whole


@pytest.mark.parametrize(
    ("minor", "source", "rate", "target", "converted", "exact"),
    [
        (10000, USD, Fraction(17, 20), EUR, 8500, "85.0000"),
        (1, USD, Fraction(1, 2), EUR, 1, "0.0050"),  # half a cent goes up
        (-1, USD, Fraction(1, 2), EUR, -1, "-0.0050"),  # and away from zero
        (1, USD, Fraction(49999, 100000), EUR, 0, "0.0050"),  # from the exact product, and not from the four decimals
        (100, USD, Fraction(15666, 100), JPY, 157, "156.6600"),
        (157, JPY, Fraction(100, 15666), USD, 100, "1.0022"),
        (100, USD, Fraction(3071, 10000), KWD, 307, "0.3071"),
        (0, USD, Fraction(3), KWD, 0, "0.0000"),
    ],
)
def test_what_amounts_become(
    minor: int, source: Currency, rate: Fraction, target: Currency, converted: int, exact: str
) -> None:
    assert rules.converted(Money(minor, source), rate, target) == Money(converted, target)
    assert str(rules.four_decimals(Money(minor, source), rate)) == exact


def test_an_amount_without_end_is_refused() -> None:
    with pytest.raises(Invalid, match="more than 18 digits"):
        rules.converted(Money(10**17, EUR), Fraction(10_000), JPY)
    with pytest.raises(Invalid, match="more than 18 digits"):
        rules.converted(Money(10**18, EUR), Fraction(1, 10), EUR)


@pytest.mark.parametrize(
    ("rate", "shown"),
    [
        (Fraction(1), "1"),
        (Fraction(40, 47), "0.851063829787"),
        (Fraction(47, 40), "1.175"),
        (Fraction(1, 26300), "0.0000380228136882"),
        (Fraction(12345678901234567), "12345678901200000"),
        (Fraction(2, 3), "0.666666666667"),
        (Fraction(1, 10), "0.1"),
        (Fraction(999_999_999_999_9, 10), "1000000000000"),
    ],
)
def test_a_rate_is_shown_at_twelve_digits(rate: Fraction, shown: str) -> None:
    assert format(rules.significant(rate), "f") == shown


def test_the_latest_sheet_that_quotes_both_is_chosen() -> None:
    old = sheet(NOW - timedelta(hours=5), base="EUR", USD="1.2", SEK="11")
    new = sheet(NOW, base="USD", source=Source.fixer, EUR="0.9")
    assert rules.choose_sheet([old, new], "USD", "EUR") is new
    assert rules.choose_sheet([old, new], "USD", "SEK") is old
    assert rules.choose_sheet([old, new], "USD", "JPY") is None


def test_currencies_that_are_no_more_have_rates_and_nothing_else() -> None:
    assert not set(WITHDRAWN) & set(CURRENCIES)
    assert (quotable("EEK").code, quotable("EUR")) == ("EEK", EUR)
    assert is_quotable("SIT")
    assert not is_quotable("BTC")
    with pytest.raises(Invalid):
        quotable("BTC")


# -------------------------------------------------------------------------------------------------------------------- age
HOURS, DAYS = timedelta(hours=1), timedelta(days=1)
POLICY = RatePolicy(order=(Source.fixer, Source.ecb), age_max=7 * DAYS)


@pytest.mark.parametrize(
    ("confirmed_after", "asked_after", "succeeded_after", "expected"),
    [
        (timedelta(0), 24 * HOURS, None, Freshness.fresh),
        (timedelta(0), 24 * HOURS + timedelta(seconds=1), None, Freshness.stale),
        (
            3 * DAYS,
            3 * DAYS + 5 * HOURS,
            None,
            Freshness.fresh,
        ),  # a weekend, and the source says there is nothing newer
        (timedelta(0), 7 * DAYS, None, Freshness.stale),
        (timedelta(0), 7 * DAYS + timedelta(seconds=1), None, Freshness.too_old),
        (9 * DAYS, 8 * DAYS, None, Freshness.too_old),  # said for ever, and of last week all the same
        (timedelta(0), 2 * DAYS, 3 * DAYS, Freshness.fresh),  # it was in force until the next
        (timedelta(0), 2 * DAYS, 60 * DAYS, Freshness.stale),  # and not for two months
    ],
)
def test_a_rate_is_fresh_then_stale_then_refused(
    confirmed_after: timedelta, asked_after: timedelta, succeeded_after: timedelta | None, expected: Freshness
) -> None:
    succeeded = None if succeeded_after is None else NOW + succeeded_after
    made = sheet(NOW, EUR="0.9")
    one = Sheet(
        **{name: getattr(made, name) for name in ("id", "source", "base", "as_of", "fetched_at", "rates")},
        confirmed_at=NOW + confirmed_after,
        succeeded_at=succeeded,
    )
    assert rules.freshness(POLICY, one, one.as_of, NOW + asked_after) is expected


def test_without_a_limit_nothing_is_too_old() -> None:
    one = sheet(NOW, EUR="0.9")
    assert rules.freshness(RatePolicy(), one, NOW, NOW + 9000 * DAYS) is Freshness.stale


# ------------------------------------------------------------------------------------------------------------------ leaps
def said(**told: str) -> Quoted:
    return Quoted("USD", NOW, {code: Decimal(rate) for code, rate in told.items()})


def test_what_leaps_goes_on_as_it_was() -> None:
    before = sheet(NOW - HOURS, EUR="0.90", JPY="150", GBP="0.75")
    quoted = said(EUR="0.99", JPY="165.1", GBP="0.68", SEK="11")
    judged = rules.judge(quoted, rules.previous_in([before], quoted), Decimal("0.1"))
    assert {code: str(rate) for code, rate in judged.rates.items()} == {
        "EUR": "0.99",  # a tenth, exactly, is within the band
        "JPY": "150",
        "GBP": "0.75",  # it fell by less than a tenth of itself, and what it fell to rose by more: either way it counts
        "SEK": "11",
    }
    assert judged.carried == {"JPY": NOW - HOURS, "GBP": NOW - HOURS}
    assert judged.leaps["JPY"].change == Fraction(151, 1500)


def test_a_source_that_steps_in_is_compared_too() -> None:
    before = sheet(NOW - HOURS, base="EUR", USD="1.25", JPY="200")
    quoted = said(EUR="0.8", JPY="160")
    assert rules.previous_in([before], quoted)("JPY") == Previous(Decimal(160), NOW - HOURS)
    assert rules.previous_in([before], quoted)("SEK") is None


def test_what_was_long_ago_is_not_compared() -> None:
    before = sheet(NOW - timedelta(days=7, seconds=1), EUR="0.1")
    assert rules.previous_in([before], said(EUR="0.9"))("EUR") is None


@given(rates, rates)
def test_rising_and_falling_are_measured_alike(one: Decimal, other: Decimal) -> None:
    assert rules.moved(one, other) == rules.moved(other, one) >= 0


# ------------------------------------------------------------------------------------------------------------ whom to ask
def failed(source: Source, again_in: timedelta) -> SourceState:
    return SourceState(source=source, asked_at=NOW, failures=1, again_at=NOW + again_in)


def test_a_round_is_due_every_interval_and_never_a_minute_late() -> None:
    states = {Source.ecb: SourceState(source=Source.ecb, asked_at=NOW)}
    assert rules.is_round_due(POLICY, {}, NOW)
    assert not rules.is_round_due(POLICY, states, NOW + timedelta(minutes=3))
    assert rules.is_round_due(POLICY, states, NOW + timedelta(minutes=3, seconds=59))
    assert not rules.is_round_due(RatePolicy(), {}, NOW)


def test_those_that_failed_are_left_alone_for_a_while() -> None:
    states = {Source.fixer: failed(Source.fixer, HOURS)}
    assert rules.to_ask(POLICY, states, NOW) == [Source.ecb]
    assert rules.to_ask(POLICY, states, NOW, forced=True) == [Source.fixer, Source.ecb]
    assert rules.to_ask(POLICY, states, NOW + HOURS) == [Source.fixer, Source.ecb]


def test_it_is_an_outage_when_all_have_failed() -> None:
    one = {Source.fixer: failed(Source.fixer, HOURS)}
    assert not rules.is_out(POLICY, one)
    assert rules.is_out(POLICY, one | {Source.ecb: failed(Source.ecb, HOURS)})
    assert not rules.is_out(RatePolicy(), one)


@pytest.mark.parametrize(
    ("kind", "failures", "minutes"),
    [
        (FailureKind.unreachable, 1, 4),
        (FailureKind.unreachable, 2, 8),
        (FailureKind.unreadable, 3, 16),
        (FailureKind.unreachable, 4, 30),
        (FailureKind.unreachable, 4000, 30),
        (FailureKind.refused, 1, 60),
        (FailureKind.limited, 9, 60),
    ],
)
def test_the_pause_doubles(kind: FailureKind, failures: int, minutes: int) -> None:
    assert rules.again_after(POLICY, kind, failures) == timedelta(minutes=minutes)


# ------------------------------------------------------------------------------------------------------------------ names
def test_names_and_signs_are_those_of_the_language() -> None:
    assert [rules.named("EUR", tag).name for tag in ("en", "de", "ar")] == ["Euro", "Euro", "يورو"]
    assert (rules.named("USD", "es").name, rules.named("JPY", "ja").symbol) == ("dólar estadounidense", "￥")
    assert rules.written_locale("PT-br") == "pt-BR"
    for wrong in ("", "x", "klingon", "en_US_POSIX_and_more", "../../etc"):
        with pytest.raises(Invalid, match="language tag"):
            rules.written_locale(wrong)
