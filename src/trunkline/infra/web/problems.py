"""RFC 9457: every failure is `application/problem+json` with a stable code and the request id, and nothing of our insides."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import structlog
from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from trunkline.infra.web.description import describe_problems
from trunkline.kernel.errors import FieldProblem, Problem

log = structlog.get_logger("trunkline.http")

# What Starlette refuses by itself, with the code that it goes by here.
PROTOCOL_CODES = {404: "no_such_route", 405: "method_not_allowed", 413: "too_large", 415: "unsupported_media_type"}


def install_problems(app: FastAPI) -> None:
    app.add_exception_handler(Problem, _expected)
    app.add_exception_handler(RequestValidationError, _malformed)
    app.add_exception_handler(HTTPException, _protocol)
    app.add_exception_handler(Exception, unexpected)
    describe_problems(app)


def problem_response(
    request: Request,
    *,
    status: int,
    code: str,
    title: str,
    detail: str,
    errors: tuple[FieldProblem, ...] = (),
    extra: dict[str, Any] | None = None,
    headers: dict[str, str] | None = None,
) -> Response:
    body: dict[str, Any] = {"type": f"urn:trunkline:problem:{code}", "title": title, "status": status, "detail": detail}
    body |= {"code": code, "request_id": getattr(request.state, "request_id", "")}
    if errors:
        body["errors"] = [{"pointer": one.pointer, "detail": one.detail} for one in errors]
    limits: dict[str, str] = getattr(request.state, "rate_headers", {})
    return JSONResponse(body | (extra or {}), status, (headers or {}) | limits, "application/problem+json")


async def _expected(request: Request, error: Exception) -> Response:
    assert isinstance(error, Problem)
    headers = {}
    if (seconds := error.extra.get("retry_after_seconds")) is not None:
        headers["Retry-After"] = str(seconds)
    elif error.status == 503:
        headers["Retry-After"] = "1"
    if error.status == 401:
        headers["WWW-Authenticate"] = "Bearer"
    return problem_response(
        request,
        status=error.status,
        code=error.code,
        title=error.title,
        detail=error.detail,
        errors=error.fields,
        extra=error.extra,
        headers=headers,
    )


async def _malformed(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    fields = field_problems(error.errors(), error.body)
    return problem_response(
        request,
        status=422,
        code="invalid",
        title="A value is not acceptable",
        detail=detail_of(fields),
        errors=fields,
    )


def field_problems(errors: Sequence[Any], body: Any) -> tuple[FieldProblem, ...]:
    """Pydantic's findings, each with its JSON pointer into `body`; a `loc` begins with where it was told, "body" or "query"."""
    return tuple(FieldProblem(_pointer(one["loc"], body), str(one["msg"])) for one in errors[:50])


def detail_of(fields: Sequence[FieldProblem]) -> str:
    """The first few of them in one line."""
    return "; ".join(f"{one.pointer}: {one.detail}" for one in fields[:3]) or "The request is malformed."


async def _protocol(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    status, title, headers = error.status_code, str(error.detail), dict(error.headers or {})
    methods = _methods_here(request) if status in {404, 405} else frozenset()
    if methods and request.method not in methods:
        # The router names the methods of the first route that has the path, and the console's page is there for any GET.
        status, title, headers = 405, "Method Not Allowed", headers | {"Allow": ", ".join(sorted(methods))}
    return problem_response(
        request,
        status=status,
        code=PROTOCOL_CODES.get(status, "bad_request"),
        title=title,
        detail=f"{title}: {request.method} {request.url.path[:200]}",
        headers=headers,
    )


def _methods_here(request: Request) -> frozenset[str]:
    """What the API offers at this path; `app.state.api_routes` holds its routes."""
    path = request.url.path
    routes: Iterable[Route] = getattr(request.app.state, "api_routes", ())
    return frozenset(method for one in routes if one.path_regex.match(path) for method in one.methods or ())


async def unexpected(request: Request, error: Exception) -> Response:
    """What is not foreseen is told to the log, and to the caller only that it happened."""
    log.exception("unexpected_error", method=request.method, exc_info=error)
    return problem_response(
        request,
        status=500,
        code="internal",
        title="Something went wrong on our side",
        detail="The request was not carried out. Give the request id to whoever runs this installation.",
    )


def _pointer(location: tuple[int | str, ...], body: Any) -> str:
    where, *rest = location or ("body",)
    members = _members(rest, body) if where == "body" else rest
    path = "/".join(str(part).replace("~", "~0").replace("/", "~1") for part in members)
    return f"/{path}" if where == "body" else f"{where}:{path}"


def _members(path: list[int | str], body: Any) -> list[int | str]:
    """Pydantic puts the variant of a union into the path, as if it were a member; the body knows that it is none."""
    found: list[int | str] = []
    for place, part in enumerate(path, 1):
        if isinstance(body, dict) and part not in body and place < len(path):
            continue
        found.append(part)
        body = body.get(part) if isinstance(body, dict) else _item(body, part)
    return found


def _item(body: Any, part: int | str) -> Any:
    return body[part] if isinstance(body, list) and isinstance(part, int) and part < len(body) else None
