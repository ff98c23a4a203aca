"""Two companies with their people, the operator's staff, and a browser for each of them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass

import httpx2
import pytest
from sqlalchemy import text

from tests.factories import make_company, make_user, sign_in
from trunkline.domains.access.model import RoleKey, User
from trunkline.infra.journal import event_log
from trunkline.infra.program import Program
from trunkline.infra.scope import system_actor
from trunkline.kernel.ids import CompanyId

Browser = Callable[[str], Awaitable[httpx2.AsyncClient]]


@dataclass(frozen=True)
class House:
    """Olivia runs the installation; Anke runs Nordlicht, where Tim looks on; Grace runs Harbor."""

    nordlicht: CompanyId
    harbor: CompanyId
    olivia: User
    anke: User
    tim: User
    grace: User


@pytest.fixture
async def house(program: Program) -> House:
    async with program.scope(system_actor("test")) as scope:
        nordlicht = await make_company(scope, "nordlicht")
        harbor = await make_company(scope, "harbor")
        return House(
            nordlicht.id,
            harbor.id,
            await make_user(scope, RoleKey.super_admin, email="olivia@trunkline.example"),
            await make_user(scope, RoleKey.company_admin, company_id=nordlicht.id, email="anke@nordlicht.example"),
            await make_user(scope, RoleKey.team_member, company_id=nordlicht.id, email="tim@nordlicht.example"),
            await make_user(scope, RoleKey.company_admin, company_id=harbor.id, email="grace@harbor.example"),
        )


@pytest.fixture
async def browser(client: httpx2.AsyncClient, house: House) -> AsyncIterator[Browser]:
    """`await browser("anke@…")`: a browser of her own in which she is signed in."""
    async with AsyncExitStack() as stack:

        async def open_browser(email: str) -> httpx2.AsyncClient:
            fresh = httpx2.AsyncClient(transport=client._transport, base_url="http://testserver/api/v1")
            await stack.enter_async_context(fresh)
            fresh.base_url = httpx2.URL("http://testserver")
            await sign_in(fresh, email)
            fresh.base_url = httpx2.URL("http://testserver/api/v1")
            return fresh

        yield open_browser


async def told(program: Program, kind: str) -> list[dict[str, object]]:
    """The facts of this kind: subject, company, audience and payload."""
    chosen = (
        event_log.select().where(event_log.c.kind == kind).order_by(event_log.c.at, event_log.c.stream, event_log.c.seq)
    )
    async with program.database.read() as connection:
        rows = (await connection.execute(chosen)).all()
    return [
        {"subject": row.subject, "company_id": row.company_id, "audience": row.audience, "by": row.actor_id}
        | row.payload
        for row in rows
    ]


async def everything_stored(program: Program) -> str:
    """Every value of every table of access, of the journal and of kept answers, as one text to look for secrets in."""
    tables = ("app_user", "session", "api_key", "event_log", "idempotency_key", "job")
    found = []
    async with program.database.read() as connection:
        for table in tables:
            found += [repr(tuple(row)) for row in await connection.execute(text(f"SELECT * FROM {table}"))]
    return "\n".join(found)
