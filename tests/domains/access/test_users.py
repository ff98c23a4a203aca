"""Who may let whom in, with what, and where: never beyond one's own rights, never beyond one's own company."""

from __future__ import annotations

import asyncio

import httpx2
import pytest
from sqlalchemy import text

from tests.domains.access.conftest import Browser, House, everything_stored, told
from tests.factories import PASSWORD, make_user, sign_in
from trunkline.domains.access import actions
from trunkline.domains.access.actions import PASSWORDS
from trunkline.domains.access.model import LastSuperAdmin, RoleKey, UserState
from trunkline.infra.program import Program
from trunkline.infra.scope import system_actor

MIA = {"name": "Mia", "email": "Mia@Nordlicht.example", "roles": ["finance_manager"]}


async def snapshot(program: Program) -> str:
    """Users and roles as they stand."""
    async with program.database.read() as connection:
        users = await connection.execute(text("SELECT id, name, state, permission_version FROM app_user ORDER BY id"))
        roles = await connection.execute(text("SELECT user_id, role_key FROM user_role ORDER BY user_id, role_key"))
        return repr([tuple(row) for row in users] + [tuple(row) for row in roles])


async def test_a_new_user_is_told_a_password_once(
    client: httpx2.AsyncClient, browser: Browser, house: House, program: Program
) -> None:
    anke = await browser("anke@nordlicht.example")
    made = await anke.post("/users", json=MIA, headers={"Idempotency-Key": "mia"})
    user = made.json()
    assert made.status_code == 201
    assert (user["email"], user["roles"], user["state"]) == ("mia@nordlicht.example", ["finance_manager"], "active")
    assert (user["company_id"], user["last_sign_in_at"]) == (house.nordlicht, None)
    password = user.pop("initial_password")
    assert len(password) == 24
    assert (await anke.post("/users", json=MIA, headers={"Idempotency-Key": "mia"})).json() == user | {
        "initial_password": password
    }
    assert (await anke.get(f"/users/{user['id']}")).json() == user
    assert password not in await everything_stored(program)
    session = await sign_in(client, "mia@nordlicht.example", password)
    assert session["roles"] == ["finance_manager"]
    assert "invoices.manage" not in session["permissions"]
    (fact,) = [one for one in await told(program, "user.created") if one["subject"] == user["id"]]
    assert fact == {
        "subject": user["id"],
        "company_id": house.nordlicht,
        "audience": "users.read",
        "by": house.anke.id,
        "name": "Mia",
        "roles": ["finance_manager"],
    }


@pytest.mark.parametrize(
    ("change", "status", "code"),
    [
        ({"email": "GRACE@harbor.example"}, 409, "email_taken"),
        ({"email": "nobody"}, 422, "invalid"),
        ({"name": " "}, 422, "invalid"),
        ({"password": "short"}, 422, "invalid"),
        ({"locale": "../etc"}, 422, "invalid"),
        ({"roles": ["super_admin"]}, 422, "invalid"),
        ({"roles": ["owner"]}, 422, "invalid"),
        ({"company_id": "HARBOR"}, 404, "not_found"),
        ({"company_id": "com_00000000000000000000000000"}, 404, "not_found"),
        ({"is_admin": True}, 422, "invalid"),
    ],
)
async def test_who_cannot_be_let_in_is_not(
    browser: Browser, house: House, program: Program, change: dict[str, object], status: int, code: str
) -> None:
    anke, before = await browser("anke@nordlicht.example"), await snapshot(program)
    if change.get("company_id") == "HARBOR":
        change = {"company_id": house.harbor}
    refused = await anke.post("/users", json=MIA | change)
    assert (refused.status_code, refused.json()["code"]) == (status, code)
    assert await snapshot(program) == before
    assert len(await told(program, "user.created")) == 4


async def test_a_person_chooses_a_locale_of_his_own_and_an_unknown_one_changes_nothing(
    browser: Browser, house: House, program: Program
) -> None:
    tim = await browser(house.tim.email)
    chosen = await tim.patch("/session/profile", json={"locale": "ar_EG"})
    assert (chosen.status_code, chosen.json()["user"]["locale"]) == (200, "ar-EG")
    refused = await tim.patch("/session/profile", json={"locale": "xx-YY", "name": "Timothy"})
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "/locale")
    user = (await tim.get("/session")).json()["user"]
    assert (user["name"], user["locale"]) == (house.tim.name, "ar-EG")
    (fact,) = await told(program, "user.changed")
    assert (fact["subject"], fact["locale"]) == (house.tim.id, "ar-EG")


async def test_nobody_waits_while_the_password_of_a_new_user_is_hashed(
    browser: Browser, house: House, program: Program
) -> None:
    anke = await browser("anke@nordlicht.example")
    flood = [asyncio.create_task(PASSWORDS.hash("so many sign in at once")) for _ in range(50)]
    let_in = asyncio.create_task(anke.post("/users", json=MIA))
    await asyncio.sleep(0.1)  # by now the request stands in the queue of the hashing
    async with program.scope(system_actor("test"), company_id=house.nordlicht) as scope:
        await actions.change_profile(scope, house.tim.id, name="Timothy")
    assert not let_in.done(), "the other change was made while the password was waiting"
    assert (await let_in).status_code == 201
    await asyncio.gather(*flood)


async def test_another_companys_people_do_not_exist(browser: Browser, house: House, program: Program) -> None:
    anke, before = await browser("anke@nordlicht.example"), await snapshot(program)
    for foreign in (house.grace.id, house.olivia.id, "usr_01h455vb4pex5vsknk084sn02q"):
        asked = [
            anke.get(f"/users/{foreign}"),
            anke.patch(f"/users/{foreign}", json={"state": "disabled"}),
            anke.patch(f"/users/{foreign}", json={"name": "Eve"}),
            anke.put(f"/users/{foreign}/roles", json={"roles": []}),
        ]
        answers = [await one for one in asked]
        assert [(one.status_code, one.json()["code"]) for one in answers] == [(404, "not_found")] * 4
    assert (await anke.get(f"/users?company={house.harbor}")).status_code == 404
    assert (await anke.post(f"/users?company={house.harbor}", json=MIA)).status_code == 404
    assert await snapshot(program) == before


async def test_everybody_sees_his_own_people(browser: Browser, house: House) -> None:
    anke, olivia = await browser("anke@nordlicht.example"), await browser("olivia@trunkline.example")

    async def seen(who: httpx2.AsyncClient, query: str = "") -> list[str]:
        return sorted(one["name"] for one in (await who.get(f"/users{query}")).json()["items"])

    assert await seen(anke) == ["Anke", "Tim"]
    assert await seen(olivia) == ["Anke", "Grace", "Olivia", "Tim"]
    assert await seen(olivia, f"?company={house.harbor}") == ["Grace"]
    first = (await olivia.get("/users?limit=3")).json()
    rest = (await olivia.get(f"/users?limit=3&cursor={first['next_cursor']}")).json()
    assert (len(first["items"]), len(rest["items"]), rest["next_cursor"]) == (3, 1, None)
    assert {one["name"] for one in first["items"] + rest["items"]} == {"Anke", "Grace", "Olivia", "Tim"}


async def test_a_team_member_changes_nobody(browser: Browser, house: House, program: Program) -> None:
    tim, before = await browser("tim@nordlicht.example"), await snapshot(program)
    asked = [
        tim.get("/users"),
        tim.post("/users", json=MIA),
        tim.patch(f"/users/{house.tim.id}", json={"name": "Boss"}),
        tim.put(f"/users/{house.tim.id}/roles", json={"roles": ["company_admin"]}),
        tim.post("/api-keys", json={"name": "k", "permissions": ["usage.read"]}),
    ]
    assert [(await one).status_code for one in asked] == [403] * 5
    assert await snapshot(program) == before


async def test_nobody_gives_or_takes_what_he_does_not_hold(house: House, program: Program) -> None:
    """As a machine that may manage users and nothing else, which is less than any role gives."""
    before = await snapshot(program)
    weak = program.scope(
        system_actor("weak"), company_id=house.nordlicht, permissions=frozenset({"users.manage", "users.read"})
    )
    from trunkline.kernel.errors import Forbidden

    async with weak as scope:
        with pytest.raises(Forbidden, match="what you hold yourself"):
            await actions.change_user_roles(scope, house.tim.id, [RoleKey.finance_manager])
        with pytest.raises(Forbidden):
            await actions.change_user_roles(scope, house.anke.id, [])
        with pytest.raises(Forbidden):
            await actions.change_user(scope, house.anke.id, state=UserState.disabled)
    assert await snapshot(program) == before


async def test_roles_are_for_staff_or_for_companies(browser: Browser, house: House, program: Program) -> None:
    olivia, before = await browser("olivia@trunkline.example"), await snapshot(program)
    for user_id, role in ((house.tim.id, "super_admin"), (house.olivia.id, "company_admin")):
        refused = await olivia.put(f"/users/{user_id}/roles", json={"roles": [role]})
        assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "/roles")
    assert await snapshot(program) == before
    given = await olivia.put(f"/users/{house.tim.id}/roles", json={"roles": ["team_member", "finance_manager"] * 2})
    assert given.json()["roles"] == ["finance_manager", "team_member"]
    (changed,) = await told(program, "user.roles_changed")
    assert (changed["company_id"], changed["by"]) == (house.nordlicht, house.olivia.id)
    assert (changed["before"], changed["after"]) == (["team_member"], ["finance_manager", "team_member"])


async def test_the_last_super_admin_stays(browser: Browser, house: House, program: Program) -> None:
    olivia, before = await browser("olivia@trunkline.example"), await snapshot(program)
    demoted = await olivia.put(f"/users/{house.olivia.id}/roles", json={"roles": ["finance_manager"]})
    assert (demoted.status_code, demoted.json()["code"]) == (409, "last_super_admin")
    disabled = await olivia.patch(f"/users/{house.olivia.id}", json={"state": "disabled"})
    assert (disabled.status_code, disabled.json()["code"]) == (409, "conflict")
    async with program.scope(system_actor("cli")) as scope:
        with pytest.raises(LastSuperAdmin):
            await actions.change_user(scope, house.olivia.id, state=UserState.disabled)
    assert await snapshot(program) == before
    assert (await olivia.get("/session")).status_code == 200


async def test_two_super_admins_who_demote_each_other_at_once_leave_one(house: House, program: Program) -> None:
    async with program.scope(system_actor("test")) as scope:
        other = await make_user(scope, RoleKey.super_admin, email="oscar@trunkline.example")

    async def demote(user_id: object) -> None:
        async with program.scope(system_actor("test")) as scope:
            await actions.change_user_roles(scope, user_id, [RoleKey.team_member])  # type: ignore[arg-type]

    ended = await asyncio.gather(demote(house.olivia.id), demote(other.id), return_exceptions=True)
    assert [type(one) for one in ended if one is not None] == [LastSuperAdmin]


async def test_a_disabled_user_is_out_until_he_is_enabled(
    client: httpx2.AsyncClient, browser: Browser, house: House, program: Program
) -> None:
    anke, tim = await browser("anke@nordlicht.example"), await browser("tim@nordlicht.example")
    assert (await anke.patch(f"/users/{house.anke.id}", json={"state": "disabled"})).status_code == 409
    assert (await anke.patch(f"/users/{house.tim.id}", json={"state": "disabled"})).status_code == 200
    assert (await tim.get("/session")).status_code == 401
    await anke.patch(f"/users/{house.tim.id}", json={"state": "active", "name": "Timo"})
    assert (await tim.get("/session")).status_code == 401, "his session is gone for good"
    assert (await sign_in(client, "tim@nordlicht.example", PASSWORD))["user"]["name"] == "Timo"
    assert [(one["state"], one["name"]) for one in await told(program, "user.changed")] == [
        ("disabled", "Tim"),
        ("active", "Timo"),
    ]
    assert [one["reason"] for one in await told(program, "user.signed_out")] == ["disabled"]


async def test_what_changes_nothing_is_not_told(browser: Browser, house: House, program: Program) -> None:
    anke = await browser("anke@nordlicht.example")
    await anke.patch(f"/users/{house.tim.id}", json={"name": "Tim", "state": "active"})
    await anke.put(f"/users/{house.tim.id}/roles", json={"roles": ["team_member"]})
    assert await told(program, "user.changed") == []
    assert await told(program, "user.roles_changed") == []


async def test_roles_and_permissions_are_shown_as_far_as_one_can_hold_them(browser: Browser, house: House) -> None:
    anke, olivia = await browser("anke@nordlicht.example"), await browser("olivia@trunkline.example")
    ours = {one["key"]: one["permissions"] for one in (await anke.get("/roles")).json()}
    assert list(ours) == ["company_admin", "finance_manager", "operations_manager", "team_member"]
    assert "billing.run" not in ours["finance_manager"]
    theirs = {one["key"]: one["permissions"] for one in (await olivia.get("/roles")).json()}
    assert len(theirs) == 5
    assert "billing.run" in theirs["finance_manager"]
    assert "billing.run" not in [one["key"] for one in (await anke.get("/permissions")).json()]
    assert "billing.run" in [one["key"] for one in (await olivia.get("/permissions")).json()]
