"""Refunds: whole, in parts, pending, refused, and found again after a lost answer."""

from __future__ import annotations

import httpx2
import pytest

from tests.providers.paypal.conftest import EUR, request, vaulted
from trunkline.domains.payments.model import (
    About,
    Outage,
    Refunded,
    RefundPending,
    RefundRefused,
    Succeeded,
    Unknown,
)
from trunkline.domains.payments.ports import RefundRequest
from trunkline.kernel.clock import ManualClock
from trunkline.kernel.money import Currency, Money
from trunkline.providers.paypal import PayPalPayments
from trunkline.providers.simulator.paypal_api import PayPalSimulator


async def _charged(sim: PayPalSimulator, paypal: PayPalPayments, account: str = "visa@wallet.example") -> str:
    outcome = await paypal.charge(request((await vaulted(sim, paypal, account)).token))
    assert isinstance(outcome, Succeeded)
    return outcome.reference


def _refund(charge: str, minor: int = 1234, key: str = "refund_1", currency: Currency = EUR) -> RefundRequest:
    return RefundRequest(key, charge, Money(minor, currency), "Service was down")


async def test_a_charge_is_given_back_once_per_key(sim: PayPalSimulator, paypal: PayPalPayments) -> None:
    wanted = _refund(await _charged(sim, paypal))
    done = await paypal.refund(wanted)
    assert isinstance(done, Refunded)
    assert await paypal.refund(wanted) == await paypal.look_up_refund(wanted) == done
    assert await paypal.refund_now(done.reference) == done
    assert await paypal.key_of(About.refund, done.reference) == "refund_1"
    assert isinstance(await paypal.charge_now(wanted.charge_reference), Succeeded)
    with sim.reading() as page:
        assert [one["amount"]["value"] for one in page.all("refund")] == ["12.34"]


async def test_parts_are_given_back_until_nothing_is_left(sim: PayPalSimulator, paypal: PayPalPayments) -> None:
    charge = await _charged(sim, paypal)
    assert isinstance(await paypal.refund(_refund(charge, 234, "a")), Refunded)
    assert isinstance(await paypal.refund(_refund(charge, 900, "b")), Refunded)
    refused = await paypal.refund(_refund(charge, 101, "c"))
    assert isinstance(refused, RefundRefused)
    assert refused.code == "amount_too_large"
    assert isinstance(await paypal.refund(_refund(charge, 100, "d")), Refunded)
    refused = await paypal.refund(_refund(charge, 1, "e"))
    assert isinstance(refused, RefundRefused)
    assert refused.code == "charge_already_refunded"


@pytest.mark.parametrize(
    ("status", "kind"), [("COMPLETED", Refunded), ("FAILED", RefundRefused), ("CANCELLED", RefundRefused)]
)
async def test_a_refund_may_be_pending_and_be_decided_later(
    sim: PayPalSimulator, paypal: PayPalPayments, status: str, kind: type
) -> None:
    wanted = _refund(await _charged(sim, paypal, "refund_pends@wallet.example"))
    pending = await paypal.refund(wanted)
    assert isinstance(pending, RefundPending)
    sim.settle_refund(pending.reference, status)
    assert isinstance(await paypal.refund_now(pending.reference), kind)
    assert isinstance(await paypal.look_up_refund(wanted), kind)


async def test_a_refund_in_another_currency_or_of_what_is_not_known_is_refused(
    sim: PayPalSimulator, paypal: PayPalPayments
) -> None:
    charge = await _charged(sim, paypal)
    answers = [
        await paypal.refund(_refund(charge, 100, "a", Currency.of("USD"))),
        await paypal.refund(_refund("12A34567BC123456S", 100, "b")),
        await paypal.refund(_refund(charge, 100, "c", Currency.of("KWD"))),
        await paypal.refund(_refund(charge, 12_345, "d", Currency.of("HUF"))),
    ]
    codes = [answer.code for answer in answers if isinstance(answer, RefundRefused)]
    assert codes == ["currency_mismatch", "charge_unknown", "invalid_amount", "invalid_amount"]
    with sim.reading() as page:
        assert page.all("refund") == []


async def test_a_disputed_or_pending_charge_is_not_given_back(sim: PayPalSimulator, paypal: PayPalPayments) -> None:
    charge = await _charged(sim, paypal)
    sim.open_dispute(charge)
    refused = await paypal.refund(_refund(charge))
    assert isinstance(refused, RefundRefused)
    assert refused.code == "charge_disputed"


async def test_a_refund_that_never_arrived_is_not_known(sim: PayPalSimulator, paypal: PayPalPayments) -> None:
    charge = await _charged(sim, paypal)
    assert await paypal.look_up_refund(_refund(charge)) is None
    assert await paypal.look_up_refund(_refund("12A34567BC123456S")) is None
    assert await paypal.refund_now("12A34567BC123456S") is None
    assert await paypal.key_of(About.refund, "12A34567BC123456S") is None


@pytest.mark.parametrize(
    ("error", "kind"), [(httpx2.ReadTimeout("slow"), Unknown), (httpx2.ConnectError("no route"), Outage)]
)
async def test_a_refund_without_an_answer_is_unknown_and_one_that_never_left_an_outage(
    sim: PayPalSimulator, clock: ManualClock, error: httpx2.TransportError, kind: type
) -> None:
    async def answer(asked: httpx2.Request) -> httpx2.Response:
        if asked.url.path == "/v1/oauth2/token":
            return httpx2.Response(200, json={"access_token": "t", "expires_in": 3600})
        raise error

    paypal = PayPalPayments(sim.settings, clock, httpx2.MockTransport(answer))
    wanted = _refund("12A34567BC123456S")
    assert isinstance(await paypal.refund(wanted), kind)
    assert isinstance(await paypal.look_up_refund(wanted), kind)
    assert isinstance(await paypal.refund_now("x"), Unknown)


async def test_a_charge_names_the_key_with_which_it_was_asked_for(sim: PayPalSimulator, paypal: PayPalPayments) -> None:
    charge = await _charged(sim, paypal)
    assert await paypal.key_of(About.charge, charge) == "pay_1-1"
    assert await paypal.key_of(About.charge, "12A34567BC123456S") is None
    assert await paypal.key_of(About.payout, charge) is None
