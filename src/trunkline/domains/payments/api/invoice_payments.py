"""All money that came, or was tried for, for one invoice: by its providers and by hand."""

from pydantic import BaseModel

from trunkline.domains.access.model import Permission
from trunkline.domains.billing import queries as billing
from trunkline.domains.payments import queries
from trunkline.domains.payments.api.manual_payments import ManualPaymentOut
from trunkline.domains.payments.api.payments import IsOperator
from trunkline.domains.payments.api.router import router
from trunkline.domains.payments.api.shapes import PaymentOut
from trunkline.infra.web import ReadScope
from trunkline.kernel.ids import InvoiceId
from trunkline.kernel.page import PageRequest

# Nobody collects an invoice this often; who does pages through /payments and /manual-payments, which take the invoice as well.
SHOWN_MAX = 100


class InvoicePaymentsOut(BaseModel):
    """The newest first: `payments` through providers, whatever became of them, and `manual_payments` that were recorded by hand."""

    payments: list[PaymentOut]
    manual_payments: list[ManualPaymentOut]


@router.get("/invoices/{invoice_id}/payments", permission=Permission.payments_read)
async def show_payments_of_invoice(
    scope: ReadScope, invoice_id: InvoiceId, to_operator: IsOperator
) -> InvoicePaymentsOut:
    """The payments of an invoice, up to a hundred of each kind."""
    invoice = await billing.invoice(scope, invoice_id)
    first, may_pay = PageRequest(SHOWN_MAX), scope.allows(Permission.payments_manage)
    by_provider = await queries.payments(scope, first, invoice_id=invoice.id)
    by_hand = await queries.manual_payments(scope, first, invoice_id=invoice.id)
    return InvoicePaymentsOut(
        payments=[PaymentOut.of(one, to_operator=to_operator, may_pay=may_pay) for one in by_provider.items],
        manual_payments=[ManualPaymentOut.of(one) for one in by_hand.items],
    )
