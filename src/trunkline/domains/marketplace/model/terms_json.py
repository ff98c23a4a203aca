"""Terms as JSON, the one form for storage and the API. Amounts and bounds are strings, seconds are whole numbers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from trunkline.domains.marketplace.model.call_terms_json import call_terms_from_json, call_terms_to_json
from trunkline.domains.marketplace.model.json_fields import Json, amount_in, list_in, object_at, text_of
from trunkline.domains.marketplace.model.terms import (
    CallTerms,
    FlatTerms,
    GraduatedTerms,
    PerUnitTerms,
    PricingModel,
    Terms,
    Tier,
    VolumeTerms,
)


def terms_to_json(terms: Terms) -> dict[str, Any]:
    """The terms without the name of their model, which stands beside them."""
    match terms:
        case FlatTerms(amount):
            return {"amount": text_of(amount)}
        case PerUnitTerms(unit_amount):
            return {"unit_amount": text_of(unit_amount)}
        case GraduatedTerms(tiers) | VolumeTerms(tiers):
            return {"tiers": [_tier_to_json(tier) for tier in tiers]}
        case CallTerms():
            return call_terms_to_json(terms)


def terms_from_json(model: PricingModel, data: Json) -> Terms:
    """The terms of `model` in `data`. Raises `Invalid`, naming the field, when they are malformed or cannot be rated."""
    return _READERS[model](data)


def _flat(data: Json) -> Terms:
    return FlatTerms(amount_in(data, "amount", ""))


def _per_unit(data: Json) -> Terms:
    return PerUnitTerms(amount_in(data, "unit_amount", ""))


def _graduated(data: Json) -> Terms:
    return GraduatedTerms(_tiers(data))


def _volume(data: Json) -> Terms:
    return VolumeTerms(_tiers(data))


_READERS: Mapping[PricingModel, Callable[[Json], Terms]] = {
    PricingModel.flat: _flat,
    PricingModel.per_unit: _per_unit,
    PricingModel.graduated: _graduated,
    PricingModel.volume: _volume,
    PricingModel.call: call_terms_from_json,
}


def _tiers(data: Json) -> tuple[Tier, ...]:
    return tuple(_tier_from_json(item, f"/tiers/{index}") for index, item in enumerate(list_in(data, "tiers")))


def _tier_from_json(item: object, pointer: str) -> Tier:
    data = object_at(item, pointer)
    return Tier(
        up_to=None if data.get("up_to") is None else amount_in(data, "up_to", pointer),
        unit_amount=amount_in(data, "unit_amount", pointer, default="0"),
        flat_amount=amount_in(data, "flat_amount", pointer, default="0"),
    )


def _tier_to_json(tier: Tier) -> dict[str, Any]:
    up_to = None if tier.up_to is None else text_of(tier.up_to)
    return {"up_to": up_to, "unit_amount": text_of(tier.unit_amount), "flat_amount": text_of(tier.flat_amount)}
