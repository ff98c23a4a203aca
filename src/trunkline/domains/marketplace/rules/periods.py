"""The periods of a subscription: those of its cycle, counted from its original anchor, and cut to what it covers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from trunkline.domains.marketplace.model.catalogue import Alignment, Plan
from trunkline.domains.marketplace.model.subscriptions import Course, Subscription
from trunkline.kernel.errors import Invalid
from trunkline.kernel.money import Currency
from trunkline.kernel.period import (
    Cycle,
    Period,
    add_months,
    calendar_anchor,
    index_of_day,
    local_midnight,
    nth_period,
    period_containing,
)


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


@dataclass(frozen=True, slots=True)
class ListedPeriod:
    """Period `index` from a start on, counted from 0. A stub begins later than its cycle does."""

    index: int
    period: Period
    is_stub: bool


def aligned_anchor(started_on: date, cycle: Cycle, alignment: Alignment, billing_cycle_day: int | None) -> date:
    """The date that the periods from `started_on` on are counted from. Raises `Invalid` when the two ways of aligning meet."""
    if alignment is Alignment.anniversary:
        return anchor_of(started_on, billing_cycle_day)
    if billing_cycle_day is not None:
        raise Invalid("A billing cycle day is an anniversary of its own; leave it out to keep to the calendar.")
    return calendar_anchor(started_on, cycle)


def plan_anchor(day: date, plan: Plan, billing_cycle_day: int | None) -> date:
    """From where the periods of a course that begins on `day` are counted; the first is a stub where the anchor lies before.

    A plan that keeps to the calendar does so for every company; a company's own day is for all other plans.
    """
    return aligned_anchor(
        day, plan.cycle, plan.alignment, None if plan.alignment is Alignment.calendar else billing_cycle_day
    )


def periods_from(
    started_on: date, anchor_on: date, cycle: Cycle, zone: ZoneInfo, *, since: date, count: int
) -> list[ListedPeriod]:
    """`count` periods from the one that `since` falls in; the first of all is cut to where it started."""
    assert anchor_on <= started_on <= since, "periods are listed from their start on"
    first = index_of_day(anchor_on, cycle, started_on)
    begin = index_of_day(anchor_on, cycle, since)
    return [
        _listed(started_on, nth_period(anchor_on, cycle, zone, i), i - first, zone) for i in range(begin, begin + count)
    ]


def _listed(started_on: date, period: Period, index: int, zone: ZoneInfo) -> ListedPeriod:
    if period.first_day >= started_on:
        return ListedPeriod(index, period, False)
    stub = replace(period, start=local_midnight(started_on, zone), first_day=started_on)
    return ListedPeriod(index, stub, True)


def subscription_period(subscription: Subscription, cycle: Cycle, zone: ZoneInfo, moment: datetime) -> Period:
    """The period of the subscription that `moment` lies in; `cycle` is that of its plan then.

    The first may be a stub; the last ends with the subscription, or where a change to another cycle begins the next course.
    """
    assert subscription.covers(moment), f"{subscription.id} does not cover {moment.isoformat()}"
    course = next(one for one in subscription.courses() if moment in one)
    return (
        trial_period(course)
        if course.is_trial
        else _cut(period_containing(course.anchor_on, cycle, zone, moment), course)
    )


def period_currency(subscription: Subscription, cycle: Cycle, zone: ZoneInfo, moment: datetime) -> Currency:
    """What the period that `moment` lies in is billed in. A period has one currency: the one in force where it begins."""
    if len(subscription.currencies) == 1:
        return subscription.currency
    return subscription.currency_at(subscription_period(subscription, cycle, zone, moment).start)


def trial_period(course: Course) -> Period:
    """A trial is one period, from its start to its end."""
    assert course.next_day is not None and course.ends_at is not None, "a trial has an end"
    return Period(course.starts_at, course.ends_at, course.first_day, course.next_day)


def course_periods(course: Course, cycle: Cycle, zone: ZoneInfo, until: datetime) -> Iterator[Period]:
    """The periods of a course that begin before `until`, from the first one on."""
    if course.is_trial:
        yield from [trial_period(course)] if course.starts_at < until else []
        return
    index = index_of_day(course.anchor_on, cycle, course.first_day)
    while True:
        period = nth_period(course.anchor_on, cycle, zone, index)
        start = max(period.start, course.starts_at)
        if start >= until or (course.ends_at is not None and start >= course.ends_at):
            return
        yield _cut(period, course)
        index += 1


def _cut(period: Period, course: Course) -> Period:
    if period.start < course.starts_at:
        period = replace(period, start=course.starts_at, first_day=course.first_day)
    if course.ends_at is not None and course.ends_at < period.end:
        assert course.next_day is not None, "a course that is to end has a last day"
        period = replace(period, end=course.ends_at, next_day=course.next_day)
    return period
