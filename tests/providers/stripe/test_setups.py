"""Saving a method on the provider's page."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import httpx2
import pytest

from tests.providers.stripe.conftest import Counter, request_of, setup_request
from trunkline.domains.payments.model import About, Succeeded
from trunkline.kernel.errors import Conflict, Invalid, Unavailable


async def test_a_card_is_saved_on_the_page_and_charged_without_its_owner(counter: Counter) -> None:
    setup = await counter.stripe.begin_setup(setup_request())
    assert setup.url == f"https://pages.test/pages/checkout/{setup.reference}"
    assert setup.url not in repr(setup)
    assert await counter.stripe.complete_setup(setup.reference) is None
    counter.drills.save_card(setup.reference, "pm_card_mastercard")
    method = await counter.stripe.complete_setup(setup.reference)
    assert method is not None
    assert (method.kind, method.brand, method.last4, method.exp_month, method.exp_year) == (
        "card",
        "mastercard",
        "4444",
        12,
        2030,
    )
    assert method.customer_token == setup.customer_token
    assert isinstance(await counter.stripe.charge(request_of(method)), Succeeded)


async def test_the_same_key_opens_the_page_once(counter: Counter) -> None:
    first = await counter.stripe.begin_setup(setup_request())
    assert await counter.stripe.begin_setup(setup_request()) == first
    with pytest.raises(Conflict):
        await counter.stripe.begin_setup(replace(setup_request(), return_url="https://x.test/elsewhere"))


async def test_a_company_stays_one_customer(counter: Counter) -> None:
    first = await counter.stripe.begin_setup(setup_request("a"))
    second = await counter.stripe.begin_setup(setup_request("b", first.customer_token))
    assert (second.customer_token, second.reference == first.reference) == (first.customer_token, False)
    with counter.api.books() as books:
        (customer,) = books.every("customer")
    assert (customer["name"], customer["email"]) == ("Nordlicht", "pay@example.com")


async def test_a_page_that_nobody_finished_expires(counter: Counter) -> None:
    setup = await counter.stripe.begin_setup(setup_request())
    counter.clock.advance(timedelta(days=1))
    with pytest.raises(Invalid, match="expired"):
        await counter.stripe.complete_setup(setup.reference)


async def test_a_setup_is_known_by_its_intent_too(counter: Counter) -> None:
    setup = await counter.stripe.begin_setup(setup_request())
    with counter.api.books() as books:
        intent = books.get("checkout.session", setup.reference)["setup_intent"]
    assert await counter.stripe.complete_setup(intent) is None
    counter.drills.save_card(setup.reference)
    assert await counter.stripe.complete_setup(intent) == await counter.stripe.complete_setup(setup.reference)
    assert await counter.stripe.key_of(About.setup, intent) == "setup_1"
    assert await counter.stripe.key_of(About.setup, setup.reference) == "setup_1"


async def test_a_setup_that_was_canceled_never_completes(counter: Counter) -> None:
    setup = await counter.stripe.begin_setup(setup_request())
    with counter.api.books() as books:
        intent = books.get("checkout.session", setup.reference)["setup_intent"]
    headers = {"authorization": "Bearer sk_test_1"}
    async with httpx2.AsyncClient(transport=counter.watched, base_url="https://api.test") as client:
        await client.post(f"/v1/setup_intents/{intent}/cancel", headers=headers)
    with pytest.raises(Invalid, match="canceled"):
        await counter.stripe.complete_setup(intent)


@pytest.mark.parametrize("reference", ["cs_test_unknown", "seti_unknown"])
async def test_a_setup_that_stripe_does_not_know_is_invalid(counter: Counter, reference: str) -> None:
    with pytest.raises(Invalid, match="knows no setup"):
        await counter.stripe.complete_setup(reference)


async def test_in_an_outage_nothing_is_begun_or_completed(counter: Counter) -> None:
    setup = await counter.stripe.begin_setup(setup_request())
    counter.world.begin_outage(counter.clock.now())
    with pytest.raises(Unavailable):
        await counter.stripe.begin_setup(setup_request("other"))
    with pytest.raises(Unavailable):
        await counter.stripe.complete_setup(setup.reference)
    with pytest.raises(Unavailable):
        await counter.stripe.billing_portal("cus_1", "https://x.test")


async def test_the_portal_is_a_page_of_the_customers(counter: Counter) -> None:
    method = await counter.attach()
    assert method.customer_token is not None
    url = await counter.stripe.billing_portal(method.customer_token, "https://x.test/back")
    assert url is not None
    assert url.startswith("https://pages.test/pages/portal/bps_")
    assert await counter.stripe.billing_portal("cus_unknown", "https://x.test/back") is None


async def test_a_person_finishes_the_pages_in_a_browser(counter: Counter) -> None:
    """The hosted pages themselves: save a card, look after methods, remove one."""
    setup = await counter.stripe.begin_setup(setup_request())
    browser = httpx2.AsyncClient(transport=httpx2.ASGITransport(app=counter.api), base_url="https://pages.test")
    async with browser:
        assert setup.url is not None
        assert "pm_card_visa" in (await browser.get(setup.url)).text
        refused = await browser.post(setup.url, data={"card": "4111111111111111"})
        assert (refused.status_code, "4111" in refused.text) == (400, False)
        sent_back = await browser.post(setup.url, data={"card": "pm_card_visa"})
        assert (sent_back.status_code, sent_back.headers["location"]) == (303, "https://x.test/back")
        assert "This page is complete" in (await browser.get(setup.url)).text
        method = await counter.stripe.complete_setup(setup.reference)
        assert method is not None
        assert method.customer_token is not None
        portal = await counter.stripe.billing_portal(method.customer_token, "https://x.test/back")
        assert portal is not None
        assert "4242" in (await browser.get(portal)).text
        await browser.post(portal, data={"remove": method.token})
        assert "4242" not in (await browser.get(portal)).text
        assert (await browser.get("/pages/portal/bps_unknown")).status_code == 404
        assert (await browser.get("/v1/nothing")).status_code == 404
