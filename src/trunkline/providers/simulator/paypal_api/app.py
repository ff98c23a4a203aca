"""The simulated PayPal over HTTP: which path is which verb, who may ask, and what is answered when the gateway is closed."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
import json
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeAlias
from urllib.parse import parse_qs, urlsplit

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from trunkline.providers.paypal.adapter import SIMULATOR_BASE
from trunkline.providers.simulator.paypal_api import (
    authorizations,
    captures,
    disputes,
    notifications,
    orders,
    pages,
    reports,
    subscriptions,
    vault,
)
from trunkline.providers.simulator.paypal_api.answers import Answer, Ask, Attached, LostAnswer, Problem
from trunkline.providers.simulator.paypal_api.authority import CERTIFICATE_ID

if TYPE_CHECKING:
    from trunkline.providers.simulator.paypal_api.simulator import PayPalSimulator

TOKEN_SECONDS = 9 * 60 * 60
BODY_BYTES_MAX = 256 * 1024
FORM_BYTES_MAX = 50_000_000 + BODY_BYTES_MAX
_IN_PROCESS = urlsplit(SIMULATOR_BASE).hostname

Verb: TypeAlias = "Callable[[PayPalSimulator, Ask], Answer]"

VERBS: tuple[tuple[str, str, Verb], ...] = (
    ("POST", "/v2/checkout/orders", orders.create_order),
    ("GET", "/v2/checkout/orders/{id}", orders.show_order),
    ("POST", "/v2/checkout/orders/{id}/capture", orders.capture_order),
    ("POST", "/v2/checkout/orders/{id}/authorize", orders.authorize_order),
    ("GET", "/v2/payments/authorizations/{id}", authorizations.show_authorization),
    ("POST", "/v2/payments/authorizations/{id}/capture", authorizations.capture_authorization),
    ("POST", "/v2/payments/authorizations/{id}/void", authorizations.void_authorization),
    ("POST", "/v2/payments/authorizations/{id}/reauthorize", authorizations.reauthorize),
    ("GET", "/v2/payments/captures/{id}", captures.show_capture),
    ("POST", "/v2/payments/captures/{id}/refund", captures.refund_capture),
    ("GET", "/v2/payments/refunds/{id}", captures.show_refund),
    ("POST", "/v3/vault/setup-tokens", vault.create_setup_token),
    ("GET", "/v3/vault/setup-tokens/{id}", vault.show_setup_token),
    ("POST", "/v3/vault/payment-tokens", vault.create_payment_token),
    ("DELETE", "/v3/vault/payment-tokens/{id}", vault.delete_payment_token),
    ("POST", "/v1/catalogs/products", subscriptions.create_product),
    ("POST", "/v1/billing/plans", subscriptions.create_plan),
    ("POST", "/v1/billing/subscriptions", subscriptions.create_subscription),
    ("GET", "/v1/billing/subscriptions/{id}", subscriptions.show_subscription),
    ("GET", "/v1/billing/subscriptions/{id}/transactions", subscriptions.list_sales),
    ("POST", "/v1/billing/subscriptions/{id}/cancel", subscriptions.cancel_subscription),
    ("GET", "/v1/customer/disputes", disputes.list_disputes),
    ("GET", "/v1/customer/disputes/{id}", disputes.show_dispute),
    ("POST", "/v1/customer/disputes/{id}/provide-evidence", disputes.provide_evidence),
    ("POST", "/v1/customer/disputes/{id}/accept-claim", disputes.accept_claim),
    ("GET", "/v1/reporting/transactions", reports.list_transactions),
    ("GET", "/v1/notifications/webhooks-events", notifications.list_events),
    ("POST", "/v1/notifications/verify-webhook-signature", notifications.verify_webhook_signature),
)


def paypal_app(sim: PayPalSimulator) -> Starlette:
    """An ASGI application that speaks PayPal's API over the simulator's world."""
    door = _Door(sim)
    routes = [Route(path, door.serving(verb), methods=[method]) for method, path, verb in VERBS]
    routes += [
        Route("/v1/oauth2/token", door.give_token, methods=["POST"]),
        Route(f"/v1/notifications/certs/{CERTIFICATE_ID}", door.show_certificate),
        Route("/cgi-bin/webscr", door.judge_ipn, methods=["POST"]),
        Route("/agreements/approve", door.approve_setup, methods=["GET", "POST"]),
        Route("/billing/approve", door.approve_subscription, methods=["GET", "POST"]),
        Route("/checkoutnow", door.approve_order, methods=["GET", "POST"]),
    ]
    return Starlette(routes=routes)


class _Door:
    def __init__(self, sim: PayPalSimulator) -> None:
        self._sim = sim

    def serving(self, verb: Verb) -> Callable[[Request], object]:
        async def serve(request: Request) -> Response:
            try:
                self._check(request)
                ask = await _ask(request)
                answer = await asyncio.to_thread(verb, self._sim, ask)
            except Problem as problem:
                headers = {"paypal-debug-id": f"sim{problem.status}"}
                return JSONResponse(problem.document, problem.status, headers)
            except LostAnswer:
                if request.url.hostname == _IN_PROCESS:
                    raise
                return Response(status_code=504)
            return (
                JSONResponse(answer.document, answer.status) if answer.document else Response(status_code=answer.status)
            )

        return serve

    async def give_token(self, request: Request) -> Response:
        given = request.headers.get("authorization", "").removeprefix("Basic ")
        settings = self._sim.settings
        wanted = base64.b64encode(f"{settings.client_id}:{settings.client_secret}".encode())
        if self._sim.world.is_out():
            return JSONResponse(Problem(503, "SERVICE_UNAVAILABLE").document, 503)
        if not hmac.compare_digest(given.encode(), wanted):
            return JSONResponse({"error": "invalid_client", "error_description": "Client Authentication failed"}, 401)
        token = {"access_token": self._sim.access_token(), "token_type": "Bearer", "expires_in": TOKEN_SECONDS}
        return JSONResponse(token)

    async def show_certificate(self, request: Request) -> Response:
        return Response(self._sim.authority.chain_pem, media_type="application/x-pem-file")

    async def judge_ipn(self, request: Request) -> Response:
        raw = await request.body()
        return PlainTextResponse(await asyncio.to_thread(notifications.verify_ipn, self._sim, raw))

    async def approve_setup(self, request: Request) -> Response:
        if request.method == "GET":
            return HTMLResponse(pages.setup_page(request.query_params.get("approval_session_id", "")))
        form = await _form(request)
        back = await asyncio.to_thread(
            vault.approve_setup, self._sim, form.get("approval_session_id", ""), form.get("payer", "")
        )
        return _sent_back(back, {"approval_token_id": form.get("approval_session_id", "")})

    async def approve_subscription(self, request: Request) -> Response:
        if request.method == "GET":
            return HTMLResponse(pages.setup_page(request.query_params.get("token", ""), "token"))
        form = await _form(request)
        back = await asyncio.to_thread(
            subscriptions.approve_subscription, self._sim, form.get("token", ""), form.get("payer", "")
        )
        return _sent_back(back, {"subscription_id": form.get("token", "")})

    async def approve_order(self, request: Request) -> Response:
        if request.method == "GET":
            return HTMLResponse(pages.order_page(request.query_params.get("token", "")))
        form = await _form(request)
        back = await asyncio.to_thread(orders.approve_order, self._sim, form.get("token", ""))
        return _sent_back(back, {"token": form.get("token", "")})

    def _check(self, request: Request) -> None:
        if self._sim.world.is_out():
            raise Problem(503, "SERVICE_UNAVAILABLE")
        given = request.headers.get("authorization", "").removeprefix("Bearer ")
        if not self._sim.is_token(given):
            raise Problem(401, "INVALID_TOKEN")
        asked_for = request.headers.get("paypal-mock-response")
        if asked_for and request.method == "POST":
            issue = str(json.loads(asked_for).get("mock_application_codes"))
            raise Problem(500 if issue == "INTERNAL_SERVER_ERROR" else 422, issue)


async def _ask(request: Request) -> Ask:
    raw = await request.body()
    is_form = request.headers.get("content-type", "").startswith("multipart/form-data")
    if len(raw) > (FORM_BYTES_MAX if is_form else BODY_BYTES_MAX):
        raise Problem(413, "PAYLOAD_TOO_LARGE")
    files: tuple[Attached, ...] = ()
    try:
        if is_form:
            given, files = await _parts(request)
            body = json.loads(given)
        else:
            body = json.loads(raw) if raw else {}
        assert isinstance(body, dict), "a request is an object"
    except (ValueError, KeyError, AssertionError):
        raise Problem(400, "MALFORMED_REQUEST_JSON") from None
    base = f"{request.url.scheme}://{request.url.netloc}"
    request_id = request.headers.get("paypal-request-id")
    return Ask(base, request.path_params.get("id", ""), body, dict(request.query_params), request_id, raw, files)


async def _parts(request: Request) -> tuple[str, tuple[Attached, ...]]:
    """What the part `input` says, and the files beside it."""
    async with request.form() as form:
        given = form["input"]
        text = given if isinstance(given, str) else (await given.read()).decode()
        files = [one for name, one in form.multi_items() if name != "input" and not isinstance(one, str)]
        return text, tuple(Attached(one.filename or "", one.content_type or "", one.size or 0) for one in files)


async def _form(request: Request) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs((await request.body()).decode()).items()}


def _sent_back(back: str | None, query: dict[str, str]) -> Response:
    if back is None:
        return HTMLResponse(pages.done_page("Nothing waits for your approval here."), 409)
    if not back:
        return HTMLResponse(pages.done_page("Approved. You may close this page."))
    (name, value), *_ = query.items()
    return RedirectResponse(f"{back}{'&' if '?' in back else '?'}{name}={value}", 303)


def token_of(secret: str, epoch: int) -> str:
    return "SIM-" + hashlib.sha256(f"{secret}/{epoch}".encode()).hexdigest()
