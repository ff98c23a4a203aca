"""Money that came without a payment provider, given back without one."""

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from trunkline.domains.access.model import Permission
from trunkline.domains.billing.model import CreditReason
from trunkline.domains.payments import actions, queries
from trunkline.domains.payments.api.refunds import RefundIn
from trunkline.domains.payments.api.router import router
from trunkline.domains.payments.model import ManualMethod
from trunkline.domains.payments.model.manual_payments import ManualRefund
from trunkline.domains.payments.queries.manual_payments import manual_refunds
from trunkline.infra.web import Moment, MoneyOut, ReadScope, WriteScope
from trunkline.kernel.ids import CompanyId, CreditNoteId, InvoiceId, ManualPaymentId, ManualRefundId


class ManualRefundIn(RefundIn):
    """As a refund through a provider, with how it was sent: `reference` tells it from other money, `paid_at` is when it left."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "amount": "10.00",
                    "reason": "goodwill",
                    "method": "bank_transfer",
                    "reference": "2026-03-09/0815",
                    "paid_at": "2026-03-09T09:00:00Z",
                }
            ]
        },
    )

    method: ManualMethod
    reference: Annotated[str, Field(min_length=1, max_length=140)]
    paid_at: Moment

    def given(self) -> actions.MoneyBack:
        return actions.MoneyBack(wish=self.wanted(), method=self.method, reference=self.reference, paid_at=self.paid_at)


class ManualRefundOut(BaseModel):
    id: ManualRefundId
    company_id: CompanyId
    manual_payment_id: ManualPaymentId
    invoice_id: InvoiceId
    invoice_number: str
    amount: MoneyOut
    method: ManualMethod
    reference: str
    reason: CreditReason
    memo: str
    credit_note_id: CreditNoteId | None
    paid_at: datetime
    recorded_at: datetime
    recorded_by: str

    @staticmethod
    def of(one: ManualRefund) -> "ManualRefundOut":
        plain = {name: getattr(one, name) for name in ManualRefundOut.model_fields if name != "amount"}
        return ManualRefundOut(**plain, amount=MoneyOut.of(one.amount))


@router.post("/manual-payments/{manual_payment_id}/refunds", permission=Permission.payments_refund, status_code=201)
async def refund_manual_payment(
    scope: WriteScope, manual_payment_id: ManualPaymentId, body: ManualRefundIn
) -> ManualRefundOut:
    """Record that money was given back by hand: what is left of it, or an amount. It is taken of the company's credit, after crediting as
    much of the invoice, and posted at once. The same reference is taken once."""
    own = await scope.within((await queries.manual_payment(scope, manual_payment_id)).company_id)
    return ManualRefundOut.of(await actions.refund_manual_payment(own, manual_payment_id, body.given()))


@router.get("/manual-payments/{manual_payment_id}/refunds", permission=Permission.payments_read)
async def list_manual_refunds(scope: ReadScope, manual_payment_id: ManualPaymentId) -> list[ManualRefundOut]:
    """What was given back of it by hand, the newest first; of very many the last hundred."""
    return [ManualRefundOut.of(one) for one in await manual_refunds(scope, manual_payment_id)]
