"""Which certificates are believed: the chain, the name, the day, and where they may be fetched from."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from functools import partial

import httpx2
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import AuthorityInformationAccessOID, ExtendedKeyUsageOID, NameOID

from trunkline.kernel.errors import Forbidden, Unavailable
from trunkline.providers.paypal.certificates import (
    BYTES_MAX,
    FAILED_FOR,
    FAILURES_MAX,
    FETCHES_MAX,
    Certificates,
    ChainTrust,
    check_url,
    system_roots,
)
from trunkline.providers.paypal.signature import Transmission, check_signature
from trunkline.providers.simulator.paypal_api.authority import SIGNER, authority, issue

NOW = datetime(2026, 5, 4, 9, 30, tzinfo=UTC)
URL = "https://api.paypal.com/v1/notifications/certs/CERT-1"
ROOT, ROOT_KEY = authority("A test authority")


def _pem(*chain: x509.Certificate) -> bytes:
    return b"".join(one.public_bytes(serialization.Encoding.PEM) for one in chain)


def _fetching(content: bytes, status: int = 200, **headers: str) -> tuple[Certificates, list[str]]:
    asked: list[str] = []

    async def answer(request: httpx2.Request) -> httpx2.Response:
        asked.append(str(request.url))
        return httpx2.Response(status, content=content, headers=headers)

    transport = httpx2.MockTransport(answer)
    return Certificates(lambda: httpx2.AsyncClient(transport=transport), ChainTrust([ROOT])), asked


async def test_a_certificate_of_paypals_under_a_trusted_authority_is_believed_and_kept() -> None:
    leaf, _ = issue(SIGNER, ROOT_KEY, ROOT)
    certificates, asked = _fetching(_pem(leaf))
    assert await certificates.at(URL, NOW) == leaf
    assert await certificates.at(URL, NOW) == leaf
    assert asked == [URL]


async def test_an_authority_in_between_may_come_with_it() -> None:
    between, key = _between()
    leaf, _ = issue(SIGNER, key, between)
    certificates, _ = _fetching(_pem(leaf, between))
    assert await certificates.at(URL, NOW) == leaf
    alone, _ = _fetching(_pem(leaf))
    with pytest.raises(Forbidden):
        await alone.at(URL, NOW)


async def test_an_authority_in_between_is_fetched_where_the_certificate_says_if_that_is_paypals_authority() -> None:
    between, key = _between()
    believed: list[str] = []
    for host in ("cacerts.digicert.com", "cacerts.example.com"):
        leaf = _with_issuer(key, between, f"http://{host}/Between.crt")

        async def answer(request: httpx2.Request, leaf: x509.Certificate = leaf) -> httpx2.Response:
            der = between.public_bytes(serialization.Encoding.DER)
            return httpx2.Response(200, content=_pem(leaf) if request.url.host == "api.paypal.com" else der)

        certificates = Certificates(
            partial(httpx2.AsyncClient, transport=httpx2.MockTransport(answer)), ChainTrust([ROOT])
        )
        try:
            await certificates.at(URL, NOW)
            believed.append(host)
        except Forbidden:
            pass
    assert believed == ["cacerts.digicert.com"]


async def test_an_authority_that_is_not_trusted_is_not_believed() -> None:
    other, other_key = authority("A test authority")
    leaf, _ = issue(SIGNER, other_key, other)
    for chain in ([leaf], [leaf, other]):
        certificates, _ = _fetching(_pem(*chain))
        with pytest.raises(Forbidden):
            await certificates.at(URL, NOW)


@pytest.mark.parametrize(
    "name",
    [
        "messageverificationcerts.paypal.com.evil.example",
        "messageverificationcerts.evil.example",
        "www.paypal.com",
        "messageverificationcerts-paypal.com",
    ],
)
async def test_a_certificate_in_another_name_is_not_believed(name: str) -> None:
    leaf, _ = issue(name, ROOT_KEY, ROOT)
    certificates, _ = _fetching(_pem(leaf))
    with pytest.raises(Forbidden):
        await certificates.at(URL, NOW)


async def test_a_certificate_is_believed_on_its_days_only_also_when_it_was_kept() -> None:
    leaf, _ = issue(SIGNER, ROOT_KEY, ROOT, NOW - timedelta(days=1), NOW + timedelta(days=1))
    certificates, _ = _fetching(_pem(leaf))
    with pytest.raises(Forbidden):
        await certificates.at(URL, NOW - timedelta(days=2))
    assert await certificates.at(URL, NOW) == leaf
    with pytest.raises(Forbidden):
        await certificates.at(URL, NOW + timedelta(days=2))


@pytest.mark.parametrize(
    "url",
    [
        "http://api.paypal.com/v1/notifications/certs/CERT-1",
        "https://api.paypal.com.evil.example/v1/notifications/certs/CERT-1",
        "https://evil.example/v1/notifications/certs/CERT-1",
        "https://evil.example/v1/notifications/certs/.paypal.com",
        "https://evilpaypal.com/v1/notifications/certs/CERT-1",
        "https://paypal.com/v1/notifications/certs/CERT-1",
        "https://evil.paypal.com/v1/notifications/certs/CERT-1",
        "https://www.paypal.com/v1/notifications/certs/CERT-1",
        "https://api.evil.paypal.com/v1/notifications/certs/CERT-1",
        "https://api.paypal.com@evil.example/v1/notifications/certs/CERT-1",
        "https://user@api.paypal.com/v1/notifications/certs/CERT-1",
        "https://api.paypal.com:8443/v1/notifications/certs/CERT-1",
        "https://api.paypal.com:x/v1/notifications/certs/CERT-1",
        "https://api.paypal.com/other/CERT-1",
        "https://evil.example#.paypal.com/v1/notifications/certs/CERT-1",
        "https://evil.example\\.paypal.com/v1/notifications/certs/CERT-1",
        "https://[::1].paypal.com/v1/notifications/certs/CERT-1",
        "https://\u0430pi.\u0440\u0430ypal.com/v1/notifications/certs/CERT-1",
        "https://api.paypal.com/v1/notifications/certs/../../../evil",
        "https://api.paypal.com/v1/notifications/certs/CERT-1?to=evil.example",
        "file:///etc/passwd",
        "",
    ],
)
async def test_nothing_is_fetched_from_anywhere_else(url: str) -> None:
    certificates, asked = _fetching(b"")
    with pytest.raises(Forbidden):
        await certificates.at(url, NOW)
    assert asked == []


def test_paypals_hosts_may_be_asked() -> None:
    for host in (
        "api.paypal.com",
        "api.sandbox.paypal.com",
        "api-m.paypal.com",
        "api-m.sandbox.paypal.com",
        "api.paypal.com:443",
    ):
        check_url(f"https://{host}/v1/notifications/certs/CERT-1")
        with pytest.raises(Forbidden):
            check_url(f"https://{host}.example/v1/notifications/certs/CERT-1")


async def test_redirects_are_not_followed() -> None:
    certificates, asked = _fetching(b"", 302, location="https://evil.example/")
    with pytest.raises(Unavailable):
        await certificates.at(URL, NOW)
    assert asked == [URL]


async def test_what_is_too_large_is_not_read_to_its_end() -> None:
    read = 0

    class Endless(httpx2.AsyncByteStream):
        async def __aiter__(self) -> AsyncIterator[bytes]:
            nonlocal read
            while True:
                read += 1024
                yield b"x" * 1024

    async def answer(request: httpx2.Request) -> httpx2.Response:
        return httpx2.Response(200, stream=Endless())

    transport = httpx2.MockTransport(answer)
    certificates = Certificates(lambda: httpx2.AsyncClient(transport=transport), ChainTrust([ROOT]))
    with pytest.raises(Forbidden):
        await certificates.at(URL, NOW)
    assert read <= BYTES_MAX + 64 * 1024


async def test_what_cannot_be_fetched_now_is_unavailable_and_asked_for_again_in_a_while() -> None:
    certificates, asked = _fetching(b"", 503)
    for later, times in ((timedelta(0), 1), (FAILED_FOR / 2, 1), (FAILED_FOR, 2)):
        with pytest.raises(Unavailable):
            await certificates.at(URL, NOW + later)
        assert len(asked) == times


async def test_only_so_many_failures_are_remembered() -> None:
    certificates, asked = _fetching(b"", 404)
    for number in [*range(FAILURES_MAX + 1), FAILURES_MAX, 0]:
        with pytest.raises(Unavailable):
            await certificates.at(f"{URL}{number}", NOW)
    assert len(asked) == FAILURES_MAX + 2


async def test_a_certificate_that_is_kept_waits_for_no_other_and_a_burst_fetches_once() -> None:
    leaf, _ = issue(SIGNER, ROOT_KEY, ROOT)
    go, asked = asyncio.Event(), []

    async def answer(request: httpx2.Request) -> httpx2.Response:
        asked.append(str(request.url))
        if "SLOW" in asked[-1]:
            await go.wait()
        return httpx2.Response(200, content=_pem(leaf))

    transport = httpx2.MockTransport(answer)
    certificates = Certificates(lambda: httpx2.AsyncClient(transport=transport), ChainTrust([ROOT]))
    await certificates.at(URL, NOW)
    slow = [f"{URL}-SLOW{number}" for number in range(FETCHES_MAX + 2)]
    waiting = [asyncio.create_task(certificates.at(one, NOW)) for one in slow for _ in range(3)]
    async with asyncio.timeout(1):
        for _ in range(200):
            await asyncio.sleep(0)
        assert await certificates.at(URL, NOW) == leaf
    assert len(asked) == FETCHES_MAX + 1, "more wait until one of those is done"
    go.set()
    assert await asyncio.gather(*waiting) == [leaf] * len(waiting)
    assert sorted(asked) == sorted([URL, *slow])


async def test_a_lost_connection_is_unavailable() -> None:
    async def answer(request: httpx2.Request) -> httpx2.Response:
        raise httpx2.ConnectError("no route")

    transport = httpx2.MockTransport(answer)
    certificates = Certificates(lambda: httpx2.AsyncClient(transport=transport), ChainTrust([ROOT]))
    with pytest.raises(Unavailable):
        await certificates.at(URL, NOW)


async def test_what_is_no_certificate_is_refused() -> None:
    certificates, _ = _fetching(b"<html>")
    with pytest.raises(Forbidden):
        await certificates.at(URL, NOW)


async def test_few_are_kept() -> None:
    leaf, _ = issue(SIGNER, ROOT_KEY, ROOT)
    certificates, asked = _fetching(_pem(leaf))
    for number in range(20):
        await certificates.at(f"{URL}{number}", NOW)
    await certificates.at(f"{URL}19", NOW)
    assert len(asked) == 20
    await certificates.at(f"{URL}0", NOW)
    assert len(asked) == 21


def test_this_machine_trusts_some_authorities() -> None:
    assert len(system_roots()) > 10


def test_a_key_of_another_kind_signs_nothing() -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    leaf = _builder(SIGNER, ROOT, key.public_key()).sign(ROOT_KEY, hashes.SHA256())
    sent = Transmission("SHA256withRSA", URL, "1", "AAAA", "2026-05-04T09:30:00Z")
    with pytest.raises(Forbidden):
        check_signature(leaf, sent, "W", b"{}")


async def test_a_certificate_that_names_nobody_is_not_believed() -> None:
    key = rsa.generate_private_key(65537, 2048)
    leaf = _builder(SIGNER, ROOT, key.public_key()).sign(ROOT_KEY, hashes.SHA256())
    certificates, _ = _fetching(_pem(leaf))
    with pytest.raises(Forbidden):
        await certificates.at(URL, NOW)


def _builder(
    name: str, issuer: x509.Certificate, key: rsa.RSAPublicKey | ec.EllipticCurvePublicKey
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)]))
        .issuer_name(issuer.subject)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(NOW - timedelta(days=30))
        .not_valid_after(NOW + timedelta(days=30))
    )


def _between() -> tuple[x509.Certificate, rsa.RSAPrivateKey]:
    key = rsa.generate_private_key(65537, 2048)
    usage = dict.fromkeys(_USAGES, False) | {"key_cert_sign": True, "crl_sign": True}
    made = (
        _builder("An authority in between", ROOT, key.public_key())
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(x509.KeyUsage(**usage), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(ROOT_KEY.public_key()), critical=False)
        .sign(ROOT_KEY, hashes.SHA256())
    )
    return made, key


def _with_issuer(key: rsa.RSAPrivateKey, issuer: x509.Certificate, url: str) -> x509.Certificate:
    own = rsa.generate_private_key(65537, 2048)
    access = x509.AccessDescription(AuthorityInformationAccessOID.CA_ISSUERS, x509.UniformResourceIdentifier(url))
    return (
        _builder(SIGNER, issuer, own.public_key())
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(SIGNER)]), critical=False)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(key.public_key()), critical=False)
        .add_extension(x509.AuthorityInformationAccess([access]), critical=False)
        .sign(key, hashes.SHA256())
    )


_USAGES = (
    "digital_signature",
    "content_commitment",
    "key_encipherment",
    "data_encipherment",
    "key_agreement",
    "key_cert_sign",
    "crl_sign",
    "encipher_only",
    "decipher_only",
)
