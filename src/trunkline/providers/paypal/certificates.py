"""The certificates with which PayPal signs its notices: where they may come from, and why they are believed.

A delivery names the address of its certificate, and anybody may write an address into a header. So it is https at a host of PayPal's (or
at the simulator, where that is what we are connected to), is fetched without redirects, bounded in time and size, and then has to stand
under a certificate authority that we trust, in PayPal's name, on the day.
"""

from __future__ import annotations

import asyncio
import re
import ssl
import warnings
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Protocol, TypeAlias, TypeVar
from urllib.parse import urlsplit
from weakref import WeakValueDictionary

import httpx2
from cryptography import x509
from cryptography.utils import CryptographyDeprecationWarning
from cryptography.x509.oid import AuthorityInformationAccessOID
from cryptography.x509.verification import PolicyBuilder, Store, VerificationError

from trunkline.kernel.errors import Forbidden, Unavailable

BYTES_MAX = 64 * 1024
SECONDS_MAX = 5.0
KEPT_MAX = 16
# How many are fetched at once, and for how long (and how many) addresses are remembered that had no certificate for us.
FETCHES_MAX = 4
FAILED_FOR = timedelta(seconds=30)
FAILURES_MAX = 256
PATH = "/v1/notifications/certs/"
_DOMAIN = ".paypal.com"
_NAME = "messageverificationcerts."
# The whole address, and nothing that two readers of addresses could read differently: no user, no other port, no escapes. The hosts are
# those of PayPal's API; any other below its domain might be made to answer for long.
_AT_PAYPAL = re.compile(
    r"https://api(-m)?(\.sandbox)?\.paypal\.com(:443)?/v1/notifications/certs/[A-Za-z0-9_-]{1,100}", re.ASCII
)
# PayPal may serve its certificate without the one above it. That one names where to get it; only this host is asked.
_ISSUERS = frozenset({"cacerts.digicert.com"})


_Kept = TypeVar("_Kept")
Chain: TypeAlias = tuple[x509.Certificate, list[x509.Certificate]]


class Trust(Protocol):
    """Why a certificate is believed."""

    def check(self, leaf: x509.Certificate, others: Sequence[x509.Certificate], now: datetime) -> None:
        """Raises `Forbidden` for one that is not PayPal's, not of a trusted authority, or not valid `now`."""
        ...


class ChainTrust:
    """The chain ends at one of `roots`: the authorities that this machine trusts, or those given."""

    def __init__(self, roots: Sequence[x509.Certificate] | None = None) -> None:
        self._roots = roots

    def check(self, leaf: x509.Certificate, others: Sequence[x509.Certificate], now: datetime) -> None:
        name = _paypal_name(leaf)
        roots = system_roots() if self._roots is None else list(self._roots)
        verifier = PolicyBuilder().store(Store(roots)).time(now).build_server_verifier(x509.DNSName(name))
        try:
            verifier.verify(leaf, list(others))
        except VerificationError:
            raise Forbidden("The notice's certificate is not valid now, or of no authority that is trusted.") from None


@cache
def system_roots() -> list[x509.Certificate]:
    """The authorities that this machine trusts for TLS."""
    found = ssl.create_default_context().get_ca_certs(binary_form=True)
    roots = [root for root in map(_readable, found) if root is not None]
    if not roots:
        raise Unavailable("This machine trusts no certificate authorities; install its ca-certificates.")
    return roots


def _readable(der: bytes) -> x509.Certificate | None:
    """None for one of the old authorities whose certificates break today's rules; no new one stands under them."""
    with warnings.catch_warnings():
        warnings.simplefilter("error", CryptographyDeprecationWarning)
        try:
            return x509.load_der_x509_certificate(der)
        except (CryptographyDeprecationWarning, ValueError):
            return None


class Certificates:
    """Fetches and keeps them. `own_base` is the one address beside PayPal's that may be asked: the simulator's.

    Anybody can post deliveries that name addresses where nothing is. So one that is kept waits for nobody, an address is asked by one
    delivery at a time, few are asked at once, and one that had nothing is not asked again for half a minute.
    """

    def __init__(self, http: Callable[[], httpx2.AsyncClient], trust: Trust, own_base: str | None = None) -> None:
        self._http = http
        self._trust = trust
        self._own_base = own_base
        self._kept: dict[str, Chain] = {}
        self._failed: dict[str, tuple[datetime, Forbidden | Unavailable]] = {}
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._slots = asyncio.Semaphore(FETCHES_MAX)

    async def at(self, url: str, now: datetime) -> x509.Certificate:
        """The certificate at `url`, believed. Raises `Forbidden`, and `Unavailable` when it cannot be fetched now."""
        check_url(url, self._own_base)
        found = self._kept.get(url)
        if found is None:
            lock = self._locks.setdefault(url, asyncio.Lock())
            async with lock:  # a burst of deliveries fetches once
                found = self._kept.get(url) or await self._fetched(url, now)
        self._trust.check(*found, now)
        return found[0]

    async def _fetched(self, url: str, now: datetime) -> Chain:
        """Fetched, believed and kept; the failure is remembered otherwise."""
        self._refuse_failed(url, now)
        async with self._slot():
            try:
                leaf, *others = await self._fetch(url)
                found = leaf, others or await self._issuer_of(leaf)
                self._trust.check(*found, now)
            except (Forbidden, Unavailable) as error:
                self._failed.pop(url, None)
                _put(self._failed, url, (now, error), FAILURES_MAX)
                raise
        _put(self._kept, url, found, KEPT_MAX)
        return found

    def _refuse_failed(self, url: str, now: datetime) -> None:
        at, error = self._failed.get(url, (None, None))
        if at is not None and error is not None and at <= now < at + FAILED_FOR:
            raise type(error)(error.detail)

    @asynccontextmanager
    async def _slot(self) -> AsyncIterator[None]:
        """One of the few fetches at once. Raises `Unavailable` when none becomes free in time."""
        try:
            async with asyncio.timeout(SECONDS_MAX):
                await self._slots.acquire()
        except TimeoutError:
            raise Unavailable("Too many of PayPal's certificates are being fetched now.") from None
        try:
            yield
        finally:
            self._slots.release()

    async def _fetch(self, url: str) -> list[x509.Certificate]:
        try:
            return x509.load_pem_x509_certificates(await self._read(url))
        except ValueError:
            raise Forbidden("There is no certificate at the address that the notice names.") from None

    async def _issuer_of(self, leaf: x509.Certificate) -> list[x509.Certificate]:
        url = _issuer_url(leaf)
        if url is None:
            return []
        try:
            return [x509.load_der_x509_certificate(await self._read(url))]
        except ValueError:
            return []

    async def _read(self, url: str) -> bytes:
        content = bytearray()
        try:
            async with asyncio.timeout(SECONDS_MAX), self._http() as http, http.stream("GET", url) as response:
                if response.status_code != 200:
                    raise Unavailable(f"PayPal's certificate cannot be fetched now (HTTP {response.status_code}).")
                async for chunk in response.aiter_bytes():
                    content += chunk
                    if len(content) > BYTES_MAX:
                        raise Forbidden("What is at the address that the notice names is too large for a certificate.")
        except (httpx2.RequestError, TimeoutError) as error:
            raise Unavailable(f"PayPal's certificate cannot be fetched now ({type(error).__name__}).") from None
        return bytes(content)


def _put(kept: dict[str, _Kept], url: str, one: _Kept, most: int) -> None:
    """Keep one more, and of all of them the latest."""
    while len(kept) >= most:
        kept.pop(next(iter(kept)))
    kept[url] = one


def check_url(url: str, own_base: str | None = None) -> None:
    """Raises `Forbidden` for an address at which PayPal would not keep a certificate."""
    if own_base is not None and url.startswith(f"{own_base}{PATH}"):
        return
    if not _AT_PAYPAL.fullmatch(url):
        raise Forbidden("The notice names a certificate that is not at PayPal.")


def _paypal_name(leaf: x509.Certificate) -> str:
    try:
        names = leaf.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except x509.ExtensionNotFound:
        raise Forbidden("The notice's certificate names nobody.") from None
    found = (one for one in names.get_values_for_type(x509.DNSName) if one.startswith(_NAME) and one.endswith(_DOMAIN))
    name = next(found, None)
    if name is None:
        raise Forbidden("The notice's certificate is not one with which PayPal signs notices.")
    return name


def _issuer_url(leaf: x509.Certificate) -> str | None:
    try:
        access = leaf.extensions.get_extension_for_class(x509.AuthorityInformationAccess).value
    except x509.ExtensionNotFound:
        return None
    for one in access:
        if one.access_method == AuthorityInformationAccessOID.CA_ISSUERS:
            url = str(one.access_location.value)
            if urlsplit(url).hostname in _ISSUERS:
                return url
    return None


def is_valid_at(leaf: x509.Certificate, now: datetime) -> bool:
    return leaf.not_valid_before_utc <= now.astimezone(UTC) <= leaf.not_valid_after_utc
