"""The router: routes name their permission, and what every route owes (limits, fields, ETag, repeats) is done in one place."""

from __future__ import annotations

import hashlib
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, TypeVar

from fastapi import APIRouter, Depends
from fastapi.routing import APIRoute
from starlette.requests import Request
from starlette.responses import Response

from trunkline.infra.ratelimit import Limit
from trunkline.infra.web import idempotency
from trunkline.infra.web.description import PROBLEM_RESPONSES, PUBLIC_RESPONSES
from trunkline.infra.web.fields import chosen_fields, field_names
from trunkline.infra.web.identity import Identity, identity_of
from trunkline.infra.web.json_body import JsonRequest
from trunkline.kernel.errors import Forbidden, NotSignedIn, TooMany

# A route leaves the type of its handler alone.
Endpoint = TypeVar("Endpoint", bound=Callable[..., Any])

PUBLIC = "public"
SIGNED_IN = "signed_in"

READS = Limit(count=600, per_seconds=60, burst=200)
WRITES = Limit(count=300, per_seconds=60, burst=100)
# Ingest is the data plane: machines, in batches.
DATA_PLANE = Limit(count=60_000, per_seconds=60, burst=4_000)
ANONYMOUS = Limit(count=120, per_seconds=60, burst=60)


class Router(APIRouter):
    """An APIRouter under /api/v1. Every route must name a permission, PUBLIC or SIGNED_IN; there is no default."""

    def __init__(self, room: str, *, prefix: str = "/api/v1", **options: Any) -> None:
        super().__init__(
            prefix=prefix, tags=[room], route_class=Route, generate_unique_id_function=_operation_id, **options
        )

    def get(self, path: str, *, permission: str, **options: Any) -> Callable[[Endpoint], Endpoint]:  # type: ignore[override]
        return super().get(path, **_guarded(permission, options))

    def post(self, path: str, *, permission: str, **options: Any) -> Callable[[Endpoint], Endpoint]:  # type: ignore[override]
        return super().post(path, **_guarded(permission, options))

    def put(self, path: str, *, permission: str, **options: Any) -> Callable[[Endpoint], Endpoint]:  # type: ignore[override]
        return super().put(path, **_guarded(permission, options))

    def patch(self, path: str, *, permission: str, **options: Any) -> Callable[[Endpoint], Endpoint]:  # type: ignore[override]
        return super().patch(path, **_guarded(permission, options))

    def delete(self, path: str, *, permission: str, **options: Any) -> Callable[[Endpoint], Endpoint]:  # type: ignore[override]
        return super().delete(path, **_guarded(permission, options))


def _operation_id(route: APIRoute) -> str:
    return route.name


def _guarded(permission: str, options: dict[str, Any]) -> dict[str, Any]:
    limit = options.pop("limit", None)
    extra = {"x-permission": str(permission)}
    options["openapi_extra"] = options.get("openapi_extra", {}) | extra
    options["dependencies"] = [Depends(_admit(str(permission), limit)), *options.get("dependencies", [])]
    problems = PUBLIC_RESPONSES if permission == PUBLIC else PROBLEM_RESPONSES
    options["responses"] = problems | options.get("responses", {})
    return options


def _admit(permission: str, limit: Limit | None) -> Callable[[Request], Awaitable[None]]:
    async def admit(request: Request) -> None:
        if permission == PUBLIC:
            request.state.public_route = True
            await _spend(request, _address(request), limit or ANONYMOUS)
            return
        identity = await _known_caller(request)
        by_method = READS if request.method == "GET" else WRITES
        await _spend(request, f"{identity.actor.id}:{'r' if by_method is READS else 'w'}", limit or by_method)
        if permission != SIGNED_IN and permission not in identity.permissions:
            raise Forbidden(f"This needs the permission {permission}.", extra={"permission": permission})

    return admit


async def _known_caller(request: Request) -> Identity:
    """Whoever shows no valid session or key is counted by address: guessing keys must not be free."""
    try:
        return await identity_of(request)
    except NotSignedIn:
        await _spend(request, _address(request), ANONYMOUS)
        raise


def _address(request: Request) -> str:
    return f"ip:{request.client.host if request.client else '-'}"


async def _spend(request: Request, caller: str, limit: Limit) -> None:
    program = request.app.state.program
    # Each limit has a bucket of its own: one bucket measured by two rates would refuse what neither of them refuses.
    key = f"{caller}:{limit.count}/{limit.per_seconds}/{limit.size}"
    verdict = await program.limiter.check(key, limit, program.clock.now())
    request.state.rate_headers = {
        "RateLimit-Policy": f'"default";q={limit.count};w={limit.per_seconds}',
        "RateLimit": f'"default";r={verdict.remaining};t={verdict.reset_after_seconds}',
    }
    if not verdict.allowed:
        raise TooMany("Slow down; see Retry-After.", retry_after_seconds=max(1, verdict.retry_after_seconds))


class Route(APIRoute):
    """Wraps each handler with what every answer owes."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        inner = super().get_route_handler()
        known = field_names(self.response_model)

        async def handle(plain_request: Request) -> Response:
            request = JsonRequest(plain_request.scope, plain_request.receive)
            await idempotency.read_ahead(request)
            try:
                response = await inner(request)
            except idempotency.Replay as replay:
                return replay.response
            if (scope := getattr(request.state, "write_scope", None)) is not None:
                await idempotency.remember(scope, request, await _actor_of(request), response)
            if request.method == "GET":
                response = _tagged(request, chosen_fields(request, response, known))
            response.headers.update(getattr(request.state, "rate_headers", {}))
            return response

        return handle


async def _actor_of(request: Request) -> Any:
    from trunkline.infra.web.transaction import ANYBODY

    return ANYBODY if getattr(request.state, "public_route", False) else await identity_of(request)


def _tagged(request: Request, response: Response) -> Response:
    body = getattr(response, "body", None)
    if response.status_code != 200 or not body:
        return response
    tag = f'W/"{hashlib.blake2b(body, digest_size=12).hexdigest()}"'
    headers = {"ETag": tag, "Cache-Control": "private, no-cache"}
    if tag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    response.headers.update(headers)
    return response
