"""Documents that are older than the books get their transactions. May be run again: what was posted is left out, and the ledger's unique
key refuses the rest.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace

from trunkline.domains.billing import queries, store
from trunkline.domains.billing.model import Invoice, InvoiceState, MoneyFrom
from trunkline.domains.billing.rules import postings
from trunkline.domains.ledger import actions as ledger
from trunkline.domains.ledger import queries as books
from trunkline.domains.ledger.model import MANUAL, Booking
from trunkline.infra.scope import Scope
from trunkline.kernel.ids import CreditEntryId, CreditNoteId, DrawId, GrantId, InvoiceId


async def catch_up_documents(scope: Scope) -> int:
    """Everything but what was given up; returns how many transactions were written."""
    await store.hold_account(scope)
    missing = await _missing(scope)
    count = 0
    for kind, book in _BOOKS.items():
        for name in missing.get(kind, ()):
            ledger.post(scope, scope.company, await book(scope, name))
            count += 1
    return count


async def catch_up_money_by_hand(scope: Scope) -> int:
    """What was paid, and is no payment of the company: it came by hand. After all payments."""
    await store.hold_account(scope)
    cash = await books.paid_by_document(scope)
    paid = {name: minor for name, minor in (await queries.paid_by_invoice(scope)).items() if minor > cash.get(name, 0)}
    for name, invoice in (await queries.invoices_by_id(scope, list(paid))).items():
        amount = replace(invoice.total, minor=paid[name] - cash.get(name, 0))
        money = MoneyFrom(MANUAL, f"invoice:{name}:paid:before-{paid[name]}")
        at = invoice.paid_at or scope.now
        booking = postings.payment_booking(name, amount, replace(amount, minor=0), at, money, of_credits=False)
        ledger.post(scope, scope.company, booking)
    return len(paid)


async def catch_up_write_offs(scope: Scope) -> int:
    """What the books ask for on invoices that were given up, and the invoices do not: that was written off. After all money."""
    await store.hold_account(scope)
    asked = await books.asked_by_document(scope)
    names = [InvoiceId(name) for name in (await _missing(scope)).get("written_off", ())]
    for name, invoice in (await queries.invoices_by_id(scope, names)).items():
        rest = replace(invoice.total, minor=asked.get(name, 0))
        of_credits = await store.is_of_credits(scope, name)
        ledger.post(scope, scope.company, postings.write_off_booking(invoice, rest, of_credits=of_credits))
    return len(names)


async def _missing(scope: Scope) -> dict[str, list[str]]:
    """The ids of what has no transaction, by what it is, the oldest first."""
    missing: dict[str, list[str]] = {}
    for source in sorted((await queries.proof(scope)).required - await books.sources(scope)):
        kind, name, *rest = source.split(":")
        missing.setdefault(rest[0] if rest else kind, []).append(name)
    return missing


async def _issued(scope: Scope, name: str) -> Booking:
    """What was billed in advance is deferred as far as its period is not over, unless the invoice became void."""
    invoice = await queries.invoice(scope, InvoiceId(name))
    lines = await queries.lines_of(scope, invoice.id)
    of_credits = await store.is_of_credits(scope, invoice.id)
    since = max(line.period_end for line in lines) if invoice.state is InvoiceState.void else scope.now
    return postings.issue_booking(invoice, lines, of_credits=of_credits, now=since)


async def _voided(scope: Scope, name: str) -> Booking:
    invoice = await queries.invoice(scope, InvoiceId(name))
    lines = await queries.lines_of(scope, invoice.id)
    of_credits = await store.is_of_credits(scope, invoice.id)
    return postings.void_booking(invoice, lines, (), of_credits=of_credits)


async def _noted(scope: Scope, name: str) -> Booking:
    """As if nothing had been given up before it: what was, is written off for what is left."""
    note = await queries.credit_note(scope, CreditNoteId(name))
    invoice = await queries.invoice(scope, note.invoice_id)
    credited = (await queries.lines_of_notes(scope, [note.id]))[note.id]
    lines = {line.id: line for line in await queries.lines_of(scope, invoice.id)}
    of_credits = await store.is_of_credits(scope, invoice.id)
    return postings.note_booking(_as_open(invoice), note, credited, lines, (), of_credits=of_credits)


async def _entered(scope: Scope, name: str) -> Booking:
    return postings.entry_booking(await store.entry(scope, CreditEntryId(name)))


async def _granted(scope: Scope, name: str) -> Booking:
    left = (await store.grants_by_id(scope, [GrantId(name)]))[GrantId(name)]
    return postings.grant_booking(left.grant, bought=await store.was_bought(scope, left.grant))


async def _drawn(scope: Scope, name: str) -> Booking:
    draw = await store.draw(scope, DrawId(name))
    return postings.draw_booking(draw, (await store.grants_by_id(scope, [draw.grant_id]))[draw.grant_id].grant)


def _as_open(invoice: Invoice) -> Invoice:
    return replace(invoice, state=InvoiceState.issued)


_BOOKS: dict[str, Callable[[Scope, str], Awaitable[Booking]]] = {
    "issued": _issued,
    "voided": _voided,
    "credit_note": _noted,
    "credit": _entered,
    "grant": _granted,
    "draw": _drawn,
}
