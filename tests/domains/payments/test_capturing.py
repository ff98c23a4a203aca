"""Money that is held first and taken by hand: through the real adapters, over the simulator's two dialects."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tests.clients import client_as
from tests.domains.payments.conftest import DUE, EUR
from tests.domains.payments.test_confirming import BOTH, _confirm, _method, _refreshed, _shown, _stored_reference
from tests.domains.payments.test_notices import TESTER, Shop, shop
from trunkline.domains.ledger import queries as ledger
from trunkline.domains.payments import actions
from trunkline.entrypoints.payment_providers import SimulatedProviders
from trunkline.kernel.ids import InvoiceId, PaymentId
from trunkline.kernel.money import Money
from trunkline.providers.simulator.stripe_api import Drills

__all__ = ["shop"]

MAY = ("payments.read", "payments.manage", "payments.refund", "invoices.read", "notices.read", "notices.manage")


async def _post(shop: Shop, path: str, body: dict[str, Any] | None = None, *, status: int = 202) -> dict[str, Any]:
    async with client_as(shop.till.program, *MAY) as operator:
        answer = await operator.post(path, json=body)
    assert answer.status_code == status, answer.text
    return dict(answer.json())


async def _authorised(
    shop: Shop, provider: str, token: str = "pm_card_visa", account: str = "visa@wallet.example"
) -> tuple[InvoiceId, dict[str, Any]]:
    """An invoice whose amount the operator has had held."""
    invoice = await shop.till.issue()
    await (shop.add(token) if provider == "stripe" else _method(shop, provider, account=account))
    paid = await _post(shop, f"/invoices/{invoice}/pay", {"capture": "manual"})
    await shop.till.run()
    return invoice, await _shown(shop, paid["id"])


async def _release_by_itself(shop: Shop, provider: str, reference: str) -> None:
    if provider == "stripe":
        Drills(shop.both.stripe).expire(reference)
    else:
        shop.both.paypal.expire_authorizations(reference)


async def _taken_by_the_books(shop: Shop, provider: str) -> Money:
    """What the ledger has as the provider's cash, and as what it kept of it."""
    async with shop.till.program.scope(TESTER, company_id=shop.till.company_id, write=False) as scope:
        found = await ledger.balances(scope)
    taken = (one.amount for one in found if one.account.provider == provider or one.account.purpose == "fees")
    return sum(taken, Money(0, EUR))


@BOTH
async def test_an_amount_is_held_and_nothing_is_taken_or_booked(shop: Shop, provider: str) -> None:
    invoice, held = await _authorised(shop, provider)
    assert (held["state"], held["amount"]["amount"], held["capturing"]) == ("authorised", "119.00", None)
    assert held["authorised_until"] > shop.till.clock.now().isoformat()
    assert shop.till.world.charges() == []
    assert (await shop.till.invoice(invoice)).paid == await _taken_by_the_books(shop, provider) == Money(0, EUR)
    (fact,) = await shop.till.facts("payment.authorised")
    assert fact.payload["expires_at"] == held["authorised_until"]
    await shop.deliver()
    await shop.till.run()
    await shop.till.sweep(timedelta(hours=7))
    assert (await _shown(shop, held["id"]))["state"] == "authorised"
    assert await shop.till.facts("payment.succeeded") == []
    refused = await _post(shop, f"/invoices/{invoice}/pay", {}, status=409)
    assert refused["code"] == "payment_in_flight"


@BOTH
async def test_what_is_captured_is_booked_once_and_pays_as_much_of_the_invoice(shop: Shop, provider: str) -> None:
    invoice, held = await _authorised(shop, provider)
    asked = await _post(shop, f"/payments/{held['id']}/capture", {"amount": "80.00"})
    assert (asked["state"], asked["capturing"]["amount"]) == ("authorised", "80.00")
    twice = await _post(shop, f"/payments/{held['id']}/capture", {"amount": "90.00"}, status=409)
    assert twice["code"] == "not_authorised"
    await shop.till.run()
    done = await _shown(shop, held["id"])
    assert (done["state"], done["amount"]["amount"], done["refundable"]["amount"]) == ("succeeded", "80.00", "80.00")
    assert (done["authorised_until"], done["capturing"]) == (None, None)
    assert shop.till.money_at_the_provider() == Money(8000, EUR)
    paid = await shop.till.invoice(invoice)
    assert (paid.paid, paid.payable) == (Money(8000, EUR), Money(3900, EUR))
    await shop.deliver()
    await shop.till.run()
    assert len(await shop.till.facts("payment.succeeded")) == 1
    assert await _taken_by_the_books(shop, provider) == Money(8000, EUR)
    assert len(await shop.till.payments(invoice)) == 1, "the rest is collected when somebody asks for it"


@BOTH
async def test_all_of_it_is_captured_without_an_amount(shop: Shop, provider: str) -> None:
    invoice, held = await _authorised(shop, provider)
    await _post(shop, f"/payments/{held['id']}/capture")
    await shop.till.run()
    assert (await _shown(shop, held["id"]))["state"] == "succeeded"
    assert str((await shop.till.invoice(invoice)).state) == "paid"
    assert shop.till.money_at_the_provider() == DUE


@BOTH
async def test_no_more_is_captured_than_is_held(shop: Shop, provider: str) -> None:
    _, held = await _authorised(shop, provider)
    for amount in ("119.01", "0.00", "-1.00", "1.001"):
        await _post(shop, f"/payments/{held['id']}/capture", {"amount": amount}, status=422)
    await shop.till.run()
    assert (await _shown(shop, held["id"]))["state"] == "authorised"
    assert shop.till.world.charges() == []


@BOTH
async def test_what_is_voided_is_released_and_the_invoice_is_free_again(shop: Shop, provider: str) -> None:
    invoice, held = await _authorised(shop, provider)
    await _post(shop, f"/payments/{held['id']}/void")
    await shop.till.run()
    done = await _shown(shop, held["id"])
    assert (done["state"], done["authorised_until"]) == ("canceled", None)
    assert len(await shop.till.facts("payment.canceled")) == 1
    await _post(shop, f"/payments/{held['id']}/capture", status=409)
    await _post(shop, f"/invoices/{invoice}/pay", {})
    await shop.till.run()
    assert shop.till.money_at_the_provider() == DUE


@BOTH
@pytest.mark.parametrize("by", ["notice", "asking"])
async def test_what_is_no_longer_held_is_seen(shop: Shop, provider: str, by: str) -> None:
    invoice, held = await _authorised(shop, provider)
    await _release_by_itself(shop, provider, await _stored_reference(shop, invoice))
    if by == "notice":
        await shop.deliver()
        await shop.till.run()
    else:
        await shop.till.sweep(timedelta(hours=6))
    done = await _shown(shop, held["id"])
    assert (done["state"], done["failure_code"]) == ("failed", "authorisation_expired")
    (fact,) = await shop.till.facts("payment.failed")
    assert fact.payload["code"] == "authorisation_expired"
    assert shop.till.world.charges() == []


@BOTH
async def test_a_voided_invoice_lets_go_of_what_is_held(shop: Shop, provider: str) -> None:
    invoice, held = await _authorised(shop, provider)
    await shop.till.void(invoice)
    await shop.till.run()
    assert (await _shown(shop, held["id"]))["state"] == "canceled"
    assert shop.till.world.charges() == []


@BOTH
async def test_a_process_that_dies_while_it_captures_captures_once(shop: Shop, provider: str) -> None:
    """Written down and taken at the provider, and nobody there to write the answer down."""
    invoice, held = await _authorised(shop, provider)
    reference = await _stored_reference(shop, invoice)
    begin, company = shop.till.program.begin_as(TESTER), shop.till.company_id
    async with begin(company) as scope:
        await actions.capture_payment(scope, PaymentId.parse(held["id"]), Money(5000, EUR))
    attempt = (await shop.till.payment(invoice)).attempts[0]
    adapter: Any = SimulatedProviders(shop.till.world, shop.till.clock).connected.of(provider)
    await adapter.capture(reference, Money(5000, EUR), f"{attempt.idempotency_key}-capture")
    await shop.till.run()
    assert (await _shown(shop, held["id"]))["amount"]["amount"] == "50.00"
    assert shop.till.money_at_the_provider() == Money(5000, EUR)
    assert (await shop.till.invoice(invoice)).paid == Money(5000, EUR)


async def test_a_capture_that_times_out_is_unknown_and_found_by_asking(shop: Shop) -> None:
    invoice, held = await _authorised(shop, "paypal", account="timesOutAfterCharge@wallet.example")
    assert held["state"] == "unknown", "the answer to the first request is lost as well"
    assert (await _refreshed(shop, held["id"]))["state"] == "authorised"
    await _post(shop, f"/payments/{held['id']}/capture")
    await shop.till.run()
    lost = await _shown(shop, held["id"])
    assert (lost["state"], lost["capturing"]["amount"]) == ("unknown", "119.00")
    assert (await _refreshed(shop, held["id"]))["state"] == "succeeded"
    assert shop.till.money_at_the_provider() == DUE
    assert str((await shop.till.invoice(invoice)).state) == "paid"


async def test_an_outage_takes_nothing_and_changes_nothing_of_what_is_held(shop: Shop) -> None:
    _, held = await _authorised(shop, "stripe")
    shop.till.world.begin_outage(shop.till.clock.now())
    await _post(shop, f"/payments/{held['id']}/capture")
    await shop.till.run()
    assert (await _shown(shop, held["id"]))["state"] == "authorised"
    shop.till.world.end_outage()
    await shop.till.sweep(timedelta(minutes=6))
    assert (await _shown(shop, held["id"]))["state"] == "succeeded"
    assert shop.till.money_at_the_provider() == DUE


async def test_paypal_is_asked_to_hold_it_anew_after_three_days(shop: Shop) -> None:
    _, held = await _authorised(shop, "paypal")
    shop.till.clock.advance(timedelta(days=5))
    await _post(shop, f"/payments/{held['id']}/capture")
    await shop.till.run()
    assert (await _shown(shop, held["id"]))["state"] == "succeeded"
    with shop.both.paypal.reading() as page:
        assert [one["status"] for one in page.all("authorization")] == ["VOIDED", "CAPTURED"]
    assert shop.till.money_at_the_provider() == DUE


@BOTH
async def test_a_payer_confirms_what_is_held(shop: Shop, provider: str) -> None:
    invoice = await shop.till.issue()
    await _method(shop, provider)
    paid = await _post(shop, f"/invoices/{invoice}/pay", {"capture": "manual", "payer_present": True})
    await shop.till.run()
    assert (await _shown(shop, paid["id"]))["state"] == "requires_action"
    await _confirm(shop, provider, invoice)
    assert (await _refreshed(shop, paid["id"]))["state"] == "authorised"
    assert shop.till.world.charges() == []


@BOTH
async def test_a_declined_authorisation_is_not_tried_again(shop: Shop, provider: str) -> None:
    account = "chargeDeclinedInsufficientFunds@card.example"
    _, failed = await _authorised(shop, provider, "pm_card_chargeDeclinedInsufficientFunds", account)
    assert (failed["state"], failed["next_attempt_at"]) == ("failed", None)
    await _post(shop, f"/payments/{failed['id']}/void", status=409)


async def test_the_company_neither_has_money_held_nor_takes_it(shop: Shop) -> None:
    invoice, held = await _authorised(shop, "stripe")
    async with client_as(shop.till.program, *MAY, company_id=shop.till.company_id) as company:
        for path, body in (
            (f"/invoices/{invoice}/pay", {"capture": "manual"}),
            (f"/payments/{held['id']}/capture", {}),
            (f"/payments/{held['id']}/void", None),
        ):
            assert (await company.post(path, json=body)).status_code == 403
    async with client_as(shop.till.program, "payments.read", "payments.manage") as unpermitted:
        assert (await unpermitted.post(f"/payments/{held['id']}/capture")).status_code == 403
        answer = await unpermitted.post(f"/invoices/{invoice}/pay", json={"capture": "manual"})
        assert answer.status_code == 403
    await shop.till.run()
    assert (await _shown(shop, held["id"]))["state"] == "authorised"


async def test_a_provider_that_cannot_hold_money_says_so(shop: Shop) -> None:
    invoice = await shop.till.issue()
    await shop.till.add_card("pm_card_visa")
    refused = await _post(shop, f"/invoices/{invoice}/pay", {"capture": "manual"}, status=409)
    assert refused["code"] == "no_authorisations"
