"""Money that came without a payment provider."""

from datetime import datetime
from typing import Annotated, Any

from fastapi import Query, Response
from pydantic import BaseModel, ConfigDict, Field

from trunkline.domains.access.model import Permission
from trunkline.domains.billing import queries as billing
from trunkline.domains.payments import actions, queries
from trunkline.domains.payments.api.payments import PDF
from trunkline.domains.payments.api.router import router
from trunkline.domains.payments.model import ManualMethod, ManualPayment
from trunkline.infra.web import DecimalString, Moment, MoneyOut, PageOut, Paging, ReadScope, WriteScope
from trunkline.kernel.ids import CompanyId, InvoiceId, ManualPaymentId


class ManualPaymentIn(BaseModel):
    """`amount` in major units of the invoice's currency. `reference` tells this money from other money that came in the same way: that of
    the bank, the number of a cheque. `received_at` is when it was there."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "amount": "10.00",
                    "currency": "EUR",
                    "method": "bank_transfer",
                    "reference": "2026-03-02/4711",
                    "received_at": "2026-03-02T09:00:00Z",
                }
            ]
        },
    )

    amount: Annotated[DecimalString, Field(gt=0, max_digits=36)]
    currency: Annotated[str, Field(pattern="^[A-Z]{3}$")]
    method: ManualMethod
    reference: Annotated[str, Field(min_length=1, max_length=140)]
    received_at: Moment
    memo: Annotated[str, Field(max_length=500)] = ""

    def wanted(self) -> actions.MoneyByHand:
        return actions.MoneyByHand(**{name: getattr(self, name) for name in ManualPaymentIn.model_fields})


class ManualPaymentOut(BaseModel):
    """Of the `amount`, `applied` was taken for the invoice; `kept` is the company's credit. `refunded` was given back by hand."""

    id: ManualPaymentId
    company_id: CompanyId
    invoice_id: InvoiceId
    invoice_number: str
    amount: MoneyOut
    applied: MoneyOut
    kept: MoneyOut
    refunded: MoneyOut
    method: ManualMethod
    reference: str
    memo: str
    received_at: datetime
    recorded_at: datetime
    recorded_by: str
    receipt_number: str

    @staticmethod
    def of(payment: ManualPayment) -> "ManualPaymentOut":
        amounts = ("amount", "applied", "kept", "refunded")
        values: dict[str, Any] = {name: getattr(payment, name) for name in ManualPaymentOut.model_fields}
        return ManualPaymentOut(**values | {name: MoneyOut.of(values[name]) for name in amounts})


@router.post("/invoices/{invoice_id}/payments", permission=Permission.payments_refund, status_code=201)
async def record_manual_payment(scope: WriteScope, invoice_id: InvoiceId, body: ManualPaymentIn) -> ManualPaymentOut:
    """Record money that has come in. A part leaves the invoice open with less to pay, which is what a card is charged then; what is too
    much becomes the company's credit. The same reference is taken once."""
    own = await scope.within((await billing.invoice(scope, invoice_id)).company_id)
    return ManualPaymentOut.of(await actions.record_manual_payment(own, invoice_id, body.wanted()))


@router.get("/manual-payments", permission=Permission.payments_read)
async def list_manual_payments(
    scope: ReadScope,
    paging: Paging,
    invoice: Annotated[InvoiceId | None, Query(description="Only what came for this invoice.")] = None,
) -> PageOut[ManualPaymentOut]:
    """Money that came without a provider, the newest first."""
    page = await queries.manual_payments(scope, paging.request, invoice_id=invoice)
    return paging.out(page.map(ManualPaymentOut.of))


@router.get("/manual-payments/{manual_payment_id}", permission=Permission.payments_read)
async def show_manual_payment(scope: ReadScope, manual_payment_id: ManualPaymentId) -> ManualPaymentOut:
    """One of them."""
    return ManualPaymentOut.of(await queries.manual_payment(scope, manual_payment_id))


@router.get(
    "/manual-payments/{manual_payment_id}/receipt",
    permission=Permission.payments_read,
    response_class=Response,
    responses=PDF,
)
async def show_manual_receipt(scope: ReadScope, manual_payment_id: ManualPaymentId) -> Response:
    """Its receipt, as a PDF."""
    payment, document = await queries.manual_receipt_document(scope, manual_payment_id)
    headers = {"Content-Disposition": f'inline; filename="{payment.receipt_number}.pdf"'}
    return Response(document, media_type="application/pdf", headers=headers)
