"""Invoices: list, detail, explanation, calls behind a line, PDF, void."""

from typing import Annotated

from fastapi import Query
from starlette.responses import Response

from trunkline.domains.access.model import Permission
from trunkline.domains.billing import actions, queries
from trunkline.domains.billing.api.router import router
from trunkline.domains.billing.api.shapes import ExplainOut, InvoiceDetailOut, InvoiceOut
from trunkline.domains.billing.model import Invoice, InvoiceState
from trunkline.domains.marketplace import queries as marketplace
from trunkline.domains.tenants import queries as tenants
from trunkline.domains.usage.api.calls import CallOut
from trunkline.domains.usage.api.shapes import moment_of
from trunkline.infra.scope import Scope
from trunkline.infra.web import PageOut, Paging, ReadScope, WriteScope
from trunkline.kernel.ids import InvoiceId, InvoiceLineId
from trunkline.kernel.period import zone_of


@router.get("/invoices", permission=Permission.invoices_read)
async def list_invoices(
    scope: ReadScope,
    page: Paging,
    state: InvoiceState | None = None,
    since: Annotated[str | None, Query(alias="from", description="Local day or RFC 3339 time of issue.")] = None,
    until: Annotated[str | None, Query(alias="to", description="Local day, included, or RFC 3339 time.")] = None,
) -> PageOut[InvoiceOut]:
    """Invoices, the newest first; of all companies for the operator who names none (days are then those of UTC)."""
    zone = zone_of("UTC" if scope.company_id is None else (await tenants.company(scope, scope.company_id)).zone)
    wanted = queries.InvoiceFilter(
        state=state, since=moment_of(since, zone, "from"), until=moment_of(until, zone, "to", day_after=True)
    )
    found = await queries.invoices(scope, page.request, wanted)
    early = await queries.early_offers(scope, found.items)
    reporting = await queries.reporting_of(scope, [one.id for one in found.items])
    return page.out(found.map(lambda one: InvoiceOut.of(one, early, reporting)))


@router.get("/invoices/{invoice_id}", permission=Permission.invoices_read)
async def read_invoice(scope: ReadScope, invoice_id: InvoiceId) -> InvoiceDetailOut:
    """An invoice with its lines, its issuer and whom it is made out to."""
    return await detail_of(scope, await queries.invoice(scope, invoice_id))


@router.get("/invoices/{invoice_id}/lines/{line_id}/explain", permission=Permission.invoices_read)
async def explain_line(scope: ReadScope, invoice_id: InvoiceId, line_id: InvoiceLineId) -> ExplainOut:
    """How the line's amount came about, as it was written down when the invoice was issued."""
    found = await queries.line(scope, invoice_id, line_id)
    return ExplainOut.model_validate(found.explain)


@router.get("/invoices/{invoice_id}/lines/{line_id}/calls", permission=Permission.calls_read)
async def list_calls_of_line(
    scope: ReadScope, page: Paging, invoice_id: InvoiceId, line_id: InvoiceLineId
) -> PageOut[CallOut]:
    """The calls that the line's price has rated in the line's period, newest first."""
    found = await queries.calls_of_line(scope, invoice_id, line_id, page.request)
    modules = {module.id: module for module in await marketplace.modules(scope)}
    return page.out(found.map(lambda call: CallOut.of(call, modules)))


@router.get(
    "/invoices/{invoice_id}/pdf",
    permission=Permission.invoices_read,
    response_class=Response,
    responses={200: {"description": "The invoice as PDF/A", "content": {"application/pdf": {}}}},
)
async def read_invoice_pdf(scope: ReadScope, invoice_id: InvoiceId) -> Response:
    """The invoice as a document. The same invoice in the same state is the same bytes, always."""
    found, pdf = await queries.invoice_pdf(scope, invoice_id)
    headers = {"Content-Disposition": f'inline; filename="{found.number}.pdf"'}
    return Response(pdf, media_type="application/pdf", headers=headers)


@router.post("/invoices/{invoice_id}/issue", permission=Permission.invoices_manage)
async def issue_invoice(scope: WriteScope, invoice_id: InvoiceId) -> InvoiceDetailOut:
    """Issue a draft without waiting for the end of its grace, with the usage that has come in until now."""
    own = await scope.within((await queries.invoice(scope, invoice_id)).company_id)
    return await detail_of(scope, await actions.issue_draft(own, invoice_id))


@router.post("/invoices/{invoice_id}/void", permission=Permission.invoices_manage)
async def void_invoice(scope: WriteScope, invoice_id: InvoiceId) -> InvoiceOut:
    """Ask for nothing any more. What the invoice had billed is waived, not billed again."""
    own = await scope.within((await queries.invoice(scope, invoice_id)).company_id)
    return InvoiceOut.of(await actions.void_invoice(own, invoice_id), {}, await queries.reporting_of(own, [invoice_id]))


@router.post("/invoices/{invoice_id}/uncollectible", permission=Permission.invoices_manage)
async def write_off_invoice(scope: WriteScope, invoice_id: InvoiceId) -> InvoiceOut:
    """Give up on the invoice: it is collected no more and counts as owed no more, but may still be paid."""
    own = await scope.within((await queries.invoice(scope, invoice_id)).company_id)
    return InvoiceOut.of(await actions.write_off(own, invoice_id), {}, await queries.reporting_of(own, [invoice_id]))


async def detail_of(scope: Scope, found: Invoice) -> InvoiceDetailOut:
    """The invoice with everything that is said of it."""
    lines = await queries.lines_of(scope, found.id)
    early = await queries.early_offers(scope, [found])
    return InvoiceDetailOut.with_lines(found, lines, early, await queries.reporting_of(scope, [found.id]))
