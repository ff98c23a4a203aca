"""Which numbers of a price are money: held against a list by hand, for every model, and against every field that there is."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, get_args, get_type_hints

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.domains.marketplace.call_terms import banded_terms
from tests.domains.marketplace.terms import any_terms
from trunkline.domains.marketplace.model import (
    UNADJUSTED,
    Adjustments,
    CallBand,
    CallCap,
    CallStep,
    CallTerms,
    CapKind,
    CommitmentTerms,
    Discount,
    FlatTerms,
    GraduatedPercentageTerms,
    GraduatedTerms,
    PackageTerms,
    PercentageTerms,
    PercentTier,
    PerUnitTerms,
    Price,
    PricingModel,
    Terms,
    Tier,
    Timing,
    VolumeTerms,
    Weekday,
)
from trunkline.domains.marketplace.model.amounts import MEANING, AmountKind
from trunkline.domains.marketplace.rules.amounts import Amount, amounts_of, with_amounts
from trunkline.kernel.errors import Invalid
from trunkline.kernel.ids import PlanId, PriceId
from trunkline.kernel.money import Currency

FEE, UNIT, VOLUME = AmountKind.fee, AmountKind.unit_price, AmountKind.volume
D = Decimal
STEPS = (CallStep(0, 60, D("0.10")), CallStep(60, 6, D("0.08")))
TIERS = (Tier(D(100), D("0.05"), D(2), D(50)), Tier(None, D("0.03"), D(1)))
# Of each model its terms with a number everywhere, and the amounts among them.
EVERY: list[tuple[Terms, dict[str, tuple[AmountKind, str]]]] = [
    (FlatTerms(D(9)), {"/terms/amount": (FEE, "9")}),
    (PerUnitTerms(D("0.05")), {"/terms/unit_amount": (UNIT, "0.05")}),
    *(
        (
            terms,
            {
                "/terms/tiers/0/unit_amount": (UNIT, "0.05"),
                "/terms/tiers/0/flat_amount": (FEE, "2"),
                "/terms/tiers/1/unit_amount": (UNIT, "0.03"),
                "/terms/tiers/1/flat_amount": (FEE, "1"),
            },
        )
        for terms in (GraduatedTerms(TIERS), VolumeTerms(TIERS))
    ),
    (PackageTerms(D(5), D(100), D(20)), {"/terms/amount": (FEE, "5")}),
    (
        PercentageTerms(D("2.9"), D("0.30"), 3, D(50), D("0.50"), D(4)),
        {
            "/terms/fixed_amount": (UNIT, "0.30"),
            "/terms/free_volume": (VOLUME, "50"),
            "/terms/per_event_minimum": (UNIT, "0.50"),
            "/terms/per_event_maximum": (UNIT, "4"),
        },
    ),
    (
        GraduatedPercentageTerms((PercentTier(D(1000), D(3), D(7)), PercentTier(None, D(2), D(8)))),
        {
            "/terms/tiers/0/up_to": (VOLUME, "1000"),
            "/terms/tiers/0/flat_amount": (FEE, "7"),
            "/terms/tiers/1/flat_amount": (FEE, "8"),
        },
    ),
    (
        CallTerms(
            D("0.01"),
            STEPS,
            "Europe/Berlin",
            (CallBand((Weekday.mon,), 480, 1080, D("0.02"), STEPS),),
            CallCap(D("2.50"), CapKind.free),
        ),
        {
            "/terms/connect_fee": (UNIT, "0.01"),
            "/terms/steps/0/per_minute": (UNIT, "0.10"),
            "/terms/steps/1/per_minute": (UNIT, "0.08"),
            "/terms/bands/0/connect_fee": (UNIT, "0.02"),
            "/terms/bands/0/steps/0/per_minute": (UNIT, "0.10"),
            "/terms/bands/0/steps/1/per_minute": (UNIT, "0.08"),
            "/terms/cap/amount": (UNIT, "2.50"),
        },
    ),
    (CommitmentTerms(D(500)), {"/terms/amount": (FEE, "500")}),
]
ADJUSTED = Adjustments(
    included_units=D(10), discount=Discount(amount=D(3), periods=2), maximum_amount=D(90), minimum_amount=D(20)
)
OF_ADJUSTED = {
    "/adjustments/discount/amount": (VOLUME, "3"),
    "/adjustments/maximum_amount": (FEE, "90"),
    "/adjustments/minimum_amount": (FEE, "20"),
}
IN_PERCENT = (PricingModel.percentage, PricingModel.graduated_percentage)


def price_of(terms: Terms, adjustments: Adjustments = UNADJUSTED) -> Price:
    return Price(
        id=PriceId("prc_1"),
        plan_id=PlanId("pln_1"),
        currency=Currency.of("EUR"),
        component="what",
        description="What",
        timing=Timing.arrears,
        meter="what",
        unit="piece",
        version=1,
        effective_from=datetime(2026, 1, 1, tzinfo=UTC),
        terms=terms,
        adjustments=adjustments,
    )


def leaves(part: Any, at: str = "") -> dict[str, Any]:
    """Every value of a dataclass by its place."""
    if isinstance(part, tuple):
        return {key: value for index, one in enumerate(part) for key, value in leaves(one, f"{at}/{index}").items()}
    if not is_dataclass(part):
        return {at: part}
    return {
        key: value for one in fields(part) for key, value in leaves(getattr(part, one.name), f"{at}/{one.name}").items()
    }


def test_every_model_is_listed() -> None:
    assert {terms.model for terms, _ in EVERY} == set(PricingModel)


@pytest.mark.parametrize(("terms", "expected"), EVERY, ids=lambda one: getattr(one, "model", ""))
def test_every_amount_is_changed_and_nothing_else(terms: Terms, expected: dict[str, tuple[AmountKind, str]]) -> None:
    price = price_of(terms, ADJUSTED)
    expected = expected | OF_ADJUSTED
    if terms.model in IN_PERCENT:  # what is counted there is money, and so is what is included of it
        expected["/adjustments/included_units"] = (VOLUME, "10")
    asked: dict[str, tuple[AmountKind, str]] = {}

    def doubled(amount: Amount) -> Decimal:
        asked[amount.pointer] = (amount.kind, format(amount.value, "f"))
        return amount.value * 2

    changed_terms, changed_adjustments = with_amounts(price, doubled)
    assert asked == expected
    before = leaves(terms, "/terms") | leaves(ADJUSTED, "/adjustments")
    after = leaves(changed_terms, "/terms") | leaves(changed_adjustments, "/adjustments")
    assert after == {place: value * 2 if place in expected else value for place, value in before.items()}
    assert type(changed_terms) is type(terms)


def test_a_cap_may_have_four_decimals_and_everything_else_twelve() -> None:
    digits: dict[str, int] = {}

    def note(amount: Amount) -> Decimal:
        digits[amount.pointer] = amount.digits
        return amount.value

    for terms, _ in EVERY:
        with_amounts(price_of(terms), note)
    assert digits.pop("/terms/cap/amount") == 4
    assert set(digits.values()) == {12}


def decimals_of(kind: Any, seen: set[type]) -> list[str]:
    """The fields of a dataclass and of those within it that may hold a decimal and do not say what it is."""
    if not is_dataclass(kind) or kind in seen:
        return [unmarked for one in get_args(kind) for unmarked in decimals_of(one, seen)]
    seen.add(kind)  # type: ignore[arg-type]
    told, unmarked = get_type_hints(kind), []
    for one in fields(kind):
        if Decimal in (told[one.name], *get_args(told[one.name])) and MEANING not in one.metadata:
            unmarked.append(f"{kind.__name__}.{one.name}")  # type: ignore[union-attr]
        unmarked += decimals_of(told[one.name], seen)
    return unmarked


def test_every_decimal_of_a_price_says_what_it_is() -> None:
    seen: set[type] = set()
    assert decimals_of(Terms, seen) + decimals_of(Adjustments, seen) == []
    assert {kind.__name__ for kind in seen} >= {"Tier", "PercentTier", "CallStep", "CallBand", "CallCap", "Discount"}


@given(st.one_of(any_terms, banded_terms))
def test_what_is_not_changed_stays_the_same(terms: Terms) -> None:
    price = price_of(terms)
    assert with_amounts(price, lambda amount: amount.value) == (terms, UNADJUSTED)
    everything = leaves(terms, "/terms") | leaves(UNADJUSTED, "/adjustments")
    assert amounts_of(price).items() <= everything.items()


def test_amounts_that_cannot_stand_are_refused() -> None:
    tiers = (PercentTier(D("0.01"), D(3)), PercentTier(D("0.02"), D(2)), PercentTier(None, D(1)))
    with pytest.raises(Invalid) as refused:
        with_amounts(price_of(GraduatedPercentageTerms(tiers)), lambda amount: D(1))
    assert [one.pointer for one in refused.value.fields] == ["/tiers/1/up_to"]
