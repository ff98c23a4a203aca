"""The way to Stripe: its official SDK over our own HTTP client, so that time-outs are ours and the simulator can take Stripe's place.

The SDK repeats nothing by itself: what is repeated, when, and under which key is decided where payments are collected.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Mapping
from typing import Any

import httpx2
import stripe

API_VERSION = (
    "2026-10-28.endive"  # the one that the pinned SDK was written for; an account's own default must not decide
)
API_BASE = "https://api.stripe.com"
FILES_BASE = (
    "https://files.stripe.com"  # of Stripe itself; whoever takes its place takes files where it takes everything
)
TIMEOUT_SECONDS = 20.0  # less than payments wait for an answer, so that the time-out is noticed here
CONNECT_SECONDS = 5.0

stripe.enable_telemetry = False
logging.getLogger("stripe").setLevel(logging.WARNING)  # below that it writes whole requests and answers

# Raised before a single byte of the request was written.
_NOT_SENT = (httpx2.ConnectError, httpx2.ConnectTimeout, httpx2.PoolTimeout, httpx2.UnsupportedProtocol)


class NotSent(stripe.APIConnectionError):
    """No connection came about: Stripe has not received the request and never will."""


class Http(stripe.HTTPClient):
    """The SDK's HTTP client over httpx2. `transport` takes the network's place, to reach the simulator in the same process."""

    name = "httpx2"

    def __init__(
        self, timeout_seconds: float = TIMEOUT_SECONDS, transport: httpx2.AsyncBaseTransport | None = None
    ) -> None:
        super().__init__()
        self._timeout_seconds = timeout_seconds
        limits = httpx2.Timeout(timeout_seconds, connect=min(CONNECT_SECONDS, timeout_seconds))
        self._client = httpx2.AsyncClient(transport=transport, timeout=limits, follow_redirects=False)

    async def request_async(
        self, method: str, url: str, headers: Mapping[str, str], post_data: Any = None
    ) -> tuple[bytes, int, Mapping[str, str]]:
        """Body, status and headers of the answer. Raises `NotSent`, or `APIConnectionError` when no (whole) answer of Stripe's came."""
        try:
            async with asyncio.timeout(self._timeout_seconds):
                answer = await self._client.request(method, url, headers=_plain(headers), content=post_data)
        except _NOT_SENT:
            raise NotSent("Stripe cannot be reached.") from None  # type: ignore[no-untyped-call]
        except (httpx2.HTTPError, TimeoutError):
            raise stripe.APIConnectionError("No answer came from Stripe.") from None  # type: ignore[no-untyped-call]
        if not _is_from_stripe(answer):
            raise stripe.APIConnectionError("The answer is not one of Stripe's.")  # type: ignore[no-untyped-call]
        return answer.content, answer.status_code, answer.headers

    async def close_async(self) -> None:
        await self._client.aclose()


def _is_from_stripe(answer: httpx2.Response) -> bool:
    """Whether it is an object or an error of Stripe's, and not the page of a proxy: the SDK would stumble over that."""
    try:
        body = json.loads(answer.content)
    except (ValueError, RecursionError):
        return False
    if not isinstance(body, dict):
        return False
    return isinstance(body.get("object"), str) if answer.is_success else isinstance(body.get("error"), dict)


def _plain(headers: Mapping[str, str]) -> dict[str, str]:
    """Without what the SDK tells of the machine that it runs on."""
    return {name: value for name, value in headers.items() if name != "X-Stripe-Client-User-Agent"}


def stripe_client(secret_key: str, api_base: str, http: Http) -> stripe.StripeClient:
    return stripe.StripeClient(
        secret_key,
        stripe_version=API_VERSION,
        base_addresses={"api": api_base, "files": FILES_BASE if api_base == API_BASE else api_base},
        max_network_retries=0,
        http_client=http,
    )
