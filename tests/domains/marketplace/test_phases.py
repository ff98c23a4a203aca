"""Whatever is done to a subscription, its phases follow one another without gap or overlap."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trunkline.domains.marketplace.model import Grain, Phase, Plan, PlanState, Subscription, SubscriptionState
from trunkline.domains.marketplace.rules import subscription_period
from trunkline.domains.marketplace.rules.phases import (
    Cut,
    change_cut,
    continued,
    end_cut,
    ended_phases,
    open_phase,
    period_cut,
    reopen,
    start_cut,
)
from trunkline.domains.marketplace.rules.sales import check_sold
from trunkline.domains.tenants.model import BillingProfile, Company
from trunkline.kernel.errors import Conflict
from trunkline.kernel.ids import CompanyId, ModuleId, PlanId, SubscriptionId
from trunkline.kernel.money import Currency
from trunkline.kernel.period import Cycle, Interval

SUBSCRIPTION = SubscriptionId("sub_01h455vb4pex5vsknk084sn02q")
PLAN = PlanId("pln_01h455vb4pex5vsknk084sn02q")
MONTHLY = Cycle(Interval.month)
START = datetime(2026, 3, 28, 12, tzinfo=UTC)

zones = st.sampled_from(["Europe/Berlin", "America/Sao_Paulo", "Asia/Beirut", "Pacific/Apia", "UTC"]).map(ZoneInfo)
grains = st.sampled_from(Grain)
steps = st.lists(
    st.tuples(st.integers(0, 40 * 24 * 60).map(lambda minutes: timedelta(minutes=minutes)), st.sampled_from("nlr")),
    max_size=8,
)


def _begun(cut: Cut) -> Subscription:
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
        phases=(open_phase(SUBSCRIPTION, 0, PLAN, 1, cut),),
    )


def _after(subscription: Subscription, what: str, quantity: int, cut: Cut, now: datetime) -> tuple[Phase, ...]:
    if what == "r":
        return reopen(subscription.phases, now)
    cut = Cut(max(cut.day, subscription.started_on), max(cut.at, subscription.started_at))
    return continued(subscription, PLAN, quantity, cut)


def _assert_tiled(subscription: Subscription) -> None:
    phases = subscription.phases
    assert (phases[0].starts_at, phases[0].first_day) == (subscription.started_at, subscription.started_on)
    assert [phase.position for phase in phases] == list(range(len(phases)))
    for before, after in pairwise(phases):
        assert (before.ends_at, before.next_day) == (after.starts_at, after.first_day)
        assert before.starts_at < after.starts_at


@given(steps, grains, zones)
def test_phases_tile_the_life_of_a_subscription(
    course: list[tuple[timedelta, str]], grain: Grain, zone: ZoneInfo
) -> None:
    now = START
    subscription = _begun(start_cut(grain, zone, now))
    for number, (pause, what) in enumerate(course, 2):
        now += pause
        at_once, period = change_cut(grain, grain, zone, now), subscription_period(subscription, MONTHLY, zone, now)
        cut = at_once if what == "n" else period_cut(period)
        subscription = replace(subscription, phases=_after(subscription, what, number, cut, now))
        _assert_tiled(subscription)
        assert subscription.phases[-1].ends_at is None
        assert subscription.phase_at(now) is not None
        assert what != "n" or subscription.phases[-1].quantity == number
    cut = end_cut(grain, zone, now)
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
