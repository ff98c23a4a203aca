from __future__ import annotations

import asyncio
from datetime import UTC, date, datetime, timedelta

import pytest

from tests.domains.marketplace.conftest import TEST, Kinds, Shop
from tests.factories import make_company, make_module, make_subscription
from trunkline.domains.marketplace import actions, queries
from trunkline.domains.marketplace.model import Phase, Subscription, SubscriptionState
from trunkline.domains.tenants import actions as tenants
from trunkline.domains.tenants.model import CompanyState
from trunkline.infra import journal
from trunkline.infra.program import Program
from trunkline.kernel.errors import Conflict, Invalid, NotFound
from trunkline.kernel.ids import PlanId, SubscriptionId
from trunkline.kernel.page import PageRequest

MIDNIGHT = datetime(2026, 3, 1, 23, tzinfo=UTC)  # of 2 March in Berlin


async def _subscriptions(program: Program) -> list[Subscription]:
    async with program.scope(TEST, write=False) as scope:
        return list((await queries.subscriptions_page(scope, PageRequest())).items)


async def test_a_subscription_starts_at_the_midnight_of_its_day(program: Program, shop: Shop) -> None:
    async with program.scope(TEST, company_id=shop.company.id) as scope:
        made = await actions.start_subscription(scope, shop.plans["small"].id, quantity=3)
    async with program.scope(TEST, company_id=shop.company.id, write=False) as scope:
        assert await queries.subscription(scope, made.id) == made
    assert (made.started_on, made.anchor_on, made.started_at) == (date(2026, 3, 2), date(2026, 3, 2), MIDNIGHT)
    assert (made.state, made.quantity, made.currency.code) == (SubscriptionState.active, 3, "EUR")
    assert (made.plan_id, made.module_id, made.company_id) == (shop.plans["small"].id, shop.module.id, shop.company.id)
    phase = Phase(
        subscription_id=made.id,
        position=0,
        plan_id=made.plan_id,
        quantity=3,
        currency=made.currency,
        first_day=date(2026, 3, 2),
        next_day=None,
        starts_at=MIDNIGHT,
        ends_at=None,
    )
    assert made.phases == (phase,)


async def test_a_plan_by_the_second_starts_this_moment(program: Program, shop: Shop) -> None:
    async with program.scope(TEST, company_id=shop.company.id) as scope:
        made = await make_subscription(scope, shop.plans["second"])
    assert (made.started_on, made.started_at) == (date(2026, 3, 2), datetime(2026, 3, 2, 12, tzinfo=UTC))


async def test_the_companys_billing_day_is_the_anchor(program: Program, shop: Shop) -> None:
    async with program.scope(TEST) as scope:
        company = await make_company(scope, "late", billing_cycle_day=31)
    async with program.scope(TEST, company_id=company.id) as scope:
        assert (await make_subscription(scope, shop.plans["small"])).anchor_on == date(2026, 1, 31)


async def test_the_day_is_one_of_the_companys_zone(program: Program, shop: Shop) -> None:
    async with program.scope(TEST) as scope:
        company = await make_company(scope, "kiwi", zone="Pacific/Auckland")
    async with program.scope(TEST, company_id=company.id) as scope:
        made = await make_subscription(scope, shop.plans["small"])
    assert (made.started_on, made.started_at) == (date(2026, 3, 3), datetime(2026, 3, 2, 11, tzinfo=UTC))


async def test_the_start_is_told(program: Program, shop: Shop) -> None:
    async with program.scope(TEST, company_id=shop.company.id) as scope:
        made = await make_subscription(scope, shop.plans["small"], quantity=2)
    async with program.database.read() as connection:
        _, fact = await journal.read_range(connection, f"company:{shop.company.id}", 0, 10)
    assert (fact.kind, fact.subject, fact.audience) == ("subscription.started", made.id, "subscriptions.read")
    assert fact.payload == {
        "module_id": shop.module.id,
        "module_name": "Reception",
        "plan_id": shop.plans["small"].id,
        "plan_name": "Small",
        "currency": "EUR",
        "quantity": 2,
        "started_on": "2026-03-02",
        "anchor_on": "2026-03-02",
    }


# -------------------------------------------------------------------------------------------------------------- refusals
async def test_a_company_has_a_module_once(program: Program, shop: Shop, told: Kinds) -> None:
    async with program.scope(TEST, company_id=shop.company.id) as scope:
        made = await make_subscription(scope, shop.plans["small"])
    with pytest.raises(Conflict, match="Nordlicht has Reception already"):
        async with program.scope(TEST, company_id=shop.company.id) as scope:
            await make_subscription(scope, shop.plans["large"])
    assert await _subscriptions(program) == [made]
    assert await told() == ["subscription.started"]


async def test_of_many_at_once_one_succeeds(program: Program, shop: Shop, told: Kinds) -> None:
    async def subscribe() -> str:
        try:
            async with program.scope(TEST, company_id=shop.company.id) as scope:
                await make_subscription(scope, shop.plans["small"])
        except Conflict:
            return "refused"
        return "made"

    outcomes = await asyncio.gather(*(subscribe() for _ in range(6)))
    assert sorted(outcomes) == ["made", *["refused"] * 5]
    assert len(await _subscriptions(program)) == 1
    assert await told() == ["subscription.started"]


async def test_another_company_and_another_module_are_free(program: Program, shop: Shop) -> None:
    async with program.scope(TEST) as scope:
        other, module = await make_company(scope, "other"), await make_module(scope, "messages")
    for company_id, plan in [
        (shop.company.id, shop.plans["small"]),
        (other.id, shop.plans["small"]),
        (shop.company.id, module.plans[0]),
    ]:
        async with program.scope(TEST, company_id=company_id) as scope:
            await make_subscription(scope, plan)
    assert len(await _subscriptions(program)) == 3


async def test_a_plan_without_a_price_in_the_companys_currency_is_refused(program: Program, shop: Shop) -> None:
    async with program.scope(TEST) as scope:
        company = await make_company(scope, "tokyo", zone="Asia/Tokyo", currency="JPY")
    with pytest.raises(Invalid, match="The plan Small has no price in JPY"):
        async with program.scope(TEST, company_id=company.id) as scope:
            await make_subscription(scope, shop.plans["small"])
    assert await _subscriptions(program) == []


async def test_a_suspended_company_subscribes_to_nothing(program: Program, shop: Shop) -> None:
    async with program.scope(TEST) as scope:
        await tenants.change_company(scope, shop.company.id, state=CompanyState.suspended)
    with pytest.raises(Conflict, match="suspended"):
        async with program.scope(TEST, company_id=shop.company.id) as scope:
            await make_subscription(scope, shop.plans["small"])
    assert await _subscriptions(program) == []


@pytest.mark.parametrize("quantity", [0, -1, 100_001])
async def test_a_quantity_out_of_range_is_refused(program: Program, shop: Shop, quantity: int) -> None:
    with pytest.raises(Invalid, match="quantity must be 1"):
        async with program.scope(TEST, company_id=shop.company.id) as scope:
            await make_subscription(scope, shop.plans["small"], quantity=quantity)
    assert await _subscriptions(program) == []


async def test_a_plan_that_does_not_exist_is_not_found(program: Program, shop: Shop) -> None:
    with pytest.raises(NotFound):
        async with program.scope(TEST, company_id=shop.company.id) as scope:
            await actions.start_subscription(scope, PlanId("pln_01h455vb4pex5vsknk084sn02q"))
    assert await _subscriptions(program) == []


async def test_somebody_must_say_which_company(program: Program, shop: Shop) -> None:
    with pytest.raises(Invalid, match="Say which company"):
        async with program.scope(TEST) as scope:
            await make_subscription(scope, shop.plans["small"])
    assert await _subscriptions(program) == []


# ------------------------------------------------------------------------------------------------------------- questions
async def test_another_companys_subscription_does_not_exist(program: Program, shop: Shop, told: Kinds) -> None:
    async with program.scope(TEST, company_id=shop.company.id) as scope:
        made = await make_subscription(scope, shop.plans["small"])
    async with program.scope(TEST) as scope:
        other = await make_company(scope, "other")
    async with program.scope(TEST, company_id=other.id) as scope:
        for attempt in (
            queries.subscription(scope, made.id),
            actions.change_subscription(scope, made.id, plan_id=shop.plans["large"].id),
            actions.cancel_subscription(scope, made.id),
        ):
            with pytest.raises(NotFound, match="There is no subscription sub_"):
                await attempt
        assert await queries.subscriptions_of(scope, shop.company.id) == []
        assert (await queries.subscriptions_page(scope, PageRequest())).items == []
        assert await queries.subscription_for_meter(scope, shop.company.id, "receptionist_calls", scope.now) is None
    assert await _subscriptions(program) == [made]
    assert await told() == ["subscription.started"]


async def test_subscriptions_are_listed_newest_first_by_page_and_state(program: Program, shop: Shop) -> None:
    made = list[SubscriptionId]()
    for number, slug in enumerate(("aa", "bb", "cc")):
        shop.at(f"2026-03-02T12:0{number}:00Z")
        async with program.scope(TEST) as scope:
            company = await make_company(scope, slug)
        async with program.scope(TEST, company_id=company.id) as scope:
            made.append((await make_subscription(scope, shop.plans["small"])).id)
    async with program.scope(TEST) as scope:
        await actions.cancel_subscription(scope, made[1])
        first = await queries.subscriptions_page(scope, PageRequest(limit=2))
        second = await queries.subscriptions_page(scope, PageRequest(2, first.next_position))
    assert [found.id for found in (*first.items, *second.items)] == made[::-1]
    shop.at("2026-04-02T00:00:00Z")
    async with program.scope(TEST, write=False) as scope:
        by_state = {
            state: [found.id for found in (await queries.subscriptions_page(scope, PageRequest(), state=state)).items]
            for state in SubscriptionState
        }
    assert by_state == {SubscriptionState.active: [made[2], made[0]], SubscriptionState.canceled: [made[1]]}


async def test_a_bill_run_walks_company_by_company(program: Program, shop: Shop) -> None:
    async with program.scope(TEST) as scope:
        module = await make_module(scope, "messages")
        companies = [await make_company(scope, slug) for slug in ("aa", "bb", "cc")]
    for company in companies:
        for plan in (shop.plans["small"], module.plans[0]):
            async with program.scope(TEST, company_id=company.id) as scope:
                await make_subscription(scope, plan)
    seen, after = list[tuple[str, str]](), None
    async with program.scope(TEST, write=False) as scope:
        while found := await queries.active_subscriptions(scope, after, companies=2):
            seen += [(one.company_id, one.id) for one in found]
            after = found[-1].company_id
    assert len(seen) == 6
    assert seen == sorted(seen)


async def test_usage_finds_its_price(program: Program, shop: Shop) -> None:
    async with program.scope(TEST, company_id=shop.company.id) as scope:
        made = await make_subscription(scope, shop.plans["small"])
        found = await queries.subscription_for_meter(scope, shop.company.id, "receptionist_calls", MIDNIGHT)
        assert found is not None
        subscription, plan, price = found
        assert (subscription, plan) == (made, shop.plans["small"])
        assert (price.component, price.currency.code, price.meter) == ("calls", "EUR", "receptionist_calls")
        for meter, moment in [("receptionist_calls", MIDNIGHT - timedelta(seconds=1)), ("sms_messages", MIDNIGHT)]:
            assert await queries.subscription_for_meter(scope, shop.company.id, meter, moment) is None
