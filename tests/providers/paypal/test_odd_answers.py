"""Answers that PayPal gives seldom, and what they mean: orders that are forgotten, captures that race, ids that are none."""

from __future__ import annotations

from typing import Any

import httpx2
import pytest

from tests.providers.paypal.conftest import NOW, request
from trunkline.domains.payments.model import ActionNeeded, Declined, Outage, Outcome, Succeeded, Unknown
from trunkline.domains.payments.ports import (
    Disputes,
    HostedSetups,
    NoticeSource,
    PaymentProvider,
    ProviderBooks,
    Refunds,
)
from trunkline.infra.paypal_settings import PayPalSettings
from trunkline.kernel.clock import ManualClock
from trunkline.providers.paypal import PayPalPayments

CAPTURE = {"id": "C1", "status": "COMPLETED", "custom_id": "pay_1-1"}
APPROVED = {"id": "O1", "intent": "CAPTURE", "status": "APPROVED", "purchase_units": [{"custom_id": "pay_1-1"}]}
CAPTURED = APPROVED | {"status": "COMPLETED", "purchase_units": [{"payments": {"captures": [CAPTURE]}}]}
CREATE, SHOW, TAKE = "POST /v2/checkout/orders", "GET /v2/checkout/orders/O1", "POST /v2/checkout/orders/O1/capture"
BOOKS, SHOW_CAPTURE = "GET /v1/reporting/transactions", "GET /v2/payments/captures/C1"
IN_BOOKS = {
    "transaction_details": [
        {"transaction_info": {"transaction_id": "X", "transaction_event_code": "T0006", "invoice_id": "pay_other"}},
        {"transaction_info": {"transaction_id": "R", "transaction_event_code": "T1107", "invoice_id": "pay_1-1"}},
        {"transaction_info": {"transaction_id": "C1", "transaction_event_code": "T0006", "invoice_id": "pay_1-1"}},
    ],
    "total_pages": 1,
}


def _refusal(issue: str, status: int = 422, **more: object) -> httpx2.Response:
    return httpx2.Response(status, json={"name": "X", "details": [{"issue": issue}], "debug_id": "d1", **more})


def _paypal(**answers: Any) -> PayPalPayments:
    """Answers what stands under the operation, else that it knows nothing."""

    async def answer(asked: httpx2.Request) -> httpx2.Response:
        if asked.url.path == "/v1/oauth2/token":
            return httpx2.Response(200, json={"access_token": "t", "expires_in": 3600})
        found = answers.get(f"{asked.method} {asked.url.path}", _refusal("INVALID_RESOURCE_ID", 404))
        if isinstance(found, Exception):
            raise found
        return found if isinstance(found, httpx2.Response) else httpx2.Response(200, json=found)

    return PayPalPayments(PayPalSettings("id", "secret"), ManualClock(NOW), httpx2.MockTransport(answer))


def test_the_adapter_speaks_every_port() -> None:
    paypal = _paypal()
    provider: PaymentProvider = paypal
    parts: tuple[HostedSetups, Refunds, NoticeSource, Disputes, ProviderBooks] = (
        paypal,
        paypal,
        paypal,
        paypal,
        paypal,
    )
    assert provider.name == "paypal"
    assert len(parts) == 5


@pytest.mark.parametrize(
    ("created", "captured", "kind"),
    [
        (CAPTURED, {}, Succeeded),
        (APPROVED, CAPTURED, Succeeded),
        (APPROVED, _refusal("INSTRUMENT_DECLINED"), Declined),
        (APPROVED, _refusal("ORDER_NOT_APPROVED"), ActionNeeded),
        (APPROVED, _refusal("PAYER_ACTION_REQUIRED"), ActionNeeded),
        (APPROVED, httpx2.Response(429), Unknown),
        (APPROVED, httpx2.Response(500), Unknown),
        (APPROVED | {"status": "VOIDED"}, {}, Declined),
        (APPROVED | {"status": "COMPLETED"}, {}, Unknown),
        (APPROVED | {"status": "CREATED"}, {}, ActionNeeded),
        (_refusal("PAYER_ACTION_REQUIRED"), {}, Declined),
        (_refusal("INVALID_STRING_LENGTH", 400), {}, Outage),
        (_refusal("PREVIOUS_REQUEST_IN_PROGRESS"), {}, Unknown),
    ],
)
async def test_what_an_order_comes_to(
    created: dict[str, object] | httpx2.Response, captured: dict[str, object] | httpx2.Response, kind: type[Outcome]
) -> None:
    outcome = await _paypal(**{CREATE: created, TAKE: captured}).charge(request("paypal:1"))
    assert isinstance(outcome, kind)


async def test_where_the_payer_is_to_approve_is_for_their_eyes_only() -> None:
    link = {"rel": "payer-action", "href": "https://www.paypal.com/checkoutnow?token=O1"}
    refused = _refusal("ORDER_NOT_APPROVED", links=[link])
    outcome = await _paypal(**{CREATE: APPROVED, TAKE: refused}).charge(request("paypal:1"))
    assert isinstance(outcome, ActionNeeded)
    assert (outcome.reference, outcome.url) == ("O1", link["href"])
    assert "checkoutnow" not in repr(outcome)


async def test_an_order_that_was_captured_meanwhile_is_found_in_the_books() -> None:
    answers = {CREATE: APPROVED, TAKE: _refusal("ORDER_ALREADY_CAPTURED"), BOOKS: IN_BOOKS, SHOW_CAPTURE: CAPTURE}
    assert await _paypal(**answers).charge(request("paypal:1")) == Succeeded("C1")
    assert isinstance(await _paypal(**answers | {BOOKS: httpx2.Response(500)}).charge(request("paypal:1")), Unknown)


async def test_an_order_that_paypal_forgot_is_looked_for_in_the_books() -> None:
    paypal = _paypal(**{CREATE: APPROVED | {"status": "CREATED"}, BOOKS: IN_BOOKS, SHOW_CAPTURE: CAPTURE})
    await paypal.charge(request("paypal:1"))
    assert await paypal.look_up(request("paypal:1")) == Succeeded("C1")


async def test_books_that_may_not_be_read_leave_a_charge_unresolved_and_never_repeat_it() -> None:
    for refusal in (httpx2.Response(403), _refusal("INVALID_REQUEST", 400)):
        found = await _paypal(**{BOOKS: refusal}).look_up(request("paypal:1"))
        assert isinstance(found, Outage | Unknown)


@pytest.mark.parametrize(
    ("answers", "kind"),
    [
        ({SHOW: APPROVED, TAKE: CAPTURED}, Succeeded),
        ({SHOW: APPROVED, TAKE: _refusal("INSTRUMENT_DECLINED")}, Declined),
        ({SHOW: APPROVED, TAKE: _refusal("ORDER_ALREADY_CAPTURED")}, Unknown),
        ({SHOW: httpx2.Response(500)}, Unknown),
        ({SHOW: _refusal("ODD", 400)}, Unknown),
        ({"GET /v2/payments/captures/O1": _refusal("ODD", 400)}, Unknown),
    ],
)
async def test_how_an_order_stands_now(
    answers: dict[str, dict[str, object] | httpx2.Response], kind: type[Outcome]
) -> None:
    assert isinstance(await _paypal(**answers).charge_now("O1"), kind)


@pytest.mark.parametrize("reference", ["../../v1/oauth2", "a/../../b", "C1?x=1", "C1#", "", "ä", "a b", "a//b"])
async def test_an_id_that_is_none_asks_for_nothing(reference: str) -> None:
    asked: list[str] = []

    async def answer(one: httpx2.Request) -> httpx2.Response:
        asked.append(one.url.path)
        return httpx2.Response(200, json={"access_token": "t", "expires_in": 3600})

    paypal = PayPalPayments(PayPalSettings("id", "secret"), ManualClock(NOW), httpx2.MockTransport(answer))
    assert await paypal.charge_now(reference) is None
    assert await paypal.refund_now(reference) is None
    assert await paypal.dispute_now(reference) is None
    assert asked == []


async def test_a_card_that_must_never_be_tried_again_is_a_hard_decline() -> None:
    for advice, code in (("03", "no_action_taken"), ("21", "no_action_taken"), ("01", "generic_decline")):
        declined = CAPTURE | {
            "status": "DECLINED",
            "processor_response": {"response_code": "1000", "payment_advice_code": advice},
        }
        created = APPROVED | {"status": "COMPLETED", "purchase_units": [{"payments": {"captures": [declined]}}]}
        outcome = await _paypal(**{CREATE: created}).charge(request("card:1"))
        assert isinstance(outcome, Declined)
        assert outcome.code == code
