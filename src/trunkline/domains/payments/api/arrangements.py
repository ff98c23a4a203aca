"""Arrangements: a provider holds the schedule of what a company pays on account. Billing stays here."""

from trunkline.domains.access.model import Permission
from trunkline.domains.payments import actions
from trunkline.domains.payments.api.arrangement_shapes import (
    PaymentArrangementDetailsOut,
    PaymentArrangementIn,
    PaymentArrangementOut,
)
from trunkline.domains.payments.api.router import router
from trunkline.domains.payments.model.arrangements import ArrangementState
from trunkline.domains.payments.queries.arrangements import (
    arrangement_details,
    payment_arrangement_of,
    payment_arrangements,
)
from trunkline.infra.web import PageOut, Paging, ReadScope, WriteScope
from trunkline.kernel.ids import PaymentArrangementId


@router.post("/payment-arrangements", permission=Permission.payments_manage, status_code=202)
async def make_payment_arrangement(scope: WriteScope, body: PaymentArrangementIn) -> PaymentArrangementOut:
    """Have a provider collect an amount again and again, by itself. It is asked at once: the arrangement says what came of it. What it
    takes pays the company's open invoices, the oldest first, and is credit where there are none."""
    return PaymentArrangementOut.of(await actions.make_arrangement(scope, body.wanted()), may_pay=True)


@router.get("/payment-arrangements", permission=Permission.payments_read)
async def list_payment_arrangements(
    scope: ReadScope, paging: Paging, state: ArrangementState | None = None
) -> PageOut[PaymentArrangementOut]:
    """Arrangements, the newest first."""
    page = await payment_arrangements(scope, paging.request, state=state)
    may_pay = scope.allows(Permission.payments_manage)
    return paging.out(page.map(lambda one: PaymentArrangementOut.of(one, may_pay=may_pay)))


@router.get("/payment-arrangements/{arrangement_id}", permission=Permission.payments_read)
async def show_payment_arrangement(
    scope: ReadScope, arrangement_id: PaymentArrangementId
) -> PaymentArrangementDetailsOut:
    """One of them, with what the provider has taken and tried to take."""
    may_pay = scope.allows(Permission.payments_manage)
    return PaymentArrangementDetailsOut.of_details(await arrangement_details(scope, arrangement_id), may_pay=may_pay)


@router.post("/payment-arrangements/{arrangement_id}/cancel", permission=Permission.payments_manage, status_code=202)
async def cancel_payment_arrangement(scope: WriteScope, arrangement_id: PaymentArrangementId) -> PaymentArrangementOut:
    """Have the provider take no more. It is cancelled when the provider has said so; what it took before counts."""
    own = await scope.within((await payment_arrangement_of(scope, arrangement_id)).company_id)
    return PaymentArrangementOut.of(await actions.cancel_arrangement(own, arrangement_id), may_pay=True)
