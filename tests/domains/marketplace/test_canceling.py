from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from tests.domains.marketplace.conftest import TEST, Kinds, Shop
from tests.factories import make_subscription
from trunkline.domains.marketplace import actions, queries
from trunkline.domains.marketplace.model import Cancellation, Subscription, SubscriptionState
from trunkline.infra import journal
from trunkline.infra.program import Program
from trunkline.kernel.errors import Conflict


async def _started(program: Program, shop: Shop, plan: str = "small") -> Subscription:
    async with program.scope(TEST, company_id=shop.company.id) as scope:
        return await make_subscription(scope, shop.plans[plan])


async def _cancel(
    program: Program, subscription: Subscription, when: Cancellation = Cancellation.period_end
) -> Subscription:
    async with program.scope(TEST, company_id=subscription.company_id) as scope:
        return await actions.cancel_subscription(scope, subscription.id, when=when)


async def _read(program: Program, subscription: Subscription) -> Subscription:
    async with program.scope(TEST, write=False) as scope:
        return await queries.subscription(scope, subscription.id)


async def test_by_default_it_ends_with_its_period_and_is_active_until_then(program: Program, shop: Shop) -> None:
    started = await _started(program, shop)
    shop.at("2026-03-10T08:00:00Z")
    canceled = await _cancel(program, started)
    assert canceled.state is SubscriptionState.active
    assert (canceled.ended_on, canceled.cancel_at) == (date(2026, 4, 2), datetime(2026, 4, 1, 22, tzinfo=UTC))
    assert canceled.canceled_at == datetime(2026, 3, 10, 8, tzinfo=UTC)
    assert [(phase.next_day, phase.ends_at) for phase in canceled.phases] == [(canceled.ended_on, canceled.cancel_at)]
    shop.at("2026-04-01T22:00:00Z")
    assert (await _read(program, started)).state is SubscriptionState.canceled


async def test_ending_now_still_covers_the_day(program: Program, shop: Shop) -> None:
    started = await _started(program, shop)
    shop.at("2026-03-10T08:00:00Z")
    canceled = await _cancel(program, started, Cancellation.now)
    assert canceled.state is SubscriptionState.canceled
    assert (canceled.ended_on, canceled.cancel_at) == (date(2026, 3, 11), datetime(2026, 3, 10, 23, tzinfo=UTC))
    assert canceled.covers(datetime(2026, 3, 10, 22, 59, 59, tzinfo=UTC))
    assert not canceled.covers(datetime(2026, 3, 10, 23, tzinfo=UTC))


async def test_starting_and_stopping_on_one_day_leaves_one_day(program: Program, shop: Shop) -> None:
    started = await _started(program, shop)
    (phase,) = (await _cancel(program, started, Cancellation.now)).phases
    assert (phase.first_day, phase.next_day) == (date(2026, 3, 2), date(2026, 3, 3))


async def test_a_plan_by_the_second_ends_this_moment(program: Program, shop: Shop) -> None:
    started = await _started(program, shop, "second")
    shop.at("2026-03-10T08:00:01Z")
    canceled = await _cancel(program, started, Cancellation.now)
    assert (canceled.cancel_at, canceled.ended_on) == (datetime(2026, 3, 10, 8, 0, 1, tzinfo=UTC), date(2026, 3, 11))


async def test_what_ends_in_the_moment_it_began_keeps_an_empty_phase(program: Program, shop: Shop) -> None:
    started = await _started(program, shop, "second")
    (phase,) = (await _cancel(program, started, Cancellation.now)).phases
    assert phase.starts_at == phase.ends_at == started.started_at


async def test_a_scheduled_change_falls_away_with_the_end(program: Program, shop: Shop) -> None:
    started = await _started(program, shop)
    async with program.scope(TEST) as scope:
        await actions.change_subscription(scope, started.id, plan_id=shop.plans["large"].id)
    canceled = await _cancel(program, started)
    assert [(phase.plan_id, phase.next_day) for phase in canceled.phases] == [(started.plan_id, date(2026, 4, 2))]


async def test_an_end_with_the_period_may_be_brought_forward(program: Program, shop: Shop, told: Kinds) -> None:
    started = await _started(program, shop)
    await _cancel(program, started)
    canceled = await _cancel(program, started, Cancellation.now)
    assert (canceled.state, canceled.ended_on) == (SubscriptionState.canceled, date(2026, 3, 3))
    assert await told() == ["subscription.started", "subscription.canceled", "subscription.canceled"]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (Cancellation.period_end, Cancellation.period_end),
        (Cancellation.now, Cancellation.now),
        (Cancellation.now, Cancellation.period_end),
    ],
)
async def test_what_is_canceled_is_not_canceled_again(
    program: Program, shop: Shop, told: Kinds, first: Cancellation, second: Cancellation
) -> None:
    started = await _started(program, shop)
    canceled = await _cancel(program, started, first)
    with pytest.raises(Conflict, match="canceled already; it ends on 2026-0"):
        await _cancel(program, started, second)
    assert await _read(program, started) == canceled
    assert await told() == ["subscription.started", "subscription.canceled"]


# ------------------------------------------------------------------------------------------------------------ the free place
async def test_after_an_end_now_the_module_can_be_had_again_from_the_next_day(program: Program, shop: Shop) -> None:
    first = await _started(program, shop)
    await _cancel(program, first, Cancellation.now)
    shop.at("2026-03-02T12:01:00Z")
    with pytest.raises(Conflict, match="had this module until 2026-03-03; start on that day or later"):
        await _started(program, shop, "large")  # the day is covered, and paid for: it is not sold twice
    shop.at("2026-03-03T12:00:00Z")
    second = await _started(program, shop, "large")
    async with program.scope(TEST, write=False) as scope:
        states = [(found.id, found.state) for found in await queries.subscriptions_of(scope, shop.company.id)]
        found = await queries.subscription_for_meter(scope, shop.company.id, "receptionist_calls", scope.now)
    assert states == [(first.id, SubscriptionState.canceled), (second.id, SubscriptionState.active)]
    assert found is not None
    assert found[0].id == second.id


async def test_the_place_is_held_until_the_period_has_ended(program: Program, shop: Shop) -> None:
    first = await _started(program, shop)
    await _cancel(program, first)
    shop.at("2026-04-01T21:59:59Z")
    with pytest.raises(Conflict, match="already"):
        await _started(program, shop, "large")
    shop.at("2026-04-01T22:00:00Z")
    second = await _started(program, shop, "large")
    assert (second.started_on, second.started_at) == (date(2026, 4, 2), datetime(2026, 4, 1, 22, tzinfo=UTC))
    assert (await _read(program, first)).state is SubscriptionState.canceled


async def test_the_end_is_told(program: Program, shop: Shop) -> None:
    started = await _started(program, shop)
    await _cancel(program, started)
    async with program.database.read() as connection:
        fact = (await journal.read_range(connection, f"company:{shop.company.id}", 0, 10))[-1]
    assert (fact.kind, fact.subject) == ("subscription.canceled", started.id)
    assert fact.payload == {
        "module_id": shop.module.id,
        "module_name": "Reception",
        "plan_id": shop.plans["small"].id,
        "plan_name": "Small",
        "cancel_at": "2026-04-01T22:00:00Z",
        "ended_on": "2026-04-02",
    }
