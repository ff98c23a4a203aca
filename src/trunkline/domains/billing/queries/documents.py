"""The invoice as a document: PDF/A, made from the stored invoice alone, so that the same invoice is always the same bytes."""

from __future__ import annotations

import asyncio
import json
from functools import lru_cache
from importlib.resources import files

import typst

from trunkline.domains.billing.model import Invoice, InvoiceLine
from trunkline.domains.billing.queries.invoices import invoice
from trunkline.domains.billing.queries.lines import lines_of
from trunkline.domains.billing.rules import invoice_document
from trunkline.infra.scope import Scope
from trunkline.kernel.errors import NotFound
from trunkline.kernel.ids import InvoiceId

# Documents that are kept under an older layout are made anew.
LAYOUT = 1


async def invoice_pdf(scope: Scope, invoice_id: InvoiceId) -> tuple[Invoice, bytes]:
    """The invoice and its PDF, rendered in a thread the first time and kept. Raises `NotFound`."""
    found = await invoice(scope, invoice_id)
    blobs, key = scope.program.blobs, _key(found)
    try:
        return found, (await blobs.get(key)).data
    except NotFound:
        pdf = await asyncio.to_thread(render_invoice, found, await lines_of(scope, invoice_id))
        await blobs.put(key, pdf)
        return found, pdf


def render_invoice(one: Invoice, lines: list[InvoiceLine]) -> bytes:
    """About 30 ms of one core."""
    assert one.issued_at is not None, "a draft has no document"
    pdf = typst.compile(
        files(__package__).joinpath("invoice.typ").read_bytes(),
        font_paths=_fonts(),
        sys_inputs={"invoice": json.dumps(invoice_document(one, lines))},
        timestamp=one.issued_at.replace(microsecond=0),
        pdf_standards="a-2b",
    )
    assert isinstance(pdf, bytes), "one document, not a list of pages"
    return pdf


@lru_cache(maxsize=1)
def _fonts() -> typst.Fonts:
    """Only the fonts inside the package: those of the machine would make another machine's document differ."""
    return typst.Fonts(include_system_fonts=False)


def _key(one: Invoice) -> str:
    """State and payments are printed on the document, so they are part of its name."""
    return f"invoices/{one.company_id}/{one.id}-{one.state}-{one.paid.minor}-{LAYOUT}.pdf"
