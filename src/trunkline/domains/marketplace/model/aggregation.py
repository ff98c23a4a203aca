"""How a metered price makes one quantity of a period's events. A price without an aggregation adds up their quantities."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from trunkline.kernel.errors import FieldProblem, Invalid

PROPERTY_MAX = 60  # characters of a property's name
VALUE_MAX = 200
FILTERS_MAX = 10
VALUES_MAX = 100


class AggregationKind(StrEnum):
    """What is made of the events of a period; the words are those of Lago and OpenMeter.

    `max` is zero without events, `latest` the value of the event that was used last, `unique_count` the number of different values.
    `weighted_sum` is a level that events change and that goes on over periods, weighed by time (money policy 7).
    """

    sum = "sum"
    count = "count"  # type: ignore[assignment]  # hides a method of str that nobody asks of a kind
    max = "max"
    latest = "latest"
    unique_count = "unique_count"
    weighted_sum = "weighted_sum"


@dataclass(frozen=True, slots=True)
class Filter:
    """Only events count whose `property` is one of `values`, compared as text."""

    property: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Aggregation:
    """`measured_by` names the property that an event is measured by instead of its quantity.

    An event counts when it passes every filter.
    """

    kind: AggregationKind
    measured_by: str | None = None
    filters: tuple[Filter, ...] = ()

    def __post_init__(self) -> None:
        problems = list(_problems(self))
        if problems:
            first = problems[0]
            raise Invalid(f"This aggregation cannot be computed: {first.pointer} {first.detail}", fields=problems)

    @property
    def is_plain(self) -> bool:
        """Whether it adds up the quantities of all events, as is done without an aggregation."""
        return self == PLAIN


def aggregation_to_json(aggregation: Aggregation) -> dict[str, Any]:
    """What was told, and nothing else."""
    shown: dict[str, Any] = {"kind": aggregation.kind.value}
    if aggregation.measured_by is not None:
        shown["property"] = aggregation.measured_by
    if aggregation.filters:
        shown["filters"] = [{"property": one.property, "values": list(one.values)} for one in aggregation.filters]
    return shown


def aggregation_from_json(data: Mapping[str, Any]) -> Aggregation:
    """Raises `Invalid`, naming the field, when it is malformed or cannot be computed."""
    _refuse_others(data, {"kind", "property", "filters"}, "")
    try:
        kind = AggregationKind(data.get("kind"))  # type: ignore[arg-type]
    except ValueError:
        raise _malformed("/kind", f"must be one of {', '.join(AggregationKind)}.") from None
    measured_by = data.get("property")
    if measured_by is not None and not isinstance(measured_by, str):
        raise _malformed("/property", "must be a text or null.")
    filters = _list(data.get("filters"), "/filters")
    return Aggregation(kind, measured_by, tuple(_filter(one, f"/filters/{at}") for at, one in enumerate(filters)))


def _filter(data: object, pointer: str) -> Filter:
    if not isinstance(data, Mapping):
        raise _malformed(pointer, "must be an object.")
    _refuse_others(data, {"property", "values"}, pointer)
    if not isinstance(data.get("property"), str):
        raise _malformed(f"{pointer}/property", "must be a text.")
    values = _list(data.get("values"), f"{pointer}/values")
    for at, value in enumerate(values):
        if not isinstance(value, str):
            raise _malformed(f"{pointer}/values/{at}", "must be a text.")
    return Filter(data["property"], tuple(str(value) for value in values))


def _list(data: object, pointer: str) -> list[object]:
    if data is None:
        return []
    if not isinstance(data, list):
        raise _malformed(pointer, "must be a list.")
    return data


def _refuse_others(data: Mapping[str, Any], known: set[str], pointer: str) -> None:
    for name in data:
        if name not in known:
            raise _malformed(f"{pointer}/{name}", f"is not known here; there are {', '.join(sorted(known))}.")


def _problems(one: Aggregation) -> Iterator[FieldProblem]:
    if one.measured_by is not None:
        yield from _name_problems(one.measured_by, "/property")
        if one.kind is AggregationKind.count:
            yield FieldProblem("/property", "must be left out: events are counted, whatever they say.")
    elif one.kind is AggregationKind.unique_count:
        yield FieldProblem("/property", "must name what is counted once.")
    if len(one.filters) > FILTERS_MAX:
        yield FieldProblem("/filters", f"may hold {FILTERS_MAX}.")
    seen: set[str] = set()
    for at, found in enumerate(one.filters):
        yield from _filter_problems(found, f"/filters/{at}")
        if found.property in seen:
            yield FieldProblem(f"/filters/{at}/property", "has a filter already; list all values there.")
        seen.add(found.property)


def _filter_problems(found: Filter, pointer: str) -> Iterator[FieldProblem]:
    yield from _name_problems(found.property, f"{pointer}/property")
    if not 1 <= len(found.values) <= VALUES_MAX:
        yield FieldProblem(f"{pointer}/values", f"must be 1 … {VALUES_MAX} texts.")
    for at, value in enumerate(found.values):
        if len(value) > VALUE_MAX:
            yield FieldProblem(f"{pointer}/values/{at}", f"may have {VALUE_MAX} characters.")


def _name_problems(name: str, pointer: str) -> Iterator[FieldProblem]:
    if not 1 <= len(name) <= PROPERTY_MAX or not name.isprintable():
        yield FieldProblem(pointer, f"must be 1 … {PROPERTY_MAX} printable characters.")


def _malformed(pointer: str, detail: str) -> Invalid:
    return Invalid(f"The aggregation is malformed: {detail}", fields=[FieldProblem(pointer, detail)])


PLAIN = Aggregation(AggregationKind.sum)
