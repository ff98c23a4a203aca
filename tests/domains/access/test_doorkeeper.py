"""What takes a right away bites within a second in every process, also when no wake-up gets through."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import httpx2
import pytest
from sqlalchemy import event
from starlette.requests import Request

from tests.conftest import second_program
from tests.domains.access.conftest import Browser, House
from trunkline.domains.access import actions, queries
from trunkline.domains.access.api import Doorkeeper
from trunkline.domains.access.model import RoleKey, UserState
from trunkline.infra.config import Config
from trunkline.infra.program import Program
from trunkline.infra.scope import system_actor
from trunkline.kernel.clock import ManualClock


@pytest.fixture
async def elsewhere(program: Program, config: Config, clock: ManualClock, tmp_path: Path) -> AsyncIterator[Program]:
    """A second process on the same database, with wake-ups of its own: it hears nothing of the first."""
    async with second_program(config, clock, tmp_path / "elsewhere") as second:
        yield replace(second, config=replace(second.config, secret_key=program.config.secret_key))


def request_of(browser: httpx2.AsyncClient) -> Request:
    cookie = f"trunkline_session={browser.cookies['trunkline_session']}".encode()
    return Request({"type": "http", "method": "GET", "path": "/", "headers": [(b"cookie", cookie)]})


async def test_a_session_is_read_once_and_then_remembered(browser: Browser, house: House, program: Program) -> None:
    doorkeeper, request = Doorkeeper(program), request_of(await browser("anke@nordlicht.example"))
    statements: list[str] = []
    event.listen(program.database.engine.sync_engine, "before_cursor_execute", lambda *args: statements.append(args[2]))
    first = await doorkeeper(request)
    asked = len(statements)
    assert first is not None
    assert first.actor.id == house.anke.id
    assert [await doorkeeper(request) for _ in range(50)] == [first] * 50
    assert len(statements) == asked


@pytest.mark.parametrize("change", ["roles", "disabled", "signed_out"])
async def test_a_change_bites_at_once_here_and_within_a_second_elsewhere(
    browser: Browser, house: House, program: Program, elsewhere: Program, change: str
) -> None:
    request = request_of(await browser("tim@nordlicht.example"))
    here, there = Doorkeeper(program), Doorkeeper(elsewhere)
    for doorkeeper in (here, there):
        known = await doorkeeper(request)
        assert known is not None
        assert "calls.read" in known.permissions
    async with program.scope(system_actor("test"), company_id=house.nordlicht) as scope:
        if change == "roles":
            await actions.change_user_roles(scope, house.tim.id, [])
        elif change == "disabled":
            await actions.change_user(scope, house.tim.id, state=UserState.disabled)
        else:
            (session,) = await queries.sessions_of(scope, house.tim.id)
            await actions.end_session(scope, house.tim.id, session.id)
    changed_at = time.monotonic()
    at_once = await here(request)
    assert not (at_once and "calls.read" in at_once.permissions)
    while (known := await there(request)) and "calls.read" in known.permissions:
        assert time.monotonic() - changed_at < 1.0
        await asyncio.sleep(0.02)
    if change == "roles":
        assert known is not None
        assert (known.permissions, known.permission_version) == (frozenset(), 2)
    else:
        assert known is None


async def test_a_missed_wake_up_makes_it_look_at_everybody(browser: Browser, house: House, program: Program) -> None:
    doorkeeper, request = Doorkeeper(program), request_of(await browser("tim@nordlicht.example"))
    assert await doorkeeper(request)
    async with program.database.write() as connection:
        await connection.exec_driver_sql("DELETE FROM session")
    assert await doorkeeper(request), "remembered"
    await program.wakeups.publish("access:")
    assert await doorkeeper(request) is None


@pytest.mark.parametrize(
    "headers",
    [
        [],
        [(b"cookie", b"trunkline_session=")],
        [(b"cookie", b"trunkline_session=guess")],
        [(b"cookie", b"trunkline_session=" + b"x" * 10_000)],
        [(b"cookie", b"trunkline_session=\xff\xfe")],
        [(b"authorization", b"Bearer tk_guess")],
        [(b"authorization", b"Bearer ")],
        [(b"authorization", b"Basic dGs6eA==")],
        [(b"authorization", b"Bearer tk_" + b"x" * 10_000)],
        [(b"authorization", b"\xff")],
    ],
)
async def test_what_is_no_credential_opens_nothing(program: Program, headers: list[tuple[bytes, bytes]]) -> None:
    assert (
        await Doorkeeper(program)(Request({"type": "http", "method": "GET", "path": "/", "headers": headers})) is None
    )


async def test_a_header_is_never_helped_out_by_the_cookie(browser: Browser, house: House, program: Program) -> None:
    """Otherwise a bad key would do what the cookie may, and without a CSRF token."""
    request = request_of(await browser("anke@nordlicht.example"))
    both = {**request.scope, "headers": [*request.scope["headers"], (b"authorization", b"Bearer tk_wrong")]}
    assert await Doorkeeper(program)(Request(both)) is None


async def test_all_callers_are_looked_up_at_once(browser: Browser, house: House, program: Program) -> None:
    """What the socket asks each second for everybody who is connected."""
    anke, tim = await browser("anke@nordlicht.example"), await browser("tim@nordlicht.example")
    made = (await anke.post("/api-keys", json={"name": "PBX", "permissions": ["usage.write"]})).json()
    async with program.scope(system_actor("test"), write=False) as scope:
        (anke_session,) = await queries.sessions_of(scope, house.anke.id)
        (tim_session,) = await queries.sessions_of(scope, house.tim.id)
    await tim.delete("/session")
    callers = [
        ("user", house.anke.id, anke_session.id),
        ("user", house.tim.id, tim_session.id),
        ("api_key", made["id"], None),
        ("user", house.anke.id, anke_session.id),
        ("user", house.anke.id, None),
        ("system", "cli", None),
    ]
    statements: list[str] = []
    async with program.scope(system_actor("test"), write=False) as scope:
        event.listen(
            program.database.engine.sync_engine, "before_cursor_execute", lambda *args: statements.append(args[2])
        )
        found = await queries.identities_of(scope, callers)
        assert len(statements) == 3
        assert await queries.identities_of(scope, []) == []
    assert [one and one.actor.id for one in found] == [house.anke.id, None, made["id"], house.anke.id, None, None]
    assert found[2] is not None
    assert (found[2].permissions, found[2].company_id) == (frozenset({"usage.write"}), house.nordlicht)


async def test_roles_can_be_installed_again_and_reach_those_who_have_them(
    browser: Browser, house: House, program: Program
) -> None:
    tim = await browser("tim@nordlicht.example")
    before = (await tim.get("/session")).json()
    async with program.scope(system_actor("test")) as scope:
        await actions.install_roles(scope)
    assert (await tim.get("/session")).json() == before
    async with program.database.write() as connection:  # an older version gave less
        await connection.exec_driver_sql("DELETE FROM role_permission WHERE permission_key = 'calls.read'")
    async with program.scope(system_actor("upgrade")) as scope:
        await actions.install_roles(scope)
    after = (await tim.get("/session")).json()
    assert after["permissions"] == before["permissions"]
    assert after["permission_version"] == before["permission_version"] + 1
    assert RoleKey.team_member in after["roles"]
