"""Events: believed or not, what they are about, and the list of those that never arrived."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import httpx2
import pytest
from structlog.testing import capture_logs

from tests.providers.stripe.conftest import NOW, SECRETS, Counter, request_of
from tests.shared_data import FOLDER, shared_file
from trunkline.domains.payments.model import About, Succeeded
from trunkline.domains.payments.ports import ReceivedNotice
from trunkline.infra.stripe_settings import StripeSettings
from trunkline.kernel.errors import Forbidden, Invalid, Unavailable
from trunkline.providers.stripe import StripePayments
from trunkline.providers.stripe.notices import notice_of
from trunkline.providers.stripe.paging import oldest_first
from trunkline.providers.stripe.signatures import sign

HOUR = timedelta(hours=1)
# What the recorded events are about: all others are about nothing that we keep.
RECORDED = {
    "charge.captured": (About.charge, "pi_000000000000000000000000"),
    "charge.dispute.created": (About.dispute, "dp_000000000000000000000000"),
    "payment_intent.succeeded": (About.charge, "pi_000000000000000000000000"),
    "payment_intent.payment_failed": (About.charge, "pi_000000000000000000000000"),
    "payment_intent.requires_action": (About.charge, "pi_000000000000000000000000"),
}
OURS = ("charge.", "payment_intent.", "payout.", "setup_intent.", "refund.", "customer.subscription.")


async def _verify(counter: Counter, body: bytes, secret: str = SECRETS[0]) -> ReceivedNotice:
    return await counter.stripe.verify_notice(body, {"stripe-signature": sign(body, secret, NOW)}, NOW)


def test_every_recorded_event_is_a_notice_about_something_or_about_nothing() -> None:
    shared_file("stripe/webhook_events/charge.captured.json")
    files = sorted((FOLDER / "stripe" / "webhook_events").glob("*.json"))
    assert len(files) >= 38
    for file in files:
        event = json.loads(file.read_text())
        notice = notice_of(event)
        assert (notice.event_id, notice.kind, notice.provider) == (event["id"], event["type"], "stripe")
        assert (notice.about is None) == (notice.reference is None)
        of_subscription = event["type"].startswith("invoice.") and bool(event["data"]["object"].get("subscription"))
        assert (notice.about is not None) == (event["type"].startswith(OURS) or of_subscription), file.name
        assert "_secret_" not in json.dumps(notice.body)
        if event["type"] in RECORDED:
            about, reference = RECORDED[event["type"]]
            assert notice.about is about
            assert notice.reference is not None
            assert notice.reference.partition("_")[0] in {reference.partition("_")[0], "ch"}, file.name


async def test_a_delivery_is_a_notice_when_one_of_the_secrets_signed_it(counter: Counter) -> None:
    event = {"id": "evt_1", "object": "event", "type": "payment_intent.succeeded", "created": int(NOW.timestamp())}
    inner = {
        "id": "pi_1",
        "object": "payment_intent",
        "client_secret": "pi_1_secret_x",
        "next_action": {"url": "https://x"},
    }
    body = json.dumps(
        event | {"data": {"object": inner | {"charges": [{"receipt_url": "https://x", "id": "ch_1"}]}}}
    ).encode()
    for secret in SECRETS:
        notice = await _verify(counter, body, secret)
        assert (notice.event_id, notice.about, notice.reference, notice.created_at) == (
            "evt_1",
            About.charge,
            "pi_1",
            NOW,
        )
        assert notice.body["data"] == {
            "object": {"id": "pi_1", "object": "payment_intent", "charges": [{"id": "ch_1"}]}
        }
    with pytest.raises(Forbidden):
        await _verify(counter, body, "whsec_of_somebody_else")
    with pytest.raises(Forbidden):
        await counter.stripe.verify_notice(body, {}, NOW)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b"\xff",
        b"{}",
        b'{"object": "event"}',
        b'{"object": "list", "data": {"object": {"object": "charge"}}}',
        b'{"object": "event", "id": "e", "type": "t", "created": "x", "data": {"object": {"object": "charge", "id": "c"}}}',
        b'{"object": "event", "id": "e", "type": "t", "created": 1e999, "data": {"object": {"object": "charge", "id": "c"}}}',
        b'{"object": "event", "id": "e", "type": "t", "created": 1, "data": {"object": {"object": "charge"}}}',
        b'{"object": "event", "id": "e", "type": "t", "created": 1, "data": []}',
    ],
)
async def test_what_is_signed_and_no_event_is_invalid(counter: Counter, body: bytes) -> None:
    with pytest.raises(Invalid):
        await _verify(counter, body)


def test_a_checkout_that_saves_no_method_is_about_nothing() -> None:
    inner = {"id": "cs_1", "object": "checkout.session", "mode": "payment"}
    event = {
        "id": "evt_1",
        "object": "event",
        "type": "checkout.session.completed",
        "created": 1,
        "data": {"object": inner},
    }
    assert notice_of(event).about is None
    assert notice_of(event | {"data": {"object": inner | {"mode": "setup"}}}).reference == "cs_1"


async def test_what_was_never_delivered_is_found_in_the_list(counter: Counter) -> None:
    paid = await counter.stripe.charge(await counter.request())
    assert isinstance(paid, Succeeded)
    page = await counter.stripe.notices_since(NOW - HOUR)
    assert [one.kind for one in page.notices] == [
        "customer.created",
        "payment_method.attached",
        "payment_intent.created",
        "charge.succeeded",
        "payment_intent.succeeded",
    ]
    assert [one.reference for one in page.notices] == [None, None, paid.reference, paid.reference, paid.reference]
    assert page.next_cursor is None
    assert (await counter.stripe.notices_since(NOW + HOUR)).notices == []


async def test_the_list_is_read_oldest_first_over_its_pages(counter: Counter) -> None:
    method = await counter.attach()
    for number in range(70):
        await counter.stripe.charge(request_of(method, f"k{number}"))
    cursor, found = None, []
    while True:
        page = await counter.stripe.notices_since(NOW - HOUR, cursor)
        found += [one.event_id for one in page.notices]
        if (cursor := page.next_cursor) is None:
            break
    with counter.api.books() as books:
        assert found == [event["id"] for event in books.every("event")]
    assert len(found) == 2 + 3 * 70


@pytest.mark.parametrize(
    "broken",
    [
        {"data": {"object": None}},
        {"data": None},
        {"created": "yesterday"},
        {"object": "no event"},
        {"data": {"object": {"object": "charge"}}},
    ],
)
async def test_an_event_that_cannot_be_read_is_left_out_and_keeps_nobody(
    counter: Counter, broken: dict[str, Any]
) -> None:
    await counter.stripe.charge(await counter.request())
    before = await counter.stripe.notices_since(NOW - HOUR)
    answer = _relayed(counter, lambda event: event | broken if event["type"] == "charge.succeeded" else event)
    with capture_logs() as logs:
        page = await answer.notices_since(NOW - HOUR)
    assert [one.kind for one in page.notices] == [one.kind for one in before.notices if one.kind != "charge.succeeded"]
    ((told, event_id),) = [(one["event"], one["event_id"]) for one in logs]
    assert told == "stripe_event_skipped"
    assert event_id in {one.event_id for one in before.notices}


async def test_pages_of_nothing_readable_are_empty_and_lead_on(counter: Counter) -> None:
    method = await counter.attach()
    for number in range(70):
        await counter.stripe.charge(request_of(method, f"k{number}"))
    for broken in ({"data": None}, {"id": None}):
        answer = _relayed(counter, partial(_changed_but_for_charges, broken))
        cursor, found, pages = None, 0, 0
        while True:
            page = await answer.notices_since(NOW - HOUR, cursor)
            found, pages = found + len(page.notices), pages + 1
            if (cursor := page.next_cursor) is None:
                break
        assert pages == 3
        assert found >= 70
    nothing = await _relayed(counter, lambda event: event | {"data": None}).notices_since(NOW - HOUR)
    assert nothing.notices == []
    assert nothing.next_cursor is not None


async def test_a_list_whose_end_grows_too_old_while_it_is_read_is_read_from_there(counter: Counter) -> None:
    pages = iter([{"data": [{"id": "evt_2"}, {"id": "evt_1"}], "has_more": True}, {"data": [], "has_more": False}])

    async def page(parameters: dict[str, Any]) -> dict[str, Any]:
        return next(pages)

    events, cursor = await oldest_first(page, None)
    assert ([one["id"] for one in events], cursor) == (["evt_1", "evt_2"], None)


def _changed_but_for_charges(change: dict[str, Any], event: dict[str, Any]) -> dict[str, Any]:
    return event if event["type"] == "charge.succeeded" else event | change


def _relayed(counter: Counter, change: Callable[[dict[str, Any]], dict[str, Any]]) -> StripePayments:
    """The same Stripe, each of whose events comes changed."""

    class Relay(httpx2.AsyncBaseTransport):
        async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
            answer = await counter.watched.handle_async_request(request)
            told = json.loads(await answer.aread())
            return httpx2.Response(answer.status_code, json=told | {"data": [change(one) for one in told["data"]]})

    return StripePayments(StripeSettings("sk_test_1"), counter.clock, transport=Relay())


async def test_the_key_of_a_charge_is_told_and_of_somebody_elses_is_not(counter: Counter) -> None:
    paid = await counter.stripe.charge(await counter.request())
    assert isinstance(paid, Succeeded)
    with counter.api.books() as books:
        (charge,) = books.every("charge")
    assert await counter.stripe.key_of(About.charge, paid.reference) == "pay_1-1"
    assert await counter.stripe.key_of(About.charge, charge["id"]) == "pay_1-1"
    assert await counter.stripe.key_of(About.charge, "pi_unknown") is None
    assert await counter.stripe.key_of(About.payout, "po_1") is None
    with counter.api.books() as books:
        books.save(books.get("payment_intent", paid.reference) | {"metadata": {}})
        books.save(charge | {"payment_intent": None})
    assert await counter.stripe.key_of(About.charge, paid.reference) is None
    assert await counter.stripe.key_of(About.charge, charge["id"]) is None
    assert await counter.stripe.charge_now(charge["id"]) is None


async def test_in_an_outage_the_list_cannot_be_read(counter: Counter) -> None:
    counter.world.begin_outage(NOW)
    with pytest.raises(Unavailable):
        await counter.stripe.notices_since(NOW)
