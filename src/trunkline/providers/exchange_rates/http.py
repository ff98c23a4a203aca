"""One GET for a body of bounded size within a bounded time. No address is ever said again: it may hold a key."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

import httpx2

from trunkline.domains.currencies.model import FailureKind, NotQuoted

BODY_BYTES_MAX = 1 << 20
TIMEOUT = httpx2.Timeout(10.0, connect=5.0)
# Timeouts are per read: a sender that drips would never meet one.
WHOLE_SECONDS_MAX = 20
_NOT_TAKEN = (401, 402, 403)


@dataclass(frozen=True, slots=True)
class Got:
    """An answer that came whole, of whatever status below 500 but 429."""

    status: int
    body: bytes


@dataclass(frozen=True, slots=True)
class Request:
    """What may be secret has no repr: the parameters and headers carry keys."""

    url: str
    params: Mapping[str, str]
    headers: Mapping[str, str]

    def __repr__(self) -> str:
        return f"Request({self.url})"


async def get(
    request: Request, transport: httpx2.AsyncBaseTransport | None = None, whole_seconds_max: int = WHOLE_SECONDS_MAX
) -> Got | NotQuoted:
    """The answer, or why there is none."""
    try:
        async with asyncio.timeout(whole_seconds_max):
            return await _got(request, transport)
    except TimeoutError:
        return NotQuoted(FailureKind.unreachable, f"No whole answer came within {whole_seconds_max} seconds.")
    except (httpx2.HTTPError, httpx2.InvalidURL) as error:
        return NotQuoted(FailureKind.unreachable, f"No whole answer came ({type(error).__name__}).")


async def _got(request: Request, transport: httpx2.AsyncBaseTransport | None) -> Got | NotQuoted:
    # What is not asked to be packed need not be unpacked: a small answer cannot become a big one.
    headers = {"accept-encoding": "identity", **request.headers}
    async with (
        httpx2.AsyncClient(transport=transport, verify=_trusted(), timeout=TIMEOUT, follow_redirects=False) as client,
        client.stream("GET", request.url, params=dict(request.params), headers=headers) as response,
    ):
        if response.status_code == 429:
            return NotQuoted(FailureKind.limited, "It was asked too often (status 429).")
        if response.status_code >= 500:
            return NotQuoted(FailureKind.unreachable, f"It answered with status {response.status_code}.")
        if response.headers.get("content-encoding", "identity") != "identity":
            return NotQuoted(FailureKind.unreadable, "Its answer is packed, which was not asked for.")
        body = b""
        async for part in response.aiter_bytes():
            body += part
            if len(body) > BODY_BYTES_MAX:
                return NotQuoted(FailureKind.unreadable, f"Its answer is longer than {BODY_BYTES_MAX} bytes.")
        return Got(response.status_code, body)


@cache
def _trusted() -> ssl.SSLContext:
    """Whose certificates are believed; reading them takes longer than a request."""
    return httpx2.create_ssl_context()


def not_ok(got: Got) -> NotQuoted | None:
    """Why the status alone says that there are no rates; None for 200."""
    if got.status == 200:
        return None
    kind = FailureKind.refused if got.status in _NOT_TAKEN else FailureKind.unreadable
    return NotQuoted(kind, f"It answered with status {got.status}.")
