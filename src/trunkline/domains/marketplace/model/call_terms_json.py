"""Call terms as JSON: amounts are strings, seconds whole numbers, times of day `HH:MM`. What does not apply is left out."""

from __future__ import annotations

import re
from typing import Any, TypeVar

from trunkline.domains.marketplace.model.call_bands import CallBand, CallStep, Weekday, clock_text
from trunkline.domains.marketplace.model.call_terms import CallCap, CallTerms, CapKind
from trunkline.domains.marketplace.model.json_fields import (
    Json,
    amount_in,
    list_in,
    malformed,
    object_at,
    seconds_in,
    text_of,
)

_CLOCK = re.compile(r"([01]\d|2[0-3]):([0-5]\d)|24:00", re.ASCII)
_Word = TypeVar("_Word", Weekday, CapKind)


def call_terms_to_json(terms: CallTerms) -> dict[str, Any]:
    """The terms without the name of their model."""
    shown: dict[str, Any] = {"connect_fee": text_of(terms.connect_fee), "steps": _steps_to_json(terms.steps)}
    if terms.zone is not None:
        shown["zone"] = terms.zone
    if terms.bands:
        shown["bands"] = [band_to_json(band) for band in terms.bands]
    if terms.cap is not None:
        shown["cap"] = cap_to_json(terms.cap)
    return shown


def band_to_json(band: CallBand) -> dict[str, Any]:
    """The band as it is told."""
    return {
        "weekdays": [day.value for day in band.weekdays],
        "from": clock_text(band.from_minute),
        "to": clock_text(band.to_minute),
        "connect_fee": text_of(band.connect_fee),
        "steps": _steps_to_json(band.steps),
    }


def cap_to_json(cap: CallCap) -> dict[str, str]:
    """The cap as it is told."""
    return {"amount": text_of(cap.amount), "kind": cap.kind.value}


def call_terms_from_json(data: Json) -> CallTerms:
    """The terms in `data`. Raises `Invalid`, naming the field, when they are malformed or cannot be rated."""
    bands = [] if data.get("bands") is None else list_in(data, "bands")
    return CallTerms(
        connect_fee=amount_in(data, "connect_fee", "", default="0"),
        steps=_steps(data, ""),
        zone=_zone(data),
        bands=tuple(_band(item, f"/bands/{index}") for index, item in enumerate(bands)),
        cap=None if data.get("cap") is None else _cap(data["cap"]),
    )


def _zone(data: Json) -> str | None:
    zone = data.get("zone")
    if zone is not None and not isinstance(zone, str):
        raise malformed("/zone", "zone must be the name of a time zone.")
    return zone


def _band(item: object, pointer: str) -> CallBand:
    data = object_at(item, pointer)
    weekdays = enumerate(list_in(data, "weekdays", pointer))
    return CallBand(
        weekdays=tuple(_word(Weekday, day, f"{pointer}/weekdays/{index}") for index, day in weekdays),
        from_minute=_minute(data, "from", pointer),
        to_minute=_minute(data, "to", pointer),
        connect_fee=amount_in(data, "connect_fee", pointer, default="0"),
        steps=_steps(data, pointer),
    )


def _cap(item: object) -> CallCap:
    data = object_at(item, "/cap")
    return CallCap(amount_in(data, "amount", "/cap"), _word(CapKind, data.get("kind"), "/cap/kind"))


def _minute(data: Json, name: str, pointer: str) -> int:
    value = data.get(name)
    if not isinstance(value, str) or not _CLOCK.fullmatch(value):
        raise malformed(f"{pointer}/{name}", f"{name} must be a time of day such as 08:00.")
    return int(value[:2]) * 60 + int(value[3:])


def _word(words: type[_Word], value: object, pointer: str) -> _Word:
    if not isinstance(value, str) or value not in {word.value for word in words}:
        raise malformed(pointer, f"must be one of {', '.join(words)}.")
    return words(value)


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


def _steps_to_json(steps: tuple[CallStep, ...]) -> list[dict[str, Any]]:
    return [
        {
            "from_second": step.from_second,
            "increment_seconds": step.increment_seconds,
            "per_minute": text_of(step.per_minute),
        }
        for step in steps
    ]
