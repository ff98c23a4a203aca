"""What usage adds up to: per subscription, price and period for billing, per local day for people."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple

from trunkline.domains.marketplace.model import UNGROUPED, HeldEvents
from trunkline.kernel.ids import CompanyId, MeterId, ModuleId, PriceId, SubscriptionId
from trunkline.kernel.quantity import from_e4, from_e6


@dataclass(frozen=True, slots=True)
class Meter:
    """A name under which a company's usage arrives; entered when the first usage of that name does."""

    id: MeterId
    company_id: CompanyId
    name: str
    first_seen_at: datetime


class TotalKey(NamedTuple):
    """What a total is of. Totals are always changed in the order of their keys, so that two batches cannot block each other."""

    subscription_id: str
    price_id: str
    period_start: datetime


class DailyKey(NamedTuple):
    """A local day of the company. Usage that nobody subscribed to has neither module nor currency: both are empty."""

    day: date
    meter: str
    module_id: str
    currency: str


@dataclass(slots=True)
class Sums:
    """What is added up, in whole numbers; also the change that a batch makes to a total."""

    events: int = 0
    calls: int = 0
    answered: int = 0
    quantity_e6: int = 0
    billable_seconds: int = 0
    billed_seconds: int = 0
    amount_e4: int = 0

    def add(self, other: Sums) -> None:
        self.events += other.events
        self.calls += other.calls
        self.answered += other.answered
        self.quantity_e6 += other.quantity_e6
        self.billable_seconds += other.billable_seconds
        self.billed_seconds += other.billed_seconds
        self.amount_e4 += other.amount_e4

    def negated(self) -> Sums:
        """What gives these back."""
        return Sums(**{name: -value for name, value in asdict(self).items()})


@dataclass(frozen=True, slots=True, kw_only=True)
class UsageTotal:
    """All usage of one price in one period of a subscription, late arrivals included.

    `events` counts calls too. `quantity` is in the meter's unit, for calls in billable seconds; under an aggregation it is what the
    `measured_events`, those that passed its filters, come to, and `held` where their fees lie within bounds, while `quantity_e6` stays the
    sum of what was told. `amount` is the sum of rated calls in major units with four decimals; other usage is rated as a sum by whoever
    asks. `version` counts the batches that changed the total; up to `booked_version` billing has booked it, and while the two differ it is
    not booked.

    Under a price that groups usage, `groups` holds what each `group` comes to, in the order in which they came; what is beyond
    `GROUPS_MAX` of them is one group more. A group that was corrected away is still there, with zeros.
    """

    company_id: CompanyId
    subscription_id: SubscriptionId
    price_id: PriceId
    module_id: ModuleId
    meter: str
    period_start: datetime
    period_end: datetime
    events: int
    calls: int
    quantity_e6: int
    billable_seconds: int
    billed_seconds: int
    amount_e4: int
    version: int
    booked_version: int
    changed_at: datetime
    measured_events: int | None = None
    measured_e6: int | None = None
    at_minimum: int | None = None
    at_maximum: int | None = None
    between_e6: int | None = None
    group: str = UNGROUPED
    groups: tuple[UsageTotal, ...] = ()

    @property
    def quantity(self) -> Decimal:
        return from_e6(self.quantity_e6 if self.measured_e6 is None else self.measured_e6)

    @property
    def rated_events(self) -> int:
        return self.events if self.measured_events is None else self.measured_events

    @property
    def held(self) -> HeldEvents:
        """Where the fees of the events lie, under a price that has bounds for them."""
        at_minimum, at_maximum = self.at_minimum or 0, self.at_maximum or 0
        between = self.rated_events - at_minimum - at_maximum
        return HeldEvents(at_minimum, at_maximum, between, from_e6(self.between_e6 or 0))

    @property
    def amount(self) -> Decimal:
        return from_e4(self.amount_e4)

    @property
    def is_void(self) -> bool:
        """All that was counted in it was corrected, or counts under the price that was corrected: it is as if it had never been there."""
        return not self.events and not self.measured_e6 and self.version > 0

    @property
    def is_booked(self) -> bool:
        return self.version == self.booked_version


@dataclass(frozen=True, slots=True, kw_only=True)
class DailyUsage:
    """One local day. `amounts` holds the rated calls per currency, in ten-thousandths of the major unit."""

    day: date
    events: int
    calls: int
    answered: int
    quantity_e6: int
    billable_seconds: int
    amounts_e4: Mapping[str, int]

    @property
    def quantity(self) -> Decimal:
        return from_e6(self.quantity_e6)
