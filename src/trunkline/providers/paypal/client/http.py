"""A request to PayPal and its answer. The credentials and the token leave this module in headers only."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal
from typing import Any, TypeAlias

import httpx2

from trunkline.infra.paypal_settings import PayPalSettings
from trunkline.kernel.clock import Clock
from trunkline.providers.paypal.client.failures import NoAnswer, NotTaken, Refused
from trunkline.providers.paypal.client.tokens import AccessToken, TokenCache

Json: TypeAlias = dict[str, Any]

# Below the half minute after which the room stops waiting: the room should hear what happened, and not only that nothing did.
TIMEOUT = httpx2.Timeout(20.0, connect=5.0)
_NEVER_SENT = (httpx2.ConnectError, httpx2.ConnectTimeout, httpx2.PoolTimeout, httpx2.UnsupportedProtocol)
_PATH = re.compile(r"(/[A-Za-z0-9_-]+)+", re.ASCII)
_TURNED_AWAY = frozenset({401, 403, 429})
_IN_PROGRESS = frozenset(
    {
        "PREVIOUS_REQUEST_IN_PROGRESS",
        "REQUEST_IN_PROGRESS",
        "ORDER_COMPLETION_IN_PROGRESS",
        "INTERNAL_SERVER_ERROR",
        "INTERNAL_SERVICE_ERROR",
    }
)


class PayPalApi:
    """PayPal's API at one address, under one account. `transport` reaches the simulator without a socket."""

    def __init__(
        self, settings: PayPalSettings, clock: Clock, transport: httpx2.AsyncBaseTransport | None = None
    ) -> None:
        self.clock = clock
        self._credentials = (settings.client_id, settings.client_secret)
        self._http = httpx2.AsyncClient(
            base_url=settings.api_base, transport=transport, timeout=TIMEOUT, follow_redirects=False
        )
        self._tokens = TokenCache(self._fetch_token, clock)

    async def close(self) -> None:
        await self._http.aclose()

    async def call(
        self,
        method: str,
        path: str,
        *,
        body: Mapping[str, object] | bytes | None = None,
        files: Mapping[str, tuple[str | None, bytes, str]] | None = None,
        params: Mapping[str, str | int] | None = None,
        request_id: str | None = None,
    ) -> Json:
        """The answer's JSON, `{}` where it has none. Raises `NotTaken`, `NoAnswer`, `Refused`.

        `request_id` makes repeating a POST harmless for as long as PayPal keeps it (`orders`, `payments`, `vault`). A token that PayPal
        does not accept (any more) is renewed once; it turned the request away, so it is sent again as it was.
        """
        if not _PATH.fullmatch(
            path
        ):  # an id that is none of PayPal's: it would ask for something else than its function says
            raise Refused(404, "INVALID_RESOURCE_ID")
        headers = {"Accept": "application/json", "Prefer": "return=representation"}
        if request_id is not None:
            headers["PayPal-Request-Id"] = request_id
        content = json.dumps(body).encode() if isinstance(body, Mapping) else body
        if content is not None:
            headers["Content-Type"] = "application/json"
        request = self._http.build_request(method, path, content=content, files=files, params=params, headers=headers)
        token = await self._tokens.get()
        response = await self._send(request, token)
        if response.status_code == 401:
            response = await self._send(request, await self._tokens.get(refused=token))
        return _answer(response)

    async def _send(self, request: httpx2.Request, token: AccessToken) -> httpx2.Response:
        request.headers["Authorization"] = f"Bearer {token.value}"
        try:
            return await self._http.send(request)
        except _NEVER_SENT as error:
            raise NotTaken(f"PayPal could not be reached ({type(error).__name__}).") from None
        except httpx2.RequestError as error:  # also an answer that cannot be decoded: it came, so the request had left
            raise NoAnswer(f"No answer came from PayPal ({type(error).__name__}).") from None

    async def _fetch_token(self) -> AccessToken:
        """Whatever goes wrong here, the request that needs the token was not sent."""
        asked_at = self.clock.now()
        try:
            response = await self._http.post(
                "/v1/oauth2/token", data={"grant_type": "client_credentials"}, auth=httpx2.BasicAuth(*self._credentials)
            )
        except httpx2.RequestError as error:
            raise NotTaken(f"PayPal gave no access token ({type(error).__name__}).") from None
        if response.status_code != 200:
            hint = "; check TRUNKLINE_PAYPAL_CLIENT_ID and _SECRET" if response.status_code == 401 else ""
            raise NotTaken(f"PayPal gave no access token (HTTP {response.status_code}{hint}).")
        try:
            given = json.loads(response.content)
            lifetime = timedelta(seconds=int(given["expires_in"]))
            return AccessToken(str(given["access_token"]), asked_at + lifetime)
        except (ValueError, KeyError, TypeError, ArithmeticError, RecursionError):
            raise NotTaken("PayPal's answer held no access token.") from None


def _answer(response: httpx2.Response) -> Json:
    status = response.status_code
    if status in _TURNED_AWAY:
        raise NotTaken(f"PayPal turned the request away (HTTP {status}{_debug_id(response)}).")
    if status >= 500 or status == 408:
        raise NoAnswer(f"PayPal failed while it worked on the request (HTTP {status}{_debug_id(response)}).")
    try:
        given = json.loads(response.content, parse_float=Decimal) if response.content else {}
    except (ValueError, ArithmeticError, RecursionError):
        raise NoAnswer(f"PayPal's answer cannot be read (HTTP {status}).") from None
    if not isinstance(given, dict):
        raise NoAnswer(f"PayPal's answer is no object (HTTP {status}).")
    if 200 <= status < 300:
        return given
    if (
        not 400 <= status < 500
    ):  # PayPal redirects nobody: something in between did, perhaps after the request was carried out
        raise NoAnswer(f"Something else than PayPal's API answered (HTTP {status}).")
    raise _refusal(status, given)


def _refusal(status: int, error: Json) -> Exception:
    details = error.get("details")
    first = details[0] if isinstance(details, list) and details else None
    issue = str((first.get("issue") if isinstance(first, dict) else None) or error.get("name") or "UNKNOWN")
    if issue in _IN_PROGRESS:
        return NoAnswer(f"PayPal is still working on the request ({issue}).")
    return Refused(status, issue, str(error.get("debug_id") or ""), link_to(error, "redirect", "payer-action"))


def _debug_id(response: httpx2.Response) -> str:
    found = response.headers.get("paypal-debug-id", "")
    return f", debug id {found}" if found else ""


def link_to(resource: Json, *relations: str) -> str | None:
    """The address of the first link of one of these relations."""
    links = resource.get("links")
    known = [one for one in links if isinstance(one, dict)] if isinstance(links, list) else []
    return next((str(one["href"]) for one in known if one.get("rel") in relations and one.get("href")), None)
