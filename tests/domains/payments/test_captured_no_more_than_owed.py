"""What is held and what its invoice asks for part ways: paid by hand meanwhile, ended before the payer confirmed, refused, declined."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tests.domains.payments.conftest import DUE, EUR, TESTER
from tests.domains.payments.test_capturing import _authorised, _post
from tests.domains.payments.test_confirming import BOTH, _confirm, _method, _refreshed, _shown, _stored_reference
from tests.domains.payments.test_notices import Shop, shop
from trunkline.domains.billing import actions as billing_actions
from trunkline.domains.payments import actions
from trunkline.domains.payments.model import ActionNeeded, Outcome, Payment, Succeeded
from trunkline.kernel.ids import InvoiceId
from trunkline.kernel.money import Currency, Money

__all__ = ["shop"]


async def _by_hand(shop: Shop, invoice: InvoiceId, amount: Money) -> None:
    async with shop.till.program.scope(TESTER, company_id=shop.till.company_id) as scope:
        await billing_actions.mark_paid(scope, invoice, amount, scope.now)


async def _tell(shop: Shop, invoice: InvoiceId, outcome: Outcome) -> Payment:
    attempt = (await shop.till.payment(invoice)).attempts[-1]
    async with shop.till.program.scope(TESTER, company_id=shop.till.company_id) as scope:
        return await actions.record_outcome(scope, attempt.payment_id, attempt.id, outcome)


async def _waiting(shop: Shop, provider: str) -> tuple[InvoiceId, str]:
    """An invoice whose amount is to be held once its payer has confirmed it."""
    invoice = await shop.till.issue()
    await _method(shop, provider)
    paid = await _post(shop, f"/invoices/{invoice}/pay", {"capture": "manual", "payer_present": True})
    await shop.till.run()
    return invoice, paid["id"]


def _authorisations(shop: Shop) -> list[str]:
    with shop.both.paypal.reading() as page:
        return [one["status"] for one in page.all("authorization")]


@BOTH
async def test_what_came_by_hand_meanwhile_is_not_captured(shop: Shop, provider: str) -> None:
    invoice, held = await _authorised(shop, provider)
    await _by_hand(shop, invoice, Money(10000, EUR))
    await shop.till.run()
    refused = await _post(shop, f"/payments/{held['id']}/capture", {"amount": "19.01"}, status=422)
    assert refused["errors"][0]["pointer"] == "/amount"
    assert "at most 19.00 EUR" in refused["errors"][0]["detail"]
    asked = await _post(shop, f"/payments/{held['id']}/capture")
    assert asked["capturing"]["amount"] == "19.00"
    await shop.till.run()
    assert shop.till.money_at_the_provider() == Money(1900, EUR)
    assert str((await shop.till.invoice(invoice)).state) == "paid"
    assert await shop.till.facts("payment.unapplied") == []


async def test_nothing_is_captured_where_nothing_is_owed(shop: Shop) -> None:
    invoice, held = await _authorised(shop, "stripe")
    await _by_hand(shop, invoice, DUE)
    for body in (None, {"amount": "1.00"}):
        refused = await _post(shop, f"/payments/{held['id']}/capture", body, status=409)
        assert refused["code"] == "nothing_to_pay"
    await shop.till.run()
    assert (await _shown(shop, held["id"]))["state"] == "canceled"
    assert shop.till.world.charges() == []


@BOTH
@pytest.mark.parametrize("ended", ["voided", "paid"])
async def test_a_payer_who_confirms_after_the_invoice_ended_gets_it_back(shop: Shop, provider: str, ended: str) -> None:
    invoice, payment = await _waiting(shop, provider)
    if ended == "voided":
        await shop.till.void(invoice)
    else:
        await _by_hand(shop, invoice, DUE)
    await shop.till.run()
    await _confirm(shop, provider, invoice)
    await _refreshed(shop, payment)
    await _post(shop, f"/payments/{payment}/capture", status=409)
    await shop.till.run()
    assert (await _shown(shop, payment))["state"] == "canceled"
    assert len(await shop.till.facts("payment.void_asked")) == 1
    assert shop.till.world.charges() == []


@pytest.mark.parametrize(
    ("provider", "total", "wrong", "right", "told"),
    [
        ("paypal", Money(1190000, Currency.of("HUF")), "10.50", "10.00", "whole units"),
        ("stripe", Money(119000, Currency.of("KWD")), "1.005", "1.010", "0.010"),
    ],
)
async def test_an_amount_that_the_provider_cannot_write_is_refused_at_once(
    shop: Shop, provider: str, total: Money, wrong: str, right: str, told: str
) -> None:
    invoice = await shop.till.issue(total)
    await (shop.add("pm_card_visa") if provider == "stripe" else _method(shop, provider, account="visa@wallet.example"))
    paid = await _post(shop, f"/invoices/{invoice}/pay", {"capture": "manual"})
    await shop.till.run()
    refused = await _post(shop, f"/payments/{paid['id']}/capture", {"amount": wrong}, status=422)
    assert told in refused["errors"][0]["detail"]
    await _post(shop, f"/payments/{paid['id']}/capture", {"amount": right})
    await shop.till.run()
    assert (await _shown(shop, paid["id"]))["state"] == "succeeded"


async def test_a_capture_that_is_refused_leaves_it_held_and_free(shop: Shop) -> None:
    """PayPal takes a part of it, and not all; after that a part is asked for under a key of its own."""
    _, held = await _authorised(shop, "paypal", account="capture_refused@wallet.example")
    await _post(shop, f"/payments/{held['id']}/capture")
    await shop.till.run()
    shown = await _shown(shop, held["id"])
    assert (shown["state"], shown["capturing"]) == ("authorised", None)
    assert "TRANSACTION_LIMIT_EXCEEDED" in shown["attempts"][0]["message"]
    (fact,) = await shop.till.facts("payment.capture_refused")
    assert fact.payload["captured"] == {"amount": "119.00", "currency": "EUR"}
    await _post(shop, f"/payments/{held['id']}/capture", {"amount": "60.00"})
    await shop.till.run()
    assert shop.till.money_at_the_provider() == Money(6000, EUR)


async def test_what_is_refused_can_be_released(shop: Shop) -> None:
    _, held = await _authorised(shop, "paypal", account="capture_refused@wallet.example")
    await _post(shop, f"/payments/{held['id']}/capture")
    await shop.till.run()
    await _post(shop, f"/payments/{held['id']}/void")
    await shop.till.run()
    assert (await _shown(shop, held["id"]))["state"] == "canceled"
    assert _authorisations(shop) == ["VOIDED"]


@pytest.mark.parametrize("notices_first", [False, True])
async def test_a_declined_capture_is_told_as_such_and_holds_nothing_any_more(shop: Shop, notices_first: bool) -> None:
    invoice, held = await _authorised(shop, "paypal", account="capture_declined@wallet.example")
    if notices_first:  # the process dies when the capture was declined, before anything was released
        attempt = (await shop.till.payment(invoice)).attempts[0]
        wanted = {"amount": {"currency_code": "EUR", "value": "119.00"}, "final_capture": True}
        await _post(shop, f"/payments/{held['id']}/capture")
        await _declined_there(shop, wanted, f"{attempt.idempotency_key}-capture-11900")
        await shop.deliver()
        assert _authorisations(shop) == ["CREATED"]
    else:
        await _post(shop, f"/payments/{held['id']}/capture")
    await shop.till.run()
    await shop.till.sweep(timedelta(minutes=6))
    failed = await _shown(shop, held["id"])
    assert (failed["state"], failed["failure_code"]) == ("failed", "insufficient_funds")
    assert _authorisations(shop) == ["VOIDED"]
    assert shop.till.world.charges() == []


async def _declined_there(shop: Shop, wanted: dict[str, Any], key: str) -> None:
    adapter: Any = shop.both.connected.of("paypal")
    with shop.both.paypal.reading() as page:
        (authorisation,) = page.all("authorization")
    path = f"/v2/payments/authorizations/{authorisation['id']}/capture"
    told = await adapter.api.call("POST", path, body=wanted, request_id=key)
    assert told["status"] == "DECLINED"


@pytest.mark.parametrize("asked", [False, True])
async def test_an_answer_older_than_the_hold_takes_nothing_back(shop: Shop, asked: bool) -> None:
    invoice, payment = await _waiting(shop, "stripe")
    before = (await shop.till.payment(invoice)).attempts[-1]
    assert before.reference is not None
    await _confirm(shop, "stripe", invoice)
    assert (await _refreshed(shop, payment))["state"] == "authorised"
    if asked:
        await _post(shop, f"/payments/{payment}/capture")
    told = await _tell(shop, invoice, ActionNeeded(before.reference, "To be confirmed.", before.action_url))
    assert told.state == "authorised"
    attempt = (await shop.till.payment(invoice)).attempts[-1]
    assert (attempt.state, attempt.action_url, attempt.capture_minor) == ("authorised", None, 11900 if asked else None)


async def test_what_was_told_as_held_is_never_sent_again(shop: Shop) -> None:
    """Stripe shows nothing of it for once, after a day, when it has forgotten the key."""
    invoice, held = await _authorised(shop, "stripe")
    reference = await _stored_reference(shop, invoice)
    with shop.both.stripe.books() as books:
        kept = books.get("payment_intent", reference)
        books.save(kept | {"metadata": {}})
    await shop.till.sweep(timedelta(hours=26))
    with shop.both.stripe.books() as books:
        assert len(books.every("payment_intent")) == 1
        books.save(kept)
    assert (await _refreshed(shop, held["id"]))["state"] == "authorised"


async def test_what_is_captured_belatedly_does_not_have_the_rest_collected(shop: Shop) -> None:
    invoice, held = await _authorised(shop, "stripe")
    await _post(shop, f"/payments/{held['id']}/void")
    await shop.till.run()
    late = await _tell(shop, invoice, Succeeded("ch_late", amount=Money(5000, EUR)))
    assert late.state == "succeeded"
    await shop.till.run()
    assert (await shop.till.invoice(invoice)).payable == Money(6900, EUR)
    assert len(await shop.till.payments(invoice)) == 1
    assert shop.till.world.charges() == []
