"""Percentages as JSON: percent and amounts are strings, a number of events is a whole number."""

from __future__ import annotations

from typing import Any

from trunkline.domains.marketplace.model.json_fields import (
    Json,
    amount_in,
    list_in,
    malformed,
    object_at,
    optional_in,
    optional_text,
    text_of,
)
from trunkline.domains.marketplace.model.percentage_terms import GraduatedPercentageTerms, PercentageTerms, PercentTier


def percentage_to_json(terms: PercentageTerms) -> dict[str, Any]:
    """The terms without the name of their model."""
    return {
        "percent": text_of(terms.percent),
        "fixed_amount": text_of(terms.fixed_amount),
        "free_events": terms.free_events,
        "free_volume": text_of(terms.free_volume),
        "per_event_minimum": optional_text(terms.per_event_minimum),
        "per_event_maximum": optional_text(terms.per_event_maximum),
    }


def percentage_from_json(data: Json) -> PercentageTerms:
    """The terms in `data`. Raises `Invalid`, naming the field, when they are malformed or cannot be rated."""
    return PercentageTerms(
        percent=amount_in(data, "percent", ""),
        fixed_amount=amount_in(data, "fixed_amount", "", default="0"),
        free_events=_events(data, "free_events"),
        free_volume=amount_in(data, "free_volume", "", default="0"),
        per_event_minimum=optional_in(data, "per_event_minimum", ""),
        per_event_maximum=optional_in(data, "per_event_maximum", ""),
    )


def graduated_percentage_to_json(terms: GraduatedPercentageTerms) -> dict[str, Any]:
    """The terms without the name of their model."""
    return {"tiers": [_tier_to_json(tier) for tier in terms.tiers]}


def graduated_percentage_from_json(data: Json) -> GraduatedPercentageTerms:
    """The terms in `data`. Raises `Invalid`, naming the field, when they are malformed or cannot be rated."""
    found = list_in(data, "tiers")
    return GraduatedPercentageTerms(tuple(_tier_from_json(item, f"/tiers/{at}") for at, item in enumerate(found)))


def _tier_from_json(item: object, pointer: str) -> PercentTier:
    data = object_at(item, pointer)
    return PercentTier(
        up_to=optional_in(data, "up_to", pointer),
        percent=amount_in(data, "percent", pointer),
        flat_amount=amount_in(data, "flat_amount", pointer, default="0"),
    )


def _tier_to_json(tier: PercentTier) -> dict[str, Any]:
    return {
        "up_to": optional_text(tier.up_to),
        "percent": text_of(tier.percent),
        "flat_amount": text_of(tier.flat_amount),
    }


def _events(data: Json, name: str) -> int:
    value = data.get(name, 0)
    if isinstance(value, bool) or not isinstance(value, int):
        raise malformed(f"/{name}", f"{name} must be a whole number of events.")
    return value
