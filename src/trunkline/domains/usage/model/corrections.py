"""Corrections: what was told stays as it was told, and a later row says what counts instead."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any, NamedTuple

from msgspec import Meta, Struct

from trunkline.domains.usage.model.calls import CallRecordInput
from trunkline.domains.usage.model.events import IngestProblem, UsageEventInput
from trunkline.domains.usage.model.waiting import UsageForm, WaitingUsage
from trunkline.kernel.ids import CallId, PriceId, SubscriptionId

REASON_MAX = 300


class Cause(StrEnum):
    """Why something else counts: it was told wrongly, or its price was; or it found a subscription after it had been corrected, or the
    currency that its period is billed in has changed.
    """

    told = "told"
    price = "price"
    subscription = "subscription"


class EventCorrection(Struct, frozen=True, forbid_unknown_fields=True):
    """What an event should have said. What is left out stays as it stands; `void` true: it counts for nothing; false: it counts again.

    New values of what is void need `void` false.
    """

    event_id: str
    reason: str
    source: str = "api"
    quantity: Decimal | None = None
    properties: dict[str, Any] | None = None
    used_at: Annotated[datetime, Meta(tz=True)] | None = None
    void: bool | None = None


class CallCorrection(Struct, frozen=True):
    """What a call should have said."""

    call_id: CallId
    reason: str
    billable_seconds: int | None = None
    void: bool | None = None


class Standing(NamedTuple):
    """What counts of an event or a call now. `sequence` 0: as it was told; otherwise the number of the correction that stands.

    `key` is the primary key of its row, `told` what it says by now. The figures are those that stand in the totals; void: in none.
    """

    form: UsageForm
    key: object
    source: str
    identity: str
    meter: str
    told: UsageEventInput | CallRecordInput
    recorded_at: datetime
    sequence: int
    is_void: bool
    subscription_id: SubscriptionId | None
    price_id: PriceId | None
    period_start: datetime | None
    quantity_e6: int
    calls: int
    answered: int
    billable_seconds: int
    billed_seconds: int
    amount_e4: int

    @property
    def used_at(self) -> datetime:
        return self.told.used_at if isinstance(self.told, UsageEventInput) else self.told.started_at

    def as_told_now(self) -> WaitingUsage:
        """As usage that is to be rated."""
        place = (self.form, self.key, self.source, self.identity)
        return WaitingUsage(*place, self.meter, self.used_at, self.told, self.recorded_at)


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """One correction of one event or call, as it is kept. Amounts are ten-thousandths; quantities are exact.

    `stands` while no later one has taken its place. `billable_seconds`, `billed_seconds` and `amount` are of calls.
    """

    form: UsageForm
    source: str
    identity: str
    sequence: int
    stands: bool
    cause: Cause
    is_void: bool
    meter: str
    used_at: datetime
    quantity: Decimal
    properties: Mapping[str, Any] | None
    billable_seconds: int
    billed_seconds: int
    amount: Decimal
    currency: str | None
    price_id: PriceId | None
    reason: str
    actor_id: str
    actor_name: str
    recorded_at: datetime


@dataclass(frozen=True, slots=True)
class CorrectionResult:
    """What became of a batch of corrections: each is made, changes nothing, or is refused. `unchanged` holds indices."""

    corrected: int
    unchanged: tuple[int, ...]
    problems: tuple[IngestProblem, ...]
