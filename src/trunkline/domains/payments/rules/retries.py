"""When to try again. Money policy 9: declines on a calendar, outages by backoff; the two never share a counter."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from trunkline.kernel.clock import require_utc

RETRY_DAYS = (1, 3, 5, 7)  # local calendar days after the first attempt
OUTAGE_BACKOFF_SECONDS = 300
OUTAGES_MAX = 8


def next_on_calendar(first_attempt_at: datetime, now: datetime, zone: ZoneInfo) -> datetime | None:
    """The first retry of the calendar that still lies ahead; None when the calendar is used up.

    Days are counted in the company's zone at the local time of the first attempt, so that a payday is a payday across a change of
    clocks. Counting from the first attempt, never from the last, keeps a late worker from pushing all later retries back; a day that
    was missed is skipped, because two attempts in a row only annoy the bank.
    """
    local = require_utc(first_attempt_at).astimezone(zone)
    # A wall time that the change of clocks leaves out is read with the offset before it, hence an hour later: still that day.
    moments = ((local + timedelta(days=days)).astimezone(UTC) for days in RETRY_DAYS)
    return next((moment for moment in moments if moment > now), None)


def backoff(times: int, now: datetime) -> datetime:
    """The moment after the `times`-th failure in a row to reach the gateway: 300 s, doubling, no longer than the eighth step."""
    assert times >= 1
    return now + timedelta(seconds=OUTAGE_BACKOFF_SECONDS * 2 ** (min(times, OUTAGES_MAX) - 1))
