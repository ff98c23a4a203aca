"""What an event counts for under a price with an aggregation.

Properties are compared as text: 5, 5.0 and "5" are the same value. Numbers are exact: JSON's are taken by their digits. An event that
its price cannot measure is refused when it is told, because it would silently cost nothing; one that a filter leaves out is not. Only
a level takes negative numbers; of a meter that nobody rates they wait, since it may become one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from hashlib import blake2b
from numbers import Real
from typing import Any, NamedTuple

from trunkline.domains.marketplace.model import GROUP_VALUE_MAX, UNGROUPED, Aggregation, AggregationKind, group_of
from trunkline.domains.marketplace.rules.shares import whole_seconds
from trunkline.domains.usage.model.measures import Measured
from trunkline.kernel.errors import Invalid
from trunkline.kernel.quantity import signed_to_e6, to_e6, trimmed

ONE_E6 = 1_000_000
EXPONENT_MAX = 30
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


class Unmeasurable(ValueError):
    """The price cannot measure this usage. `code` is stable."""

    code = "unmeasurable"


class LongGroup(Unmeasurable):
    """The property that the usage is grouped by is too long to be the name of a group."""

    code = "group_too_long"


class Told(NamedTuple):
    """What an event, or a call, says of itself; `level_since` is from when its change of a level would be kept."""

    quantity_e6: int
    properties: Mapping[str, Any] | None
    used_at: datetime
    recorded_at: datetime
    source: str
    identity: str
    level_since: datetime


def measured(aggregation: Aggregation, told: Told) -> Measured | None:
    """What `told` counts for; None when a filter leaves it out. Raises `Unmeasurable`."""
    if not _passes(aggregation, told.properties or {}):
        return None
    if aggregation.kind is AggregationKind.count:
        return Measured(ONE_E6)
    if aggregation.kind is AggregationKind.unique_count:
        assert aggregation.measured_by is not None, "a unique count names its property"
        return Measured(0, digest=_digest(_text_in(told, aggregation.measured_by)))
    if aggregation.kind is AggregationKind.weighted_sum:
        change_e6 = _value_e6(aggregation, told)
        moment_e6s = change_e6 * whole_seconds(told.level_since, told.used_at)
        return Measured(change_e6, since=told.level_since, moment_e6s=moment_e6s)
    rank = _rank(told) if aggregation.kind is AggregationKind.latest else ""
    return Measured(_value_e6(aggregation, told), rank)


def group_told(group_by: Sequence[str], properties: Mapping[str, Any] | None) -> str:
    """The group of usage that says this of itself; empty where it is not grouped. Raises `Unmeasurable`."""
    if not group_by:
        return UNGROUPED
    found = [(name, text_of((properties or {}).get(name))) for name in group_by]
    for name, value in found:
        if value is not None and len(value) > GROUP_VALUE_MAX:
            raise LongGroup(
                f"The property {name} has more than {GROUP_VALUE_MAX} characters: its price groups usage by it."
            )
    return group_of(found)


def _rank(told: Told) -> str:
    """Sorts by time of use, then of recording; what was recorded at once, in one batch, by source and identity."""
    used, recorded = ((moment - _EPOCH) // _MICROSECOND for moment in (told.used_at, told.recorded_at))
    return f"{used:018d}{recorded:018d}{told.source} {told.identity}"


def _digest(text: str) -> str:
    return blake2b(text.encode(errors="surrogatepass"), digest_size=16).hexdigest()


def _passes(aggregation: Aggregation, properties: Mapping[str, Any]) -> bool:
    return all(text_of(properties.get(one.property)) in one.values for one in aggregation.filters)


def _value_e6(aggregation: Aggregation, told: Told) -> int:
    if aggregation.measured_by is None:
        return told.quantity_e6
    text = _text_in(told, aggregation.measured_by)
    try:
        return signed_to_e6(text) if aggregation.kind is AggregationKind.weighted_sum else to_e6(text)
    except Invalid as problem:
        raise Unmeasurable(f"The property {aggregation.measured_by} cannot be counted: {problem.detail}") from None


def _text_in(told: Told, name: str) -> str:
    text = text_of((told.properties or {}).get(name))
    if text is None:
        raise Unmeasurable(f"The property {name} must be a text or a number: its price measures usage by it.")
    return text


def text_of(value: object) -> str | None:
    """A property's value as text; None where it is missing, null, a list or an object."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Real):
        # The shortest digits that mean this number are those that were sent. Beyond all measure there are none to write out.
        number = Decimal(str(value))
        return format(trimmed(number), "f") if abs(number.adjusted()) <= EXPONENT_MAX else None
    return None
