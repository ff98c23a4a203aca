"""Webhooks of a company with a clock of its own: receivers live in real time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from tests.clients import client_as
from tests.conftest import run_jobs
from tests.domains.notifications.conftest import ACTOR, House
from tests.factories import make_user
from tests.receiver import answer
from trunkline.domains.access.model import RoleKey
from trunkline.kernel.ids import CompanyId

LAB = {
    "slug": "lab",
    "name": "Lab",
    "zone": "Europe/Berlin",
    "currency": "EUR",
    "billing_profile": {"legal_name": "Lab", "email": "lab@lab.example", "country": "DE"},
    "test_clock": {"now": "2020-01-01T12:00:00+01:00"},
}


async def test_a_delivery_is_tried_again_in_real_time_while_the_companys_clock_stands(house: House) -> None:
    async with client_as(house.program, "companies.manage") as operator:
        company_id = CompanyId((await operator.post("/companies", json=LAB)).json()["id"])
    async with house.program.scope(ACTOR) as scope:
        admin = await make_user(scope, RoleKey.company_admin, company_id=company_id, email="lab@lab.example")
    house.company_id = company_id
    made = await house.listen("invoice.*", user=admin)
    house.receiver.answers = [answer(503), answer(200)]
    now = house.program.clock.now()
    await house.tell()
    (waiting,) = await house.deliveries()
    assert waiting.happened_at == datetime(2020, 1, 1, 11, tzinfo=UTC)
    assert waiting.next_attempt_at is not None
    assert timedelta(seconds=5) <= waiting.next_attempt_at - now <= timedelta(seconds=6)
    assert (await house.endpoint(made.endpoint.id)).failing_since == now
    await run_jobs(house.program)
    assert len(house.receiver.heard) == 1, "not before its time"
    await house.pass_until(waiting.next_attempt_at)
    (delivered,) = await house.deliveries()
    assert (delivered.state, delivered.delivered_at) == ("delivered", waiting.next_attempt_at)
    assert len(house.receiver.heard) == 2
