from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trunkline.kernel.errors import Invalid
from trunkline.kernel.money import (
    CURRENCIES,
    DIGITS_MAX,
    Currency,
    Money,
    decimal_of,
    divide_half_up,
    is_exact,
    round_half_up,
)

EUR, JPY, KWD = Currency.of("EUR"), Currency.of("JPY"), Currency.of("KWD")
currencies = st.sampled_from([EUR, JPY, KWD])
minors = st.integers(min_value=1 - 10**18, max_value=10**18 - 1)
decimals = st.decimals(min_value=-(10**12), max_value=10**12, places=9)


# -------------------------------------------------------------------------------------------------------------- currencies
@pytest.mark.parametrize(
    ("code", "exponent"),
    [
        ("EUR", 2),
        ("USD", 2),
        ("JPY", 0),
        ("KRW", 0),
        ("CLP", 0),
        ("KWD", 3),
        ("BHD", 3),
        ("TND", 3),
        ("HUF", 2),
        ("XCG", 2),
    ],
)
def test_a_currency_has_the_digits_of_iso_4217(code: str, exponent: int) -> None:
    assert Currency.of(code).exponent == exponent
    assert Currency.of(code).minor_units_per_major == 10**exponent
    assert str(Currency.of(code)) == code


def test_more_than_fifty_currencies_are_known_and_each_only_once() -> None:
    assert len(CURRENCIES) > 150
    assert {currency.exponent for currency in CURRENCIES.values()} == {0, 2, 3}
    assert all(code == currency.code and len(code) == 3 for code, currency in CURRENCIES.items())


@pytest.mark.parametrize("code", ["", "eur", "EURO", "XXX", "DEM", "BTC"])
def test_an_unknown_currency_is_refused(code: str) -> None:
    with pytest.raises(Invalid, match="not a currency"):
        Currency.of(code)


# ---------------------------------------------------------------------------------------------------------------- rounding
@pytest.mark.parametrize(
    ("value", "digits", "rounded"),
    [
        ("0.5", 0, "1"),
        ("-0.5", 0, "-1"),
        ("1.5", 0, "2"),
        ("2.5", 0, "3"),
        ("0.49999999999999999999999999999999", 0, "0"),
        ("2.345", 2, "2.35"),
        ("2.344999999999999999999999999999999999", 2, "2.34"),
        ("-2.345", 2, "-2.35"),
        ("1.00005", 4, "1.0001"),
        ("7", 2, "7.00"),
        ("0.0005", 3, "0.001"),
    ],
)
def test_rounding_is_half_up_away_from_zero(value: str, digits: int, rounded: str) -> None:
    assert str(round_half_up(Decimal(value), digits)) == rounded


@given(decimals, st.integers(0, 6))
def test_rounding_moves_by_at_most_half_a_unit_and_mirrors_at_zero(value: Decimal, digits: int) -> None:
    rounded = round_half_up(value, digits)
    assert abs(Fraction(rounded) - Fraction(value)) <= Fraction(1, 2 * 10**digits)
    assert round_half_up(-value, digits) == -rounded
    assert round_half_up(rounded, digits) == rounded


@given(st.integers(-(10**15), 10**15), st.integers(1, 10**6))
def test_dividing_whole_numbers_rounds_by_the_same_rule(numerator: int, denominator: int) -> None:
    quotient = divide_half_up(numerator, denominator)
    assert abs(Fraction(quotient) - Fraction(numerator, denominator)) <= Fraction(1, 2)
    assert quotient == -divide_half_up(-numerator, denominator)
    assert divide_half_up(numerator, 10_000) == int(round_half_up(Decimal(numerator).scaleb(-4)))
    assert divide_half_up(2 * quotient + 1, 2) == (quotient + 1 if quotient >= 0 else quotient)


def test_rounding_sees_every_digit_however_long_the_number() -> None:
    just_below = Decimal("0." + "4" + "9" * 200)
    assert Money.rounded(just_below, JPY).minor == 0
    assert Money.rounded(Decimal("0.005"), EUR).minor == 1


# ------------------------------------------------------------------------------------------------------------------- money
@pytest.mark.parametrize(
    ("major", "currency", "minor"),
    [("12.34", EUR, 1234), ("12.345", EUR, 1235), ("12.5", JPY, 13), ("1.2345", KWD, 1235), ("-0.005", EUR, -1)],
)
def test_an_exact_amount_becomes_whole_minor_units(major: str, currency: Currency, minor: int) -> None:
    assert Money.rounded(Decimal(major), currency) == Money(minor, currency)


@given(minors, currencies)
def test_major_units_and_back_is_the_same_money(minor: int, currency: Currency) -> None:
    money = Money(minor, currency)
    assert Money.exact(money.major, currency) == money
    assert Money.exact(str(money.major), currency) == money
    assert Money.rounded(money.major, currency) == money


def test_the_major_amount_shows_exactly_the_currencys_digits() -> None:
    assert [str(Money(1200, currency).major) for currency in (EUR, JPY, KWD)] == ["12.00", "1200", "1.200"]
    assert str(Money(-5, EUR)) == "-0.05 EUR"


@pytest.mark.parametrize(("major", "currency"), [("12.345", EUR), ("0.5", JPY), ("0.0001", KWD)])
def test_an_amount_finer_than_the_minor_unit_is_refused_not_rounded(major: str, currency: Currency) -> None:
    with pytest.raises(Invalid, match="more than the"):
        Money.exact(major, currency)


def test_trailing_zeros_are_not_precision() -> None:
    assert Money.exact("12.3400", EUR) == Money(1234, EUR)
    assert Money.exact(12, JPY) == Money(12, JPY)


@given(minors, minors, currencies)
def test_adding_and_comparing_are_those_of_whole_numbers(a: int, b: int, currency: Currency) -> None:
    first, second = Money(a, currency), Money(b, currency)
    assert first + second - second == first
    assert (-first).minor == -a
    assert (first < second, first <= second, first > second) == (a < b, a <= b, a > b)
    assert bool(first - first) is False
    assert first + Money.zero(currency) == first


def test_two_currencies_neither_add_nor_compare() -> None:
    with pytest.raises(AssertionError, match="do not add"):
        Money(1, EUR) + Money(1, JPY)
    with pytest.raises(AssertionError, match="do not add"):
        _ = Money(1, EUR) < Money(1, JPY)
    assert Money(1, EUR) != Money(1, JPY)


@pytest.mark.parametrize("minor", [1.0, Decimal(1), True, "1"])
def test_money_is_made_of_whole_numbers_only(minor: Any) -> None:
    with pytest.raises(AssertionError, match="whole number"):
        Money(minor, EUR)


# ------------------------------------------------------------------------------------------------------ numbers from outside
@pytest.mark.parametrize("text", ["0", "12.34", "-1", "+1.5", ".5", "5.", "1e3", "0.000000000000000001", "9" * 18])
def test_a_decimal_number_is_read_exactly(text: str) -> None:
    assert decimal_of(text) == Decimal(text)


@pytest.mark.parametrize("value", [1.5, True, None, b"1", [1]])
def test_what_is_not_a_decimal_string_is_refused_by_type(value: Any) -> None:
    with pytest.raises(Invalid, match="must be a decimal number in a string"):
        decimal_of(value)


@pytest.mark.parametrize(
    "text", ["", " 1", "1 ", "1_000", "1,5", "NaN", "Infinity", "0x10", "\u0661", "--1", "1e", "1e999", "9" * 60]
)
def test_what_does_not_read_as_a_number_is_refused(text: str) -> None:
    with pytest.raises(Invalid, match="not a decimal number"):
        decimal_of(text, name="unit_amount")


@pytest.mark.parametrize("value", [Decimal("NaN"), Decimal("sNaN"), Decimal("Infinity")])
def test_what_is_not_finite_is_refused(value: Decimal) -> None:
    with pytest.raises(Invalid, match="finite"):
        decimal_of(value)


@pytest.mark.parametrize(
    "value", ["1e18", "1e99", "1e-19", "9" * 19, 10**18, Decimal("1E+999999"), Decimal("1E-999999")]
)
def test_a_number_too_long_to_stay_exact_is_refused(value: Any) -> None:
    with pytest.raises(Invalid, match=f"more than {DIGITS_MAX} digits"):
        decimal_of(value)


def test_the_refusal_names_the_field() -> None:
    with pytest.raises(Invalid, match=r"^unit_amount 'x' is not"):
        decimal_of("x", name="unit_amount")


@given(decimals, st.integers(0, 9))
def test_exactness_agrees_with_fractions(value: Decimal, digits: int) -> None:
    assert is_exact(value, digits) == ((Fraction(value) * 10**digits).denominator == 1)


def test_a_number_beyond_all_precision_is_not_exact() -> None:
    assert not is_exact(Decimal(10) ** 200, 2)
