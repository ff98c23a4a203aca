"""Usage reports: what was used in a stretch of days, by one thing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from trunkline.kernel.ids import ModuleId
from trunkline.kernel.quantity import from_e4, from_e6


class GroupBy(StrEnum):
    """`agent` is of calls alone; `company` is for whoever sees all companies."""

    module = "module"
    meter = "meter"
    day = "day"
    month = "month"
    agent = "agent"
    company = "company"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportWish:
    """The local days [first_day, last_day], of one meter or module where that is named."""

    first_day: date
    last_day: date
    group_by: GroupBy
    meter: str | None = None
    module_id: ModuleId | None = None

    @property
    def days(self) -> int:
        return (self.last_day - self.first_day).days + 1


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportRow:
    """One module (by id), meter, day, month (`2026-03`), agent or company (by id); `key` None: usage that nobody subscribed to.

    `quantity` is the sum of what was told, None where several meters are in the row: their units differ. `billed_seconds` is None where
    some day began before it was kept. `amounts_e4` is what calls were rated at, by currency, in ten-thousandths of the major unit;
    other usage is rated by the period and not by the day.
    """

    key: str | None
    events: int
    calls: int
    answered: int
    quantity_e6: int | None
    billable_seconds: int
    billed_seconds: int | None
    amounts_e4: Mapping[str, int]

    @property
    def quantity(self) -> Decimal | None:
        return None if self.quantity_e6 is None else from_e6(self.quantity_e6)

    @property
    def amounts(self) -> dict[str, Decimal]:
        return {code: from_e4(self.amounts_e4[code]) for code in sorted(self.amounts_e4)}
