"""What outcomes make of a payment: single steps, and whatever sequence chance can think of."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trunkline.domains.payments.model import (
    ATTEMPT_STEPS,
    IN_FLIGHT,
    PAYMENT_STEPS,
    Attempt,
    AttemptState,
    Declined,
    DeclineKind,
    Outage,
    Outcome,
    Payment,
    PaymentState,
    Succeeded,
    Unknown,
)
from trunkline.domains.payments.rules import (
    OUTAGES_MAX,
    RETRY_DAYS,
    begin_attempt,
    cancel,
    conclude,
    lose_track,
    may_begin_attempt,
)
from trunkline.kernel.ids import AttemptId, CompanyId, InvoiceId, PaymentId, PaymentMethodId
from trunkline.kernel.money import Currency, Money

START = datetime(2026, 5, 4, 9, 30, tzinfo=UTC)
BERLIN = ZoneInfo("Europe/Berlin")
_ENTROPY = random.Random(7)
METHOD = PaymentMethodId.new(START, _ENTROPY)

SOFT = Declined("insufficient_funds", DeclineKind.soft, "No funds.")
HARD = Declined("stolen_card", DeclineKind.hard, "Declined.")
PAID = Succeeded("ch_1")
OUT = Outage("closed")
LOST = Unknown("no answer")


def _payment() -> Payment:
    return Payment(
        id=PaymentId.new(START, _ENTROPY),
        company_id=CompanyId.new(START, _ENTROPY),
        invoice_id=InvoiceId.new(START, _ENTROPY),
        invoice_number="INV-000001",
        amount=Money(1234, Currency.of("EUR")),
        state=PaymentState.pending,
        provider="simulator",
        payment_method_id=METHOD,
        created_at=START,
    )


def _begun(payment: Payment, attempts: list[Attempt], now: datetime = START) -> tuple[Payment, Attempt]:
    return begin_attempt(payment, attempts, AttemptId.new(now, _ENTROPY), METHOD, now)


def _after(*outcomes: Outcome, now: datetime = START) -> tuple[Payment, Attempt]:
    payment, attempt = _begun(_payment(), [])
    for outcome in outcomes:
        payment, attempt = conclude(payment, attempt, outcome, now, BERLIN)
    return payment, attempt


def test_an_attempt_names_its_payment_and_number_in_its_key() -> None:
    payment, attempt = _begun(_payment(), [])
    assert (attempt.number, attempt.idempotency_key) == (1, f"{payment.id}-1")
    assert (payment.first_attempt_at, payment.next_attempt_at) == (START, None)


def test_success_settles_the_payment() -> None:
    payment, attempt = _after(PAID)
    assert (payment.state, payment.settled_at) == (PaymentState.succeeded, START)
    assert (attempt.state, attempt.reference, attempt.finished_at) == (AttemptState.succeeded, "ch_1", START)
    assert payment.holds_invoice


def test_a_soft_decline_is_retried_on_the_next_day_of_the_calendar() -> None:
    payment, attempt = _after(SOFT)
    assert (payment.state, payment.next_attempt_at) == (PaymentState.pending, START + timedelta(days=1))
    assert (attempt.state, attempt.decline_code, attempt.decline_kind) == ("declined", "insufficient_funds", "soft")


def test_a_hard_decline_is_not_retried() -> None:
    payment, _ = _after(HARD)
    assert (payment.state, payment.next_attempt_at, payment.failure_code) == ("failed", None, "stolen_card")
    assert not payment.holds_invoice


def test_a_soft_decline_after_the_last_day_is_final() -> None:
    payment, _ = _after(SOFT, now=START + timedelta(days=7))
    assert (payment.state, payment.failure_code) == (PaymentState.failed, "insufficient_funds")


def test_an_outage_is_not_a_decline() -> None:
    payment, attempt = _after(OUT)
    assert (payment.state, payment.failure_code) == (PaymentState.pending, None)
    assert payment.next_attempt_at == START + timedelta(seconds=300)
    assert (attempt.state, attempt.decline_code, attempt.decline_kind) == (AttemptState.error, None, None)


def test_the_ninth_outage_in_a_row_gives_up_without_calling_it_a_decline() -> None:
    payment, attempts = _payment(), list[Attempt]()
    for _ in range(OUTAGES_MAX + 1):
        assert payment.state is PaymentState.pending
        payment, attempt = _begun(payment, attempts)
        payment, attempt = conclude(payment, attempt, OUT, START, BERLIN)
        attempts.append(attempt)
    assert (payment.state, payment.failure_code) == (PaymentState.failed, "gateway_outage")
    assert {attempt.state for attempt in attempts} == {AttemptState.error}


def test_an_answer_of_the_gateway_ends_the_counting_of_outages() -> None:
    payment, attempt = _after(OUT)
    payment, second = _begun(payment, [attempt])
    payment, _ = conclude(payment, second, SOFT, START, BERLIN)
    assert payment.outages == 0


def test_unknown_is_asked_about_and_starts_no_other_charge() -> None:
    payment, attempt = _after(LOST)
    assert (payment.state, attempt.state) == (PaymentState.unknown, AttemptState.unknown)
    assert (attempt.ask_at, payment.next_attempt_at) == (START + timedelta(seconds=300), None)
    assert not may_begin_attempt(payment, [attempt])
    with pytest.raises(AssertionError):
        _begun(payment, [attempt])


def test_an_outage_while_asking_leaves_unknown_unknown() -> None:
    payment, attempt = _after(LOST, OUT)
    assert (payment.state, attempt.state, payment.outages) == (PaymentState.unknown, AttemptState.unknown, 0)
    assert (attempt.asked, attempt.ask_at) == (2, START + timedelta(seconds=600))


ABSENT = Outage("too many requests", absent=True)


def test_unknown_that_the_provider_does_not_have_and_turns_away_ends_after_most_of_a_day() -> None:
    """Its answer was lost, it is not there, and whoever sends it again is answered 429: for ever, once."""
    payment, attempt = _after(LOST, *[ABSENT] * (OUTAGES_MAX - 1))
    assert (payment.state, attempt.state, attempt.asked) == (PaymentState.unknown, AttemptState.unknown, OUTAGES_MAX)
    payment, attempt = conclude(payment, attempt, ABSENT, START, BERLIN)
    assert (payment.state, payment.failure_code) == (PaymentState.failed, "gateway_outage")
    assert (attempt.state, attempt.ask_at) == (AttemptState.error, None)


def test_unknown_that_could_not_be_looked_up_is_asked_about_for_ever() -> None:
    """Of a provider that is out nobody knows what it has."""
    payment, attempt = _after(LOST, *[OUT] * 30, *[LOST] * 30)
    assert (payment.state, attempt.state) == (PaymentState.unknown, AttemptState.unknown)


def test_unknown_ends_in_what_the_provider_says() -> None:
    assert _after(LOST, PAID)[0].state is PaymentState.succeeded
    assert _after(LOST, HARD)[0].state is PaymentState.failed
    payment, attempt = _after(LOST, SOFT)
    assert (payment.state, attempt.ask_at) == (PaymentState.pending, None)


def test_an_abandoned_attempt_is_asked_about_at_once() -> None:
    payment, attempt = lose_track(*_begun(_payment(), []), START)
    assert (payment.state, attempt.state, attempt.ask_at) == (PaymentState.unknown, AttemptState.unknown, START)


def test_a_second_answer_changes_nothing() -> None:
    settled = _after(PAID)
    assert conclude(*settled, HARD, START + timedelta(days=1), BERLIN) == settled
    declined = _after(SOFT)
    assert conclude(*declined, SOFT, START + timedelta(days=1), BERLIN) == declined


def test_a_payment_is_canceled_only_between_attempts() -> None:
    payment, attempt = _begun(_payment(), [])
    assert cancel(payment, [attempt], START) is None
    canceled = cancel(_payment(), [], START)
    assert canceled is not None
    assert (canceled.state, canceled.holds_invoice) == (PaymentState.canceled, False)
    assert cancel(replace(payment, state=PaymentState.succeeded), [], START) is None


OUTCOMES = st.sampled_from([PAID, SOFT, HARD, OUT, LOST])
MOVES = st.lists(
    st.one_of(OUTCOMES, st.sampled_from(["begin", "crash", "cancel", "wait"])), min_size=1, max_size=60
)  # an outcome is the answer to the attempt in flight; with none in flight it is a repeated answer to the last attempt


@given(MOVES)
def test_whatever_happens_states_go_forward_and_money_is_taken_once(moves: list[Outcome | str]) -> None:
    payment, attempts, now = _payment(), list[Attempt](), START
    for move in moves:
        was, were = payment, list(attempts)
        payment, attempts, now = _move(payment, attempts, move, now)
        _check_step(was, payment, were, attempts)
    succeeded = [attempt for attempt in attempts if attempt.state is AttemptState.succeeded]
    assert len(succeeded) == (payment.state is PaymentState.succeeded)
    assert (payment.state is PaymentState.unknown) == any(a.state is AttemptState.unknown for a in attempts)
    assert (payment.settled_at is not None) == payment.is_final


def _move(
    payment: Payment, attempts: list[Attempt], move: Outcome | str, now: datetime
) -> tuple[Payment, list[Attempt], datetime]:
    match move:
        case "begin" if may_begin_attempt(payment, attempts):
            payment, attempt = _begun(payment, attempts, now)
            attempts = [*attempts, attempt]
        case "crash" if attempts and attempts[-1].state is AttemptState.started:
            payment, attempts[-1] = lose_track(payment, attempts[-1], now)
        case "cancel":
            payment = cancel(payment, attempts, now) or payment
        case "wait":
            now = payment.next_attempt_at or now + timedelta(hours=1)
        case Succeeded() | Declined() | Outage() | Unknown() if attempts:
            payment, attempts[-1] = conclude(payment, attempts[-1], move, now, BERLIN)
    return payment, attempts, now


def _check_step(was: Payment, payment: Payment, were: list[Attempt], attempts: list[Attempt]) -> None:
    assert payment.state is was.state or payment.state in PAYMENT_STEPS[was.state]
    for before, after in zip(were, attempts, strict=False):
        assert after.state is before.state or after.state in ATTEMPT_STEPS[before.state]
        assert after.idempotency_key == before.idempotency_key
    if len(attempts) > len(were):  # a new charge: nothing that came before it may still take money
        assert not any(attempt.state in IN_FLIGHT or attempt.state is AttemptState.succeeded for attempt in were)
    assert sum(attempt.state in IN_FLIGHT for attempt in attempts) <= 1
    assert len({attempt.idempotency_key for attempt in attempts}) == len(attempts)


@given(st.lists(st.booleans(), max_size=40))
def test_outages_never_use_up_the_calendar(is_outage: list[bool]) -> None:
    """However outages and soft declines mix, a payment that failed by declines had one on or after the calendar's last day."""
    payment, attempts, now = _payment(), list[Attempt](), START
    for out in is_outage:
        if payment.is_final:
            break
        now = payment.next_attempt_at or now
        payment, attempt = _begun(payment, attempts, now)
        payment, attempt = conclude(payment, attempt, OUT if out else SOFT, now, BERLIN)
        attempts.append(attempt)
    declines = [attempt for attempt in attempts if attempt.state is AttemptState.declined]
    assert len(declines) <= len(RETRY_DAYS) + 1
    if payment.failure_code == "insufficient_funds" and payment.state is PaymentState.failed:
        assert now >= START + timedelta(days=RETRY_DAYS[-1])
