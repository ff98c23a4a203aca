"""What is printed on an invoice: every string ready, in the company's locale. The template only places them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from trunkline.domains.billing.model import (
    CreditNote,
    CreditNoteLine,
    CreditReason,
    Invoice,
    InvoiceLine,
    InvoiceState,
    Party,
)
from trunkline.domains.billing.model.reporting import Reporting
from trunkline.domains.billing.rules.amounts import sum_of
from trunkline.domains.billing.rules.paper import Paper, paper_of
from trunkline.domains.billing.rules.payment_terms import early_payment
from trunkline.domains.currencies.rules import significant

_STATES = {
    InvoiceState.issued: "Open",
    InvoiceState.past_due: "Past due",
    InvoiceState.paid: "Paid",
    InvoiceState.void: "Void",
    InvoiceState.uncollectible: "Uncollectible",
    InvoiceState.draft: "Draft",
}


_REASONS = {
    CreditReason.billing_error: "Billing error",
    CreditReason.duplicate: "Billed twice",
    CreditReason.order_change: "Changed order",
    CreditReason.service_quality: "Quality of service",
    CreditReason.goodwill: "Goodwill",
    CreditReason.early_payment: "Paid early",
}
# What belongs to no module must not stand below the one before it.
_NO_MODULE = "One-off"


def invoice_document(
    invoice: Invoice, lines: Sequence[InvoiceLine], reporting: Reporting | None = None
) -> dict[str, Any]:
    """The document's content. Depends on the stored invoice alone, never on the present catalogue, company or time."""
    paper = paper_of(invoice)
    assert invoice.issued_at is not None, "a draft has no document"
    assert invoice.due_at is not None, "an issued invoice is due some day"
    return {
        "title": "Invoice",
        "number": invoice.number,
        "state": _STATES[invoice.state],
        "tone": invoice.state.value,
        "issued_on": paper.day(invoice.issued_at),
        "due_on": paper.day(invoice.due_at),
        "paid_on": paper.day(invoice.paid_at) if invoice.paid_at else None,
        "early": _early(paper, invoice),
        "period": paper.span(invoice.first_day, invoice.last_day),
        "currency": invoice.currency.code,
        "issuer": _party(paper, invoice.issuer),
        "bill_to": _party(paper, invoice.bill_to),
        "modules": [_module(paper, name, group) for name, group in _by_module(lines).items()],
        "subtotal": paper.money(invoice.subtotal),
        "taxes": _taxes(paper, invoice, lines),
        "inclusive": any(line.tax_inclusive for line in lines),
        "total": paper.money(invoice.total),
        "credited": paper.money(invoice.credited) if invoice.credited.minor > 0 else None,
        "kept": paper.money(-invoice.credited) if invoice.credited.minor < 0 else None,
        "paid": paper.money(invoice.paid) if invoice.paid else None,
        "due": paper.money(invoice.due),
        "reporting": _reporting(paper, reporting),
    }


def _early(paper: Paper, invoice: Invoice) -> dict[str, str] | None:
    """What paying early saves, while nothing is late."""
    offer = early_payment(invoice) if invoice.state is InvoiceState.issued else None
    if offer is None:
        return None
    return {
        "until": paper.day(offer.until),
        "amount": paper.money(offer.amount),
        "discount": paper.money(offer.discount),
    }


def _reporting(paper: Paper, one: Reporting | None) -> dict[str, str] | None:
    """What tax law asks for of a document in another currency: its totals in the issuer's own, with the rate, by whose word and of when.
    Nothing where the two are the same.
    """
    if one is None or (source := one.rate.source) is None:
        return None
    rate, told = one.rate, one.reported
    return {
        "currency": rate.target.code,
        "net": paper.money(told.net),
        "tax": paper.money(told.tax),
        "total": paper.money(told.total),
        "rate": f"1 {rate.currency} = {paper.rate(significant(rate.rate))} {rate.target}",
        "source": source.words,
        "as_of": paper.local_day(rate.as_of.date()),
    }


def credit_note_document(
    note: CreditNote, invoice: Invoice, lines: Sequence[CreditNoteLine], reporting: Reporting | None = None
) -> dict[str, Any]:
    """The content of a credit note, made out to and by whom its invoice was."""
    paper = paper_of(invoice)
    assert invoice.issued_at is not None, "what was credited was issued"
    return {
        "title": "Credit note",
        "number": note.number,
        "state": "Credit",
        "tone": InvoiceState.paid.value,
        "issued_on": paper.day(note.issued_at),
        "invoice_number": note.invoice_number,
        "invoiced_on": paper.day(invoice.issued_at),
        "currency": note.currency.code,
        "issuer": _party(paper, invoice.issuer),
        "bill_to": _party(paper, invoice.bill_to),
        "reason": _REASONS[note.reason],
        "memo": note.memo,
        "lines": [_credited(paper, line) for line in lines],
        "subtotal": paper.money(note.subtotal),
        "taxes": _taxes(paper, invoice, lines),
        "inclusive": any(line.tax_inclusive for line in lines),
        "total": paper.money(note.total),
        "applied": paper.money(note.applied) if note.applied else None,
        "kept": paper.money(note.kept) if note.kept else None,
        "reporting": _reporting(paper, reporting),
    }


def _credited(paper: Paper, line: CreditNoteLine) -> dict[str, Any]:
    return {
        "description": line.description,
        "quantity": None if line.quantity is None else paper.number(line.quantity),
        "unit": line.unit,
        "tax_rate": _rate(paper, line),
        "amount": paper.money(line.amount),
    }


def _module(paper: Paper, name: str, lines: Sequence[InvoiceLine]) -> dict[str, Any]:
    return {"name": name, "lines": [_line(paper, line) for line in lines]}


def _line(paper: Paper, line: InvoiceLine) -> dict[str, Any]:
    unit_amount = line.unit_amount
    return {
        "description": line.description.removeprefix(f"{line.module_name}, "),
        "period": paper.span(line.first_day, max(line.first_day, line.next_day - timedelta(days=1))),
        "quantity": paper.number(line.quantity),
        "unit": line.unit,
        "unit_amount": None if unit_amount is None else paper.unit_price(unit_amount, line.amount.currency.exponent),
        "tax_rate": _rate(paper, line),
        "amount": paper.money(line.amount),
    }


def _rate(paper: Paper, line: InvoiceLine | CreditNoteLine) -> str:
    rate = paper.percent(line.tax_rate)
    return f"{rate} incl." if line.tax_inclusive else rate


def _by_module(lines: Sequence[InvoiceLine]) -> dict[str, list[InvoiceLine]]:
    groups: dict[str, list[InvoiceLine]] = defaultdict(list)
    for line in lines:
        groups[line.module_name or _NO_MODULE].append(line)
    return groups


def _taxes(paper: Paper, invoice: Invoice, lines: Sequence[InvoiceLine | CreditNoteLine]) -> list[dict[str, str]]:
    rates = sorted({line.tax_rate for line in lines})
    found = []
    for rate in rates:
        taxed = [line for line in lines if line.tax_rate == rate]
        found.append(
            {
                "rate": paper.percent(rate),
                "base": paper.money(sum_of((line.net for line in taxed), invoice.currency)),
                "amount": paper.money(sum_of((line.tax for line in taxed), invoice.currency)),
            }
        )
    return found


def _party(paper: Paper, party: Party) -> dict[str, Any]:
    town = " ".join(part for part in (party.postal_code, party.city) if part)
    lines = [*party.address_lines, town, paper.locale.territories.get(party.country, party.country)]
    return {"name": party.name, "lines": [line for line in lines if line], "email": party.email, "tax_id": party.tax_id}
