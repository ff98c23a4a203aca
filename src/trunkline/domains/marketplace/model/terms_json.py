"""Terms as JSON, the one form for storage and the API. Amounts and bounds are strings, seconds and events are whole numbers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from trunkline.domains.marketplace.model.call_terms_json import call_terms_from_json, call_terms_to_json
from trunkline.domains.marketplace.model.json_fields import Json, amount_in, text_of
from trunkline.domains.marketplace.model.percentage_terms_json import (
    graduated_percentage_from_json,
    graduated_percentage_to_json,
    percentage_from_json,
    percentage_to_json,
)
from trunkline.domains.marketplace.model.terms import (
    CallTerms,
    CommitmentTerms,
    FlatTerms,
    GraduatedPercentageTerms,
    GraduatedTerms,
    PackageTerms,
    PercentageTerms,
    PerUnitTerms,
    PricingModel,
    Terms,
    VolumeTerms,
)
from trunkline.domains.marketplace.model.tier_terms_json import (
    graduated_from_json,
    tier_terms_to_json,
    volume_from_json,
)


def terms_to_json(terms: Terms) -> dict[str, Any]:
    """The terms without the name of their model, which stands beside them."""
    match terms:
        case FlatTerms(amount) | CommitmentTerms(amount):
            return {"amount": text_of(amount)}
        case PerUnitTerms(unit_amount):
            return {"unit_amount": text_of(unit_amount)}
        case GraduatedTerms() | VolumeTerms():
            return tier_terms_to_json(terms)
        case PackageTerms(amount, size, free):
            return {"amount": text_of(amount), "package_size": text_of(size), "free_units": text_of(free)}
        case PercentageTerms():
            return percentage_to_json(terms)
        case GraduatedPercentageTerms():
            return graduated_percentage_to_json(terms)
        case CallTerms():
            return call_terms_to_json(terms)


def terms_from_json(model: PricingModel, data: Json) -> Terms:
    """The terms of `model` in `data`. Raises `Invalid`, naming the field, when they are malformed or cannot be rated."""
    return _READERS[model](data)


def _flat(data: Json) -> Terms:
    return FlatTerms(amount_in(data, "amount", ""))


def _commitment(data: Json) -> Terms:
    return CommitmentTerms(amount_in(data, "amount", ""))


def _per_unit(data: Json) -> Terms:
    return PerUnitTerms(amount_in(data, "unit_amount", ""))


def _package(data: Json) -> Terms:
    return PackageTerms(
        amount=amount_in(data, "amount", ""),
        package_size=amount_in(data, "package_size", ""),
        free_units=amount_in(data, "free_units", "", default="0"),
    )


_READERS: Mapping[PricingModel, Callable[[Json], Terms]] = {
    PricingModel.flat: _flat,
    PricingModel.per_unit: _per_unit,
    PricingModel.graduated: graduated_from_json,
    PricingModel.volume: volume_from_json,
    PricingModel.package: _package,
    PricingModel.percentage: percentage_from_json,
    PricingModel.graduated_percentage: graduated_percentage_from_json,
    PricingModel.call: call_terms_from_json,
    PricingModel.commitment: _commitment,
}
