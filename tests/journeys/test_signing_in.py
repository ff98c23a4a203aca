"""A person signs in, is refused without a CSRF token, loses a right within the second, and signs out."""

from __future__ import annotations

import httpx2

from tests.factories import PASSWORD, make_company, make_user, sign_in
from trunkline.domains.access.model import RoleKey
from trunkline.infra.program import Program
from trunkline.infra.scope import system_actor


async def test_from_signing_in_to_signing_out(program: Program, client: httpx2.AsyncClient) -> None:
    async with program.scope(system_actor("test")) as scope:
        company = await make_company(scope)
        admin = await make_user(scope, RoleKey.company_admin, company_id=company.id, email="anke@nordlicht.example")
        await make_user(scope, RoleKey.super_admin, email="olivia@trunkline.example")

    assert (await client.get("/api/v1/session")).status_code == 401
    session = await sign_in(client, "Anke@Nordlicht.example")
    assert session["user"] == {"id": admin.id, "name": "Anke", "email": "anke@nordlicht.example", "locale": "en"}
    assert session["company"] == {
        "id": company.id,
        "slug": "nordlicht",
        "name": "Nordlicht",
        "zone": "Europe/Berlin",
        "currency": "EUR",
        "locale": "en",
    }
    assert session["roles"] == ["company_admin"]
    assert "users.manage" in session["permissions"]
    assert "billing.run" not in session["permissions"]
    assert (await client.get("/api/v1/session")).json() == session

    csrf_token = client.headers.pop("X-CSRF-Token")
    refused = await client.patch("/api/v1/session/profile", json={"name": "Eve"})
    assert (refused.status_code, refused.json()["code"]) == (403, "forbidden")
    assert (await client.get("/api/v1/session")).json()["user"]["name"] == "Anke"
    client.headers["X-CSRF-Token"] = csrf_token
    renamed = await client.patch("/api/v1/session/profile", json={"name": "Anke P.", "locale": "de-DE"})
    assert (renamed.json()["user"]["name"], renamed.json()["user"]["locale"]) == ("Anke P.", "de-DE")

    assert (await client.get("/api/v1/users")).status_code == 200
    await _demote(client, program, str(admin.id))
    refused = await client.get("/api/v1/users")
    assert (refused.status_code, refused.json()["permission"]) == (403, "users.read")
    assert (await client.get("/api/v1/session")).json()["permission_version"] == session["permission_version"] + 1

    cookie = client.cookies["trunkline_session"]
    assert (await client.delete("/api/v1/session")).status_code == 204
    assert "trunkline_session" not in client.cookies
    stolen = {"Cookie": f"trunkline_session={cookie}"}
    assert (await client.get("/api/v1/session", headers=stolen)).status_code == 401


async def _demote(client: httpx2.AsyncClient, program: Program, user_id: str) -> None:
    """By the super admin, in another browser."""
    async with httpx2.AsyncClient(transport=client._transport, base_url=client.base_url) as other:
        await sign_in(other, "olivia@trunkline.example", PASSWORD)
        answer = await other.put(f"/api/v1/users/{user_id}/roles", json={"roles": ["team_member"]})
        assert answer.json()["roles"] == ["team_member"]
