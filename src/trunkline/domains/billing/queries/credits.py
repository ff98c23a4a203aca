"""Questions about credit notes and about the credit of a company. Somebody else's do not exist."""

from __future__ import annotations

import asyncio

from sqlalchemy import func, select

from trunkline.domains.billing import store
from trunkline.domains.billing.model import CreditEntry, CreditNote
from trunkline.domains.billing.queries.documents import render
from trunkline.domains.billing.queries.invoices import invoice
from trunkline.domains.billing.queries.reporting import reporting_of
from trunkline.domains.billing.rules import credit_note_document
from trunkline.infra.scope import Scope
from trunkline.kernel.errors import NotFound
from trunkline.kernel.ids import CompanyId, CreditNoteId, InvoiceId
from trunkline.kernel.money import Currency, Money
from trunkline.kernel.page import Page, PageRequest, page_of

_notes = store.credit_note
_entries = store.credit_balance_entry
lines_of_notes = store.lines_of_notes


async def credit_note(scope: Scope, note_id: CreditNoteId) -> CreditNote:
    """Raises `NotFound`, also for another company's credit note."""
    mine = select(_notes).where(scope.of_company(_notes), _notes.c.id == note_id)
    row = (await scope.tx.execute(mine)).one_or_none()
    if row is None:
        raise NotFound(f"There is no credit note {note_id}.")
    return store.credit_note_of(row)


async def credit_notes(scope: Scope, request: PageRequest, invoice_id: InvoiceId | None = None) -> Page[CreditNote]:
    """The credit notes of the company, or of all for the operator; of one invoice, if named; the newest first."""
    chosen = select(_notes).where(scope.of_company(_notes))
    if invoice_id is not None:
        chosen = chosen.where(_notes.c.invoice_id == invoice_id)
    if request.position is not None:
        chosen = chosen.where(_notes.c.id < str(request.position[0]))
    rows = await scope.tx.execute(chosen.order_by(_notes.c.id.desc()).limit(request.limit + 1))
    return page_of([store.credit_note_of(row) for row in rows], request, lambda one: (one.id,))


async def credit_balances(scope: Scope, company_id: CompanyId) -> list[Money]:
    """What the company has, one amount per currency, by currency."""
    columns = _entries.c
    chosen = select(columns.currency, func.sum(columns.amount_minor).label("minor")).where(
        scope.of_company(_entries), columns.company_id == company_id
    )
    rows = await scope.tx.execute(chosen.group_by(columns.currency).order_by(columns.currency))
    return [Money(int(row.minor), Currency.of(row.currency)) for row in rows]


async def credit_entries(scope: Scope, request: PageRequest) -> Page[CreditEntry]:
    """The movements of the company's credit, the newest first."""
    chosen = select(_entries).where(scope.of_company(_entries))
    if request.position is not None:
        chosen = chosen.where(_entries.c.id < str(request.position[0]))
    rows = await scope.tx.execute(chosen.order_by(_entries.c.id.desc()).limit(request.limit + 1))
    return page_of([store.credit_entry_of(row) for row in rows], request, lambda one: (one.id,))


async def credit_note_pdf(scope: Scope, note_id: CreditNoteId) -> tuple[CreditNote, bytes]:
    """The credit note and its PDF. It never changes, so it is made whenever it is asked for. Raises `NotFound`."""
    note = await credit_note(scope, note_id)
    lines = (await lines_of_notes(scope, [note_id]))[note_id]
    reporting = (await reporting_of(scope, [note_id])).get(note_id)
    content = credit_note_document(note, await invoice(scope, note.invoice_id), lines, reporting)
    return note, await asyncio.to_thread(render, "credit_note", content, note.issued_at)
