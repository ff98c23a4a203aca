"""The client: one token for many, one renewal, and no secret in anything that is said, logged or shown."""

from __future__ import annotations

import asyncio
import base64
import logging
from collections.abc import Callable
from datetime import timedelta

import httpx2
import pytest

from tests.providers.paypal.conftest import NOW, request
from trunkline.domains.payments.model import Outage, Unknown
from trunkline.infra.config import load_config
from trunkline.infra.paypal_settings import PAYPAL_LIVE, PAYPAL_SANDBOX, PayPalSettings
from trunkline.kernel.clock import ManualClock
from trunkline.kernel.errors import Misconfigured
from trunkline.providers.paypal import PayPalPayments
from trunkline.providers.paypal.client import NoAnswer, NotTaken, PayPalApi, Refused

SECRET, TOKEN = "EOxSecretOfTheApp", "A21AAFTokenOfTheSession"
SETTINGS = PayPalSettings("the-client", SECRET, "W")
PATH = "/v2/payments/captures/1"


class PayPal:
    """Gives tokens and answers as told; `accepted` are the tokens that it accepts."""

    def __init__(self, answer: Callable[[], httpx2.Response] | None = None) -> None:
        self.given = 0
        self.asked: list[httpx2.Request] = []
        self.accepted: set[str] | None = None
        self._answer = answer or (lambda: httpx2.Response(200, json={}))

    async def __call__(self, asked: httpx2.Request) -> httpx2.Response:
        if asked.url.path == "/v1/oauth2/token":
            wanted = base64.b64encode(f"the-client:{SECRET}".encode()).decode()
            assert asked.headers["authorization"] == f"Basic {wanted}"
            assert asked.content == b"grant_type=client_credentials"
            await asyncio.sleep(0.01)
            self.given += 1
            return httpx2.Response(200, json={"access_token": f"{TOKEN}{self.given}", "expires_in": 600})
        self.asked.append(asked)
        token = asked.headers["authorization"].removeprefix("Bearer ")
        if self.accepted is not None and token not in self.accepted:
            return httpx2.Response(401, json={"error": "invalid_token"})
        return self._answer()


def _api(paypal: PayPal, clock: ManualClock | None = None) -> PayPalApi:
    return PayPalApi(SETTINGS, clock or ManualClock(NOW), httpx2.MockTransport(paypal))


async def test_many_who_wait_share_one_token() -> None:
    paypal = PayPal()
    api = _api(paypal)
    await asyncio.gather(*(api.call("GET", PATH) for _ in range(20)))
    assert (paypal.given, len(paypal.asked)) == (1, 20)


async def test_a_token_is_replaced_before_it_expires() -> None:
    paypal, clock = PayPal(), ManualClock(NOW)
    api = _api(paypal, clock)
    await api.call("GET", PATH)
    clock.advance(timedelta(seconds=539))
    await api.call("GET", PATH)
    assert paypal.given == 1
    clock.advance(timedelta(seconds=1))
    await api.call("GET", PATH)
    assert paypal.given == 2


async def test_a_token_that_is_refused_is_renewed_once_for_all_who_hold_it() -> None:
    paypal = PayPal()
    api = _api(paypal)
    await api.call("GET", PATH)
    paypal.accepted = {f"{TOKEN}2"}
    await asyncio.gather(*(api.call("POST", PATH, body={"a": 1}, request_id="k") for _ in range(5)))
    assert paypal.given == 2
    repeated = paypal.asked[-5:]
    assert {(one.headers["paypal-request-id"], one.content) for one in repeated} == {("k", b'{"a": 1}')}


async def test_a_second_refusal_is_final() -> None:
    paypal = PayPal()
    paypal.accepted = set()
    with pytest.raises(NotTaken):
        await _api(paypal).call("GET", PATH)
    assert (paypal.given, len(paypal.asked)) == (2, 2)


@pytest.mark.parametrize(
    ("response", "error"),
    [
        (httpx2.Response(403, json={"name": "NOT_AUTHORIZED"}), NotTaken),
        (httpx2.Response(429, json={"name": "RATE_LIMIT_REACHED"}), NotTaken),
        (httpx2.Response(408), NoAnswer),
        (httpx2.Response(500, json={"name": "INTERNAL_SERVER_ERROR"}), NoAnswer),
        (httpx2.Response(502, content=b"<html>"), NoAnswer),
        (httpx2.Response(503), NoAnswer),
        (httpx2.Response(200, content=b"<html>"), NoAnswer),
        (httpx2.Response(201, content=b"[]"), NoAnswer),
        (httpx2.Response(302, headers={"location": "https://evil.example"}), NoAnswer),
        (httpx2.Response(302), NoAnswer),
        (httpx2.Response(201, stream=httpx2.ByteStream(b"not gzip"), headers={"content-encoding": "gzip"}), NoAnswer),
        (httpx2.Response(200, content=b'{"a":' * 9_000), NoAnswer),
        (httpx2.Response(422, json={"name": "X", "details": {"a": 1}, "links": {"rel": "redirect"}}), Refused),
        (httpx2.Response(422, json={"name": "X", "details": [None], "links": [None, 1]}), Refused),
        (httpx2.Response(422, json={"name": "X", "details": [{"issue": "ORDER_COMPLETION_IN_PROGRESS"}]}), NoAnswer),
        (httpx2.Response(400, json={"name": "INVALID_REQUEST"}), Refused),
        (httpx2.Response(422, json={"name": "X", "details": [{"issue": "PREVIOUS_REQUEST_IN_PROGRESS"}]}), NoAnswer),
        (httpx2.Response(422, json={"name": "X", "details": ["odd"]}), Refused),
    ],
)
async def test_every_answer_is_one_of_three(response: httpx2.Response, error: type[Exception]) -> None:
    with pytest.raises(error):
        await _api(PayPal(lambda: response)).call("POST", PATH, body={})


@pytest.mark.parametrize(
    "answer",
    [
        httpx2.Response(401, json={"error": "invalid_client", "error_description": f"{SECRET} is wrong"}),
        httpx2.Response(500),
        httpx2.Response(200, json={"access_token": "x"}),
        httpx2.Response(200, content=b"x"),
        httpx2.ConnectError("no route"),
        httpx2.ReadTimeout("slow"),
        httpx2.DecodingError("odd"),
    ],
)
async def test_without_a_token_nothing_was_sent(answer: httpx2.Response | Exception) -> None:
    async def answering(asked: httpx2.Request) -> httpx2.Response:
        assert asked.url.path == "/v1/oauth2/token"
        if isinstance(answer, Exception):
            raise answer
        return answer

    paypal = PayPalPayments(SETTINGS, ManualClock(NOW), httpx2.MockTransport(answering))
    outcome = await paypal.charge(request("paypal:1"))
    assert isinstance(outcome, Outage)
    assert SECRET not in repr(outcome)
    await paypal.close()


@pytest.mark.parametrize("status", [200, 401, 422, 429, 500])
async def test_secrets_are_in_no_repr_log_or_error(status: int, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    echo = {"name": "X", "message": f"{SECRET} {TOKEN}1", "details": [{"issue": "ODD", "description": f"{TOKEN}1"}]}
    paypal = PayPalPayments(
        SETTINGS, ManualClock(NOW), httpx2.MockTransport(PayPal(lambda: httpx2.Response(status, json=echo)))
    )
    outcome = await paypal.charge(request("paypal:1"))
    assert isinstance(outcome, Outage | Unknown)
    said = "".join([repr(paypal), repr(paypal.api.__dict__.get("_tokens")), repr(SETTINGS), repr(outcome), caplog.text])
    assert SECRET not in said
    assert TOKEN not in said
    token = await paypal.api._tokens.get()
    assert TOKEN not in repr(token)


def test_the_account_is_read_from_the_environment() -> None:
    environ = {"TRUNKLINE_PAYPAL_CLIENT_ID": "id", "TRUNKLINE_PAYPAL_CLIENT_SECRET": SECRET}
    paypal = load_config(environ).paypal
    assert paypal == PayPalSettings("id", SECRET, None, PAYPAL_LIVE, "offline")
    assert SECRET not in repr(load_config(environ))
    more = {
        "TRUNKLINE_PAYPAL_WEBHOOK_ID": "W",
        "TRUNKLINE_PAYPAL_API_BASE": f"{PAYPAL_SANDBOX}/",
        "TRUNKLINE_PAYPAL_VERIFICATION": "Postback",
    }
    assert load_config(environ | more).paypal == PayPalSettings("id", SECRET, "W", PAYPAL_SANDBOX, "postback")
    assert load_config({}).paypal is None


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        ({"TRUNKLINE_PAYPAL_CLIENT_SECRET": ""}, "CLIENT_SECRET"),
        ({"TRUNKLINE_PAYPAL_CLIENT_ID": ""}, "CLIENT_ID"),
        ({"TRUNKLINE_PAYPAL_VERIFICATION": "never"}, "VERIFICATION"),
        ({"TRUNKLINE_PAYPAL_API_BASE": "http://api-m.paypal.com"}, "API_BASE"),
        ({"TRUNKLINE_PAYPAL_API_BASE": "https://api-m.paypal.com/v1"}, "API_BASE"),
        ({"TRUNKLINE_PAYPAL_API_BASE": "https://user:pass@host"}, "API_BASE"),
        ({"TRUNKLINE_PAYPAL_API_BASE": "https://[::1"}, "API_BASE"),
        ({"TRUNKLINE_PAYPAL_SECRET": "x"}, "TRUNKLINE_PAYPAL_SECRET"),
    ],
)
def test_a_wrong_setting_is_refused_by_name_and_without_its_secret(wrong: dict[str, str], named: str) -> None:
    environ = {"TRUNKLINE_PAYPAL_CLIENT_ID": "id", "TRUNKLINE_PAYPAL_CLIENT_SECRET": SECRET}
    with pytest.raises(Misconfigured, match=named) as refused:
        load_config(environ | wrong)
    assert SECRET not in str(refused.value)
    assert "pass" not in str(refused.value)


@pytest.mark.parametrize(
    ("base", "live"),
    [
        (PAYPAL_LIVE, True),
        ("https://proxy.example", True),
        (PAYPAL_SANDBOX, False),
        ("http://127.0.0.1:8421", False),
        ("https://paypal.simulator", False),
    ],
)
def test_only_a_sandbox_or_simulator_is_not_live(base: str, live: bool) -> None:
    assert PayPalPayments(PayPalSettings("id", "secret", None, base), ManualClock(NOW)).is_live is live
