"""Methods: from a page of PayPal's to a method that can be charged."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from urllib.parse import urlsplit

import httpx2
import pytest

from tests.providers.paypal.conftest import setup_request, vaulted
from trunkline.domains.payments.ports import PresentedCard
from trunkline.kernel.clock import ManualClock
from trunkline.kernel.errors import Invalid, Unavailable
from trunkline.providers.paypal import PayPalPayments
from trunkline.providers.simulator import World
from trunkline.providers.simulator.paypal_api import PAYERS, PayPalSimulator


async def test_a_wallet_becomes_a_method_without_a_number_or_an_expiry(
    sim: PayPalSimulator, paypal: PayPalPayments
) -> None:
    method = await vaulted(sim, paypal)
    assert (method.kind, method.brand, method.last4, method.exp_month) == ("paypal", "paypal", "", None)
    assert method.token.startswith("paypal:")
    assert method.customer_token


async def test_a_card_keeps_its_brand_digits_and_expiry(sim: PayPalSimulator, paypal: PayPalPayments) -> None:
    method = await vaulted(sim, paypal, "amex@card.example")
    assert (method.kind, method.brand, method.last4) == ("card", "amex", "0005")
    assert (method.exp_month, method.exp_year) == (12, 2030)


async def test_the_person_approves_on_the_page_and_is_sent_back(sim: PayPalSimulator, paypal: PayPalPayments) -> None:
    begun = await paypal.begin_setup(setup_request())
    assert begun.url is not None
    assert begun.url not in repr(begun)
    assert await paypal.complete_setup(begun.reference) is None
    with pytest.raises(Invalid):
        await paypal.attach_method(PresentedCard(begun.reference))
    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app=sim.app), base_url=sim.base) as browser:
        page = await browser.get(begun.url)
        assert all(account in page.text for account in PAYERS)
        form = {"approval_session_id": begun.reference, "payer": "mastercard@wallet.example"}
        sent = await browser.post(begun.url, data=form)
        again = await browser.post(begun.url, data=form)
    back = urlsplit(sent.headers["location"])
    assert (sent.status_code, again.status_code) == (303, 409)
    assert (back.netloc, back.path, back.query) == ("t.example", "/back", f"approval_token_id={begun.reference}")
    attached = await paypal.complete_setup(begun.reference)
    assert attached is not None
    assert await paypal.complete_setup(begun.reference) == attached
    assert await paypal.attach_method(PresentedCard(begun.reference)) == attached


async def test_the_same_key_opens_the_page_once(paypal: PayPalPayments) -> None:
    first, second = [await paypal.begin_setup(setup_request("k")) for _ in range(2)]
    assert first == second
    assert (await paypal.begin_setup(setup_request("other"))).reference != first.reference


async def test_a_setup_that_is_not_known_never_comes_about(paypal: PayPalPayments) -> None:
    with pytest.raises(Invalid):
        await paypal.complete_setup("5C991763VB2781612")


async def test_there_is_no_portal(paypal: PayPalPayments) -> None:
    assert await paypal.billing_portal("customer", "https://t.example") is None


Question = Callable[[PayPalPayments], Awaitable[object]]


@pytest.mark.parametrize(
    "ask",
    [
        lambda paypal: paypal.begin_setup(setup_request()),
        lambda paypal: paypal.complete_setup("5C991763VB2781612"),
        lambda paypal: paypal.detach_method("paypal:1"),
    ],
)
async def test_an_outage_is_unavailable(
    paypal: PayPalPayments, world: World, clock: ManualClock, ask: Question
) -> None:
    world.begin_outage(clock.now())
    with pytest.raises(Unavailable):
        await ask(paypal)


async def test_a_method_of_another_kind_is_refused_by_name(sim: PayPalSimulator, clock: ManualClock) -> None:
    async def answer(asked: httpx2.Request) -> httpx2.Response:
        if asked.url.path == "/v1/oauth2/token":
            return httpx2.Response(200, json={"access_token": "t", "expires_in": 3600})
        if asked.method == "GET":
            return httpx2.Response(200, json={"id": "s", "status": "APPROVED"})
        return httpx2.Response(201, json={"id": "v", "payment_source": {"venmo": {}}})

    with pytest.raises(Invalid, match="venmo"):
        await PayPalPayments(sim.settings, clock, httpx2.MockTransport(answer)).complete_setup("s")


async def test_a_setup_that_paypal_gave_up_is_invalid(sim: PayPalSimulator, clock: ManualClock) -> None:
    async def answer(asked: httpx2.Request) -> httpx2.Response:
        if asked.url.path == "/v1/oauth2/token":
            return httpx2.Response(200, json={"access_token": "t", "expires_in": 3600})
        if asked.method == "GET":
            return httpx2.Response(200, json={"id": "s", "status": "DECLINED"})
        return httpx2.Response(422, json={"name": "UNPROCESSABLE_ENTITY", "details": [{"issue": "NOT_ENABLED"}]})

    paypal = PayPalPayments(sim.settings, clock, httpx2.MockTransport(answer))
    with pytest.raises(Invalid, match="DECLINED"):
        await paypal.complete_setup("s")
    with pytest.raises(Invalid, match="NOT_ENABLED"):
        await paypal.begin_setup(setup_request())
