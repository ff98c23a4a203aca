"""Requests that the adapter's own flows do not make are held against PayPal's documents too: plans, subscriptions, authorisations."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from datetime import timedelta

import httpx2
import pytest

from tests.providers.paypal.conftest import NOW, request
from tests.providers.paypal.contract import document_of, judge, operation_of, resolved
from tests.providers.paypal.deliveries import delivered
from trunkline.infra.paypal_settings import PayPalSettings
from trunkline.kernel.clock import ManualClock
from trunkline.providers.paypal.captures import outcome_of_capture
from trunkline.providers.paypal.client import PayPalApi, orders, payments, subscriptions
from trunkline.providers.paypal.client.webhooks import verify_signature
from trunkline.providers.paypal.declines import ISSUES, PROCESSOR
from trunkline.providers.paypal.methods import source_of
from trunkline.providers.paypal.refunding import outcome_of

PLAN = {
    "product_id": "PROD-XXCD1234QWER65782",
    "name": "Receptionist",
    "billing_cycles": [
        {
            "frequency": {"interval_unit": "MONTH", "interval_count": 1},
            "tenure_type": "REGULAR",
            "sequence": 1,
            "total_cycles": 0,
            "pricing_scheme": {"fixed_price": {"value": "10", "currency_code": "USD"}},
        }
    ],
    "payment_preferences": {"auto_bill_outstanding": True},
}
ASK: dict[str, Callable[[PayPalApi], Awaitable[object]]] = {
    "POST /v1/billing/plans": lambda api: subscriptions.create_plan(api, PLAN, "k"),
    "GET /v1/billing/plans/P-1": lambda api: subscriptions.show_plan(api, "P-1"),
    "POST /v1/billing/plans/P-1/activate": lambda api: subscriptions.activate_plan(api, "P-1"),
    "POST /v1/billing/plans/P-1/deactivate": lambda api: subscriptions.deactivate_plan(api, "P-1"),
    "POST /v1/billing/subscriptions": lambda api: subscriptions.create_subscription(
        api, {"plan_id": "P-5ML4271244454362WXNWU5NQ"}, "k"
    ),
    "GET /v1/billing/subscriptions/I-1": lambda api: subscriptions.show_subscription(api, "I-1"),
    "POST /v1/billing/subscriptions/I-1/suspend": lambda api: subscriptions.suspend_subscription(api, "I-1", "unpaid"),
    "POST /v1/billing/subscriptions/I-1/activate": lambda api: subscriptions.activate_subscription(api, "I-1", "paid"),
    "POST /v1/billing/subscriptions/I-1/cancel": lambda api: subscriptions.cancel_subscription(api, "I-1", "asked"),
    "GET /v1/billing/subscriptions/I-1/transactions": lambda api: subscriptions.subscription_transactions(
        api, "I-1", NOW - timedelta(days=1), NOW
    ),
    "POST /v2/checkout/orders/O1/authorize": lambda api: orders.authorize_order(api, "O1", "k"),
    "POST /v2/checkout/orders/O1/capture": lambda api: orders.capture_order(api, "O1", "k"),
    "POST /v2/payments/authorizations/A1/capture": lambda api: payments.capture_authorization(
        api, "A1", {"amount": {"value": "10.99", "currency_code": "USD"}}, "k"
    ),
    "POST /v2/payments/authorizations/A1/void": lambda api: payments.void_authorization(api, "A1"),
}


@pytest.mark.parametrize("named", sorted(ASK))
async def test_a_request_is_one_that_paypal_publishes(named: str) -> None:
    sent: list[httpx2.Request] = []

    async def answer(asked: httpx2.Request) -> httpx2.Response:
        if asked.url.path == "/v1/oauth2/token":
            return httpx2.Response(200, json={"access_token": "t", "expires_in": 3600})
        sent.append(asked)
        return httpx2.Response(200, json={})

    await ASK[named](PayPalApi(PayPalSettings("i", "s"), ManualClock(NOW), httpx2.MockTransport(answer)))
    (asked,) = sent
    assert f"{asked.method} {asked.url.path}" == named
    name, _, operation = operation_of(asked.method, asked.url.path)
    document = document_of(name)
    known = {resolved(document, one)["name"] for one in operation.get("parameters", [])}
    assert set(asked.url.params) <= known
    assert "paypal-request-id" not in asked.headers or "PayPal-Request-Id" in known
    body = resolved(document, operation.get("requestBody") or {})
    if body:
        assert asked.headers["content-type"] == "application/json"
        judge(name, body["content"]["application/json"]["schema"], json.loads(asked.content))
    else:
        assert asked.content in (b"", b"{}")


@pytest.mark.parametrize("token", ["paypal:8kk8451t", "card:8kk8451t"])
@pytest.mark.parametrize("return_url", [None, "https://t.example/back"])
def test_a_payment_source_is_one_that_paypal_publishes(token: str, return_url: str | None) -> None:
    judge("checkout_orders_v2", {"$ref": "#/components/schemas/payment_source"}, source_of(token, return_url))
    assert request(token).method_token == token


def test_every_status_of_a_capture_and_a_refund_is_understood() -> None:
    schemas = document_of("payments_payment_v2")["components"]["schemas"]
    for status in schemas["capture_status"]["properties"]["status"]["enum"]:
        assert outcome_of_capture({"id": "1", "status": status}) is not None
    for reason in schemas["capture_status_details"]["properties"]["reason"]["enum"]:
        outcome = outcome_of_capture({"id": "1", "status": "PENDING", "status_details": {"reason": reason}})
        assert type(outcome).__name__ == "Unknown"
    kinds = {
        status: type(outcome_of({"id": "1", "status": status})).__name__
        for status in schemas["refund_status"]["properties"]["status"]["enum"]
    }
    assert kinds == {
        "CANCELLED": "RefundRefused",
        "FAILED": "RefundRefused",
        "PENDING": "RefundPending",
        "COMPLETED": "Refunded",
    }


def test_the_words_for_declines_are_paypals() -> None:
    schemas = document_of("checkout_orders_v2")["components"]["schemas"]
    codes = schemas["processor_response"]["properties"]["response_code"]["enum"]
    assert set(PROCESSOR) <= set(codes)
    published = repr(schemas) + repr(document_of("payments_payment_v2")["components"]["schemas"])
    unknown = {issue for issue in ISSUES if issue not in published}
    assert unknown == {"TOKEN_NOT_FOUND", "VAULT_ID_NOT_FOUND"}  # words of the vault, which publishes no document here


async def test_a_delivery_goes_back_to_paypal_as_its_document_says_and_byte_by_byte() -> None:
    sent: list[bytes] = []

    async def answer(asked: httpx2.Request) -> httpx2.Response:
        sent.append(asked.content)
        return httpx2.Response(200, json={"access_token": "t", "expires_in": 3600, "verification_status": "SUCCESS"})

    api = PayPalApi(PayPalSettings("i", "s"), ManualClock(NOW), httpx2.MockTransport(answer))
    for one in delivered():
        question = {
            "auth_algo": one.headers["paypal-auth-algo"],
            "cert_url": one.headers["paypal-cert-url"],
            "transmission_id": one.headers["paypal-transmission-id"],
            "transmission_sig": one.headers["paypal-transmission-sig"],
            "transmission_time": one.headers["paypal-transmission-time"],
            "webhook_id": "WEBHOOKID",
        }
        assert await verify_signature(api, question, one.body)
        assert sent[-1].endswith(one.body + b"}")
        schema = {"$ref": "#/components/schemas/verify_webhook_signature"}
        # One of PayPal's own events is dated with a month that its own document does not allow.
        asked = json.loads(sent[-1].replace(b"2018-19-12T", b"2018-12-19T"))
        judge("notifications_webhooks_v1", schema, asked)
        judge("notifications_webhooks_v1", {"$ref": "#/components/schemas/event"}, asked["webhook_event"])
