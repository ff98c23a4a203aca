"""The room over HTTP: methods, paying on request, the list, and the receipt."""

from __future__ import annotations

import io
from collections.abc import AsyncIterator
from datetime import timedelta

import httpx2
import pytest
from pypdf import PdfReader

from tests.domains.payments.conftest import DUE, EUR, Till
from trunkline.entrypoints.http import build_app
from trunkline.infra.scope import Actor, ActorKind
from trunkline.infra.web import Identity
from trunkline.kernel.money import Money

PERMISSIONS = frozenset({"payments.read", "payments.manage"})


@pytest.fixture
async def api(till: Till) -> AsyncIterator[httpx2.AsyncClient]:
    """A client signed in as the payer's finance manager."""
    app = build_app(till.program)
    actor = Actor(ActorKind.user, "usr_finance", "Finance")

    async def authenticate(request: object) -> Identity:
        return Identity(actor, till.company_id, PERMISSIONS, 1)

    app.state.authenticate = authenticate
    transport = httpx2.ASGITransport(app=app, raise_app_exceptions=False)
    async with httpx2.AsyncClient(transport=transport, base_url="http://testserver/api/v1") as client:
        yield client


async def _attach(api: httpx2.AsyncClient, token: str, **more: object) -> str:
    answer = await api.post("/payment-methods", json={"token": token, **more})
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


async def test_a_card_is_attached_listed_preferred_and_removed(api: httpx2.AsyncClient, till: Till) -> None:
    first = await _attach(api, "4242424242424242")
    second = await _attach(api, "pm_card_mastercard", make_default=True)
    listed = (await api.get("/payment-methods")).json()["items"]
    assert [(one["id"], one["brand"], one["last4"], one["is_default"]) for one in listed] == [
        (second, "mastercard", "4444", True),
        (first, "visa", "4242", False),
    ]
    preferred = await api.put(f"/payment-methods/{first}/default")
    assert preferred.json()["is_default"] is True
    assert (await api.delete(f"/payment-methods/{second}")).status_code == 204
    assert [one["id"] for one in (await api.get("/payment-methods")).json()["items"]] == [first]
    assert (await api.delete(f"/payment-methods/{second}")).status_code == 404


async def test_a_card_number_comes_back_in_no_answer_and_stands_in_no_table(
    api: httpx2.AsyncClient, till: Till
) -> None:
    answer = await api.post("/payment-methods", json={"token": "4242424242424242"}, headers={"Idempotency-Key": "k"})
    assert answer.status_code == 201
    assert "424242424242" not in answer.text
    assert "424242424242" not in repr(await till.facts())
    refused = await api.post("/payment-methods", json={"token": "4111111111111111"})
    assert (refused.status_code, "4111" in refused.text) == (422, False)
    malformed = await api.post("/payment-methods", json={"token": ["4111111111111111"]})
    assert (malformed.status_code, "4111" in malformed.text) == (422, False)
    path = till.program.config.data_dir / "trunkline.sqlite3"
    if till.program.database.dialect == "sqlite" and path.exists():
        assert b"4242424242424242" not in path.read_bytes()


async def test_an_invoice_is_paid_on_request(api: httpx2.AsyncClient, till: Till) -> None:
    invoice_id = await till.issue()
    await till.run()
    without_method = await api.post(f"/invoices/{invoice_id}/pay")
    assert (without_method.status_code, without_method.json()["code"]) == (409, "no_payment_method")
    await _attach(api, "pm_card_visa")
    answer = await api.post(f"/invoices/{invoice_id}/pay", json={})
    assert (answer.status_code, answer.json()["state"]) == (202, "pending")
    await till.run()
    shown = (await api.get(f"/payments/{answer.json()['id']}")).json()
    assert (shown["state"], shown["amount"]) == ("succeeded", {"amount": "119.00", "currency": "EUR"})
    assert (shown["method"], shown["receipt"]["number"]) == ({"brand": "visa", "last4": "4242"}, "R-000001")
    assert [(one["number"], one["state"]) for one in shown["attempts"]] == [(1, "succeeded")]
    again = await api.post(f"/invoices/{invoice_id}/pay")
    assert (again.status_code, again.json()["code"]) == (409, "nothing_to_pay")
    assert till.money_at_the_provider() == DUE


async def test_a_waiting_payment_is_hastened_with_another_card(api: httpx2.AsyncClient, till: Till) -> None:
    await _attach(api, "4000000000009995")
    invoice_id = await till.issue()
    await till.run()
    good = await _attach(api, "pm_card_visa")
    answer = await api.post(f"/invoices/{invoice_id}/pay", json={"payment_method_id": good})
    assert answer.status_code == 202
    await till.run()
    details = await till.payment(invoice_id)
    assert [attempt.state for attempt in details.attempts] == ["declined", "succeeded"]
    assert till.money_at_the_provider() == DUE


async def test_nothing_is_hastened_while_a_result_is_unknown(api: httpx2.AsyncClient, till: Till) -> None:
    await _attach(api, "4000009990000013")
    invoice_id = await till.issue()
    await till.run()
    answer = await api.post(f"/invoices/{invoice_id}/pay")
    assert (answer.status_code, answer.json()["code"]) == (409, "payment_in_flight")
    assert len((await till.payment(invoice_id)).attempts) == 1


async def test_after_a_hard_decline_another_card_opens_another_payment(api: httpx2.AsyncClient, till: Till) -> None:
    await _attach(api, "4000000000009979")
    invoice_id = await till.issue()
    await till.run()
    till.clock.advance(timedelta(seconds=1))
    await _attach(api, "pm_card_visa", make_default=True)
    assert (await api.post(f"/invoices/{invoice_id}/pay")).status_code == 202
    await till.run()
    listed = (await api.get(f"/payments?invoice={invoice_id}")).json()["items"]
    assert [one["state"] for one in listed] == ["succeeded", "failed"]
    assert [one["state"] for one in (await api.get("/payments?state=failed")).json()["items"]] == ["failed"]
    assert till.money_at_the_provider() == DUE


async def test_the_list_goes_on_page_by_page(api: httpx2.AsyncClient, till: Till) -> None:
    await _attach(api, "pm_card_visa")
    for n in range(3):
        await till.issue(Money(100 + n, EUR))
        till.clock.advance(timedelta(seconds=1))
        await till.run()
    first = (await api.get("/payments?limit=2")).json()
    rest = (await api.get("/payments", params={"limit": 2, "cursor": first["next_cursor"]})).json()
    assert [one["amount"]["amount"] for one in first["items"] + rest["items"]] == ["1.02", "1.01", "1.00"]
    assert rest["next_cursor"] is None


async def test_the_receipt_is_a_pdf_that_says_what_was_paid(api: httpx2.AsyncClient, till: Till) -> None:
    await _attach(api, "pm_card_visa")
    invoice_id = await till.issue()
    await till.run()
    payment = (await till.payment(invoice_id)).payment
    answer = await api.get(f"/payments/{payment.id}/receipt")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/pdf")
    text = "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.content)).pages)
    for expected in ("R-000001", "119.00 EUR", payment.invoice_number, "2026-03-02", "Visa ending in 4242"):
        assert expected in text
    assert (await api.get(f"/payments/{payment.id}/receipt")).content == answer.content


async def test_a_payment_without_money_has_no_receipt(api: httpx2.AsyncClient, till: Till) -> None:
    await _attach(api, "4000000000009979")
    invoice_id = await till.issue()
    await till.run()
    payment = (await till.payment(invoice_id)).payment
    assert (await api.get(f"/payments/{payment.id}/receipt")).status_code == 404


async def test_an_outage_of_the_provider_attaches_nothing(api: httpx2.AsyncClient, till: Till) -> None:
    till.world.begin_outage(till.clock.now())
    answer = await api.post("/payment-methods", json={"token": "pm_card_visa"})
    assert (answer.status_code, answer.json()["code"]) == (503, "unavailable")
    assert (await api.get("/payment-methods")).json()["items"] == []
