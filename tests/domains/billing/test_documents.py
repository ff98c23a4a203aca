"""The printed invoice: the right words in the company's own writing, whole over many pages, the same bytes every time."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO

import pytest
from pypdf import PdfReader
from pypdf.generic import StreamObject

from tests.domains.billing.stage import bill, read, stage, utc
from trunkline.domains.billing.model import Invoice, InvoiceLine, InvoiceState
from trunkline.domains.billing.queries.documents import render_invoice
from trunkline.domains.billing.rules import invoice_document
from trunkline.infra.program import Program


@pytest.fixture
async def issued(program: Program) -> tuple[Invoice, list[InvoiceLine]]:
    made = await stage(program, "full")
    await made.call(61, utc("2026-03-03 08:00"))
    (one,) = (await bill(program, "2026-04-01")).invoices
    return await read(program, one.invoice_id)


def text(pdf: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages).replace("\xa0", " ")


async def test_amounts_and_days_are_written_as_the_company_writes(issued: tuple[Invoice, list[InvoiceLine]]) -> None:
    invoice, lines = issued
    german = invoice_document(replace(invoice, locale="de-DE"), lines)
    assert german["total"].replace("\xa0", " ") == "58,52 EUR"
    assert (german["issued_on"], german["due_on"]) == ("02.03.2026", "16.03.2026")
    assert german["bill_to"]["lines"][-1] == "Deutschland"
    american = invoice_document(replace(invoice, locale="en-US"), lines)
    assert american["total"].replace("\xa0", " ") == "58.52 EUR"
    assert american["issued_on"] == "Mar 2, 2026"
    assert invoice_document(replace(invoice, locale="xx-Nowhere"), lines)["total"] == american["total"]


async def test_the_document_follows_from_the_stored_invoice_alone(issued: tuple[Invoice, list[InvoiceLine]]) -> None:
    invoice, lines = issued
    first = render_invoice(invoice, lines)
    assert render_invoice(invoice, lines) == first
    paid = replace(invoice, state=InvoiceState.paid, paid=invoice.total, paid_at=utc("2026-03-05 10:00"))
    assert "Paid in full on Mar 5, 2026" in text(render_invoice(paid, lines))
    assert "Open" in text(first)


async def test_it_is_an_archivable_pdf_with_embedded_fonts(issued: tuple[Invoice, list[InvoiceLine]]) -> None:
    reader = PdfReader(BytesIO(render_invoice(*issued)))
    metadata = reader.root_object["/Metadata"].get_object()
    assert isinstance(metadata, StreamObject)
    assert b"pdfaid:part" in metadata.get_data()
    fonts = [font.get_object() for font in reader.pages[0]["/Resources"]["/Font"].values()]  # type: ignore[index]
    assert fonts
    for font in fonts:
        (descendant,) = font["/DescendantFonts"]
        descriptor = descendant.get_object()["/FontDescriptor"].get_object()
        assert {"/FontFile2", "/FontFile3"} & set(descriptor)


async def test_a_line_of_no_module_has_a_heading_of_its_own(issued: tuple[Invoice, list[InvoiceLine]]) -> None:
    invoice, (line, *_) = issued
    fee = replace(line, position=2, description="Training on site", module_id=None, module_slug="", module_name="")
    document = invoice_document(invoice, [line, fee])
    assert [module["name"] for module in document["modules"]] == [line.module_name, "One-off"]
    words = text(render_invoice(invoice, [line, fee]))
    assert words.index(line.module_name) < words.index("One-off") < words.index("Training on site")


async def test_a_long_invoice_numbers_its_pages(issued: tuple[Invoice, list[InvoiceLine]]) -> None:
    invoice, (line, *_) = issued
    many = [replace(line, position=n, description=f"AI receptionist, Full: Part {n}") for n in range(1, 91)]
    pages = PdfReader(BytesIO(render_invoice(invoice, many))).pages
    words = [page.extract_text() for page in pages]
    assert len(words) >= 3
    for number, page in enumerate(words, 1):
        assert f"Page {number} of {len(words)}" in page
    joined = "\n".join(words)
    assert all(f"Part {n}\n" in joined or f"Part {n} " in joined for n in range(1, 91))


async def test_a_name_that_the_fonts_do_not_have_still_gets_an_invoice(
    issued: tuple[Invoice, list[InvoiceLine]],
) -> None:
    invoice, lines = issued
    kumo = replace(invoice, locale="ja-JP", bill_to=replace(invoice.bill_to, name="株式会社クモ"))
    assert invoice_document(kumo, lines)["bill_to"]["lines"][-1] == "Germany"
    assert "TL-2026-000001" in text(render_invoice(kumo, lines))
