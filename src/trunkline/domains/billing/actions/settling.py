"""What becomes of an invoice after its issue. The document itself stays as it was issued."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import TypedDict

from trunkline.domains.billing import queries, store
from trunkline.domains.billing.actions.drawing import give_back_draws
from trunkline.domains.billing.actions.keeping import keep_credit
from trunkline.domains.billing.actions.posting import post_payment, post_void, post_write_off
from trunkline.domains.billing.events import InvoicePaid, InvoicePastDue, InvoiceUncollectible, InvoiceVoided
from trunkline.domains.billing.model import (
    CREDITABLE_STATES,
    EntryKind,
    Invoice,
    InvoiceLine,
    InvoiceNotOpen,
    InvoiceState,
    LegalEntity,
    MoneyFrom,
    require_step,
)
from trunkline.infra.scope import Begin, Scope
from trunkline.infra.sweep import sweep
from trunkline.kernel.errors import NotFound
from trunkline.kernel.ids import CompanyId, InvoiceId
from trunkline.kernel.money import Money


class _About(TypedDict):
    company_id: CompanyId
    subject: str
    number: str


async def mark_paid(
    scope: Scope, invoice_id: InvoiceId, amount: Money, paid_at: datetime, *, money: MoneyFrom | None = None
) -> Invoice:
    """`amount` has come in, from `money`, or by hand. Once nothing is left to pay the invoice is paid, since `paid_at`.

    Where the invoice was credited while the payment was under way, the money is taken and the credit makes room: it becomes the company's,
    as it would have if the money had come first. Raises `NotFound`, and `InvoiceNotOpen` when the invoice asks for less than `amount`
    even so: money that nobody asked for is not booked here.
    """
    before = await locked(scope, invoice_id)
    assert amount.currency == before.currency and amount.minor > 0, (
        "a payment is a positive amount of the invoice's currency"
    )
    released = await _room_for(scope, before, amount)
    after = await _count(scope, before, amount, released, paid_at)
    await post_payment(scope, before, amount, released, paid_at, money)
    return after


async def pay_what_is_left(
    scope: Scope, invoice_id: InvoiceId, amount: Money, paid_at: datetime, money: MoneyFrom
) -> tuple[Invoice, Money]:
    """`amount` has come in for an invoice that asks for less, and has no credit to make room with: it pays what is left to pay.

    The invoice, and what was too much: that is the company's credit; who calls this tells it. One booking. Raises `NotFound`.
    """
    before = await locked(scope, invoice_id)
    applied = min(amount, before.payable)
    kept = amount - applied
    after = await _count(scope, before, applied, Money.zero(amount.currency), paid_at) if applied else before
    if kept:
        await keep_credit(scope, before, kept, EntryKind.unapplied)
    await post_payment(scope, before, amount, kept, paid_at, money)
    return after, kept


async def keep_unapplied(
    scope: Scope, invoice_id: InvoiceId, amount: Money, paid_at: datetime, money: MoneyFrom
) -> None:
    """`amount` has come in for an invoice that asks for less: it is the company's credit. Who calls this tells it. Raises `NotFound`."""
    invoice = await locked(scope, invoice_id)
    await keep_credit(scope, invoice, amount, EntryKind.unapplied)
    await post_payment(scope, invoice, amount, amount, paid_at, money)


async def write_off(scope: Scope, invoice_id: InvoiceId) -> Invoice:
    """Give up on what the invoice still asks for: it is collected no more and counts as owed no more, but may still be paid.

    Raises `NotFound`, and `InvoiceNotOpen` when its state does not allow it.
    """
    before = await locked(scope, invoice_id)
    require_step(before, InvoiceState.uncollectible)
    after = replace(before, state=InvoiceState.uncollectible)
    await store.update_state(scope, after)
    await post_write_off(scope, before)
    scope.announce(InvoiceUncollectible(**about(after), given_up=before.due))
    return after


async def void_invoice(scope: Scope, invoice_id: InvoiceId) -> Invoice:
    """Ask for nothing any more. What the invoice had billed is waived and is not billed again; what it had given back of earlier
    invoices is given back by the next run.

    What it drew of wallets goes back to the grants that it came from. Raises `NotFound`, and `InvoiceNotOpen` when something was paid or
    otherwise credited, or the state does not allow it.
    """
    before = await locked_for_books(scope, invoice_id)
    require_step(before, InvoiceState.void)
    returned = await give_back_draws(scope, before, before.credited)
    if before.paid or before.credited != returned:
        raise InvoiceNotOpen(
            f"{before.paid} was paid on invoice {before.number} and {before.credited} credited: it can be credited, not voided."
        )
    after = replace(before, state=InvoiceState.void, voided_at=scope.now, credited=before.credited - returned)
    await store.update_state(scope, after)
    await post_void(scope, after)
    await book_again(scope, before, await queries.lines_of(scope, invoice_id))
    scope.announce(InvoiceVoided(**about(after), total=after.total))
    return after


async def mark_past_due(begin: Begin) -> int:
    """Every issued invoice whose day of payment has passed becomes past due; returns how many. One transaction per invoice."""
    return await sweep(begin, store.lapsed_invoices, _lapse)


async def name_issuer(scope: Scope, entity: LegalEntity) -> None:
    """Say who issues from now on. What was issued keeps its snapshot."""
    await store.put_entity(scope, entity)


async def _lapse(scope: Scope, invoice_id: InvoiceId) -> bool:
    before = await locked(scope, invoice_id)
    if before.state is not InvoiceState.issued or before.due_at is None or before.due_at >= scope.now:
        return False  # paid or voided in the meantime
    if before.deferred_at is not None:
        return False  # to be paid in parts since a moment ago
    await lapse(scope, before)
    return True


async def lapse(scope: Scope, before: Invoice) -> None:
    """The issued invoice, which is held, becomes past due: since its day of payment, or since now where that is yet to come."""
    assert before.due_at is not None, "an issued invoice has a day of payment"
    after = replace(before, state=InvoiceState.past_due)
    await store.update_state(scope, after)
    scope.announce(InvoicePastDue(**about(after), due=after.due, due_at=min(before.due_at, scope.now)))


async def _count(scope: Scope, before: Invoice, amount: Money, released: Money, paid_at: datetime) -> Invoice:
    """The invoice with `amount` paid of it; paid, where nothing is left to pay."""
    after = replace(before, paid=before.paid + amount, credited=before.credited - released)
    if not after.payable and before.state is not InvoiceState.paid:
        after = replace(after, state=InvoiceState.paid, paid_at=paid_at)
        scope.announce(InvoicePaid(**about(after), total=after.total, paid_at=paid_at))
    await store.update_state(scope, after)
    return after


async def _room_for(scope: Scope, invoice: Invoice, amount: Money) -> Money:
    """How much of what was credited has to make room for the payment."""
    if amount <= invoice.payable:
        return Money.zero(invoice.currency)
    released = amount - invoice.payable
    if invoice.state not in CREDITABLE_STATES or invoice.credited < released:
        raise InvoiceNotOpen(
            f"Invoice {invoice.number} is {invoice.state} and asks for {invoice.payable}, not for {amount}."
        )
    await keep_credit(scope, invoice, released, EntryKind.released)
    return released


def about(one: Invoice) -> _About:
    assert one.number is not None, "an issued invoice has its number"
    return {"company_id": one.company_id, "subject": one.id, "number": one.number}


async def locked_for_books(scope: Scope, invoice_id: InvoiceId) -> Invoice:
    """For whoever changes what counts as booked. The company's account first, as a billing run takes it, then the invoice: a run that
    is under way is waited for, and the next one sees what became of the invoice. Raises `NotFound`.
    """
    found = await queries.invoice(scope, invoice_id)
    await store.lock_account(replace(scope, company_id=found.company_id), None)
    return await locked(scope, invoice_id)


async def hold_invoice(scope: Scope, invoice_id: InvoiceId) -> Invoice:
    """For whoever is about to pay it, or more than it asks for: it stays as it is until this transaction ends. Raises `NotFound`."""
    found = await queries.invoice(scope, invoice_id)
    await store.hold_account(replace(scope, company_id=found.company_id))
    return await locked(scope, invoice_id)


async def book_again(scope: Scope, one: Invoice, lines: Sequence[InvoiceLine]) -> None:
    """Where the lines are corrections below zero, have the next run look at their periods: what they gave back is due to the company."""
    keys = {key for line in lines if line.amount.minor < 0 and (key := line.period_key) is not None}
    if not keys:
        return
    of_company = replace(scope, company_id=one.company_id)
    billed = await store.billed_periods(of_company)
    closed = [billed[key] for key in keys if not billed[key].is_in_part]  # what is not will be rated when it closes
    await store.update_basis(of_company, [one.to_rate_again() for one in closed])


async def locked(scope: Scope, invoice_id: InvoiceId) -> Invoice:
    found = await store.lock_invoice(scope, invoice_id)
    if found is None:
        raise NotFound(f"There is no invoice {invoice_id}.")
    return found
