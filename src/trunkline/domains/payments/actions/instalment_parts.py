"""What a payment may take under a plan, and what becomes of the plan when it has.

Whoever changes a plan takes locks in one order: payments, the company's account, the invoice, the plan.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from trunkline.domains.billing import actions as billing_actions
from trunkline.domains.billing import queries as billing
from trunkline.domains.billing.model import Invoice, InvoiceState
from trunkline.domains.payments.events import InstalmentPaid, InstalmentPlanDefaulted, InstalmentPlanEnded
from trunkline.domains.payments.model import Payment
from trunkline.domains.payments.model.instalments import Instalment, InstalmentPlan, PlanState
from trunkline.domains.payments.queries.instalments import active_plan
from trunkline.domains.payments.rules.instalments import (
    LOOK_AGAIN,
    Open,
    ended,
    next_look,
    open_parts,
    paid_by_arrangement,
)
from trunkline.domains.payments.store import instalments as rows
from trunkline.infra.scope import Scope
from trunkline.kernel.ids import InvoiceId
from trunkline.kernel.money import Money


async def owed_under_plan(scope: Scope, payment: Payment, invoice: Invoice) -> Money:
    """What the payment may take of an invoice that is, or was, paid in parts: its part, or all that is left of an active plan.

    Nothing where the payment is of another plan or of none: the active plan collects.
    """
    plan = await active_plan(scope, invoice.id)
    if plan is None or plan.id != payment.instalment_plan_id or not invoice.due:
        return Money.zero(invoice.currency)
    if payment.instalment_id is None:
        return await billing.asked_now(scope, invoice)
    return open_parts(plan, invoice.due)[payment.instalment_id]


async def count_part(scope: Scope, payment: Payment, applied: Money) -> bool:
    """So much of the money of `payment` was taken for its invoice, which is held: its part is paid, and with the last one the plan is over.

    Whether a part was: not where the plan is over already, the part is paid already, or asks for more. It is money beside the plan then.
    """
    plan = await rows.lock_active_plan(scope, payment.invoice_id)
    if plan is None or plan.id != payment.instalment_plan_id:
        return False
    invoice = await billing.invoice(scope, payment.invoice_id)
    paid = _pays_part(plan, payment, applied, invoice.due)
    if payment.instalment_id is not None:
        changed = _mark_part(scope, plan, payment, applied, invoice.due) if paid else _reopen(scope, plan, payment)
        plan = await changed
    still_open = open_parts(plan, invoice.due)
    if any(still_open.values()):
        await rows.save_plan(scope, replace(plan, next_at=next_look(plan, still_open)))
    else:
        await end_plan(scope, plan, PlanState.settled if payment.settles_plan else PlanState.completed)
    return paid


async def count_arranged(scope: Scope, invoice_id: InvoiceId, applied: Money, at: datetime) -> None:
    """An arrangement has paid so much of the invoice, which is held: of its plan, if it has one, the first open parts."""
    plan = await rows.lock_active_plan(scope, invoice_id)
    if plan is None:
        return
    left = (await billing.invoice(scope, invoice_id)).due
    for part in paid_by_arrangement(plan, open_parts(plan, left + applied), applied, at):
        before = plan.part(part.id)
        await rows.save_part(scope, part)
        plan = replace(plan, parts=tuple(part if one.id == part.id else one for one in plan.parts))
        if part.paid_at is not None:
            _tell_paid(scope, plan, part, part.paid - before.paid, left)
    if left:  # otherwise it ends with its invoice
        await rows.save_plan(scope, replace(plan, next_at=next_look(plan, open_parts(plan, left))))


async def end_plan(scope: Scope, plan: InstalmentPlan, state: PlanState) -> None:
    """The invoice is owed as a whole again, if anything is; at once where the plan has defaulted. Its payments are the caller's."""
    await rows.save_plan(scope, ended(plan, state, scope.now))
    due_now = state is PlanState.defaulted
    invoice = await billing_actions.resume_invoice(scope, plan.invoice_id, due_now=due_now)
    if due_now:
        scope.announce(
            InstalmentPlanDefaulted(
                company_id=plan.company_id,
                subject=plan.id,
                invoice_id=plan.invoice_id,
                invoice_number=plan.invoice_number,
                left=invoice.due,
            )
        )
        return
    scope.announce(
        InstalmentPlanEnded(
            company_id=plan.company_id,
            subject=plan.id,
            invoice_id=plan.invoice_id,
            invoice_number=plan.invoice_number,
            state=state,
            left=invoice.due,
            before={"state": plan.state},
            after={"state": state},
        )
    )


def state_without_parts(invoice: Invoice) -> PlanState:
    """How a plan ends of which nothing is open any more without its doing."""
    return PlanState.completed if invoice.state is InvoiceState.paid else PlanState.canceled


async def look_again(scope: Scope, plan: InstalmentPlan, still_open: Open) -> None:
    """Keep the plan with the moment at which to look next; what could not be done now is looked at again soon."""
    moment = next_look(plan, still_open)
    if moment is not None and moment <= scope.now:
        moment = scope.now + LOOK_AGAIN
    await rows.save_plan(scope, replace(plan, next_at=moment))


def _pays_part(plan: InstalmentPlan, payment: Payment, applied: Money, left: Money) -> bool:
    """Whether it brought what was open of its part while the invoice still asked for it."""
    if payment.instalment_id is None or plan.part(payment.instalment_id).paid_at is not None:
        return False
    return applied >= open_parts(plan, left + applied)[payment.instalment_id]


async def _reopen(scope: Scope, plan: InstalmentPlan, payment: Payment) -> InstalmentPlan:
    """The part, unless it is paid, is collected again."""
    assert payment.instalment_id is not None, "it is of a part"
    part = plan.part(payment.instalment_id)
    if part.paid_at is not None:
        return plan
    part = replace(part, opened_at=None)
    await rows.save_part(scope, part)
    return replace(plan, parts=tuple(part if one.id == part.id else one for one in plan.parts))


async def _mark_part(
    scope: Scope, plan: InstalmentPlan, payment: Payment, applied: Money, left: Money
) -> InstalmentPlan:
    assert payment.instalment_id is not None, "it is of a part"
    before = plan.part(payment.instalment_id)
    part = replace(before, paid=before.paid + applied, paid_at=payment.settled_at)
    await rows.save_part(scope, part)
    _tell_paid(scope, plan, part, applied, left)
    return replace(plan, parts=tuple(part if one.id == part.id else one for one in plan.parts))


def _tell_paid(scope: Scope, plan: InstalmentPlan, part: Instalment, amount: Money, left: Money) -> None:
    scope.announce(
        InstalmentPaid(
            company_id=plan.company_id,
            subject=plan.id,
            invoice_id=plan.invoice_id,
            invoice_number=plan.invoice_number,
            number=part.number,
            amount=amount,
            left=left,
        )
    )
