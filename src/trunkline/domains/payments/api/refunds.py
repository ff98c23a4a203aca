"""Giving money of payments back."""

from datetime import datetime
from typing import Annotated

from fastapi import Query
from pydantic import BaseModel, ConfigDict, Field

from trunkline.domains.access.model import Permission
from trunkline.domains.billing.model import CreditReason
from trunkline.domains.payments import actions, queries
from trunkline.domains.payments.api.router import router
from trunkline.domains.payments.model import Refund, RefundState, RefundWish
from trunkline.infra.web import DecimalString, MoneyOut, PageOut, Paging, ReadScope, WriteScope
from trunkline.kernel.ids import CompanyId, CreditNoteId, InvoiceId, PaymentId, RefundId


class RefundIn(BaseModel):
    """Without an `amount` (major units of the payment's currency) all that is left of the payment goes back.

    `credit_invoice` credits the invoice by as much first, which makes paid money the company's credit; the refund is taken of that. Without
    it, or where nothing of the invoice is left to credit, the credit that the company has must suffice.
    """

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"amount": "10.00", "reason": "goodwill"}]}
    )

    amount: Annotated[DecimalString, Field(gt=0, max_digits=36)] | None = None
    reason: CreditReason
    memo: Annotated[str, Field(max_length=500)] = ""
    credit_invoice: bool = True

    def wanted(self) -> RefundWish:
        return RefundWish(amount=self.amount, reason=self.reason, memo=self.memo, credit_invoice=self.credit_invoice)


class RefundOut(BaseModel):
    """`next_at` is when the provider is asked (again); null once the refund has ended, and that may still be undone: the payer's bank may
    send the money back, which makes a refund that has `succeeded` a `failed` one. `paid_at` is when it was sent."""

    id: RefundId
    company_id: CompanyId
    payment_id: PaymentId
    invoice_id: InvoiceId
    invoice_number: str
    amount: MoneyOut
    state: RefundState
    provider: str
    reason: CreditReason
    memo: str
    credit_note_id: CreditNoteId | None
    reference: str | None
    failure_code: str | None
    message: str | None
    created_at: datetime
    next_at: datetime | None
    paid_at: datetime | None
    settled_at: datetime | None

    @staticmethod
    def of(refund: Refund) -> "RefundOut":
        plain = {name: getattr(refund, name) for name in RefundOut.model_fields if name != "amount"}
        return RefundOut(**plain, amount=MoneyOut.of(refund.amount))


@router.post("/payments/{payment_id}/refunds", permission=Permission.payments_refund, status_code=202)
async def refund_payment(scope: WriteScope, payment_id: PaymentId, body: RefundIn) -> RefundOut:
    """Give money of a settled payment back, whole or in part, as often as something of it is left. The answer is the refund that was begun;
    what comes of it is told live and seen under /refunds."""
    own = await scope.within((await queries.payment(scope, payment_id)).payment.company_id)
    return RefundOut.of(await actions.refund_payment(own, payment_id, body.wanted()))


@router.get("/refunds", permission=Permission.payments_read)
async def list_refunds(
    scope: ReadScope,
    paging: Paging,
    state: RefundState | None = None,
    payment: Annotated[PaymentId | None, Query(description="Only the refunds of this payment.")] = None,
    invoice: Annotated[InvoiceId | None, Query(description="Only the refunds of this invoice's payments.")] = None,
) -> PageOut[RefundOut]:
    """Refunds, the newest first."""
    page = await queries.refunds(scope, paging.request, state=state, payment_id=payment, invoice_id=invoice)
    return paging.out(page.map(RefundOut.of))


@router.get("/refunds/{refund_id}", permission=Permission.payments_read)
async def show_refund(scope: ReadScope, refund_id: RefundId) -> RefundOut:
    """A refund."""
    return RefundOut.of(await queries.refund(scope, refund_id))
