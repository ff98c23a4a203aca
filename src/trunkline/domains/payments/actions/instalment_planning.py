"""Instalment plans are made. A plan changes when the invoice is paid, not what is owed of it.

Nothing moves in the books, therefore: the agreement is written there without postings, and each part is a payment when it comes.
"""

from __future__ import annotations

from dataclasses import replace

from trunkline.domains.billing import actions as billing_actions
from trunkline.domains.billing import queries as billing
from trunkline.domains.billing.model import Invoice, InvoiceNotOpen
from trunkline.domains.ledger import actions as ledger
from trunkline.domains.ledger.model import Booking, Event
from trunkline.domains.ledger.rules import instalments_agreed
from trunkline.domains.payments.actions.instalments import cancel_all, hold_payments, require_none_began
from trunkline.domains.payments.events import InstalmentPlanMade
from trunkline.domains.payments.model.instalments import (
    AlreadyPlanned,
    Instalment,
    InstalmentPlan,
    InstalmentWish,
    PlannedPart,
    PlanState,
    UnderDispute,
)
from trunkline.domains.payments.model.sources import plan_source
from trunkline.domains.payments.queries.instalments import (
    is_disputed,
)
from trunkline.domains.payments.rules.instalments import next_look, open_parts, planned_parts
from trunkline.domains.payments.store import instalments as rows
from trunkline.domains.tenants import queries as tenants
from trunkline.infra.scope import Scope
from trunkline.kernel.ids import InstalmentId, InstalmentPlanId, InvoiceId
from trunkline.kernel.money import Money


async def preview_plan(scope: Scope, invoice_id: InvoiceId, wish: InstalmentWish) -> list[PlannedPart]:
    """The parts that a plan would have. Raises `NotFound`, `InvoiceNotOpen`, `AlreadyPlanned`, `UnderDispute`, `Invalid`."""
    return await _parts(scope, await billing.invoice(scope, invoice_id), wish)


async def make_plan(scope: Scope, invoice_id: InvoiceId, wish: InstalmentWish) -> InstalmentPlan:
    """Have the invoice paid in parts. A payment that waits for its next attempt gives way; the scope is of the invoice's company.

    Raises what `preview_plan` raises, and `PaymentInFlight`.
    """
    under_way = await hold_payments(scope, invoice_id)
    invoice = await billing_actions.hold_invoice(scope, invoice_id)
    await require_none_began(scope, invoice_id, under_way)
    parts = await _parts(scope, invoice, wish)
    await cancel_all(scope, under_way, "The invoice is paid in instalments from now on.")
    await billing_actions.defer_invoice(scope, invoice_id)
    plan = await _plan(scope, invoice, wish, parts)
    if not await rows.insert_plan(scope, plan):
        raise AlreadyPlanned("Another request has just made a plan for this invoice.")
    booking = Booking(
        event=Event.instalments_agreed,
        source=plan_source(plan.id),
        postings=instalments_agreed(),
        document=invoice_id,
        at=scope.now,
    )
    ledger.post(scope, plan.company_id, booking)
    scope.announce(
        InstalmentPlanMade(
            company_id=plan.company_id,
            subject=plan.id,
            invoice_id=plan.invoice_id,
            invoice_number=plan.invoice_number,
            amount=plan.amount,
            parts=len(plan.parts),
            first_on=plan.parts[0].due_on,
            last_on=plan.parts[-1].due_on,
        )
    )
    return plan


async def _parts(scope: Scope, invoice: Invoice, wish: InstalmentWish) -> list[PlannedPart]:
    if not invoice.due or invoice.due.minor < 0:
        raise InvoiceNotOpen(f"The invoice is {invoice.state}: only what is owed can be paid in instalments.")
    if invoice.deferred_at is not None:
        raise AlreadyPlanned("The invoice is paid in instalments already: cancel that plan first.")
    if await is_disputed(scope, invoice.id):
        raise UnderDispute("A payment of this invoice is disputed: wait for the bank's word.")
    company = await tenants.company(scope, invoice.company_id)
    return planned_parts(wish, invoice.due, company.local_day(scope.now))


async def _plan(scope: Scope, invoice: Invoice, wish: InstalmentWish, parts: list[PlannedPart]) -> InstalmentPlan:
    assert invoice.number is not None, "an issued invoice has its number"
    plan_id = scope.new_id(InstalmentPlanId)
    plan = InstalmentPlan(
        id=plan_id,
        company_id=invoice.company_id,
        invoice_id=invoice.id,
        invoice_number=invoice.number,
        amount=invoice.due,
        grace_days=wish.grace_days,
        zone=(await tenants.company(scope, invoice.company_id)).zone,
        state=PlanState.active,
        made_at=scope.now,
        made_by=scope.actor.name[:200],
        parts=tuple(
            Instalment(
                id=scope.new_id(InstalmentId),
                plan_id=plan_id,
                company_id=invoice.company_id,
                number=one.number,
                due_on=one.due_on,
                amount=one.amount,
                paid=Money.zero(invoice.currency),
            )
            for one in parts
        ),
    )
    return replace(plan, next_at=next_look(plan, open_parts(plan, invoice.due)))
