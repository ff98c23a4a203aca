"""What a meter's events come to by the values of one of their properties."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from trunkline.kernel.quantity import from_e6


@dataclass(frozen=True, slots=True, kw_only=True)
class BreakdownWish:
    """The events of `meter` used on the local days [first_day, last_day], by `property_name`."""

    meter: str
    property_name: str
    first_day: date
    last_day: date
    by_day: bool = False

    @property
    def days(self) -> int:
        return (self.last_day - self.first_day).days + 1


@dataclass(slots=True)
class Share:
    """Some events: how many, and the sum of their quantities in millionths."""

    events: int = 0
    quantity_e6: int = 0

    @property
    def quantity(self) -> Decimal:
        return from_e6(self.quantity_e6)

    def add(self, other: Share) -> None:
        self.events += other.events
        self.quantity_e6 += other.quantity_e6


@dataclass(frozen=True, slots=True)
class BreakdownGroup:
    """The events with one value of the property, as text; None: they have none, or a list or an object.

    `is_other` gathers the values that are too many to be shown. `days` are the local days with events, where they were asked for.
    """

    value: str | None
    whole: Share
    days: Mapping[date, Share] = field(default_factory=dict)
    is_other: bool = False
