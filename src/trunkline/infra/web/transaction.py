"""One request, one transaction. `ReadScope` and `WriteScope` are what a route asks for."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Annotated

from fastapi import Depends, Query
from starlette.requests import Request
from starlette.responses import Response

from trunkline.infra.program import Program
from trunkline.infra.scope import Actor, ActorKind, Scope
from trunkline.infra.web import idempotency
from trunkline.infra.web.identity import Identity, identity_of
from trunkline.kernel.errors import NotFound
from trunkline.kernel.ids import CompanyId

ANYBODY = Identity(Actor(ActorKind.anonymous, "anonymous", "somebody"), None, frozenset(), 0)


def program_of(request: Request) -> Program:
    program: Program = request.app.state.program
    return program


CompanyParameter = Annotated[
    CompanyId | None, Query(description="The operator names a company here; a company's own people need not.")
]


async def _read(request: Request, company: CompanyParameter = None) -> AsyncIterator[Scope]:
    identity = await _caller(request)
    async with _open(request, identity, company, write=False) as scope:
        await _require_company(scope, identity, company)
        yield scope


async def _write(request: Request, company: CompanyParameter = None) -> AsyncIterator[Scope]:
    """What was done before is answered as it was then, also while the company's clock moves; nothing new is done meanwhile."""
    async with _begun(request, company) as scope:
        scope.require_standing_clock()
        yield scope


async def _write_any_time(request: Request, company: CompanyParameter = None) -> AsyncIterator[Scope]:
    async with _begun(request, company) as scope:
        yield scope


@asynccontextmanager
async def _begun(request: Request, company: CompanyId | None) -> AsyncIterator[Scope]:
    identity = await _caller(request)
    opened = _open(request, identity, company, write=True, while_moving=True)
    async with idempotency.guard(request, identity), opened as scope:
        await _require_company(scope, identity, company)
        await idempotency.begin(scope, request, identity)
        request.state.write_scope = scope
        yield scope


@asynccontextmanager
async def reading(request: Request, company: CompanyId | None) -> AsyncIterator[Scope]:
    """A reading transaction for what must be known before a route does something outside, which no rollback takes back."""
    identity = await _caller(request)
    async with _open(request, identity, company, write=False) as scope:
        await _require_company(scope, identity, company)
        yield scope


@asynccontextmanager
async def writing(request: Request, company: CompanyId | None) -> AsyncIterator[Scope]:
    """A writing transaction for a route that takes part in several, or that shares one with other requests."""
    identity = await _caller(request)
    async with _open(request, identity, company, write=True) as scope:
        await _require_company(scope, identity, company)
        yield scope


async def written(
    request: Request, company: CompanyId | None, work: Callable[[Scope], Awaitable[Response]]
) -> Response:
    """What `WriteScope` does, for a route that reads its body first: nobody else waits while a slow sender is still sending."""
    async with asynccontextmanager(_write)(request, company) as scope:
        response = await work(scope)
        await idempotency.remember(scope, request, await _caller(request), response)
        request.state.write_scope = None
    return response


async def _caller(request: Request) -> Identity:
    if getattr(request.state, "public_route", False):
        return ANYBODY
    return await identity_of(request)


def _open(  # type: ignore[no-untyped-def]
    request: Request, identity: Identity, company: CompanyId | None, *, write: bool, while_moving: bool = False
):
    foreign = company not in {None, identity.company_id}
    if foreign and (identity.company_id is not None or identity is ANYBODY):
        raise NotFound(f"There is no company {company}.")
    return program_of(request).scope(
        identity.actor,
        company_id=identity.company_id or company,
        permissions=identity.permissions,
        request_id=request.state.request_id,
        write=write,
        while_moving=while_moving,
    )


async def _require_company(scope: Scope, identity: Identity, company: CompanyId | None) -> None:
    if identity.company_id is None and company is not None and not await scope.program.company_known(scope.tx, company):
        raise NotFound(f"There is no company {company}.")


# scope="function": the block ends, and the transaction commits, before the answer is sent.
ReadScope = Annotated[Scope, Depends(_read, scope="function")]
WriteScope = Annotated[Scope, Depends(_write, scope="function")]
# For what is about the moving of a clock itself, or the work of the installation: also while the company's clock moves.
AnyTimeScope = Annotated[Scope, Depends(_write_any_time, scope="function")]
