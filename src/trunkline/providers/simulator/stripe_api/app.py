"""The Starlette application that speaks Stripe's HTTP dialect over the simulator's world."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route, Router
from starlette.types import Receive, Scope, Send

from trunkline.kernel.clock import Clock
from trunkline.providers.simulator.cards import Behaviour
from trunkline.providers.simulator.gateway import Network
from trunkline.providers.simulator.stripe_api import forms, pages, subscriptions
from trunkline.providers.simulator.stripe_api.books import JSON, SCHEMA, Books, Settings, expanded, opened, public
from trunkline.providers.simulator.stripe_api.keys import answered_once
from trunkline.providers.simulator.stripe_api.refusals import AnswerLost, Refusal
from trunkline.providers.simulator.stripe_api.routes import CALLS, PAGES
from trunkline.providers.simulator.stripe_api.webhooks import Faults
from trunkline.providers.simulator.world import World

IN_PROCESS = (
    "trunkline.in_process"  # marks requests that came without a network: a lost answer is told to their transport
)
_PAGES_AT = "http://127.0.0.1:8000/simulator/stripe"
# What takes money, and which parameter names the method.
_CHARGING = {"/v1/payment_intents": "payment_method", "/v1/subscriptions": "default_payment_method"}


class StripeApi:
    """Stripe as an ASGI application.

    `pages_at` is the address of the application from a browser, `network` how slow the way is, `faults` which webhooks go wrong.
    """

    def __init__(
        self,
        world: World,
        clock: Clock,
        *,
        pages_at: str = _PAGES_AT,
        network: Network | None = None,
        faults: Faults | None = None,
    ) -> None:
        self.world = world
        self.clock = clock
        self.network = network or Network()
        self.settings = Settings(pages_at.rstrip("/"), faults or Faults())
        with world.write() as connection:
            for statement in SCHEMA.split(";"):
                connection.execute(statement)
        calls = [Route(path, self._call(method, work), methods=[method]) for method, path, work in CALLS]
        shown = [Route(path, self._page(show, finish), methods=["GET", "POST"]) for path, show, finish in PAGES]
        self._router = Router([*calls, *shown], default=_unknown)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await self._router(scope, receive, send)
        except AnswerLost:
            if scope.get(IN_PROCESS):
                raise
            await self.network.time_out()  # and nothing is sent: the server closes the connection

    def books(self) -> Any:
        """One transaction over the books, for drills: `with api.books() as books: ledger.pay_out(books)`."""
        return opened(self.world, self.clock.now(), self.settings)

    def run_due(self) -> int:
        """Charge the subscriptions that have become due; how many charges were tried."""
        with self.books() as books:
            return subscriptions.run_due(books)

    def _call(self, method: str, work: Callable[..., JSON]) -> Callable[[Request], Awaitable[Response]]:
        async def answer(request: Request) -> Response:
            try:
                return await self._answer(request, method, work)
            except Refusal as refusal:
                return JSONResponse(refusal.body, refusal.status)

        return answer

    async def _answer(self, request: Request, method: str, work: Callable[..., JSON]) -> Response:
        asked = await forms.read(request) if method == "POST" else forms.decode(request.url.query)
        await self.network.travel(method, request.url.path, asked)
        _check_key(request)
        if await asyncio.to_thread(self.world.is_out):
            raise Refusal(429, "invalid_request_error", "The simulated outage takes no requests.", code="rate_limit")
        if method == "GET":
            return JSONResponse(await asyncio.to_thread(self._read, work, asked, request))
        return await self._change(request, work, asked)

    def _read(self, work: Callable[..., JSON], asked: JSON, request: Request) -> JSON:
        with self.books() as books:
            found = work(books, asked, *request.path_params.values())
            for path in asked.get("expand", []):
                found = expanded(books, found, path.split("."))
        told: JSON = public(found)
        return told

    async def _change(self, request: Request, work: Callable[..., JSON], asked: JSON) -> Response:
        """A POST, with what befalls it on the way there and back where it takes money."""
        key = request.headers.get("idempotency-key")
        behaviour, is_first = await asyncio.to_thread(self._arrive, request, asked, key)
        if behaviour.loses_request and is_first:
            raise AnswerLost
        answer = await asyncio.to_thread(self._do, request, work, asked, key)
        if behaviour.delivered_twice:
            answer = await asyncio.to_thread(self._do, request, work, asked, key)
        if behaviour.loses_answer and is_first:
            raise AnswerLost
        return answer

    def _arrive(self, request: Request, asked: JSON, key: str | None) -> tuple[Behaviour, bool]:
        """How the card of a charge behaves, and whether its key is new. Raises `Refusal` where the gateway is closed for it."""
        named = next((name for path, name in _CHARGING.items() if request.url.path.endswith(path)), "")
        token = asked.get(named)
        if token is None or key is None:
            return Behaviour(), True
        card = self.world.card_of(token)
        behaviour = card.behaviour if card else Behaviour()
        traffic = self.world.receive("charge", key, token, self.clock.now())
        if behaviour.outages is None or traffic.of_method < behaviour.outages:
            raise Refusal(429, "invalid_request_error", "The gateway is closed for this card.", code="rate_limit")
        return behaviour, traffic.of_key == 0

    def _do(self, request: Request, work: Callable[..., JSON], asked: JSON, key: str | None) -> Response:
        """The change in one transaction with its events and its idempotency key. A decline is kept, any other refusal undone."""
        path = request.url.path

        def work_once() -> JSON:
            return work(books, asked, *request.path_params.values())

        refused: Refusal | None = None
        with self.books() as books:
            books.idempotency_key = key
            try:
                (status, body), is_replayed = answered_once(books, path, asked, work_once)
            except Refusal as refusal:
                if not refusal.keeps:
                    raise
                refused = refusal
        if refused is not None:
            return JSONResponse(refused.body, refused.status)
        return JSONResponse(body, status, {"idempotent-replayed": "true"} if is_replayed else {})

    def _page(self, show: Callable[..., str], finish: Callable[..., str]) -> Callable[[Request], Awaitable[Response]]:
        async def answer(request: Request) -> Response:
            asked = forms.decode((await request.body()).decode()) if request.method == "POST" else None
            try:
                text = await asyncio.to_thread(self._shown, show, finish, request.path_params["id"], asked)
            except pages.Redirect as redirect:
                return RedirectResponse(redirect.url, 303)
            except Refusal as refusal:
                return HTMLResponse(f"<p>{refusal.body['error']['message']}</p>", refusal.status)
            return HTMLResponse(text)

        return answer

    def _shown(self, show: Callable[..., str], finish: Callable[..., str], reference: str, asked: JSON | None) -> str:
        redirect: pages.Redirect | None = None
        text = ""
        with self.books() as books:
            try:
                text = show(books, reference) if asked is None else finish(books, reference, asked)
            except pages.Redirect as found:  # what was done stays done: the exception must not undo it
                redirect = found
        if redirect is not None:
            raise redirect
        return text


def _check_key(request: Request) -> None:
    """Any test key will do, given as the SDKs give it."""
    scheme, _, key = request.headers.get("authorization", "").partition(" ")
    if scheme != "Bearer" or not key.startswith(("sk_test_", "rk_test_")):
        raise Refusal(401, "invalid_request_error", "Invalid API Key provided.")


async def _unknown(scope: Scope, receive: Receive, send: Send) -> None:
    message = f"Unrecognized request URL ({scope.get('method', 'GET')}: {scope['path']})."
    with suppress(KeyError):
        await JSONResponse(Refusal(404, "invalid_request_error", message).body, 404)(scope, receive, send)


__all__ = ["IN_PROCESS", "Books", "StripeApi"]
