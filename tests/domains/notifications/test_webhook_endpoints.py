"""Endpoints as people and machines make them: by the API, within one company, with a secret that is told once."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

import httpx2
import pytest
from sqlalchemy import text

from tests.conftest import NOON, run_jobs
from tests.domains.notifications.conftest import ACTOR, House
from tests.factories import make_company, make_user, sign_in
from tests.receiver import answer
from trunkline.domains.access import actions as access
from trunkline.domains.access.model import Permission, RoleKey, UserState
from trunkline.entrypoints.http import build_app
from trunkline.infra.program import Program
from trunkline.infra.scope import Actor, ActorKind
from trunkline.kernel.clock import ManualClock

API = "/api/v1"


def client_of(program: Program) -> httpx2.AsyncClient:
    transport = httpx2.ASGITransport(app=build_app(program), raise_app_exceptions=False)
    return httpx2.AsyncClient(transport=transport, base_url=f"http://testserver{API}")


@asynccontextmanager
async def signed_in(program: Program, email: str = "ada@nordlicht.example") -> AsyncIterator[httpx2.AsyncClient]:
    async with client_of(program) as client:
        client.base_url = httpx2.URL("http://testserver")
        await sign_in(client, email)
        client.base_url = httpx2.URL(f"http://testserver{API}")
        yield client


async def made_by(client: httpx2.AsyncClient, house: House, *kinds: str) -> dict[str, Any]:
    body = {"url": house.receiver.address, "kinds": kinds or ["invoice.*"], "description": "The book-keeping"}
    answered = await client.post("/webhook-endpoints", json=body)
    assert answered.status_code == 201, answered.text
    await run_jobs(house.program)
    house.receiver.heard.clear()
    found: dict[str, Any] = answered.json()
    return found


async def test_the_life_of_an_endpoint(house: House) -> None:
    async with signed_in(house.program) as client:
        made = await made_by(client, house, "payment.failed", "invoice.*", "invoice.*")
        assert made.pop("secret").startswith("whsec_")
        assert (made["kinds"], made["enabled"]) == (["invoice.*", "payment.failed"], True)
        path = f"/webhook-endpoints/{made['id']}"
        assert (await client.get(path)).json() == made  # without the secret
        assert (await client.get("/webhook-endpoints")).json()["items"] == [made]
        changed = (await client.patch(path, json={"enabled": False, "description": "Nobody"})).json()
        assert changed == made | {"enabled": False, "description": "Nobody", "disabled_because": "asked"}
        assert (await client.patch(path, json={"enabled": False})).json() == changed
        assert (await client.post(f"{path}/test")).status_code == 409
        assert (await client.post(f"{path}/replay", json={"since": "2026-03-02T11:00:00Z"})).status_code == 409
        assert (await client.delete(path)).status_code == 204
        assert (await client.get(path)).status_code == 404
        assert (await client.delete(path)).status_code == 404
    await house.tell()
    assert house.receiver.heard == []
    assert await _kinds_announced(house) == [
        "webhook_endpoint.created",
        "webhook_endpoint.changed",
        "webhook_endpoint.deleted",
    ]


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"url": "http://hooks.example/"}, "/url"),
        ({"url": "https://169.254.169.254/"}, "/url"),
        ({"kinds": ["invoice.eaten"]}, "/kinds/0"),
        ({"kinds": ["*", "eaten.*"]}, "/kinds/1"),
        ({"kinds": []}, "/kinds"),
        ({"kinds": ["notification.created"]}, "/kinds/0"),
        ({"description": "two\nlines"}, "/description"),
        ({"secret": "mine"}, "/secret"),
    ],
)
async def test_what_is_refused(house: House, change: dict[str, Any], pointer: str) -> None:
    async with signed_in(house.program) as client:
        body = {"url": house.receiver.address, "kinds": ["*"]} | change
        refused = await client.post("/webhook-endpoints", json=body)
        assert refused.status_code == 422
        assert refused.json()["errors"][0]["pointer"] == pointer
        assert (await client.get("/webhook-endpoints")).json()["items"] == []


async def test_the_kinds_that_may_be_chosen_are_those_that_may_be_heard(house: House) -> None:
    async with house.program.scope(ACTOR, company_id=house.company_id) as scope:
        await make_user(scope, RoleKey.operations_manager, company_id=house.company_id, email="otto@nordlicht.example")
    async with signed_in(house.program) as client:
        kinds = {one["kind"]: one["description"] for one in (await client.get("/webhook-kinds")).json()["items"]}
    assert {"invoice.issued", "payment.failed", "webhook_endpoint.disabled"} <= set(kinds)
    assert not {"notification.created", "webhook_endpoint.tested", "job.dead"} & set(kinds)
    assert kinds["payment.failed"].endswith(".")
    async with signed_in(house.program, "otto@nordlicht.example") as client:
        fewer = {one["kind"] for one in (await client.get("/webhook-kinds")).json()["items"]}
    assert "invoice.issued" in fewer
    assert "payment.failed" not in fewer


async def test_a_test_is_heard_by_the_one_that_is_tested(house: House) -> None:
    async with signed_in(house.program) as client:
        made, _ = await made_by(client, house), await made_by(client, house, "*")
        asked = await client.post(f"/webhook-endpoints/{made['id']}/test")
        assert (asked.status_code, asked.json()["state"]) == (202, "waiting")
        await run_jobs(house.program)
        (heard,) = house.receiver.heard
        assert (heard.told["type"], heard.told["subject"]) == ("webhook_endpoint.tested", made["id"])
        assert heard.is_signed_with(made["secret"])
        shown = (await client.get(f"/webhook-deliveries/{asked.json()['id']}")).json()
        assert (shown["state"], shown["body"]) == ("delivered", heard.told)
        assert [(one["number"], one["status"], one["error"]) for one in shown["history"]] == [(1, 204, None)]


async def test_for_a_day_both_secrets_sign(house: House, clock: ManualClock) -> None:
    async with signed_in(house.program) as client:
        made = await made_by(client, house)
        rotated = (await client.post(f"/webhook-endpoints/{made['id']}/rotate-secret")).json()
        assert (rotated["id"], rotated["previous_until"]) == (made["id"], "2026-03-03T12:00:00Z")
    clock.advance(timedelta(hours=23))
    async with signed_in(house.program) as client:  # the session of yesterday is over
        third = (await client.post(f"/webhook-endpoints/{made['id']}/rotate-secret")).json()
    secrets = [made["secret"], rotated["secret"], third["secret"]]
    assert len(set(secrets)) == 3
    for passed, good in ((0, [True, True, True]), (2, [False, True, True]), (24, [False, False, True])):
        clock.advance(timedelta(hours=passed))
        house.receiver.heard.clear()
        await house.tell()
        assert [house.receiver.heard[0].is_signed_with(one) for one in secrets] == good


async def test_no_secret_is_kept_or_told_again(house: House, caplog: pytest.LogCaptureFixture) -> None:
    async with signed_in(house.program) as client:
        made = await made_by(client, house)
        await house.tell()
        bare = made["secret"].removeprefix("whsec_")
        shown = [await client.get(path) for path in ("/webhook-endpoints", "/webhook-deliveries", "/notifications")]
    assert not [one.text for one in shown if bare in one.text]
    async with house.program.database.read() as connection:
        for table in ("webhook_secret", "webhook_endpoint", "webhook_attempt", "event_log", "job", "idempotency_key"):
            rows = (await connection.execute(text(f"SELECT * FROM {table}"))).all()
            assert rows or table in {"idempotency_key", "job"}
            assert bare not in repr(rows)
    assert bare not in caplog.text


async def test_under_another_secret_key_nothing_is_sent_unsigned(house: House, clock: ManualClock) -> None:
    from dataclasses import replace

    await house.listen("invoice.*")
    other = replace(house.program.config, secret_key=b"another key that only tests use, 32+")
    house.program = replace(house.program, config=other)
    await house.tell()
    (delivery,) = await house.deliveries()
    (attempt,) = await house.attempts(delivery.id)
    assert "rotate it" in (attempt.error or "")
    assert house.receiver.heard == []
    async with signed_in(house.program) as client:
        rotated = (await client.post(f"/webhook-endpoints/{delivery.endpoint_id}/rotate-secret")).json()
    await house.pass_until(NOON + timedelta(minutes=1))
    assert house.receiver.heard[0].is_signed_with(rotated["secret"])


async def test_a_delivery_is_replayed_with_its_id(house: House) -> None:
    async with signed_in(house.program) as client:
        await made_by(client, house)
        house.receiver.answers = [answer(500), answer(204)]
        await house.tell()
        (failed,) = (await client.get("/webhook-deliveries?state=waiting&kind=invoice.issued")).json()["items"]
        again = await client.post(f"/webhook-deliveries/{failed['id']}/replay")
        assert (again.status_code, again.json()["state"], again.json()["attempts"]) == (202, "waiting", 1)
        await run_jobs(house.program)
        assert (await client.get("/webhook-deliveries?state=waiting")).json()["items"] == []
        await house.pass_until(NOON + timedelta(minutes=1))  # the turn that was overtaken does nothing
        await client.post(f"/webhook-deliveries/{failed['id']}/replay")
        await run_jobs(house.program)
    assert len({one.headers["webhook-id"] for one in house.receiver.heard}) == 1
    assert len(house.receiver.heard) == 3


async def test_what_was_missed_since_a_moment_is_delivered(house: House, clock: ManualClock) -> None:
    async with signed_in(house.program) as client:
        await house.tell("TL-1")  # before anybody listens
        clock.advance(timedelta(hours=1))
        made = await made_by(client, house)
        path = f"/webhook-endpoints/{made['id']}"
        await house.tell("TL-2")
        await client.patch(path, json={"enabled": False})
        clock.advance(timedelta(hours=1))
        await house.tell("TL-3")
        await client.patch(path, json={"enabled": True})
        house.receiver.heard.clear()
        asked = await client.post(f"{path}/replay", json={"since": "2026-03-02T12:30:00Z"})
        assert asked.status_code == 202, asked.text
        await run_jobs(house.program)
        assert _numbers(house) == ["TL-3"]
        house.receiver.heard.clear()
        await client.post(f"{path}/replay", json={"since": "2026-03-02T12:00:00Z", "delivered": True})
        await run_jobs(house.program)
        assert sorted(_numbers(house)) == ["TL-1", "TL-2", "TL-3"]
        for since in ("2026-03-02T14:00:01Z", "2025-12-01T00:00:00Z"):
            assert (await client.post(f"{path}/replay", json={"since": since})).status_code == 422


async def test_another_companys_endpoints_and_deliveries_do_not_exist(house: House) -> None:
    async with house.program.scope(ACTOR) as scope:
        stranger = (await make_company(scope, "suedwind")).id
        await make_user(scope, RoleKey.company_admin, company_id=stranger, email="eve@suedwind.example")
    made = await house.listen("invoice.*")
    await house.tell()
    (delivery,) = await house.deliveries()
    async with signed_in(house.program, "eve@suedwind.example") as client:
        path, at = f"/webhook-endpoints/{made.endpoint.id}", f"/webhook-deliveries/{delivery.id}"
        since = {"since": "2026-03-02T12:00:00Z"}
        answers = [
            await client.get(path),
            await client.get(at),
            await client.patch(path, json={"url": "https://eve.example/"}),
            await client.delete(path),
            await client.post(f"{path}/test"),
            await client.post(f"{path}/rotate-secret"),
            await client.post(f"{path}/replay", json=since),
            await client.post(f"{at}/replay"),
        ]
        assert [one.status_code for one in answers] == [404] * 8
        for listed in (
            "/webhook-endpoints",
            "/webhook-deliveries",
            f"/webhook-deliveries?endpoint_id={made.endpoint.id}",
        ):
            assert (await client.get(listed)).json()["items"] == []


async def test_who_redirects_an_endpoint_answers_for_it(house: House) -> None:
    """Nobody hears by another's permissions: operations points the admin's endpoint to itself, and payments fall silent."""
    async with house.program.scope(ACTOR, company_id=house.company_id) as scope:
        otto = await make_user(
            scope, RoleKey.operations_manager, company_id=house.company_id, email="otto@nordlicht.example"
        )
    made = await house.listen("*")
    async with signed_in(house.program, "otto@nordlicht.example") as client:
        path = f"/webhook-endpoints/{made.endpoint.id}"
        named = (await client.patch(path, json={"description": "Mine"})).json()
        assert named["user_id"] == house.admin.id
        moved = (await client.patch(path, json={"url": f"{house.receiver.address}/otto"})).json()
        assert moved["user_id"] == otto.id
    assert (await house.endpoint(made.endpoint.id)).user_id == otto.id


async def test_deliveries_of_facts_that_one_may_not_hear_are_not_seen(house: House) -> None:
    async with house.program.scope(ACTOR, company_id=house.company_id) as scope:
        member = await make_user(
            scope, RoleKey.operations_manager, company_id=house.company_id, email="otto@nordlicht.example"
        )
    await house.listen("*")
    await house.tell()
    (delivery,) = await house.deliveries(kind="invoice.issued")
    async with signed_in(house.program, "otto@nordlicht.example") as client:
        assert (await client.get(f"/webhook-deliveries/{delivery.id}")).status_code == 200
        async with house.program.database.write() as connection:
            await connection.execute(text("UPDATE webhook_delivery SET audience = 'payments.read'"))
        assert (await client.get(f"/webhook-deliveries/{delivery.id}")).status_code == 404
        assert (await client.post(f"/webhook-deliveries/{delivery.id}/replay")).status_code == 404
        assert (await client.get("/webhook-deliveries")).json()["items"] == []
    assert member.state is UserState.active


async def test_an_endpoint_made_with_a_key_hears_no_more_than_the_key(house: House) -> None:
    person = Actor(ActorKind.user, house.admin.id, house.admin.name)
    held = frozenset(Permission)
    wanted = [Permission.webhooks_manage, Permission.webhooks_read]
    async with house.program.scope(person, company_id=house.company_id, permissions=held) as scope:
        key = await access.create_api_key(scope, "Integrator", wanted)
    async with client_of(house.program) as client:
        client.headers["Authorization"] = f"Bearer {key.secret}"
        made = await made_by(client, house, "*")
        assert made["user_id"] == house.admin.id
        await house.tell()
        assert house.receiver.heard == []  # invoices.read is not among what the key holds
        assert (await client.post(f"/webhook-endpoints/{made['id']}/test")).status_code == 202
        await run_jobs(house.program)
        assert [one.told["type"] for one in house.receiver.heard] == ["webhook_endpoint.tested"]


async def test_the_system_makes_no_endpoint(house: House) -> None:
    from trunkline.domains.notifications import actions
    from trunkline.kernel.errors import Forbidden

    async with house.program.scope(ACTOR, company_id=house.company_id) as scope:
        with pytest.raises(Forbidden):
            await actions.create_endpoint(scope, house.receiver.address, ["*"])


async def test_the_operator_hears_the_platforms_own_facts_and_helps_a_company(house: House) -> None:
    async with house.program.scope(ACTOR) as scope:
        await make_user(scope, RoleKey.super_admin, email="ada@trunkline.example")
    async with signed_in(house.program, "ada@trunkline.example") as client:
        platform = await made_by(client, house, "company.*", "invoice.*")
        assert platform["company_id"] is None
        await house.tell()
        assert house.receiver.heard == []
        tested = await client.post(f"/webhook-endpoints/{platform['id']}/test")
        assert tested.status_code == 202
        await run_jobs(house.program)
        assert [one.told["company_id"] for one in house.receiver.heard] == [None]
        house.receiver.heard.clear()
        body = {"url": house.receiver.address, "kinds": ["invoice.*", "job.*"]}
        helped = (await client.post(f"/webhook-endpoints?company={house.company_id}", json=body)).json()
        await house.tell("TL-2")
        assert [one.told["type"] for one in house.receiver.heard] == ["invoice.issued"]
        house.receiver.heard.clear()
        # Without naming the company, too: what is done is done for the endpoint's own.
        replayed = {"since": "2026-03-02T12:00:00Z", "delivered": True}
        asked = await client.post(f"/webhook-endpoints/{helped['id']}/replay", json=replayed)
        assert asked.status_code == 202, asked.text
        await run_jobs(house.program)
        assert sorted(_numbers(house)) == ["TL-1", "TL-2"]


def _numbers(house: House) -> list[str]:
    return [one.told["data"]["number"] for one in house.receiver.heard]


async def _kinds_announced(house: House) -> list[str]:
    async with house.program.database.read() as connection:
        chosen = text("SELECT kind FROM event_log WHERE kind LIKE 'webhook%' ORDER BY seq")
        return list((await connection.execute(chosen)).scalars())
