from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trunkline.domains.marketplace.model import Subscription, SubscriptionState
from trunkline.domains.marketplace.rules import anchor_of, course_periods, subscription_period
from trunkline.kernel.errors import Invalid
from trunkline.kernel.ids import CompanyId, ModuleId, PlanId, SubscriptionId
from trunkline.kernel.money import Currency
from trunkline.kernel.period import Cycle, Interval, Period, local_midnight

BERLIN = ZoneInfo("Europe/Berlin")
MONTHLY = Cycle(Interval.month)
days = st.dates(date(2020, 1, 1), date(2030, 12, 31))


def _subscription(started_on: date, anchor_on: date | None = None, ended_on: date | None = None) -> Subscription:
    return Subscription(
        id=SubscriptionId("sub_01h455vb4pex5vsknk084sn02q"),
        company_id=CompanyId("com_01h455vb4pex5vsknk084sn02q"),
        module_id=ModuleId("mod_01h455vb4pex5vsknk084sn02q"),
        plan_id=PlanId("pln_01h455vb4pex5vsknk084sn02q"),
        currency=Currency.of("EUR"),
        state=SubscriptionState.active,
        quantity=1,
        started_on=started_on,
        anchor_on=anchor_on or started_on,
        started_at=local_midnight(started_on, BERLIN),
        cancel_at=None if ended_on is None else local_midnight(ended_on, BERLIN),
        canceled_at=None,
        ended_on=ended_on,
    )


def subscription_periods(subscription: Subscription, cycle: Cycle, zone: ZoneInfo, until: datetime) -> list[Period]:
    """Those of all its courses, which have one cycle here."""
    return [one for course in subscription.courses() for one in course_periods(course, cycle, zone, until)]


# -------------------------------------------------------------------------------------------------------------- the anchor
@pytest.mark.parametrize(
    ("started_on", "billing_cycle_day", "anchor"),
    [
        ("2026-11-22", None, "2026-11-22"),
        ("2026-11-22", 22, "2026-11-22"),
        ("2026-11-22", 1, "2026-11-01"),
        ("2026-11-22", 23, "2026-10-23"),
        ("2026-03-15", 31, "2026-01-31"),
        ("2026-03-15", 29, "2026-01-29"),
        ("2028-03-15", 29, "2028-02-29"),
        ("2026-07-30", 31, "2026-05-31"),
        ("2026-01-05", 31, "2025-12-31"),
    ],
)
def test_the_anchor_is_the_last_date_that_has_the_billing_day(
    started_on: str, billing_cycle_day: int | None, anchor: str
) -> None:
    assert anchor_of(date.fromisoformat(started_on), billing_cycle_day) == date.fromisoformat(anchor)


@given(days, st.integers(1, 31))
def test_an_anchor_has_its_day_and_lies_within_two_months_before_the_start(started_on: date, day: int) -> None:
    anchor = anchor_of(started_on, day)
    assert anchor.day == day
    assert started_on - timedelta(days=62) < anchor <= started_on


@pytest.mark.parametrize("day", [0, 32, -1])
def test_a_billing_day_that_no_month_has_is_refused(day: int) -> None:
    with pytest.raises(Invalid, match="outside 1"):
        anchor_of(date(2026, 1, 1), day)


# ------------------------------------------------------------------------------------------------------------- the periods
def test_the_first_period_is_a_stub_up_to_the_billing_day() -> None:
    subscription = _subscription(date(2026, 11, 22), anchor_on=date(2026, 11, 1))
    first, second = list(subscription_periods(subscription, MONTHLY, BERLIN, datetime(2026, 12, 15, tzinfo=UTC)))
    assert (first.first_day, first.next_day, first.days) == (date(2026, 11, 22), date(2026, 12, 1), 9)
    assert (first.start, first.end) == (datetime(2026, 11, 21, 23, tzinfo=UTC), datetime(2026, 11, 30, 23, tzinfo=UTC))
    assert (second.first_day, second.next_day) == (date(2026, 12, 1), date(2027, 1, 1))
    assert subscription_period(subscription, MONTHLY, BERLIN, first.start) == first
    assert subscription_period(subscription, MONTHLY, BERLIN, first.end) == second


def test_the_last_period_ends_with_the_subscription() -> None:
    subscription = _subscription(date(2027, 1, 31), ended_on=date(2027, 3, 10))
    periods = list(subscription_periods(subscription, MONTHLY, BERLIN, datetime(2028, 1, 1, tzinfo=UTC)))
    assert [(period.first_day, period.next_day) for period in periods] == [
        (date(2027, 1, 31), date(2027, 2, 28)),
        (date(2027, 2, 28), date(2027, 3, 10)),
    ]


def test_starting_and_stopping_on_one_day_is_a_period_of_one_day() -> None:
    subscription = _subscription(date(2027, 1, 31), ended_on=date(2027, 2, 1))
    (only,) = subscription_periods(subscription, MONTHLY, BERLIN, datetime(2028, 1, 1, tzinfo=UTC))
    assert only.days == 1


def test_a_plan_by_the_second_begins_at_its_moment() -> None:
    started_at = datetime(2026, 11, 22, 12, 34, 56, tzinfo=UTC)
    subscription = replace(_subscription(date(2026, 11, 22)), started_at=started_at)
    period = subscription_period(subscription, MONTHLY, BERLIN, started_at)
    assert (period.start, period.first_day) == (started_at, date(2026, 11, 22))
    assert period.end == datetime(2026, 12, 21, 23, tzinfo=UTC)


def test_no_period_lies_outside_of_what_is_covered() -> None:
    subscription = _subscription(date(2026, 11, 22), ended_on=date(2026, 12, 1))
    for outside in (subscription.started_at - timedelta(seconds=1), datetime(2026, 11, 30, 23, tzinfo=UTC)):
        with pytest.raises(AssertionError, match="does not cover"):
            subscription_period(subscription, MONTHLY, BERLIN, outside)
    assert list(subscription_periods(subscription, MONTHLY, BERLIN, subscription.started_at)) == []


@given(days, st.integers(1, 31), st.integers(1, 900), st.integers(1, 12))
def test_the_periods_of_a_subscription_tile_what_it_covers(
    started_on: date, billing_day: int, length: int, months: int
) -> None:
    ended_on = started_on + timedelta(days=length)
    subscription = _subscription(started_on, anchor_of(started_on, billing_day), ended_on)
    periods = list(
        subscription_periods(subscription, Cycle(Interval.month, months), BERLIN, datetime(2040, 1, 1, tzinfo=UTC))
    )
    assert (periods[0].start, periods[-1].end) == (subscription.started_at, subscription.cancel_at)
    assert all((before.end, before.next_day) == (after.start, after.first_day) for before, after in pairwise(periods))
    assert sum(period.days for period in periods) == length
