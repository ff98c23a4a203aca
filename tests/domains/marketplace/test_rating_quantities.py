from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.domains.marketplace.terms import prices, quantities, quantity_terms, tiers, unit_terms
from trunkline.domains.marketplace.model import (
    CallStep,
    CallTerms,
    FlatTerms,
    GraduatedTerms,
    PerUnitTerms,
    Rating,
    StepKind,
    Terms,
    Tier,
    VolumeTerms,
)
from trunkline.domains.marketplace.rules import rate_quantity
from trunkline.kernel.money import EXACT

D = Decimal
TIERS = (Tier(D(100), D("0.10"), D(5)), Tier(D(1000), D("0.08"), D(3)), Tier(None, D("0.05"), D(1)))


@pytest.mark.parametrize(
    ("quantity", "amount"),
    [
        ("0", "5"),  # the first tier's flat fee is due at zero usage
        ("1", "5.10"),
        ("100", "15.00"),  # exactly the bound: still the first tier
        ("100.5", "18.04"),  # the second tier is reached by a part of a unit: its fee, once
        ("101", "18.08"),
        ("1000", "90.00"),
        ("1001", "91.05"),
        ("5000", "291.00"),
    ],
)
def test_graduated_each_unit_at_its_tier_and_each_fee_once(quantity: str, amount: str) -> None:
    assert rate_quantity(GraduatedTerms(TIERS), D(quantity)).amount == D(amount)


@pytest.mark.parametrize(
    ("quantity", "amount"),
    [("0", "5"), ("1", "5.10"), ("100", "15.00"), ("101", "11.08"), ("1000", "83.00"), ("1001", "51.05")],
)
def test_volume_all_units_at_the_tier_of_the_total_which_may_fall(quantity: str, amount: str) -> None:
    assert rate_quantity(VolumeTerms(TIERS), D(quantity)).amount == D(amount)


def test_a_flat_price_is_due_whatever_is_used() -> None:
    for quantity in (D(0), D(7)):
        rating = rate_quantity(FlatTerms(D("49.90")), quantity)
        assert (rating.amount, rating.is_printed) == (D("49.90"), True)


def test_per_unit_is_exact_and_not_rounded() -> None:
    assert rate_quantity(PerUnitTerms(D("0.000123")), D("12345.678901")).amount == D("1.518518504823")


def test_per_unit_at_zero_usage_is_not_printed() -> None:
    rating = rate_quantity(PerUnitTerms(D("0.10")), D(0))
    assert (rating.amount, rating.steps, rating.is_printed) == (D(0), (), False)


def test_usage_that_is_included_is_printed_at_no_cost() -> None:
    rating = rate_quantity(GraduatedTerms((Tier(D(500), D(0)), Tier(None, D("0.02")))), D(120), unit="message")
    assert (rating.amount, rating.is_printed) == (D(0), True)
    assert rating.steps[0].label == "120 message at 0 (up to 500)"


def test_the_largest_quantity_at_the_finest_price_is_exact() -> None:
    rating = rate_quantity(PerUnitTerms(D("999999999999.999999999999")), D("9000000000"))
    assert rating.amount == D("8999999999999999999999.991")


def test_the_derivation_reads_as_sentences() -> None:
    steps = rate_quantity(GraduatedTerms(TIERS), D(1250), unit="minute").steps
    assert [(step.kind, step.label, step.amount) for step in steps] == [
        (StepKind.tier, "100 minute at 0.1 (up to 100)", D(10)),
        (StepKind.flat, "Flat fee of the tier (up to 100)", D(5)),
        (StepKind.tier, "900 minute at 0.08 (above 100 up to 1000)", D(72)),
        (StepKind.flat, "Flat fee of the tier (above 100 up to 1000)", D(3)),
        (StepKind.tier, "250 minute at 0.05 (above 1000)", D("12.5")),
        (StepKind.flat, "Flat fee of the tier (above 1000)", D(1)),
    ]
    volume = rate_quantity(VolumeTerms(TIERS), D(1250), unit="minute").steps
    assert [step.label for step in volume] == [
        "1250 minute at 0.05 (above 1000, all units)",
        "Flat fee of the tier (above 1000)",
    ]
    assert rate_quantity(VolumeTerms((Tier(None, D(2)),)), D(3)).steps[0].label == "3 unit at 2 (every unit, all units)"


def test_a_step_as_the_api_shows_it() -> None:
    (step,) = rate_quantity(PerUnitTerms(D("0.10")), D("1.50"), unit="minute").steps
    assert step.as_json() == {
        "kind": "per_unit",
        "label": "1.5 minute at 0.1",
        "quantity": "1.5",
        "unit": "minute",
        "unit_amount": "0.1",
        "amount": "0.15",
    }
    (flat,) = rate_quantity(FlatTerms(D(20)), D(0)).steps
    assert flat.as_json() == {"kind": "flat", "label": "Flat fee for the period", "amount": "20"}


def _multiplied(rating: Rating) -> list[tuple[Decimal, Decimal, Decimal | None]]:
    return [
        (step.quantity, step.unit_amount, step.amount)
        for step in rating.steps
        if step.quantity is not None and step.unit_amount is not None
    ]


@given(quantity_terms, quantities, st.integers(0, 20))
def test_the_steps_add_up_to_the_result(terms: Terms, quantity: Decimal, events: int) -> None:
    rating = rate_quantity(terms, quantity, events=events)
    assert sum((step.value for step in rating.steps), Fraction(0)) == Fraction(rating.amount)
    assert all(amount == EXACT.multiply(sold, each) for sold, each, amount in _multiplied(rating))


@given(unit_terms, quantities)
def test_every_unit_is_sold_once(terms: Terms, quantity: Decimal) -> None:
    sold = sum((sold for sold, _, _ in _multiplied(rate_quantity(terms, quantity))), D(0))
    assert sold in {quantity, D(0)}


@given(quantity_terms.filter(lambda terms: not isinstance(terms, VolumeTerms)), quantities, quantities)
def test_no_model_but_volume_falls_with_usage(terms: Terms, first: Decimal, second: Decimal) -> None:
    less, more = sorted((first, second))
    assert rate_quantity(terms, less, events=3).amount <= rate_quantity(terms, more, events=3).amount


@given(quantity_terms, st.lists(quantities, max_size=6))
def test_a_quantity_costs_the_same_however_it_was_split(terms: Terms, parts: list[Decimal]) -> None:
    """Amounts of single events change nothing where totals suffice: `events` counts as many as there are amounts."""
    total = sum(parts, D(0))
    whole = rate_quantity(terms, total, events=len(parts))
    assert rate_quantity(terms, total, amounts=parts) == whole
    assert rate_quantity(terms, total, events=len(parts), amounts=parts[::-1]) == whole


@given(tiers, quantities)
def test_graduated_agrees_with_counting_quarter_units_one_by_one(tiers: tuple[Tier, ...], quantity: Decimal) -> None:
    expected, reached = D(0), {0}
    for quarter in range(1, int(quantity * 4) + 1):
        position = next(i for i, tier in enumerate(tiers) if tier.up_to is None or D(quarter) / 4 <= tier.up_to)
        expected += tiers[position].unit_amount / 4
        reached |= set(range(position + 1))
    expected += sum(tiers[position].flat_amount for position in reached)
    assert rate_quantity(GraduatedTerms(tiers), quantity).amount == expected


@given(tiers, quantities)
def test_volume_agrees_with_the_tier_looked_up(tiers: tuple[Tier, ...], quantity: Decimal) -> None:
    tier = next(tier for tier in tiers if tier.up_to is None or quantity <= tier.up_to)
    assert rate_quantity(VolumeTerms(tiers), quantity).amount == quantity * tier.unit_amount + tier.flat_amount


@given(prices, quantities)
def test_one_open_tier_is_a_unit_price(price: Decimal, quantity: Decimal) -> None:
    one = (Tier(None, price),)
    amounts = {
        rate_quantity(terms, quantity).amount for terms in (PerUnitTerms(price), GraduatedTerms(one), VolumeTerms(one))
    }
    assert amounts == {price * quantity}


def test_negative_usage_and_calls_as_a_quantity_are_programming_errors() -> None:
    with pytest.raises(AssertionError, match="never negative"):
        rate_quantity(PerUnitTerms(D(1)), D(-1))
    with pytest.raises(AssertionError, match="one by one"):
        rate_quantity(CallTerms(D(0), (CallStep(0, 60, D(1)),)), D(1))
