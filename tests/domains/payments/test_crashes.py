"""One invoice is charged once: whatever dies in between, however many workers do the same at once, in whatever order answers come."""

from __future__ import annotations

import asyncio
import contextlib
import random
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.exc import IntegrityError

from tests.domains.payments.conftest import DUE, TESTER, Till
from trunkline.domains.payments import actions, queries, store
from trunkline.domains.payments.jobs import attempt_payment, sweep_due
from trunkline.domains.payments.model import (
    AttachedMethod,
    Attempt,
    AttemptState,
    Declined,
    DeclineKind,
    Outage,
    Outcome,
    PaymentState,
    Unknown,
)
from trunkline.domains.payments.ports import ChargeRequest, PaymentProvider, PresentedCard
from trunkline.domains.payments.rules import ABANDONED_AFTER, ANSWER_WITHIN
from trunkline.infra.queue import Jobs, JobState, Worker, cancel_job, jobs_page
from trunkline.infra.scope import Begin
from trunkline.kernel.ids import AttemptId, InvoiceId, PaymentId
from trunkline.kernel.page import PageRequest
from trunkline.providers.connected import Connected

Hook = Callable[[ChargeRequest], Awaitable[Outcome | None]]


class Crash(Exception):
    """The process is gone, as far as the room can tell."""


class Intercepted:
    """The simulator with something in the way: `before` the request leaves, `after` its answer is there."""

    name = "simulator"
    is_live = False

    def __init__(self, inner: PaymentProvider, before: Hook | None = None, after: Hook | None = None) -> None:
        self.inner, self.before, self.after = inner, before, after

    async def attach_method(self, card: PresentedCard) -> AttachedMethod:
        return await self.inner.attach_method(card)

    async def detach_method(self, method_token: str) -> None:
        await self.inner.detach_method(method_token)

    async def charge(self, request: ChargeRequest) -> Outcome:
        if self.before and (instead := await self.before(request)):
            return instead
        outcome = await self.inner.charge(request)
        return (self.after and await self.after(request)) or outcome

    async def look_up(self, request: ChargeRequest) -> Outcome | None:
        return await self.inner.look_up(request)


async def _crash(request: ChargeRequest) -> Outcome | None:
    raise Crash


def _begin(till: Till) -> Begin:
    return till.program.begin_as(TESTER)


async def _opened(till: Till) -> PaymentId:
    """A payment that is due, with no job under way."""
    invoice_id = await till.issue()
    async with till.program.scope(TESTER, company_id=till.company_id) as scope:
        payment = await actions.collect_invoice(scope, invoice_id)
    assert payment is not None
    return payment.id


async def _details(till: Till, payment_id: PaymentId) -> queries.PaymentDetails:
    async with till.program.scope(TESTER, company_id=till.company_id, write=False) as scope:
        return await queries.payment(scope, payment_id)


async def _advance(till: Till, payment_id: PaymentId, provider: PaymentProvider | None = None) -> None:
    await actions.advance_payment(_begin(till), Connected(provider or till.simulator), till.company_id, payment_id)


async def test_a_crash_after_the_charge_and_before_the_record_is_resolved_by_asking(till: Till) -> None:
    await till.add_card("4242424242424242")
    payment_id = await _opened(till)
    with pytest.raises(Crash):
        await _advance(till, payment_id, Intercepted(till.simulator, after=_crash))
    details = await _details(till, payment_id)
    assert (details.payment.state, details.attempts[0].state) == (PaymentState.pending, AttemptState.started)
    assert till.money_at_the_provider() == DUE

    await _advance(till, payment_id)  # too early: for all we know the other one is still waiting for its answer
    assert (await _details(till, payment_id)).attempts[0].state is AttemptState.started
    till.clock.advance(timedelta(seconds=60))
    await _advance(till, payment_id)
    details = await _details(till, payment_id)
    assert (details.payment.state, len(details.attempts)) == (PaymentState.succeeded, 1)
    assert till.world.requests(details.attempts[0].idempotency_key) == 1
    assert till.money_at_the_provider() == DUE


async def test_a_crash_before_the_charge_is_sent_again_with_the_same_key(till: Till) -> None:
    await till.add_card("4242424242424242")
    payment_id = await _opened(till)
    with pytest.raises(Crash):
        await _advance(till, payment_id, Intercepted(till.simulator, before=_crash))
    assert till.world.charges() == []
    till.clock.advance(timedelta(seconds=60))
    await _advance(till, payment_id)
    details = await _details(till, payment_id)
    assert (details.payment.state, len(details.attempts)) == (PaymentState.succeeded, 1)
    assert till.money_at_the_provider() == DUE


async def test_the_sweep_finds_what_a_crash_left_behind(till: Till) -> None:
    await till.add_card("4242424242424242")
    payment_id = await _opened(till)
    with pytest.raises(Crash):
        await _advance(till, payment_id, Intercepted(till.simulator, after=_crash))
    await till.run()  # the job that answers payment.started comes too early and leaves it alone
    await till.sweep(after=timedelta(seconds=60))
    assert (await _details(till, payment_id)).payment.state is PaymentState.succeeded
    assert till.money_at_the_provider() == DUE


async def test_what_is_still_due_because_its_job_was_lost_gets_another_one_in_the_next_hour(till: Till) -> None:
    await till.add_card("pm_card_paysAtThirdAttempt")
    invoice_id = await till.issue()
    await till.run()
    await _lose_the_job_of_the_retry(till, invoice_id)
    await till.sweep()
    assert len((await till.payment(invoice_id)).attempts) == 1, "within the hour the lost job stands for the retry"
    await till.sweep(after=timedelta(hours=1))
    assert len((await till.payment(invoice_id)).attempts) == 2


async def _lose_the_job_of_the_retry(till: Till, invoice_id: InvoiceId) -> None:
    """The sweep has made the job, and somebody cancels it before it runs."""
    retry_at = (await till.payment(invoice_id)).payment.next_attempt_at
    assert retry_at is not None
    till.clock.move_to(retry_at)
    sweeping = Worker(replace(till.program, jobs=Jobs([sweep_due])))
    await sweeping.tick()
    till.clock.advance(timedelta(minutes=1))
    await sweeping.tick()
    await sweeping.run_until_idle()
    async with till.program.scope(TESTER, company_id=till.company_id) as scope:
        (waiting,) = (await jobs_page(scope, PageRequest(), JobState.queued)).items
        assert waiting.kind == attempt_payment.kind
        await cancel_job(scope, waiting.id)


async def test_an_outage_after_a_crash_does_not_pass_for_a_failed_attempt(till: Till) -> None:
    await till.add_card("4242424242424242")
    payment_id = await _opened(till)
    with pytest.raises(Crash):
        await _advance(till, payment_id, Intercepted(till.simulator, after=_crash))
    till.world.begin_outage(till.clock.now())
    till.clock.advance(timedelta(seconds=60))
    await _advance(till, payment_id)
    details = await _details(till, payment_id)
    assert (details.payment.state, len(details.attempts)) == (PaymentState.unknown, 1)
    till.world.end_outage()
    till.clock.advance(timedelta(seconds=600))
    await _advance(till, payment_id)
    assert (await _details(till, payment_id)).payment.state is PaymentState.succeeded
    assert till.money_at_the_provider() == DUE


async def test_many_workers_at_once_make_one_charge(till: Till) -> None:
    await till.add_card("4242424242424242")
    payment_id = await _opened(till)
    await asyncio.gather(*(_advance(till, payment_id) for _ in range(6)))
    details = await _details(till, payment_id)
    assert (details.payment.state, len(details.attempts)) == (PaymentState.succeeded, 1)
    assert [charge.amount for charge in till.world.charges()] == [DUE]
    assert len(await till.facts("payment.succeeded")) == 1
    assert len(await till.facts("receipt.issued")) == 1


async def test_many_workers_resolve_an_unknown_result_without_a_second_charge(till: Till) -> None:
    await till.add_card("4000009990000021")
    payment_id = await _opened(till)
    await _advance(till, payment_id)
    till.clock.advance(timedelta(seconds=300))
    await asyncio.gather(*(_advance(till, payment_id) for _ in range(6)))
    details = await _details(till, payment_id)
    assert (details.payment.state, len(details.attempts)) == (PaymentState.succeeded, 1)
    assert till.money_at_the_provider() == DUE
    assert len(await till.facts("receipt.issued")) == 1


async def test_many_requests_to_collect_open_one_payment(till: Till) -> None:
    await till.add_card("4242424242424242")
    invoice_id = await till.issue()

    async def collect() -> None:
        async with till.program.scope(TESTER, company_id=till.company_id) as scope:
            await actions.collect_invoice(scope, invoice_id)

    await asyncio.gather(*(collect() for _ in range(6)))
    await till.run()
    assert (await till.payment(invoice_id)).payment.state is PaymentState.succeeded
    assert till.money_at_the_provider() == DUE


async def test_the_answer_of_a_worker_that_was_given_up_still_counts_once(till: Till) -> None:
    """The first worker hangs past its time; the second resolves the attempt; then the first one's answer arrives."""
    await till.add_card("4242424242424242")
    payment_id = await _opened(till)

    async def meanwhile(request: ChargeRequest) -> Outcome | None:
        till.clock.advance(timedelta(seconds=90))
        await _advance(till, payment_id)
        till.clock.advance(timedelta(seconds=1))
        return None

    await _advance(till, payment_id, Intercepted(till.simulator, after=meanwhile))
    details = await _details(till, payment_id)
    assert (details.payment.state, len(details.attempts)) == (PaymentState.succeeded, 1)
    assert len(await till.facts("receipt.issued")) == 1
    assert till.money_at_the_provider() == DUE


async def test_a_provider_that_never_answers_is_not_waited_for_and_the_result_is_unknown(till: Till) -> None:
    await till.add_card("4242424242424242")
    payment_id = await _opened(till)

    async def hang(request: ChargeRequest) -> Outcome | None:
        await asyncio.Event().wait()
        return None

    provider = Intercepted(till.simulator, after=hang)
    await actions.advance_payment(
        _begin(till), Connected(provider), till.company_id, payment_id, timedelta(seconds=0.2)
    )
    assert (await _details(till, payment_id)).payment.state is PaymentState.unknown
    till.clock.advance(timedelta(seconds=300))
    await _advance(till, payment_id)
    assert (await _details(till, payment_id)).payment.state is PaymentState.succeeded
    assert till.money_at_the_provider() == DUE


def test_an_answer_is_awaited_for_less_time_than_a_dead_worker_is_given() -> None:
    assert ANSWER_WITHIN < ABANDONED_AFTER


async def test_the_database_refuses_a_second_payment_of_an_invoice(till: Till) -> None:
    await till.add_card("4242424242424242")
    payment_id = await _opened(till)
    first = (await _details(till, payment_id)).payment

    async with till.program.scope(TESTER, company_id=till.company_id) as scope:
        assert not await store.insert_payment(scope, replace(first, id=scope.new_id(PaymentId)))


async def test_the_database_refuses_a_second_attempt_in_flight(till: Till) -> None:

    await till.add_card("4000009990000013")
    payment_id = await _opened(till)
    await _advance(till, payment_id)
    (attempt,) = (await _details(till, payment_id)).attempts
    another = AttemptId.new(till.clock.now(), random.Random(1))
    second = replace(attempt, id=another, number=2, idempotency_key="another")
    with pytest.raises(IntegrityError):
        await _insert_attempt(till, second)
    assert len((await _details(till, payment_id)).attempts) == 1


async def _insert_attempt(till: Till, attempt: Attempt) -> None:
    async with till.program.scope(TESTER, company_id=till.company_id) as scope:
        await store.insert_attempt(scope, attempt)


async def test_a_message_of_any_length_is_kept_as_far_as_it_fits(till: Till) -> None:
    await till.add_card("4242424242424242")
    payment_id = await _opened(till)

    async def talkative(request: ChargeRequest) -> Outcome | None:
        return Declined("do_not_honor", DeclineKind.soft, "no " * 1000)

    await _advance(till, payment_id, Intercepted(till.simulator, before=talkative))
    (attempt,) = (await _details(till, payment_id)).attempts
    assert attempt.message is not None
    assert len(attempt.message) == 500


# What happens to one call on its way: nothing, or it is lost, refused, declined; or we die before it leaves or after it was answered.
FATES = st.sampled_from(["passes", "request lost", "answer lost", "outage", "soft", "dies before", "dies after"])


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(fates=st.lists(FATES, max_size=8))
async def test_whatever_happens_on_the_way_the_money_is_taken_once(
    make_till: Callable[[], Any], fates: list[str]
) -> None:
    till: Till = await make_till()
    taken = till.money_at_the_provider()
    await till.add_card("4242424242424242")
    payment_id = await _opened(till)
    for fate in [*fates, "passes", "passes"]:
        await _live_through(till, payment_id, fate)
        books = sum((c.amount.minor for c in till.world.charges() if c.succeeded), -taken.minor)
        assert books in {0, DUE.minor}
    details = await _details(till, payment_id)
    if details.payment.state is PaymentState.succeeded:
        assert till.money_at_the_provider() == taken + DUE
    else:
        assert details.payment.state in {PaymentState.failed, PaymentState.pending}
        assert till.money_at_the_provider() == taken
    assert len(await till.facts("receipt.issued")) == (details.payment.state is PaymentState.succeeded)


async def _live_through(till: Till, payment_id: PaymentId, fate: str) -> None:
    """Let enough time pass that the payment wants something, then let it meet its fate."""
    payment = (await _details(till, payment_id)).payment
    till.clock.advance(timedelta(hours=11))
    if payment.next_attempt_at is not None and payment.next_attempt_at > till.clock.now():
        till.clock.move_to(payment.next_attempt_at)
    with contextlib.suppress(Crash):
        await _advance(till, payment_id, _provider_with(till, fate))


def _provider_with(till: Till, fate: str) -> PaymentProvider:
    def answering(outcome: Outcome) -> Hook:
        async def answer(request: ChargeRequest) -> Outcome | None:
            return outcome

        return answer

    match fate:
        case "request lost":
            return Intercepted(till.simulator, before=answering(Unknown("lost")))
        case "answer lost":
            return Intercepted(till.simulator, after=answering(Unknown("lost")))
        case "outage":
            return Intercepted(till.simulator, before=answering(Outage("closed")))
        case "soft":
            return Intercepted(till.simulator, before=answering(Declined("insufficient_funds", DeclineKind.soft, "no")))
        case "dies before":
            return Intercepted(till.simulator, before=_crash)
        case "dies after":
            return Intercepted(till.simulator, after=_crash)
    return till.simulator
