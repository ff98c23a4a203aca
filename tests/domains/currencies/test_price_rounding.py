"""Rounding what was converted: to the nearest, the higher one of two, and never down to nothing."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trunkline.domains.currencies.model import UNROUNDED, PriceRounding, RoundingKind
from trunkline.domains.currencies.rules import check_rounding, rounded
from trunkline.kernel.errors import Invalid
from trunkline.kernel.money import Currency

EUR, JPY, KWD = Currency.of("EUR"), Currency.of("JPY"), Currency.of("KWD")


def step(amount: str) -> PriceRounding:
    return PriceRounding(RoundingKind.step, Decimal(amount))


def ending(amount: str) -> PriceRounding:
    return PriceRounding(RoundingKind.ending, Decimal(amount))


@pytest.mark.parametrize(
    ("rule", "exact", "digits", "comes_to"),
    [
        (UNROUNDED, "10.004", 2, "10"),
        (UNROUNDED, "10.005", 2, "10.01"),
        (UNROUNDED, "0.0001", 2, "0.01"),
        (UNROUNDED, "1499.5", 0, "1500"),
        (UNROUNDED, "0.4", 0, "1"),
        (UNROUNDED, "1.0005", 3, "1.001"),
        (UNROUNDED, "0.0000000000001", 12, "0.000000000001"),
        (step("5"), "22.49", 2, "20"),
        (step("5"), "22.50", 2, "25"),
        (step("5"), "0.10", 2, "5"),
        (step("0.05"), "1.024", 2, "1"),
        (step("0.05"), "1.025", 2, "1.05"),
        (step("100"), "1449.99", 0, "1400"),
        (step("0.75"), "2.00", 2, "2.25"),
        (ending("0.99"), "20.00", 2, "19.99"),
        (ending("0.99"), "20.48", 2, "19.99"),
        (ending("0.99"), "20.49", 2, "20.99"),  # as near to 19.99: the higher one
        (ending("0.99"), "0.20", 2, "0.99"),
        (ending("0.90"), "12.345", 2, "11.9"),
        (ending("0"), "0.30", 2, "1"),
        (ending("0"), "7.50", 2, "8"),
        (ending("9"), "83.99", 2, "79"),
        (ending("9"), "84.00", 2, "89"),
        (ending("90"), "1240", 0, "1290"),
        (ending("980"), "1470", 0, "980"),
        (ending("980"), "1480", 0, "1980"),
        (ending("9.99"), "34.9", 2, "29.99"),
    ],
)
def test_to_the_nearest(rule: PriceRounding, exact: str, digits: int, comes_to: str) -> None:
    assert rounded(Fraction(exact), rule, digits) == Decimal(comes_to)


@pytest.mark.parametrize("rule", [UNROUNDED, step("5"), ending("0.99")])
def test_what_costs_nothing_goes_on_costing_nothing(rule: PriceRounding) -> None:
    assert rounded(Fraction(0), rule, 2) == 0


def test_a_rule_that_is_finer_than_the_amount_gives_way() -> None:
    assert rounded(Fraction("0.123456"), step("0.00005"), 4) == Decimal("0.1235")
    assert rounded(Fraction("0.123456"), step("0.00005"), 12) == Decimal("0.12345")


@pytest.mark.parametrize(
    ("rule", "currency", "told"),
    [
        (PriceRounding(RoundingKind.none, Decimal(1)), EUR, "left out"),
        (PriceRounding(RoundingKind.step), EUR, "amount must say the step, in major units of EUR"),
        (PriceRounding(RoundingKind.ending), EUR, "amount must say the ending"),
        (step("0"), EUR, "above 0"),
        (step("-1"), EUR, "must lie in 0"),
        (ending("1000000000"), EUR, "must lie in 0"),
        (step("0.001"), EUR, "may have 2 decimals"),
        (ending("0.99"), JPY, "may have 0 decimals"),
        (ending("0.9999"), KWD, "may have 3 decimals"),
    ],
)
def test_a_rule_that_the_currency_cannot_have_is_refused(rule: PriceRounding, currency: Currency, told: str) -> None:
    with pytest.raises(Invalid) as refused:
        check_rounding(rule, currency, currency.exponent, "/rounding")
    assert told in refused.value.detail
    assert [one.pointer for one in refused.value.fields] == ["/rounding/amount"]


@pytest.mark.parametrize("rule", [UNROUNDED, step("0.05"), ending("0"), ending("980")])
def test_a_rule_that_the_currency_can_have_is_not(rule: PriceRounding) -> None:
    check_rounding(rule, EUR, EUR.exponent, "/rounding")


digits = st.integers(0, 3)
exacts = st.fractions(0, 10**7, max_denominator=10**6)


@st.composite
def rules(draw: st.DrawFn, places: int) -> PriceRounding:
    kind = draw(st.sampled_from(RoundingKind))
    if kind is RoundingKind.none:
        return UNROUNDED
    least = 1 if kind is RoundingKind.step else 0
    return PriceRounding(kind, Decimal(draw(st.integers(least, 5000))).scaleb(-places))


def distance_max(rule: PriceRounding, places: int) -> Fraction:
    """Half of how far two amounts of the rule lie apart."""
    if rule.amount is None:
        return Fraction(1, 2 * 10**places)
    if rule.kind is RoundingKind.step:
        return Fraction(rule.amount) / 2
    apart = 1
    while apart <= rule.amount:
        apart *= 10
    return Fraction(apart, 2)


@given(st.data(), digits, exacts)
def test_the_nearest_that_the_rule_has_and_never_nothing(data: st.DataObject, places: int, exact: Fraction) -> None:
    rule = data.draw(rules(places))
    found = rounded(exact, rule, places)
    assert (found == 0) == (exact == 0)
    assert found == round(found, places)
    least = rounded(Fraction(1, 10**9), rule, places)
    assert not exact or found >= least
    if found > least:
        assert abs(exact - Fraction(found)) <= distance_max(rule, places)
        # Of two that are equally near it is the higher one.
        assert exact - Fraction(found) < distance_max(rule, places)
    assert not found or rounded(Fraction(found), rule, places) == found, "what is round stays as it is"


@given(st.data(), digits, exacts, exacts)
def test_what_was_dearer_never_becomes_cheaper(
    data: st.DataObject, places: int, one: Fraction, other: Fraction
) -> None:
    rule, (less, more) = data.draw(rules(places)), sorted((one, other))
    assert rounded(less, rule, places) <= rounded(more, rule, places)
