"""Changes of plan and quantity: what billing finds in the phases afterwards."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from tests.domains.marketplace.conftest import TEST, Kinds, Shop
from tests.factories import make_module, make_subscription
from trunkline.domains.marketplace import actions, queries
from trunkline.domains.marketplace.model import Change, Plan, Subscription
from trunkline.infra import journal
from trunkline.infra.program import Program
from trunkline.kernel.errors import Conflict, Invalid, NotFound
from trunkline.kernel.ids import PlanId

Days = list[tuple[str, int, str, str | None]]


async def _started(program: Program, shop: Shop, plan: str = "small") -> Subscription:
    async with program.scope(TEST, company_id=shop.company.id) as scope:
        return await make_subscription(scope, shop.plans[plan])


async def _change(
    program: Program,
    subscription: Subscription,
    plan: Plan | None = None,
    *,
    quantity: int | None = None,
    when: Change = Change.next_period,
) -> Subscription:
    async with program.scope(TEST, company_id=subscription.company_id) as scope:
        plan_id = None if plan is None else plan.id
        return await actions.change_subscription(scope, subscription.id, plan_id=plan_id, quantity=quantity, when=when)


async def _read(program: Program, subscription: Subscription) -> Subscription:
    async with program.scope(TEST, write=False) as scope:
        return await queries.subscription(scope, subscription.id)


def _days(shop: Shop, subscription: Subscription) -> Days:
    slugs = {plan.id: slug for slug, plan in shop.plans.items()}
    return [
        (slugs[phase.plan_id], phase.quantity, str(phase.first_day), str(phase.next_day) if phase.next_day else None)
        for phase in subscription.phases
    ]


# ------------------------------------------------------------------------------------------------------------------ when
async def test_by_default_a_change_takes_effect_with_the_next_period(program: Program, shop: Shop) -> None:
    started = await _started(program, shop)
    shop.at("2026-03-10T08:00:00Z")
    changed = await _change(program, started, shop.plans["large"])
    assert _days(shop, changed) == [("small", 1, "2026-03-02", "2026-04-02"), ("large", 1, "2026-04-02", None)]
    assert changed.plan_id == shop.plans["small"].id
    upcoming = changed.upcoming(datetime(2026, 3, 10, 8, tzinfo=UTC))
    assert upcoming is not None
    assert (upcoming.plan_id, upcoming.starts_at) == (shop.plans["large"].id, datetime(2026, 4, 1, 22, tzinfo=UTC))


async def test_a_scheduled_change_comes_into_force_by_itself(program: Program, shop: Shop) -> None:
    started = await _started(program, shop)
    await _change(program, started, shop.plans["large"], quantity=4)
    shop.at("2026-04-01T21:59:59Z")
    assert (await _read(program, started)).plan_id == shop.plans["small"].id
    shop.at("2026-04-01T22:00:00Z")
    later = await _read(program, started)
    assert (later.plan_id, later.quantity) == (shop.plans["large"].id, 4)
    assert later.upcoming(datetime(2026, 4, 1, 22, tzinfo=UTC)) is None


async def test_a_change_now_gives_the_day_to_the_new_plan(program: Program, shop: Shop) -> None:
    started = await _started(program, shop)
    shop.at("2026-03-10T08:00:00Z")
    changed = await _change(program, started, shop.plans["large"], when=Change.now)
    assert _days(shop, changed) == [("small", 1, "2026-03-02", "2026-03-10"), ("large", 1, "2026-03-10", None)]
    assert changed.phases[1].starts_at == datetime(2026, 3, 9, 23, tzinfo=UTC) == changed.phases[0].ends_at
    assert (changed.plan_id, changed.anchor_on) == (shop.plans["large"].id, date(2026, 3, 2))


async def test_a_change_on_the_first_day_replaces_the_plan(program: Program, shop: Shop) -> None:
    started = await _started(program, shop)
    changed = await _change(program, started, shop.plans["large"], when=Change.now)
    assert _days(shop, changed) == [("large", 1, "2026-03-02", None)]
    assert changed.started_at == started.started_at == changed.phases[0].starts_at


async def test_of_two_changes_on_one_day_the_last_one_has_it(program: Program, shop: Shop) -> None:
    started = await _started(program, shop)
    shop.at("2026-03-10T08:00:00Z")
    await _change(program, started, quantity=5, when=Change.now)
    shop.at("2026-03-10T17:00:00Z")
    changed = await _change(program, started, shop.plans["large"], when=Change.now)
    assert _days(shop, changed) == [("small", 1, "2026-03-02", "2026-03-10"), ("large", 5, "2026-03-10", None)]


async def test_plans_by_the_second_change_this_moment(program: Program, shop: Shop) -> None:
    started = await _started(program, shop, "second")
    shop.at("2026-03-10T08:00:01Z")
    changed = await _change(program, started, shop.plans["other-second"], when=Change.now)
    assert changed.phases[0].ends_at == changed.phases[1].starts_at == datetime(2026, 3, 10, 8, 0, 1, tzinfo=UTC)


async def test_where_one_plan_counts_days_the_change_is_at_midnight(program: Program, shop: Shop) -> None:
    started = await _started(program, shop, "second")
    shop.at("2026-03-02T15:00:00Z")
    same_day = await _change(program, started, shop.plans["small"], when=Change.now)
    assert [phase.starts_at for phase in same_day.phases] == [started.started_at]
    shop.at("2026-03-10T08:00:00Z")
    changed = await _change(program, started, shop.plans["second"], when=Change.now)
    assert changed.phases[1].starts_at == datetime(2026, 3, 9, 23, tzinfo=UTC)


async def test_the_quantity_changes_alone(program: Program, shop: Shop) -> None:
    started = await _started(program, shop)
    shop.at("2026-03-20T08:00:00Z")
    changed = await _change(program, started, quantity=7, when=Change.now)
    assert _days(shop, changed) == [("small", 1, "2026-03-02", "2026-03-20"), ("small", 7, "2026-03-20", None)]
    assert changed.quantity == 7


# ------------------------------------------------------------------------------------------------------ changes of a change
async def test_a_scheduled_change_is_replaced_by_the_next_one(program: Program, shop: Shop) -> None:
    started = await _started(program, shop)
    await _change(program, started, shop.plans["large"])
    changed = await _change(program, started, shop.plans["second"])
    assert _days(shop, changed) == [("small", 1, "2026-03-02", "2026-04-02"), ("second", 1, "2026-04-02", None)]


async def test_a_change_now_drops_what_was_scheduled(program: Program, shop: Shop) -> None:
    started = await _started(program, shop)
    await _change(program, started, shop.plans["second"])
    shop.at("2026-03-05T08:00:00Z")
    changed = await _change(program, started, shop.plans["large"], when=Change.now)
    assert _days(shop, changed) == [("small", 1, "2026-03-02", "2026-03-05"), ("large", 1, "2026-03-05", None)]


async def test_asking_for_what_is_in_force_takes_the_scheduled_change_back(
    program: Program, shop: Shop, told: Kinds
) -> None:
    started = await _started(program, shop)
    await _change(program, started, shop.plans["large"])
    assert await _change(program, started, shop.plans["small"]) == started
    assert await told() == ["subscription.started", "subscription.changed", "subscription.changed"]


# -------------------------------------------------------------------------------------------------------------- refusals
async def test_a_change_that_changes_nothing_is_refused(program: Program, shop: Shop, told: Kinds) -> None:
    started = await _started(program, shop)
    for plan in (None, shop.plans["small"]):
        with pytest.raises(Conflict, match="nothing would change"):
            await _change(program, started, plan)
    assert await _read(program, started) == started
    assert await told() == ["subscription.started"]


async def test_a_change_keeps_the_module(program: Program, shop: Shop, told: Kinds) -> None:
    started = await _started(program, shop)
    async with program.scope(TEST) as scope:
        foreign = (await make_module(scope, "messages")).plans[0]
    with pytest.raises(Conflict, match="of another module"):
        await _change(program, started, foreign)
    assert await _read(program, started) == started
    assert await told() == ["subscription.started"]


async def test_what_is_ending_is_not_changed(program: Program, shop: Shop) -> None:
    started = await _started(program, shop)
    async with program.scope(TEST) as scope:
        ending = await actions.cancel_subscription(scope, started.id)
    with pytest.raises(Conflict, match="ends on 2026-04-02 and cannot be changed"):
        await _change(program, started, shop.plans["large"])
    assert await _read(program, started) == ending


async def test_a_quantity_out_of_range_or_an_unknown_plan_is_refused(program: Program, shop: Shop) -> None:
    started = await _started(program, shop)
    with pytest.raises(Invalid, match="quantity must be"):
        await _change(program, started, quantity=0)
    with pytest.raises(NotFound):
        await _change(program, started, replace(shop.plans["small"], id=PlanId("pln_01h455vb4pex5vsknk084sn02q")))
    assert await _read(program, started) == started


async def test_the_change_is_told(program: Program, shop: Shop) -> None:
    started = await _started(program, shop)
    shop.at("2026-03-10T08:00:00Z")
    await _change(program, started, shop.plans["large"], quantity=2)
    async with program.database.read() as connection:
        fact = (await journal.read_range(connection, f"company:{shop.company.id}", 0, 10))[-1]
    assert (fact.kind, fact.subject) == ("subscription.changed", started.id)
    assert fact.payload == {
        "module_id": shop.module.id,
        "module_name": "Reception",
        "plan_id": shop.plans["large"].id,
        "plan_name": "Large",
        "previous_plan_id": shop.plans["small"].id,
        "previous_quantity": 1,
        "quantity": 2,
        "first_day": "2026-04-02",
        "taken_back": False,
    }
