"""What every request passes through: a request id, a size limit, compression, headers that protect the browser, one log line."""

from __future__ import annotations

import re
import time
from collections.abc import MutableMapping
from typing import Any

import brotli
import structlog
from fastapi import FastAPI
from starlette.exceptions import HTTPException
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from trunkline.infra.telemetry import MeasureRequests
from trunkline.infra.web import unexpected
from trunkline.kernel.ids import RequestId

log = structlog.get_logger("trunkline.http")

BODY_BYTES_MAX = 8 * 1024 * 1024
# Files for a payment provider: the largest that one takes, and the form around it.
UPLOAD_BYTES_MAX = 10 * 1024 * 1024
_UPLOADS = re.compile(r"/api/v1/disputes/[^/]+/files")
COMPRESS_BYTES_MIN = 1024
_REQUEST_ID = re.compile(r"[A-Za-z0-9_.:-]{8,60}")

PROTECTION = [
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"same-origin"),
    (b"x-frame-options", b"DENY"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (
        b"content-security-policy",
        b"default-src 'self'; img-src 'self' data:; style-src 'self' 'unsafe-inline'; connect-src 'self' ws: wss:; "
        b"frame-ancestors 'none'; base-uri 'none'; form-action 'self'",
    ),
]


def install_middleware(app: FastAPI) -> None:
    app.add_middleware(MeasureRequests)  # innermost: the router leaves its route where only the nearest see it
    app.add_middleware(GZipMiddleware, minimum_size=COMPRESS_BYTES_MIN)
    app.add_middleware(Brotli)
    app.add_middleware(BodyLimit)
    app.add_middleware(RequestLine)


class RequestLine:
    """Gives each request its id, binds it to the log, and writes one line when the answer has been sent."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        program = scope["app"].state.program
        request_id = _given_id(scope) or str(RequestId.new(program.clock.now(), program.entropy))
        scope.setdefault("state", {})["request_id"] = request_id
        status = 0
        begun = time.perf_counter()

        async def noting(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message.setdefault("headers", []).extend([(b"x-request-id", request_id.encode()), *PROTECTION])
            await send(message)

        with structlog.contextvars.bound_contextvars(request_id=request_id):
            try:
                await self.app(scope, receive, noting)
            except Exception as error:
                if status:
                    raise  # the answer has begun: the server can only cut it off
                await (await unexpected(Request(scope), error))(scope, receive, noting)
            finally:
                _write_line(scope, status, time.perf_counter() - begun)


def _given_id(scope: Scope) -> str | None:
    given = dict(scope["headers"]).get(b"x-request-id", b"").decode("latin-1")
    return given if _REQUEST_ID.fullmatch(given) else None


def _write_line(scope: Scope, status: int, seconds: float) -> None:
    template = scope["state"].get("route_template") or "unmatched"
    log.info("request", method=scope["method"], route=template, status=status, ms=round(seconds * 1000, 1))


class BodyLimit:
    """Refuses a body over the limit before it is read into memory, whatever its Content-Length says."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        length = dict(scope["headers"]).get(b"content-length", b"0")
        most = UPLOAD_BYTES_MAX if _UPLOADS.fullmatch(scope["path"]) else BODY_BYTES_MAX
        if length.isdigit() and int(length) > most:
            await _refuse(scope, send, most)
            return
        seen = 0

        async def counted() -> Message:
            nonlocal seen
            message = await receive()
            seen += len(message.get("body", b""))
            if seen > most:
                raise _BodyTooLarge
            return message

        try:
            await self.app(scope, counted, send)
        except _BodyTooLarge:
            await _refuse(scope, send, most)


class _BodyTooLarge(HTTPException):
    """Raised while a handler reads the body. As an HTTPException it is not taken for a body that cannot be parsed."""

    def __init__(self) -> None:
        super().__init__(413, "The request is too large")


async def _refuse(scope: Scope, send: Send, most: int) -> None:
    request_id = scope.get("state", {}).get("request_id", "")
    body = (
        '{"type":"urn:trunkline:problem:too_large","title":"The request is too large","status":413,"detail":"A body may have '
        f'{most} bytes; send less at a time.","code":"too_large","request_id":"{request_id}"}}'
    ).encode()
    headers = [(b"content-type", b"application/problem+json"), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": 413, "headers": [*headers, (b"connection", b"close")]})
    await send({"type": "http.response.body", "body": body})


class Brotli:
    """Brotli for whole JSON answers when the client takes it; GZipMiddleware serves the others."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        accepted = dict(scope.get("headers", [])).get(b"accept-encoding", b"")
        if scope["type"] != "http" or b"br" not in [part.split(b";")[0].strip() for part in accepted.split(b",")]:
            await self.app(scope, receive, send)
            return
        start: MutableMapping[str, Any] | None = None

        async def compressing(message: Message) -> None:
            nonlocal start
            if message["type"] == "http.response.start":
                start = message
                return
            if start is not None and message["type"] == "http.response.body":
                first, start = start, None
                message = _compressed(first, message)
                await send(first)
            await send(message)

        # The inner GZip must not compress what is compressed here.
        await self.app({**scope, "headers": _without_gzip(scope["headers"])}, receive, compressing)


def _compressed(start: MutableMapping[str, Any], message: Message) -> Message:
    body = message.get("body", b"")
    headers = [(k, v) for k, v in start["headers"] if k.lower() != b"content-length"]
    names = {k.lower(): v for k, v in headers}
    whole = not message.get("more_body") and len(body) >= COMPRESS_BYTES_MIN and b"content-encoding" not in names
    if not whole or b"json" not in names.get(b"content-type", b""):
        return message
    packed = brotli.compress(body, quality=4)
    headers += [
        (b"content-encoding", b"br"),
        (b"vary", b"Accept-Encoding"),
        (b"content-length", str(len(packed)).encode()),
    ]
    start["headers"] = headers
    return {**message, "body": packed}


def _without_gzip(headers: list[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    return [(k, v) for k, v in headers if k != b"accept-encoding"] + [(b"accept-encoding", b"identity")]
