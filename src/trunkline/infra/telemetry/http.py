"""Counts and times every request by its route template, as ASGI middleware: it sees streams to their end and costs no task."""

from __future__ import annotations

import time

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from trunkline.infra.telemetry import figures


class MeasureRequests:
    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began, status = time.perf_counter(), "500"

        async def watch(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = str(message["status"])
            await send(message)

        figures.http_running.add(1)
        try:
            await self._app(scope, receive, watch)
        finally:
            figures.http_running.add(-1)
            _count(scope, status, time.perf_counter() - began)


def _count(scope: Scope, status: str, seconds: float) -> None:
    """The router leaves the matched route in the scope; where it matched nothing the request is `other`.

    Middleware further out may have copied the scope; the state is shared by all copies, so the log line finds the template there.
    """
    route = getattr(scope.get("route"), "path", "")
    scope.setdefault("state", {})["route_template"] = route
    figures.http_requests.add(method=scope["method"], route=route, status=status)
    figures.http_seconds.observe(seconds, method=scope["method"], route=route)
