"""Money that comes early enough to earn the discount agreed on: what it saves is credited, so that tax falls with it (money policy 10)."""

from __future__ import annotations

from datetime import datetime

from trunkline.domains.billing import queries
from trunkline.domains.billing.actions import settling
from trunkline.domains.billing.actions.crediting import issue_credit_note
from trunkline.domains.billing.actions.settling import about, locked_for_books
from trunkline.domains.billing.events import EarlyDiscountTaken
from trunkline.domains.billing.model import (
    CreditReason,
    CreditWish,
    Invoice,
    InvoiceNotOpen,
    MoneyFrom,
    NothingToCredit,
)
from trunkline.domains.billing.rules import discount_earned
from trunkline.infra.scope import Scope
from trunkline.kernel.ids import InvoiceId
from trunkline.kernel.money import Money


async def mark_paid(
    scope: Scope,
    invoice_id: InvoiceId,
    amount: Money,
    paid_at: datetime,
    *,
    begun_at: datetime | None = None,
    money: MoneyFrom | None = None,
) -> Invoice:
    """`amount` has come in, from `money`, or by hand. Once nothing is left to pay the invoice is paid, since `paid_at`.

    A payment that began in time (`begun_at`, or `paid_at`) and brings what paying early asks for settles the invoice: the difference
    is a credit note, in the same transaction. Where later invoices gave something of the lines back while the payment was under way,
    no more is credited than they have left, and what is missing of the discount is still asked for. Otherwise as
    `settling.mark_paid`; raises what it raises.
    """
    found = await queries.invoice(scope, invoice_id)
    if discount_earned(found, amount, begun_at or paid_at):
        await _credit_discount(scope, invoice_id, amount, begun_at or paid_at)
    return await settling.mark_paid(scope, invoice_id, amount, paid_at, money=money)


async def receive(
    scope: Scope, invoice_id: InvoiceId, amount: Money, paid_at: datetime, *, begun_at: datetime, money: MoneyFrom
) -> tuple[Invoice, Money]:
    """`amount` is there, whatever the invoice asks for: as `mark_paid`, and where that is less, it pays what is left to pay.

    The invoice, and what was too much: that is the company's credit; who calls this tells it. Raises `NotFound`.
    """
    try:
        paid = await mark_paid(scope, invoice_id, amount, paid_at, begun_at=begun_at, money=money)
    except InvoiceNotOpen:  # nothing was written yet, and the invoice is held
        return await settling.pay_what_is_left(scope, invoice_id, amount, paid_at, money)
    return paid, Money.zero(amount.currency)


async def _credit_discount(scope: Scope, invoice_id: InvoiceId, amount: Money, at: datetime) -> None:
    invoice = await locked_for_books(scope, invoice_id)
    discount = discount_earned(invoice, amount, at)
    if not discount:
        return  # paid or credited in the meantime
    wish = CreditWish(spread=discount.major, reason=CreditReason.early_payment, memo="Paid early")
    try:
        note = await issue_credit_note(scope, invoice_id, wish)
    except NothingToCredit:
        return  # later invoices have given its lines back
    scope.announce(EarlyDiscountTaken(**about(invoice), discount=note.total, credit_note_id=note.id))
