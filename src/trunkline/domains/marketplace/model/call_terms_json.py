"""Call terms as JSON: amounts are strings, seconds are whole numbers."""

from __future__ import annotations

from typing import Any

from trunkline.domains.marketplace.model.call_terms import CallStep, CallTerms
from trunkline.domains.marketplace.model.json_fields import Json, amount_in, list_in, object_at, seconds_in, text_of


def call_terms_to_json(terms: CallTerms) -> dict[str, Any]:
    """The terms without the name of their model."""
    return {"connect_fee": text_of(terms.connect_fee), "steps": [_step_to_json(step) for step in terms.steps]}


def call_terms_from_json(data: Json) -> CallTerms:
    """The terms in `data`. Raises `Invalid`, naming the field, when they are malformed or cannot be rated."""
    return CallTerms(amount_in(data, "connect_fee", "", default="0"), _steps(data, ""))


def _steps(data: Json, pointer: str) -> tuple[CallStep, ...]:
    found = list_in(data, "steps", pointer)
    return tuple(_step_from_json(item, f"{pointer}/steps/{index}") for index, item in enumerate(found))


def _step_from_json(item: object, pointer: str) -> CallStep:
    data = object_at(item, pointer)
    return CallStep(
        from_second=seconds_in(data, "from_second", pointer),
        increment_seconds=seconds_in(data, "increment_seconds", pointer),
        per_minute=amount_in(data, "per_minute", pointer),
    )


def _step_to_json(step: CallStep) -> dict[str, Any]:
    return {
        "from_second": step.from_second,
        "increment_seconds": step.increment_seconds,
        "per_minute": text_of(step.per_minute),
    }
