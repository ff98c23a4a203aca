"""What each failure of Stripe's says of the money. `Outage` is a promise: it must never be given lightly."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import httpx2
import pytest

from tests.providers.stripe.conftest import SECRET_KEY, SECRETS
from trunkline.domains.payments.model import Declined, DeclineKind, Outage, Refunded, RefundRefused, Succeeded, Unknown
from trunkline.domains.payments.ports import ChargeRequest, PresentedCard, RefundRequest
from trunkline.infra.stripe_settings import StripeSettings
from trunkline.kernel.clock import ManualClock
from trunkline.kernel.errors import Conflict, Invalid, Unavailable
from trunkline.kernel.money import Currency, Money
from trunkline.providers.stripe import StripePayments

EUR = Currency.of("EUR")
REQUEST = ChargeRequest("pay_1-1", "pm_1", Money(1234, EUR), "Invoice 7", customer_token="cus_1")
NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
CLOCK = ManualClock(NOW)
REFUND = RefundRequest("refund_1", "pi_1", Money(1234, EUR))
INTENT: dict[str, Any] = {"id": "pi_1", "object": "payment_intent", "status": "requires_payment_method", "metadata": {}}


def _stripe(answer: Callable[[httpx2.Request], httpx2.Response], timeout_seconds: float = 5.0) -> StripePayments:
    settings = StripeSettings(SECRET_KEY, SECRETS, "pk_test_1")
    return StripePayments(settings, CLOCK, transport=httpx2.MockTransport(answer), timeout_seconds=timeout_seconds)


def _answering(status: int, error: dict[str, Any] | None = None, text: str | None = None) -> StripePayments:
    content = text if text is not None else json.dumps({"error": error or {}})
    return _stripe(lambda request: httpx2.Response(status, content=content, headers={"request-id": "req_1"}))


def _raising(problem: type[Exception]) -> StripePayments:
    def answer(request: httpx2.Request) -> httpx2.Response:
        raise problem(f"with {SECRET_KEY} in it")

    return _stripe(answer)


@pytest.mark.parametrize(
    ("problem", "outcome"),
    [
        (httpx2.ConnectError, Outage),
        (httpx2.ConnectTimeout, Outage),
        (httpx2.PoolTimeout, Outage),
        (httpx2.ReadTimeout, Unknown),
        (httpx2.WriteTimeout, Unknown),
        (httpx2.ReadError, Unknown),
        (httpx2.WriteError, Unknown),
        (httpx2.RemoteProtocolError, Unknown),
        (httpx2.ProxyError, Unknown),
    ],
)
async def test_an_answer_that_did_not_come(problem: type[Exception], outcome: type) -> None:
    stripe = _raising(problem)
    for found in (await stripe.charge(REQUEST), await stripe.refund(REFUND), await stripe.charge_now("pi_1")):
        assert isinstance(found, outcome)
        assert SECRET_KEY not in repr(found)
    with pytest.raises(Unavailable):
        await stripe.attach_method(PresentedCard("pm_card_visa"))


@pytest.mark.parametrize(
    ("status", "error", "outcome"),
    [
        (400, {"type": "invalid_request_error", "message": "Unknown parameter"}, Outage),
        (400, {"type": "idempotency_error", "message": "Keys …"}, Unknown),
        (401, {"type": "invalid_request_error", "message": f"Invalid API Key provided: {SECRET_KEY}"}, Outage),
        (403, {"type": "invalid_request_error"}, Outage),
        (404, {"type": "invalid_request_error", "code": "url_invalid"}, Outage),
        (409, {"type": "idempotency_error", "code": "idempotency_key_in_use"}, Unknown),
        (429, {"type": "invalid_request_error", "code": "rate_limit"}, Outage),
        (429, {"type": "invalid_request_error", "code": "lock_timeout"}, Unknown),
        (500, {"type": "api_error"}, Unknown),
        (502, {"type": "api_error"}, Unknown),
        (503, {"type": "api_error"}, Unknown),
        (504, {"type": "api_error"}, Unknown),
        (302, {}, Unknown),
    ],
)
async def test_an_error_that_is_no_verdict(status: int, error: dict[str, Any], outcome: type) -> None:
    stripe = _answering(status, error)
    for found in (await stripe.charge(REQUEST), await stripe.refund(REFUND)):
        assert isinstance(found, outcome), found
        assert SECRET_KEY not in repr(found)
    with pytest.raises((Unavailable, Invalid, Conflict)) as raised:
        await stripe.detach_method("pm_1") if status not in {400, 404} else await stripe.attach_method(
            PresentedCard("pm_1")
        )
    assert SECRET_KEY not in str(raised.value)


@pytest.mark.parametrize("text", ["", "<html>Bad gateway</html>", "{}", '{"error": "x"}', "[]"])
@pytest.mark.parametrize("status", [200, 400, 502])
async def test_an_answer_that_is_not_stripes_is_unknown(status: int, text: str) -> None:
    assert isinstance(await _answering(status, text=text).charge(REQUEST), Unknown)
    assert isinstance(await _answering(status, text=text).refund(REFUND), Unknown)
    assert isinstance(await _answering(status, text=text).look_up(REQUEST), Unknown)


@pytest.mark.parametrize(
    ("error", "code", "kind"),
    [
        ({"code": "card_declined", "decline_code": "insufficient_funds"}, "insufficient_funds", DeclineKind.soft),
        ({"code": "card_declined", "decline_code": "do_not_honor"}, "do_not_honor", DeclineKind.soft),
        (
            {"code": "card_declined", "decline_code": "do_not_honor", "advice_code": "do_not_try_again"},
            "do_not_honor",
            DeclineKind.hard,
        ),
        (
            {"code": "card_declined", "decline_code": "do_not_honor", "advice_code": "try_again_later"},
            "do_not_honor",
            DeclineKind.soft,
        ),
        (
            {"code": "card_declined", "decline_code": "stolen_card", "advice_code": "try_again_later"},
            "stolen_card",
            DeclineKind.hard,
        ),
        ({"code": "card_declined"}, "generic_decline", DeclineKind.soft),
        ({}, "generic_decline", DeclineKind.soft),
        ({"code": "expired_card"}, "expired_card", DeclineKind.hard),
        ({"code": "invalid_cvc"}, "incorrect_cvc", DeclineKind.hard),
        ({"code": "authentication_required"}, "authentication_required", DeclineKind.soft),
        ({"code": "card_declined", "decline_code": "testmode_decline"}, "testmode_decline", DeclineKind.hard),
        ({"code": "card_declined", "decline_code": "of_the_year_2031"}, "of_the_year_2031", DeclineKind.soft),
    ],
)
async def test_a_decline_in_our_words(error: dict[str, Any], code: str, kind: DeclineKind) -> None:
    outcome = await _answering(402, {"type": "card_error", "message": "No."} | error).charge(REQUEST)
    assert outcome == Declined(code, kind, "No.")
    with_intent = await _answering(
        402, {"type": "card_error", "message": "No.", "payment_intent": INTENT} | error
    ).charge(REQUEST)
    assert with_intent == Declined(code, kind, "No.", "pi_1")


async def test_the_intent_in_an_error_has_the_last_word() -> None:
    error = {"type": "card_error", "code": "card_declined", "payment_intent": INTENT | {"status": "succeeded"}}
    assert await _answering(402, error).charge(REQUEST) == Succeeded("pi_1")


@pytest.mark.parametrize(
    ("error", "code"),
    [
        ({"code": "amount_too_small", "param": "amount"}, "invalid_amount"),
        ({"code": "amount_too_large", "param": "amount"}, "invalid_amount"),
        ({"code": "resource_missing", "param": "payment_method"}, "invalid_account"),
        ({"code": "resource_missing", "param": "customer"}, "invalid_account"),
        ({"code": "payment_method_unexpected_state"}, "invalid_account"),
        ({"code": "payment_method_not_available"}, "card_not_supported"),
        ({"param": "currency"}, "currency_not_supported"),
    ],
)
async def test_a_request_that_is_refused_for_the_method_or_the_amount_is_a_hard_decline(
    error: dict[str, Any], code: str
) -> None:
    outcome = await _answering(400, {"type": "invalid_request_error", "message": "No."} | error).charge(REQUEST)
    assert outcome == Declined(code, DeclineKind.hard, "No.")


@pytest.mark.parametrize(
    "told", [{"amount_received": "x"}, {"amount_received": 1}, {"amount_received": 1, "currency": "abc"}]
)
async def test_a_success_over_an_amount_that_is_no_money_is_unknown(told: dict[str, Any]) -> None:
    stripe = _stripe(lambda request: httpx2.Response(200, json=INTENT | {"status": "succeeded"} | told))
    assert isinstance(await stripe.charge(REQUEST), Unknown)


async def test_an_intent_that_does_not_say_when_it_was_made_is_undecided() -> None:
    stripe = _stripe(lambda request: httpx2.Response(200, json=INTENT))
    assert isinstance(await stripe.charge_now("pi_1"), Unknown)


@pytest.mark.parametrize("status", ["processing", "something_new"])
async def test_an_intent_that_is_under_way_is_unknown(status: str) -> None:
    stripe = _stripe(lambda request: httpx2.Response(200, json=INTENT | {"status": status}))
    assert isinstance(await stripe.charge(REQUEST), Unknown)


async def test_a_refund_is_refused_when_the_balance_is_too_low() -> None:
    error = {"type": "invalid_request_error", "code": "balance_insufficient", "message": "Too little."}
    assert await _answering(400, error).refund(REFUND) == RefundRefused("balance_insufficient", "Too little.")
    stripe = _stripe(
        lambda request: httpx2.Response(200, json={"id": "re_1", "object": "refund", "status": "succeeded"})
    )
    assert await stripe.refund(REFUND) == Refunded("re_1")


async def test_a_slow_answer_is_not_waited_for() -> None:
    import asyncio

    class Slow(httpx2.AsyncBaseTransport):
        async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
            await asyncio.sleep(60)
            raise AssertionError("nobody waits this long")

    stripe = StripePayments(StripeSettings(SECRET_KEY), CLOCK, transport=Slow(), timeout_seconds=0.05)
    assert isinstance(await stripe.charge(REQUEST), Unknown)


async def test_nothing_is_repeated_by_the_sdk() -> None:
    asked: list[httpx2.Request] = []

    def answer(request: httpx2.Request) -> httpx2.Response:
        asked.append(request)
        return httpx2.Response(500, json={"error": {"type": "api_error"}}, headers={"stripe-should-retry": "true"})

    await _stripe(answer).charge(REQUEST)
    assert len(asked) == 1


async def test_secrets_are_in_no_repr_log_or_error(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    settings = StripeSettings(SECRET_KEY, SECRETS, "pk_test_1")
    stripe = _answering(401, {"type": "invalid_request_error", "message": f"Invalid API Key provided: {SECRET_KEY}"})
    outcome = await stripe.charge(REQUEST)
    with pytest.raises(Unavailable) as raised:
        await stripe.attach_method(PresentedCard("pm_a_token_of_somebody"))
    told = f"{settings!r} {settings} {stripe!r} {vars(stripe)!r} {outcome!r} {raised.value!r} {raised.value.__cause__!r} {caplog.text}"
    for secret in (SECRET_KEY, *SECRETS, "pm_a_token_of_somebody"):
        assert secret not in told.replace(repr(SECRETS), "")


def test_only_a_live_key_over_a_network_takes_real_money() -> None:
    assert StripePayments(StripeSettings("sk_live_1"), CLOCK).is_live
    assert StripePayments(StripeSettings("rk_live_1", api_base="https://proxy.test"), CLOCK).is_live
    assert not StripePayments(StripeSettings("sk_test_1"), CLOCK).is_live
    assert not StripePayments(StripeSettings("rk_test_1"), CLOCK).is_live
    assert not _answering(200).is_live


async def test_connections_are_given_back() -> None:
    stripe = _answering(200)
    await stripe.close()
    with pytest.raises(RuntimeError):
        await stripe.charge(REQUEST)
