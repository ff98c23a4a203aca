"""Dunning from the first overdue day to the payment, on real databases, with the clock in the test's hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from tests.conftest import run_jobs
from tests.domains.payments.conftest import EUR, TESTER, Till
from tests.factories import make_module, make_plan, make_subscription
from trunkline.domains.billing import actions as billing
from trunkline.domains.currencies.actions import prefer_currency
from trunkline.domains.marketplace import queries as subscriptions
from trunkline.domains.marketplace.model.offers.shapes import platform_fee
from trunkline.domains.notifications.queries import notifications
from trunkline.domains.payments import actions, queries, store
from trunkline.domains.payments.actions.serving import end_subscriptions
from trunkline.domains.payments.model import (
    DunningAction,
    DunningCase,
    DunningMessage,
    DunningState,
    DunningStep,
    PaymentState,
    RetryTime,
)
from trunkline.domains.payments.queries import DunningDetails
from trunkline.domains.payments.queries.dunning_preview import preview_message
from trunkline.domains.tenants import actions as tenants
from trunkline.domains.tenants import queries as companies
from trunkline.domains.tenants.model import CompanyState
from trunkline.infra.queue import Worker
from trunkline.kernel.errors import Conflict
from trunkline.kernel.ids import InvoiceId
from trunkline.kernel.money import Currency, Money
from trunkline.kernel.page import PageRequest

DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)
USD = Currency.of("USD")
NO_FUNDS, GOOD, STOLEN, SILENT = "4000000000009995", "4242424242424242", "4000000000009979", "4000009990000013"
STEPS = (
    DunningStep(after_days=0, message="reminder"),
    DunningStep(after_days=7, message="limited", action=DunningAction.limit),
    DunningStep(after_days=14, message="suspended", action=DunningAction.suspend),
    DunningStep(after_days=30, message="canceled", action=DunningAction.cancel),
)


async def _policy(till: Till, **changes: Any) -> None:
    async with till.program.scope(TESTER) as scope:
        await actions.set_dunning_policy(scope, None, **{"steps": STEPS} | changes)


async def _pass(till: Till, days: int, *, daily: bool = False) -> None:
    """Let days pass, and at their end, or at that of each, do what they ask for."""
    await Worker(till.program).tick()  # from now on the schedules count
    for _ in range(days if daily else 1):
        till.clock.advance((DAY if daily else days * DAY) - 10 * MINUTE)
        await Worker(till.program).tick()
        await run_jobs(till.program)
        till.clock.advance(10 * MINUTE)
        await Worker(till.program).tick()
        await run_jobs(till.program)


async def _cases(till: Till) -> list[DunningDetails]:
    async with till.program.scope(TESTER, company_id=till.company_id, write=False) as scope:
        return list((await queries.dunning_cases(scope, PageRequest(100))).items)


async def _case(till: Till) -> DunningCase:
    (only,) = await _cases(till)
    return only.case


async def _state(till: Till) -> CompanyState:
    async with till.program.scope(TESTER, company_id=till.company_id, write=False) as scope:
        return (await companies.company(scope, till.company_id)).state


async def _pay(till: Till, invoice_id: InvoiceId) -> None:
    async with till.program.scope(TESTER, company_id=till.company_id) as scope:
        await actions.pay_invoice(scope, invoice_id)
    await till.run()


async def _subscribed(till: Till, module: str = "reception") -> None:
    async with till.program.scope(TESTER) as scope:
        made = await make_module(scope, module)
    async with till.program.scope(TESTER, company_id=till.company_id) as scope:
        await make_subscription(scope, made.plans[0])


async def _subscription_states(till: Till) -> list[str]:
    async with till.program.scope(TESTER, company_id=till.company_id, write=False) as scope:
        return [one.state.value for one in await subscriptions.subscriptions_of(scope, till.company_id)]


async def test_sixty_days_of_a_declining_card_and_then_the_payment(till: Till) -> None:
    await _policy(till)
    await till.add_card(NO_FUNDS)
    invoice_id = await till.issue()
    await _pass(till, 14, daily=True)  # the calendar of retries is over by then, and the invoice is not due yet
    assert len((await till.payment(invoice_id)).attempts) == 5
    assert await _cases(till) == []
    seen = []
    for days in (1, 6, 1, 6, 1, 15, 1, 16):  # the day before each step, and its own
        await _pass(till, days)
        case, state = await _case(till), await _state(till)
        seen.append((case.reached, case.state.value, state.value))
    assert seen == [
        *[(1, "overdue", "active")] * 2,
        *[(2, "limited", "limited")] * 2,
        *[(3, "suspended", "suspended")] * 2,
        *[(4, "canceled", "suspended")] * 2,
    ]
    assert len((await till.payment(invoice_id)).attempts) == 5
    (details,) = await _cases(till)
    assert [(one.number, one.action, one.due) for one in details.notices] == [
        (1, "none", Money(11900, EUR)),
        (2, "limit", Money(11900, EUR)),
        (3, "suspend", Money(11900, EUR)),
        (4, "cancel", Money(11900, EUR)),
    ]

    await till.add_card(GOOD, make_default=True)
    await _pay(till, invoice_id)
    case = await _case(till)
    assert (case.state, case.stop_reason, case.due, case.next_step_at) == ("stopped", "paid", Money(0, EUR), None)
    assert await _state(till) is CompanyState.active
    kinds = [one.kind for one in await till.facts("dunning.")]
    assert kinds == ["dunning.started", *["dunning.step_reached"] * 4, "dunning.stopped"]
    assert len(await till.facts("company.changed")) == 3
    await _pass(till, 30)
    assert [one.kind for one in await till.facts("dunning.")] == kinds


async def test_a_limited_company_keeps_what_it_has_and_gets_nothing_new(till: Till) -> None:
    await _policy(till, steps=(replace(STEPS[1], after_days=0),))
    invoice_id = await till.issue()
    await _pass(till, 14)
    await _subscribed(till)
    await _pass(till, 1)
    assert await _state(till) is CompanyState.limited
    assert await _subscription_states(till) == ["active"]
    with pytest.raises(Conflict, match="is limited and cannot subscribe"):
        await _subscribed(till, "transcription")
    await till.void(invoice_id)
    await till.run()
    assert await _state(till) is CompanyState.active
    assert (await _case(till)).stop_reason == "voided"
    await _subscribed(till, "analysis")
    assert await _subscription_states(till) == ["active", "active"]


async def test_the_last_step_ends_the_subscriptions_of_its_currency_and_they_stay_ended(till: Till) -> None:
    await _policy(till, steps=(replace(STEPS[3], after_days=1),))
    invoice_id = await till.issue()
    await _pass(till, 14)
    await _subscribed(till)
    await _pass(till, 1)
    await _pass(till, 1)
    (ended,) = await till.facts("subscription.canceled")
    assert str(ended.payload["ended_on"]) == "2026-03-19"  # today is still covered
    assert ((await _case(till)).state, await _state(till)) == ("canceled", "suspended")
    await till.add_card(GOOD)
    await _pay(till, invoice_id)
    await _pass(till, 2)
    assert ((await _case(till)).state, await _state(till)) == ("stopped", "active")
    assert await _subscription_states(till) == ["canceled"]


async def test_who_has_changed_its_currency_still_owes_what_came_before(till: Till) -> None:
    await _policy(till, steps=(replace(STEPS[3], after_days=200),))
    async with till.program.scope(TESTER) as scope:
        fees = platform_fee(EUR="31", USD="40", JPY="5000")
        made = [await make_module(scope, slug, make_plan(f"{slug}-plan", fees)) for slug in ("desk", "lines")]
    async with till.program.scope(TESTER, company_id=till.company_id) as scope:
        await make_subscription(scope, made[0].plans[0])
    async with till.program.scope(TESTER, company_id=till.company_id) as scope:
        await prefer_currency(scope, till.company_id, USD)
    await till.issue()
    await _pass(till, 35)
    async with till.program.scope(TESTER, company_id=till.company_id) as scope:
        await make_subscription(scope, made[1].plans[0])
        assert {one.currency for one in await subscriptions.subscriptions_of(scope, till.company_id)} == {USD}
        words = DunningMessage(key="reminder", locale="en", title="{{ amount }}", body="{{ company }}")
        assert "€" in (await preview_message(scope, words, till.company_id)).title
        assert await end_subscriptions(scope, Currency.of("JPY")) == 0
        assert await end_subscriptions(scope, EUR) == 1


async def test_what_the_operator_suspended_stays_suspended(till: Till) -> None:
    await _policy(till, steps=(replace(STEPS[1], after_days=0),))
    async with till.program.scope(TESTER) as scope:
        await tenants.change_company(scope, till.company_id, state=CompanyState.suspended)
    invoice_id = await till.issue()
    await _pass(till, 15)
    assert ((await _case(till)).state, await _state(till)) == ("limited", "suspended")
    await till.add_card(GOOD)
    await _pay(till, invoice_id)
    assert ((await _case(till)).stop_reason, await _state(till)) == ("paid", "suspended")


async def test_each_currency_has_its_own_case_counter_and_threshold(till: Till) -> None:
    await _policy(till, thresholds=(Money(20000, USD),))
    euros = await till.issue()
    await _pass(till, 5)
    await till.issue(Money(15000, USD))
    await _pass(till, 11)  # the dollars are overdue by less than their threshold
    (only,) = await _cases(till)
    assert (only.case.currency, only.case.reached) == (EUR, 1)
    await _pass(till, 8)
    await till.issue(Money(5000, USD))
    await _pass(till, 15)
    by_currency = {one.case.currency.code: one.case for one in await _cases(till)}
    assert {code: (case.reached, case.due, case.invoices) for code, case in by_currency.items()} == {
        "EUR": (3, Money(11900, EUR), 1),
        "USD": (1, Money(20000, USD), 2),
    }
    assert await _state(till) is CompanyState.suspended
    await till.add_card(GOOD)
    await _pay(till, euros)
    by_currency = {one.case.currency.code: one.case for one in await _cases(till)}
    assert {code: case.state.value for code, case in by_currency.items()} == {"EUR": "stopped", "USD": "overdue"}
    assert await _state(till) is CompanyState.active


async def test_of_what_remains_too_little_is_not_dunned(till: Till) -> None:
    await _policy(till, thresholds=(Money(10000, EUR),))
    invoice_id = await till.issue()
    await _pass(till, 15)
    assert (await _case(till)).reached == 1
    async with till.program.scope(TESTER, company_id=till.company_id) as scope:
        await billing.mark_paid(scope, invoice_id, Money(2000, EUR), scope.now)
    await _pass(till, 7)  # no fact told of a part that was paid; the next step looks for itself
    case = await _case(till)
    assert (case.state, case.stop_reason, case.due, case.reached) == (
        "stopped",
        "below_threshold",
        Money(9900, EUR),
        1,
    )
    assert await _state(till) is CompanyState.active


@pytest.mark.parametrize("how", ["written_off", "voided"])
async def test_what_is_not_asked_for_any_more_is_not_dunned(till: Till, how: str) -> None:
    await _policy(till)
    invoice_id = await till.issue()
    await _pass(till, 15)
    if how == "voided":
        await till.void(invoice_id)
    else:
        async with till.program.scope(TESTER, company_id=till.company_id) as scope:
            await billing.write_off(scope, invoice_id)
    await till.run()
    assert (await _case(till)).stop_reason == how
    await _pass(till, 10)
    assert (await _case(till)).reached == 1


async def test_what_becomes_overdue_later_is_another_case_from_its_first_step(till: Till) -> None:
    await _policy(till)
    first = await till.issue()
    await _pass(till, 15)
    await _pass(till, 7)
    await till.void(first)
    await till.run()
    await till.issue()
    await _pass(till, 15)
    assert [(one.case.state, one.case.reached) for one in await _cases(till)] == [("overdue", 1), ("stopped", 2)]


async def test_an_open_case_keeps_its_policy(till: Till) -> None:
    await _policy(till)
    await till.issue()
    await _pass(till, 15)
    await _policy(till, steps=(DunningStep(after_days=1, message="warning"),))
    await _pass(till, 7)
    (details,) = await _cases(till)
    assert [one.message for one in details.notices] == ["reminder", "limited"]


async def test_a_company_with_a_policy_of_its_own_follows_it_at_once(till: Till) -> None:
    await _policy(till, steps=())
    await till.issue()
    await _pass(till, 20)
    assert await _cases(till) == []
    async with till.program.scope(TESTER, company_id=till.company_id) as scope:
        await actions.set_dunning_policy(scope, till.company_id, steps=STEPS)
    await till.run()
    assert (await _case(till)).state is DunningState.overdue


@pytest.mark.parametrize("action", [DunningAction.none, DunningAction.limit])
async def test_nobody_is_dunned_while_it_is_not_known_whether_they_have_paid(till: Till, action: DunningAction) -> None:
    await _policy(till, steps=(replace(STEPS[1], after_days=1, action=action),))
    invoice_id = await till.issue()
    await _pass(till, 15)
    case = await _case(till)
    assert case.next_step_at is not None
    await till.add_card(SILENT)
    till.clock.move_to(case.next_step_at - MINUTE)
    await _pay(till, invoice_id)
    assert (await till.payment(invoice_id)).payment.state is PaymentState.unknown
    till.clock.move_to(case.next_step_at)
    async with till.program.scope(TESTER, company_id=till.company_id) as scope:
        assert await actions.walk_case(scope, case.id) == 0
    after = await _case(till)
    assert (after.reached, after.next_step_at) == (0, case.next_step_at + timedelta(hours=1))
    assert await _state(till) is CompanyState.active
    till.clock.move_to(case.next_step_at + timedelta(hours=1))
    async with till.program.scope(TESTER, company_id=till.company_id) as scope:
        assert await actions.walk_case(scope, case.id) == 0
    till.clock.advance(DAY)  # a bank takes days: they are reminded, and their service is left alone
    async with till.program.scope(TESTER, company_id=till.company_id) as scope:
        assert await actions.walk_case(scope, case.id) == (action is DunningAction.none)
    assert await _state(till) is CompanyState.active


async def test_a_step_is_taken_once_however_often_it_is_asked_for(till: Till) -> None:
    await _policy(till)
    await till.issue()
    await _pass(till, 15)
    case = await _case(till)
    for _ in range(3):
        async with till.program.scope(TESTER, company_id=till.company_id) as scope:
            assert await actions.walk_case(scope, case.id) == 0
            await actions.look_at_debts(scope)
    (details,) = await _cases(till)
    assert len(details.notices) == 1
    async with till.program.scope(TESTER, company_id=till.company_id) as scope:
        assert not await store.insert_case(scope, replace(case, id=type(case.id).new(scope.now, till.program.entropy)))


async def test_the_company_is_told_in_its_language_and_in_the_words_of_the_operator(till: Till) -> None:
    async with till.program.scope(TESTER) as scope:
        message = DunningMessage(key="house", locale="en", title="Dear {{ company }}", body="{{ amount }}?")
        await actions.write_dunning_message(scope, message)
        await tenants.change_company(scope, till.company_id, locale="de-AT")
    await _policy(till, steps=(STEPS[0], replace(STEPS[1], message="house")))
    await till.issue()
    await _pass(till, 15)
    await _pass(till, 7)
    (details,) = await _cases(till)
    assert [(one.locale, one.title) for one in details.notices] == [
        ("de", "Erinnerung: 119,00\xa0€ ist überfällig"),
        ("en", "Dear Payer-1"),
    ]
    async with till.program.scope(TESTER, company_id=till.company_id, write=False) as scope:
        told = [
            one for one in (await notifications(scope, PageRequest(50))).items if one.kind == "dunning.step_reached"
        ]
    assert [(one.title, one.body) for one in reversed(told)] == [(one.title, one.body) for one in details.notices]
    assert "TL-2026-000001" in details.notices[0].body


# --------------------------------------------------------------------------------------------------------------- retrying
async def _consent(till: Till, *, allowed: bool = True) -> None:
    async with till.program.scope(TESTER, company_id=till.company_id) as scope:
        await actions.choose_rotation(scope, allowed=allowed)


async def test_after_a_soft_decline_another_saved_method_pays(till: Till) -> None:
    await _policy(till, rotation=True)
    await _consent(till)
    await till.add_card(NO_FUNDS)
    other = await till.add_card(GOOD)
    invoice_id = await till.issue()
    await till.run()
    await till.sweep()
    details = await till.payment(invoice_id)
    assert (details.payment.state, details.payment.payment_method_id) == (PaymentState.succeeded, other.id)
    assert [one.state.value for one in details.attempts] == ["declined", "succeeded"]
    assert till.money_at_the_provider() == Money(11900, EUR)


@pytest.mark.parametrize(("rotation", "consent"), [(True, False), (False, True)])
async def test_without_consent_or_policy_the_other_method_is_left_alone(
    till: Till, rotation: bool, consent: bool
) -> None:
    await _policy(till, rotation=rotation)
    await _consent(till, allowed=consent)
    first = await till.add_card(NO_FUNDS)
    await till.add_card(GOOD)
    invoice_id = await till.issue()
    await _pass(till, 9, daily=True)
    details = await till.payment(invoice_id)
    assert {one.payment_method_id for one in details.attempts} == {first.id}
    assert (details.payment.state, len(details.attempts)) == (PaymentState.failed, 5)
    assert till.money_at_the_provider() == Money(0, EUR)


async def test_a_hard_decline_is_neither_retried_nor_rotated(till: Till) -> None:
    await _policy(till, rotation=True)
    await _consent(till)
    await till.add_card(STOLEN)
    await till.add_card(GOOD)
    invoice_id = await till.issue()
    await _pass(till, 9, daily=True)
    details = await till.payment(invoice_id)
    assert (details.payment.state, len(details.attempts)) == (PaymentState.failed, 1)
    assert till.money_at_the_provider() == Money(0, EUR)


async def test_while_a_result_is_unknown_no_other_method_is_tried(till: Till) -> None:
    await _policy(till, rotation=True)
    await _consent(till)
    silent = await till.add_card(SILENT)
    await till.add_card(GOOD)
    invoice_id = await till.issue()
    await till.run()
    await till.sweep()
    details = await till.payment(invoice_id)
    assert [(one.state.value, one.payment_method_id) for one in details.attempts] == [("unknown", silent.id)]


async def test_retries_follow_the_days_and_the_hour_of_the_policy(till: Till) -> None:
    await _policy(till, retry_days=(2, 5), retry_time=RetryTime.fixed, retry_hour=6)
    await till.add_card(NO_FUNDS)
    invoice_id = await till.issue()
    await till.run()
    moments = []
    while (at := (await till.payment(invoice_id)).payment.next_attempt_at) is not None:
        moments.append(at.isoformat()[:16])
        till.clock.move_to(at)
        await till.sweep()
    assert moments == ["2026-03-04T05:00", "2026-03-07T05:00"]  # six in Berlin
    assert len((await till.payment(invoice_id)).attempts) == 3


async def test_the_best_hour_is_the_one_in_which_the_company_last_paid(till: Till) -> None:
    await _policy(till, retry_time=RetryTime.last_success)
    await till.add_card(NO_FUNDS)
    first = await till.issue()
    await till.run()
    assert (await till.payment(first)).payment.next_attempt_at == till.clock.now() + DAY  # it has never paid
    await till.void(first)
    await till.run()
    till.clock.advance(timedelta(hours=6))
    await till.add_card(GOOD, make_default=True)
    await till.issue(Money(100, EUR))
    await till.run()
    await till.add_card(NO_FUNDS, make_default=True)
    till.clock.advance(timedelta(hours=1, minutes=20))
    last = await till.issue()
    await till.run()
    at = (await till.payment(last)).payment.next_attempt_at
    assert at is not None
    assert at.isoformat()[:16] == "2026-03-03T18:00"  # seven in Berlin, where it paid between seven and eight
