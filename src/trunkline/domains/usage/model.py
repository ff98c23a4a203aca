"""The nouns of usage: events, calls, meters and totals.

What arrives in batches of a thousand (`…Input`, readings) are msgspec structs, because a frozen dataclass costs ten times as much to
make and is made for every row; what is read back one page at a time are frozen dataclasses like everywhere else.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum

from msgspec import Struct

BATCH_MAX = 1_000
EVENT_ID_MAX = 120
EXTERNAL_ID_MAX = 120
SOURCE_MAX = 60
METER_MAX = 60
PARTY_MAX = 80  # characters of a caller, callee or agent: Asterisk's own limit of an extension
CALL_SECONDS_MAX = 366 * 86_400
# A time further ahead than this is a wrong unit or a wrong zone, not usage.
AHEAD_MAX = timedelta(days=366)


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


class MeterKind(StrEnum):
    """What a meter counts: calls, rated one by one, or quantities, rated as a sum."""

    calls = "calls"
    quantity = "quantity"


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


class UsageEventInput(Struct, frozen=True):
    """One metered event. `quantity` is exact, `used_at` aware UTC; (source, event_id) is its identity within the company."""

    meter: str
    event_id: str
    used_at: datetime
    source: str = "api"
    quantity: Decimal = Decimal(1)
    properties: dict[str, object] | None = None
