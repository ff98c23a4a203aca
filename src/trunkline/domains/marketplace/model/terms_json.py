"""Terms as JSON, the one form for storage and the API. Amounts and bounds are strings, seconds are whole numbers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from trunkline.domains.marketplace.model.terms import (
    CallStep,
    CallTerms,
    FlatTerms,
    GraduatedTerms,
    PerUnitTerms,
    PricingModel,
    Terms,
    Tier,
    VolumeTerms,
)
from trunkline.kernel.errors import FieldProblem, Invalid
from trunkline.kernel.money import decimal_of

Json = Mapping[str, Any]


def terms_to_json(terms: Terms) -> dict[str, Any]:
    """The terms without the name of their model, which stands beside them."""
    match terms:
        case FlatTerms(amount):
            return {"amount": _text(amount)}
        case PerUnitTerms(unit_amount):
            return {"unit_amount": _text(unit_amount)}
        case GraduatedTerms(tiers) | VolumeTerms(tiers):
            return {"tiers": [_tier_to_json(tier) for tier in tiers]}
        case CallTerms(connect_fee, steps):
            return {"connect_fee": _text(connect_fee), "steps": [_step_to_json(step) for step in steps]}


def terms_from_json(model: PricingModel, data: Json) -> Terms:
    """The terms of `model` in `data`. Raises `Invalid`, naming the field, when they are malformed or cannot be rated."""
    return _READERS[model](data)


def _flat(data: Json) -> Terms:
    return FlatTerms(_amount(data, "amount", ""))


def _per_unit(data: Json) -> Terms:
    return PerUnitTerms(_amount(data, "unit_amount", ""))


def _graduated(data: Json) -> Terms:
    return GraduatedTerms(_tiers(data))


def _volume(data: Json) -> Terms:
    return VolumeTerms(_tiers(data))


def _call(data: Json) -> Terms:
    steps = tuple(_step_from_json(item, f"/steps/{index}") for index, item in enumerate(_list(data, "steps")))
    return CallTerms(_amount(data, "connect_fee", "", default="0"), steps)


_READERS: Mapping[PricingModel, Callable[[Json], Terms]] = {
    PricingModel.flat: _flat,
    PricingModel.per_unit: _per_unit,
    PricingModel.graduated: _graduated,
    PricingModel.volume: _volume,
    PricingModel.call: _call,
}


def _tiers(data: Json) -> tuple[Tier, ...]:
    return tuple(_tier_from_json(item, f"/tiers/{index}") for index, item in enumerate(_list(data, "tiers")))


def _tier_from_json(item: object, pointer: str) -> Tier:
    data = _object(item, pointer)
    return Tier(
        up_to=None if data.get("up_to") is None else _amount(data, "up_to", pointer),
        unit_amount=_amount(data, "unit_amount", pointer, default="0"),
        flat_amount=_amount(data, "flat_amount", pointer, default="0"),
    )


def _tier_to_json(tier: Tier) -> dict[str, Any]:
    up_to = None if tier.up_to is None else _text(tier.up_to)
    return {"up_to": up_to, "unit_amount": _text(tier.unit_amount), "flat_amount": _text(tier.flat_amount)}


def _step_from_json(item: object, pointer: str) -> CallStep:
    data = _object(item, pointer)
    return CallStep(
        from_second=_seconds(data, "from_second", pointer),
        increment_seconds=_seconds(data, "increment_seconds", pointer),
        per_minute=_amount(data, "per_minute", pointer),
    )


def _step_to_json(step: CallStep) -> dict[str, Any]:
    return {
        "from_second": step.from_second,
        "increment_seconds": step.increment_seconds,
        "per_minute": _text(step.per_minute),
    }


def _amount(data: Json, name: str, pointer: str, *, default: str | None = None) -> Decimal:
    try:
        return decimal_of(data.get(name, default), name=name)
    except Invalid as problem:
        raise _malformed(f"{pointer}/{name}", problem.detail) from None


def _seconds(data: Json, name: str, pointer: str) -> int:
    value = data.get(name)
    if isinstance(value, bool) or not isinstance(value, int):
        raise _malformed(f"{pointer}/{name}", f"{name} must be a whole number of seconds.")
    return value


def _list(data: Json, name: str) -> list[object]:
    value = data.get(name)
    if not isinstance(value, list):
        raise _malformed(f"/{name}", f"{name} must be a list.")
    return value


def _object(item: object, pointer: str) -> Json:
    if not isinstance(item, Mapping):
        raise _malformed(pointer, "must be an object.")
    return item


def _malformed(pointer: str, detail: str) -> Invalid:
    return Invalid(f"The terms are malformed: {detail}", fields=[FieldProblem(pointer, detail)])


def _text(number: Decimal) -> str:
    return format(number, "f")
