"""Documents, the invoice first of all: PDF/A, made from the stored rows alone, so that the same invoice is always the same bytes."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime
from functools import lru_cache
from importlib.resources import files
from typing import Any

import typst

from trunkline.domains.billing.model import Invoice, InvoiceLine, InvoiceNotOpen, InvoiceState
from trunkline.domains.billing.model.reporting import Reporting
from trunkline.domains.billing.queries.invoices import invoice
from trunkline.domains.billing.queries.lines import lines_of
from trunkline.domains.billing.queries.reporting import reporting_of
from trunkline.domains.billing.rules import invoice_document
from trunkline.infra.scope import Scope
from trunkline.kernel.errors import NotFound
from trunkline.kernel.ids import InvoiceId

# Documents that are kept under an older layout are made anew.
LAYOUT = 3


async def invoice_pdf(scope: Scope, invoice_id: InvoiceId) -> tuple[Invoice, bytes]:
    """The invoice and its PDF, rendered in a thread the first time and kept. Raises `NotFound`, and `InvoiceNotOpen` for a draft."""
    found = await invoice(scope, invoice_id)
    if found.state is InvoiceState.draft:
        raise InvoiceNotOpen("A draft has no document: it may still change. Issue it first.")
    blobs, key = scope.program.blobs, _key(found)
    try:
        return found, (await blobs.get(key)).data
    except NotFound:
        lines, reporting = await lines_of(scope, invoice_id), await reporting_of(scope, [invoice_id])
        pdf = await asyncio.to_thread(render_invoice, found, lines, reporting.get(invoice_id))
        await blobs.put(key, pdf)
        return found, pdf


def render_invoice(one: Invoice, lines: list[InvoiceLine], reporting: Reporting | None = None) -> bytes:
    """About 30 ms of one core."""
    assert one.issued_at is not None, "a draft has no document"
    return render("invoice", invoice_document(one, lines, reporting), one.issued_at)


def render(kind: str, content: Mapping[str, Any], issued_at: datetime) -> bytes:
    """A document of `kind`: its template on the common paper.

    The archivable form demands a glyph for every character. The fonts inside the package have those of European scripts; for a name
    in another one the machine's fonts are asked, and without such a font the name is printed as boxes rather than no document at all.
    """
    words = json.dumps(content)
    for system_fonts in (False, True):
        with suppress(typst.TypstError):
            return _compiled(kind, words, issued_at, system_fonts=system_fonts, archivable=True)
    return _compiled(kind, words, issued_at, system_fonts=True, archivable=False)


def _compiled(kind: str, words: str, issued_at: datetime, *, system_fonts: bool, archivable: bool) -> bytes:
    templates = files(__package__)
    pdf = typst.compile(
        b"".join(templates.joinpath(f"{name}.typ").read_bytes() for name in ("paper", kind)),
        font_paths=_fonts(system_fonts),
        sys_inputs={"content": words},
        timestamp=issued_at.replace(microsecond=0),
        pdf_standards=["a-2b"] if archivable else [],
    )
    assert isinstance(pdf, bytes), "one document, not a list of pages"
    return pdf


@lru_cache(maxsize=2)
def _fonts(system_fonts: bool) -> typst.Fonts:
    """Without those of the machine another machine's document is the same."""
    return typst.Fonts(include_system_fonts=system_fonts)


def _key(one: Invoice) -> str:
    """State, payments and credits are printed on the document, so they are part of its name."""
    return f"invoices/{one.company_id}/{one.id}-{one.state}-{one.paid.minor}-{one.credited.minor}-{LAYOUT}.pdf"
