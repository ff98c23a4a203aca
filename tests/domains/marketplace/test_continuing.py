"""A price that is revised within a period goes on where its older version's usage ended (money policy 4)."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tests.domains.marketplace.terms import quantities, quantity_terms
from trunkline.domains.marketplace.model import (
    GraduatedTerms,
    PackageTerms,
    PercentageTerms,
    PerUnitTerms,
    Terms,
    Tier,
    VolumeTerms,
)
from trunkline.domains.marketplace.rules import Before, rate_quantity

D = Decimal
FEES = GraduatedTerms((Tier(D(100), D("0.10"), D(5)), Tier(None, D("0.05"), D(2))))
PACKS = PackageTerms(D(5), D(50), D(10))
BLOCKS = GraduatedTerms((Tier(D(100), D(2), block_size=D(30)), Tier(None, D(3), block_size=D(50))))


def in_turn(*versions: tuple[Terms, str]) -> list[D]:
    """What each version comes to, one after the other."""
    before, amounts = Before(), []
    for terms, quantity in versions:
        amounts.append(rate_quantity(terms, D(quantity), before=before).amount)
        before = before.and_then(terms, D(quantity), 0)
    return amounts


@pytest.mark.parametrize(
    ("versions", "amounts"),
    [
        # A tier that was reached is not charged again, the next one is when it is reached.
        ([(FEES, "60"), (FEES, "40")], ["11", "4"]),
        ([(FEES, "60"), (FEES, "60")], ["11", "7"]),
        ([(FEES, "100"), (FEES, "20")], ["15", "3"]),
        ([(FEES, "0"), (FEES, "0")], ["5", "0"]),
        ([(FEES, "120"), (FEES, "1")], ["18", "0.05"]),
        # No tier was charged before: that of the first unit is, those passed already are not.
        ([(PerUnitTerms(D(1)), "120"), (FEES, "10")], ["120", "2.5"]),
        ([(PerUnitTerms(D(1)), "0"), (FEES, "10")], ["0", "6"]),
        # 50 beyond ten free: a package; 60 more need one and a fifth.
        ([(PACKS, "60"), (PACKS, "60")], ["5", "10"]),
        ([(PACKS, "30"), (PACKS, "30"), (PACKS, "1")], ["5", "0", "5"]),
        ([(PACKS, "4"), (PACKS, "6"), (PACKS, "1")], ["0", "0", "5"]),
        ([(PerUnitTerms(D(1)), "30"), (PACKS, "30")], ["30", "5"]),
        # 70 in three blocks of 30 up to 90; then 10 in a fourth, cut off at the end of the tier, and 20 in one of 50.
        ([(BLOCKS, "70"), (BLOCKS, "20"), (BLOCKS, "30"), (BLOCKS, "30")], ["6", "0", "5", "0"]),
    ],
)
def test_a_newer_version_goes_on_where_the_older_one_ended(
    versions: list[tuple[Terms, str]], amounts: list[str]
) -> None:
    assert in_turn(*versions) == [D(amount) for amount in amounts]


def test_of_a_volume_price_each_versions_units_are_in_the_tier_of_the_total_at_its_end() -> None:
    terms = VolumeTerms((Tier(D(100), D("0.10"), D(2)), Tier(None, D("0.05"), D(1))))
    # 60 × 0.10 + 2; 30 × 0.10, the fee is paid; 60 × 0.05 + 1: the second tier is reached; 10 × 0.05.
    assert in_turn((terms, "60"), (terms, "30"), (terms, "60"), (terms, "10")) == [D(8), D(3), D(4), D("0.5")]


def test_started_blocks_of_a_volume_price_are_paid_for() -> None:
    terms = VolumeTerms((Tier(None, D(5), block_size=D(50)),))
    assert in_turn((terms, "30"), (terms, "20"), (terms, "1")) == [D(5), D(0), D(5)]


def test_free_events_and_free_volume_are_used_up_once() -> None:
    terms = PercentageTerms(D(1), D("0.30"), free_events=3, free_volume=D(100))
    first = rate_quantity(terms, D(80), events=2)
    before = Before().and_then(terms, D(80), 2)
    # 1 % of 30 beyond the free hundred; one of two events is the third.
    second = rate_quantity(terms, D(50), events=2, before=before)
    assert (first.amount, second.amount) == (D(0), D("0.60"))


@given(
    quantity_terms.filter(lambda terms: not isinstance(terms, VolumeTerms) and terms.model != "flat"),
    st.lists(st.tuples(quantities, st.integers(0, 9)), min_size=1, max_size=4),
)
def test_a_revision_that_changes_nothing_changes_nothing(terms: Terms, parts: list[tuple[D, int]]) -> None:
    """Whatever the model, versions that say the same come to what one of them comes to."""
    before, amounts = Before(), D(0)
    for quantity, events in parts:
        amounts += rate_quantity(terms, quantity, events=events, before=before).amount
        before = before.and_then(terms, quantity, events)
    total, events = sum((quantity for quantity, _ in parts), D(0)), sum(events for _, events in parts)
    assert amounts == rate_quantity(terms, total, events=events).amount


@given(quantity_terms, quantity_terms, quantities, quantities, quantities)
def test_more_usage_under_the_newer_version_never_costs_less(
    first: Terms, second: Terms, q: D, less: D, more: D
) -> None:
    assume(less <= more and not isinstance(second, VolumeTerms))
    before = Before().and_then(first, q, 1)
    low, high = (rate_quantity(second, one, events=1, before=before).amount for one in (less, more))
    assert low <= high
