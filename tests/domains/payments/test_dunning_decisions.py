"""A dunning case is paused, goes on and is stopped by the operator: steps, messages, limits and retries follow."""

from __future__ import annotations

from typing import Any

import httpx2
import pytest

from tests.clients import client_as
from tests.domains.payments.conftest import DUE, TESTER, Till
from tests.domains.payments.test_dunning import DAY, GOOD, NO_FUNDS, STEPS, _case, _cases, _pass, _pay, _policy, _state
from trunkline.domains.billing import actions as billing
from trunkline.domains.payments.model import PaymentState, StopReason
from trunkline.domains.tenants.model import CompanyState
from trunkline.kernel.ids import InvoiceId

WHY = {"reason": "They have promised to pay."}


async def _overdue(till: Till, card: str = NO_FUNDS) -> InvoiceId:
    """Fifteen days after its issue: past due since a day, with one step taken."""
    await _policy(till, retry_days=(1, 16, 18, 40))
    await till.add_card(card)
    invoice_id = await till.issue()
    await till.run()
    await _pass(till, 2)
    await _pass(till, 13)
    assert (await _case(till)).reached == 1
    return invoice_id


async def _decide(till: Till, what: str, **body: Any) -> httpx2.Response:
    case = (await _cases(till))[0].case
    async with client_as(till.program, "dunning.manage", "payments.read") as api:
        return await api.post(f"/dunning-cases/{case.id}/{what}", json=WHY | body)


def _day(till: Till, days: int) -> str:
    return (till.clock.now() + days * DAY).date().isoformat()


async def test_while_a_case_is_paused_nothing_follows_and_then_it_goes_on(till: Till) -> None:
    invoice_id = await _overdue(till)
    paused = await _decide(till, "pause", until=_day(till, 20))
    assert paused.status_code == 200, paused.text
    shown = paused.json()
    assert shown["next_step_at"] == shown["paused_until"] == shown["next_attempt_at"]
    assert shown["decision"] == WHY | {"by": shown["decision"]["by"], "at": shown["decision"]["at"]}
    attempts = len((await till.payment(invoice_id)).attempts)
    await _pass(till, 19)
    assert (await _case(till)).reached == 1
    assert await _state(till) is CompanyState.active
    assert len((await till.payment(invoice_id)).attempts) == attempts
    await _pass(till, 2, daily=True)
    assert (await _case(till)).reached == 2
    assert await _state(till) is CompanyState.limited
    assert len((await till.payment(invoice_id)).attempts) == attempts + 1
    (told,) = await till.facts("dunning.paused")
    assert (await _case(till)).paused_until is None
    assert (told.payload["reason"], told.payload["before"], told.actor_kind) == (
        WHY["reason"],
        {"paused_until": None},
        "api_key",
    )


async def test_what_was_limited_stays_so_while_it_is_paused_and_whoever_pays_is_free(till: Till) -> None:
    invoice_id = await _overdue(till)
    await _pass(till, 7)
    assert await _state(till) is CompanyState.limited
    await _decide(till, "pause", until=_day(till, 30))
    assert await _state(till) is CompanyState.limited
    await till.add_card(GOOD, make_default=True)
    await _pay(till, invoice_id)
    assert (await _case(till)).stop_reason is StopReason.paid
    assert await _state(till) is CompanyState.active


async def test_a_decline_in_a_pause_is_retried_after_it(till: Till) -> None:
    invoice_id = await _overdue(till)
    until = (await _decide(till, "pause", until=_day(till, 10))).json()["paused_until"]
    await _pay(till, invoice_id)  # somebody asks: that is no retry
    payment = await till.payment(invoice_id)
    assert (payment.payment.state, len(payment.attempts)) == (PaymentState.pending, 3)
    assert payment.payment.next_attempt_at is not None
    assert payment.payment.next_attempt_at.isoformat().replace("+00:00", "Z") == until


async def test_a_resumed_case_takes_its_step_and_its_retries_as_before(till: Till) -> None:
    invoice_id = await _overdue(till)
    before = (await till.payment(invoice_id)).payment.next_attempt_at
    await _decide(till, "pause", until=_day(till, 60))
    await _decide(till, "pause", until=_day(till, 30))  # moves the day
    resumed = await _decide(till, "resume")
    assert (resumed.status_code, resumed.json()["paused_until"]) == (200, None)
    assert (await till.payment(invoice_id)).payment.next_attempt_at == before
    assert (await _decide(till, "resume")).json()["code"] == "dunning_case_not_paused"
    await _pass(till, 7, daily=True)
    assert (await _case(till)).reached == 2


async def test_a_stopped_case_gives_the_service_back_and_its_invoices_are_left_alone(till: Till) -> None:
    invoice_id = await _overdue(till)
    await _pass(till, 7)
    assert await _state(till) is CompanyState.limited
    stopped = (await _decide(till, "stop")).json()
    assert (stopped["state"], stopped["stop_reason"], stopped["next_step"]) == ("stopped", "by_operator", None)
    assert await _state(till) is CompanyState.active
    assert (await till.payment(invoice_id)).payment.state is PaymentState.canceled
    second = await till.issue()
    await till.run()
    await till.void(second)  # one of the facts after which the debts are looked at
    await till.run()
    await _pass(till, 30)
    assert [one.case.stop_reason for one in await _cases(till)] == [StopReason.by_operator]
    assert len(await till.payments(invoice_id)) == 1
    assert (await _decide(till, "pause", until=_day(till, 3))).json()["code"] == "dunning_case_stopped"
    third = await till.issue()
    await till.run()
    await _pass(till, 15)
    newest, _ = await _cases(till)
    assert (newest.case.due, newest.case.invoices, newest.notices[0].due) == (DUE, 1, DUE)
    async with till.program.scope(TESTER, company_id=till.company_id) as scope:
        await billing.write_off(scope, third)
    kinds = [one.kind for one in await till.facts("dunning")]
    assert kinds.index("dunning.stop_decided") + 1 == kinds.index("dunning.stopped")


async def test_a_case_shows_its_invoices_attempts_messages_and_what_comes(till: Till) -> None:
    invoice_id = await _overdue(till)
    case_id = (await _case(till)).id
    async with client_as(till.program, "payments.read", company_id=till.company_id) as company:
        shown = (await company.get(f"/dunning-cases/{case_id}")).json()
    (invoice,) = shown["case_invoices"]
    assert (invoice["id"], invoice["due"]["amount"], invoice["state"]) == (invoice_id, "119.00", "past_due")
    payment = await till.payment(invoice_id)
    assert [(one["id"], one["payment_id"]) for one in shown["attempts"]] == [
        (one.id, payment.payment.id) for one in reversed(payment.attempts)
    ]
    assert [one["number"] for one in shown["notices"]] == [1]
    assert shown["next_step"]["message"] == STEPS[1].message
    assert shown["next_attempt_at"] is not None
    assert shown["decision"] is None


@pytest.mark.parametrize("body", [{"until": "2026-03-01"}, {"until": "2029-01-01"}, {"until": 3}, {}])
async def test_a_pause_has_a_day_ahead_and_a_reason(till: Till, body: dict[str, Any]) -> None:
    await _overdue(till)
    assert (await _decide(till, "pause", **body)).status_code == 422
    assert (await _decide(till, "pause", until=_day(till, 5), reason=" ")).status_code == 422
    assert (await _case(till)).paused_until is None
    async with client_as(till.program, "payments.read", "payments.manage", company_id=till.company_id) as company:
        refused = await company.post(f"/dunning-cases/{(await _case(till)).id}/stop", json=WHY)
    assert refused.status_code == 403
