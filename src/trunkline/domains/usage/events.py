"""What usage announces: one fact per batch that brought or rated something. Raw usage never enters the journal."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import ClassVar

from trunkline.kernel.fact import Fact


@dataclass(frozen=True, slots=True, kw_only=True)
class UsageRecorded(Fact):
    """A batch was counted. `subject` is the company.

    `meter` is null for a batch of several meters. `amount` is what the calls in it cost when they were rated, one entry per currency,
    four decimals: [{"amount": "1.2345", "currency": "EUR"}].
    """

    kind: ClassVar[str] = "usage.recorded"
    audience: ClassVar[str] = "usage.read"

    meter: str | None
    accepted: int
    duplicate: int
    calls: int
    billable_seconds: int
    amount: Sequence[dict[str, object]]


@dataclass(frozen=True, slots=True, kw_only=True)
class UsageRated(Fact):
    """Usage that was there first has found its subscription: a page of it was rated. `subject` is the company.

    `meter` is null for a page of several meters; `amount` as in `usage.recorded`.
    """

    kind: ClassVar[str] = "usage.rated"
    audience: ClassVar[str] = "usage.read"

    meter: str | None
    rated: int
    calls: int
    billable_seconds: int
    amount: Sequence[dict[str, object]]


@dataclass(frozen=True, slots=True, kw_only=True)
class UsageCorrected(Fact):
    """Usage counts for something else than it was told to, or its price was corrected. `subject` is the company.

    `meter` is null for corrections of several meters. `cause` is `told`, or `price` for a page of what a corrected price rates anew;
    `voided` of the `corrected` count for nothing any more. `amount` is what the calls among them cost more, or less than zero.
    """

    kind: ClassVar[str] = "usage.corrected"
    audience: ClassVar[str] = "usage.read"

    meter: str | None
    cause: str
    corrected: int
    voided: int
    amount: Sequence[dict[str, object]]


@dataclass(frozen=True, slots=True, kw_only=True)
class UsageRefused(Fact):
    """Usage that was there first has found its subscription, and its price does not take it. `subject` is the company.

    `refused` counts what was not refused before; `meter` is null where it is of several meters, `codes` are those of the refusals.
    """

    kind: ClassVar[str] = "usage.refused"
    audience: ClassVar[str] = "usage.read"

    meter: str | None
    refused: int
    codes: Sequence[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class UsageAlertSet(Fact):
    """A meter is watched; the subject is the alert."""

    kind: ClassVar[str] = "usage.alert_set"
    audience: ClassVar[str] = "usage.read"

    name: str
    meter: str


@dataclass(frozen=True, slots=True, kw_only=True)
class UsageAlertRemoved(Fact):
    """An alert is gone; the subject is its id."""

    kind: ClassVar[str] = "usage.alert_removed"
    audience: ClassVar[str] = "usage.read"


@dataclass(frozen=True, slots=True, kw_only=True)
class UsageThresholdCrossed(Fact):
    """The usage of a meter has reached a threshold of an alert, for the first time in the period; the subject is the alert.

    `threshold` is how it was set, such as `80 % of 1000`; `bound` what it amounts to; `value` what was used when it was noticed.
    """

    kind: ClassVar[str] = "usage.threshold_crossed"
    audience: ClassVar[str] = "usage.read"

    name: str
    meter: str
    measure: str
    threshold: str
    bound: Decimal
    value: Decimal
    period_start: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class UsageSpiked(Fact):
    """An hour brought much more of a meter than the same hour of the days before; the subject is the alert.

    `hour` is its start, `observed` what it brought, `baseline` the mean of the same hour on `days` of the days before, `multiple` how
    many times that is: null where nothing was used before.
    """

    kind: ClassVar[str] = "usage.spiked"
    audience: ClassVar[str] = "usage.read"

    name: str
    meter: str
    measure: str
    hour: datetime
    observed: Decimal
    baseline: Decimal
    multiple: Decimal | None
    days: int
