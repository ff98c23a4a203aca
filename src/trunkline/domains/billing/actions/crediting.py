"""Credit notes: the operator takes back a part of an issued invoice, or all that is left of it, under the locks of the company's billing
account and of the invoice.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from trunkline.domains.billing import queries, store
from trunkline.domains.billing.actions.drawing import give_back_draws
from trunkline.domains.billing.actions.keeping import keep_credit
from trunkline.domains.billing.actions.posting import post_note
from trunkline.domains.billing.actions.reporting import report_note
from trunkline.domains.billing.actions.settling import about, book_again, locked_for_books
from trunkline.domains.billing.events import CreditNoteIssued, InvoicePaid
from trunkline.domains.billing.model import (
    CREDITABLE_STATES,
    CreditNote,
    CreditNoteLine,
    CreditWish,
    EntryKind,
    Invoice,
    InvoiceState,
    NothingToCredit,
    TopUpState,
    invoice_number,
)
from trunkline.domains.billing.rules import credited_lines, sum_of
from trunkline.domains.billing.store.lines import asked_for
from trunkline.infra.scope import Scope
from trunkline.kernel.ids import CreditNoteId, InvoiceId
from trunkline.kernel.money import Money
from trunkline.kernel.period import zone_of

PREFIX = "CN"


async def issue_credit_note(
    scope: Scope, invoice_id: InvoiceId, wish: CreditWish, *, to_refund: Money | None = None
) -> CreditNote:
    """Credit what the wish names. It lowers what the invoice still asks for; what was paid already becomes the company's credit.

    `to_refund` of it is on its way to who paid the invoice with money: that becomes credit before anything goes back to wallets.
    What a correction on another invoice gave back already is not credited; a correction that is credited with the whole rest is booked
    again by the next run. Raises `NotFound`, `NothingToCredit` (a draft, void, below zero, or credited or given back in full), and
    `Invalid` where more is asked for than a line or the invoice has left (money policy 10).
    """
    invoice = await locked_for_books(scope, invoice_id)
    rest = await _rest(scope, invoice)
    printed = await queries.lines_of(scope, invoice_id)
    lefts = await store.left_of(scope, printed, await asked_for(scope, printed))
    lines = credited_lines(wish, lefts, rest)
    note = await _note(scope, invoice, wish, lines)
    by_id = {left.line.id: left for left in lefts}
    await report_note(scope, invoice, note)
    await store.insert_credit_note(scope, note, lines)
    await store.count_credit(scope, invoice, note, [(by_id[line.invoice_line_id], line) for line in lines])
    taken = {line.invoice_line_id for line in lines}
    await post_note(scope, invoice, note, lines, printed)
    await book_again(scope, invoice, [line for line in printed if line.id in taken])
    await _apply(scope, invoice, note, to_refund or Money.zero(invoice.currency))
    return note


async def _rest(scope: Scope, invoice: Invoice) -> Money:
    """What credit notes have left of the invoice; more than nothing."""
    bought = await store.lock_top_up(scope, invoice.id)
    if bought is not None and bought.state is TopUpState.granted:
        raise NothingToCredit(
            f"The credits of invoice {invoice.number} are in their wallet: giving its price back would double them."
        )
    rest = invoice.total - await store.credited_of(scope, invoice)
    if invoice.state not in CREDITABLE_STATES or rest.minor <= 0:
        raise NothingToCredit(
            f"Nothing of invoice {invoice.number} is left to credit: it is {invoice.state} over {rest}."
        )
    return rest


async def _note(scope: Scope, invoice: Invoice, wish: CreditWish, lines: Sequence[CreditNoteLine]) -> CreditNote:
    assert invoice.number is not None, "an issued invoice has its number"
    subtotal = sum_of((line.net for line in lines), invoice.currency)
    tax = sum_of((line.tax for line in lines), invoice.currency)
    applied = min(subtotal + tax, invoice.payable)
    return CreditNote(
        id=scope.new_id(CreditNoteId),
        company_id=invoice.company_id,
        invoice_id=invoice.id,
        invoice_number=invoice.number,
        legal_entity=invoice.legal_entity,
        number=await _number(scope, invoice),
        currency=invoice.currency,
        subtotal=subtotal,
        tax=tax,
        total=subtotal + tax,
        applied=applied,
        kept=subtotal + tax - applied,
        reason=wish.reason,
        memo=wish.memo,
        issued_at=scope.now,
    )


async def _number(scope: Scope, invoice: Invoice) -> str:
    """Gapless in a series of their own, per legal entity; the year is that of the issuer's day, as on invoices."""
    entity = await store.issuing_entity(scope)
    serial = await store.take_serial(scope, invoice.legal_entity, store.credit_note_series)
    return invoice_number(PREFIX, scope.now.astimezone(zone_of(entity.zone)).year, serial)


async def _apply(scope: Scope, before: Invoice, note: CreditNote, to_refund: Money) -> None:
    scope.announce(
        CreditNoteIssued(
            company_id=note.company_id,
            subject=note.id,
            number=note.number,
            invoice_id=note.invoice_id,
            invoice_number=note.invoice_number,
            total=note.total,
            applied=note.applied,
            kept=note.kept,
        )
    )
    if note.kept:
        await _keep(scope, before, note, to_refund)
    if not note.applied:
        return
    after = replace(before, credited=before.credited + note.applied)
    if not after.payable:
        after = replace(after, state=InvoiceState.paid, paid_at=scope.now)
        scope.announce(InvoicePaid(**about(after), total=after.total, paid_at=scope.now))
    await store.update_state(scope, after)


async def _keep(scope: Scope, invoice: Invoice, note: CreditNote, to_refund: Money) -> None:
    """What wallets had paid goes back to their grants, so that no credit outlives its expiry; the rest becomes the company's credit.

    What is about to be refunded was not paid by them: a refund goes to the payment that it names.
    """
    of_wallets = note.kept - min(to_refund, note.kept)
    returned = await give_back_draws(scope, invoice, of_wallets, note.id) if of_wallets else of_wallets
    if rest := note.kept - returned:
        await keep_credit(scope, invoice, rest, EntryKind.credit_note, note.id)
