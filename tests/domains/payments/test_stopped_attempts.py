"""A dunning case is stopped while an attempt is on its way: whatever comes of it, no other follows by itself."""

from __future__ import annotations

from sqlalchemy import update

from tests.clients import client_as
from tests.domains.payments.conftest import TESTER, Till
from tests.domains.payments.test_dunning import _case, _pass
from tests.domains.payments.test_dunning_decisions import _decide, _overdue
from trunkline.domains.payments import actions, store
from trunkline.domains.payments.actions.advancing import begin_step
from trunkline.domains.payments.model import DunningState, Outage, PaymentState, StopReason


async def test_an_outage_brings_no_charge_back_to_life(till: Till) -> None:
    invoice_id = await _overdue(till)
    payment = (await till.payment(invoice_id)).payment
    assert payment.next_attempt_at is not None
    till.clock.advance(payment.next_attempt_at - till.clock.now())
    async with till.program.scope(TESTER, company_id=till.company_id) as scope:
        asking = await begin_step(scope, payment.id)
    assert asking is not None
    await _decide(till, "stop")
    async with till.program.scope(TESTER, company_id=till.company_id) as scope:
        after = await actions.record_outcome(scope, payment.id, asking.attempt_id, Outage("The gateway is closed."))
    assert (after.state, after.next_attempt_at) == (PaymentState.failed, None)
    attempts = len((await till.payment(invoice_id)).attempts)
    await _pass(till, 2)
    assert len((await till.payment(invoice_id)).attempts) == attempts


async def test_a_payment_that_was_left_waiting_does_not_go_on_over_the_rest(till: Till) -> None:
    """As an outage had left it before."""
    invoice_id = await _overdue(till)
    case = await _case(till)
    payment = (await till.payment(invoice_id)).payment
    stopped = {"state": DunningState.stopped, "stop_reason": StopReason.by_operator, "stopped_at": till.clock.now()}
    async with till.program.scope(TESTER) as scope:
        mine = update(store.dunning_case).where(store.dunning_case.c.id == case.id)
        await scope.tx.execute(mine.values(open_key=None, next_step_at=None, **stopped))
    received = {"method": "bank_transfer", "reference": "1", "received_at": till.clock.now().isoformat()}
    async with client_as(till.program, "payments.read", "payments.manage", "payments.refund") as api:
        came = await api.post(
            f"/invoices/{invoice_id}/payments", json=received | {"amount": "19.00", "currency": "EUR"}
        )
    assert came.status_code == 201, came.text
    assert payment.next_attempt_at is not None
    till.clock.advance(payment.next_attempt_at - till.clock.now())
    await till.sweep()
    assert [one.payment.state for one in await till.payments(invoice_id)] == [PaymentState.canceled]
