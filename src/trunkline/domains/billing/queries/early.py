"""What paying an invoice early comes to now: never a discount of more than its lines have left to give back (money policy 10)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from trunkline.domains.billing.model import EarlyPayment, Invoice
from trunkline.domains.billing.queries.creditable import creditable
from trunkline.domains.billing.rules import early_payment
from trunkline.infra.scope import Scope
from trunkline.kernel.ids import InvoiceId
from trunkline.kernel.money import Money


async def early_offers(scope: Scope, invoices: Iterable[Invoice]) -> dict[InvoiceId, EarlyPayment]:
    """What settles each of the invoices if it is paid early; without those that nothing was agreed for, or of which nothing is open."""
    found = {one.id: await _offer(scope, one) for one in invoices}
    return {invoice_id: offer for invoice_id, offer in found.items() if offer is not None}


async def asked_now(scope: Scope, invoice: Invoice) -> Money:
    """What a payment that begins now has to bring: what may be paid, less what paying early saves."""
    early = await _offer(scope, invoice, scope.now)
    return invoice.payable if early is None else early.amount


async def _offer(scope: Scope, invoice: Invoice, at: datetime | None = None) -> EarlyPayment | None:
    """Lines are read only where something was agreed. What later invoices have given back of them saves nothing once more."""
    agreed = early_payment(invoice, at)
    if agreed is None:
        return None
    discount = min(agreed.discount, (await creditable(scope, invoice.id)).rest)
    return replace(agreed, amount=invoice.payable - discount, discount=discount) if discount else None
