"""Usage alerts: what somebody wants to be told when the usage of a period reaches it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from trunkline.kernel.ids import CompanyId, UsageAlertId


class Measure(StrEnum):
    """What is watched: the meter's quantity, how many events or calls, or the seconds that calls were billed for."""

    quantity = "quantity"
    events = "events"
    calls = "calls"
    billed_seconds = "billed_seconds"


@dataclass(frozen=True, slots=True)
class Threshold:
    """A bound of its own, or `percent` of the alert's limit."""

    value: Decimal | None = None
    percent: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NewAlert:
    name: str
    meter: str
    measure: Measure
    limit: Decimal | None
    thresholds: tuple[Threshold, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class UsageAlert:
    """Watches the usage of `meter` in the period that runs. Never edited: remove it and set another one."""

    id: UsageAlertId
    company_id: CompanyId
    name: str
    meter: str
    measure: Measure
    limit: Decimal | None
    thresholds: tuple[Threshold, ...]
    created_at: datetime

    def bound(self, position: int) -> Decimal:
        """What the threshold at `position` amounts to."""
        threshold = self.thresholds[position]
        if threshold.value is not None:
            return threshold.value
        assert threshold.percent is not None and self.limit is not None, "a percentage has something to be one of"
        return threshold.percent * self.limit / 100


@dataclass(frozen=True, slots=True)
class AlertReading:
    """The usage that an alert watches, in the period that began at `period_start`; `crossed` has been told already."""

    alert: UsageAlert
    period_start: datetime
    value: Decimal
    crossed: frozenset[int] = frozenset()
