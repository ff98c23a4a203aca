"""What can be counted. The database must never be the one to find out: MariaDB's INSERT IGNORE would cut a value to size in silence."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, NamedTuple

import msgspec

from trunkline.domains.usage.model.calls import CALL_SECONDS_MAX, EXTERNAL_ID_MAX, PARTY_MAX, CallRecordInput
from trunkline.domains.usage.model.events import (
    AHEAD_MAX,
    EVENT_ID_MAX,
    NAME_MAX,
    PROPERTIES_BYTES_MAX,
    PROPERTIES_DEPTH_MAX,
    UsageEventInput,
)
from trunkline.kernel.errors import Invalid
from trunkline.kernel.quantity import signed_to_e6

EARLIEST = datetime(1970, 1, 1, tzinfo=UTC)


class Refusal(NamedTuple):
    """A stable code and a sentence."""

    code: str
    detail: str


def event_refusal(event: UsageEventInput, now: datetime) -> Refusal | None:
    """Why `event` cannot be counted, or None."""
    if not _is_key(event.event_id, EVENT_ID_MAX):
        return Refusal("invalid_event_id", f"event_id must be {_key_rule(EVENT_ID_MAX)}.")
    if not is_name(event.meter):
        return Refusal("invalid_meter", f"meter must be {_key_rule(NAME_MAX)}.")
    if not is_name(event.source):
        return Refusal("invalid_source", f"source must be {_key_rule(NAME_MAX)}.")
    if (refusal := _time_refusal("used_at", event.used_at, now)) is not None:
        return refusal
    try:
        quantity_e6(event)
    except Invalid as problem:
        return Refusal("invalid_quantity", problem.detail)
    return None if event.properties is None else _properties_refusal(event.properties)


def call_refusal(call: CallRecordInput, now: datetime) -> Refusal | None:
    """Why `call` cannot be a call, or None."""
    if not _is_key(call.external_id, EXTERNAL_ID_MAX):
        return Refusal("invalid_external_id", f"external_id must be {_key_rule(EXTERNAL_ID_MAX)}.")
    if len(call.caller) > PARTY_MAX or len(call.callee) > PARTY_MAX or len(call.agent) > PARTY_MAX:
        return Refusal("invalid_party", f"caller, callee and agent may have {PARTY_MAX} characters.")
    if "\0" in call.caller or "\0" in call.callee or "\0" in call.agent:
        return Refusal("invalid_party", "caller, callee and agent may not hold NUL.")
    if not 0 <= call.billable_seconds <= call.duration_seconds <= CALL_SECONDS_MAX:
        return Refusal("impossible_length", "0 ≤ billable_seconds ≤ duration_seconds ≤ one year must hold.")
    if call.ended_at < call.started_at:
        return Refusal("impossible_times", "the call ends before it starts.")
    if call.answered_at is not None and not call.started_at <= call.answered_at <= call.ended_at:
        return Refusal("impossible_times", "the call is answered before it starts or after it ends.")
    return _time_refusal("started_at", call.started_at, now)


def quantity_e6(event: UsageEventInput) -> int:
    """The quantity in millionths; below zero it is the change of a level. Raises `Invalid`."""
    # A signalling NaN cannot be looked up, so what is not finite goes past the cache to its refusal.
    return _e6_of(event.quantity) if event.quantity.is_finite() else signed_to_e6(event.quantity)


_e6_of = lru_cache(maxsize=4_096)(signed_to_e6)


@lru_cache(maxsize=4_096)
def is_name(text: str) -> bool:
    """Whether `text` can name a source or a meter."""
    return _is_key(text, NAME_MAX)


def _is_key(text: str, length: int) -> bool:
    # A blank at the end would be the same key on MariaDB and another one on PostgreSQL.
    return 0 < len(text) <= length and text.isascii() and text.isprintable() and text[0] != " " and text[-1] != " "


def _key_rule(length: int) -> str:
    return f"1 … {length} printable ASCII characters without a blank at either end"


def _properties_refusal(properties: dict[str, Any]) -> Refusal | None:
    # In this order: what is too deep cannot be written out.
    if is_deep(properties, PROPERTIES_DEPTH_MAX):
        detail = (
            f"properties may hold lists and objects within each other {PROPERTIES_DEPTH_MAX} deep, themselves included."
        )
        return Refusal("properties_too_deep", detail)
    if len(msgspec.json.encode(properties)) > PROPERTIES_BYTES_MAX:
        return Refusal("properties_too_large", f"properties may have {PROPERTIES_BYTES_MAX} bytes as JSON.")
    return None


def is_deep(value: object, depth: int) -> bool:
    """Whether lists and objects lie more than `depth` deep within each other."""
    layer = [value]
    for _ in range(depth + 1):
        inner = [one for one in layer if isinstance(one, dict | list)]
        if not inner:
            return False
        layer = [each for one in inner for each in (one.values() if isinstance(one, dict) else one)]
    return True


def shallow(value: object, depth: int = PROPERTIES_DEPTH_MAX) -> Any:
    """`value` with what lies more than `depth` deep as its JSON text: such properties were taken once, and nobody can read them."""
    if not isinstance(value, dict | list):
        return value
    if depth == 0:
        return msgspec.json.encode(value).decode()
    if isinstance(value, list):
        return [shallow(one, depth - 1) for one in value]
    return {name: shallow(one, depth - 1) for name, one in value.items()}


def _time_refusal(name: str, moment: datetime, now: datetime) -> Refusal | None:
    if moment < EARLIEST:
        return Refusal("invalid_time", f"{name} lies before 1970.")
    if moment - now > AHEAD_MAX:
        return Refusal("invalid_time", f"{name} lies more than {AHEAD_MAX.days} days ahead.")
    return None
