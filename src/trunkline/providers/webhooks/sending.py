"""POSTs webhooks to URLs that somebody else wrote, without being made to knock where only we may.

The name is looked up once, every address that it has is checked, and the connection goes to a checked address: a name that answers
otherwise the next time changes nothing. `Host` and the certificate stay those of the name. Each attempt has a connection of its own,
because one that was verified for a name must not carry what is meant for another name at the same address.
"""

from __future__ import annotations

import ssl
from collections.abc import Mapping, Sequence

import httpx2

from trunkline.domains.notifications.model import ERROR_LENGTH_MAX, EXCERPT_LENGTH_MAX, Answer
from trunkline.domains.notifications.ports import ATTEMPT_SECONDS_MAX, NameResolver
from trunkline.domains.notifications.rules import Target, is_loopback, is_public, target_of
from trunkline.kernel.errors import Invalid

CONNECT_SECONDS = 5
ANSWER_BYTES_MAX = 16_384
ADDRESSES_MAX = 3

_NOT_CONNECTED = (httpx2.ConnectError, httpx2.ConnectTimeout)


class HttpWebhooks:
    """Implements `WebhookSender`. `trusted`: whose certificates are believed, where not those that everybody believes."""

    def __init__(
        self, resolver: NameResolver, *, to_loopback: bool = False, trusted: ssl.SSLContext | None = None
    ) -> None:
        self._resolver = resolver
        self._to_loopback = to_loopback
        self._trusted = trusted

    @property
    def reaches_loopback(self) -> bool:
        return self._to_loopback

    async def post(self, url: str, headers: Mapping[str, str], body: bytes) -> Answer:
        """See the port. What was allowed when the endpoint was made is asked again: settings and rules change."""
        try:
            target = target_of(url, to_loopback=self._to_loopback)
        except Invalid as problem:
            return Answer(None, problem.detail[:ERROR_LENGTH_MAX])
        try:
            addresses = await self._resolver.addresses(target.host, target.port)
        except (OSError, UnicodeError):
            return Answer(None, "The name of the receiver has no address.")
        if not addresses or not all(self._is_allowed(target, one) for one in addresses):
            return Answer(None, "The name of the receiver leads into a private network; nothing was sent.")
        return await self._post_to_one(target, addresses[:ADDRESSES_MAX], headers, body)

    def _is_allowed(self, target: Target, address: str) -> bool:
        named_here = target.host == "localhost" or is_loopback(target.host)
        return is_public(address) or (self._to_loopback and named_here and is_loopback(address))

    async def _post_to_one(
        self, target: Target, addresses: Sequence[str], headers: Mapping[str, str], body: bytes
    ) -> Answer:
        """The first address that takes a connection."""
        answer = Answer(None, "The receiver cannot be reached.")
        for address in addresses:
            try:
                return await self._post_to(target, address, headers, body)
            except _NOT_CONNECTED as error:
                answer = Answer(None, f"The receiver cannot be reached: {error or 'no answer'}."[:ERROR_LENGTH_MAX])
            except httpx2.HTTPError as error:
                return Answer(None, f"No whole answer came: {type(error).__name__}."[:ERROR_LENGTH_MAX])
        return answer

    async def _post_to(self, target: Target, address: str, headers: Mapping[str, str], body: bytes) -> Answer:
        url = httpx2.URL(scheme=target.scheme, host=address, port=target.port, raw_path=target.target.encode())
        # What is not asked to be packed need not be unpacked: a small answer cannot become a big one.
        sent = {**headers, "host": target.authority, "accept-encoding": "identity", "connection": "close"}
        limits = httpx2.Timeout(ATTEMPT_SECONDS_MAX, connect=CONNECT_SECONDS)
        # No proxies and no .netrc of the environment: both would take the connection elsewhere.
        async with httpx2.AsyncHTTPTransport(verify=self._context(), trust_env=False) as transport:
            request = httpx2.Request(
                "POST",
                url,
                headers=sent,
                content=body,
                extensions={"sni_hostname": target.host, "timeout": limits.as_dict()},
            )
            response = await transport.handle_async_request(request)
            try:
                return Answer(response.status_code, excerpt=_excerpt(await _beginning(response)))
            finally:
                await response.aclose()

    def _context(self) -> ssl.SSLContext:
        if self._trusted is None:
            self._trusted = httpx2.create_ssl_context(trust_env=False)
        return self._trusted


async def _beginning(response: httpx2.Response) -> bytes:
    """The first bytes of the body as they came, and no more of them."""
    read = b""
    async for part in response.aiter_raw():
        read += part[: ANSWER_BYTES_MAX - len(read)]
        if len(read) >= ANSWER_BYTES_MAX:
            break
    return read


def _excerpt(body: bytes) -> str:
    """As text that every database keeps and every screen shows."""
    text = body[: 4 * EXCERPT_LENGTH_MAX].decode("utf-8", "replace")
    return "".join(one if one.isprintable() or one in "\n\t" else "\ufffd" for one in text)[:EXCERPT_LENGTH_MAX]
