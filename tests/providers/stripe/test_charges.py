"""Taking money through the real adapter from the simulated Stripe: each outcome, and finding it again."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

import httpx2
import pytest

from tests.providers.stripe.conftest import BROWSER_BACK, EUR, Counter, request_of
from trunkline.domains.payments.model import (
    ActionNeeded,
    Authorised,
    Declined,
    DeclineKind,
    Outage,
    Outcome,
    Succeeded,
    Unknown,
)
from trunkline.domains.payments.ports import ChargeRequest, PresentedCard
from trunkline.kernel.errors import Invalid, Unavailable
from trunkline.kernel.money import Currency, Money
from trunkline.providers.simulator.cards import find_card
from trunkline.providers.simulator.stripe_api.customers import make_method


async def test_a_good_card_pays_once_per_key(counter: Counter) -> None:
    request = await counter.request()
    answers = await asyncio.gather(*(counter.stripe.charge(request) for _ in range(4)))
    assert len(set(answers)) == 1
    (charge,) = counter.world.charges()
    assert isinstance(answers[0], Succeeded)
    assert answers[0].amount == Money(1234, EUR)
    assert answers[0].reference.startswith("pi_")
    assert (charge.amount, charge.idempotency_key, charge.description) == (Money(1234, EUR), "pay_1-1", "Invoice 7")


async def test_a_charge_is_sent_with_our_key_our_labels_and_the_pinned_version(counter: Counter) -> None:
    await counter.stripe.charge(await counter.request())
    sent = counter.watched.requests[-1]
    body = dict(httpx2.QueryParams(sent.content.decode()))
    assert (sent.url.path, sent.headers["idempotency-key"]) == ("/v1/payment_intents", "pay_1-1")
    assert sent.headers["stripe-version"] == "2026-10-28.endive"
    assert body["metadata[trunkline_key]"] == "pay_1-1"
    assert (body["metadata[trunkline_company]"], body["metadata[trunkline_payment]"]) == ("com_1", "pay_1")
    assert (body["off_session"], body["confirm"], body["amount"], body["currency"]) == ("true", "true", "1234", "eur")
    assert "x-stripe-client-user-agent" not in sent.headers
    assert "x-stripe-client-telemetry" not in sent.headers


@pytest.mark.parametrize(
    ("card", "code", "kind"),
    [
        ("pm_card_chargeDeclined", "generic_decline", DeclineKind.soft),
        ("pm_card_chargeDeclinedInsufficientFunds", "insufficient_funds", DeclineKind.soft),
        ("pm_card_chargeDeclinedProcessingError", "processing_error", DeclineKind.soft),
        ("pm_card_chargeDeclinedLostCard", "lost_card", DeclineKind.hard),
        ("pm_card_chargeDeclinedStolenCard", "stolen_card", DeclineKind.hard),
        ("pm_card_chargeDeclinedExpiredCard", "expired_card", DeclineKind.hard),
        ("pm_card_chargeDeclinedIncorrectCvc", "incorrect_cvc", DeclineKind.hard),
        ("pm_card_threeDSecure2Required", "authentication_required", DeclineKind.soft),
    ],
)
async def test_a_declining_card_takes_nothing_and_says_why(
    counter: Counter, card: str, code: str, kind: DeclineKind
) -> None:
    request = await counter.request(card)
    outcome = await counter.stripe.charge(request)
    assert isinstance(outcome, Declined)
    assert (outcome.code, outcome.kind) == (code, kind)
    assert outcome.reference is not None
    assert await counter.stripe.charge(request) == outcome
    assert await counter.stripe.look_up(request) == outcome
    assert await counter.stripe.charge_now(outcome.reference) == outcome
    assert counter.world.balance(EUR) == Money(0, EUR)


async def test_a_lost_answer_is_found_by_asking(counter: Counter) -> None:
    request = await counter.request("pm_card_timesOutAfterCharge")
    assert isinstance(await counter.stripe.charge(request), Unknown)
    found = await counter.stripe.look_up(request)
    assert isinstance(found, Succeeded)
    assert await counter.stripe.charge(request) == found
    assert len(counter.world.charges()) == 1


async def test_a_lost_request_is_not_found_and_its_key_then_pays(counter: Counter) -> None:
    request = await counter.request("pm_card_timesOutBeforeCharge")
    assert isinstance(await counter.stripe.charge(request), Unknown)
    assert await counter.stripe.look_up(request) is None
    assert isinstance(await counter.stripe.charge(request), Succeeded)
    assert len(counter.world.charges()) == 1


async def test_a_charge_is_found_when_stripe_has_long_forgotten_its_key(counter: Counter) -> None:
    """The simulator forgets keys after a day, as Stripe does: that the same key then charges again is why it is looked up first."""
    request = await counter.request("pm_card_timesOutAfterCharge")
    late = replace(request, first_sent_at=counter.clock.now())
    assert isinstance(await counter.stripe.charge(request), Unknown)
    counter.clock.advance(timedelta(days=40))
    assert isinstance(await counter.stripe.look_up(late), Succeeded)
    assert len(counter.world.charges()) == 1
    await counter.stripe.charge(request)
    assert len(counter.world.charges()) == 2  # nobody may send it again without asking first


async def test_a_charge_is_found_among_hundreds_of_the_customer(counter: Counter) -> None:
    method = await counter.attach()
    wanted = request_of(method, "wanted")
    await counter.stripe.charge(wanted)
    for number in range(105):
        await counter.stripe.charge(request_of(method, f"k{number}"))
    assert isinstance(await counter.stripe.look_up(wanted), Succeeded)
    assert await counter.stripe.look_up(request_of(method, "never sent")) is None


async def test_without_the_customer_it_is_asked_for(counter: Counter) -> None:
    request = replace(await counter.request(), customer_token=None)
    assert isinstance(await counter.stripe.charge(request), Succeeded)
    assert isinstance(await counter.stripe.look_up(request), Succeeded)


async def test_a_charge_of_a_method_that_is_gone_is_looked_for_by_its_time(counter: Counter) -> None:
    request = replace(await counter.request(), customer_token=None)
    await counter.stripe.charge(request)
    await counter.stripe.detach_method(request.method_token)
    assert isinstance(await counter.stripe.look_up(request), Unknown)  # no customer, no time: nothing can be said
    assert isinstance(await counter.stripe.look_up(replace(request, first_sent_at=counter.clock.now())), Succeeded)


async def test_a_key_that_was_used_for_another_charge_is_unknown(counter: Counter) -> None:
    request = await counter.request()
    await counter.stripe.charge(request)
    assert isinstance(await counter.stripe.charge(replace(request, amount=Money(9999, EUR))), Unknown)
    assert counter.world.balance(EUR) == Money(1234, EUR)


async def test_an_outage_takes_nothing(counter: Counter) -> None:
    request = await counter.request()
    counter.world.begin_outage(counter.clock.now())
    assert isinstance(await counter.stripe.charge(request), Outage)
    assert isinstance(await counter.stripe.look_up(request), Outage)
    with pytest.raises(Unavailable):
        await counter.attach()
    with pytest.raises(Unavailable):
        await counter.stripe.detach_method(request.method_token)
    counter.world.end_outage()
    assert counter.world.charges() == []
    assert isinstance(await counter.stripe.charge(request), Succeeded)


async def test_an_outage_before_the_charge_itself_is_no_unknown(counter: Counter) -> None:
    request = replace(await counter.request(), customer_token=None)
    counter.world.begin_outage(counter.clock.now())
    assert isinstance(await counter.stripe.charge(request), Outage)


async def test_a_detached_method_pays_no_more(counter: Counter) -> None:
    request = await counter.request()
    await counter.stripe.detach_method(request.method_token)
    await counter.stripe.detach_method(request.method_token)
    for one in (request, replace(request, customer_token=None)):
        outcome = await counter.stripe.charge(one)
        assert isinstance(outcome, Declined)
        assert (outcome.code, outcome.kind) == ("invalid_account", DeclineKind.hard)
    assert counter.world.charges() == []


@pytest.mark.parametrize("method", ["pm_never_seen", "pm_card_never_seen"])
async def test_a_method_that_stripe_does_not_know_is_a_hard_decline(counter: Counter, method: str) -> None:
    outcome = await counter.stripe.charge(ChargeRequest("k", method, Money(100, EUR), "x"))
    assert isinstance(outcome, Declined)
    assert (outcome.code, outcome.kind) == ("invalid_account", DeclineKind.hard)


async def test_a_card_number_is_refused_and_sent_nowhere(counter: Counter) -> None:
    with pytest.raises(Invalid) as refused:
        await counter.stripe.attach_method(PresentedCard("4242424242424242"))
    assert "4242" not in str(refused.value)
    assert counter.watched.requests == []


async def test_an_amount_that_cannot_be_expressed_is_a_hard_decline_and_sent_nowhere(counter: Counter) -> None:
    request = replace(await counter.request(), amount=Money(1234567, Currency.of("KWD")))
    before = len(counter.watched.requests)
    outcome = await counter.stripe.charge(request)
    assert isinstance(outcome, Declined)
    assert (outcome.code, outcome.kind) == ("invalid_amount", DeclineKind.hard)
    assert len(counter.watched.requests) == before


async def test_too_much_for_stripe_is_a_hard_decline(counter: Counter) -> None:
    outcome = await counter.stripe.charge(replace(await counter.request(), amount=Money(10**9, EUR)))
    assert isinstance(outcome, Declined)
    assert (outcome.code, outcome.kind) == ("invalid_amount", DeclineKind.hard)


@pytest.mark.parametrize(("passes", "taken"), [(True, 1234), (False, 0)])
async def test_3d_secure_sends_the_payer_to_their_bank(counter: Counter, passes: bool, taken: int) -> None:
    request = replace(await counter.request("pm_card_threeDSecure2Required"), return_url=BROWSER_BACK)
    outcome = await counter.stripe.charge(request)
    assert isinstance(outcome, ActionNeeded)
    assert outcome.url == f"https://pages.test/pages/authenticate/{outcome.reference}"
    assert outcome.url not in repr(outcome)
    assert await counter.stripe.charge_now(outcome.reference) == outcome
    assert counter.world.charges() == []
    counter.drills.authenticate(outcome.reference, passes=passes)
    after = await counter.stripe.look_up(request)
    assert counter.world.balance(EUR) == Money(taken, EUR)
    if passes:
        assert after == Succeeded(outcome.reference, amount=request.amount)
    else:
        assert isinstance(after, Declined)
        assert (after.code, after.kind) == ("authentication_required", DeclineKind.soft)


async def test_a_payment_that_waits_for_its_payer_can_be_given_up(counter: Counter) -> None:
    request = replace(await counter.request("pm_card_threeDSecure2Required"), return_url=BROWSER_BACK)
    waiting = await counter.stripe.charge(request)
    assert isinstance(waiting, ActionNeeded)
    canceled = await counter.stripe.let_go(waiting.reference, "cancel-1")
    assert isinstance(canceled, Declined)
    assert (canceled.code, canceled.kind) == ("canceled", DeclineKind.soft)
    assert await counter.stripe.let_go(waiting.reference, "cancel-2") == canceled


async def test_an_amount_is_held_and_a_part_of_it_captured(counter: Counter) -> None:
    request = replace(await counter.request(), hold=True)
    held = await counter.stripe.charge(request)
    assert isinstance(held, Authorised)
    assert held.amount == request.amount
    assert await counter.stripe.charge_now(held.reference) == held == await counter.stripe.look_up(request)
    assert counter.world.charges() == []
    part = Money(1000, EUR)
    refused = await counter.stripe.capture(held.reference, Money(1235, EUR), "too-much")
    assert isinstance(refused, Authorised)
    assert (refused.amount, refused.refused) == (held.amount, Money(1235, EUR))
    assert "at most what is capturable" in str(refused.message)
    for key in ("capture-1", "capture-1", "capture-2"):
        assert await counter.stripe.capture(held.reference, part, key) == Succeeded(held.reference, amount=part)
    assert await counter.stripe.void(held.reference, "too-late") == Succeeded(held.reference, amount=part)
    assert counter.world.balance(EUR) == part


async def test_an_amount_that_cannot_be_written_is_refused_and_stays_held(counter: Counter) -> None:
    dinars = Currency.of("KWD")
    held = await counter.stripe.charge(replace(await counter.request(currency=dinars, minor=12340), hold=True))
    assert isinstance(held, Authorised)
    refused = await counter.stripe.capture(held.reference, Money(1005, dinars), "capture-1")
    assert refused == replace(held, refused=Money(1005, dinars), message=counter.stripe.unwritable(Money(1005, dinars)))
    assert "0.010 KWD" in str(counter.stripe.unwritable(Money(1005, dinars)))
    assert counter.stripe.unwritable(Money(1010, dinars)) is None


async def test_what_is_held_is_released(counter: Counter) -> None:
    held = await counter.stripe.charge(replace(await counter.request(), hold=True))
    assert isinstance(held, Authorised)
    for key in ("void-1", "void-1", "void-2"):
        assert isinstance(await counter.stripe.void(held.reference, key), Declined)
    assert isinstance(await counter.stripe.capture(held.reference, held.amount, "too-late"), Declined)
    assert counter.world.charges() == []


@pytest.mark.parametrize(
    ("code", "minor"), [("EUR", 1234), ("JPY", 1234), ("KWD", 12340), ("UGX", 1200), ("ISK", 1200)]
)
async def test_a_success_says_what_was_received_in_units_of_ours(counter: Counter, code: str, minor: int) -> None:
    request = await counter.request(currency=Currency.of(code), minor=minor)
    paid = await counter.stripe.charge(request)
    assert isinstance(paid, Succeeded)
    assert paid.amount == request.amount
    with counter.api.books() as books:
        intent = books.get("payment_intent", paid.reference)
        books.save(intent | {"amount_received": intent["amount_received"] - 100})
    less = await counter.stripe.look_up(request)
    assert isinstance(less, Succeeded)
    assert less.amount is not None
    assert less.amount < request.amount


async def test_an_intent_whose_confirmation_has_not_ended_is_no_decline_until_nothing_can_end_it(
    counter: Counter,
) -> None:
    request = replace(await counter.request("pm_card_timesOutAfterCharge"), first_sent_at=counter.clock.now())
    assert isinstance(await counter.stripe.charge(request), Unknown)
    with counter.api.books() as books:
        (paid,) = books.every("payment_intent")
        books.save(paid | {"status": "requires_payment_method", "last_payment_error": None, "amount_received": 0})
    for _ in range(25):
        assert isinstance(await counter.stripe.look_up(request), Unknown)
        assert isinstance(await counter.stripe.charge_now(paid["id"]), Unknown)
        counter.clock.advance(timedelta(hours=1))
    told = await counter.stripe.look_up(request)
    assert isinstance(told, Declined)
    assert (told.code, told.kind, told.reference) == ("generic_decline", DeclineKind.soft, paid["id"])
    with counter.api.books() as books:
        books.save(paid)
    assert isinstance(await counter.stripe.look_up(request), Succeeded)


async def test_a_token_that_is_attached_again_has_one_customer(counter: Counter) -> None:
    card = find_card("pm_card_visa")
    assert card is not None
    with counter.api.books() as books:
        tokens = [make_method(books, card)["id"] for _ in range(2)]
    first = await counter.attach(tokens[0])
    assert await asyncio.gather(*(counter.attach(tokens[0]) for _ in range(3))) == [first] * 3
    other = await counter.attach(tokens[1])
    assert (other.token, first.token) == (tokens[1], tokens[0])
    with counter.api.books() as books:
        assert {one["id"] for one in books.every("customer")} == {first.customer_token, other.customer_token}
        assert len(books.every("customer")) == 2
    keys = [one.headers.get("idempotency-key") for one in counter.watched.requests]
    assert len(set(keys)) == 4
    assert not any(token in str(key) for token in tokens for key in keys)


async def test_a_test_token_is_a_new_method_each_time(counter: Counter) -> None:
    first, second = await counter.attach(), await counter.attach()
    assert first.token != second.token
    assert first.customer_token != second.customer_token


async def test_what_is_held_can_be_let_go(counter: Counter) -> None:
    held = await counter.stripe.charge(replace(await counter.request(), hold=True))
    assert isinstance(held, Authorised)
    outcomes: list[Outcome] = [
        await counter.stripe.let_go(held.reference, "c"),
        await counter.stripe.capture(held.reference, held.amount, "d"),
    ]
    assert [type(one) for one in outcomes] == [Declined, Declined]
    assert counter.world.charges() == []


async def test_holding_can_be_declined(counter: Counter) -> None:
    outcome = await counter.stripe.charge(replace(await counter.request("pm_card_chargeDeclinedLostCard"), hold=True))
    assert isinstance(outcome, Declined)
    assert outcome.code == "lost_card"


async def test_what_stripe_does_not_know_is_none(counter: Counter) -> None:
    assert await counter.stripe.charge_now("pi_unknown") is None
    assert await counter.stripe.charge_now("ch_unknown") is None


async def test_a_charge_is_told_by_its_own_id_too(counter: Counter) -> None:
    paid = await counter.stripe.charge(await counter.request())
    with counter.api.books() as books:
        (charge,) = books.every("charge")
    assert await counter.stripe.charge_now(charge["id"]) == paid
