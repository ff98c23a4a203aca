"""Tiers as JSON: amounts and bounds are strings, null where there is no end or no blocks."""

from __future__ import annotations

from typing import Any

from trunkline.domains.marketplace.model.json_fields import (
    Json,
    amount_in,
    list_in,
    object_at,
    optional_in,
    optional_text,
    text_of,
)
from trunkline.domains.marketplace.model.tier_terms import GraduatedTerms, Tier, VolumeTerms


def tier_terms_to_json(terms: GraduatedTerms | VolumeTerms) -> dict[str, Any]:
    """The terms without the name of their model."""
    return {"tiers": [_tier_to_json(tier) for tier in terms.tiers]}


def graduated_from_json(data: Json) -> GraduatedTerms:
    """The terms in `data`. Raises `Invalid`, naming the field, when they are malformed or cannot be rated."""
    return GraduatedTerms(_tiers(data))


def volume_from_json(data: Json) -> VolumeTerms:
    """The terms in `data`. Raises `Invalid`, naming the field, when they are malformed or cannot be rated."""
    return VolumeTerms(_tiers(data))


def _tiers(data: Json) -> tuple[Tier, ...]:
    return tuple(_tier_from_json(item, f"/tiers/{index}") for index, item in enumerate(list_in(data, "tiers")))


def _tier_from_json(item: object, pointer: str) -> Tier:
    data = object_at(item, pointer)
    return Tier(
        up_to=optional_in(data, "up_to", pointer),
        unit_amount=amount_in(data, "unit_amount", pointer, default="0"),
        flat_amount=amount_in(data, "flat_amount", pointer, default="0"),
        block_size=optional_in(data, "block_size", pointer),
    )


def _tier_to_json(tier: Tier) -> dict[str, Any]:
    return {
        "up_to": optional_text(tier.up_to),
        "unit_amount": text_of(tier.unit_amount),
        "flat_amount": text_of(tier.flat_amount),
        "block_size": optional_text(tier.block_size),
    }
