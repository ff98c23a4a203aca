"""Telling the ledger, in the transaction of the document. What is posted is in `rules.postings`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from trunkline.domains.billing import queries, store
from trunkline.domains.billing.model import (
    CreditEntry,
    CreditNote,
    CreditNoteLine,
    Draw,
    Grant,
    Invoice,
    InvoiceLine,
    InvoiceState,
    MoneyFrom,
)
from trunkline.domains.billing.rules import postings
from trunkline.domains.ledger import actions as ledger
from trunkline.domains.ledger.model import MANUAL
from trunkline.infra.scope import Scope
from trunkline.kernel.ids import InvoiceId
from trunkline.kernel.money import Money


def post_issue(scope: Scope, invoice: Invoice, lines: Sequence[InvoiceLine], *, of_credits: bool) -> None:
    ledger.post(scope, invoice.company_id, postings.issue_booking(invoice, lines, of_credits=of_credits))


async def post_void(scope: Scope, void: Invoice) -> None:
    lines = await queries.lines_of(scope, void.id)
    open_ends = await _open_ends(scope, void.id)
    of_credits = await store.is_of_credits(scope, void.id)
    ledger.post(scope, void.company_id, postings.void_booking(void, lines, open_ends, of_credits=of_credits))


async def post_write_off(scope: Scope, before: Invoice) -> None:
    of_credits = await store.is_of_credits(scope, before.id)
    ledger.post(scope, before.company_id, postings.write_off_booking(before, before.due, of_credits=of_credits))


async def post_note(
    scope: Scope, before: Invoice, note: CreditNote, credited: Sequence[CreditNoteLine], lines: Sequence[InvoiceLine]
) -> None:
    open_ends = await _open_ends(scope, before.id)
    of_credits = await store.is_of_credits(scope, before.id)
    by_id = {line.id: line for line in lines}
    booking = postings.note_booking(before, note, credited, by_id, open_ends, of_credits=of_credits)
    ledger.post(scope, before.company_id, booking)


def post_entry(scope: Scope, entry: CreditEntry) -> None:
    ledger.post(scope, entry.company_id, postings.entry_booking(entry))


def post_grant(scope: Scope, grant: Grant, *, bought: bool) -> None:
    ledger.post(scope, grant.company_id, postings.grant_booking(grant, bought=bought))


def post_draws(scope: Scope, made: Sequence[Draw], grants: Sequence[Grant]) -> None:
    """`grants` are those that were drawn."""
    by_id = {one.id: one for one in grants}
    for one in made:
        ledger.post(scope, one.company_id, postings.draw_booking(one, by_id[one.grant_id]))


async def post_payment(
    scope: Scope, before: Invoice, amount: Money, released: Money, paid_at: datetime, money: MoneyFrom | None
) -> None:
    """`released` of the amount was not asked for any more: it is the company's credit, which is an entry of its own."""
    money = money or MoneyFrom(MANUAL, f"invoice:{before.id}:paid:{(before.paid + amount).minor}")
    zero, given_up = Money.zero(amount.currency), before.state is InvoiceState.uncollectible
    recovered = amount - released if given_up else zero
    of_credits = given_up and await store.is_of_credits(scope, before.id)
    booking = postings.payment_booking(before.id, amount, recovered, paid_at, money, of_credits=of_credits)
    ledger.post(scope, before.company_id, booking)


async def _open_ends(scope: Scope, invoice_id: InvoiceId) -> frozenset[datetime]:
    return frozenset(one.earns_at for one in await ledger.open_deferrals(scope, invoice_id))
