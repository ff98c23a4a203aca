"""Which delivery is believed: the official SDK's verdicts, and every byte counts."""

from __future__ import annotations

import base64
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import stripe
from hypothesis import given
from hypothesis import strategies as st

from tests.shared_data import shared_file
from trunkline.kernel.errors import Forbidden
from trunkline.providers.simulator.stripe_api.webhooks import signed
from trunkline.providers.stripe.signatures import TOLERANCE_SECONDS, check_signature, sign

NOW = datetime(2023, 11, 14, 22, 13, 20, tzinfo=UTC)
BODY = b'{\r\n  "id": "evt_1", "name": "\xc3\xa4"\n}'
SECRET = "whsec_test_secret"


def _accepts(body: bytes, header: str | None, secrets: tuple[str, ...] = (SECRET,), now: datetime = NOW) -> bool:
    try:
        check_signature(body, header, secrets, now)
    except Forbidden:
        return False
    return True


def _official_accepts(body: bytes, header: str) -> bool:
    """The SDK, apart from the time, which it takes from the system."""
    try:
        stripe.WebhookSignature.verify_header(body, header, SECRET)
    except (stripe.SignatureVerificationError, UnicodeDecodeError):
        return False
    return True


def _vectors() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(shared_file("stripe/signature_vectors.json").read_text())
    return found


def test_every_vector_has_its_verdict() -> None:
    vectors = _vectors()
    for one in vectors:
        now = datetime.fromtimestamp(one["now"], UTC)
        verdict = _accepts(base64.b64decode(one["body_base64"]), one["header"], (one["secret"],), now)
        assert verdict is (one["expect"] == "accept"), one["case"]
    assert len(vectors) == 7
    assert {one["tolerance_s"] for one in vectors} == {TOLERANCE_SECONDS}


def test_each_changed_byte_of_the_accepted_vectors_is_refused() -> None:
    """Of a header with two signatures only the one that fits counts: what the other says makes no difference, to the SDK neither."""
    for one in _vectors():
        if one["expect"] == "accept":
            now = datetime.fromtimestamp(one["now"], UTC)
            body, header, fits = base64.b64decode(one["body_base64"]), one["header"], one["header"].rpartition("v1=")[2]
            assert not any(_accepts(changed, header, now=now) for changed in _changed(body))
            other = range(header.index(","), header.rindex(","))
            for position, changed in enumerate(_changed(header.encode())):
                if position // 2 not in other:
                    assert not _accepts(body, changed.decode("latin-1"), now=now), (position, fits)


def _changed(text: bytes) -> list[bytes]:
    """Two other bytes in each place: the nearest one, and one far away."""
    return [text[:at] + bytes([byte ^ bit]) + text[at + 1 :] for at, byte in enumerate(text) for bit in (1, 0x55)]


def test_each_changed_byte_of_our_own_is_refused() -> None:
    header = sign(BODY, SECRET, NOW)
    assert _accepts(BODY, header)
    assert not any(_accepts(body, header) for body in _changed(BODY))
    assert not any(_accepts(BODY, changed.decode("latin-1")) for changed in _changed(header.encode()))
    assert not any(_accepts(BODY[:at] + BODY[at + 1 :], header) for at in range(len(BODY)))


@given(st.binary(max_size=60), st.integers(min_value=0, max_value=400), st.integers(min_value=0, max_value=255))
def test_we_never_believe_what_the_official_sdk_does_not(body: bytes, at: int, byte: int) -> None:
    header = sign(body, SECRET, NOW).encode()
    place = at % len(header)
    changed = (header[:place] + bytes([byte]) + header[place + 1 :]).decode("latin-1")
    if _accepts(body, changed):
        assert _official_accepts(body, changed) or not _is_text(body)


def _is_text(body: bytes) -> bool:
    try:
        body.decode()
    except UnicodeDecodeError:
        return False
    return True


def test_two_secrets_hold_while_one_replaces_the_other() -> None:
    new, old = "whsec_new", "whsec_old"
    assert _accepts(BODY, sign(BODY, old, NOW), (new, old))
    assert _accepts(BODY, sign(BODY, new, NOW), (new, old))
    assert _accepts(BODY, signed(BODY, [new, old], NOW), (old,))
    assert not _accepts(BODY, sign(BODY, old, NOW), (new,))
    assert not _accepts(BODY, sign(BODY, "", NOW), ("", " "))
    assert not _accepts(BODY, sign(BODY, SECRET, NOW), ())


def test_an_old_delivery_is_refused_to_the_second() -> None:
    header = sign(BODY, SECRET, NOW)
    assert _accepts(BODY, header, now=NOW + timedelta(seconds=TOLERANCE_SECONDS))
    assert not _accepts(BODY, header, now=NOW + timedelta(seconds=TOLERANCE_SECONDS + 1))


@pytest.mark.parametrize(
    "header",
    [
        None,
        "",
        "t=",
        "t=1700000000",
        "v1=" + "0" * 64,
        "t=1700000000,v0=" + "0" * 64,
        "t=01700000000,v1=x",
        "t=1_7,v1=x",
        "t=٣,v1=x",
    ],
)
def test_a_header_that_is_none_is_refused(header: str | None) -> None:
    assert not _accepts(BODY, header)


def test_a_second_time_in_the_header_is_refused() -> None:
    """Or an old delivery could be made to look new."""
    assert not _accepts(BODY, sign(BODY, SECRET, NOW) + ",t=1800000000")
