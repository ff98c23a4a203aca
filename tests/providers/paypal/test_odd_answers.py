"""Answers that PayPal gives seldom, and what they mean: orders that are forgotten, captures that race, ids that are none."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

import httpx2
import pytest

from tests.providers.paypal.conftest import NOW, request
from trunkline.domains.payments.model import (
    ActionNeeded,
    Declined,
    Outage,
    Outcome,
    RefundOutcome,
    RefundRefused,
    Succeeded,
    Unknown,
)
from trunkline.domains.payments.ports import (
    Disputes,
    HostedSetups,
    NoticeSource,
    PaymentProvider,
    ProviderBooks,
    RefundRequest,
    Refunds,
)
from trunkline.infra.paypal_settings import PayPalSettings
from trunkline.kernel.clock import ManualClock
from trunkline.kernel.errors import Unavailable
from trunkline.kernel.money import Currency, Money
from trunkline.providers.paypal import PayPalPayments

HOUR, USD = timedelta(hours=1), Currency.of("USD")
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
        (_refusal("ORDER_COMPLETION_IN_PROGRESS"), {}, Unknown),
        (_refusal("RESOURCE_CONFLICT", 409), {}, Unknown),
        (_refusal("INVALID_REQUEST", 409), {}, Unknown),
        (_refusal("A_WORD_OF_TOMORROW"), {}, Unknown),
        (httpx2.Response(302), {}, Unknown),
        (httpx2.Response(403), {}, Outage),
        (httpx2.Response(422, json={"name": "X", "details": {"a": 1}}), {}, Unknown),
        (APPROVED | {"purchase_units": [{"payments": {"captures": [None]}}]}, {}, Unknown),
        (APPROVED | {"purchase_units": [{"payments": [1]}]}, {}, Unknown),
        ({"status": "APPROVED"}, {}, Unknown),
        (APPROVED, APPROVED, Unknown),
        (APPROVED, _refusal("INVALID_STRING_LENGTH", 400), Unknown),
        (APPROVED, _refusal("RESOURCE_CONFLICT", 409), Unknown),
        (APPROVED, httpx2.Response(302), Unknown),
        (APPROVED, httpx2.Response(403), Unknown),
        (APPROVED, _refusal("ORDER_ALREADY_CAPTURED"), Unknown),
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
        ({SHOW: APPROVED, TAKE: CAPTURED}, ActionNeeded),
        ({SHOW: CAPTURED}, Succeeded),
        ({SHOW: APPROVED | {"purchase_units": [1]}}, Unknown),
        ({"GET /v2/payments/captures/O1": CAPTURE | {"amount": {"value": "x"}}}, Unknown),
        ({"GET /v2/payments/captures/O1": CAPTURE | {"amount": {"value": "NaN", "currency_code": "EUR"}}}, Unknown),
        ({"GET /v2/payments/captures/O1": CAPTURE | {"amount": {"value": "1", "currency_code": 5}}}, Unknown),
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


async def test_a_refusal_of_a_repeated_request_promises_nothing_about_the_first() -> None:
    again = replace(request("paypal:1"), first_sent_at=NOW - HOUR)
    for refusal in (httpx2.Response(429), _refusal("INVALID_STRING_LENGTH", 400)):
        assert isinstance(await _paypal(**{CREATE: refusal}).charge(again), Unknown)


async def test_what_was_really_taken_is_told_with_its_amount_and_fee() -> None:
    told = {"value": "0.01", "currency_code": "USD"}
    for fee, wanted in ((told, Money(1, USD)), ({"value": "x"}, None), ([], None)):
        capture = CAPTURE | {"amount": told, "seller_receivable_breakdown": {"paypal_fee": fee}}
        outcome = await _paypal(**{SHOW_CAPTURE: capture}).charge_now("C1")
        assert isinstance(outcome, Succeeded)
        assert (outcome.amount, outcome.fee) == (Money(1, USD), wanted)


async def test_money_that_was_taken_counts_more_than_a_decline_after_it() -> None:
    payments = {"captures": [CAPTURE, CAPTURE | {"id": "C2", "status": "DECLINED"}]}
    created = APPROVED | {"status": "COMPLETED", "purchase_units": [{"payments": payments}]}
    assert await _paypal(**{CREATE: created}).charge(request("paypal:1")) == Succeeded("C1")


def _movement(reference: str) -> dict[str, object]:
    info = {"transaction_id": reference, "transaction_event_code": "T0006", "invoice_id": "pay_1-1"}
    return {"transaction_info": info}


@pytest.mark.parametrize("order", [("C1", "C2", "C3"), ("C3", "C2", "C1"), ("C2", "C1")])
async def test_the_books_name_several_payments_and_the_completed_one_counts(order: tuple[str, ...]) -> None:
    answers = {
        BOOKS: {"transaction_details": [_movement(one) for one in order]},
        SHOW_CAPTURE: CAPTURE,
        "GET /v2/payments/captures/C2": CAPTURE | {"id": "C2", "status": "DECLINED"},
    }
    assert await _paypal(**answers).look_up(request("paypal:1")) == Succeeded("C1")
    duplicate = answers | {CREATE: _refusal("DUPLICATE_INVOICE_ID")}
    assert await _paypal(**duplicate).charge(request("paypal:1")) == Succeeded("C1")


async def test_a_declined_payment_is_not_what_was_paid_before() -> None:
    answers = {
        CREATE: _refusal("DUPLICATE_INVOICE_ID"),
        BOOKS: {"transaction_details": [_movement("C1")]},
        SHOW_CAPTURE: CAPTURE | {"status": "DECLINED"},
    }
    assert isinstance(await _paypal(**answers).charge(request("paypal:1")), Unknown)
    assert isinstance(await _paypal(**answers).look_up(request("paypal:1")), Declined)


async def test_a_payment_of_the_books_that_cannot_be_shown_is_never_charged_again() -> None:
    answers = {BOOKS: {"transaction_details": [_movement("C9")]}}
    assert isinstance(await _paypal(**answers).look_up(request("paypal:1")), Unknown)


@pytest.mark.parametrize("page", [{"transaction_details": [None]}, {"transaction_details": 1}, {"total_pages": "x"}])
async def test_books_of_an_odd_shape_leave_a_charge_unresolved(page: dict[str, object]) -> None:
    paypal = _paypal(**{BOOKS: page})
    assert isinstance(await paypal.look_up(request("paypal:1")), Unknown)
    with pytest.raises(Unavailable):
        await paypal.transactions(NOW - HOUR, NOW)


@pytest.mark.parametrize(("days", "spans"), [(0, 1), (4, 1), (40, 2), (100, 4)])
async def test_the_books_are_searched_from_the_first_use_of_the_key(days: int, spans: int) -> None:
    first, asked = NOW - timedelta(days=days), []

    async def answer(one: httpx2.Request) -> httpx2.Response:
        if one.url.path == "/v1/oauth2/token":
            return httpx2.Response(200, json={"access_token": "t", "expires_in": 3600})
        if not one.url.path.startswith("/v1/reporting"):
            return httpx2.Response(200, json=CAPTURE)
        begin, end = (datetime.fromisoformat(one.url.params[name]) for name in ("start_date", "end_date"))
        asked.append((begin, end))
        found = [_movement("C1")] if begin <= first + timedelta(seconds=1) <= end else []
        return httpx2.Response(200, json={"transaction_details": found, "total_pages": 1})

    paypal = PayPalPayments(PayPalSettings("id", "secret"), ManualClock(NOW), httpx2.MockTransport(answer))
    found = await paypal.look_up(replace(request("paypal:1"), first_sent_at=first))
    assert found == (Succeeded("C1") if days else None)
    assert len(asked) == spans
    assert all(end - begin <= timedelta(days=31) for begin, end in asked)
    assert all(one[1] == other[0] for one, other in pairwise(asked))
    assert asked[0][0] < first
    assert asked[-1][1] == NOW


async def test_what_is_older_than_the_books_is_never_charged_again() -> None:
    paypal = _paypal(**{BOOKS: {"transaction_details": []}})
    old = replace(request("paypal:1"), first_sent_at=NOW - timedelta(days=1_100))
    assert isinstance(await paypal.look_up(old), Unknown)


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (_refusal("RESOURCE_CONFLICT", 409), Unknown),
        (httpx2.Response(302), Unknown),
        (_refusal("A_WORD_OF_TOMORROW"), Unknown),
        (_refusal("INVALID_REQUEST", 400), Unknown),
        ({"id": ["odd"]}, Unknown),
        (httpx2.Response(429), Outage),
        (_refusal("CAPTURE_FULLY_REFUNDED"), RefundRefused),
    ],
)
async def test_a_refund_is_refused_by_known_words_only(
    answer: dict[str, object] | httpx2.Response, kind: type[RefundOutcome]
) -> None:
    paypal = _paypal(**{"POST /v2/payments/captures/C1/refund": answer})
    assert isinstance(await paypal.refund(RefundRequest("r", "C1", Money(100, USD), "x")), kind)


@pytest.mark.parametrize("order", [{"purchase_units": [None]}, {"purchase_units": [{"payments": {"refunds": [1]}}]}])
async def test_refunds_of_an_odd_shape_are_unknown(order: dict[str, object]) -> None:
    related = CAPTURE | {"supplementary_data": {"related_ids": {"order_id": "O1"}}}
    wanted = RefundRequest("r", "C1", Money(100, USD), "x")
    assert isinstance(await _paypal(**{SHOW_CAPTURE: related, SHOW: order}).look_up_refund(wanted), Unknown)
    odd = CAPTURE | {"supplementary_data": [1]}
    assert isinstance(await _paypal(**{SHOW_CAPTURE: odd}).look_up_refund(wanted), Unknown)
