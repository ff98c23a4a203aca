"""What is given back is taken of the company's credit first, so that it cannot be spent on an invoice while it is on its way."""

from __future__ import annotations

from trunkline.domains.billing import actions as billing
from trunkline.domains.billing.model import CreditMissing, CreditWish, NothingToCredit
from trunkline.domains.payments.model import RefundWish
from trunkline.infra.scope import Scope
from trunkline.kernel.ids import CreditNoteId, InvoiceId
from trunkline.kernel.money import Money


async def take_credit(
    scope: Scope, invoice_id: InvoiceId, amount: Money, unapplied: Money, wish: RefundWish
) -> CreditNoteId | None:
    """Draw the amount of the company's credit, after crediting as much of the invoice where that was asked for and has it left.

    What wallets had paid of the invoice stays paid by them: the money goes back to the payment it came by. Money that the invoice had not
    asked for, `unapplied`, is credit already, and is given back first. Raises `CreditMissing`.
    """
    note_id, why = None, ""
    applied = amount - min(amount, unapplied)
    if wish.credit_invoice and applied:
        asked = CreditWish(spread=applied.major, reason=wish.reason, memo=wish.memo)
        try:
            note_id = (await billing.issue_credit_note(scope, invoice_id, asked, to_refund=applied)).id
        except NothingToCredit as nothing:
            why = f" {nothing.detail}"
    try:
        await billing.take_for_refund(scope, invoice_id, amount)
    except CreditMissing as missing:
        raise CreditMissing(f"{missing.detail}{why}") from None
    return note_id
