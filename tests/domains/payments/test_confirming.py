"""Payers who have to confirm a payment: sent to their bank or to the provider, and looked up when they come back; over both dialects."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import httpx2
import pytest

from tests.clients import client_as
from tests.domains.payments.conftest import DUE
from tests.domains.payments.test_notices import TESTER, Shop, _reference, shop
from trunkline.domains.payments import actions
from trunkline.domains.payments.rules import ABANDONED_AFTER, CONFIRM_WITHIN
from trunkline.kernel.ids import InvoiceId, PaymentId
from trunkline.providers.simulator.stripe_api import Drills

__all__ = ["shop"]

BOTH = pytest.mark.parametrize("provider", ["stripe", "paypal"])
THREE_D = "pm_card_threeDSecure2Required"


async def _method(shop: Shop, provider: str, account: str = "needs_approval@wallet.example") -> None:
    if provider == "stripe":
        await shop.add(THREE_D)
        return
    company = {"company": str(shop.till.company_id)}
    setup = await shop.operator.post("/payment-method-setups", params=company, json={"provider": "paypal"})
    shop.both.paypal.approve_setup(await _reference(shop, setup.json()["id"]), account)
    done = await shop.operator.post(f"/payment-method-setups/{setup.json()['id']}/complete", params=company)
    assert done.json()["state"] == "completed"


async def _pay(shop: Shop, provider: str, **method: str) -> tuple[InvoiceId, dict[str, Any]]:
    """An invoice that its payer pays at a screen, as far as it comes without them."""
    invoice = await shop.till.issue()
    await _method(shop, provider, **method)
    paid = await shop.operator.post(f"/invoices/{invoice}/pay", json={"payer_present": True})
    assert paid.status_code == 202, paid.text
    await shop.till.run()
    return invoice, await _shown(shop, paid.json()["id"])


async def _shown(shop: Shop, payment_id: str) -> dict[str, Any]:
    return dict((await shop.operator.get(f"/payments/{payment_id}")).json())


async def _refreshed(shop: Shop, payment_id: str) -> dict[str, Any]:
    answer = await shop.operator.post(f"/payments/{payment_id}/refresh")
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


async def _stored_reference(shop: Shop, invoice: InvoiceId) -> str:
    reference = (await shop.till.payment(invoice)).attempts[-1].reference
    assert reference is not None
    return reference


async def _confirm(shop: Shop, provider: str, invoice: InvoiceId) -> None:
    reference = await _stored_reference(shop, invoice)
    if provider == "stripe":
        Drills(shop.both.stripe).authenticate(reference)
    else:
        shop.both.paypal.approve_order(reference)


@BOTH
async def test_a_payer_at_a_screen_is_sent_where_they_confirm_and_looked_up_when_they_come_back(
    shop: Shop, provider: str
) -> None:
    invoice, waiting = await _pay(shop, provider)
    assert waiting["state"] == "requires_action"
    assert waiting["action_url"].startswith(f"http://testserver/simulator/{provider}/")
    assert waiting["action_expires_at"] is not None
    assert [one["state"] for one in waiting["attempts"]] == ["requires_action"]
    assert (await shop.operator.post(f"/invoices/{invoice}/pay", json={})).status_code == 409
    assert (await _refreshed(shop, waiting["id"]))["action_url"] == waiting["action_url"]
    assert shop.till.world.charges() == []
    await _confirm(shop, provider, invoice)
    for _ in range(2):
        done = await _refreshed(shop, waiting["id"])
        assert (done["state"], done["action_url"], done["action_expires_at"]) == ("succeeded", None, None)
    assert shop.till.money_at_the_provider() == DUE
    assert [fact.payload["attempt"] for fact in await shop.till.facts("payment.action_needed")] == [1]
    assert (await shop.till.payment(invoice)).attempts[0].action_url is None


@BOTH
async def test_the_notice_does_it_for_a_payer_who_closes_the_window(shop: Shop, provider: str) -> None:
    invoice, waiting = await _pay(shop, provider)
    await shop.deliver()
    await shop.till.run()
    assert (await _shown(shop, waiting["id"]))["state"] == "requires_action"
    await _confirm(shop, provider, invoice)
    await shop.deliver()
    await shop.till.run()
    assert (await _shown(shop, waiting["id"]))["state"] == "succeeded"
    assert shop.till.money_at_the_provider() == DUE


async def test_the_page_of_the_bank_takes_a_refusal_and_a_payer_who_leaves_may_come_again(shop: Shop) -> None:
    _, waiting = await _pay(shop, "stripe")
    path = waiting["action_url"].removeprefix("http://testserver/simulator/stripe")
    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app=shop.both.stripe), base_url="http://bank") as bank:
        assert "Leave" in (await bank.get(path)).text
        left = await bank.post(path, data={"verdict": "leave"})
        back = f"{shop.till.program.config.public_url}/payments/{waiting['id']}"
        assert (left.status_code, left.headers["location"]) == (303, back)
        assert (await _refreshed(shop, waiting["id"]))["state"] == "requires_action"
        failed = await bank.post(path, data={"verdict": "fail"})
    assert failed.headers["location"].startswith(f"{back}?payment_intent=")
    after = await _refreshed(shop, waiting["id"])
    assert (after["state"], after["action_url"]) == ("pending", None)
    assert (after["failure_code"], after["attempts"][0]["state"]) == ("authentication_required", "declined")
    assert shop.till.world.charges() == []


@BOTH
async def test_whoever_does_not_confirm_in_time_is_no_longer_waited_for(shop: Shop, provider: str) -> None:
    invoice, waiting = await _pay(shop, provider)
    reference = await _stored_reference(shop, invoice)
    await shop.till.sweep(CONFIRM_WITHIN - timedelta(minutes=10))
    assert (await _shown(shop, waiting["id"]))["state"] == "requires_action"
    await shop.till.sweep(timedelta(minutes=11))
    after = await _shown(shop, waiting["id"])
    assert (after["state"], after["action_url"]) == ("pending", None)
    assert (after["attempts"][0]["state"], after["failure_code"]) == ("declined", "authentication_required")
    assert "did not confirm" in after["attempts"][0]["message"]
    if provider == "stripe":
        with shop.both.stripe.books() as books:
            assert books.get("payment_intent", reference)["status"] == "canceled"
    assert shop.till.world.charges() == []


@BOTH
async def test_what_is_asked_for_without_a_payer_is_confirmed_by_paying_at_a_screen(shop: Shop, provider: str) -> None:
    await _method(shop, provider)
    invoice = await shop.till.issue()
    await shop.till.run()
    declined = (await shop.till.payment(invoice)).payment
    assert (declined.state, declined.failure_code) == ("pending", "authentication_required")
    paid = await shop.operator.post(f"/invoices/{invoice}/pay", json={"payer_present": True})
    assert paid.json()["id"] == declined.id
    await shop.till.run()
    assert (await _shown(shop, declined.id))["state"] == "requires_action"
    await _confirm(shop, provider, invoice)
    done = await _refreshed(shop, declined.id)
    assert (done["state"], [one["state"] for one in done["attempts"]]) == ("succeeded", ["declined", "succeeded"])
    assert shop.till.money_at_the_provider() == DUE


@BOTH
async def test_where_they_confirm_is_told_to_those_who_may_pay_and_written_nowhere_else(
    shop: Shop, provider: str
) -> None:
    invoice, waiting = await _pay(shop, provider)
    url = waiting["action_url"]
    company = shop.till.company_id
    async with client_as(shop.till.program, "payments.read", "invoices.read", company_id=company) as reader:
        for path in (f"/payments/{waiting['id']}", "/payments", f"/invoices/{invoice}/payments"):
            told = await reader.get(path)
            assert told.status_code == 200
            assert url not in told.text
            assert "requires_action" in told.text
        assert (await reader.post(f"/payments/{waiting['id']}/refresh")).status_code == 403
    assert url not in repr(await shop.till.payment(invoice))
    assert all(url not in repr(fact.payload) for fact in await shop.till.facts())


async def test_an_outage_does_not_take_the_way_to_the_bank_away(shop: Shop) -> None:
    _, waiting = await _pay(shop, "stripe")
    shop.till.world.begin_outage(shop.till.clock.now())
    assert (await _refreshed(shop, waiting["id"]))["action_url"] == waiting["action_url"]
    shop.till.world.end_outage()


async def test_refreshing_a_payment_whose_result_is_certain_asks_nobody(shop: Shop) -> None:
    await shop.add("pm_card_visa")
    invoice = await shop.till.issue()
    await shop.till.run()
    payment_id = (await shop.till.payment(invoice)).payment.id
    shop.till.world.begin_outage(shop.till.clock.now())
    assert (await _refreshed(shop, payment_id))["state"] == "succeeded"
    shop.till.world.end_outage()
    nobody = PaymentId.new(shop.till.clock.now(), shop.till.program.entropy)
    assert (await shop.operator.post(f"/payments/{nobody}/refresh")).status_code == 404


async def test_an_order_whose_id_was_lost_is_found_under_its_key_and_taken_once(shop: Shop) -> None:
    """The answer of its creation timed out: nobody knew where to approve it, nor that it exists."""
    invoice, lost = await _pay(shop, "paypal", account="loses_approval@wallet.example")
    assert (lost["state"], lost["action_url"]) == ("unknown", None)
    found = await _refreshed(shop, lost["id"])
    assert found["state"] == "requires_action"
    with shop.both.paypal.reading() as page:
        assert page.count("order") == 1
    await _confirm(shop, "paypal", invoice)
    assert (await _refreshed(shop, lost["id"]))["state"] == "succeeded"
    assert shop.till.money_at_the_provider() == DUE


@pytest.mark.parametrize("account", ["loses_approval@wallet.example", "visa@wallet.example"])
async def test_a_process_that_dies_after_the_order_was_made_leaves_it_to_be_found(shop: Shop, account: str) -> None:
    """Written down, asked for, made at PayPal, and nobody there to write the answer down; the next process remembers no order."""
    invoice = await shop.till.issue()
    await _method(shop, "paypal", account=account)
    begin, company = shop.till.program.begin_as(TESTER), shop.till.company_id
    paid = await shop.operator.post(f"/invoices/{invoice}/pay", json={"payer_present": True})
    payment_id = PaymentId.parse(paid.json()["id"])
    async with begin(company) as scope:
        asking = await actions.begin_step(scope, payment_id)
    assert asking is not None
    await shop.both.paypal.payments().charge(asking.request)
    if account.startswith("loses"):  # the payer approves it all the same: PayPal has told them where, by mail
        with shop.both.paypal.reading() as page:
            (order,) = page.all("order")
        shop.both.paypal.approve_order(order["id"])
    await shop.till.sweep(ABANDONED_AFTER)
    done = await _shown(shop, payment_id)
    assert (done["state"], len(done["attempts"])) == ("succeeded", 1)
    with shop.both.paypal.reading() as page:
        assert (page.count("order"), page.count("capture")) == (1, 1)
    assert shop.till.money_at_the_provider() == DUE
