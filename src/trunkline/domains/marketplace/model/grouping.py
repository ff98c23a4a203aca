"""Pricing usage by group: a price names up to two properties of events, and each combination of their values is priced by itself.

A group is written as a JSON object of its properties, in the price's order: `{"region":"eu"}`; null where an event does not have the
property. It is compared as this text, byte by byte. Empty text stands for usage that is not grouped.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence

from trunkline.domains.marketplace.model.aggregation import PROPERTY_MAX
from trunkline.kernel.errors import FieldProblem

GROUP_BY_MAX = 2
GROUP_VALUE_MAX = 200  # characters
# Of one price and period. What comes in further groups is priced together, as one group more.
GROUPS_MAX = 1_000
UNGROUPED = ""
OTHERS = "{}"
_NONE, _OTHERS = "(none)", "(other groups)"
_SHOWN_MAX = 60


def group_of(values: Iterable[tuple[str, str | None]]) -> str:
    """The group of these properties."""
    return json.dumps(dict(values), separators=(",", ":"))


def group_values(group: str) -> Mapping[str, str | None]:
    """The properties of a group with their values; none of what is not grouped, and of all other groups together."""
    return {} if group == UNGROUPED else dict(json.loads(group))


def group_words(group: str) -> str:
    """As people read it: `region: eu, tier: (none)`. A long value is cut; empty for what is not grouped."""
    if group == OTHERS:
        return _OTHERS
    return ", ".join(f"{name}: {_shown(value)}" for name, value in group_values(group).items())


def group_by_problems(names: Sequence[str], pointer: str) -> Iterator[FieldProblem]:
    """What keeps usage from being grouped by these properties."""
    if len(names) > GROUP_BY_MAX:
        yield FieldProblem(pointer, f"group_by may name {GROUP_BY_MAX} properties.")
    for at, name in enumerate(names):
        if not 1 <= len(name) <= PROPERTY_MAX or not name.isprintable():
            yield FieldProblem(f"{pointer}/{at}", f"must be 1 … {PROPERTY_MAX} printable characters.")
        elif name in names[:at]:
            yield FieldProblem(f"{pointer}/{at}", f"{name} is named already.")


def _shown(value: str | None) -> str:
    if value is None:
        return _NONE
    plain = "".join(sign if sign.isprintable() else "�" for sign in value)
    return plain if len(plain) <= _SHOWN_MAX else f"{plain[: _SHOWN_MAX - 1]}…"
