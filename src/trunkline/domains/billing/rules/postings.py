"""What each document posts in the ledger: from the document to its booking. Every row that moves money has one, named for the row.

invoice issued, voided, written off   invoice:inv_…:issued | :voided | :written_off
credit note                           credit_note:crn_…
entry of a company's credit           credit:cre_…
grant of prepaid credits, and draw    grant:grn_…, draw:drw_…
payment                               payment:pay_…:settled; invoice:inv_…:paid:… for money that came without one
"""

from __future__ import annotations

from collections.abc import Callable, Container, Mapping, Sequence
from datetime import datetime

from trunkline.domains.billing.model import (
    CreditEntry,
    CreditNote,
    CreditNoteLine,
    Draw,
    DrawKind,
    EntryKind,
    Grant,
    GrantKind,
    Invoice,
    InvoiceLine,
    InvoiceState,
    MoneyFrom,
)
from trunkline.domains.ledger import rules
from trunkline.domains.ledger.model import Booking, Deferral, Event, Posting
from trunkline.domains.ledger.rules import Sold, split_sold
from trunkline.domains.marketplace.model import Timing
from trunkline.kernel.ids import InvoiceId, InvoiceLineId
from trunkline.kernel.money import Money


def issue_booking(
    invoice: Invoice, lines: Sequence[InvoiceLine], *, of_credits: bool, now: datetime | None = None
) -> Booking:
    """`now`: for an invoice of the past, of which only what is not earned by now is deferred."""
    source, at = f"invoice:{invoice.id}:issued", invoice.issued_at
    if of_credits:
        asked = rules.credits_asked(invoice.total)
        return Booking(event=Event.credits_asked, source=source, postings=asked, document=invoice.id, at=at)
    assert at is not None, "a draft posts nothing"
    sold = _sold(invoice, lines, now or at)
    return Booking(
        event=Event.invoice_issued,
        source=source,
        postings=rules.invoice_issued(sold),
        document=invoice.id,
        at=at,
        note=invoice.number or "",
        deferrals=_deferrals(invoice.id, sold.deferred),
    )


def void_booking(
    invoice: Invoice, lines: Sequence[InvoiceLine], open_ends: Container[datetime], *, of_credits: bool
) -> Booking:
    """`open_ends`: of what it billed in advance, what is not earned yet."""
    source, at, note = f"invoice:{invoice.id}:voided", invoice.voided_at, invoice.number or ""
    if of_credits:
        back = rules.credits_taken_back(invoice.total, Money.zero(invoice.currency))
        return Booking(event=Event.invoice_voided, source=source, postings=back, document=invoice.id, at=at, note=note)
    assert invoice.issued_at is not None, "a draft cannot become void"
    sold = _sold(invoice, lines, invoice.issued_at, open_ends)
    return Booking(
        event=Event.invoice_voided,
        source=source,
        postings=rules.invoice_voided(sold),
        document=invoice.id,
        at=at,
        note=note,
        deferrals=_deferrals(invoice.id, sold.deferred, back=True),
    )


def note_booking(
    invoice: Invoice,
    note: CreditNote,
    credited: Sequence[CreditNoteLine],
    lines: Mapping[InvoiceLineId, InvoiceLine],
    open_ends: Container[datetime],
    *,
    of_credits: bool,
) -> Booking:
    """`invoice` as it was before the note; `lines` are its own."""
    zero, given_up = Money.zero(note.currency), invoice.state is InvoiceState.uncollectible
    lost = note.applied if given_up else zero
    sold = Sold(note.subtotal, {}, note.tax)
    if of_credits:
        postings = rules.credits_taken_back(note.total, lost)
    else:
        assert invoice.issued_at is not None, "a draft is not credited"
        issued_at = invoice.issued_at
        parts = [(one.net, one.tax, _earns_at(lines[one.invoice_line_id], issued_at)) for one in credited]
        sold = split_sold(parts, note.currency, open_ends)
        postings = rules.credit_note_issued(sold, lost)
    return Booking(
        event=Event.credit_note_issued,
        source=f"credit_note:{note.id}",
        postings=postings,
        document=invoice.id,
        at=note.issued_at,
        note=note.number,
        deferrals=_deferrals(invoice.id, sold.deferred, back=True),
    )


def write_off_booking(invoice: Invoice, rest: Money, *, of_credits: bool) -> Booking:
    return Booking(
        event=Event.invoice_written_off,
        source=f"invoice:{invoice.id}:written_off",
        postings=rules.invoice_written_off(rest, of_credits=of_credits),
        document=invoice.id,
        note=invoice.number or "",
    )


# Kinds of entries that post another event than `credit_kept`.
_ENTERED: Mapping[EntryKind, tuple[Event, Callable[[Money], tuple[Posting, ...]]]] = {
    EntryKind.drawn: (Event.credit_drawn, rules.credit_kept),
    EntryKind.refunded: (Event.refund_begun, lambda amount: rules.refund_begun(-amount)),
    EntryKind.refund_failed: (Event.refund_failed, rules.refund_failed),
}


def entry_booking(entry: CreditEntry) -> Booking:
    event, rule = _ENTERED.get(entry.kind, (Event.credit_kept, rules.credit_kept))
    return Booking(
        event=event,
        source=f"credit:{entry.id}",
        postings=rule(entry.amount),
        document=entry.invoice_id,
        at=entry.entered_at,
        note=entry.kind.value,
    )


def grant_booking(grant: Grant, *, bought: bool) -> Booking:
    """`bought`: by an invoice for them, which is paid."""
    by_hand = rules.credits_granted(grant.amount, paid=grant.kind is GrantKind.purchased)
    return Booking(
        event=Event.credits_bought if bought else Event.credits_granted,
        source=f"grant:{grant.id}",
        postings=rules.credits_bought(grant.amount) if bought else by_hand,
        at=grant.granted_at,
    )


_DRAWN = {
    DrawKind.drawn: Event.credits_drawn,
    DrawKind.returned: Event.credits_returned,
    DrawKind.expired: Event.credits_expired,
}


def draw_booking(draw: Draw, grant: Grant) -> Booking:
    paid = grant.kind is GrantKind.purchased
    rule = rules.credits_expired if draw.kind is DrawKind.expired else rules.credits_drawn
    return Booking(
        event=_DRAWN[draw.kind],
        source=f"draw:{draw.id}",
        postings=rule(draw.amount, paid=paid),
        document=draw.invoice_id or "",
        at=draw.drawn_at,
    )


def payment_booking(
    invoice_id: InvoiceId, amount: Money, recovered: Money, paid_at: datetime, money: MoneyFrom, *, of_credits: bool
) -> Booking:
    """`recovered`: of what the invoice had been given up for."""
    return Booking(
        event=Event.payment_recovered if recovered else Event.payment_received,
        source=money.source,
        postings=rules.payment_received(amount, money.provider, recovered, of_credits=of_credits),
        document=invoice_id,
        at=paid_at,
    )


def _sold(
    invoice: Invoice, lines: Sequence[InvoiceLine], since: datetime, open_ends: Container[datetime] | None = None
) -> Sold:
    return split_sold([(one.net, one.tax, _earns_at(one, since)) for one in lines], invoice.currency, open_ends)


def _earns_at(line: InvoiceLine, since: datetime) -> datetime | None:
    """When what was billed in advance is earned; None for what already was at `since`."""
    return line.period_end if line.timing is Timing.advance and line.period_end > since else None


def _deferrals(document: str, parts: Mapping[datetime, Money], *, back: bool = False) -> tuple[Deferral, ...]:
    return tuple(Deferral(document, at, -amount if back else amount) for at, amount in sorted(parts.items()))
