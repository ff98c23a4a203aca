"""The periods of a subscription: those of its cycle, counted from its original anchor, and cut to what it covers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from trunkline.domains.marketplace.model.subscriptions import Subscription
from trunkline.kernel.errors import Invalid
from trunkline.kernel.period import Cycle, Period, add_months, index_of_day, nth_period, period_containing


def anchor_of(started_on: date, billing_cycle_day: int | None) -> date:
    """The ORIGINAL anchor of a subscription that starts on `started_on`.

    Without a day of its own the company is billed from the start of each subscription. With one, the anchor is the last date up to
    the start that has that very day: the 31st lies in a month of 31 days, so that no period drifts.
    """
    if billing_cycle_day is None:
        return started_on
    if not 1 <= billing_cycle_day <= 31:
        raise Invalid(f"billing_cycle_day {billing_cycle_day} is outside 1 … 31.")
    first_of_month = started_on.replace(day=1)
    for months_back in range(13):
        month = add_months(first_of_month, -months_back)
        candidate = month + timedelta(days=billing_cycle_day - 1)
        if candidate.month == month.month and candidate <= started_on:
            return candidate
    raise AssertionError("every day of the month occurs within any year")


def subscription_period(subscription: Subscription, cycle: Cycle, zone: ZoneInfo, moment: datetime) -> Period:
    """The period of the subscription that `moment` lies in. The first may be a stub, the last ends with the subscription."""
    assert subscription.covers(moment), f"{subscription.id} does not cover {moment.isoformat()}"
    return _cut(period_containing(subscription.anchor_on, cycle, zone, moment), subscription)


def subscription_periods(subscription: Subscription, cycle: Cycle, zone: ZoneInfo, until: datetime) -> Iterator[Period]:
    """The periods of the subscription that begin before `until`, from the first one on."""
    index = index_of_day(subscription.anchor_on, cycle, subscription.started_on)
    while True:
        period = nth_period(subscription.anchor_on, cycle, zone, index)
        start = max(period.start, subscription.started_at)
        if start >= until or (subscription.cancel_at is not None and start >= subscription.cancel_at):
            return
        yield _cut(period, subscription)
        index += 1


def _cut(period: Period, subscription: Subscription) -> Period:
    if period.start < subscription.started_at:
        period = replace(period, start=subscription.started_at, first_day=subscription.started_on)
    if subscription.cancel_at is not None and subscription.cancel_at < period.end:
        assert subscription.ended_on is not None, "a subscription that is to end has a last day"
        period = replace(period, end=subscription.cancel_at, next_day=subscription.ended_on)
    return period
