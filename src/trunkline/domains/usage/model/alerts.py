"""Usage alerts: what somebody wants to be told when the usage of a period reaches it, or when it suddenly grows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from trunkline.kernel.ids import CompanyId, UsageAlertId

SPIKE_DAYS_DEFAULT = 14


class AlertKind(StrEnum):
    """`threshold`: the usage of a period reaches a bound. `spike`: an hour brings much more than the same hour of other days."""

    threshold = "threshold"
    spike = "spike"


class Measure(StrEnum):
    """What is watched: what the price makes of the meter, how many events or calls, or the seconds that calls were billed for.

    `quantity` is what the price's aggregation measures, such as a maximum or a number of different values, and otherwise the sum of
    what was told, of calls their billable seconds; a level is watched as it stands now.
    """

    quantity = "quantity"
    events = "events"
    calls = "calls"
    billed_seconds = "billed_seconds"


class PercentOf(StrEnum):
    """What a percentage is of: the alert's own limit, or the units that the price in force includes."""

    limit = "limit"
    included = "included"


@dataclass(frozen=True, slots=True)
class Threshold:
    """A bound of its own, or `percent` of what the alert says."""

    value: Decimal | None = None
    percent: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Spike:
    """An hour is a spike at `factor` times the mean of the same hour on the `days` before, and at `minimum` in what is measured."""

    factor: Decimal
    minimum: Decimal
    days: int = SPIKE_DAYS_DEFAULT


@dataclass(frozen=True, slots=True, kw_only=True)
class NewAlert:
    name: str
    meter: str
    measure: Measure
    limit: Decimal | None
    thresholds: tuple[Threshold, ...]
    percent_of: PercentOf = PercentOf.limit
    spike: Spike | None = None
    kind: AlertKind = AlertKind.threshold


@dataclass(frozen=True, slots=True, kw_only=True)
class UsageAlert:
    """Watches the usage of `meter`. Never edited: remove it and set another one. `spike` is set where that is its kind."""

    id: UsageAlertId
    company_id: CompanyId
    name: str
    meter: str
    measure: Measure
    limit: Decimal | None
    thresholds: tuple[Threshold, ...]
    percent_of: PercentOf
    spike: Spike | None
    created_at: datetime

    @property
    def kind(self) -> AlertKind:
        return AlertKind.threshold if self.spike is None else AlertKind.spike

    def bound(self, position: int, included: Decimal | None = None) -> Decimal | None:
        """What the threshold at `position` amounts to; None for a percentage of included units where the price has none."""
        threshold = self.thresholds[position]
        if threshold.value is not None:
            return threshold.value
        assert threshold.percent is not None, "a threshold has either value or percent"
        whole = included if self.percent_of is PercentOf.included else self.limit
        return None if not whole else threshold.percent * whole / 100


@dataclass(frozen=True, slots=True)
class AlertReading:
    """The usage that an alert watches, in the period that began at `period_start`; `crossed` has been told already.

    `included` are the units that the price in force includes in a period.
    """

    alert: UsageAlert
    period_start: datetime
    value: Decimal
    included: Decimal = Decimal(0)
    crossed: frozenset[int] = frozenset()

    def bound(self, position: int) -> Decimal | None:
        return self.alert.bound(position, self.included)


@dataclass(frozen=True, slots=True)
class SpikeReading:
    """The last complete hour beside the same hour of the days before; `hour` is its start, `baseline` their mean over `days` of them.

    `baseline` is rounded half up to six decimals for people; `multiple`, with two, is None where nothing was used before.
    """

    alert: UsageAlert
    hour: datetime
    observed: Decimal
    baseline: Decimal
    multiple: Decimal | None
    days: int
