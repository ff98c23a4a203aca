"""What a policy, a case and the company's state become: values in, values out."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trunkline.domains.payments.model import (
    SHIPPED_MESSAGES,
    Attempt,
    AttemptState,
    Declined,
    DeclineKind,
    DunningAction,
    DunningCase,
    DunningMessage,
    DunningPolicy,
    DunningState,
    DunningStep,
    Outage,
    Outcome,
    Payment,
    PaymentState,
    RetryTime,
    ServiceHold,
    StopReason,
    Succeeded,
    Unknown,
    policy_from_json,
    policy_to_json,
)
from trunkline.domains.payments.rules import (
    LOOK_AGAIN,
    OUTAGES_MAX,
    RetryPlan,
    begin_attempt,
    calendar,
    check_message,
    check_policy,
    chosen_message,
    conclude,
    first_step_at,
    follow,
    is_dunned,
    lose_track,
    may_begin_attempt,
    message_values,
    postpone,
    render_message,
    service_wanted,
    stop,
    take_step,
)
from trunkline.domains.tenants.model import CompanyState
from trunkline.kernel.errors import Invalid
from trunkline.kernel.ids import AttemptId, CompanyId, DunningCaseId, InvoiceId, PaymentId, PaymentMethodId
from trunkline.kernel.money import Currency, Money

EUR, USD, JPY = Currency.of("EUR"), Currency.of("USD"), Currency.of("JPY")
BERLIN = ZoneInfo("Europe/Berlin")
START = datetime(2026, 3, 16, 11, 35, tzinfo=UTC)
ENTROPY = random.Random(9)
KEYS = {key for key, _ in SHIPPED_MESSAGES}
ACTIVE, LIMITED, SUSPENDED = CompanyState.active, CompanyState.limited, CompanyState.suspended
STEPS = (
    DunningStep(after_days=0, message="reminder"),
    DunningStep(after_days=5, message="limited", action=DunningAction.limit),
    DunningStep(after_days=9, message="reminder"),
    DunningStep(after_days=20, message="suspended", action=DunningAction.suspend),
    DunningStep(after_days=40, message="canceled", action=DunningAction.cancel),
)
METHODS = tuple(PaymentMethodId.new(START, ENTROPY) for _ in range(3))
SOFT = Declined("insufficient_funds", DeclineKind.soft, "No funds.")
HARD = Declined("stolen_card", DeclineKind.hard, "Declined.")


def _case() -> DunningCase:
    policy, due = DunningPolicy(steps=STEPS), Money(5000, EUR)
    return DunningCase(
        id=DunningCaseId.new(START, ENTROPY),
        company_id=CompanyId.new(START, ENTROPY),
        currency=due.currency,
        state=DunningState.overdue,
        due=due,
        invoices=1,
        policy=policy,
        opened_at=START,
        next_step_at=first_step_at(policy, START, BERLIN),
    )


# ------------------------------------------------------------------------------------------------------------------ steps
def test_a_first_step_without_days_is_due_at_once_and_others_at_the_notice_hour_of_their_day() -> None:
    assert first_step_at(DunningPolicy(steps=STEPS), START, BERLIN) == START
    later = DunningPolicy(steps=STEPS[1:], notice_hour=7)
    assert first_step_at(later, START, BERLIN) == datetime(2026, 3, 21, 6, 0, tzinfo=UTC)


def test_a_case_walks_its_steps_and_its_state_never_gets_milder() -> None:
    case, seen = _case(), list[tuple[str, str, str]]()
    while (step := case.next_step) is not None:
        at = case.next_step_at
        assert at is not None
        case = take_step(case, at, BERLIN)
        seen.append((at.astimezone(BERLIN).isoformat()[:16], step.action.value, case.state.value))
    assert seen == [
        ("2026-03-16T12:35", "none", "overdue"),
        ("2026-03-21T09:00", "limit", "limited"),
        ("2026-03-25T09:00", "none", "limited"),
        ("2026-04-05T09:00", "suspend", "suspended"),  # the clocks have changed; it is nine there all the same
        ("2026-04-25T09:00", "cancel", "canceled"),
    ]
    assert (case.reached, case.next_step_at) == (5, None)


def test_a_step_that_comes_late_leaves_the_next_one_its_notice() -> None:
    late = take_step(_case(), START + timedelta(days=30), BERLIN)
    assert late.next_step_at == datetime(2026, 4, 20, 7, 0, tzinfo=UTC)


def test_a_postponed_step_is_looked_at_again_soon() -> None:
    assert postpone(_case(), START).next_step_at == START + LOOK_AGAIN


def test_a_case_that_stops_says_why() -> None:
    paid = stop(_case(), Money(0, EUR), 0, StopReason.paid, START)
    assert (paid.state, paid.stop_reason, paid.next_step_at, paid.next_step) == ("stopped", "paid", None, None)
    little = stop(_case(), Money(10, EUR), 1, StopReason.paid, START)
    assert (little.stop_reason, little.due, little.invoices) == ("below_threshold", Money(10, EUR), 1)


def test_thresholds_are_per_currency() -> None:
    policy = DunningPolicy(thresholds=(Money(2000, EUR), Money(500, JPY)))
    assert [is_dunned(policy, one) for one in (Money(1999, EUR), Money(2000, EUR))] == [False, True]
    assert [is_dunned(policy, one) for one in (Money(499, JPY), Money(500, JPY))] == [False, True]
    assert [is_dunned(policy, one) for one in (Money(0, USD), Money(1, USD))] == [False, True]
    assert not is_dunned(DunningPolicy(steps=()), Money(10_000, EUR))


# ---------------------------------------------------------------------------------------------------------------- service
def test_the_severest_case_decides() -> None:
    cases = [replace(_case(), state=DunningState(one)) for one in ("overdue", "suspended", "limited")]
    assert service_wanted([]) is ACTIVE
    assert service_wanted(cases[:1]) is ACTIVE
    assert service_wanted(cases[2:]) is LIMITED
    assert service_wanted(cases) is SUSPENDED
    assert service_wanted([replace(_case(), state=DunningState.canceled)]) is SUSPENDED


@pytest.mark.parametrize(
    ("current", "hold", "wanted", "expected"),
    [
        (ACTIVE, None, ACTIVE, (ACTIVE, None)),
        (ACTIVE, None, LIMITED, (LIMITED, ServiceHold(LIMITED, ACTIVE))),
        (LIMITED, ServiceHold(LIMITED, ACTIVE), LIMITED, (LIMITED, ServiceHold(LIMITED, ACTIVE))),
        (LIMITED, ServiceHold(LIMITED, ACTIVE), SUSPENDED, (SUSPENDED, ServiceHold(SUSPENDED, ACTIVE))),
        (SUSPENDED, ServiceHold(SUSPENDED, ACTIVE), LIMITED, (LIMITED, ServiceHold(LIMITED, ACTIVE))),
        (SUSPENDED, ServiceHold(SUSPENDED, ACTIVE), ACTIVE, (ACTIVE, None)),
        # The operator had limited it before: that is what it comes back to.
        (LIMITED, None, SUSPENDED, (SUSPENDED, ServiceHold(SUSPENDED, LIMITED))),
        (SUSPENDED, ServiceHold(SUSPENDED, LIMITED), LIMITED, (LIMITED, None)),
        (SUSPENDED, ServiceHold(SUSPENDED, LIMITED), ACTIVE, (LIMITED, None)),
        # The operator had suspended it: dunning adds nothing, and lifts nothing.
        (SUSPENDED, None, LIMITED, (SUSPENDED, None)),
        (SUSPENDED, None, ACTIVE, (SUSPENDED, None)),
        # The operator has changed meanwhile what dunning imposed: that stays, until a severer step.
        (ACTIVE, ServiceHold(LIMITED, ACTIVE), LIMITED, (ACTIVE, ServiceHold(LIMITED, ACTIVE))),
        (ACTIVE, ServiceHold(LIMITED, ACTIVE), SUSPENDED, (SUSPENDED, ServiceHold(SUSPENDED, ACTIVE))),
        (SUSPENDED, ServiceHold(LIMITED, ACTIVE), SUSPENDED, (SUSPENDED, ServiceHold(LIMITED, ACTIVE))),
        (SUSPENDED, ServiceHold(LIMITED, ACTIVE), ACTIVE, (SUSPENDED, None)),
    ],
)
def test_dunning_imposes_and_lifts_only_its_own(
    current: CompanyState,
    hold: ServiceHold | None,
    wanted: CompanyState,
    expected: tuple[CompanyState, ServiceHold | None],
) -> None:
    assert follow(current, hold, wanted) == expected


@given(st.sampled_from(list(CompanyState)), st.lists(st.sampled_from(list(CompanyState)), max_size=8))
def test_whatever_dunning_did_is_undone_when_it_is_over(before: CompanyState, wishes: list[CompanyState]) -> None:
    state, hold = before, None
    for wanted in wishes:
        state, hold = follow(state, hold, wanted)
        assert list(CompanyState).index(state) >= list(CompanyState).index(before)
    assert follow(state, hold, ACTIVE) == (before, None)


# --------------------------------------------------------------------------------------------------------------- policies
def test_a_policy_is_kept_as_it_was_set() -> None:
    policy = DunningPolicy(
        retry_days=(2, 9),
        retry_time=RetryTime.fixed,
        retry_hour=6,
        rotation=True,
        thresholds=(Money(2050, EUR), Money(500, JPY)),
        notice_hour=8,
        steps=STEPS,
    )
    assert policy_from_json(policy_to_json(policy)) == policy
    check_policy(policy, KEYS)


@pytest.mark.parametrize(
    ("changes", "pointers"),
    [
        ({"retry_days": (0, 61)}, ["/retry_days/0", "/retry_days/1"]),
        ({"retry_days": (3, 3)}, ["/retry_days/1"]),
        ({"retry_days": tuple(range(1, 22))}, ["/retry_days"]),
        ({"retry_time": RetryTime.fixed}, ["/retry_hour"]),
        ({"retry_hour": 5}, ["/retry_hour"]),
        ({"retry_time": RetryTime.fixed, "retry_hour": 24, "notice_hour": -1}, ["/retry_hour", "/notice_hour"]),
        ({"thresholds": (Money(0, EUR),)}, ["/thresholds/0/amount"]),
        ({"thresholds": (Money(1, EUR), Money(2, EUR))}, ["/thresholds/1/currency"]),
        (
            {"thresholds": tuple([Money(1, EUR)] * 51)},
            ["/thresholds", *[f"/thresholds/{n}/currency" for n in range(1, 51)]],
        ),
        ({"steps": (DunningStep(after_days=-1, message="x"),)}, ["/steps/0/after_days", "/steps/0/message"]),
        ({"steps": (STEPS[1], STEPS[0])}, ["/steps/1/after_days"]),
        ({"steps": (replace(STEPS[4], after_days=1), STEPS[1])}, ["/steps/0/action"]),
        ({"steps": tuple(replace(STEPS[0], after_days=n) for n in range(21))}, ["/steps"]),
    ],
)
def test_a_policy_that_cannot_stand_is_refused_field_by_field(changes: dict[str, Any], pointers: list[str]) -> None:
    with pytest.raises(Invalid) as refused:
        check_policy(DunningPolicy(**changes), KEYS)
    assert [one.pointer for one in refused.value.fields] == pointers


# --------------------------------------------------------------------------------------------------------------- messages
def _message(title: str = "Hello", body: str = "Pay", key: str = "reminder", locale: str = "en") -> DunningMessage:
    return DunningMessage(key=key, locale=locale, title=title, body=body)


@pytest.mark.parametrize(
    ("message", "pointer"),
    [
        (_message(key="X"), "/key"),
        (_message(locale="english"), "/locale"),
        (_message(locale="xx"), "/locale"),
        (_message(title=" "), "/title"),
        (_message(title="a\nb"), "/title"),
        (_message(title="a\x00b"), "/title"),
        (_message(body="x" * 2001), "/body"),
        (_message(body="{{ secret }}"), "/body"),
        (_message(body="{{ company"), "/body"),
        (_message(body="{{ company.__class__ }}"), "/body"),
        (_message(body="{{ company['x'] }}"), "/body"),
        (_message(body="{{ company|upper }}"), "/body"),
        (_message(body="{{ company * 9999999 }}"), "/body"),
        (_message(body="{% for x in company %}{% endfor %}"), "/body"),
        (_message(body="{% set company = 1 %}"), "/body"),
        (_message(body="{{ range(9) }}"), "/body"),
        (_message(body="{% if company > step %}x{% endif %}"), "/body"),
        (_message(body="{% if 5 in step %}x{% endif %}"), "/body"),
        (_message(body="{{ " + "not " * 480 + "step }}"), "/body"),
        (_message(body="{{ " + "(" * 950 + "step" + ")" * 950 + " }}"), "/body"),
    ],
)
def test_a_message_that_cannot_stand_is_refused(message: DunningMessage, pointer: str) -> None:
    with pytest.raises(Invalid) as refused:
        check_message(message)
    assert [one.pointer for one in refused.value.fields] == [pointer]


def test_a_message_may_count() -> None:
    message = _message(body="{% if count > 1 %}{{ count }} invoices{% else %}one invoice{% endif %} at step {{ step }}")
    check_message(message)
    values = [
        message_values("en", company="A", due=Money(1, EUR), numbers=numbers, step=2, next_on=None, next_action="")
        for numbers in (["1"], ["1", "2"])
    ]
    assert [render_message(message, one).body for one in values] == ["one invoice at step 2", "2 invoices at step 2"]


@pytest.mark.parametrize("message", SHIPPED_MESSAGES.values(), ids=lambda one: f"{one.key}-{one.locale}")
def test_what_is_shipped_stands_and_is_there_in_both_languages(message: DunningMessage) -> None:
    check_message(message)
    assert {(message.key, "en"), (message.key, "de")} <= set(SHIPPED_MESSAGES)
    for next_on in (None, date(2026, 4, 1)):
        values = message_values(
            message.locale, company="A <b>", due=Money(1, EUR), numbers=["1"], step=1, next_on=next_on, next_action=""
        )
        words = render_message(message, values)
        assert words.title
        assert ("2026" in words.body) == (next_on is not None)


def test_a_message_speaks_the_company_language_else_english() -> None:
    assert chosen_message(SHIPPED_MESSAGES, "reminder", "de-AT").locale == "de"
    assert chosen_message(SHIPPED_MESSAGES, "reminder", "pt-BR").locale == "en"
    exact = _message(locale="de-AT")
    assert chosen_message({**SHIPPED_MESSAGES, ("reminder", "de-AT"): exact}, "reminder", "de-AT") is exact


def test_amounts_days_and_many_invoices_are_written_as_the_language_has_it() -> None:
    numbers = [f"TL-{n}" for n in range(7)]
    values = message_values(
        "de",
        company="Ö & Co",
        due=Money(123450, EUR),
        numbers=numbers,
        step=2,
        next_on=date(2026, 4, 5),
        next_action="limit",
    )
    assert values == {
        "company": "Ö & Co",
        "amount": "1.234,50\xa0€",
        "invoices": "TL-0, TL-1, TL-2, TL-3, TL-4 … (+2)",
        "count": 7,
        "step": 2,
        "next_on": "5. April 2026",
        "next_action": "limit",
    }
    words = render_message(_message("{{ company }}", "{% if next_action == 'limit' %}!{% else %}?{% endif %}"), values)
    assert (words.title, words.body) == ("Ö & Co", "!")


# --------------------------------------------------------------------------------------------------------------- rotation
def _payment() -> Payment:
    return Payment(
        id=PaymentId.new(START, ENTROPY),
        company_id=CompanyId.new(START, ENTROPY),
        invoice_id=InvoiceId.new(START, ENTROPY),
        invoice_number="TL-1",
        amount=Money(1234, EUR),
        state=PaymentState.pending,
        provider="simulator",
        payment_method_id=METHODS[0],
        created_at=START,
        next_attempt_at=START,
    )


def _attempted(
    payment: Payment, attempts: list[Attempt], outcome: Outcome, plan: RetryPlan, now: datetime
) -> tuple[Payment, list[Attempt]]:
    payment, begun = begin_attempt(payment, attempts, AttemptId.new(now, ENTROPY), payment.payment_method_id, now)
    payment, done = conclude(payment, begun, outcome, now, BERLIN, plan=replace(plan, earlier=tuple(attempts)))
    return payment, [*attempts, done]


def test_each_method_is_tried_once_and_then_the_calendar_begins_anew_with_the_default() -> None:
    plan = RetryPlan(days=(2, 4), methods=METHODS)
    payment, attempts = _payment(), list[Attempt]()
    while payment.next_attempt_at is not None:
        payment, attempts = _attempted(payment, attempts, SOFT, plan, payment.next_attempt_at)
    assert [(one.started_at - START).days for one in attempts] == [0, 0, 0, 2, 2, 2, 4, 4, 4]
    assert [one.payment_method_id for one in attempts] == [*METHODS] * 3
    assert (payment.state, payment.failure_code) == ("failed", "insufficient_funds")


def test_without_consent_the_chosen_method_comes_again_on_its_day() -> None:
    payment, _ = _attempted(_payment(), [], SOFT, RetryPlan(), START)
    assert (payment.payment_method_id, payment.next_attempt_at) == (METHODS[0], START + timedelta(days=1))


def test_after_a_hard_decline_nothing_is_rotated() -> None:
    payment, _ = _attempted(_payment(), [], HARD, RetryPlan(methods=METHODS), START)
    assert (payment.state, payment.next_attempt_at) == ("failed", None)


def test_a_method_that_was_declined_hard_is_left_out_and_the_others_keep_their_day() -> None:
    plan = RetryPlan(methods=METHODS)
    payment, attempts = _attempted(_payment(), [], SOFT, plan, START)
    assert payment.payment_method_id == METHODS[1]
    payment, attempts = _attempted(payment, attempts, HARD, plan, START)
    assert (payment.payment_method_id, payment.next_attempt_at) == (METHODS[0], START + timedelta(days=1))
    payment, attempts = _attempted(payment, attempts, SOFT, plan, START + timedelta(days=1))
    assert (payment.payment_method_id, payment.next_attempt_at) == (METHODS[2], START + timedelta(days=1))
    payment, attempts = _attempted(payment, attempts, SOFT, plan, START + timedelta(days=1))
    assert (payment.payment_method_id, payment.next_attempt_at) == (METHODS[0], START + timedelta(days=3))


def test_the_best_hour_is_that_of_the_company_zone() -> None:
    days = [one.astimezone(BERLIN).isoformat()[:16] for one in calendar(START, BERLIN, (1, 20), hour=6)]
    assert days == ["2026-03-17T06:00", "2026-04-05T06:00"]


@given(
    st.lists(st.sampled_from([SOFT, SOFT, SOFT, HARD, Outage("closed"), Unknown("lost")]), min_size=1, max_size=120),
    st.lists(st.integers(1, 20), max_size=5, unique=True).map(sorted),
    st.integers(0, 3),
    st.sampled_from([None, 0, 6, 23]),
    st.booleans(),
)
def test_whatever_the_bank_says_no_attempt_is_begun_beside_another_nor_more_than_the_policy_has(
    outcomes: list[Outcome], days: list[int], count: int, hour: int | None, pays: bool
) -> None:
    plan = RetryPlan(days=tuple(days), hour=hour, methods=METHODS[:count])
    payment, attempts = _payment(), list[Attempt]()
    told = iter([*outcomes, Succeeded("ch_1") if pays else HARD])
    while payment.next_attempt_at is not None:
        now = payment.next_attempt_at
        assert may_begin_attempt(payment, attempts)
        payment, begun = begin_attempt(payment, attempts, AttemptId.new(now, ENTROPY), payment.payment_method_id, now)
        earlier = replace(plan, earlier=tuple(attempts))
        attempts.append(begun)
        outcome = next(told, HARD)
        payment, attempts[-1] = conclude(payment, begun, outcome, now, BERLIN, plan=earlier)
        while attempts[-1].state is AttemptState.unknown:
            assert not may_begin_attempt(payment, attempts)
            assert payment.next_attempt_at is None
            payment, attempts[-1] = conclude(payment, attempts[-1], next(told, HARD), now, BERLIN, plan=earlier)
    declined = [one for one in attempts if one.state is AttemptState.declined]
    assert payment.is_final
    assert len(declined) <= (1 + len(days)) * max(1, count)
    assert sum(one.state is AttemptState.succeeded for one in attempts) <= 1
    assert len([one for one in attempts if one.state is AttemptState.error]) <= (OUTAGES_MAX + 1) * (len(declined) + 1)
    hard = [one.payment_method_id for one in declined if one.decline_kind is DeclineKind.hard]
    assert len(hard) == len(set(hard))
    moments = [START, *calendar(START, BERLIN, plan.days, hour)]
    for begin, end in zip(moments, [*moments[1:], None], strict=True):
        used = [
            one.payment_method_id
            for one in declined
            if begin <= one.started_at and (end is None or one.started_at < end)
        ]
        assert len(used) == len(set(used))


def test_a_lost_attempt_is_not_rotated_away_from() -> None:
    payment, begun = begin_attempt(_payment(), [], AttemptId.new(START, ENTROPY), METHODS[0], START)
    payment, lost = lose_track(payment, begun, START + timedelta(minutes=2))
    assert (payment.state, payment.next_attempt_at, payment.payment_method_id) == ("unknown", None, METHODS[0])
    assert not may_begin_attempt(payment, [lost])
