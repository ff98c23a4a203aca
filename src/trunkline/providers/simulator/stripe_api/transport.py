"""The way to the simulated Stripe within the same process: no socket, and yet answers can be lost on it."""

from __future__ import annotations

import httpx2

from trunkline.providers.simulator.stripe_api.app import IN_PROCESS, StripeApi
from trunkline.providers.simulator.stripe_api.refusals import AnswerLost


class InProcess(httpx2.AsyncBaseTransport):
    """A transport for the adapter's HTTP client."""

    def __init__(self, api: StripeApi) -> None:
        self.api = api

        async def marked(scope: dict[str, object], receive: object, send: object) -> None:
            await api({**scope, IN_PROCESS: True}, receive, send)  # type: ignore[arg-type]

        self._asgi = httpx2.ASGITransport(app=marked)  # type: ignore[arg-type]

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        try:
            return await self._asgi.handle_async_request(request)
        except AnswerLost:
            await self.api.network.time_out()
            raise httpx2.ReadTimeout("No answer came in time.", request=request) from None
