"""The adapter against localstripe, somebody else's idea of Stripe: an independent check of what our own simulator might have wrong.

It runs apart (its licence is not ours) at the address in TRUNKLINE_TEST_LOCALSTRIPE. It knows neither Checkout nor disputes, payouts or
the portal, no idempotency keys and no test tokens: cards are made from their numbers by asking it directly. What it refuses as unexpected
though Stripe knows it is left out on the way there (`Narrowed`).
"""

from __future__ import annotations

import os
import secrets
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qsl, urlencode

import httpx2
import pytest

from trunkline.domains.payments.model import (
    ActionNeeded,
    AttachedMethod,
    Authorised,
    Declined,
    DeclineKind,
    Refunded,
    Succeeded,
)
from trunkline.domains.payments.ports import ChargeRequest, PresentedCard, RefundRequest
from trunkline.infra.stripe_settings import StripeSettings
from trunkline.kernel.clock import SystemClock
from trunkline.kernel.money import Currency, Money
from trunkline.providers.stripe import StripePayments

ADDRESS = os.environ.get("TRUNKLINE_TEST_LOCALSTRIPE", "")
EUR = Currency.of("EUR")

pytestmark = pytest.mark.skipif(not ADDRESS, reason="set TRUNKLINE_TEST_LOCALSTRIPE to the address of a localstripe")


class Narrowed(httpx2.AsyncBaseTransport):
    """Leaves out what localstripe has no idea of; nothing is added or changed."""

    def __init__(self) -> None:
        self._inner = httpx2.AsyncHTTPTransport()

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        unknown = ("description", "automatic_payment_methods", "customer", "created", "ending_before")
        kept_of_posts = () if request.url.path.endswith(("payment_intents", "attach")) else ("customer",)
        if request.method == "GET":
            query = [(name, value) for name, value in request.url.params.multi_items() if not name.startswith(unknown)]
            narrowed = httpx2.Request("GET", request.url.copy_with(params=query), headers=request.headers)
        else:
            form = parse_qsl(request.content.decode())
            sent = urlencode([pair for pair in form if not pair[0].startswith((*unknown[:2], *kept_of_posts))])
            headers = {name: value for name, value in request.headers.items() if name != "content-length"}
            narrowed = httpx2.Request(request.method, request.url, headers=headers, content=sent)
        return await self._inner.handle_async_request(narrowed)

    async def aclose(self) -> None:
        await self._inner.aclose()


@pytest.fixture
async def stripe() -> AsyncIterator[StripePayments]:
    adapter = StripePayments(StripeSettings("sk_test_12345", api_base=ADDRESS), SystemClock(), transport=Narrowed())
    yield adapter
    await adapter.close()


async def _attach(stripe: StripePayments, number: str) -> AttachedMethod:
    card = {
        "type": "card",
        "card[number]": number,
        "card[exp_month]": "12",
        "card[exp_year]": "2030",
        "card[cvc]": "123",
    }
    async with httpx2.AsyncClient(base_url=ADDRESS, headers={"authorization": "Bearer sk_test_12345"}) as client:
        made = await client.post("/v1/payment_methods", data=card)
    return await stripe.attach_method(PresentedCard(made.json()["id"]))


async def _owner(token: str) -> str | None:
    async with httpx2.AsyncClient(base_url=ADDRESS, headers={"authorization": "Bearer sk_test_12345"}) as client:
        found: str | None = (await client.get(f"/v1/payment_methods/{token}")).json()["customer"]
    return found


def _request(method: AttachedMethod, minor: int = 1234) -> ChargeRequest:
    key = f"pay-{secrets.token_hex(8)}"
    return ChargeRequest(key, method.token, Money(minor, EUR), "Invoice 7", customer_token=method.customer_token)


async def test_a_card_pays_and_is_found_again(stripe: StripePayments) -> None:
    method = await _attach(stripe, "4242424242424242")
    assert (method.brand, method.last4, method.exp_month, method.exp_year) == ("visa", "4242", 12, 2030)
    request = _request(method)
    paid = await stripe.charge(request)
    assert isinstance(paid, Succeeded)
    assert await stripe.look_up(request) == paid
    assert await stripe.charge_now(paid.reference) == paid
    assert await stripe.look_up(_request(method)) is None


async def test_a_declining_card_is_declined(stripe: StripePayments) -> None:
    outcome = await stripe.charge(_request(await _attach(stripe, "4000000000000341")))
    assert isinstance(outcome, Declined)
    assert outcome.kind is DeclineKind.soft


async def test_a_refund_in_parts(stripe: StripePayments) -> None:
    paid = await stripe.charge(_request(await _attach(stripe, "4242424242424242")))
    assert isinstance(paid, Succeeded)
    request = RefundRequest(f"refund-{secrets.token_hex(8)}", paid.reference, Money(234, EUR))
    given = await stripe.refund(request)
    assert isinstance(given, Refunded)
    assert await stripe.look_up_refund(request) == given
    assert await stripe.refund_now(given.reference) == given


async def test_an_amount_is_held_and_captured_or_let_go(stripe: StripePayments) -> None:
    method = await _attach(stripe, "4242424242424242")
    held = await stripe.charge(replace(_request(method), hold=True))
    assert isinstance(held, Authorised)
    assert await stripe.capture(held.reference, held.amount, secrets.token_hex(8)) == Succeeded(
        held.reference, amount=Money(1234, EUR)
    )
    other = await stripe.charge(replace(_request(method), hold=True))
    assert isinstance(other, Authorised)
    assert isinstance(await stripe.void(other.reference, secrets.token_hex(8)), Declined)


async def test_3d_secure_waits_for_the_payer(stripe: StripePayments) -> None:
    outcome = await stripe.charge(_request(await _attach(stripe, "4000002500003155")))
    assert isinstance(outcome, ActionNeeded)
    assert await stripe.charge_now(outcome.reference) == outcome


async def test_its_events_are_notices(stripe: StripePayments) -> None:
    paid = await stripe.charge(_request(await _attach(stripe, "4242424242424242")))
    assert isinstance(paid, Succeeded)
    page = await stripe.notices_since(datetime.now(UTC) - timedelta(minutes=5))
    assert paid.reference in {one.reference for one in page.notices}


async def test_a_method_is_detached_once_and_again(stripe: StripePayments) -> None:
    method = await _attach(stripe, "4242424242424242")
    assert await _owner(method.token) == method.customer_token
    for _ in range(2):
        await stripe.detach_method(method.token)
        assert await _owner(method.token) is None
    await stripe.detach_method("pm_unknown")
