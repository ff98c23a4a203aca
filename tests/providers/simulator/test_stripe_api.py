"""The simulator's Stripe dialect itself: keys, refusals, pages, webhooks that go wrong; its answers held against Stripe's description."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import httpx2
import pytest

from tests.providers.stripe.conftest import BROWSER_BACK, EUR, NOW, SECRETS, Counter, counter, description, request_of
from tests.providers.stripe.openapi import Description
from trunkline.domains.payments.model import ActionNeeded, Succeeded
from trunkline.providers.simulator import Network
from trunkline.providers.simulator.stripe_api import Endpoint, Faults, StripeApi, deliver_due, forms
from trunkline.providers.simulator.stripe_api.app import IN_PROCESS
from trunkline.providers.simulator.stripe_api.refusals import AnswerLost
from trunkline.providers.stripe.notices import verify_notice

__all__ = ["counter", "description"]  # fixtures
KEY = {"authorization": "Bearer sk_test_1"}


class Receiver:
    """Where webhooks go: takes note, and answers with the next status."""

    def __init__(self, *statuses: int) -> None:
        self.statuses = list(statuses)
        self.taken: list[tuple[bytes, httpx2.Headers]] = []

    def client(self) -> httpx2.AsyncClient:
        return httpx2.AsyncClient(transport=httpx2.MockTransport(self._answer))

    def _answer(self, request: httpx2.Request) -> httpx2.Response:
        status = self.statuses.pop(0) if self.statuses else 200
        if status == 0:
            raise httpx2.ConnectError("closed")
        if status == 200:
            self.taken.append((request.content, request.headers))
        return httpx2.Response(status)

    @property
    def events(self) -> list[str]:
        return [json.loads(body)["id"] for body, _ in self.taken]


ENDPOINT = Endpoint("https://trunkline.test/api/v1/webhooks/stripe", SECRETS)


def _client(api: StripeApi) -> httpx2.AsyncClient:
    transport = httpx2.ASGITransport(app=api)
    return httpx2.AsyncClient(transport=transport, base_url="https://api.test", headers=KEY)


async def _deliver(counter: Counter, receiver: Receiver, limit: int = 100) -> int:
    async with receiver.client() as client:
        return await deliver_due(counter.world, ENDPOINT, counter.clock.now(), client, limit)


async def test_each_event_is_delivered_once_with_signatures_of_both_secrets(counter: Counter) -> None:
    await counter.stripe.charge(await counter.request())
    receiver = Receiver()
    assert await _deliver(counter, receiver) == 5
    assert await _deliver(counter, receiver) == 0
    for secret in SECRETS:
        kinds = [verify_notice(body, dict(headers), [secret], NOW).kind for body, headers in receiver.taken]
        assert kinds[-2:] == ["charge.succeeded", "payment_intent.succeeded"]


async def test_work_is_bounded(counter: Counter) -> None:
    await counter.stripe.charge(await counter.request())
    receiver = Receiver()
    assert await _deliver(counter, receiver, limit=2) == 2
    assert await _deliver(counter, receiver, limit=9) == 3
    assert len(set(receiver.events)) == 5


async def test_a_delivery_that_is_not_taken_comes_again_later_until_it_is_given_up(counter: Counter) -> None:
    await counter.attach()  # two events
    receiver = Receiver(500, 0)
    assert await _deliver(counter, receiver) == 2
    assert await _deliver(counter, receiver) == 0
    counter.clock.advance(timedelta(seconds=60))
    assert await _deliver(counter, Receiver(500)) == 2
    counter.clock.advance(timedelta(seconds=300))
    receiver = Receiver(*[500] * 20)
    for _ in range(10):
        await _deliver(counter, receiver)
        counter.clock.advance(timedelta(hours=12))
    assert len(receiver.statuses) == 20 - 5  # the sixth of its repetitions was the last
    assert len((await counter.stripe.notices_since(NOW)).notices) == 2  # the list still tells of it


@pytest.mark.parametrize(
    ("faults", "delivered", "different"),
    [
        (Faults(), 102, 102),
        (Faults(duplicate=1.0), 204, 102),
        (Faults(lost=1.0), 0, 0),
        (Faults(late=1.0), 0, 0),
        (Faults(reordered=1.0), 0, 0),
    ],
)
async def test_what_goes_wrong_on_the_way(counter: Counter, faults: Faults, delivered: int, different: int) -> None:
    api, receiver = await _with_events(counter, faults), Receiver()
    async with receiver.client() as client:
        await deliver_due(api.world, ENDPOINT, NOW, client, 1000)
    assert (len(receiver.events), len(set(receiver.events))) == (delivered, different)


async def test_late_and_reordered_ones_arrive_in_the_end_in_another_order(counter: Counter) -> None:
    api, receiver = await _with_events(counter, Faults(seed=3, late=0.3, reordered=0.5, duplicate=0.2)), Receiver()
    async with receiver.client() as client:
        for hours in range(4):
            await deliver_due(api.world, ENDPOINT, NOW + timedelta(hours=hours), client, 1000)
    with api.books() as books:
        made = [event["id"] for event in books.every("event")]
    assert set(receiver.events) == set(made)
    assert receiver.events != made
    assert len(receiver.events) > len(made)


async def test_the_same_seed_makes_the_same_faults(counter: Counter) -> None:
    found = []
    for seed in (1, 1, 2):
        api = await _with_events(counter, Faults(seed=seed, lost=0.5))
        with api.books() as books:
            events = [event["id"] for event in books.every("event")][-102:]
        with api.world.read() as connection:
            due = {row[0] for row in connection.execute("SELECT event_id FROM stripe_delivery")}
        found.append([event in due for event in events])
    assert 20 < sum(found[0]) < 82
    assert found[0] != found[2]


async def _with_events(counter: Counter, faults: Faults) -> StripeApi:
    """102 events: a card, and 50 payments that were begun and given up."""
    api = StripeApi(counter.world, counter.clock, faults=faults)
    with api.books() as books:
        for number in range(102):
            books.announce("customer.created", {"id": f"cus_{number}", "object": "customer"})
    return api


async def test_a_request_without_a_test_key_is_refused(counter: Counter) -> None:
    async with _client(counter.api) as client:
        for header in ("", "Bearer sk_live_1", "Basic x"):
            answer = await client.get("/v1/customers", headers={"authorization": header})
            assert (answer.status_code, "sk_live_1" in answer.text) == (401, False)


async def test_refusals_look_like_stripes(counter: Counter) -> None:
    async with _client(counter.api) as client:
        missing = await client.get("/v1/payment_intents/pi_unknown")
        assert missing.status_code == 404
        assert missing.json()["error"] == {
            "code": "resource_missing",
            "doc_url": "https://stripe.com/docs/error-codes/resource-missing",
            "message": "No such payment_intent: 'pi_unknown'",
            "param": "intent",
            "type": "invalid_request_error",
        }
        for path, form in (
            ("/v1/payment_intents", {"amount": "x", "currency": "eur"}),
            ("/v1/payment_intents", {"amount": "5", "currency": "zzz"}),
            ("/v1/payment_intents", {"amount": "0", "currency": "eur"}),
            ("/v1/payment_intents", {"amount": "5", "currency": "eur", "confirm": "true"}),
            ("/v1/payment_intents", {"amount": "5", "currency": "eur", "customer": "cus_unknown"}),
            ("/v1/checkout/sessions", {"mode": "payment"}),
            ("/v1/checkout/sessions", {"mode": "setup"}),
            ("/v1/setup_intents", {"confirm": "true"}),
            ("/v1/refunds", {"charge": "ch_unknown"}),
        ):
            refused = await client.post(path, data=form)
            assert refused.status_code in {400, 404}, path
            assert refused.json()["error"]["type"] == "invalid_request_error"
    with counter.api.books() as books:
        assert books.every("payment_intent") == []  # what was refused has left nothing behind


async def test_a_key_is_kept_for_a_day_and_for_one_request(counter: Counter) -> None:
    async with _client(counter.api) as client:
        first = await client.post("/v1/customers", data={"name": "A"}, headers={"idempotency-key": "k"})
        again = await client.post("/v1/customers", data={"name": "A"}, headers={"idempotency-key": "k"})
        assert (again.json(), again.headers["idempotent-replayed"]) == (first.json(), "true")
        other = await client.post("/v1/customers", data={"name": "B"}, headers={"idempotency-key": "k"})
        assert (other.status_code, other.json()["error"]["type"]) == (400, "idempotency_error")
        counter.clock.advance(timedelta(days=1))
        later = await client.post("/v1/customers", data={"name": "B"}, headers={"idempotency-key": "k"})
        assert later.status_code == 200
        assert later.json()["id"] != first.json()["id"]


async def test_an_intent_is_made_first_and_confirmed_later(counter: Counter) -> None:
    method = await counter.attach()
    assert method.customer_token is not None
    form = {"amount": "700", "currency": "eur", "customer": method.customer_token}
    async with _client(counter.api) as client:
        intent = (await client.post("/v1/payment_intents", data=form)).json()
        assert intent["status"] == "requires_payment_method"
        path = f"/v1/payment_intents/{intent['id']}"
        done = (
            await client.post(f"{path}/confirm", data={"payment_method": method.token, "off_session": "true"})
        ).json()
        assert (done["status"], done["amount_received"]) == ("succeeded", 700)
        for verb in ("confirm", "cancel", "capture"):
            assert (await client.post(f"{path}/{verb}")).json()["error"]["code"] == "payment_intent_unexpected_state"
        stolen = {"amount": "700", "currency": "eur", "payment_method": method.token, "confirm": "true"}
        assert (await client.post("/v1/payment_intents", data=stolen)).status_code == 400  # another customer's method


async def test_the_payer_passes_or_fails_on_the_page_of_their_bank(counter: Counter) -> None:
    for verdict, status, key in (("pass", "succeeded", "a"), ("fail", "failed", "b")):
        waiting = await counter.stripe.charge(await counter.request_with_return("pm_card_threeDSecure2Required", key))
        assert isinstance(waiting, ActionNeeded)
        assert waiting.url is not None
        async with _client(counter.api) as browser:
            assert "1234 EUR" in (await browser.get(waiting.url)).text
            sent_back = await browser.post(waiting.url, data={"verdict": verdict})
            assert sent_back.status_code == 303
            expected = f"{BROWSER_BACK}&payment_intent={waiting.reference}&redirect_status={status}"
            assert sent_back.headers["location"] == expected
            assert "nothing to confirm" in (await browser.post(waiting.url, data={"verdict": "pass"})).text
    assert len(counter.world.charges()) == 1


async def test_the_lists_of_everything(counter: Counter, description: Description | None) -> None:
    """Each list and each object by its id, held against Stripe's description where that is at hand."""
    method = await counter.attach("pm_card_createDispute")
    paid = await counter.stripe.charge(request_of(method))
    assert isinstance(paid, Succeeded)
    counter.clock.advance(timedelta(days=3))
    await counter.stripe.charge(request_of(await counter.attach(), "big", 99_000))
    counter.clock.advance(timedelta(days=3))
    counter.drills.pay_out()
    async with httpx2.AsyncClient(transport=counter.watched, base_url="https://api.test", headers=KEY) as client:
        names = (
            "customers",
            "payment_methods",
            "setup_intents",
            "payment_intents",
            "charges",
            "disputes",
            "balance_transactions",
        )
        for name in (*names, "payouts", "events", "checkout/sessions", "refunds"):
            listed: dict[str, Any] = (await client.get(f"/v1/{name}", params={"limit": "3"})).json()
            assert listed["object"] == "list"
            for one in listed["data"]:
                assert (await client.get(f"/v1/{name}/{one['id']}")).json()["id"] == one["id"]
                assert not [field for field in one if field.startswith("_")]
        expanded = await client.get(f"/v1/payment_intents/{paid.reference}", params={"expand[]": "latest_charge"})
        assert expanded.json()["latest_charge"]["object"] == "charge"
        session = (
            await client.post("/v1/checkout/sessions", data={"mode": "setup", "success_url": "https://x.test"})
        ).json()
        assert (await client.post(f"/v1/checkout/sessions/{session['id']}/expire")).json()["status"] == "expired"
        assert (await client.post(f"/v1/checkout/sessions/{session['id']}/expire")).status_code == 400
        setup = (await client.post("/v1/setup_intents", data={"customer": method.customer_token or ""})).json()
        saved = await client.post(f"/v1/setup_intents/{setup['id']}/confirm", data={"payment_method": "pm_card_visa"})
        assert saved.json()["status"] == "succeeded"
        for verb in ("confirm", "cancel"):
            assert (await client.post(f"/v1/setup_intents/{setup['id']}/{verb}")).status_code == 400
    if description:
        with counter.api.books() as books:
            for event in books.every("event"):
                inner = event["data"]["object"]
                description.check_object(inner["object"].replace(".", "."), inner)


def test_forms_become_objects_and_lists() -> None:
    assert forms.decode("a=1&b[c]=2&b[d][e]=&expand[]=x&expand[]=y&i[0][n]=3&i[1][n]=4") == {
        "a": "1",
        "b": {"c": "2", "d": {"e": ""}},
        "expand": ["x", "y"],
        "i": [{"n": "3"}, {"n": "4"}],
    }


async def test_over_a_network_a_lost_answer_is_no_answer_at_all(counter: Counter) -> None:
    """In the same process the transport is told instead, and times out."""
    method = await counter.attach("pm_card_timesOutAfterCharge")
    api = StripeApi(counter.world, counter.clock, network=Network(timeout_seconds=0.01))
    form = f"amount=100&currency=eur&customer={method.customer_token}&payment_method={method.token}&confirm=true&off_session=true"
    for in_process in (False, True):
        sent: list[Any] = []
        headers = [(b"authorization", b"Bearer sk_test_1"), (b"idempotency-key", b"k%d" % in_process)]
        scope = {
            "type": "http",
            "method": "POST",
            "path": "/v1/payment_intents",
            "query_string": b"",
            "headers": headers,
        }

        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": form.encode(), "more_body": False}

        async def send(message: Any, sent: list[Any] = sent) -> None:
            sent.append(message)

        if in_process:
            with pytest.raises(AnswerLost):
                await api(scope | {IN_PROCESS: True}, receive, send)
        else:
            await api(scope, receive, send)
        assert sent == []
    assert counter.world.balance(EUR).minor == 200


def test_the_description_finds_what_does_not_fit(description: Description | None) -> None:
    """A check that cannot fail would be none."""
    if description is None:
        pytest.skip("Stripe's description is not at hand")
    with pytest.raises(AssertionError, match="no parameters"):
        description.check_request("POST", "/v1/refunds", "payment_intend=pi_1")
    with pytest.raises(AssertionError, match="request POST"):
        description.check_request("POST", "/v1/refunds", "payment_intent=pi_1&reason=because")
    with pytest.raises(AssertionError, match="lacks"):
        description.check_request("POST", "/v1/billing_portal/sessions", "return_url=x")
    with pytest.raises(AssertionError, match="refund"):
        description.check_object(
            "refund", {"id": "re_1", "object": "refund", "amount": "12", "created": 1, "currency": "eur"}
        )
    with pytest.raises(AssertionError, match="has no"):
        description.check_request("POST", "/v1/money", "")
