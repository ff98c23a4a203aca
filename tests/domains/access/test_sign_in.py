"""Signing in: one answer for everything that is wrong, limits, sessions that slide and end, passwords that are hashed anew."""

from __future__ import annotations

from datetime import timedelta

import httpx2
import pytest
from argon2 import PasswordHasher
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from tests.conftest import run_jobs
from tests.domains.access.conftest import Browser, House, everything_stored, told
from tests.factories import PASSWORD, sign_in
from trunkline.domains.access import jobs
from trunkline.domains.access.actions import PASSWORDS
from trunkline.domains.access.actions.sign_in import PER_ADDRESS, PER_EMAIL
from trunkline.domains.access.model import SEEN_GRAIN, SESSION_IDLE, SESSION_LIFETIME
from trunkline.entrypoints.http import build_app
from trunkline.infra.program import Program
from trunkline.infra.scope import system_actor
from trunkline.kernel.clock import ManualClock

SESSION = "/api/v1/session"
WRONG = {
    "type": "urn:trunkline:problem:wrong_credentials",
    "title": "Not signed in",
    "status": 401,
    "detail": "The e-mail address or the password is not right.",
    "code": "wrong_credentials",
}


async def attempt(client: httpx2.AsyncClient, email: str, password: str = "not the right one") -> httpx2.Response:
    return await client.post(SESSION, json={"email": email, "password": password})


async def sessions(program: Program) -> int:
    async with program.database.read() as connection:
        return int((await connection.execute(text("SELECT count(*) FROM session"))).scalar_one())


@pytest.mark.parametrize("email", ["anke@nordlicht.example", "nobody@nordlicht.example", "no e-mail at all", "\n", ""])
async def test_whatever_is_wrong_the_answer_and_the_work_are_the_same(
    client: httpx2.AsyncClient, program: Program, house: House, email: str
) -> None:
    before = PASSWORDS.verified
    answer = await attempt(client, email)
    problem = answer.json()
    del problem["request_id"]
    assert (answer.status_code, problem) == (401, WRONG)
    assert PASSWORDS.verified == before + 1, "without a user a dummy is verified, so that the time tells nothing"
    assert "set-cookie" not in answer.headers
    assert await sessions(program) == 0
    assert await told(program, "user.signed_in") == []


async def test_a_disabled_user_hears_the_same(client: httpx2.AsyncClient, browser: Browser, house: House) -> None:
    anke = await browser("anke@nordlicht.example")
    assert (await anke.patch(f"/users/{house.tim.id}", json={"state": "disabled"})).json()["state"] == "disabled"
    answer = await attempt(client, "tim@nordlicht.example", PASSWORD)
    assert (answer.status_code, answer.json()["code"]) == (401, "wrong_credentials")


async def test_one_person_can_be_guessed_at_ten_times(
    client: httpx2.AsyncClient, house: House, clock: ManualClock
) -> None:
    email = "anke@nordlicht.example"
    answers = [await attempt(client, email.upper() if n % 2 else email) for n in range(PER_EMAIL.size)]
    assert {answer.status_code for answer in answers} == {401}
    refused = await attempt(client, email, PASSWORD)
    assert (refused.status_code, refused.json()["code"]) == (429, "too_many_sign_ins")
    assert refused.headers["retry-after"] == "180"
    assert (await attempt(client, "nobody@nordlicht.example")).status_code == 401
    await sign_in(client, "tim@nordlicht.example")
    clock.advance(timedelta(seconds=179))
    assert (await attempt(client, email, PASSWORD)).status_code == 429
    clock.advance(timedelta(seconds=1))
    assert (await attempt(client, email, PASSWORD)).status_code == 200


async def test_an_unknown_email_is_limited_alike(client: httpx2.AsyncClient, house: House) -> None:
    answers = [await attempt(client, "nobody@nordlicht.example") for _ in range(PER_EMAIL.size + 1)]
    assert [answer.status_code for answer in answers] == [401] * PER_EMAIL.size + [429]


async def test_the_right_password_ends_the_count_of_wrong_ones(client: httpx2.AsyncClient, house: House) -> None:
    email = "anke@nordlicht.example"
    for _ in range(2):
        for _ in range(PER_EMAIL.size - 1):
            assert (await attempt(client, email)).status_code == 401
        assert (await attempt(client, email, PASSWORD)).status_code == 200


async def test_one_address_cannot_try_a_list_of_people(program: Program, house: House, clock: ManualClock) -> None:
    app = build_app(program)
    for n in range(PER_ADDRESS.size):  # from different hosts of one IPv6 line
        limit = await program.limiter.check("sign_in:from:2001:db8:1:2::/64", PER_ADDRESS, clock.now())
        assert limit.allowed, n
    from_there = httpx2.ASGITransport(app=app, client=("2001:db8:1:2:3:4:5:6", 1))
    async with httpx2.AsyncClient(transport=from_there, base_url="http://testserver") as client:
        assert (await attempt(client, "anke@nordlicht.example", PASSWORD)).status_code == 429
    from_elsewhere = httpx2.ASGITransport(app=app, client=("2001:db8:1:3::1", 1))
    async with httpx2.AsyncClient(transport=from_elsewhere, base_url="http://testserver") as client:
        assert (await attempt(client, "anke@nordlicht.example", PASSWORD)).status_code == 200


async def test_the_cookie_is_out_of_reach_of_scripts(client: httpx2.AsyncClient, house: House) -> None:
    cookie = (await attempt(client, "anke@nordlicht.example", PASSWORD)).headers["set-cookie"]
    assert "; HttpOnly" in cookie
    assert "; SameSite=lax" in cookie
    assert "; Path=/" in cookie
    assert "; Secure" not in cookie  # this installation is reached by http


async def test_each_sign_in_is_a_session_of_its_own(browser: Browser, house: House, program: Program) -> None:
    first, second = await browser("anke@nordlicht.example"), await browser("anke@nordlicht.example")
    assert first.cookies["trunkline_session"] != second.cookies["trunkline_session"]
    assert first.headers["X-CSRF-Token"] != second.headers["X-CSRF-Token"]
    crossed = {"X-CSRF-Token": second.headers["X-CSRF-Token"]}
    assert (await first.delete("/session", headers=crossed)).status_code == 403
    listed = (await first.get("/sessions")).json()["items"]
    assert sorted(one["is_this_one"] for one in listed) == [False, True]
    (other,) = [one["id"] for one in listed if not one["is_this_one"]]
    assert (await first.delete(f"/sessions/{other}")).status_code == 204
    assert (await second.get("/session")).status_code == 401
    assert (await first.get("/session")).status_code == 200


async def test_nobody_ends_somebody_elses_session(browser: Browser, house: House) -> None:
    anke, grace = await browser("anke@nordlicht.example"), await browser("grace@harbor.example")
    (session,) = (await grace.get("/sessions")).json()["items"]
    assert (await anke.delete(f"/sessions/{session['id']}")).status_code == 404
    assert (await grace.get("/session")).status_code == 200


async def test_the_operators_staff_stay_themselves_while_they_look_at_a_company(
    browser: Browser, house: House, program: Program
) -> None:
    """PostgreSQL's policies hide their own row from a transaction that was opened for that company."""
    if program.database.dialect == "postgresql":
        async with program.database.write() as connection:
            await fence(connection, "app_user")
    try:
        olivia, at = await browser("olivia@trunkline.example"), f"?company={house.harbor}"
        session = (await olivia.get(f"/session{at}")).json()
        assert (session["user"]["id"], session["company"]) == (house.olivia.id, None)
        renamed = await olivia.patch(f"/session/profile{at}", json={"name": "Olivia P."})
        assert renamed.json()["user"]["name"] == "Olivia P."
        assert len((await olivia.get(f"/sessions{at}")).json()["items"]) == 1
        assert (await olivia.delete(f"/session{at}")).status_code == 204
    finally:
        if program.database.dialect == "postgresql":
            async with program.database.write() as connection:
                for undo in ("DROP POLICY tenant ON app_user", "ALTER TABLE app_user DISABLE ROW LEVEL SECURITY"):
                    await connection.execute(text(undo))


async def fence(connection: AsyncConnection, table: str) -> None:
    """As the migrations do; the tests' tables have no policies."""
    mine = "(company_id = current_setting('trunkline.company') OR current_setting('trunkline.company') = '*')"
    await connection.execute(text(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY"))
    await connection.execute(text(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY"))
    await connection.execute(
        text(f"CREATE POLICY tenant ON {table} USING ({mine}) WITH CHECK ({mine} OR company_id IS NULL)")
    )


async def test_a_session_slides_with_use_and_ends_without(browser: Browser, house: House, clock: ManualClock) -> None:
    anke = await browser("anke@nordlicht.example")
    for _ in range(3):
        clock.advance(SESSION_IDLE - timedelta(seconds=1))
        assert (await anke.get("/session")).status_code == 200
    clock.advance(SESSION_IDLE)
    assert (await anke.get("/session")).status_code == 401


async def test_no_session_outlives_its_lifetime(
    browser: Browser, house: House, clock: ManualClock, program: Program
) -> None:
    anke = await browser("anke@nordlicht.example")
    ends = clock.now() + SESSION_LIFETIME
    while clock.now() + timedelta(hours=10) < ends:
        clock.advance(timedelta(hours=10))
        assert (await anke.get("/session")).status_code == 200
    clock.move_to(ends)
    assert (await anke.get("/session")).status_code == 401
    assert await sessions(program) == 1
    await program_sweeps(program)
    assert await sessions(program) == 0


async def program_sweeps(program: Program) -> None:
    async with program.scope(system_actor("test")) as scope:
        await scope.enqueue(jobs.forget_expired_sessions, {})
        await scope.enqueue(jobs.forget_old_answers, {})
    await run_jobs(program)


async def test_use_is_noted_at_most_once_a_minute(
    browser: Browser, house: House, clock: ManualClock, program: Program
) -> None:
    anke = await browser("anke@nordlicht.example")
    began = clock.now()
    clock.advance(SEEN_GRAIN - timedelta(seconds=1))
    assert (await anke.get("/sessions")).json()["items"][0]["last_seen_at"] == _z(began)
    clock.advance(timedelta(seconds=1))
    assert (await anke.get("/sessions")).json()["items"][0]["last_seen_at"] == _z(clock.now())


async def test_old_parameters_are_replaced_at_the_next_sign_in(
    client: httpx2.AsyncClient, house: House, program: Program
) -> None:
    weak = PasswordHasher(time_cost=1, memory_cost=8 * 1024, parallelism=1).hash(PASSWORD)
    async with program.database.write() as connection:
        change = text("UPDATE app_user SET password_hash = :weak WHERE id = :id")
        await connection.execute(change, {"weak": weak, "id": house.anke.id})
    assert (await attempt(client, "anke@nordlicht.example")).status_code == 401
    assert weak in await everything_stored(program)
    await sign_in(client, "anke@nordlicht.example")
    stored = await everything_stored(program)
    assert weak not in stored
    assert stored.count("$argon2id$v=19$m=19456,t=2,p=1$") == 4
    await sign_in(client, "anke@nordlicht.example")


async def test_a_changed_password_ends_all_other_sessions(
    client: httpx2.AsyncClient, browser: Browser, house: House, program: Program
) -> None:
    here, elsewhere, tim = [await browser(f"{who}@nordlicht.example") for who in ("anke", "anke", "tim")]
    change = {"current_password": PASSWORD, "new_password": "another sentence for tests"}
    assert (await here.post("/session/password", json=change)).status_code == 204
    assert [(await one.get("/session")).status_code for one in (here, elsewhere, tim)] == [200, 401, 200]
    assert (await attempt(client, "anke@nordlicht.example", PASSWORD)).status_code == 401
    await sign_in(client, "anke@nordlicht.example", "another sentence for tests")
    (changed,) = await told(program, "user.password_changed")
    assert (changed["subject"], changed["by"], changed["audience"]) == (house.anke.id, house.anke.id, "users.read")
    (ended,) = await told(program, "user.signed_out")
    assert ended["reason"] == "password_changed"


@pytest.mark.parametrize(
    ("current", "new", "status", "code"),
    [
        ("not the right one", "another sentence for tests", 401, "wrong_credentials"),
        (PASSWORD, "short", 422, "invalid"),
        (PASSWORD, PASSWORD, 422, "invalid"),
        (PASSWORD, "anke@nordlicht.example", 422, "invalid"),
    ],
)
async def test_a_password_that_cannot_be_changed_stays(
    client: httpx2.AsyncClient, browser: Browser, house: House, current: str, new: str, status: int, code: str
) -> None:
    here, elsewhere = await browser("anke@nordlicht.example"), await browser("anke@nordlicht.example")
    refused = await here.post("/session/password", json={"current_password": current, "new_password": new})
    assert (refused.status_code, refused.json()["code"]) == (status, code)
    if status == 422:
        assert refused.json()["errors"][0]["pointer"] == "/new_password"
    assert (await elsewhere.get("/session")).status_code == 200
    await sign_in(client, "anke@nordlicht.example", PASSWORD)


async def test_guessing_the_current_password_is_limited_too(browser: Browser, house: House) -> None:
    anke = await browser("anke@nordlicht.example")
    guess = {"current_password": "not the right one", "new_password": "another sentence for tests"}
    answers = [await anke.post("/session/password", json=guess) for _ in range(PER_EMAIL.size + 1)]
    assert [answer.status_code for answer in answers] == [401] * PER_EMAIL.size + [429]


async def test_what_happened_is_told_without_any_secret(
    client: httpx2.AsyncClient, house: House, program: Program
) -> None:
    session = await sign_in(client, "anke@nordlicht.example")
    token = client.cookies["trunkline_session"]
    await client.delete(SESSION)
    (signed_in,) = await told(program, "user.signed_in")
    assert (signed_in["subject"], signed_in["company_id"]) == (house.anke.id, house.nordlicht)
    assert (signed_in["by"], signed_in["audience"]) == (house.anke.id, "users.read")
    (signed_out,) = await told(program, "user.signed_out")
    assert (signed_out["session_ids"], signed_out["reason"]) == ([signed_in["session_id"]], "asked")
    stored = await everything_stored(program)
    for secret in (PASSWORD, token, session["csrf_token"]):
        assert secret not in stored


async def test_a_wrong_answer_never_repeats_the_password(client: httpx2.AsyncClient, house: House) -> None:
    malformed = await client.post(SESSION, json={"email": 7, "password": "hunter2hunter2", "more": "hunter2hunter2"})
    assert malformed.status_code == 422
    assert "hunter2" not in malformed.text


def _z(moment: object) -> str:
    return str(moment).replace(" ", "T").replace("+00:00", "Z")
