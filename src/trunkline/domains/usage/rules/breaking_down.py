"""Adding events up by the values of a property, and how much may be asked at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any

from trunkline.domains.marketplace.model.aggregation import PROPERTY_MAX
from trunkline.domains.usage.model.breakdown import BreakdownGroup, BreakdownWish, Share
from trunkline.domains.usage.model.events import NAME_MAX
from trunkline.domains.usage.rules.acceptable import is_name
from trunkline.domains.usage.rules.measuring import text_of
from trunkline.domains.usage.rules.reporting import FIRST_DAY, LAST_DAY
from trunkline.kernel.errors import FieldProblem, Invalid

DAYS_MAX = 92
EVENTS_MAX = 200_000
GROUPS_MAX = 1_000
GROUPS_BY_DAY_MAX = 100  # each has a row per day


def check_breakdown(wish: BreakdownWish) -> None:
    """Raises `Invalid` naming every parameter that cannot stand."""
    problems = []
    if not is_name(wish.meter):
        detail = f"must be 1 … {NAME_MAX} printable ASCII characters without a blank at either end."
        problems.append(FieldProblem("query:meter", detail))
    if not 1 <= len(wish.property_name) <= PROPERTY_MAX or not wish.property_name.isprintable():
        problems.append(FieldProblem("query:property", f"must be 1 … {PROPERTY_MAX} printable characters."))
    if not FIRST_DAY <= wish.first_day <= wish.last_day <= LAST_DAY or wish.days > DAYS_MAX:
        problems.append(FieldProblem("query:from", f"… to must be 1 … {DAYS_MAX} days in that order."))
    if problems:
        raise Invalid("; ".join(f"{one.pointer[6:]} {one.detail}" for one in problems), fields=problems)


def refuse_many(events: int, most: int = EVENTS_MAX) -> None:
    if events > most:
        raise Invalid(f"These are more than {most:,} events, which are read one by one; ask for fewer days.")


class Breakdown:
    """Adds up events as they are read; the values themselves are kept, however many they are."""

    def __init__(self, property_name: str) -> None:
        self._property = property_name
        self._groups: dict[str | None, dict[date, Share]] = defaultdict(lambda: defaultdict(Share))

    def add(self, properties: dict[str, Any] | None, day: date, quantity_e6: int) -> None:
        """One event. Values are compared as text, like those that prices measure by: 5, 5.0 and "5" are the same."""
        share = self._groups[text_of((properties or {}).get(self._property))][day]
        share.events += 1
        share.quantity_e6 += quantity_e6

    def groups(self, *, by_day: bool) -> list[BreakdownGroup]:
        """Those with the most events first, of equal ones by value; the rest as one at the end."""
        found = [_group(value, [days], by_day=by_day) for value, days in self._groups.items()]
        found.sort(key=lambda one: (-one.whole.events, one.value is None, one.value or ""))
        most = GROUPS_BY_DAY_MAX if by_day else GROUPS_MAX
        rest = [self._groups[one.value] for one in found[most:]]
        return found[:most] + ([_group(None, rest, by_day=by_day, is_other=True)] if rest else [])


def _group(
    value: str | None, parts: Iterable[dict[date, Share]], *, by_day: bool, is_other: bool = False
) -> BreakdownGroup:
    whole, days = Share(), defaultdict[date, Share](Share)
    for part in parts:
        for day, share in part.items():
            whole.add(share)
            days[day].add(share)
    return BreakdownGroup(value, whole, {day: days[day] for day in sorted(days)} if by_day else {}, is_other)
