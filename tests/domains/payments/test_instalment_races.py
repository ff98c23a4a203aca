"""Plans and payments that meet: what may have taken money already decides."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

import pytest

from tests.conftest import run_jobs
from tests.domains.payments.lab import EUR, GOOD, NO_FUNDS, STOLEN, TESTER, Lab, open_lab
from trunkline.domains.billing import queries as billing
from trunkline.domains.payments import actions, queries, store
from trunkline.domains.payments.actions.opening import PaymentInFlight
from trunkline.domains.payments.model import (
    Attempt,
    AttemptState,
    Declined,
    DeclineKind,
    Outcome,
    Payment,
    PaymentMethod,
    PaymentState,
    Succeeded,
)
from trunkline.domains.payments.model.instalments import Instalment, InstalmentWish
from trunkline.domains.payments.queries.instalments import active_plan
from trunkline.infra.program import Program
from trunkline.infra.scope import Scope
from trunkline.kernel.ids import AttemptId, PaymentId
from trunkline.kernel.money import Money

THREE = {"count": 3, "interval": "month"}


async def charge(
    scope: Scope, lab: Lab, method: PaymentMethod, amount: str = "119", part: Instalment | None = None
) -> tuple[PaymentId, AttemptId]:
    """A payment over the whole invoice, or a part of it, whose attempt the provider has not answered, as another request leaves it."""
    invoice = await billing.invoice(scope, lab.invoice_id)
    payment = Payment(
        id=scope.new_id(PaymentId),
        company_id=lab.company_id,
        invoice_id=invoice.id,
        invoice_number=invoice.number or "",
        amount=Money.exact(Decimal(amount), EUR),
        state=PaymentState.unknown,
        provider=method.provider,
        payment_method_id=method.id,
        created_at=scope.now,
        first_attempt_at=scope.now,
        instalment_plan_id=None if part is None else part.plan_id,
        instalment_id=None if part is None else part.id,
    )
    attempt = Attempt(
        id=scope.new_id(AttemptId),
        company_id=lab.company_id,
        payment_id=payment.id,
        number=1,
        idempotency_key=f"{payment.id}-1",
        payment_method_id=method.id,
        state=AttemptState.unknown,
        started_at=scope.now,
    )
    assert await store.insert_payment(scope, payment)
    await store.insert_attempt(scope, attempt)
    return payment.id, attempt.id


async def charge_part(lab: Lab, method: PaymentMethod, number: int, amount: str) -> tuple[PaymentId, AttemptId]:
    """Of the active plan's parts the one of that number."""
    async with lab.program.scope(TESTER, company_id=lab.company_id) as scope:
        plan = await active_plan(scope, lab.invoice_id)
        assert plan is not None
        return await charge(scope, lab, method, amount, plan.parts[number - 1])


async def tell(lab: Lab, payment_id: PaymentId, attempt_id: AttemptId, outcome: Outcome) -> None:
    async with lab.program.scope(TESTER, company_id=lab.company_id) as scope:
        await actions.record_outcome(scope, payment_id, attempt_id, outcome)
    await run_jobs(lab.program)


async def only_attempt(lab: Lab) -> tuple[PaymentId, AttemptId]:
    async with lab.program.scope(TESTER, company_id=lab.company_id, write=False) as scope:
        (found,) = await queries.payments_of_invoice(scope, lab.invoice_id)
    (attempt,) = found.attempts
    return found.payment.id, attempt.id


@dataclass
class Meanwhile:
    """A transaction in which another request commits its charge after the first statement."""

    scope: Scope
    lab: Lab
    method: PaymentMethod
    done: bool = False

    async def execute(self, *asked: Any) -> Any:
        answer = await self.scope.tx.execute(*asked)
        if not self.done:
            self.done = True
            await charge(self.scope, self.lab, self.method)
        return answer

    def __getattr__(self, name: str) -> Any:
        return getattr(self.scope.tx, name)


async def test_a_charge_that_began_while_the_plan_was_made_refuses_it(program: Program) -> None:
    async with open_lab(program) as lab:
        method = await lab.add_card(GOOD)
        async with program.scope(TESTER, company_id=lab.company_id) as scope:
            raced: Any = Meanwhile(scope, lab, method)
            with pytest.raises(PaymentInFlight):
                await actions.make_plan(replace(scope, tx=raced), lab.invoice_id, InstalmentWish(count=3))
        assert await lab.payments() == [("119.00", "unknown", 1)]
        assert (await lab.api.get("/instalment-plans")).json()["items"] == []


async def test_no_part_is_opened_while_the_whole_may_have_been_taken(program: Program) -> None:
    """The charge was begun before the plan was, and was seen after it."""
    async with open_lab(program) as lab:
        method = await lab.add_card(GOOD)
        made = await lab.plan(**THREE)
        async with program.scope(TESTER, company_id=lab.company_id) as scope:
            await charge(scope, lab, method)
        await lab.move("2026-03-02T12:00:00+01:00")
        assert await lab.payments() == [("119.00", "unknown", 1)]
        refused = await lab.post(f"/invoices/{lab.invoice_id}/pay")
        assert (refused.status_code, refused.json()["code"]) == (409, "payment_in_flight")
        assert [one for _, one in await lab.parts(made["id"])] == ["upcoming"] * 3
        assert lab.taken() == "0.00"


async def test_a_plan_that_is_not_kept_waits_for_what_may_have_been_taken_and_cancels_nothing(program: Program) -> None:
    async with open_lab(program) as lab:
        method = await lab.add_card(NO_FUNDS)
        made = await lab.plan(count=2, interval="week", grace_days=0)
        await lab.move("2026-03-02T12:00:00+01:00")
        of_second = await charge_part(lab, method, 2, "59.50")
        await lab.move("2026-03-03T00:30:00+01:00")
        assert await lab.payments() == [("59.50", "pending", 1), ("59.50", "unknown", 1)]
        assert (await lab.shown(made["id"]))["state"] == "active"
        await tell(lab, *of_second, Declined("generic_decline", DeclineKind.hard, "No."))
        await lab.move("2026-03-03T02:00:00+01:00")
        assert (await lab.shown(made["id"]))["state"] == "defaulted"
        # The whole is owed at once, and the only card was refused for good: it is asked for, not charged.
        assert [one for _, one, _ in await lab.payments()] == ["canceled", "failed"]


async def test_a_card_that_was_declined_for_good_is_not_charged_again_after_a_settlement_that_failed(
    program: Program,
) -> None:
    """Only the parts whose payment gave way to the settlement are collected again."""
    async with open_lab(program) as lab:
        await lab.add_card(STOLEN)
        made = await lab.plan(count=3, interval="day")
        await lab.move("2026-03-02T12:00:00+01:00")
        bad = await lab.add_card(NO_FUNDS)
        await lab.move("2026-03-03T12:00:00+01:00")
        assert await lab.payments() == [("39.67", "failed", 1), ("39.67", "pending", 1)]
        await lab.post(f"/instalment-plans/{made['id']}/settlement", {"payment_method_id": bad.id})
        await lab.move("2026-03-03T15:00:00+01:00")
        found = await lab.payments()
        assert found[1:] == [("39.67", "canceled", 1), ("119.00", "failed", 1), ("39.67", "pending", 1)]
        async with program.scope(TESTER, company_id=lab.company_id, write=False) as scope:
            last = (await queries.payments_of_invoice(scope, lab.invoice_id))[-1].payment
        assert last.instalment_id == (await lab.shown(made["id"]))["parts"][1]["id"]


async def test_money_that_comes_again_for_a_part_that_is_paid_is_money_beside_the_plan(program: Program) -> None:
    async with open_lab(program) as lab:
        await lab.add_card(NO_FUNDS)
        made = await lab.plan(**THREE)
        await lab.move("2026-03-02T12:00:00+01:00")
        first = await only_attempt(lab)
        await lab.add_card(GOOD)
        await lab.post(f"/invoices/{lab.invoice_id}/pay")
        assert (await lab.parts(made["id"]))[0] == ("0.00", "paid")
        await tell(lab, *first, Succeeded("ch_late"))
        assert await lab.parts(made["id"]) == [("0.00", "paid"), ("39.66", "upcoming"), ("0.00", "covered")]
        assert len(await lab.facts("instalment.paid")) == 1
        assert await lab.wrong() == []


async def test_money_that_does_not_suffice_for_its_part_leaves_it_to_be_collected(program: Program) -> None:
    async with open_lab(program) as lab:
        await lab.add_card(NO_FUNDS)
        made = await lab.plan(**THREE)
        await lab.move("2026-03-02T12:00:00+01:00")
        await tell(lab, *await only_attempt(lab), Succeeded("ch_late", amount=Money(2000, EUR)))
        assert [one for one, _ in await lab.parts(made["id"])] == ["39.67", "39.67", "19.66"]
        assert await lab.facts("instalment.paid") == []
        await lab.add_card(GOOD)
        await lab.move("2026-03-02T14:00:00+01:00")
        assert await lab.payments() == [("20.00", "succeeded", 1), ("39.67", "succeeded", 1)]
        assert (await lab.parts(made["id"]))[0] == ("0.00", "paid")
        assert await lab.wrong() == []


async def test_an_invoice_that_is_paid_cancels_what_waits_of_a_plan_that_is_over(program: Program) -> None:
    """The money of one part ends the plan, while another part waits to be tried again."""
    async with open_lab(program) as lab:
        method = await lab.add_card(NO_FUNDS)
        made = await lab.plan(**THREE)
        await lab.move("2026-03-02T12:00:00+01:00")
        of_second = await charge_part(lab, method, 2, "39.67")
        transfer = {"amount": "79.33", "currency": "EUR", "method": "bank_transfer", "reference": "1"}
        came = {"received_at": "2026-03-02T09:00:00Z"}
        assert (await lab.post(f"/invoices/{lab.invoice_id}/payments", transfer | came)).status_code == 201
        assert await lab.payments() == [("39.67", "pending", 1), ("39.67", "unknown", 1)]
        await tell(lab, *of_second, Succeeded("ch_second"))
        assert ((await lab.invoice())["state"], (await lab.shown(made["id"]))["state"]) == ("paid", "completed")
        assert await lab.payments() == [("39.67", "canceled", 1), ("39.67", "succeeded", 1)]
        assert await lab.wrong() == []
