"""Stripe's minor units, and what cannot be said in them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trunkline.kernel.errors import Invalid
from trunkline.kernel.money import CURRENCIES, Currency, Money
from trunkline.providers.simulator.stripe_api import amounts
from trunkline.providers.simulator.stripe_api.refusals import Refusal
from trunkline.providers.stripe.currencies import PAYOUT_MULTIPLE_OF, Inexpressible, from_stripe, to_stripe


@pytest.mark.parametrize(
    ("amount", "code", "units"),
    [
        ("10.99", "EUR", 1099),
        ("500", "JPY", 500),
        ("12500", "CLP", 12500),
        ("5", "ISK", 500),  # written with two decimals, both nought
        ("5", "UGX", 500),
        ("10.45", "HUF", 1045),  # charged with decimals, paid out without
        ("800.45", "TWD", 80045),
        ("5.120", "KWD", 5120),
        ("3.00", "MGA", 3),  # ISO 4217 says two digits, Stripe none
    ],
)
def test_an_amount_in_stripes_units(amount: str, code: str, units: int) -> None:
    money = Money.exact(amount, Currency.of(code))
    assert to_stripe(money) == units
    assert from_stripe(units, code.lower()) == money


@pytest.mark.parametrize(("amount", "code"), [("5.124", "KWD"), ("0.001", "BHD"), ("3.20", "MGA"), ("1.005", "LYD")])
def test_what_stripe_cannot_express_is_never_rounded(amount: str, code: str) -> None:
    with pytest.raises(Inexpressible, match=code):
        to_stripe(Money.exact(amount, Currency.of(code)))


def test_units_that_are_less_than_ours_lose_nothing() -> None:
    with pytest.raises(Invalid):
        from_stripe(550, "isk")
    with pytest.raises(Invalid):
        from_stripe(1, "xxx")


@given(st.sampled_from(sorted(CURRENCIES)), st.integers(min_value=1, max_value=90_000))
def test_what_is_sent_means_the_same_to_the_other_side_or_is_refused(code: str, minor: int) -> None:
    """The simulator has its own table of units: the two must agree on every currency."""
    money = Money(minor, Currency.of(code))
    try:
        units = to_stripe(money)
    except Inexpressible:
        return
    assert from_stripe(units, code) == money
    assert amounts.money_of({"amount": str(units), "currency": code.lower()}) == money


@pytest.mark.parametrize(("units", "code"), [("5124", "kwd"), ("501", "isk"), ("501", "ugx")])
def test_the_simulator_refuses_what_stripe_refuses(units: str, code: str) -> None:
    with pytest.raises(Refusal):
        amounts.money_of({"amount": units, "currency": code})


def test_payouts_of_forints_and_taiwan_dollars_are_whole() -> None:
    assert (PAYOUT_MULTIPLE_OF["HUF"], PAYOUT_MULTIPLE_OF["TWD"], PAYOUT_MULTIPLE_OF.get("EUR")) == (100, 100, None)
