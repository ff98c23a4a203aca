"""Bands and caps that cannot be rated do not exist, and the refusal says which field is wrong."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given

from tests.domains.marketplace.call_terms import banded_terms, bands, quarters_of
from trunkline.domains.marketplace.model import (
    CallBand,
    CallCap,
    CallStep,
    CallTerms,
    CapKind,
    PricingModel,
    Weekday,
    terms_from_json,
    terms_to_json,
)
from trunkline.kernel.errors import Invalid

STEPS = [{"from_second": 0, "increment_seconds": 60, "per_minute": "0.10"}]


def band(weekdays: list[str], since: Any, until: Any, **changed: Any) -> dict[str, Any]:
    return {"weekdays": weekdays, "from": since, "to": until, "connect_fee": "0", "steps": STEPS} | changed


def told(*found: Any, zone: Any = "Europe/Berlin", **changed: Any) -> dict[str, Any]:
    return {"connect_fee": "0", "steps": STEPS, "zone": zone, "bands": list(found)} | changed


@given(banded_terms)
def test_terms_come_back_from_json_unchanged(terms: CallTerms) -> None:
    data = terms_to_json(terms)
    assert terms_from_json(PricingModel.call, data) == terms
    assert terms_to_json(terms_from_json(PricingModel.call, data)) == data


def test_the_form_of_the_api() -> None:
    steps = (CallStep(0, 60, Decimal("0.10")),)
    night = CallBand((Weekday.sat, Weekday.sun), 22 * 60, 24 * 60, Decimal(0), steps)
    terms = CallTerms(Decimal(0), steps, "Europe/Berlin", (night,), CallCap(Decimal("2.50"), CapKind.disconnect))
    data = told(band(["sat", "sun"], "22:00", "24:00"), cap={"amount": "2.50", "kind": "disconnect"})
    assert (terms_to_json(terms), terms_from_json(PricingModel.call, data)) == (data, terms)


def test_terms_without_the_new_keys_mean_what_they_meant() -> None:
    plain = {"connect_fee": "0", "steps": STEPS}
    terms = CallTerms(Decimal(0), (CallStep(0, 60, Decimal("0.10")),))
    assert terms_from_json(PricingModel.call, plain) == terms
    assert terms_from_json(PricingModel.call, plain | {"zone": None, "bands": None, "cap": None}) == terms
    assert terms_to_json(terms) == plain


@pytest.mark.parametrize(
    ("data", "pointers"),
    [
        (told(band(["mon"], "08:00", "18:00"), zone=None), ["/zone"]),
        (told(zone="Europe/Atlantis"), ["/zone"]),
        (told(zone=1), ["/zone"]),
        (told(band([], "08:00", "18:00")), ["/bands/0/weekdays"]),
        (told(band(["mon", "mon"], "08:00", "18:00")), ["/bands/0/weekdays"]),
        (told(band(["Monday"], "08:00", "18:00")), ["/bands/0/weekdays/0"]),
        (told(band(["mon"], "08:00", "08:00")), ["/bands/0/to"]),
        (told(band(["mon"], "24:00", "08:00")), ["/bands/0/from"]),
        (told(band(["mon"], "8:00", "18:00")), ["/bands/0/from"]),
        (told(band(["mon"], "08:60", "18:00")), ["/bands/0/from"]),
        (told(band(["mon"], "08:00", "24:01")), ["/bands/0/to"]),
        (told(band(["mon"], "08:00", 18)), ["/bands/0/to"]),
        (told(band(["mon"], "08:00", "18:00", connect_fee="-1")), ["/bands/0/connect_fee"]),
        (told(band(["mon"], "08:00", "18:00", steps=[])), ["/bands/0/steps"]),
        (
            told(band(["mon"], "08:00", "18:00", steps=[STEPS[0] | {"from_second": 1}])),
            ["/bands/0/steps/0/from_second"],
        ),
        (told("mon"), ["/bands/0"]),
        (told(band(["mon"], "08:00", "18:00"), band(["mon"], "17:59", "20:00")), ["/bands/0", "/bands/1"]),
        (told(band(["fri"], "22:00", "06:00"), band(["sat"], "05:00", "07:00")), ["/bands/0", "/bands/1"]),
        (told(band(["sun"], "22:00", "06:00"), band(["mon"], "00:00", "00:01")), ["/bands/0", "/bands/1"]),
        (
            told(
                *(
                    band(["tue"], f"{hour:02}:{half}", f"{hour:02}:{half + 1}")
                    for hour in range(24)
                    for half in (10, 20, 30)
                )
            ),
            ["/bands"],
        ),
        (told(cap={"amount": "-1", "kind": "free"}), ["/cap/amount"]),
        (told(cap={"amount": "0.00001", "kind": "free"}), ["/cap/amount"]),
        (told(cap={"amount": "1", "kind": "stop"}), ["/cap/kind"]),
        (told(cap={"amount": "1"}), ["/cap/kind"]),
        (told(cap="1"), ["/cap"]),
    ],
)
def test_bands_and_caps_that_cannot_be_rated_are_refused_by_field(data: dict[str, Any], pointers: list[str]) -> None:
    with pytest.raises(Invalid) as caught:
        terms_from_json(PricingModel.call, data)
    assert [field.pointer for field in caught.value.fields] == pointers


def test_hours_outside_the_day_are_refused() -> None:
    steps = (CallStep(0, 60, Decimal(0)),)
    with pytest.raises(Invalid) as caught:
        CallTerms(Decimal(0), steps, "UTC", (CallBand((Weekday.mon,), 1440, 1441, Decimal(0), steps),))
    assert [field.pointer for field in caught.value.fields] == ["/bands/0/from", "/bands/0/to"]


def test_bands_may_touch() -> None:
    found = terms_from_json(
        PricingModel.call,
        told(band(["sun"], "18:00", "00:00"), band(["mon"], "00:00", "08:00"), band(["sun"], "00:00", "18:00")),
    )
    assert isinstance(found, CallTerms)
    assert len(found.bands) == 3


@given(bands, bands)
def test_two_bands_stand_together_unless_they_share_a_moment(one: CallBand, other: CallBand) -> None:
    steps = (CallStep(0, 60, Decimal(0)),)
    try:
        CallTerms(Decimal(0), steps, "Europe/Berlin", (one, other))
        refused = False
    except Invalid:
        refused = True
    assert refused == bool(quarters_of(one) & quarters_of(other))


@pytest.mark.parametrize(
    ("weekdays", "label"),
    [
        ("mon tue wed thu fri", "mon–fri 08:00–18:00"),
        ("sun sat", "sat, sun 08:00–18:00"),
        ("mon wed thu fri sun", "mon, wed–fri, sun 08:00–18:00"),
    ],
)
def test_a_band_is_called_by_its_days_and_hours(weekdays: str, label: str) -> None:
    days = tuple(Weekday(day) for day in weekdays.split())
    assert CallBand(days, 480, 1080, Decimal(0), (CallStep(0, 60, Decimal(0)),)).label == label
