"""The whole way, through the real application: sign in, take a ticket, listen, lose a role, sign out."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator

import httpx2
import pytest
from websockets.asyncio.client import connect

from tests.entrypoints.socket.live import Client, Noted, served
from tests.factories import make_company, make_user, sign_in
from trunkline.domains.access import actions as access
from trunkline.domains.access.model import RoleKey, User
from trunkline.entrypoints.http import build_app
from trunkline.infra.program import Program
from trunkline.infra.scope import system_actor

TEST = system_actor("test")


@pytest.fixture
async def address(program: Program) -> AsyncIterator[str]:
    app = build_app(program)
    async with served(app, app.state.hub) as port:
        yield f"127.0.0.1:{port}"


@pytest.fixture
async def browser(address: str) -> AsyncIterator[httpx2.AsyncClient]:
    async with httpx2.AsyncClient(base_url=f"http://{address}") as browser:
        yield browser


async def somebody(program: Program, *roles: RoleKey) -> User:
    async with program.scope(TEST) as scope:
        company = await make_company(scope)
        return await make_user(scope, *roles, company_id=company.id)


async def announce(program: Program, user: User) -> None:
    async with program.scope(TEST, company_id=user.company_id) as scope:
        scope.announce(Noted(company_id=user.company_id, subject="inv_1", text="hello"))


async def ticket(browser: httpx2.AsyncClient) -> str:
    answer = await browser.post("/api/v1/socket/tickets")
    assert answer.status_code == 201, answer.text
    assert answer.json().keys() == {"ticket", "expires_at"}
    return str(answer.json()["ticket"])


async def test_signed_in_one_hears_and_a_revoked_role_is_deaf_within_a_second(
    program: Program, address: str, browser: httpx2.AsyncClient
) -> None:
    user = await somebody(program, RoleKey.finance_manager)
    await sign_in(browser)
    async with connect(f"ws://{address}/ws?ticket={await ticket(browser)}") as connection:
        client = Client(connection)
        await client.subscribe(f"company:{user.company_id}")
        await client.next("reset")
        await announce(program, user)
        assert (await client.next())["type"] == "fact"
        async with program.scope(TEST) as scope:
            await access.change_user_roles(scope, user.id, [RoleKey.team_member])
        began = time.perf_counter()
        assert (await client.next("session_changed"))["permission_version"] > 0
        assert time.perf_counter() - began < 1.5  # a second, and what a busy machine adds
        await announce(program, user)
        assert (await client.next("fact", "skip", within_seconds=2))["type"] == "skip"


async def test_signing_out_closes_the_socket_for_good(
    program: Program, address: str, browser: httpx2.AsyncClient
) -> None:
    await somebody(program, RoleKey.finance_manager)
    await sign_in(browser)
    async with connect(f"ws://{address}/ws?ticket={await ticket(browser)}") as connection:
        await asyncio.sleep(0.2)
        assert (await browser.delete("/api/v1/session")).status_code == 204
        assert await Client(connection).closed(within_seconds=1.5) == 4101


async def test_a_ticket_needs_a_session(browser: httpx2.AsyncClient) -> None:
    assert (await browser.post("/api/v1/socket/tickets")).status_code == 401
