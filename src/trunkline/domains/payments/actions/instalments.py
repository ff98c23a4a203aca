"""What may be asked of an instalment plan: to pay a part or all that is left, to end it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from trunkline.domains.billing import actions as billing_actions
from trunkline.domains.billing import queries as billing
from trunkline.domains.billing.model import Invoice
from trunkline.domains.payments import store
from trunkline.domains.payments.actions.giving_up import cancel_payment
from trunkline.domains.payments.actions.instalment_parts import end_plan, look_again, state_without_parts
from trunkline.domains.payments.actions.opening import (
    IN_FLIGHT_HINT,
    NothingToPay,
    PaymentInFlight,
    collect_invoice,
    hasten_payment,
    open_payment,
    ready_method,
)
from trunkline.domains.payments.actions.opening import pay_invoice as pay_whole_invoice
from trunkline.domains.payments.model import Attempt, Payment
from trunkline.domains.payments.model.instalments import (
    InstalmentPlan,
    PlanEnded,
    PlanState,
)
from trunkline.domains.payments.queries.instalments import (
    active_plan,
    instalment_plan,
    payments_under_way,
)
from trunkline.domains.payments.rules.instalments import Open, open_parts
from trunkline.domains.payments.store import instalments as rows
from trunkline.infra.scope import Scope
from trunkline.kernel.ids import InstalmentPlanId, InvoiceId, PaymentMethodId

UnderWay = list[tuple[Payment, list[Attempt]]]


@dataclass(frozen=True, slots=True)
class HeldPlan:
    """A plan with all that it is about, nobody else changing any of it until the transaction ends."""

    plan: InstalmentPlan
    invoice: Invoice
    payments: UnderWay

    @property
    def open(self) -> Open:
        return open_parts(self.plan, self.invoice.due)


async def cancel_plan(scope: Scope, plan_id: InstalmentPlanId) -> None:
    """End the plan: the invoice is owed as a whole by its own day, and collected at once.

    Raises `NotFound`, `PlanEnded`, `PaymentInFlight`.
    """
    held = await hold_active(scope, plan_id)
    await cancel_all(scope, held.payments, "The instalment plan was canceled.")
    await end_plan(scope, held.plan, PlanState.canceled)
    await collect_invoice(scope, held.plan.invoice_id)


async def settle_plan(
    scope: Scope,
    plan_id: InstalmentPlanId,
    method_id: PaymentMethodId | None = None,
    *,
    console_url: str | None = None,
) -> Payment:
    """Collect all that is left, at once and by one attempt: where it is declined the plan goes on as agreed.

    Raises `NotFound`, `PlanEnded`, `PaymentInFlight`, `NothingToPay`, and what a payment by hand raises of its method.
    """
    held = await hold_active(scope, plan_id)
    if not held.invoice.due:
        raise NothingToPay("The invoice asks for nothing any more.")
    method = await ready_method(scope, held.plan.company_id, method_id)
    await cancel_all(scope, held.payments, "All that is left is paid at once.")
    amount = await billing.asked_now(scope, held.invoice)
    opened = await open_payment(scope, held.invoice, method, amount, plan_id=plan_id, console_url=console_url)
    if opened is None:
        raise PaymentInFlight("Another request has just begun to collect this invoice.")
    plan = await _take_back(scope, held)
    await look_again(scope, plan, held.open)
    return opened


async def pay_invoice(
    scope: Scope,
    invoice_id: InvoiceId,
    method_id: PaymentMethodId | None = None,
    *,
    console_url: str | None = None,
) -> Payment:
    """Collect now because somebody asks for it; of an invoice that is paid in parts the first part that is open.

    Raises what `opening.pay_invoice` raises.
    """
    plan = await active_plan(scope, invoice_id)
    if plan is not None:
        return await _pay_part(scope, plan.id, method_id, console_url)
    if any(one.instalment_plan_id is not None for one in await payments_under_way(scope, invoice_id)):
        raise PaymentInFlight(IN_FLIGHT_HINT)
    return await pay_whole_invoice(scope, invoice_id, method_id, console_url=console_url)


async def end_with_invoice(scope: Scope, invoice_id: InvoiceId) -> None:
    """The invoice was paid, voided or given up: its plan, if it has one, is over. An attempt in flight is left to end.

    So are the payments of parts that a plan left which is over already: the money of its last part may have ended it.
    """
    plan = await active_plan(scope, invoice_id)
    if plan is None:
        await _cancel_parts(scope, invoice_id)
        return
    held = await hold_plan(scope, plan.id)
    if held.invoice.due:
        return
    await _give_up(scope, held.payments)
    if held.plan.is_active:
        await end_plan(scope, held.plan, state_without_parts(held.invoice))


async def hold_plan(scope: Scope, plan_id: InstalmentPlanId) -> HeldPlan:
    """Raises `NotFound`, and `PaymentInFlight` where a payment began just now."""
    invoice_id = (await instalment_plan(scope, plan_id)).plan.invoice_id
    payments = await hold_payments(scope, invoice_id)
    invoice = await billing_actions.hold_invoice(scope, invoice_id)
    plan = await rows.lock_plan(scope, plan_id)
    assert plan is not None, "plans are not deleted"
    await require_none_began(scope, invoice_id, payments)
    return HeldPlan(plan, invoice, payments)


async def hold_active(scope: Scope, plan_id: InstalmentPlanId) -> HeldPlan:
    """Raises `PlanEnded` besides."""
    held = await hold_plan(scope, plan_id)
    if not held.plan.is_active:
        raise PlanEnded(f"The plan is {held.plan.state}: make another where the invoice is still open.")
    return held


async def cancel_all(scope: Scope, under_way: UnderWay, reason: str) -> None:
    """Raises `PaymentInFlight` where one of them may have taken the money."""
    for payment, attempts in under_way:
        if not await cancel_payment(scope, payment, attempts, reason):
            raise PaymentInFlight(IN_FLIGHT_HINT)


async def require_none_began(scope: Scope, invoice_id: InvoiceId, held: UnderWay) -> None:
    """Once the invoice is held. Raises `PaymentInFlight` where a payment began since its others were."""
    if {one.id for one in await payments_under_way(scope, invoice_id)} - {one.id for one, _ in held}:
        raise PaymentInFlight("Another request has just begun to collect this invoice.")


async def hold_payments(scope: Scope, invoice_id: InvoiceId) -> UnderWay:
    return [await store.lock_payment(scope, one.id) for one in await payments_under_way(scope, invoice_id)]


async def _cancel_parts(scope: Scope, invoice_id: InvoiceId) -> None:
    """Of plans that are over. What collects the whole is not a plan's: it is canceled by `cancel_collection`."""
    payments = await hold_payments(scope, invoice_id)
    if payments and not (await billing_actions.hold_invoice(scope, invoice_id)).due:
        await _give_up(scope, payments)


async def _give_up(scope: Scope, payments: UnderWay) -> None:
    for payment, attempts in payments:
        if payment.instalment_plan_id is not None:
            await cancel_payment(scope, payment, attempts, "The invoice was voided, paid or given up.")


async def _pay_part(
    scope: Scope, plan_id: InstalmentPlanId, method_id: PaymentMethodId | None, console_url: str | None
) -> Payment:
    held = await hold_active(scope, plan_id)
    part = next((one for one in held.plan.parts if held.open[one.id]), None)
    if part is None:
        raise NothingToPay("No part of the invoice is open.")
    method = await ready_method(scope, held.plan.company_id, method_id)
    for payment, _ in held.payments:
        if payment.instalment_id is None:
            raise PaymentInFlight("All that is left is being collected already.")
        if payment.instalment_id == part.id:
            return await hasten_payment(scope, payment.id, method, console_url)
    opened = await open_payment(
        scope, held.invoice, method, held.open[part.id], plan_id=plan_id, part_id=part.id, console_url=console_url
    )
    if opened is None:
        raise PaymentInFlight("Another request has just begun to collect this part.")
    await rows.save_part(scope, replace(part, opened_at=scope.now))
    return opened


async def _take_back(scope: Scope, held: HeldPlan) -> InstalmentPlan:
    """Parts whose payment gave way are collected again where the money does not come at once; not those whose payment had failed."""
    gave_way = {payment.instalment_id for payment, _ in held.payments}
    parts = tuple(replace(one, opened_at=None) if one.id in gave_way else one for one in held.plan.parts)
    for one in parts:
        if one.id in gave_way:
            await rows.save_part(scope, one)
    return replace(held.plan, parts=parts)
