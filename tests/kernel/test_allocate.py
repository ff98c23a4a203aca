"""Parts sum to the whole: the law behind every split of an amount."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trunkline.kernel.money import allocate

weights = st.builds(Decimal.scaleb, st.integers(0, 10**9).map(Decimal), st.integers(-9, 3))
shares = st.dictionaries(st.sampled_from("abcdefgh"), weights, min_size=1, max_size=8).filter(
    lambda found: any(found.values())
)
totals = st.integers(min_value=-(10**15), max_value=10**15)


@given(totals, shares)
def test_parts_sum_to_the_whole(total: int, by_key: dict[str, Decimal]) -> None:
    parts = allocate(total, list(by_key.items()))
    assert sum(parts.values()) == total
    assert parts.keys() == by_key.keys()


@given(totals, shares)
def test_no_part_is_a_unit_or_more_from_its_exact_share(total: int, by_key: dict[str, Decimal]) -> None:
    whole = sum(map(Fraction, by_key.values()))
    for key, part in allocate(total, list(by_key.items())).items():
        assert abs(part - total * Fraction(by_key[key]) / whole) < 1


@given(totals, shares)
def test_a_zero_weight_gets_nothing_and_the_order_given_does_not_matter(total: int, by_key: dict[str, Decimal]) -> None:
    parts = allocate(total, list(by_key.items()))
    assert all(parts[key] == 0 for key, weight in by_key.items() if not weight)
    assert parts == allocate(total, list(reversed(by_key.items())))


@given(totals, shares)
def test_a_credit_splits_as_the_mirror_of_the_charge(total: int, by_key: dict[str, Decimal]) -> None:
    parts = list(by_key.items())
    assert allocate(-total, parts) == {key: -part for key, part in allocate(total, parts).items()}


@pytest.mark.parametrize(
    ("total", "split", "parts"),
    [
        (100, [("a", 1), ("b", 1), ("c", 1)], {"a": 34, "b": 33, "c": 33}),
        (100, [("c", 1), ("b", 1), ("a", 1)], {"a": 34, "b": 33, "c": 33}),
        (1, [("a", 1), ("b", 2)], {"a": 0, "b": 1}),
        (0, [("a", 1), ("b", 2)], {"a": 0, "b": 0}),
        (-100, [("a", 1), ("b", 1), ("c", 1)], {"a": -34, "b": -33, "c": -33}),
        (10, [("only", Decimal("0.0001"))], {"only": 10}),
        (7, [("a", 0), ("b", 5)], {"a": 0, "b": 7}),
    ],
)
def test_the_largest_remainder_takes_the_rest_and_ties_go_by_key(
    total: int, split: list[tuple[str, Decimal | int]], parts: dict[str, int]
) -> None:
    assert allocate(total, split) == parts


def test_weights_of_very_different_size_stay_exact() -> None:
    assert allocate(10**15 + 1, [(1, Decimal(10) ** 17), (2, Decimal("1E-18"))]) == {1: 10**15 + 1, 2: 0}


@pytest.mark.parametrize("split", [[], [("a", 0)], [("a", 1), ("a", 2)], [("a", 1), ("b", -1)]])
def test_weights_that_cannot_split_anything_are_a_programming_error(split: list[tuple[str, int]]) -> None:
    with pytest.raises(AssertionError):
        allocate(100, split)
