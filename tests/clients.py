"""A client who is signed in as somebody with exactly these permissions; who that is, is the room access's own test."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx2
from starlette.requests import Request

from trunkline.entrypoints.http import build_app
from trunkline.infra.actor import Actor, ActorKind
from trunkline.infra.program import Program
from trunkline.infra.web import Identity
from trunkline.kernel.ids import CompanyId


@asynccontextmanager
async def client_as(
    program: Program, *permissions: str, company_id: CompanyId | None = None
) -> AsyncIterator[httpx2.AsyncClient]:
    """`company_id` None is the operator's staff."""
    identity = Identity(Actor(ActorKind.api_key, "key_test", "test"), company_id, frozenset(permissions), 1)

    async def authenticate(request: Request) -> Identity:
        return identity

    app = build_app(program)
    app.state.authenticate = authenticate
    transport = httpx2.ASGITransport(app=app, raise_app_exceptions=False)
    async with httpx2.AsyncClient(transport=transport, base_url="http://testserver/api/v1") as client:
        yield client
