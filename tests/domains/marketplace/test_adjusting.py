"""Included units, discount, maximum and minimum: the published order, exact parts, and steps that add up."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.domains.billing.imagined import a_price
from trunkline.domains.marketplace.model import (
    UNADJUSTED,
    Adjustments,
    CallStep,
    CallTerms,
    Discount,
    PerUnitTerms,
    Step,
    adjustments_from_json,
    adjustments_to_json,
)
from trunkline.domains.marketplace.rules import Others, adjusted, amount_so_far, rate_quantity, without_included
from trunkline.kernel.errors import Invalid

CENT = PerUnitTerms(Decimal("0.10"))


def due(quantity: str, adjustments: Adjustments, **how: Any) -> Fraction:
    rated, included = without_included(Decimal(quantity), adjustments, "message")
    steps = included + adjusted(rate_quantity(CENT, rated, unit="message").steps, adjustments, **how)
    return sum((step.value for step in steps), Fraction(0))


def labels(steps: tuple[Step, ...]) -> list[str]:
    return [step.label for step in steps]


@pytest.mark.parametrize(
    ("adjustments", "quantity", "expected"),
    [
        (Adjustments(included_units=Decimal(100)), "250", "15"),
        (Adjustments(included_units=Decimal(100)), "100", "0"),
        (Adjustments(included_units=Decimal(100)), "100.5", "0.05"),
        (Adjustments(discount=Discount(percent=Decimal(20))), "250", "20"),
        (Adjustments(discount=Discount(percent=Decimal(100))), "250", "0"),
        (Adjustments(discount=Discount(amount=Decimal(10))), "250", "15"),
        (Adjustments(discount=Discount(amount=Decimal(40))), "250", "0"),
        (Adjustments(maximum_amount=Decimal(20)), "250", "20"),
        (Adjustments(maximum_amount=Decimal(25)), "250", "25"),
        (Adjustments(minimum_amount=Decimal(30)), "250", "30"),
        (Adjustments(minimum_amount=Decimal(30)), "0", "30"),
        (Adjustments(minimum_amount=Decimal(25)), "250", "25"),
        # the order: 250 − 50 included = 20.00, − 10 % = 18.00, at most 17, at least 16
        (
            Adjustments(
                included_units=Decimal(50),
                discount=Discount(percent=Decimal(10)),
                maximum_amount=Decimal(17),
                minimum_amount=Decimal(16),
            ),
            "250",
            "17",
        ),
        (Adjustments(discount=Discount(percent=Decimal(50)), minimum_amount=Decimal(20)), "250", "20"),
    ],
)
def test_what_is_due(adjustments: Adjustments, quantity: str, expected: str) -> None:
    assert due(quantity, adjustments) == Fraction(expected)


def test_a_discount_ends_with_its_periods() -> None:
    introductory = Adjustments(discount=Discount(percent=Decimal(50), periods=3))
    assert [due("100", introductory, period_index=index) for index in range(5)] == [5, 5, 5, 10, 10]


def test_a_part_of_a_period_has_its_part_of_the_minimum_and_of_the_discount_but_the_whole_maximum() -> None:
    third = Fraction(1, 3)
    assert due("0", Adjustments(minimum_amount=Decimal(10)), factor=third) == Fraction(10, 3)
    assert due("12", Adjustments(minimum_amount=Decimal(10)), factor=third) == Fraction(10, 3)
    assert due("100", Adjustments(discount=Discount(amount=Decimal(10))), factor=third) == 10 - Fraction(10, 3)
    assert due("1000", Adjustments(maximum_amount=Decimal(10)), factor=third) == 10


def test_maximum_and_minimum_hold_for_all_versions_of_a_price_together() -> None:
    assert due("100", Adjustments(maximum_amount=Decimal(12)), others=Others(Fraction(5))) == 7
    assert due("100", Adjustments(maximum_amount=Decimal(12)), others=Others(Fraction(20))) == 0
    assert due("100", Adjustments(minimum_amount=Decimal(12)), others=Others(Fraction(5))) == 10
    assert due("10", Adjustments(minimum_amount=Decimal(12)), others=Others(Fraction(5))) == 7
    assert due("10", Adjustments(minimum_amount=Decimal(12)), others=Others(Fraction(5)), closing=False) == 1


def test_a_discounts_amount_is_had_once_by_all_versions() -> None:
    off = Adjustments(discount=Discount(amount=Decimal(10)))
    assert due("200", off, others=Others(due=Fraction(3), discounted=Fraction(4))) == 20 - 6
    assert due("200", off, others=Others(due=Fraction(3), discounted=Fraction(10))) == 20
    assert due("40", off, others=Others(due=Fraction(3), discounted=Fraction(4))) == 0


def test_nothing_is_said_where_nothing_applies() -> None:
    assert adjusted(rate_quantity(CENT, Decimal(0)).steps, Adjustments(maximum_amount=Decimal(1))) == ()
    assert without_included(Decimal(0), Adjustments(included_units=Decimal(5)), "call") == (Decimal(0), ())


def test_the_steps_say_what_happened() -> None:
    adjustments = Adjustments(included_units=Decimal(100), minimum_amount=Decimal(30))
    rated, included = without_included(Decimal(250), adjustments, "message")
    steps = included + adjusted(rate_quantity(CENT, rated, unit="message").steps, adjustments, factor=Fraction(10, 31))
    assert labels(steps) == [
        "100 message included (of 100)",
        "150 message at 0.1",
    ]
    steps = adjusted(rate_quantity(CENT, Decimal(10)).steps, adjustments, factor=Fraction(10, 31))
    assert labels(steps)[1:] == ["At least 30 per period, for 10/31 of it", "less what is due anyway"]


amounts = st.decimals(0, 10_000, places=4)
discounts = st.one_of(
    st.builds(Discount, percent=st.decimals(0, 100, places=2), periods=st.none() | st.integers(1, 12)),
    st.builds(Discount, amount=amounts, periods=st.none() | st.integers(1, 12)),
)
some_adjustments = st.builds(
    lambda included, discount, bounds: Adjustments(
        included_units=included, discount=discount, minimum_amount=bounds[0], maximum_amount=bounds[1]
    ),
    amounts,
    st.none() | discounts,
    st.tuples(amounts, amounts).map(sorted) | st.just((None, None)),
)
factors = st.fractions(min_value=Fraction(1, 366), max_value=1, max_denominator=366)


@given(some_adjustments, amounts, factors, st.integers(0, 15))
def test_what_is_due_lies_between_minimum_and_maximum(
    adjustments: Adjustments, quantity: Decimal, factor: Fraction, index: int
) -> None:
    total = due(str(quantity), adjustments, factor=factor, period_index=index)
    assert total >= 0
    if adjustments.maximum_amount is not None:
        assert total <= adjustments.maximum_amount
    if adjustments.minimum_amount is not None:
        assert total >= Fraction(adjustments.minimum_amount) * factor


@given(some_adjustments)
def test_what_is_kept_is_read_back(adjustments: Adjustments) -> None:
    assert adjustments_from_json(adjustments_to_json(adjustments)) == adjustments
    assert bool(adjustments) is (adjustments != UNADJUSTED)


@pytest.mark.parametrize(
    ("data", "pointer"),
    [
        ({"included_units": "-1"}, "/included_units"),
        ({"included_units": "many"}, "/included_units"),
        ({"maximum_amount": "1e15"}, "/maximum_amount"),
        ({"minimum_amount": "0.0000000000001"}, "/minimum_amount"),
        ({"minimum_amount": "2", "maximum_amount": "1"}, "/minimum_amount"),
        ({"discount": {}}, "/discount"),
        ({"discount": "20"}, "/discount"),
        ({"discount": {"percent": "20", "amount": "1"}}, "/discount"),
        ({"discount": {"percent": "101"}}, "/discount/percent"),
        ({"discount": {"percent": "5", "periods": 0}}, "/discount/periods"),
        ({"discount": {"percent": "5", "periods": "3"}}, "/discount/periods"),
        ({"discount": {"percents": "5"}}, "/discount/percents"),
        ({"minimum": "5"}, "/minimum"),
    ],
)
def test_what_cannot_be_applied_names_its_field(data: dict[str, Any], pointer: str) -> None:
    with pytest.raises(Invalid) as refused:
        adjustments_from_json(data)
    assert refused.value.fields[0].pointer == pointer


@pytest.mark.parametrize(
    ("adjustments", "quantity", "expected"),
    [
        (UNADJUSTED, "250", "25"),
        (Adjustments(included_units=Decimal(100), discount=Discount(percent=Decimal(50))), "250", "15"),
        (Adjustments(maximum_amount=Decimal(20), minimum_amount=Decimal(10)), "250", "20"),
        (Adjustments(minimum_amount=Decimal(30)), "250", "25"),
    ],
)
def test_what_a_running_period_comes_to(adjustments: Adjustments, quantity: str, expected: str) -> None:
    price = replace(a_price(CENT, meter="messages"), adjustments=adjustments)
    assert amount_so_far(price, Decimal(quantity), events=1, calls=Decimal(0))[0] == Decimal(expected)


def test_rated_calls_are_what_they_are_up_to_the_maximum() -> None:
    terms = CallTerms(Decimal(0), (CallStep(0, 60, Decimal("0.10")),))
    price = replace(a_price(terms, meter="calls"), adjustments=Adjustments(maximum_amount=Decimal(3)))
    assert amount_so_far(price, Decimal(600), events=2, calls=Decimal("2.5"))[0] == Decimal("2.5")
    assert amount_so_far(price, Decimal(600), events=2, calls=Decimal("3.5"))[0] == 3
