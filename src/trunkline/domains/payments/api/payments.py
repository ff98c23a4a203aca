"""Payments: to see, to ask for, and their receipts."""

from typing import Annotated

from fastapi import Depends, Query, Response
from starlette.requests import Request

from trunkline.domains.access.model import Permission
from trunkline.domains.billing import queries as billing
from trunkline.domains.payments import actions, queries
from trunkline.domains.payments.api.router import router
from trunkline.domains.payments.api.shapes import CaptureIn, PayIn, PaymentOut
from trunkline.domains.payments.model import PaymentState
from trunkline.domains.payments.ports import PaymentProviders
from trunkline.infra.scope import Scope
from trunkline.infra.web import (
    CompanyParameter,
    PageOut,
    Paging,
    ReadScope,
    WriteScope,
    identity_of,
    program_of,
    reading,
)
from trunkline.kernel.errors import Forbidden
from trunkline.kernel.ids import InvoiceId, PaymentId
from trunkline.kernel.money import Money

PDF = {200: {"description": "The document", "content": {"application/pdf": {}}}}


async def _is_operator(request: Request) -> bool:
    """Whether the operator's staff ask, for whichever company."""
    return (await identity_of(request)).company_id is None


IsOperator = Annotated[bool, Depends(_is_operator)]


@router.get("/payments", permission=Permission.payments_read)
async def list_payments(
    scope: ReadScope,
    to_operator: IsOperator,
    paging: Paging,
    state: PaymentState | None = None,
    invoice: Annotated[InvoiceId | None, Query(description="Only the payments that collect this invoice.")] = None,
) -> PageOut[PaymentOut]:
    """Payments, newest first."""
    page = await queries.payments(scope, paging.request, state=state, invoice_id=invoice)
    return paging.out(page.map(lambda one: _out(scope, one, to_operator=to_operator)))


@router.get("/payments/{payment_id}", permission=Permission.payments_read)
async def show_payment(scope: ReadScope, payment_id: PaymentId, to_operator: IsOperator) -> PaymentOut:
    """A payment with all its attempts. Where its payer has to confirm it, `action_url` says where."""
    return _out(scope, await queries.payment(scope, payment_id), to_operator=to_operator)


@router.get(
    "/payments/{payment_id}/receipt",
    permission=Permission.payments_read,
    response_class=Response,
    responses=PDF,
)
async def show_receipt(scope: ReadScope, payment_id: PaymentId) -> Response:
    """The receipt of a payment that succeeded, as a PDF."""
    receipt, document = await queries.receipt_document(scope, payment_id)
    headers = {"Content-Disposition": f'inline; filename="{receipt.number}.pdf"'}
    return Response(document, media_type="application/pdf", headers=headers)


@router.post("/invoices/{invoice_id}/pay", permission=Permission.payments_manage, status_code=202)
async def pay_invoice(
    request: Request, scope: WriteScope, invoice_id: InvoiceId, to_operator: IsOperator, body: PayIn | None = None
) -> PaymentOut:
    """Collect an invoice now; of one that is paid in instalments the first part that is open.

    The answer is the pending payment; what comes of it is told live and seen under /payments.
    """
    method_id = body.payment_method_id if body else None
    by_hand = body is not None and body.capture == "manual"
    if by_hand and not to_operator:
        raise Forbidden("The operator alone has amounts held first.")
    if by_hand:
        scope.require(Permission.payments_refund)
    own = await scope.within((await billing.invoice(scope, invoice_id)).company_id)
    back = program_of(request).config.public_url if body and body.payer_present else None
    pay = actions.authorise_invoice if by_hand else actions.pay_invoice
    payment = await pay(own, invoice_id, method_id, console_url=back)
    return _out(scope, await queries.payment(scope, payment.id), to_operator=to_operator)


@router.post("/payments/{payment_id}/refresh", permission=Permission.payments_manage)
async def refresh_payment(
    request: Request, payment_id: PaymentId, to_operator: IsOperator, company: CompanyParameter = None
) -> PaymentOut:
    """Ask the provider what came of a payment whose payer has come back from it, or whose result is unknown; harmless at any time.

    What the payer's browser brings along is not believed.
    """
    async with reading(request, company) as scope:
        company_id = (await queries.payment(scope, payment_id)).payment.company_id
    program, identity = program_of(request), await identity_of(request)
    begin = program.begin_as(identity.actor)
    await actions.refresh_payment(begin, program.port(PaymentProviders), company_id, payment_id)
    async with reading(request, company) as scope:
        return _out(scope, await queries.payment(scope, payment_id), to_operator=to_operator)


@router.post("/payments/{payment_id}/capture", permission=Permission.payments_refund, status_code=202)
async def capture_payment(
    scope: WriteScope, payment_id: PaymentId, to_operator: IsOperator, body: CaptureIn | None = None
) -> PaymentOut:
    """Take what is held for a payment, or a part of it, and no more than its invoice asks for; the rest is released.

    What comes of it is told live and seen at the payment. A capture that the provider refuses leaves all of it held.
    """
    own = await _held_by_operator(scope, payment_id, to_operator=to_operator)
    currency = (await queries.payment(own, payment_id)).payment.amount.currency
    amount = Money.exact(body.amount, currency) if body and body.amount is not None else None
    await actions.capture_payment(own, payment_id, amount)
    return _out(own, await queries.payment(own, payment_id), to_operator=to_operator)


@router.post("/payments/{payment_id}/void", permission=Permission.payments_refund, status_code=202)
async def void_payment(scope: WriteScope, payment_id: PaymentId, to_operator: IsOperator) -> PaymentOut:
    """Release what is held for a payment: nothing is taken."""
    own = await _held_by_operator(scope, payment_id, to_operator=to_operator)
    await actions.void_payment(own, payment_id)
    return _out(own, await queries.payment(own, payment_id), to_operator=to_operator)


async def _held_by_operator(scope: Scope, payment_id: PaymentId, *, to_operator: bool) -> Scope:
    """The payment's own scope. Raises `NotFound`, and `Forbidden` for the company: what is held is the operator's to take."""
    own = await scope.within((await queries.payment(scope, payment_id)).payment.company_id)
    if not to_operator:
        raise Forbidden("The operator alone captures and releases what is held.")
    return own


def _out(scope: Scope, details: queries.PaymentDetails, *, to_operator: bool) -> PaymentOut:
    return PaymentOut.of(details, to_operator=to_operator, may_pay=scope.allows(Permission.payments_manage))
