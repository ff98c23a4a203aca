"""Charges through the real adapter, end to end over the simulated PayPal."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

import httpx2
import pytest

from tests.providers.paypal.conftest import EUR, request, vaulted
from tests.providers.paypal.contract import JudgedTransport
from trunkline.domains.payments.model import ActionNeeded, Declined, DeclineKind, Outage, Succeeded, Unknown
from trunkline.kernel.clock import ManualClock
from trunkline.kernel.money import Currency, Money
from trunkline.providers.paypal import PayPalPayments
from trunkline.providers.simulator import World
from trunkline.providers.simulator.paypal_api import PayPalSimulator

HOUR = timedelta(hours=1)


@pytest.mark.parametrize("account", ["visa@wallet.example", "visa@card.example"])
async def test_a_vaulted_method_pays_while_nobody_is_there(
    sim: PayPalSimulator, paypal: PayPalPayments, world: World, judged: JudgedTransport, account: str
) -> None:
    method = await vaulted(sim, paypal, account)
    outcome = await paypal.charge(request(method.token))
    assert isinstance(outcome, Succeeded)
    assert world.balance(EUR) == Money(1234, EUR)
    assert await paypal.charge_now(outcome.reference) == outcome
    assert {"POST /v2/checkout/orders", "GET /v2/payments/captures/{capture_id}"} <= set(judged.seen)


async def test_the_same_key_gives_the_same_answer_and_no_second_charge(
    sim: PayPalSimulator, paypal: PayPalPayments, world: World
) -> None:
    wanted = request((await vaulted(sim, paypal)).token)
    answers = await asyncio.gather(*(paypal.charge(wanted) for _ in range(6)))
    assert len(set(answers)) == 1
    assert len(world.charges()) == 1


@pytest.mark.parametrize(
    ("account", "code", "kind"),
    [
        ("chargeDeclined@wallet.example", "generic_decline", DeclineKind.soft),
        ("chargeDeclinedInsufficientFunds@wallet.example", "generic_decline", DeclineKind.soft),
        ("agreement_gone@wallet.example", "revocation_of_authorization", DeclineKind.hard),
        ("chargeDeclined@card.example", "generic_decline", DeclineKind.soft),
        ("chargeDeclinedInsufficientFunds@card.example", "insufficient_funds", DeclineKind.soft),
        ("chargeDeclinedProcessingError@card.example", "processing_error", DeclineKind.soft),
        ("chargeDeclinedLostCard@card.example", "lost_card", DeclineKind.hard),
        ("chargeDeclinedStolenCard@card.example", "stolen_card", DeclineKind.hard),
        ("chargeDeclinedExpiredCard@card.example", "expired_card", DeclineKind.hard),
        ("chargeDeclinedIncorrectCvc@card.example", "incorrect_cvc", DeclineKind.hard),
    ],
)
async def test_a_decline_is_told_in_our_words_and_takes_nothing(
    sim: PayPalSimulator, paypal: PayPalPayments, world: World, account: str, code: str, kind: DeclineKind
) -> None:
    method = await vaulted(sim, paypal, account)
    outcome = await paypal.charge(request(method.token))
    assert isinstance(outcome, Declined)
    assert (outcome.code, outcome.kind) == (code, kind)
    assert world.balance(EUR) == Money(0, EUR)


async def test_a_detached_method_pays_no_more(sim: PayPalSimulator, paypal: PayPalPayments) -> None:
    method = await vaulted(sim, paypal)
    await paypal.detach_method(method.token)
    await paypal.detach_method(method.token)
    await paypal.detach_method("paypal:never-was")
    outcome = await paypal.charge(request(method.token))
    assert isinstance(outcome, Declined)
    assert (outcome.code, outcome.kind) == ("invalid_account", DeclineKind.hard)


@pytest.mark.parametrize("token", ["simpm_1", "paypal:", "bank:1", ""])
async def test_a_token_that_is_none_of_ours_is_never_sent(
    paypal: PayPalPayments, judged: JudgedTransport, token: str
) -> None:
    outcome = await paypal.charge(request(token))
    assert isinstance(outcome, Declined)
    assert outcome.kind is DeclineKind.hard
    assert judged.requests == []


async def test_a_payment_that_paypal_reviews_is_unknown_until_it_is_decided(
    sim: PayPalSimulator, paypal: PayPalPayments, world: World
) -> None:
    method = await vaulted(sim, paypal, "pending@wallet.example")
    outcome = await paypal.charge(request(method.token))
    assert isinstance(outcome, Unknown)
    assert "PayPal reviews it" in outcome.message
    (capture,) = (one for one in _captures(sim))
    assert await paypal.look_up(request(method.token)) == outcome
    sim.settle_capture(capture, "COMPLETED")
    assert await paypal.look_up(request(method.token)) == Succeeded(capture, amount=Money(1234, EUR))
    assert world.balance(EUR) == Money(1234, EUR)


async def test_a_review_may_end_in_a_decline(sim: PayPalSimulator, paypal: PayPalPayments) -> None:
    method = await vaulted(sim, paypal, "pending@wallet.example")
    await paypal.charge(request(method.token))
    sim.settle_capture(_captures(sim)[0], "DECLINED")
    assert isinstance(await paypal.look_up(request(method.token)), Declined)


async def test_a_payer_may_have_to_approve_and_is_charged_when_they_have(
    sim: PayPalSimulator, paypal: PayPalPayments, world: World
) -> None:
    method = await vaulted(sim, paypal, "needs_approval@wallet.example")
    wanted = request(method.token, return_url="https://t.example/back")
    outcome = await paypal.charge(wanted)
    assert isinstance(outcome, ActionNeeded)
    assert outcome.url is not None
    assert outcome.url not in repr(outcome)
    assert world.charges() == []
    assert await paypal.charge_now(outcome.reference) == outcome
    sim.approve_order(outcome.reference)
    assert isinstance(await paypal.charge_now(outcome.reference), ActionNeeded)
    assert world.charges() == [], "a notice only reads"
    done = await paypal.look_up(wanted)
    assert isinstance(done, Succeeded)
    assert await paypal.charge_now(outcome.reference) == await paypal.charge(wanted) == done
    assert world.balance(EUR) == Money(1234, EUR)


async def test_time_out_after_the_charge_is_unknown_until_asked(
    sim: PayPalSimulator, paypal: PayPalPayments, world: World
) -> None:
    wanted = request((await vaulted(sim, paypal, "timesOutAfterCharge@wallet.example")).token)
    assert isinstance(await paypal.charge(wanted), Unknown)
    assert world.balance(EUR) == Money(1234, EUR)
    found = await paypal.look_up(wanted)
    assert isinstance(found, Succeeded)
    assert await paypal.charge(wanted) == found
    assert len(world.charges()) == 1


async def test_a_time_out_is_resolved_by_the_same_key_while_the_books_are_late(
    world: World, clock: ManualClock
) -> None:
    """What `charging` promises: the key is kept for 6 hours, the books are 3 hours late, and so one of them always knows."""
    sim = PayPalSimulator(world, clock, books_late_by=3 * HOUR)
    paypal = sim.payments()
    wanted = request((await vaulted(sim, paypal, "timesOutAfterCharge@wallet.example")).token)
    assert isinstance(await paypal.charge(wanted), Unknown)
    clock.advance(2 * HOUR)
    assert await sim.payments().look_up(wanted) is None
    assert isinstance(await sim.payments().charge(wanted), Succeeded)
    clock.advance(5 * HOUR)
    assert isinstance(await sim.payments().look_up(wanted), Succeeded)
    assert isinstance(await sim.payments().charge(wanted), Succeeded)
    assert len(world.charges()) == 1


async def test_an_invoice_is_not_paid_twice_though_the_key_is_forgotten(world: World, clock: ManualClock) -> None:
    """Both memories fail: the account's own guard against paying an invoice id twice is the last one."""
    sim = PayPalSimulator(world, clock, books_late_by=timedelta(days=2))
    paypal = sim.payments()
    wanted = request((await vaulted(sim, paypal)).token)
    assert isinstance(await paypal.charge(wanted), Succeeded)
    clock.advance(7 * HOUR)
    refused = await sim.payments().charge(wanted)
    assert isinstance(refused, Unknown)
    assert "before" in refused.message
    clock.advance(timedelta(days=4))
    assert isinstance(await sim.payments().charge(wanted), Succeeded)
    assert len(world.charges()) == 1


async def test_time_out_before_the_charge_leaves_no_trace_and_the_same_key_then_pays(
    sim: PayPalSimulator, paypal: PayPalPayments, world: World
) -> None:
    wanted = request((await vaulted(sim, paypal, "timesOutBeforeCharge@wallet.example")).token)
    assert isinstance(await paypal.charge(wanted), Unknown)
    assert world.charges() == []
    assert await paypal.look_up(wanted) is None
    assert isinstance(await paypal.charge(wanted), Succeeded)


async def test_a_decline_whose_answer_is_lost_is_found_by_the_same_key(
    sim: PayPalSimulator, paypal: PayPalPayments
) -> None:
    wanted = request((await vaulted(sim, paypal, "timesOutAfterDecline@card.example")).token)
    assert isinstance(await paypal.charge(wanted), Unknown)
    answer = await paypal.charge(wanted)
    assert isinstance(answer, Declined)
    assert answer.code == "insufficient_funds"


async def test_a_request_that_is_delivered_twice_takes_the_money_once(
    sim: PayPalSimulator, paypal: PayPalPayments, world: World
) -> None:
    wanted = request((await vaulted(sim, paypal, "deliveredTwice@wallet.example")).token)
    assert isinstance(await paypal.charge(wanted), Succeeded)
    assert world.balance(EUR) == Money(1234, EUR)


async def test_too_many_requests_are_an_outage_that_took_nothing(
    sim: PayPalSimulator, paypal: PayPalPayments, world: World
) -> None:
    wanted = request((await vaulted(sim, paypal, "gatewayOutage@wallet.example")).token)
    assert isinstance(await paypal.charge(wanted), Outage)
    assert world.charges() == []


async def test_a_server_error_promises_nothing_and_is_unknown(
    sim: PayPalSimulator, paypal: PayPalPayments, world: World, clock: ManualClock
) -> None:
    wanted = request((await vaulted(sim, paypal)).token)
    world.begin_outage(clock.now())
    assert isinstance(await paypal.charge(wanted), Unknown)
    assert isinstance(await paypal.look_up(wanted), Unknown)
    world.end_outage()
    assert isinstance(await paypal.charge(wanted), Succeeded)
    assert len(world.charges()) == 1


async def test_without_a_token_nothing_was_sent_and_that_is_an_outage(
    sim: PayPalSimulator, paypal: PayPalPayments, world: World, clock: ManualClock
) -> None:
    world.begin_outage(clock.now())
    wanted = request("paypal:some")
    assert isinstance(await paypal.charge(wanted), Outage)
    assert isinstance(await paypal.charge(replace(wanted, first_sent_at=clock.now())), Unknown)
    assert isinstance(await paypal.look_up(wanted), Unknown)


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (httpx2.ConnectError("no route"), Outage),
        (httpx2.ConnectTimeout("slow"), Outage),
        (httpx2.ReadTimeout("slow"), Unknown),
        (httpx2.WriteTimeout("slow"), Unknown),
        (httpx2.ReadError("reset"), Unknown),
        (httpx2.RemoteProtocolError("cut"), Unknown),
    ],
)
async def test_whether_the_request_left_decides_between_outage_and_unknown(
    sim: PayPalSimulator, clock: ManualClock, error: httpx2.TransportError, kind: type
) -> None:
    async def answer(asked: httpx2.Request) -> httpx2.Response:
        if asked.url.path == "/v1/oauth2/token":
            return httpx2.Response(200, json={"access_token": "t", "expires_in": 3600})
        raise error

    paypal = PayPalPayments(sim.settings, clock, httpx2.MockTransport(answer))
    assert isinstance(await paypal.charge(request("paypal:some")), kind)


@pytest.mark.parametrize(
    ("code", "minor", "decline"),
    [
        ("HUF", 12_345, "invalid_amount"),
        ("TWD", 100_01, "invalid_amount"),
        ("EUR", 0, "invalid_amount"),
        ("KWD", 1_000, "currency_not_supported"),
        ("BHD", 1_000, "currency_not_supported"),
        ("INR", 1_000, "currency_not_supported"),
        ("RUB", 1_000, "currency_not_supported"),
    ],
)
async def test_an_amount_that_paypal_cannot_express_is_declined_for_good_and_never_sent(
    paypal: PayPalPayments, judged: JudgedTransport, code: str, minor: int, decline: str
) -> None:
    outcome = await paypal.charge(request("paypal:some", minor=minor, currency=Currency.of(code)))
    assert isinstance(outcome, Declined)
    assert (outcome.code, outcome.kind) == (decline, DeclineKind.hard)
    assert judged.requests == []


@pytest.mark.parametrize(("code", "minor"), [("HUF", 12_300), ("TWD", 10_000), ("JPY", 123), ("USD", 1)])
async def test_whole_amounts_of_currencies_without_decimals_are_charged(
    sim: PayPalSimulator, paypal: PayPalPayments, world: World, code: str, minor: int
) -> None:
    currency = Currency.of(code)
    method = await vaulted(sim, paypal)
    assert isinstance(await paypal.charge(request(method.token, minor=minor, currency=currency)), Succeeded)
    assert world.balance(currency) == Money(minor, currency)


async def test_what_paypal_does_not_know_is_none(paypal: PayPalPayments) -> None:
    assert await paypal.charge_now("12A34567BC123456S") is None


def _captures(sim: PayPalSimulator) -> list[str]:
    with sim.reading() as page:
        return [str(one["id"]) for one in page.all("capture")]
