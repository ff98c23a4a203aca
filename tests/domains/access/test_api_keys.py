"""Keys: told once, never more than their maker, gone when revoked, expired, or when the maker is."""

from __future__ import annotations

from datetime import timedelta

import httpx2
import pytest

from tests.domains.access.conftest import Browser, House, everything_stored, told
from trunkline.infra.program import Program
from trunkline.kernel.clock import ManualClock

PBX = {"name": "PBX", "permissions": ["usage.write", "users.read"]}


async def status(client: httpx2.AsyncClient, secret: str, path: str = "/api/v1/users", method: str = "GET") -> int:
    answer = await client.request(method, path, headers={"Authorization": f"Bearer {secret}"}, json={})
    return answer.status_code


async def test_a_key_opens_what_it_holds_and_no_more(
    client: httpx2.AsyncClient, browser: Browser, house: House, program: Program, clock: ManualClock
) -> None:
    anke = await browser("anke@nordlicht.example")
    made = (await anke.post("/api-keys", json=PBX)).json()
    secret = made.pop("secret")
    assert secret.startswith(made["prefix"])
    assert (len(secret), len(made["prefix"])) == (46, 11)
    assert await status(client, secret) == 200
    assert await status(client, secret, "/api/v1/api-keys") == 403
    assert await status(client, secret, "/api/v1/session") == 403
    assert await status(client, secret, "/api/v1/users", "POST") == 403, (
        "no CSRF token is asked of a key, but the permission"
    )
    assert await status(client, secret[:-1]) == 401
    assert await status(client, secret.upper()) == 401
    (listed,) = (await anke.get("/api-keys")).json()["items"]
    assert listed == made | {"last_used_at": str(clock.now()).replace(" ", "T").replace("+00:00", "Z")}
    assert secret not in await everything_stored(program)
    (fact,) = await told(program, "api_key.created")
    assert (fact["subject"], fact["prefix"], fact["audience"]) == (made["id"], made["prefix"], "api_keys.read")


async def test_a_revoked_key_opens_nothing_from_then_on(
    client: httpx2.AsyncClient, browser: Browser, house: House, program: Program
) -> None:
    anke = await browser("anke@nordlicht.example")
    made = (await anke.post("/api-keys", json=PBX)).json()
    assert await status(client, made["secret"]) == 200
    for _ in range(2):
        assert (await anke.delete(f"/api-keys/{made['id']}")).status_code == 204
    assert await status(client, made["secret"]) == 401
    assert (await anke.get("/api-keys")).json()["items"][0]["revoked_at"] is not None
    assert len(await told(program, "api_key.revoked")) == 1


async def test_a_key_ends_on_time(
    client: httpx2.AsyncClient, browser: Browser, house: House, clock: ManualClock
) -> None:
    anke, ends = await browser("anke@nordlicht.example"), clock.now() + timedelta(hours=1)
    made = (await anke.post("/api-keys", json=PBX | {"expires_at": ends.isoformat()})).json()
    clock.advance(timedelta(hours=1) - timedelta(microseconds=1))
    assert await status(client, made["secret"]) == 200
    clock.advance(timedelta(microseconds=1))
    assert await status(client, made["secret"]) == 401


async def test_a_key_loses_what_its_maker_loses(client: httpx2.AsyncClient, browser: Browser, house: House) -> None:
    anke, olivia = await browser("anke@nordlicht.example"), await browser("olivia@trunkline.example")
    secret = (await anke.post("/api-keys", json=PBX)).json()["secret"]
    assert await status(client, secret) == 200
    await olivia.put(f"/users/{house.anke.id}/roles", json={"roles": ["team_member"]})
    assert await status(client, secret) == 403
    await olivia.patch(f"/users/{house.anke.id}", json={"state": "disabled"})
    assert await status(client, secret) == 401


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"permissions": []}, 422),
        ({"permissions": ["made.up"]}, 422),
        ({"permissions": ["*"]}, 422),
        ({"permissions": ["usage.read", "billing.run"]}, 403),
        ({"permissions": ["platform.read"]}, 403),
        ({"name": ""}, 422),
        ({"expires_at": "2026-03-02T12:00:00Z"}, 422),
        ({"expires_at": "2027-03-02T12:00:00"}, 422),
        ({"expires_at": "9999-12-31T23:59:59-23:59"}, 422),
    ],
)
async def test_a_key_that_cannot_be_is_not_made(
    browser: Browser, house: House, program: Program, change: dict[str, object], expected: int
) -> None:
    anke = await browser("anke@nordlicht.example")
    assert (await anke.post("/api-keys", json=PBX | change)).status_code == expected
    assert (await anke.get("/api-keys")).json()["items"] == []
    assert await told(program, "api_key.created") == []


async def test_a_key_makes_no_keys(
    client: httpx2.AsyncClient, browser: Browser, house: House, program: Program
) -> None:
    anke = await browser("anke@nordlicht.example")
    strong = (await anke.post("/api-keys", json={"name": "k", "permissions": ["api_keys.manage", "usage.read"]})).json()
    asked = {"name": "child", "permissions": ["usage.read"]}
    bearer = {"Authorization": f"Bearer {strong['secret']}"}
    assert (await client.post("/api/v1/api-keys", json=asked, headers=bearer)).status_code == 403
    assert len(await told(program, "api_key.created")) == 1


async def test_another_companys_key_does_not_exist(
    client: httpx2.AsyncClient, browser: Browser, house: House, program: Program
) -> None:
    anke, grace = await browser("anke@nordlicht.example"), await browser("grace@harbor.example")
    made = (await anke.post("/api-keys", json=PBX)).json()
    assert (await grace.delete(f"/api-keys/{made['id']}")).status_code == 404
    assert (await grace.get("/api-keys")).json()["items"] == []
    assert await status(client, made["secret"]) == 200
    assert await status(client, made["secret"], f"/api/v1/users?company={house.harbor}") == 404
    assert await told(program, "api_key.revoked") == []


async def test_the_operator_makes_keys_for_a_company_that_stay_in_it(
    client: httpx2.AsyncClient, browser: Browser, house: House
) -> None:
    olivia = await browser("olivia@trunkline.example")
    refused = await olivia.post(f"/api-keys?company={house.harbor}", json={"name": "k", "permissions": ["jobs.read"]})
    assert refused.status_code == 403
    made = (await olivia.post(f"/api-keys?company={house.harbor}", json=PBX)).json()
    assert made["company_id"] == house.harbor
    bearer = {"Authorization": f"Bearer {made['secret']}"}
    people = (await client.get("/api/v1/users", headers=bearer)).json()["items"]
    assert [one["name"] for one in people] == ["Grace"]
    assert (await client.get(f"/api/v1/users?company={house.nordlicht}", headers=bearer)).status_code == 404
