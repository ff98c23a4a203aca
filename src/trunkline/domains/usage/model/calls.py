"""Calls: as their source tells them, and as they are kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from msgspec import Struct

from trunkline.kernel.ids import CallId, CompanyId, ModuleId, PriceId, SubscriptionId
from trunkline.kernel.money import Currency
from trunkline.kernel.quantity import from_e4

EXTERNAL_ID_MAX = 120
PARTY_MAX = 80  # characters of a caller, callee or agent: Asterisk's own limit of an extension
CALL_SECONDS_MAX = 366 * 86_400


class Disposition(StrEnum):
    """How a call ended."""

    answered = "answered"
    no_answer = "no_answer"
    busy = "busy"
    failed = "failed"
    canceled = "canceled"


class Direction(StrEnum):
    """Which way a call went, seen from the company; `unknown` when the source does not say."""

    inbound = "inbound"
    outbound = "outbound"
    internal = "internal"
    unknown = "unknown"


class CallRecordInput(Struct, frozen=True, gc=False):
    """A call as its source tells it. Times are aware UTC, lengths whole seconds; `external_id` is the source's identity of it."""

    external_id: str
    direction: Direction
    caller: str
    callee: str
    agent: str
    started_at: datetime
    answered_at: datetime | None
    ended_at: datetime
    duration_seconds: int
    billable_seconds: int
    disposition: Disposition


class CallReading(Struct, frozen=True, gc=False):
    """A call and the line of the file it stood on, counted from 1."""

    line_number: int
    call: CallRecordInput


class RejectedRow(Struct, frozen=True, gc=False):
    """A line that is no call: where it stood (counted from 1), why it was refused, and what it said."""

    line_number: int
    reason: str
    raw: str


class IgnoredRow(Struct, frozen=True, gc=False):
    """A record that is right and no call to count: not ended yet, or another leg of one. `about` is the source's identity, or empty."""

    line_number: int
    reason: str
    about: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CallInForce:
    """What a corrected call counts for by now. Void: for nothing."""

    is_void: bool
    price_id: PriceId | None
    billable_seconds: int
    billed_seconds: int
    amount_e4: int
    currency: Currency | None

    @property
    def amount(self) -> Decimal:
        """In major units, four decimals."""
        return from_e4(self.amount_e4)


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A call record. Rated when it arrived, under the price in force at its start; unrated when nobody had subscribed to its meter.

    What was told and how it was rated stays; a correction, or a corrected price, says in `in_force` what counts instead.
    `amount_e4` is ten-thousandths of the major unit of `currency` (money policy 6), `billed_seconds` what the increments add up to.
    """

    id: CallId
    company_id: CompanyId
    source: str
    external_id: str
    meter: str
    module_id: ModuleId | None
    subscription_id: SubscriptionId | None
    price_id: PriceId | None
    direction: Direction
    caller: str
    callee: str
    agent: str
    started_at: datetime
    answered_at: datetime | None
    ended_at: datetime
    duration_seconds: int
    billable_seconds: int
    disposition: Disposition
    billed_seconds: int
    amount_e4: int
    currency: Currency | None
    recorded_at: datetime
    in_force: CallInForce | None = None  # of one that was corrected

    @property
    def amount(self) -> Decimal:
        """In major units, four decimals."""
        return from_e4(self.amount_e4)
