"""Terms that cannot be rated do not exist, and the refusal says which field is wrong."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given

from tests.domains.marketplace.terms import any_terms
from trunkline.domains.marketplace.model import (
    CallStep,
    CallTerms,
    FlatTerms,
    GraduatedPercentageTerms,
    GraduatedTerms,
    PackageTerms,
    PercentageTerms,
    PercentTier,
    PerUnitTerms,
    PricingModel,
    Terms,
    Tier,
    VolumeTerms,
    model_of,
    terms_from_json,
    terms_to_json,
)
from trunkline.kernel.errors import Invalid


def _refusal(model: PricingModel, data: dict[str, Any]) -> list[str]:
    with pytest.raises(Invalid) as caught:
        terms_from_json(model, data)
    assert caught.value.code == "invalid"
    return [field.pointer for field in caught.value.fields]


def _tier(up_to: str | None, unit_amount: str = "0.10", flat_amount: str = "0") -> dict[str, str | None]:
    return {"up_to": up_to, "unit_amount": unit_amount, "flat_amount": flat_amount, "block_size": None}


def _percentage(**changed: Any) -> dict[str, Any]:
    told = {"percent": "2.9", "fixed_amount": "0.30", "free_events": 2, "free_volume": "100"}
    return told | {"per_event_minimum": None, "per_event_maximum": None} | changed


def _step(from_second: int, increment_seconds: int = 60, per_minute: str = "0.10") -> dict[str, Any]:
    return {"from_second": from_second, "increment_seconds": increment_seconds, "per_minute": per_minute}


@given(any_terms)
def test_terms_come_back_from_json_unchanged(terms: Terms) -> None:
    data = terms_to_json(terms)
    assert terms_from_json(model_of(terms), data) == terms
    assert terms_to_json(terms_from_json(model_of(terms), data)) == data


@pytest.mark.parametrize(
    ("terms", "model", "data"),
    [
        (FlatTerms(Decimal("49.00")), "flat", {"amount": "49.00"}),
        (PerUnitTerms(Decimal("0.0001")), "per_unit", {"unit_amount": "0.0001"}),
        (
            GraduatedTerms((Tier(Decimal(1000), Decimal("0.05"), Decimal(9)), Tier(None, Decimal("0.04")))),
            "graduated",
            {"tiers": [_tier("1000", "0.05", "9"), _tier(None, "0.04")]},
        ),
        (VolumeTerms((Tier(None, Decimal(1)),)), "volume", {"tiers": [_tier(None, "1")]}),
        (
            VolumeTerms((Tier(None, Decimal(1), block_size=Decimal("0.5")),)),
            "volume",
            {"tiers": [_tier(None, "1") | {"block_size": "0.5"}]},
        ),
        (
            PackageTerms(Decimal("5.00"), Decimal(100), Decimal(20)),
            "package",
            {"amount": "5.00", "package_size": "100", "free_units": "20"},
        ),
        (PercentageTerms(Decimal("2.9"), Decimal("0.30"), 2, Decimal(100)), "percentage", _percentage()),
        (
            PercentageTerms(Decimal("2.9"), Decimal("0.30"), 2, Decimal(100), Decimal(1), Decimal(5)),
            "percentage",
            _percentage(per_event_minimum="1", per_event_maximum="5"),
        ),
        (
            GraduatedPercentageTerms(
                (PercentTier(Decimal(1000), Decimal(3), Decimal(9)), PercentTier(None, Decimal(2)))
            ),
            "graduated_percentage",
            {
                "tiers": [
                    {"up_to": "1000", "percent": "3", "flat_amount": "9"},
                    {"up_to": None, "percent": "2", "flat_amount": "0"},
                ]
            },
        ),
        (
            CallTerms(Decimal("0.02"), (CallStep(0, 60, Decimal("0.10")), CallStep(60, 6, Decimal("0.08")))),
            "call",
            {"connect_fee": "0.02", "steps": [_step(0), _step(60, 6, "0.08")]},
        ),
    ],
)
def test_the_form_of_the_api(terms: Terms, model: str, data: dict[str, Any]) -> None:
    assert (model_of(terms).value, terms_to_json(terms)) == (model, data)


def test_amounts_that_may_be_left_out_are_zero() -> None:
    assert terms_from_json(PricingModel.graduated, {"tiers": [{"unit_amount": "1"}]}) == GraduatedTerms(
        (Tier(None, Decimal(1)),)
    )
    assert terms_from_json(PricingModel.package, {"amount": "1", "package_size": "10"}) == PackageTerms(
        Decimal(1), Decimal(10)
    )
    assert terms_from_json(PricingModel.percentage, {"percent": "2.9"}) == PercentageTerms(Decimal("2.9"))
    assert terms_from_json(PricingModel.graduated_percentage, {"tiers": [{"percent": "2"}]}) == (
        GraduatedPercentageTerms((PercentTier(None, Decimal(2)),))
    )
    assert terms_from_json(PricingModel.call, {"steps": [_step(0)]}) == CallTerms(
        Decimal(0), (CallStep(0, 60, Decimal("0.10")),)
    )


@pytest.mark.parametrize(
    ("model", "data", "pointers"),
    [
        (PricingModel.flat, {}, ["/amount"]),
        (PricingModel.flat, {"amount": 5.0}, ["/amount"]),
        (PricingModel.flat, {"amount": "-1"}, ["/amount"]),
        (PricingModel.flat, {"amount": "0.0000000000001"}, ["/amount"]),
        (PricingModel.flat, {"amount": "1000000000000"}, ["/amount"]),
        (PricingModel.per_unit, {"unit_amount": "a"}, ["/unit_amount"]),
        (PricingModel.graduated, {}, ["/tiers"]),
        (PricingModel.graduated, {"tiers": {}}, ["/tiers"]),
        (PricingModel.graduated, {"tiers": []}, ["/tiers"]),
        (PricingModel.graduated, {"tiers": ["10"]}, ["/tiers/0"]),
        (PricingModel.graduated, {"tiers": [_tier("10")]}, ["/tiers/0/up_to"]),
        (PricingModel.graduated, {"tiers": [_tier(None), _tier(None)]}, ["/tiers/0/up_to"]),
        (PricingModel.volume, {"tiers": [_tier("10"), _tier("10"), _tier(None)]}, ["/tiers/1/up_to"]),
        (PricingModel.volume, {"tiers": [_tier("10"), _tier("5"), _tier(None)]}, ["/tiers/1/up_to"]),
        (PricingModel.volume, {"tiers": [_tier("0"), _tier(None)]}, ["/tiers/0/up_to"]),
        (PricingModel.volume, {"tiers": [_tier("-5", "-1"), _tier(None)]}, ["/tiers/0/unit_amount", "/tiers/0/up_to"]),
        (
            PricingModel.volume,
            {"tiers": [_tier("1e12"), _tier(None, flat_amount="-1")]},
            ["/tiers/0/up_to", "/tiers/1/flat_amount"],
        ),
        (PricingModel.volume, {"tiers": [_tier(str(number)) for number in range(1, 51)] + [_tier(None)]}, ["/tiers"]),
        (PricingModel.volume, {"tiers": [_tier(None) | {"block_size": "0"}]}, ["/tiers/0/block_size"]),
        (PricingModel.graduated, {"tiers": [_tier(None) | {"block_size": "-1"}]}, ["/tiers/0/block_size"]),
        (PricingModel.graduated, {"tiers": [_tier(None) | {"block_size": 10.0}]}, ["/tiers/0/block_size"]),
        (PricingModel.package, {}, ["/amount"]),
        (PricingModel.package, {"amount": "1"}, ["/package_size"]),
        (PricingModel.package, {"amount": "1", "package_size": "0"}, ["/package_size"]),
        (
            PricingModel.package,
            {"amount": "-1", "package_size": "1e12", "free_units": "-1"},
            ["/amount", "/free_units", "/package_size"],
        ),
        (PricingModel.percentage, {}, ["/percent"]),
        (PricingModel.percentage, _percentage(percent="-1"), ["/percent"]),
        (PricingModel.percentage, _percentage(percent="1000.1"), ["/percent"]),
        (PricingModel.percentage, _percentage(percent="0.00000000001"), ["/percent"]),
        (PricingModel.percentage, _percentage(fixed_amount="-1", free_volume="-1"), ["/fixed_amount", "/free_volume"]),
        (PricingModel.percentage, _percentage(free_events=-1), ["/free_events"]),
        (PricingModel.percentage, _percentage(free_events=10**9 + 1), ["/free_events"]),
        (PricingModel.percentage, _percentage(free_events="2"), ["/free_events"]),
        (PricingModel.percentage, _percentage(free_events=True), ["/free_events"]),
        (PricingModel.percentage, _percentage(per_event_minimum="-1"), ["/per_event_minimum"]),
        (PricingModel.percentage, _percentage(per_event_maximum="a"), ["/per_event_maximum"]),
        (
            PricingModel.percentage,
            _percentage(per_event_minimum="5", per_event_maximum="4.99"),
            ["/per_event_minimum"],
        ),
        (PricingModel.graduated_percentage, {"tiers": []}, ["/tiers"]),
        (PricingModel.graduated_percentage, {"tiers": [{"up_to": None}]}, ["/tiers/0/percent"]),
        (
            PricingModel.graduated_percentage,
            {"tiers": [{"up_to": "10", "percent": "1001", "flat_amount": "-1"}]},
            ["/tiers/0/percent", "/tiers/0/flat_amount", "/tiers/0/up_to"],
        ),
        (PricingModel.call, {"connect_fee": "0"}, ["/steps"]),
        (PricingModel.call, {"connect_fee": "0", "steps": []}, ["/steps"]),
        (PricingModel.call, {"connect_fee": "-1", "steps": [_step(0)]}, ["/connect_fee"]),
        (PricingModel.call, {"steps": [_step(1)]}, ["/steps/0/from_second"]),
        (PricingModel.call, {"steps": [_step(0), _step(0)]}, ["/steps/1/from_second"]),
        (PricingModel.call, {"steps": [_step(0), _step(60), _step(30)]}, ["/steps/2/from_second"]),
        (PricingModel.call, {"steps": [_step(0), _step(86_401)]}, ["/steps/1/from_second"]),
        (PricingModel.call, {"steps": [_step(0, 0)]}, ["/steps/0/increment_seconds"]),
        (PricingModel.call, {"steps": [_step(0, 3601)]}, ["/steps/0/increment_seconds"]),
        (PricingModel.call, {"steps": [_step(0, 60, "-0.1")]}, ["/steps/0/per_minute"]),
        (PricingModel.call, {"steps": [_step(0) | {"increment_seconds": "60"}]}, ["/steps/0/increment_seconds"]),
        (PricingModel.call, {"steps": [_step(0) | {"from_second": False}]}, ["/steps/0/from_second"]),
        (PricingModel.call, {"steps": [_step(0) | {"per_minute": None}]}, ["/steps/0/per_minute"]),
    ],
)
def test_terms_that_cannot_be_rated_are_refused_by_field(
    model: PricingModel, data: dict[str, Any], pointers: list[str]
) -> None:
    assert _refusal(model, data) == pointers


def test_the_refusal_reads_as_a_sentence() -> None:
    with pytest.raises(
        Invalid, match=r"^These terms cannot be rated: /tiers/1/up_to must be above 10, where the tier begins\.$"
    ):
        VolumeTerms((Tier(Decimal(10), Decimal(1)), Tier(Decimal(4), Decimal(1)), Tier(None, Decimal(1))))


def test_a_bound_that_is_no_number_is_refused() -> None:
    with pytest.raises(Invalid, match="must be a number below"):
        VolumeTerms((Tier(Decimal("Infinity"), Decimal(1)), Tier(None, Decimal(1))))


def test_a_float_never_becomes_a_price() -> None:
    with pytest.raises(AssertionError, match="not float"):
        FlatTerms(0.1)  # type: ignore[arg-type]
