"""Instalment plans: the operator makes and cancels them; the company sees its own, and may pay all that is left at once."""

from typing import Annotated

from fastapi import Query
from starlette.requests import Request

from trunkline.domains.access.model import Permission
from trunkline.domains.billing import queries as billing
from trunkline.domains.payments import actions, queries
from trunkline.domains.payments.api.instalment_shapes import InstalmentPlanIn, InstalmentPlanOut, PlannedPartOut
from trunkline.domains.payments.api.router import router
from trunkline.domains.payments.api.shapes import PayIn, PaymentOut
from trunkline.domains.payments.model.instalments import PlanState
from trunkline.domains.payments.queries.instalments import instalment_plan, instalment_plans
from trunkline.infra.web import PageOut, Paging, ReadScope, WriteScope, program_of
from trunkline.kernel.ids import InstalmentPlanId, InvoiceId


@router.post("/instalment-plan-preview", permission=Permission.instalments_manage)
async def preview_instalment_plan(scope: WriteScope, body: InstalmentPlanIn) -> list[PlannedPartOut]:
    """The parts that such a plan would have. Nothing is kept."""
    own = await scope.within((await billing.invoice(scope, body.invoice_id)).company_id)
    return [PlannedPartOut.of(one) for one in await actions.preview_plan(own, body.invoice_id, body.wish())]


@router.post("/instalment-plans", permission=Permission.instalments_manage, status_code=201)
async def make_instalment_plan(scope: WriteScope, body: InstalmentPlanIn) -> InstalmentPlanOut:
    """Have an open invoice paid in parts. While the plan is active the invoice is not collected, past due, charged for being late or
    dunned for as a whole; each part is, on its own."""
    own = await scope.within((await billing.invoice(scope, body.invoice_id)).company_id)
    made = await actions.make_plan(own, body.invoice_id, body.wish())
    return InstalmentPlanOut.of(await instalment_plan(own, made.id))


@router.get("/instalment-plans", permission=Permission.payments_read)
async def list_instalment_plans(
    scope: ReadScope,
    paging: Paging,
    state: PlanState | None = None,
    invoice: Annotated[InvoiceId | None, Query(description="Only the plans of this invoice.")] = None,
) -> PageOut[InstalmentPlanOut]:
    """Instalment plans with their parts, the newest first."""
    page = await instalment_plans(scope, paging.request, state=state, invoice_id=invoice)
    return paging.out(page.map(InstalmentPlanOut.of))


@router.get("/instalment-plans/{plan_id}", permission=Permission.payments_read)
async def show_instalment_plan(scope: ReadScope, plan_id: InstalmentPlanId) -> InstalmentPlanOut:
    """One plan."""
    return InstalmentPlanOut.of(await instalment_plan(scope, plan_id))


@router.post("/instalment-plans/{plan_id}/settlement", permission=Permission.payments_manage, status_code=202)
async def settle_instalment_plan(
    request: Request, scope: WriteScope, plan_id: InstalmentPlanId, body: PayIn | None = None
) -> PaymentOut:
    """Pay all that is left at once. It is attempted once: where it is declined, the parts go on as agreed."""
    own = await scope.within((await instalment_plan(scope, plan_id)).plan.company_id)
    back = program_of(request).config.public_url if body and body.payer_present else None
    payment = await actions.settle_plan(own, plan_id, body.payment_method_id if body else None, console_url=back)
    return PaymentOut.of(await queries.payment(own, payment.id))


@router.post("/instalment-plans/{plan_id}/cancellation", permission=Permission.instalments_manage)
async def cancel_instalment_plan(scope: WriteScope, plan_id: InstalmentPlanId) -> InstalmentPlanOut:
    """End the plan. What is left is owed by the invoice's own day, and collected at once."""
    own = await scope.within((await instalment_plan(scope, plan_id)).plan.company_id)
    await actions.cancel_plan(own, plan_id)
    return InstalmentPlanOut.of(await instalment_plan(own, plan_id))
