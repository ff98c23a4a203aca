"""Whatever is done to a subscription, its phases follow one another without gap or overlap."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trunkline.domains.marketplace.model import (
    Grain,
    Phase,
    PhaseKind,
    Plan,
    PlanState,
    Subscription,
    SubscriptionState,
)
from trunkline.domains.marketplace.rules import subscription_period
from trunkline.domains.marketplace.rules.phases import (
    Cut,
    begun,
    change_cut,
    end_cut,
    ended_phases,
    period_cut,
    start_cut,
    trial_end,
)
from trunkline.domains.marketplace.rules.rephasing import (
    billed_in,
    changed,
    in_whole_periods,
    paused,
    reopened,
    trial_ended,
)
from trunkline.domains.marketplace.rules.sales import check_sold
from trunkline.domains.tenants.model import BillingProfile, Company
from trunkline.kernel.errors import Conflict
from trunkline.kernel.ids import CompanyId, ModuleId, PlanId, SubscriptionId
from trunkline.kernel.money import Currency
from trunkline.kernel.period import Cycle, Interval, Period

SUBSCRIPTION = SubscriptionId("sub_01h455vb4pex5vsknk084sn02q")
PLAN = PlanId("pln_01h455vb4pex5vsknk084sn02q")
MONTHLY = Cycle(Interval.month)
EUR, USD = Currency.of("EUR"), Currency.of("USD")
START = datetime(2026, 3, 28, 12, tzinfo=UTC)

zones = st.sampled_from(["Europe/Berlin", "America/Sao_Paulo", "Asia/Beirut", "Pacific/Apia", "UTC"]).map(ZoneInfo)
grains = st.sampled_from(Grain)
steps = st.lists(
    st.tuples(
        st.integers(0, 40 * 24 * 60).map(lambda minutes: timedelta(minutes=minutes)), st.sampled_from("nlrpqutde")
    ),
    max_size=8,
)


def _begun(cut: Cut, ends: Cut | None = None) -> Subscription:
    return Subscription(
        id=SUBSCRIPTION,
        company_id=CompanyId("com_01h455vb4pex5vsknk084sn02q"),
        module_id=ModuleId("mod_01h455vb4pex5vsknk084sn02q"),
        plan_id=PLAN,
        currency=Currency.of("EUR"),
        state=SubscriptionState.active,
        quantity=1,
        started_on=cut.day,
        anchor_on=cut.day,
        started_at=cut.at,
        cancel_at=None,
        canceled_at=None,
        ended_on=None,
        phases=begun(SUBSCRIPTION, PLAN, 1, EUR, cut, ends),
    )


def _after(
    subscription: Subscription, what: str, quantity: int, cut: Cut, period: Period, now: datetime
) -> tuple[Phase, ...]:
    """A change now, with the next period, or taken back; a pause of a week, or without an end, or its end; the end of a trial; dollars
    or euros from the next period on.
    """
    cut = Cut(max(cut.day, subscription.started_on), max(cut.at, subscription.started_at))
    phase, pause = subscription.phase_at(now), subscription.pause_after(now)
    assert phase is not None
    match what:
        case "r":
            return changed(subscription, phase.plan_id, phase.quantity, cut, _same_day)
        case "p" | "q" if phase.kind is not PhaseKind.trial and pause is None:
            until = Cut(cut.day + timedelta(days=7), cut.at + timedelta(days=7))
            return paused(subscription.phases, cut, until if what == "p" else None)
        case "u" if pause is not None:
            start = Cut(pause[0].first_day, pause[0].starts_at)
            return paused(subscription.phases, start, max(start, cut, key=lambda one: one.at))
        case "t" if phase.kind is PhaseKind.trial:
            return trial_ended(subscription.phases, cut, cut.day)
        case "d" | "e":
            return billed_in(subscription.phases, USD if what == "d" else EUR, period_cut(period))
        case "n" | "l":
            return changed(subscription, PLAN, quantity, cut if what == "n" else period_cut(period), _same_day)
    return subscription.phases


def _same_day(day: date) -> date:
    return day


def _assert_tiled(subscription: Subscription) -> None:
    phases = subscription.phases
    assert (phases[0].starts_at, phases[0].first_day) == (subscription.started_at, subscription.started_on)
    assert [phase.position for phase in phases] == list(range(len(phases)))
    for before, after in pairwise(phases):
        assert (before.ends_at, before.next_day) == (after.starts_at, after.first_day)
        assert before.starts_at < after.starts_at


def _assert_one_trial_at_the_start(subscription: Subscription) -> None:
    """What is paid never comes before the trial, and both are courses of their own."""
    kinds = [phase.kind is PhaseKind.trial for phase in subscription.phases]
    assert kinds == sorted(kinds, reverse=True)
    assert [course.is_trial for course in subscription.courses()].count(True) <= 1
    assert all(course.next_day is not None for course in subscription.courses() if course.is_trial)


def _assert_one_currency_per_period(subscription: Subscription, zone: ZoneInfo) -> None:
    for before, after in pairwise(subscription.phases):
        if before.currency != after.currency:
            assert subscription_period(subscription, MONTHLY, zone, after.starts_at).start == after.starts_at


def _kind_at(subscription: Subscription, moment: datetime) -> PhaseKind | None:
    phase = subscription.phase_at(moment)
    return None if phase is None else phase.kind


def _pause_end(subscription: Subscription, moment: datetime) -> date | None:
    pause = subscription.pause_after(moment)
    assert pause is not None
    return pause[1].next_day


@given(steps, grains, zones, st.none() | st.integers(1, 40))
def test_phases_tile_the_life_of_a_subscription(
    course: list[tuple[timedelta, str]], grain: Grain, zone: ZoneInfo, trial_days: int | None
) -> None:
    now = START
    start = start_cut(grain, zone, now)
    subscription = _begun(start, None if trial_days is None else trial_end(start, trial_days, zone))
    for number, (pause, what) in enumerate(course, 2):
        now += pause
        cut, period = change_cut(grain, grain, zone, now), subscription_period(subscription, MONTHLY, zone, now)
        assert now in period
        changed_now = replace(subscription, phases=_after(subscription, what, number, cut, period, now))
        subscription = in_whole_periods(changed_now, {PLAN: MONTHLY}, zone)
        _assert_tiled(subscription)
        _assert_one_currency_per_period(subscription, zone)
        assert what not in "de" or subscription.phases[-1].currency == (USD if what == "d" else EUR)
        assert subscription.phases[-1].ends_at is None
        assert subscription.phase_at(now) is not None
        assert what not in "nl" or subscription.phases[-1].quantity == number
        _assert_one_trial_at_the_start(subscription)
    cut = end_cut(grain, zone, now)
    # Only an end with the period is ever taken back.
    with_period = period_cut(subscription_period(subscription, MONTHLY, zone, now))
    until = replace(subscription, phases=ended_phases(subscription.phases, with_period))
    again = replace(subscription, phases=reopened(until.phases, _same_day, zone))
    _assert_tiled(again)
    assert again.phases[-1].kind is not PhaseKind.trial
    assert again.phases[-1].ends_at is None
    # What was in force up to the end goes on as it was planned: a pause too, over all of its stretches.
    last_moment = with_period.at - timedelta(microseconds=1)
    if _kind_at(subscription, last_moment) is PhaseKind.paused:
        assert _pause_end(again, last_moment) == _pause_end(subscription, last_moment)
    assert all(_kind_at(again, at) is _kind_at(subscription, at) for at in (now, last_moment))
    assert all(phase.pause_until is None for phase in again.phases)
    ended = replace(subscription, phases=ended_phases(subscription.phases, cut))
    _assert_tiled(ended)
    assert (ended.phases[-1].ends_at, ended.phases[-1].next_day) == (cut.at, cut.day)


@given(st.datetimes(datetime(2010, 1, 1), datetime(2030, 1, 1)), grains, zones)  # noqa: DTZ001
def test_a_start_is_not_later_than_now_and_an_end_not_earlier(naive: datetime, grain: Grain, zone: ZoneInfo) -> None:
    now = naive.replace(tzinfo=UTC)
    start, end = start_cut(grain, zone, now), end_cut(grain, zone, now)
    assert start.at <= now <= end.at
    assert end.day == start.day + timedelta(days=1)


def test_a_change_is_at_midnight_unless_both_plans_know_seconds() -> None:
    midnight = datetime(2026, 3, 28, tzinfo=UTC)
    cuts = {
        (before, after): change_cut(before, after, ZoneInfo("UTC"), START).at
        for before in (Grain.second, Grain.day)
        for after in (Grain.second, Grain.none)
    }
    assert [pair for pair, at in cuts.items() if at == START] == [(Grain.second, Grain.second)]
    assert {at for pair, at in cuts.items() if pair != (Grain.second, Grain.second)} == {midnight}


def test_a_retired_plan_is_sold_to_nobody() -> None:
    company = Company(
        id=CompanyId("com_01h455vb4pex5vsknk084sn02q"),
        slug="nordlicht",
        name="Nordlicht",
        zone="UTC",
        currency=Currency.of("EUR"),
        billing_profile=BillingProfile(legal_name="Nordlicht", email="a@b.example", country="DE"),
        created_at=START,
    )
    retired = Plan(
        id=PLAN,
        module_id=ModuleId("mod_01h455vb4pex5vsknk084sn02q"),
        slug="old",
        name="Old",
        description="",
        cycle=MONTHLY,
        proration=Grain.day,
        state=PlanState.retired,
        prices=(),
    )
    with pytest.raises(Conflict, match="The plan Old is no longer sold"):
        check_sold(retired, company, START)
    assert company.local_day(START) == date(2026, 3, 28)
