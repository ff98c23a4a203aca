"""Snapshots: what each total of a period that runs had come to at a full hour."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from trunkline.domains.usage.model.alerts import Measure
from trunkline.kernel.ids import CompanyId, PriceId, SubscriptionId
from trunkline.kernel.money import Currency
from trunkline.kernel.quantity import from_e4, from_e6

HOUR = timedelta(hours=1)
LAST_HOUR = 23
# Every hour is kept this long, and the last of each day (of UTC) this long.
HOURLY_KEPT, DAILY_KEPT = timedelta(days=35), timedelta(days=400)


# 35 days of 24 hours and 365 of one are kept; the rest of this is what a daily run may find to forget, and it goes on the next day.
HOURS_READ_MAX = 1_200
HOURS_FORGOTTEN_MAX = 200
# So long after usage came every hour is noted: of what comes next day it can be said whether it is a spike.
AFTER_USAGE = timedelta(days=2)


@dataclass(frozen=True, slots=True, kw_only=True)
class UsageSnapshot:
    """A total since the start of its period, as it stood at `taken_at`, a full hour.

    `quantity_e6` is what the price's aggregation measures, in millionths, a level as it stood then. `amount_e4` is what it came to so far
    in ten-thousandths of the major unit, before discount, minimum, proration and tax.
    """

    company_id: CompanyId
    taken_at: datetime
    subscription_id: SubscriptionId
    price_id: PriceId
    period_start: datetime
    meter: str
    events: int
    calls: int
    quantity_e6: int
    billed_seconds: int
    amount_e4: int
    currency: Currency

    @property
    def quantity(self) -> Decimal:
        return from_e6(self.quantity_e6)

    @property
    def amount(self) -> Decimal:
        return from_e4(self.amount_e4)

    @property
    def total(self) -> tuple[str, str, datetime]:
        """What it is a snapshot of."""
        return self.subscription_id, self.price_id, self.period_start

    def measured_e6(self, measure: Measure) -> int:
        if measure is Measure.quantity:
            return self.quantity_e6
        return 1_000_000 * int(getattr(self, measure.value))


@dataclass(frozen=True, slots=True)
class Hours:
    """The snapshots of a meter at some full hours. `taken` are the hours of which there are any, of whatever meter."""

    taken: frozenset[datetime]
    snapshots: Mapping[datetime, Iterable[UsageSnapshot]]


def hours_worth_noting(since: datetime, to: datetime, until: datetime, changed_at: datetime) -> list[datetime]:
    """The full hours after `since` and up to `to` that a clock on its way to `until` leaves snapshots of; usage came last at `changed_at`.

    Every hour that will be kept as such by then, before that the last one of each day (UTC), and every one for two days after usage came.
    """
    first = full_hour(since) + HOUR
    hours = (first + number * HOUR for number in range(max(0, (to - first) // HOUR + 1)))
    return [
        one for one in hours if until - one <= HOURLY_KEPT or one.hour == LAST_HOUR or one - changed_at <= AFTER_USAGE
    ]


def full_hour(moment: datetime) -> datetime:
    """The full hour of UTC that `moment` lies in."""
    return moment.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
