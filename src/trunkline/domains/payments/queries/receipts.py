"""Questions about receipts, and the document itself: made from the row whenever it is asked for, always the same bytes."""

from __future__ import annotations

import asyncio
import json
from datetime import datetime
from importlib.resources import files

import typst
from sqlalchemy import select

from trunkline.domains.billing import queries as billing
from trunkline.domains.billing.model import Invoice, Party
from trunkline.domains.payments import store
from trunkline.domains.payments.model import ManualPayment, Receipt
from trunkline.domains.payments.queries.manual_payments import manual_payment
from trunkline.domains.payments.queries.payments import PaymentDetails, payment
from trunkline.domains.tenants import queries as tenants
from trunkline.infra.scope import Scope
from trunkline.kernel.errors import NotFound
from trunkline.kernel.ids import ManualPaymentId, PaymentId
from trunkline.kernel.period import zone_of

_table = store.receipt


async def receipt_of_payment(scope: Scope, payment_id: PaymentId) -> Receipt:
    """Raises `NotFound` when the payment has not succeeded (yet)."""
    mine = select(_table).where(scope.of_company(_table), _table.c.payment_id == payment_id)
    row = (await scope.tx.execute(mine)).one_or_none()
    if row is None:
        raise NotFound(f"There is no receipt of payment {payment_id}.")
    return store.receipt_of(row)


async def receipt_document(scope: Scope, payment_id: PaymentId) -> tuple[Receipt, bytes]:
    """The receipt as a PDF. Raises `NotFound`."""
    receipt = await receipt_of_payment(scope, payment_id)
    details = await payment(scope, payment_id)
    invoice = await billing.invoice(scope, receipt.invoice_id)
    company = await tenants.company(scope, receipt.company_id)
    content = _content(receipt, details, invoice, company.zone)
    return receipt, await asyncio.to_thread(_render, receipt.issued_at, content)


async def manual_receipt_document(scope: Scope, payment_id: ManualPaymentId) -> tuple[ManualPayment, bytes]:
    """The receipt of money that came without a provider, as a PDF. Raises `NotFound`."""
    payment = await manual_payment(scope, payment_id)
    invoice = await billing.invoice(scope, payment.invoice_id)
    company = await tenants.company(scope, payment.company_id)
    content: dict[str, object] = {
        "number": payment.receipt_number,
        "issued_on": payment.recorded_at.astimezone(zone_of(company.zone)).date().isoformat(),
        "invoice_number": payment.invoice_number,
        "amount": str(payment.amount),
        "method": payment.method.value.replace("_", " ").capitalize(),
        "reference": payment.reference,
        "issuer": _party(invoice.issuer),
        "payer": _party(invoice.bill_to),
    }
    return payment, await asyncio.to_thread(_render, payment.recorded_at, content)


def _content(receipt: Receipt, details: PaymentDetails, invoice: Invoice, zone: str) -> dict[str, object]:
    """What is printed. The date is that of the payer's calendar."""
    method = details.method
    return {
        "number": receipt.number,
        "issued_on": receipt.issued_at.astimezone(zone_of(zone)).date().isoformat(),
        "invoice_number": details.payment.invoice_number,
        "amount": str(receipt.amount),
        "method": f"{method.brand.capitalize()} ending in {method.last4}" if method else "",
        "reference": next((one.reference for one in details.attempts if one.state == "succeeded"), None) or "",
        "issuer": _party(invoice.issuer),
        "payer": _party(invoice.bill_to),
    }


def _render(issued_at: datetime, content: dict[str, object]) -> bytes:
    return typst.compile(
        files(__package__).joinpath("receipt.typ").read_bytes(),
        sys_inputs={"receipt": json.dumps(content)},
        timestamp=issued_at,
    )


def _party(party: Party) -> dict[str, object]:
    """One printed line per entry; empty ones are left out."""
    town = f"{party.postal_code} {party.city}".strip()
    lines = [party.name, *party.address_lines, town, party.country, f"Tax ID {party.tax_id}" if party.tax_id else ""]
    return {"lines": [line for line in lines if line]}
