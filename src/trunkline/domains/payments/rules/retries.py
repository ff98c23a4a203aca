"""When to try again. Money policy 9: declines on a calendar, outages by backoff; the two never share a counter."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from trunkline.domains.payments.model import DunningPolicy, Payment, PaymentState
from trunkline.kernel.clock import require_utc

RETRY_DAYS = DunningPolicy().retry_days  # local calendar days after the first attempt, where no policy says otherwise
OUTAGE_BACKOFF_SECONDS = 300
OUTAGES_MAX = 8


def next_on_calendar(
    first_attempt_at: datetime,
    now: datetime,
    zone: ZoneInfo,
    days: Sequence[int] = RETRY_DAYS,
    hour: int | None = None,
) -> datetime | None:
    """The first retry of the calendar that still lies ahead; None when the calendar is used up.

    Counting from the first attempt, never from the last, keeps a late worker from pushing all later retries back; a day that was missed
    is skipped, because two attempts in a row only annoy the bank.
    """
    return next((moment for moment in calendar(first_attempt_at, zone, days, hour) if moment > now), None)


def calendar(
    first_attempt_at: datetime, zone: ZoneInfo, days: Sequence[int] = RETRY_DAYS, hour: int | None = None
) -> list[datetime]:
    """The moments of all retries, at the local `hour` of their days or at the local time of the first attempt.

    Days are counted in the company's zone, so that a payday is a payday across a change of clocks.
    """
    local = require_utc(first_attempt_at).astimezone(zone)
    at = local if hour is None else datetime.combine(local.date(), time(hour), zone)
    # A wall time that the change of clocks leaves out is read with the offset before it, hence an hour later: still that day.
    return [(at + timedelta(days=one)).astimezone(UTC) for one in days]


def backoff(times: int, now: datetime) -> datetime:
    """The moment after the `times`-th failure in a row to reach the gateway: 300 s, doubling, no longer than the eighth step."""
    assert times >= 1
    return now + timedelta(seconds=OUTAGE_BACKOFF_SECONDS * 2 ** (min(times, OUTAGES_MAX) - 1))


def held_back(
    payment: Payment, until: datetime | None, was: datetime | None = None, again: datetime | None = None
) -> Payment:
    """The payment, whose next attempt by itself is not before `until`; `again` is when the one that waited for `was` comes.

    A payment that was never attempted is not held back: a pause stops retries, not what is newly owed.
    """
    at = payment.next_attempt_at
    if payment.state is not PaymentState.pending or at is None or payment.first_attempt_at is None:
        return payment
    if was is not None and at == was:
        at = again or at
    return replace(payment, next_attempt_at=at if until is None else max(at, until))
