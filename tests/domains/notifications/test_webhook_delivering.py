"""A fact comes to whoever listens: signed, once per endpoint, tried again by the clock. Over real HTTP, on real databases."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event

from tests.conftest import NOON, run_jobs
from tests.domains.notifications.conftest import ACTOR, TOTAL, House
from tests.factories import make_company, make_user
from tests.receiver import answer
from trunkline.domains.access import actions as access
from trunkline.domains.access.model import RoleKey, User, UserState
from trunkline.domains.billing.events import InvoiceIssued
from trunkline.domains.notifications import actions, queries
from trunkline.domains.notifications.jobs import send_webhook
from trunkline.domains.notifications.model import DeliveryState, DisabledBecause
from trunkline.domains.notifications.rules import TRIES_MAX
from trunkline.infra.queue import Worker, jobs_page
from trunkline.infra.scope import Actor, ActorKind, Scope
from trunkline.kernel.ids import InvoiceId
from trunkline.kernel.page import PageRequest


async def test_a_fact_is_delivered_signed_and_as_it_stands_in_the_journal(house: House) -> None:
    made = await house.listen("invoice.issued")
    invoice_id = await house.issue()
    await run_jobs(house.program)
    (heard,) = house.receiver.heard
    (delivery,) = await house.deliveries()
    assert heard.line == "POST /hooks HTTP/1.1"
    assert heard.is_signed_with(made.secret)
    assert not heard.is_signed_with("whsec_" + "A" * 44)
    assert heard.headers["webhook-id"] == delivery.fact_id
    assert heard.headers["webhook-timestamp"] == str(int(NOON.timestamp()))
    assert heard.headers["content-type"] == "application/json"
    told = heard.told
    assert (told["type"], told["timestamp"], told["subject"]) == ("invoice.issued", "2026-03-02T12:00:00Z", invoice_id)
    assert told["data"] == {
        "number": "TL-1",
        "total": {"amount": "119.00", "currency": "EUR"},
        "due_at": "2026-03-16T12:00:00Z",
    }
    assert (told["company_id"], told["id"], told["version"]) == (house.company_id, delivery.fact_id, 1)
    assert (delivery.state, delivery.attempts, delivery.delivered_at) == (DeliveryState.delivered, 1, NOON)
    (attempt,) = await house.attempts(delivery.id)
    assert (attempt.number, attempt.status, attempt.error) == (1, 204, None)


@pytest.mark.parametrize(
    ("kinds", "hears"), [("*", True), ("invoice.*", True), ("payment.*", False), ("user.created", False)]
)
async def test_an_endpoint_hears_what_it_has_chosen(house: House, kinds: str, hears: bool) -> None:
    await house.listen(kinds)
    await house.tell()
    assert [one.told["type"] for one in house.receiver.heard] == ["invoice.issued"] * hears


async def test_another_companys_facts_are_not_heard(house: House) -> None:
    async with house.program.scope(ACTOR) as scope:
        stranger = (await make_company(scope, "suedwind")).id
    await house.listen("*")
    await house.issue(company_id=stranger)
    await run_jobs(house.program)
    assert house.receiver.heard == []
    async with house.program.scope(ACTOR, company_id=stranger, write=False) as scope:
        assert (await queries.deliveries(scope, PageRequest(), queries.DeliveryFilter())).items == []


async def test_each_endpoint_has_a_delivery_of_its_own_and_a_job_that_runs_twice_makes_no_second(house: House) -> None:
    await house.listen("invoice.*")
    await house.listen("*")
    await house.tell()
    assert len(house.receiver.heard) == 2
    one, other = await house.deliveries(kind="invoice.issued")
    assert (one.fact_id, one.endpoint_id != other.endpoint_id) == (other.fact_id, True)
    begin = house.program.begin_as(ACTOR)
    await actions.address_fact(begin, house.company_id, one.fact_id)
    await run_jobs(house.program)
    assert len(house.receiver.heard) == 2
    assert len(await house.deliveries(kind="invoice.issued")) == 2


async def test_who_may_not_hear_a_fact_does_not_hear_it_by_webhook_either(house: House) -> None:
    """Operations may listen, but payments are none of their business."""
    member = await _hire(house, RoleKey.operations_manager)
    await house.listen("*", user=member)
    await house.tell()
    assert [one.told["type"] for one in house.receiver.heard] == ["invoice.issued"]  # no audience of payments.read
    await _demote(house, member)
    await run_jobs(house.program)
    house.receiver.heard.clear()
    await house.tell("TL-2")
    assert house.receiver.heard == []


async def test_a_permission_that_is_lost_before_the_delivery_withholds_it(house: House) -> None:
    member = await _hire(house, RoleKey.operations_manager)
    await house.listen("invoice.*", user=member)
    house.receiver.answers = [answer(500)]
    await house.tell()
    await _demote(house, member)
    house.receiver.answers = [answer(204)]
    await house.pass_until(NOON + timedelta(minutes=1))
    (delivery,) = await house.deliveries()
    assert (delivery.state, delivery.attempts, len(house.receiver.heard)) == (DeliveryState.withheld, 1, 1)


async def test_a_disabled_user_answers_for_nothing_any_more(house: House) -> None:
    member = await _hire(house, RoleKey.company_admin)
    await house.listen("invoice.*", user=member)
    async with house.program.scope(ACTOR, company_id=house.company_id) as scope:
        await access.change_user(scope, member.id, state=UserState.disabled)
    await house.tell()
    assert (house.receiver.heard, await house.deliveries()) == ([], [])


async def test_what_fails_is_tried_again_by_the_clock_with_the_same_id_until_the_last_time(house: House) -> None:
    await house.listen("invoice.*")
    house.receiver.answers = [answer(503, "Busy.")]
    await house.tell()
    waits = []
    for _ in range(TRIES_MAX - 1):
        (delivery,) = await house.deliveries()
        assert delivery.state is DeliveryState.waiting
        assert delivery.next_attempt_at is not None
        waits.append(delivery.next_attempt_at - house.program.clock.now())
        await house.pass_until(delivery.next_attempt_at)
    least = [timedelta(seconds=5), timedelta(minutes=5), timedelta(minutes=30)]
    least += [timedelta(hours=hours) for hours in (2, 5, 10, 14, 20, 24)]
    assert all(plain <= wait <= plain * 1.2 for plain, wait in zip(least, waits, strict=True))
    (delivery,) = await house.deliveries()
    assert (delivery.state, delivery.attempts, delivery.next_attempt_at) == (DeliveryState.failed, 10, None)
    assert len({one.headers["webhook-id"] for one in house.receiver.heard}) == 1
    assert len({one.headers["webhook-timestamp"] for one in house.receiver.heard}) == 10
    history = await house.attempts(delivery.id)
    assert [(one.number, one.status, one.excerpt) for one in history] == [(n, 503, "Busy.") for n in range(1, 11)]


async def test_a_delivery_that_arrives_at_last_is_forgiven(house: House) -> None:
    made = await house.listen("invoice.*")
    house.receiver.answers = [answer(500), answer(302, "", "Location: http://127.0.0.1:1/"), answer(200, "Thanks.")]
    await house.tell()
    assert (await house.endpoint(made.endpoint.id)).failing_since == NOON
    await house.pass_until(NOON + timedelta(seconds=6))
    await house.pass_until(NOON + timedelta(minutes=7))
    (delivery,) = await house.deliveries()
    assert (delivery.state, delivery.attempts) == (DeliveryState.delivered, 3)
    assert [one.status for one in await house.attempts(delivery.id)] == [500, 302, 200]  # a redirect is not followed
    assert (await house.endpoint(made.endpoint.id)).failing_since is None


async def test_who_is_not_there_is_tried_again(house: House) -> None:
    await house.listen("invoice.*")
    house.receiver.answers = [b""]
    await house.tell()
    (delivery,) = await house.deliveries()
    (attempt,) = await house.attempts(delivery.id)
    assert (attempt.status, attempt.error) == (None, "No whole answer came: RemoteProtocolError.")
    assert delivery.state is DeliveryState.waiting


async def test_an_endpoint_that_is_gone_is_disabled_and_its_people_are_told(house: House) -> None:
    made = await house.listen("invoice.*")
    house.receiver.answers = [answer(410)]
    await house.tell()
    endpoint = await house.endpoint(made.endpoint.id)
    assert (endpoint.enabled, endpoint.disabled_because) == (False, DisabledBecause.gone)
    (delivery,) = await house.deliveries()
    assert (delivery.state, delivery.attempts) == (DeliveryState.failed, 1)
    async with house.program.scope(ACTOR, company_id=house.company_id, write=False) as scope:
        titles = [one.title for one in (await queries.notifications(scope, PageRequest())).items]
    assert "Webhooks to 127.0.0.1 were stopped" in titles
    await house.tell("TL-2")
    assert len(house.receiver.heard) == 1


async def test_five_days_of_failing_disable_and_enabling_gives_new_ones(house: House) -> None:
    made = await house.listen("invoice.*")
    house.receiver.answers = [answer(500)]
    for day in range(5):
        await house.pass_until(NOON + timedelta(days=day))
        await house.tell(f"TL-{day}")
        assert (await house.endpoint(made.endpoint.id)).enabled
    await house.pass_until(NOON + timedelta(days=5))
    endpoint = await house.endpoint(made.endpoint.id)
    assert (endpoint.enabled, endpoint.disabled_because) == (False, DisabledBecause.failing)
    await house.pass_until(NOON + timedelta(days=12))
    assert {one.state for one in await house.deliveries()} == {DeliveryState.withheld}
    async with house.program.scope(_person(house), company_id=house.company_id) as scope:
        again = await actions.change_endpoint(scope, endpoint.id, actions.EndpointWish(enabled=True))
    assert (again.enabled, again.disabled_because, again.failing_since) == (True, None, None)
    await house.tell("TL-9")
    assert (await house.endpoint(made.endpoint.id)).enabled


async def test_a_process_killed_between_the_post_and_its_record_delivers_again_with_the_same_id(house: House) -> None:
    await house.listen("invoice.*")
    await house.issue()
    house.receiver.pause_seconds = 30
    worker = Worker(house.program)
    dying = asyncio.create_task(worker.run_until_idle())
    await asyncio.wait_for(house.receiver.arrived.wait(), 20)
    dying.cancel()
    await asyncio.gather(dying, return_exceptions=True)
    (delivery,) = await house.deliveries()
    assert (delivery.state, delivery.attempts) == (DeliveryState.waiting, 1)
    house.receiver.pause_seconds = 0
    await house.pass_until(NOON + timedelta(minutes=2))  # the lease of the dead has run out
    (delivery,) = await house.deliveries()
    assert (delivery.state, delivery.attempts) == (DeliveryState.delivered, 2)
    first, second = house.receiver.heard
    assert (first.headers["webhook-id"], first.body) == (second.headers["webhook-id"], second.body)
    lost, whole = await house.attempts(delivery.id)
    assert (lost.status, lost.error, lost.duration_ms, whole.status) == (None, None, None, 204)


async def test_a_delivery_that_no_job_will_make_waits_for_nothing(house: House) -> None:
    await house.listen("invoice.*")
    house.receiver.answers = [answer(500)]
    await house.tell()
    (delivery,) = await house.deliveries()
    async with house.program.scope(ACTOR, company_id=house.company_id) as scope:
        await actions.give_up(scope, delivery.id, delivery.turn - 1)
    assert (await house.deliveries())[0].state is DeliveryState.waiting
    async with house.program.scope(ACTOR, company_id=house.company_id) as scope:
        await actions.give_up(scope, delivery.id, delivery.turn)
    assert (await house.deliveries())[0].state is DeliveryState.failed
    assert send_webhook.given_up is not None


async def test_whoever_listens_costs_one_statement_per_transaction_and_whoever_does_not_gets_no_job(
    house: House,
) -> None:
    async def statements(facts: int) -> int:
        counted: list[str] = []
        engine = house.program.database.engine.sync_engine

        def listener(*told: Any) -> None:
            counted.append(told[2])

        event.listen(engine, "before_cursor_execute", listener)
        async with house.program.scope(ACTOR, company_id=house.company_id) as scope:
            for _ in range(facts):
                scope.announce(_issued(house, scope))
        event.remove(engine, "before_cursor_execute", listener)
        return len([one for one in counted if "webhook_endpoint" in one])

    assert (await statements(1), await statements(20)) == (1, 1)
    assert "notifications.address_webhooks" not in await _open_jobs(house)
    await house.listen("payment.*")
    assert (await statements(1), await statements(20)) == (1, 1)
    assert "notifications.address_webhooks" not in await _open_jobs(house)
    await house.listen("invoice.*")
    await statements(1)
    assert "notifications.address_webhooks" in await _open_jobs(house)


def _issued(house: House, scope: Scope) -> InvoiceIssued:
    subject = scope.new_id(InvoiceId)
    return InvoiceIssued(company_id=house.company_id, subject=subject, number="TL-1", total=TOTAL, due_at=scope.now)


async def _open_jobs(house: House) -> set[str]:
    kinds: set[str] = set()
    async with house.program.scope(ACTOR, company_id=house.company_id, write=False) as scope:
        page = await jobs_page(scope, PageRequest(100))
        while True:
            kinds |= {one.kind for one in page.items if one.finished_at is None}
            if page.next_position is None:
                return kinds
            page = await jobs_page(scope, PageRequest(100, page.next_position))


async def _demote(house: House, user: User) -> None:
    async with house.program.scope(ACTOR, company_id=house.company_id) as scope:
        await access.change_user_roles(scope, user.id, [RoleKey.team_member])


async def _hire(house: House, role: RoleKey) -> User:
    async with house.program.scope(ACTOR, company_id=house.company_id) as scope:
        return await make_user(scope, role, company_id=house.company_id, email="otto@nordlicht.example")


def _person(house: House) -> Actor:
    return Actor(ActorKind.user, house.admin.id, house.admin.name)
