from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trunkline.kernel.errors import Invalid
from trunkline.kernel.quantity import QUANTITY_MAX, from_e4, from_e6, to_e4, to_e6, trimmed


@pytest.mark.parametrize(
    ("value", "scaled"),
    [("0", 0), ("1", 1_000_000), ("0.000001", 1), ("12.5", 12_500_000), (3, 3_000_000), ("1.50000000", 1_500_000)],
)
def test_a_quantity_is_kept_in_millionths(value: Any, scaled: int) -> None:
    assert to_e6(value) == scaled


@pytest.mark.parametrize("value", ["-1", "0.0000001", "10000000.000001", "1e17", "NaN", "x", 1.5])
def test_a_quantity_that_cannot_be_kept_exactly_is_refused(value: Any) -> None:
    with pytest.raises(Invalid):
        to_e6(value)


@given(st.integers(0, 10**13))
def test_millionths_and_back_is_the_same_quantity(scaled: int) -> None:
    assert to_e6(from_e6(scaled)) == scaled
    assert to_e6(format(from_e6(scaled), "f")) == scaled


@given(st.integers(-(10**15), 10**15))
def test_ten_thousandths_and_back_is_the_same_amount(scaled: int) -> None:
    assert to_e4(from_e4(scaled)) == scaled
    assert from_e4(scaled).as_tuple().exponent == -4


def test_an_unrounded_amount_is_a_programming_error() -> None:
    with pytest.raises(AssertionError, match="4 decimals"):
        to_e4(Decimal("0.00001"))


def test_a_thousand_of_the_largest_quantities_still_fit_a_database_integer() -> None:
    assert 900_000 * to_e6(QUANTITY_MAX) < 2**63


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        ("1200.500", "1200.5"),
        ("1E+3", "1000"),
        ("0.00", "0"),
        ("-0", "0"),
        ("-1.10", "-1.1"),
        ("1E-7", "0.0000001"),
        ("5", "5"),
    ],
)
def test_a_trimmed_number_shows_no_needless_digits(number: str, shown: str) -> None:
    assert format(trimmed(Decimal(number)), "f") == shown


@given(st.decimals(min_value=-(10**17), max_value=10**17, places=18))
def test_trimming_never_changes_the_number(number: Decimal) -> None:
    assert trimmed(number) == number
    assert "E+" not in str(trimmed(number))
