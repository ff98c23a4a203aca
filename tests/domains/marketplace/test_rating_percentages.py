"""Percentages of a volume of money: from totals, event by event, and by tiers."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.domains.marketplace.terms import bounded_percentages, percent_tiers, percentages, quantities
from trunkline.domains.marketplace.model import (
    GraduatedPercentageTerms,
    PercentageTerms,
    PercentTier,
    Rating,
    StepKind,
)
from trunkline.domains.marketplace.rules import rate_quantity
from trunkline.kernel.errors import Invalid

D = Decimal
CARDS = PercentageTerms(D("2.9"), fixed_amount=D("0.30"), free_events=3, free_volume=D(500))
HELD = PercentageTerms(D(2), fixed_amount=D("0.10"), per_event_minimum=D("0.50"), per_event_maximum=D("5.00"))
SLICES = (PercentTier(D(1000), D(3), D(5)), PercentTier(D(5000), D(2)), PercentTier(None, D("0.5"), D(1)))
volumes = st.lists(quantities, max_size=8)


def _one_by_one(terms: PercentageTerms, *amounts: str) -> Rating:
    told = [D(amount) for amount in amounts]
    return rate_quantity(terms, sum(told, D(0)), events=len(told), amounts=told)


# ------------------------------------------------------------------------------------------------------------------ totals
@pytest.mark.parametrize(
    ("volume", "events", "amount"),
    [
        ("0", 0, "0"),
        ("499.99", 3, "0"),
        ("500", 3, "0"),  # both are free to the last
        ("500.01", 3, "0.00029"),  # not rounded: the line rounds, once
        ("500", 4, "0.30"),
        ("1500", 10, "31.10"),  # 7 × 0.30 + 2.9 % of 1000
        ("1500", 0, "29.00"),
    ],
)
def test_a_percentage_of_the_volume_and_an_amount_per_event(volume: str, events: int, amount: str) -> None:
    rating = rate_quantity(CARDS, D(volume), events=events)
    assert (rating.amount, rating.is_printed) == (D(amount), D(amount) > 0)


def test_a_percentage_alone() -> None:
    assert rate_quantity(PercentageTerms(D("0.0000000001")), D(1), events=5).amount == D("0.000000000001")
    assert rate_quantity(PercentageTerms(D(120)), D(10)).amount == D(12)


def test_the_derivation_reads_as_sentences() -> None:
    first, second = rate_quantity(CARDS, D(1500), unit="EUR", events=10).steps
    assert first.as_json() == {
        "kind": "percentage",
        "label": "1000 EUR at 2.9 %",
        "quantity": "1000",
        "unit": "EUR",
        "unit_amount": "0.029",
        "amount": "29",
    }
    assert (second.kind, second.label, second.amount) == (StepKind.per_unit, "7 event at 0.3", D("2.10"))


@given(percentages, quantities, st.integers(0, 20))
def test_totals_follow_the_formula(terms: PercentageTerms, volume: Decimal, events: int) -> None:
    fixed = Fraction(terms.fixed_amount) * max(0, events - terms.free_events)
    share = Fraction(terms.percent) / 100 * max(Fraction(0), Fraction(volume) - Fraction(terms.free_volume))
    assert Fraction(rate_quantity(terms, volume, events=events).amount) == fixed + share


# ----------------------------------------------------------------------------------------------------------- event by event
def test_each_event_has_a_fee_of_its_own_within_the_bounds() -> None:
    # 0.30 → 0.50; exactly 0.50; 2.10; exactly 5.00; 20.10 → 5.00
    rating = _one_by_one(HELD, "10", "20", "100", "245", "1000")
    assert rating.amount == D("13.10")
    assert [(step.label, step.amount) for step in rating.steps] == [
        ("365 unit at 2 %", D("7.30")),
        ("3 event at 0.1", D("0.30")),
        ("1 event at 0.5 (the minimum per event)", D("0.50")),
        ("1 event at 5 (the maximum per event)", D("5.00")),
    ]


def test_one_bound_is_enough() -> None:
    assert _one_by_one(replace(HELD, per_event_minimum=None), "10", "1000").amount == D("5.30")
    assert _one_by_one(replace(HELD, per_event_maximum=None), "10", "1000").amount == D("20.60")


def test_free_events_are_the_first_ones() -> None:
    terms = replace(HELD, free_events=2)
    assert _one_by_one(terms, "1000", "10", "100").amount == D("2.10")
    assert _one_by_one(terms, "10", "100", "1000").amount == D("5.00")
    assert _one_by_one(terms, "10", "100").steps == ()


@pytest.mark.parametrize(
    ("amounts", "amount"),
    [
        (("60",), "0"),  # within the free volume: not even the minimum
        (("60", "40"), "0"),  # to the last
        (("60", "40", "0"), "0.50"),  # beyond it an event of nothing has the minimum
        (("60", "90"), "1.10"),  # 50 of the second lie beyond: 1.00 + 0.10
        (("60", "41"), "0.50"),
        (("1000",), "5.00"),
    ],
)
def test_the_free_volume_is_the_first(amounts: tuple[str, ...], amount: str) -> None:
    assert _one_by_one(replace(HELD, free_volume=D(100)), *amounts).amount == D(amount)


def test_included_volume_comes_first_as_well() -> None:
    """Sixty were included in the price: what is rated is the rest, and the amounts say of which events."""
    rating = rate_quantity(HELD, D(90), events=2, amounts=[D(60), D(90)])
    assert rating.amount == D("1.90")
    assert rate_quantity(HELD, D(0), events=1, amounts=[D(60)]).steps == ()


def test_nothing_used_needs_no_amounts() -> None:
    assert rate_quantity(HELD, D(0)) == Rating(D(0), ())


@pytest.mark.parametrize(
    ("volume", "events", "amounts", "reason"),
    [
        ("100", 2, [], "needs the amounts of the events"),
        ("0", 1, [], "needs the amounts of the events"),
        ("100", 0, [], "needs the amounts of the events"),
        ("100", 0, [D(99)], "add up to 99, less than the total of 100"),
        ("100", 2, [D(100)], "amounts of 1 events, not of 2"),
        ("100", 2, [D(101), D(-1)], "never below zero"),
    ],
)
def test_bounds_are_not_rated_from_totals(volume: str, events: int, amounts: list[Decimal], reason: str) -> None:
    with pytest.raises(Invalid, match=reason) as caught:
        rate_quantity(HELD, D(volume), events=events, amounts=amounts)
    assert [field.pointer for field in caught.value.fields] == ["/amounts"]


@given(bounded_percentages, volumes)
def test_one_by_one_agrees_with_the_fees_of_the_events(terms: PercentageTerms, amounts: list[Decimal]) -> None:
    assert terms.per_event_minimum is not None
    assert terms.per_event_maximum is not None
    expected, seen = Fraction(0), D(0)
    for position, amount in enumerate(amounts):
        beyond = max(D(0), seen + amount - max(seen, terms.free_volume))
        is_free = position < terms.free_events or (seen < terms.free_volume and not beyond)
        seen += amount
        if not is_free:
            fee = Fraction(terms.fixed_amount) + Fraction(beyond) * Fraction(terms.percent) / 100
            expected += min(max(fee, Fraction(terms.per_event_minimum)), Fraction(terms.per_event_maximum))
    rating = rate_quantity(terms, sum(amounts, D(0)), amounts=amounts)
    assert Fraction(rating.amount) == expected == sum((step.value for step in rating.steps), Fraction(0))


@given(percentages, volumes)
def test_bounds_that_never_bind_change_nothing(terms: PercentageTerms, amounts: list[Decimal]) -> None:
    plain = replace(terms, free_events=0, free_volume=D(0))
    wide = replace(plain, per_event_minimum=D(0), per_event_maximum=D(10) ** 11)
    total = sum(amounts, D(0))
    assert rate_quantity(wide, total, amounts=amounts) == rate_quantity(plain, total, events=len(amounts))


# ------------------------------------------------------------------------------------------------------------------- tiers
@pytest.mark.parametrize(
    ("volume", "amount"),
    [
        ("0", "5"),  # the first tier's flat fee
        ("1000", "35"),
        ("1000.01", "35.0002"),
        ("5000", "115"),
        ("5000.01", "116.00005"),  # the third tier's fee as soon as it is reached
        ("7000", "126"),
    ],
)
def test_each_slice_at_its_percentage_and_each_fee_once(volume: str, amount: str) -> None:
    assert rate_quantity(GraduatedPercentageTerms(SLICES), D(volume)).amount == D(amount)


def test_slices_read_as_sentences() -> None:
    steps = rate_quantity(GraduatedPercentageTerms(SLICES), D(7000), unit="EUR").steps
    assert [(step.kind, step.label, step.amount) for step in steps] == [
        (StepKind.percentage, "1000 EUR at 3 % (up to 1000)", D(30)),
        (StepKind.flat, "Flat fee of the tier (up to 1000)", D(5)),
        (StepKind.percentage, "4000 EUR at 2 % (above 1000 up to 5000)", D(80)),
        (StepKind.percentage, "2000 EUR at 0.5 % (above 5000)", D(10)),
        (StepKind.flat, "Flat fee of the tier (above 5000)", D(1)),
    ]


def test_a_last_tier_of_nothing_is_printed_at_no_cost() -> None:
    rating = rate_quantity(GraduatedPercentageTerms((PercentTier(None, D(0)),)), D(10))
    assert (rating.amount, rating.is_printed) == (D(0), True)


@given(percent_tiers, quantities)
def test_slices_are_tiers_at_the_hundredth(tiers: tuple[PercentTier, ...], volume: Decimal) -> None:
    below, expected = Fraction(0), Fraction(0)
    for position, tier in enumerate(tiers):
        top = Fraction(volume) if tier.up_to is None else min(Fraction(volume), Fraction(tier.up_to))
        if position == 0 or volume > below:
            expected += Fraction(tier.flat_amount) + (top - below) * Fraction(tier.percent) / 100
        below = Fraction(tier.up_to or 0)
    assert Fraction(rate_quantity(GraduatedPercentageTerms(tiers), volume).amount) == expected
