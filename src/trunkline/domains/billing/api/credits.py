"""Credit notes and the credit of a company."""

from typing import Annotated

from fastapi import Query
from starlette.responses import Response

from trunkline.domains.access.model import Permission
from trunkline.domains.billing import actions, queries
from trunkline.domains.billing.api.credit_shapes import (
    CreditableOut,
    CreditBalanceOut,
    CreditEntryOut,
    CreditNoteIn,
    CreditNoteOut,
)
from trunkline.domains.billing.api.router import router
from trunkline.domains.billing.model import CreditNote
from trunkline.domains.billing.queries.creditable import creditable
from trunkline.infra.scope import Scope
from trunkline.infra.web import PageOut, Paging, ReadScope, WriteScope
from trunkline.kernel.ids import CreditNoteId, InvoiceId

PDF = {200: {"description": "The credit note as PDF/A", "content": {"application/pdf": {}}}}


@router.post("/invoices/{invoice_id}/credit-notes", permission=Permission.invoices_manage, status_code=201)
async def issue_credit_note(scope: WriteScope, invoice_id: InvoiceId, body: CreditNoteIn) -> CreditNoteOut:
    """Take back a part of an issued invoice, or all that is left of it. What was paid already becomes the company's credit."""
    own = await scope.within((await queries.invoice(scope, invoice_id)).company_id)
    note = await actions.issue_credit_note(own, invoice_id, body.wanted())
    return await _shown(own, note)


@router.get("/invoices/{invoice_id}/creditable", permission=Permission.invoices_read)
async def read_creditable(scope: ReadScope, invoice_id: InvoiceId) -> CreditableOut:
    """What credit notes, and corrections on later invoices, have left of an invoice to credit."""
    return CreditableOut.of(invoice_id, await creditable(scope, invoice_id))


@router.get("/credit-notes", permission=Permission.invoices_read)
async def list_credit_notes(
    scope: ReadScope,
    page: Paging,
    invoice: Annotated[InvoiceId | None, Query(description="Only the credit notes of this invoice.")] = None,
) -> PageOut[CreditNoteOut]:
    """Credit notes, the newest first; of all companies for the operator who names none."""
    found = await queries.credit_notes(scope, page.request, invoice)
    ids = [note.id for note in found.items]
    lines, reporting = await queries.lines_of_notes(scope, ids), await queries.reporting_of(scope, ids)
    return page.out(found.map(lambda note: CreditNoteOut.of(note, lines[note.id], reporting)))


@router.get("/credit-notes/{credit_note_id}", permission=Permission.invoices_read)
async def read_credit_note(scope: ReadScope, credit_note_id: CreditNoteId) -> CreditNoteOut:
    """A credit note with its lines."""
    return await _shown(scope, await queries.credit_note(scope, credit_note_id))


@router.get(
    "/credit-notes/{credit_note_id}/pdf",
    permission=Permission.invoices_read,
    response_class=Response,
    responses=PDF,
)
async def read_credit_note_pdf(scope: ReadScope, credit_note_id: CreditNoteId) -> Response:
    """The credit note as a document: the same bytes, always."""
    note, pdf = await queries.credit_note_pdf(scope, credit_note_id)
    headers = {"Content-Disposition": f'inline; filename="{note.number}.pdf"'}
    return Response(pdf, media_type="application/pdf", headers=headers)


async def _shown(scope: Scope, note: CreditNote) -> CreditNoteOut:
    lines = await queries.lines_of_notes(scope, [note.id])
    return CreditNoteOut.of(note, lines[note.id], await queries.reporting_of(scope, [note.id]))


@router.get("/credit-balance", permission=Permission.invoices_read)
async def read_credit_balance(scope: ReadScope) -> CreditBalanceOut:
    """What the company has as credit. The operator names the company."""
    return CreditBalanceOut.of(scope.company, await queries.credit_balances(scope, scope.company))


@router.get("/credit-balance/entries", permission=Permission.invoices_read)
async def list_credit_entries(scope: ReadScope, page: Paging) -> PageOut[CreditEntryOut]:
    """Every movement of the credit, the newest first."""
    return page.out((await queries.credit_entries(scope, page.request)).map(CreditEntryOut.of))
