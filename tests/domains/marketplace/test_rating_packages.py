"""Packages, and tiers that are sold in blocks: whatever was started counts whole."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given

from tests.domains.marketplace.terms import block_tiers, prices, quantities, sizes, tiers
from trunkline.domains.marketplace.model import GraduatedTerms, PackageTerms, StepKind, Terms, Tier, VolumeTerms
from trunkline.domains.marketplace.rules import rate_quantity

D = Decimal
PACKAGES = PackageTerms(amount=D("5.00"), package_size=D(100), free_units=D(20))
# A thousand in blocks of a hundred, then blocks of fifty; a fee for reaching either.
BLOCKS = (Tier(D(1000), D(8), D(5), block_size=D(100)), Tier(None, D(3), D(2), block_size=D(50)))


@pytest.mark.parametrize(
    ("quantity", "amount"),
    [
        ("0", "0"),
        ("19.5", "0"),
        ("20", "0"),  # the free units are free to the last
        ("20.000001", "5.00"),  # a started package counts whole
        ("21", "5.00"),
        ("120", "5.00"),  # exactly one package beyond the free units
        ("120.5", "10.00"),
        ("1020", "50.00"),
        ("1021", "55.00"),
    ],
)
def test_a_started_package_counts_whole(quantity: str, amount: str) -> None:
    rating = rate_quantity(PACKAGES, D(quantity))
    assert (rating.amount, rating.is_printed) == (D(amount), D(amount) > 0)


def test_packages_may_be_smaller_than_a_unit() -> None:
    assert rate_quantity(PackageTerms(D("0.10"), D("0.25")), D("1.1")).amount == D("0.50")


def test_the_derivation_of_packages_reads_as_a_sentence() -> None:
    (step,) = rate_quantity(PACKAGES, D(250), unit="message").steps
    assert step.as_json() == {
        "kind": "package",
        "label": "3 × 100 message at 5 each (250 message, 20 of them free)",
        "quantity": "3",
        "unit": "package",
        "unit_amount": "5",
        "amount": "15",
    }
    (plain,) = rate_quantity(PackageTerms(D(5), D(100)), D(100), unit="message").steps
    assert plain.label == "1 × 100 message at 5 each"


@pytest.mark.parametrize(
    ("quantity", "amount"),
    [
        ("0", "5"),  # no block, but the first tier's flat fee
        ("0.5", "13"),
        ("100", "13"),
        ("101", "21"),
        ("1000", "85"),
        ("1000.5", "90"),  # the second tier is reached: its fee, and one block of its own
        ("1050", "90"),
        ("1051", "93"),
    ],
)
def test_graduated_tiers_sell_blocks_of_their_own(quantity: str, amount: str) -> None:
    assert rate_quantity(GraduatedTerms(BLOCKS), D(quantity)).amount == D(amount)


@pytest.mark.parametrize(
    ("quantity", "amount"),
    [("0", "5"), ("1", "13"), ("100", "13"), ("1000", "85"), ("1001", "65"), ("1050", "65"), ("1051", "68")],
)
def test_volume_sells_all_units_in_blocks_of_the_tier_of_the_total(quantity: str, amount: str) -> None:
    assert rate_quantity(VolumeTerms(BLOCKS), D(quantity)).amount == D(amount)


def test_a_block_that_the_end_of_its_tier_cuts_short_counts_whole() -> None:
    cut = GraduatedTerms((Tier(D(150), D(10), block_size=D(100)), Tier(None, D(1))))
    assert [(step.quantity, step.unit, step.amount) for step in rate_quantity(cut, D(160)).steps] == [
        (D(2), "block", D(20)),
        (D(10), "unit", D(10)),
    ]


def test_the_derivation_of_blocks_reads_as_sentences() -> None:
    steps = rate_quantity(GraduatedTerms(BLOCKS), D(1051), unit="minute").steps
    assert [(step.kind, step.label) for step in steps] == [
        (StepKind.tier, "10 × 100 minute at 8 each (up to 1000)"),
        (StepKind.flat, "Flat fee of the tier (up to 1000)"),
        (StepKind.tier, "2 × 50 minute at 3 each (above 1000)"),
        (StepKind.flat, "Flat fee of the tier (above 1000)"),
    ]
    (first, _) = rate_quantity(VolumeTerms(BLOCKS), D(1051), unit="minute").steps
    assert first.label == "22 × 50 minute at 3 each (above 1000, all units)"


@given(prices, sizes, quantities)
def test_a_package_is_one_open_tier_of_blocks(price: Decimal, size: Decimal, quantity: Decimal) -> None:
    one = (Tier(None, price, block_size=size),)
    models: list[Terms] = [PackageTerms(price, size), GraduatedTerms(one), VolumeTerms(one)]
    (amount,) = {rate_quantity(terms, quantity).amount for terms in models}
    lots = 0
    while lots * size < quantity:
        lots += 1
    assert amount == lots * price


@given(prices, sizes, sizes, quantities)
def test_free_units_cost_nothing_and_move_the_rest(price: Decimal, size: Decimal, free: Decimal, used: Decimal) -> None:
    terms = PackageTerms(price, size, free)
    assert rate_quantity(terms, min(used, free)).steps == ()
    assert rate_quantity(terms, used + free).amount == rate_quantity(PackageTerms(price, size), used).amount


@given(tiers)
def test_blocks_of_a_quarter_are_quarter_units(plain: tuple[Tier, ...]) -> None:
    """All bounds and quantities here are quarters: in blocks of a quarter nothing is ever started in vain."""
    quarters = tuple(Tier(t.up_to, t.unit_amount / 4, t.flat_amount, block_size=D("0.25")) for t in plain)
    for quantity in (D(0), D("0.25"), D("99.75"), D(100), D(400)):
        assert (
            rate_quantity(GraduatedTerms(quarters), quantity).amount
            == rate_quantity(GraduatedTerms(plain), quantity).amount
        )
        assert (
            rate_quantity(VolumeTerms(quarters), quantity).amount == rate_quantity(VolumeTerms(plain), quantity).amount
        )


@given(block_tiers, quantities)
def test_blocks_hold_at_least_what_was_used_and_less_than_one_more(sold: tuple[Tier, ...], quantity: Decimal) -> None:
    tier = next(tier for tier in sold if tier.up_to is None or quantity <= tier.up_to)
    (step, *_) = rate_quantity(VolumeTerms(sold), quantity).steps or (None,)
    if step is not None and step.kind is StepKind.tier and tier.block_size is not None:
        held = (step.quantity or D(0)) * tier.block_size
        assert quantity <= held < quantity + tier.block_size
    else:
        assert tier.block_size is None or not quantity
