"""Signatures over raw bytes: the vendors' own vectors, and what must not get through."""

from __future__ import annotations

import hmac
import json
from base64 import b64encode
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any
from urllib.parse import urlencode

import pytest

from tests.shared_data import shared_file
from trunkline.domains.usage.ports import Delivery
from trunkline.providers.telephony.formats import FORMATS

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
URL = "https://calls.example/api/v1/calls/ingest/x"
SECRET = "a secret that only tests use"


def refusal(
    name: str,
    body: bytes,
    headers: Mapping[str, str],
    *,
    secret: str = SECRET,
    url: str = URL,
    now: datetime = NOW,
) -> str | None:
    return FORMATS[name].refusal(Delivery(url, headers, body), secret, now)


def vectors(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(shared_file(f"cdr/{name}/signature_vectors.json").read_bytes())
    return found


# ------------------------------------------------------------------------------------------------------------- Twilio
@pytest.mark.parametrize("number", [0, 1])
def test_twilios_own_vectors(number: int) -> None:
    file = vectors("twilio")
    one = file["vectors"][number]
    body = urlencode([(name, value) for name, values in one["params"].items() for value in values]).encode()
    headers = {"x-twilio-signature": one["signature"]}
    given: dict[str, Any] = {"secret": file["auth_token"], "url": one["url"]}
    assert refusal("twilio", body, headers, **given) is None
    assert refusal("twilio", body + b"&Digits=9", headers, **given) is not None
    assert refusal("twilio", body, headers, **given | {"secret": "12346"}) is not None
    assert refusal("twilio", body, headers, **given | {"url": one["url"] + "&company=other"}) is not None


def twilio_signature(url: str, fields: str = "") -> str:
    return b64encode(hmac.digest(SECRET.encode(), (url + fields).encode(), "sha1")).decode()


def test_twilio_signs_what_is_no_form_by_its_digest_in_the_url() -> None:
    digest = vectors("twilio")["body_sha256"]
    url = f"{URL}?bodySHA256={digest['sha256']}"
    headers = {"x-twilio-signature": twilio_signature(url)}
    assert refusal("twilio", digest["body"].encode(), headers, url=url) is None
    assert refusal("twilio", digest["body"].encode() + b" ", headers, url=url) == (
        "the body is not the one whose bodySHA256 is in the URL"
    )
    assert refusal("twilio", b'{"sid": "CA1"}', headers) == "the body is no form, and the URL names no bodySHA256"


@pytest.mark.parametrize(
    ("signed", "asked"),
    [
        ("https://a.example/x", "https://a.example/x"),
        ("https://a.example:443/x", "https://a.example/x"),
        ("https://a.example/x", "https://a.example:443/x"),
        ("http://a.example:80/x?y=1", "http://a.example/x?y=1"),
    ],
)
def test_twilio_may_sign_the_port_that_the_scheme_implies(signed: str, asked: str) -> None:
    assert refusal("twilio", b"", {"x-twilio-signature": twilio_signature(signed)}, url=asked) is None


def test_twilio_another_port_is_another_url() -> None:
    headers = {"x-twilio-signature": twilio_signature("https://a.example/x")}
    assert refusal("twilio", b"", headers, url="https://a.example:8443/x") is not None
    assert refusal("twilio", b"", {}) == "there is no X-Twilio-Signature"
    assert refusal("twilio", b"", {"x-twilio-signature": "ü"}) is not None


# ------------------------------------------------------------------------------------------------------------- Retell
def test_retells_own_vector_holds_for_five_minutes() -> None:
    (one,) = vectors("retell")["vectors"]
    body, headers = one["body"].encode(), {"x-retell-signature": one["signature"]}
    signed_at = datetime.fromtimestamp(one["timestamp_ms"] / 1_000, UTC)
    given: dict[str, Any] = {"secret": one["api_key"], "now": signed_at}
    assert refusal("retell", body, headers, **given) is None
    for off in (timedelta(minutes=5), -timedelta(minutes=5)):
        assert refusal("retell", body, headers, **given | {"now": signed_at + off}) is None
        late = refusal("retell", body, headers, **given | {"now": signed_at + off * 1.001})
        assert late == "X-Retell-Signature is more than five minutes from now"
    assert refusal("retell", body + b" ", headers, **given) is not None
    assert refusal("retell", body, headers, **given | {"secret": "test-api-kez"}) is not None


@pytest.mark.parametrize("header", ["", "v=1,d=", "d=" + "0" * 64, "v=1,d=" + "0" * 64 + "x", "v=" + "9" * 99 + ",d="])
def test_retell_a_malformed_signature_is_refused(header: str) -> None:
    assert refusal("retell", b"{}", {"x-retell-signature": header}) == (
        "there is no X-Retell-Signature of the form v=…,d=…"
    )


# ------------------------------------------------------------------------------------------------------------ LiveKit
@pytest.mark.parametrize("number", range(4))
def test_livekits_tokens(number: int) -> None:
    file = vectors("livekit")
    one = file["vectors"][number]
    body = shared_file(f"cdr/livekit/{file['body_file']}").read_bytes()
    for header in (one["token"], f"Bearer {one['token']}"):
        found = refusal("livekit", body, {"authorization": header}, secret=file["api_secret"])
        assert (found is None) == (one["expect"] == "accept"), (one["case"], found)


def token(claims: Mapping[str, Any], *, header: Mapping[str, Any] | None = None, secret: str = SECRET) -> str:
    parts = [json.dumps(one).encode() for one in (header or {"alg": "HS256", "typ": "JWT"}, claims)]
    signed = ".".join(_base64url(part) for part in parts)
    return f"{signed}.{_base64url(hmac.digest(secret.encode(), signed.encode(), 'sha256'))}"


def _base64url(part: bytes) -> str:
    return b64encode(part, b"-_").decode().rstrip("=")


def claims_for(body: bytes, **others: Any) -> dict[str, Any]:
    return {"exp": int(NOW.timestamp()), "sha256": b64encode(sha256(body).digest()).decode()} | others


@pytest.mark.parametrize(
    ("others", "seconds", "holds"),
    [
        ({}, 59, True),
        ({}, 61, False),
        ({"nbf": int(NOW.timestamp())}, -60, True),
        ({"nbf": int(NOW.timestamp())}, -61, False),
        ({"exp": None}, 0, False),
        ({"exp": "soon"}, 0, False),
        ({"sha256": None}, 0, False),
    ],
)
def test_livekit_a_token_has_its_time_with_a_minute_of_leeway(
    others: dict[str, Any], seconds: int, holds: bool
) -> None:
    headers = {"authorization": token(claims_for(b"{}", **others))}
    assert (refusal("livekit", b"{}", headers, now=NOW + timedelta(seconds=seconds)) is None) == holds


@pytest.mark.parametrize("algorithm", ["none", "HS512", "RS256", None])
def test_livekit_only_its_own_algorithm_is_believed(algorithm: str | None) -> None:
    signed = token(claims_for(b"{}"), header={"alg": algorithm})
    assert refusal("livekit", b"{}", {"authorization": signed}) is not None
    unsigned = ".".join([*signed.split(".")[:2], ""])
    assert refusal("livekit", b"{}", {"authorization": unsigned}) is not None


@pytest.mark.parametrize("header", ["", "..", "a.b", "ü.ü.ü", "e30.e30.e30", "x" * 10_000, "Bearer tk_key"])
def test_livekit_what_is_no_token_is_refused(header: str) -> None:
    assert refusal("livekit", b"{}", {"authorization": header}) == (
        "Authorization is no token that the secret has signed"
    )


def test_livekit_claims_that_are_no_object_are_refused() -> None:
    signed = ".".join(_base64url(part) for part in (b'{"alg":"HS256"}', b"[" * 2_000))
    whole = f"{signed}.{_base64url(hmac.digest(SECRET.encode(), signed.encode(), 'sha256'))}"
    assert refusal("livekit", b"{}", {"authorization": whole}) is not None


# --------------------------------------------------------------------------------------------------------------- Vapi
def vapi_signature(signed: bytes) -> str:
    return hmac.digest(SECRET.encode(), signed, "sha256").hex()


def test_vapis_secret_header() -> None:
    assert refusal("vapi", b"{}", {"x-vapi-secret": SECRET}) is None
    assert refusal("vapi", b"{}", {"x-vapi-secret": SECRET + "x"}) == "X-Vapi-Secret is not the secret"
    assert refusal("vapi", b"{}", {"x-vapi-secret": ""}) == "X-Vapi-Secret is not the secret"
    assert refusal("vapi", b"{}", {}) == "there is neither X-Vapi-Secret nor X-Vapi-Signature nor X-Signature"


@pytest.mark.parametrize("header", ["x-signature", "x-vapi-signature"])
@pytest.mark.parametrize("unit", [1, 1_000])
def test_vapis_hmac_over_timestamp_and_body(header: str, unit: int) -> None:
    stamp = str(int(NOW.timestamp()) * unit)
    headers = {header: vapi_signature(f"{stamp}.{{}}".encode()), "x-timestamp": stamp}
    assert refusal("vapi", b"{}", headers) is None
    assert refusal("vapi", b"{}", headers, now=NOW + timedelta(minutes=5)) is None
    assert refusal("vapi", b"{}", headers, now=NOW + timedelta(seconds=301)) == (
        "X-Timestamp is more than five minutes from now"
    )
    assert refusal("vapi", b"{} ", headers) is not None
    assert refusal("vapi", b"{}", {header: headers[header]}) is not None, "without its timestamp"


def test_vapis_hmac_over_the_body_alone() -> None:
    assert refusal("vapi", b"{}", {"x-signature": "sha256=" + vapi_signature(b"{}")}) is None
    assert refusal("vapi", b"[]", {"x-signature": vapi_signature(b"{}")}) is not None
    odd = {"x-signature": vapi_signature(b"yesterday.{}"), "x-timestamp": "yesterday"}
    assert refusal("vapi", b"{}", odd) is not None


# --------------------------------------------------------------------------------------------------------- FreeSWITCH
def test_freeswitchs_cred_is_http_basic() -> None:
    def basic(words: str) -> dict[str, str]:
        return {"authorization": f"Basic {b64encode(words.encode()).decode()}"}

    assert refusal("freeswitch", b"", basic(f"anybody:{SECRET}")) is None
    assert refusal("freeswitch", b"", basic(f"a:{SECRET}:b")) == "the password of `cred` is not the secret"
    assert refusal("freeswitch", b"", basic(SECRET)) is not None
    assert refusal("freeswitch", b"", {"authorization": f"Bearer {SECRET}"}) is not None
    assert refusal("freeswitch", b"", {"authorization": "Basic ???"}) == "the HTTP Basic authorization is malformed"
    assert refusal("freeswitch", b"", {}) == "there is no HTTP Basic authorization (the setting `cred`)"
