"""What being late costs: a one-off line for the company's next invoice, once per invoice that was late."""

from __future__ import annotations

from decimal import Decimal

from trunkline.domains.billing import store
from trunkline.domains.billing.actions.items import add_item
from trunkline.domains.billing.actions.settling import about, locked_for_books
from trunkline.domains.billing.events import LateFeeCharged
from trunkline.domains.billing.model import OPEN_STATES, NewItem
from trunkline.domains.billing.rules import late_fee_on
from trunkline.infra.scope import Begin, Scope
from trunkline.infra.sweep import sweep
from trunkline.kernel.ids import InvoiceId


async def charge_late_fees(begin: Begin) -> int:
    """Charge every invoice that is late enough and was not charged yet; returns how many. One transaction per invoice."""
    return await sweep(begin, store.late_invoices, _charge)


async def _charge(scope: Scope, invoice_id: InvoiceId) -> bool:
    invoice = await locked_for_books(scope, invoice_id)
    if invoice.state not in OPEN_STATES or invoice.late_fee_at is None or invoice.late_fee_at >= scope.now:
        return False  # paid, voided or given up in the meantime
    if invoice.deferred_at is not None:
        return False  # to be paid in parts since a moment ago
    fee = late_fee_on(invoice, await store.late_fees_on(scope, invoice))
    if not await store.claim_late_fee(scope, invoice.company_id, invoice_id, fee) or not fee:
        return False  # a fee that rounds to nothing is claimed and not looked at again
    item = await add_item(
        scope,
        invoice.company_id,
        NewItem(
            currency=invoice.currency,
            description=f"Late fee for {invoice.number}",
            quantity=Decimal(1),
            unit_amount=fee.major,
            tax_rate=Decimal(0),  # it pays for being late, not for a supply
        ),
    )
    await store.name_late_fee(scope, invoice_id, item.id)
    scope.announce(LateFeeCharged(**about(invoice), fee=fee, item_id=item.id))
    return True
