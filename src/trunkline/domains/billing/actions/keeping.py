"""A company's credit: what is added to it, what an invoice draws of it when it is issued, and what goes back to who paid it."""

from __future__ import annotations

from dataclasses import replace

from trunkline.domains.billing import queries, store
from trunkline.domains.billing.actions.posting import post_entry
from trunkline.domains.billing.events import CreditDrawn
from trunkline.domains.billing.model import CreditEntry, CreditMissing, EntryKind, Invoice
from trunkline.infra.scope import Scope
from trunkline.kernel.ids import CreditEntryId, CreditNoteId, InvoiceId
from trunkline.kernel.money import Money


async def keep_credit(
    scope: Scope, invoice: Invoice, amount: Money, kind: EntryKind, note: CreditNoteId | None = None
) -> None:
    """`amount` is the company's from now on, and is drawn by its next invoices of that currency."""
    assert amount.minor > 0, "credit is added here, drawn elsewhere"
    await _enter(scope, _entry(scope, invoice, amount, kind, note))


async def book_credit_of_issue(scope: Scope, issued: Invoice, credit: Money) -> None:
    """What the issue of an invoice has done to the company's `credit`: drawn of it, or, below zero, added to it."""
    if issued.credited.minor < 0:
        await keep_credit(scope, issued, -issued.credited, EntryKind.below_zero)
    elif issued.credited:
        await _enter(scope, _entry(scope, issued, -issued.credited, EntryKind.drawn, None))
        scope.announce(_drawn(issued, credit - issued.credited))


async def take_for_refund(scope: Scope, invoice_id: InvoiceId, amount: Money) -> None:
    """`amount` of the company's credit is on its way back to who paid the invoice. Nobody else can draw it: the account is held.

    Raises `NotFound`, and `CreditMissing` where the company has less.
    """
    assert amount.minor > 0, "a refund gives something back"
    invoice = await queries.invoice(scope, invoice_id)
    own = replace(scope, company_id=invoice.company_id)
    await store.hold_account(own)
    has = await store.credit_of(own, invoice.company_id, amount.currency)
    if has < amount:
        raise CreditMissing(
            f"The company has {has} of credit, and {amount} are to be given back. Credit invoice {invoice.number} first "
            "(`credit_invoice`, or a credit note of its own), or give back no more than there is."
        )
    await _enter(scope, _entry(scope, invoice, -amount, EntryKind.refunded, None))


async def give_back_refund(scope: Scope, invoice_id: InvoiceId, amount: Money) -> None:
    """A refund did not reach its payer: the money is the company's credit again. Raises `NotFound`."""
    await keep_credit(scope, await queries.invoice(scope, invoice_id), amount, EntryKind.refund_failed)


async def _enter(scope: Scope, entry: CreditEntry) -> None:
    await store.insert_entry(scope, entry)
    post_entry(scope, entry)


def _entry(scope: Scope, invoice: Invoice, amount: Money, kind: EntryKind, note: CreditNoteId | None) -> CreditEntry:
    return CreditEntry(
        id=scope.new_id(CreditEntryId),
        company_id=invoice.company_id,
        amount=amount,
        kind=kind,
        invoice_id=invoice.id,
        credit_note_id=note,
        entered_at=scope.now,
    )


def _drawn(issued: Invoice, left: Money) -> CreditDrawn:
    assert issued.number is not None, "an issued invoice has its number"
    return CreditDrawn(
        company_id=issued.company_id, subject=issued.id, number=issued.number, amount=issued.credited, left=left
    )
