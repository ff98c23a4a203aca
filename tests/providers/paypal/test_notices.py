"""Notices through the adapter: delivered by the simulated PayPal, verified here or by asking, and read from its list."""

from __future__ import annotations

from datetime import timedelta

import httpx2
import pytest
import structlog

from tests.providers.paypal.conftest import NOW, request, vaulted
from tests.providers.paypal.contract import JudgedTransport
from trunkline.domains.payments.model import About, Succeeded
from trunkline.domains.payments.ports import ReceivedNotice, RefundRequest
from trunkline.infra.paypal_settings import PayPalSettings
from trunkline.kernel.clock import ManualClock
from trunkline.kernel.errors import Forbidden, Invalid, Unavailable
from trunkline.kernel.money import Money
from trunkline.providers.paypal import PayPalPayments
from trunkline.providers.simulator import World
from trunkline.providers.simulator.paypal_api import Delivery, PayPalSimulator

DAY = timedelta(days=1)


async def _received(sim: PayPalSimulator, paypal: PayPalPayments, clock: ManualClock) -> list[ReceivedNotice]:
    found = []

    async def take(delivery: Delivery) -> int:
        found.append(await paypal.verify_notice(delivery.body, delivery.headers, clock.now()))
        return 200

    await sim.deliver_due(take, "webhook")
    return found


async def _story(sim: PayPalSimulator, paypal: PayPalPayments) -> tuple[str, str, str]:
    charge = await paypal.charge(request((await vaulted(sim, paypal)).token))
    assert isinstance(charge, Succeeded)
    back = await paypal.refund(RefundRequest("r", charge.reference, Money(100, request("x").amount.currency)))
    return charge.reference, getattr(back, "reference", ""), sim.open_dispute(charge.reference)


@pytest.mark.parametrize("verification", ["offline", "postback"])
async def test_what_happens_is_told_and_verified(
    sim: PayPalSimulator, clock: ManualClock, judged: JudgedTransport, verification: str
) -> None:
    settings = PayPalSettings("simulator", "simulated-secret", "SIMULATEDWEBHOOK1", sim.base, verification)
    paypal = PayPalPayments(settings, clock, judged, sim.trust)
    charge, back, dispute = await _story(sim, paypal)
    notices = await _received(sim, paypal, clock)
    assert [(one.kind, one.about, one.reference) for one in notices] == [
        ("VAULT.PAYMENT-TOKEN.CREATED", None, None),
        ("PAYMENT.CAPTURE.COMPLETED", About.charge, charge),
        ("PAYMENT.CAPTURE.REFUNDED", About.refund, back),
        ("CUSTOMER.DISPUTE.CREATED", About.dispute, dispute),
    ]
    asked = [one for one in judged.requests if one.url.path.endswith("verify-webhook-signature")]
    assert len(asked) == (4 if verification == "postback" else 0)
    assert await _received(sim, paypal, clock) == []


@pytest.mark.parametrize("verification", ["offline", "postback"])
async def test_a_changed_body_is_refused_either_way(
    sim: PayPalSimulator, clock: ManualClock, verification: str
) -> None:
    settings = PayPalSettings("simulator", "simulated-secret", "SIMULATEDWEBHOOK1", sim.base, verification)
    paypal = PayPalPayments(settings, clock, httpx2.ASGITransport(app=sim.app), sim.trust)
    await _story(sim, paypal)
    for delivery in sim.due("webhook"):
        for body in (delivery.body.replace(b"1.0", b"1.1", 1), delivery.body + b" ", b"[]", b"x", b"{}, 1"):
            with pytest.raises(Forbidden):
                await paypal.verify_notice(body, delivery.headers, clock.now())


async def test_the_simulators_authority_is_trusted_by_nobody_else(sim: PayPalSimulator, clock: ManualClock) -> None:
    await _story(sim, sim.payments())
    distrusting = PayPalPayments(sim.settings, clock, httpx2.ASGITransport(app=sim.app))
    with pytest.raises(Forbidden):
        await distrusting.verify_notice(sim.due()[0].body, sim.due()[0].headers, clock.now())


async def test_the_live_adapter_never_asks_the_simulator_for_a_certificate(
    sim: PayPalSimulator, clock: ManualClock
) -> None:
    await _story(sim, sim.payments())
    live = PayPalPayments(PayPalSettings("id", "secret", "SIMULATEDWEBHOOK1"), clock, trust=sim.trust)
    assert live.is_live
    assert not sim.payments().is_live
    delivery = sim.due("webhook")[0]
    with pytest.raises(Forbidden):
        await live.verify_notice(delivery.body, delivery.headers, clock.now())


async def test_asking_about_a_delivery_while_paypal_is_away_is_unavailable(
    sim: PayPalSimulator, clock: ManualClock, world: World
) -> None:
    await _story(sim, sim.payments())
    settings = PayPalSettings("simulator", "simulated-secret", "SIMULATEDWEBHOOK1", sim.base, "postback")
    paypal = PayPalPayments(settings, clock, httpx2.ASGITransport(app=sim.app))
    world.begin_outage(clock.now())
    with pytest.raises(Unavailable):
        await paypal.verify_notice(sim.due("webhook")[0].body, sim.due("webhook")[0].headers, clock.now())


async def test_what_was_never_delivered_is_in_the_list_oldest_first(
    sim: PayPalSimulator, paypal: PayPalPayments, clock: ManualClock
) -> None:
    method = await vaulted(sim, paypal)
    for number in range(4):
        clock.advance(DAY)
        await paypal.charge(request(method.token, f"pay_{number}"))
    clock.advance(timedelta(hours=1))
    found: list[ReceivedNotice] = []
    cursor = None
    for _ in range(10):
        page = await paypal.notices_since(NOW, cursor)
        found += page.notices
        cursor = page.next_cursor
        if cursor is None:
            break
    assert [one.kind for one in found] == ["VAULT.PAYMENT-TOKEN.CREATED"] + ["PAYMENT.CAPTURE.COMPLETED"] * 4
    assert [one.created_at for one in found] == sorted(one.created_at for one in found)
    delivered = await _received(sim, paypal, clock)
    assert {one.event_id for one in delivered} == {one.event_id for one in found}


async def test_a_day_with_more_events_than_a_page_is_read_to_its_end(
    sim: PayPalSimulator, paypal: PayPalPayments, clock: ManualClock
) -> None:
    from trunkline.providers.simulator.paypal_api.events import tell

    with sim.writing() as page:
        for number in range(650):
            tell(page, sim.faults, "BILLING.PLAN.CREATED", "plan", {"id": f"P-{number}"})
    clock.advance(timedelta(hours=1))
    found = await paypal.notices_since(NOW)
    assert len({one.event_id for one in found.notices}) == 650
    assert found.next_cursor is None


async def test_what_paypal_has_forgotten_is_not_asked_for(paypal: PayPalPayments, judged: JudgedTransport) -> None:
    await paypal.notices_since(NOW - 90 * DAY)
    asked = next(one for one in judged.requests if one.url.path.endswith("webhooks-events"))
    assert asked.url.params["start_time"] == "2026-04-04T09:30:00Z"


async def test_a_cursor_that_is_none_is_refused_and_an_outage_unavailable(
    paypal: PayPalPayments, world: World, clock: ManualClock
) -> None:
    with pytest.raises(Invalid):
        await paypal.notices_since(NOW, "yesterday")
    world.begin_outage(clock.now())
    with pytest.raises(Unavailable):
        await paypal.notices_since(NOW - DAY)


def _listing(*pages: object) -> PayPalPayments:
    """Lists these pages of events, one after the other, each with a link to the next; the last has none."""
    left = list(pages)

    async def answer(asked: httpx2.Request) -> httpx2.Response:
        if asked.url.path == "/v1/oauth2/token":
            return httpx2.Response(200, json={"access_token": "t", "expires_in": 3600})
        events = left.pop(0) if len(left) > 1 or pages[-1] != "again" else []
        href = f"https://api.paypal.com{asked.url.path}?next_page_token={len(left)}"
        return httpx2.Response(200, json={"events": events, "links": [{"rel": "next", "href": href}] if left else []})

    return PayPalPayments(PayPalSettings("id", "secret"), ManualClock(NOW), httpx2.MockTransport(answer))


GOOD = {"id": "WH-1", "event_type": "X", "create_time": "2026-05-04T09:00:00Z"}


async def test_an_event_that_is_none_keeps_no_other_from_being_read() -> None:
    deep: object = "x"
    for _ in range(300):
        deep = [deep]
    odd: list[object] = [
        None,
        1,
        "x",
        [],
        {},
        {"id": "WH-2"},
        GOOD | {"id": "WH-3", "resource_type": "capture", "resource": None},
        GOOD | {"id": "WH-4", "resource_type": "capture", "resource": {"id": ""}},
        GOOD | {"id": "WH-5", "resource": deep},
    ]
    with structlog.testing.capture_logs() as logs:
        page = await _listing(
            [*odd, GOOD], [], [GOOD | {"id": "WH-9", "create_time": "0001-01-01T00:00:00+05:00"}]
        ).notices_since(NOW - DAY)
    assert {one.event_id for one in page.notices} == {"WH-1", "WH-9"}
    assert [one["event"] for one in logs] == ["paypal_event_left_out"] * len(odd)


@pytest.mark.parametrize("events", [[], None])
async def test_a_quiet_day_has_no_events(events: object) -> None:
    page = await _listing(events).notices_since(NOW - 2 * DAY)
    assert (list(page.notices), page.next_cursor) == ([], (NOW - DAY).isoformat())


@pytest.mark.parametrize("pages", [("x",), ({"a": 1},), ([], "again")])
async def test_a_list_that_cannot_be_read_to_its_end_is_unavailable(pages: tuple[object, ...]) -> None:
    with pytest.raises(Unavailable):
        await _listing(*pages).notices_since(NOW - DAY)


@pytest.mark.parametrize("verification", ["offline", "postback"])
async def test_a_body_that_is_nested_without_end_is_invalid(
    sim: PayPalSimulator, clock: ManualClock, verification: str
) -> None:
    settings = PayPalSettings("simulator", "simulated-secret", "SIMULATEDWEBHOOK1", sim.base, verification)
    paypal = PayPalPayments(settings, clock, httpx2.ASGITransport(app=sim.app), sim.trust)
    await _story(sim, paypal)
    sent = sim.due("webhook")[0]
    with pytest.raises(Forbidden if verification == "offline" else Invalid):
        await paypal.verify_notice(b'{"a":' * 100_000, sent.headers, clock.now())
