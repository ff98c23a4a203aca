"""Webhook deliveries are verified over their bytes: PayPal's own of 2024 pass, and each single byte that is another fails."""

from __future__ import annotations

from datetime import timedelta

import httpx2
import pytest

from tests.providers.paypal.deliveries import WEBHOOK_ID, Delivered, Pinned, certificate_pem, delivered
from trunkline.domains.payments.model import About
from trunkline.infra.paypal_settings import PayPalSettings
from trunkline.kernel.clock import ManualClock
from trunkline.kernel.errors import Forbidden, Invalid, Unavailable
from trunkline.providers.paypal import PayPalPayments
from trunkline.providers.paypal.certificates import ChainTrust, is_valid_at
from trunkline.providers.paypal.notices import notice_of
from trunkline.providers.paypal.signature import Transmission, check_signature, transmission_of

SETTINGS = PayPalSettings("id", "secret", WEBHOOK_ID)

ABOUT = {
    "payment_capture_completed_v2.body.json": (About.charge, "12A34567BC123456S"),
    "payment_capture_pending_v2.body.json": (About.charge, "02T21492PP3782704"),
    "payment_capture_refunded_v2.body.json": (About.refund, "1Y107995YT783435V"),
    "subscription_activated_v2.body.json": (About.arrangement, "I-BW452GLLEP1G"),
    "subscription_cancelled_v2.body.json": (About.arrangement, "I-BW452GLLEP1G"),
    "subscription_payment_failed_v2.body.json": (About.arrangement, "I-BW452GLLEP1G"),
}


def _payments(one: Delivered, fetched: list[str] | None = None) -> PayPalPayments:
    pem = certificate_pem()

    async def answer(asked: httpx2.Request) -> httpx2.Response:
        if fetched is not None:
            fetched.append(str(asked.url))
        return httpx2.Response(200, content=pem)

    return PayPalPayments(SETTINGS, ManualClock(one.now), httpx2.MockTransport(answer), Pinned(pem))


async def test_paypals_own_deliveries_pass_and_say_what_they_are_about() -> None:
    seen = set()
    for one in delivered():
        notice = await _payments(one).verify_notice(one.body, one.headers, one.now)
        assert notice.event_id.startswith("WH-")
        assert (notice.about, notice.reference) == ABOUT.get(one.file, (None, None))
        seen.add(notice.kind)
    assert len(seen) == 10


async def test_no_person_is_in_what_is_kept() -> None:
    for one in delivered():
        notice = await _payments(one).verify_notice(one.body, one.headers, one.now)
        assert "customer@example.com" not in repr(notice)
        assert "N First Street" not in repr(notice)


def _signed(one: Delivered) -> Transmission:
    return transmission_of(one.headers, one.now)


def test_each_byte_of_the_body_counts() -> None:
    certificate = Pinned(certificate_pem()).only
    for one in delivered():
        sent = _signed(one)
        check_signature(certificate, sent, WEBHOOK_ID, one.body)
        for position in range(len(one.body)):
            changed = bytearray(one.body)
            changed[position] ^= 1
            with pytest.raises(Forbidden):
                check_signature(certificate, sent, WEBHOOK_ID, bytes(changed))


@pytest.mark.parametrize("header", ["paypal-transmission-id", "paypal-transmission-sig"])
async def test_each_character_of_a_signed_header_counts(header: str) -> None:
    certificate = Pinned(certificate_pem()).only
    for one in delivered():
        value = one.headers[header]
        for position in range(len(value)):
            if value[position] == "=":
                continue
            other = "A" if value[position] != "A" else "B"
            changed = dict(one.headers) | {header: value[:position] + other + value[position + 1 :]}
            with pytest.raises(Forbidden):
                check_signature(certificate, transmission_of(changed, one.now), WEBHOOK_ID, one.body)


@pytest.mark.parametrize("webhook_id", ["WEBHOOK_IE", "webhook_id", "WEBHOOK_ID ", ""])
def test_a_delivery_for_another_webhook_is_refused(webhook_id: str) -> None:
    one = delivered()[0]
    with pytest.raises(Forbidden):
        check_signature(Pinned(certificate_pem()).only, _signed(one), webhook_id, one.body)


async def test_the_certificate_is_fetched_once() -> None:
    one = delivered()[0]
    fetched: list[str] = []
    payments = _payments(one, fetched)
    for _ in range(3):
        await payments.verify_notice(one.body, one.headers, one.now)
    assert fetched.count(one.headers["paypal-cert-url"]) == 1
    assert len(fetched) == 2  # and the one above it, at the authority that the certificate names


@pytest.mark.parametrize(
    "header",
    [
        "paypal-auth-algo",
        "paypal-cert-url",
        "paypal-transmission-id",
        "paypal-transmission-sig",
        "paypal-transmission-time",
    ],
)
async def test_a_missing_header_is_refused_before_anything_is_fetched(header: str) -> None:
    one = delivered()[0]
    fetched: list[str] = []
    with pytest.raises(Forbidden):
        await _payments(one, fetched).verify_notice(one.body, dict(one.headers) | {header: ""}, one.now)
    assert fetched == []


@pytest.mark.parametrize("algorithm", ["SHA1withRSA", "none", "sha256withrsa"])
async def test_another_algorithm_is_refused(algorithm: str) -> None:
    one = delivered()[0]
    with pytest.raises(Forbidden):
        await _payments(one).verify_notice(one.body, dict(one.headers) | {"paypal-auth-algo": algorithm}, one.now)


@pytest.mark.parametrize("drift", [timedelta(days=3, hours=2), timedelta(minutes=-6)])
async def test_a_delivery_from_long_ago_or_from_the_future_is_refused(drift: timedelta) -> None:
    one = delivered()[0]
    with pytest.raises(Forbidden):
        await _payments(one).verify_notice(one.body, one.headers, one.now + drift)


@pytest.mark.parametrize("moment", ["yesterday", "2024-08-02T19:33:35", "2024-13-02T19:33:35Z"])
async def test_a_time_that_is_none_is_refused(moment: str) -> None:
    one = delivered()[0]
    with pytest.raises(Forbidden):
        await _payments(one).verify_notice(one.body, dict(one.headers) | {"paypal-transmission-time": moment}, one.now)


async def test_without_a_webhook_id_nothing_is_verified() -> None:
    one = delivered()[0]
    payments = PayPalPayments(PayPalSettings("id", "secret"), ManualClock(one.now))
    with pytest.raises(Unavailable, match="TRUNKLINE_PAYPAL_WEBHOOK_ID"):
        await payments.verify_notice(one.body, one.headers, one.now)


async def test_the_real_certificate_is_not_believed_without_its_authority() -> None:
    """The data has no certificate of DigiCert's that issued it; a chain is tested with an authority of our own (`test_certificates`)."""
    one = delivered()[0]
    leaf = Pinned(certificate_pem()).only
    assert is_valid_at(leaf, one.now)
    with pytest.raises(Forbidden):
        ChainTrust().check(leaf, [], one.now)


def test_what_is_signed_and_no_event_is_invalid() -> None:
    now = delivered()[0].now
    for event in ({}, {"id": "1"}, {"id": "1", "event_type": "x", "resource_type": "capture"}):
        with pytest.raises(Invalid):
            notice_of(event, now)


@pytest.mark.parametrize("moment", ["2018-19-12T22:20:32.000Z", "2018-12-19T22:20:32", "never", None])
def test_an_event_of_a_day_that_is_none_counts_from_when_it_was_sent(moment: str | None) -> None:
    now = delivered()[0].now
    assert notice_of({"id": "1", "event_type": "x", "create_time": moment}, now).created_at == now
