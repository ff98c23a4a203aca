"""A company's credit: what is added to it, and what an invoice draws of it when it is issued."""

from __future__ import annotations

from trunkline.domains.billing import store
from trunkline.domains.billing.actions.posting import post_entry
from trunkline.domains.billing.events import CreditDrawn
from trunkline.domains.billing.model import CreditEntry, EntryKind, Invoice
from trunkline.infra.scope import Scope
from trunkline.kernel.ids import CreditEntryId, CreditNoteId
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
