"""Rows of payments and attempts.

Two nullable unique columns carry the room's promise into the database, on all three engines: `payment.holds_invoice_id` is set while a
payment may still take the invoice's money or has taken all of it, and no more (`payment.holds_instalment_id` in the same
way for a part that it collects), `payment_attempt.holds_payment_id` while an attempt may or has.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    Row,
    String,
    Table,
    UniqueConstraint,
    select,
    text,
    update,
)

from trunkline.domains.payments.model import IN_FLIGHT, Attempt, AttemptState, DeclineKind, Payment, PaymentState
from trunkline.infra.columns import at_column, id_column, key_column
from trunkline.infra.db import insert_ignore, metadata
from trunkline.infra.scope import Scope
from trunkline.kernel.errors import NotFound
from trunkline.kernel.ids import (
    AttemptId,
    CompanyId,
    InstalmentId,
    InstalmentPlanId,
    InvoiceId,
    PaymentId,
    PaymentMethodId,
)
from trunkline.kernel.money import Currency, Money

MESSAGE_LENGTH_MAX = 500
URL_LENGTH_MAX = 2000

_COUNTED = ("refunded_minor", "disputed_minor", "unapplied_minor")

payment = Table(
    "payment",
    metadata,
    id_column("id", PaymentId, primary_key=True),
    id_column("company_id", CompanyId),
    id_column("invoice_id", InvoiceId),
    key_column("invoice_number", 60),
    Column("amount_minor", BigInteger, nullable=False),
    key_column("currency", 3),
    key_column("state", 20),
    key_column("provider", 40),
    id_column("payment_method_id", PaymentMethodId, ForeignKey("payment_method.id")),
    at_column("created_at"),
    at_column("first_attempt_at", nullable=True),
    at_column("next_attempt_at", nullable=True),
    at_column("settled_at", nullable=True),
    Column("outages", Integer, nullable=False),
    key_column("failure_code", 60, nullable=True),
    id_column("holds_invoice_id", InvoiceId, nullable=True),
    # Counted by statements of their own (refunds, disputes, unapplied money), never written with the rest of the row.
    Column("refunded_minor", BigInteger, nullable=False, server_default="0"),
    Column("disputed_minor", BigInteger, nullable=False, server_default="0"),
    Column("unapplied_minor", BigInteger, nullable=False, server_default="0"),
    id_column("instalment_plan_id", InstalmentPlanId, nullable=True),
    id_column("instalment_id", InstalmentId, nullable=True),
    id_column("holds_instalment_id", InstalmentId, nullable=True),
    Column("return_url", String(URL_LENGTH_MAX), nullable=True),
    Column("manual_capture", Boolean, nullable=False, server_default=text("false")),
    UniqueConstraint("holds_invoice_id"),
    Index("ix_payment_holds_instalment_id", "holds_instalment_id", unique=True),
    Index("ix_payment_company_id", "company_id", "id"),
    Index("ix_payment_invoice_id", "invoice_id"),
    Index("ix_payment_next_attempt_at", "next_attempt_at"),
)

payment_attempt = Table(
    "payment_attempt",
    metadata,
    id_column("id", AttemptId, primary_key=True),
    id_column("company_id", CompanyId),
    id_column("payment_id", PaymentId, ForeignKey("payment.id")),
    Column("number", Integer, nullable=False),
    key_column("idempotency_key", 60),
    id_column("payment_method_id", PaymentMethodId, ForeignKey("payment_method.id")),
    key_column("state", 20),
    at_column("started_at"),
    at_column("finished_at", nullable=True),
    key_column("decline_code", 60, nullable=True),
    key_column("decline_kind", 10, nullable=True),
    Column("message", String(MESSAGE_LENGTH_MAX), nullable=True),
    key_column("reference", 120, nullable=True),
    Column("asked", Integer, nullable=False),
    at_column("ask_at", nullable=True),
    Column("return_url", String(URL_LENGTH_MAX), nullable=True),
    Column("action_url", String(URL_LENGTH_MAX), nullable=True),
    at_column("authorised_until", nullable=True),
    Column("capture_minor", BigInteger, nullable=True),
    at_column("void_asked_at", nullable=True),
    id_column("holds_payment_id", PaymentId, nullable=True),
    UniqueConstraint("payment_id", "number"),
    UniqueConstraint("idempotency_key"),
    UniqueConstraint("holds_payment_id"),
    Index("ix_payment_attempt_state", "state", "started_at"),
)


def payment_of(row: Row[Any]) -> Payment:
    values = row._mapping
    plain = {name: values[name] for name in Payment.__slots__ if name not in {"amount", "state"}}
    amount = Money(values["amount_minor"], Currency.of(values["currency"]))
    return Payment(**plain, amount=amount, state=PaymentState(values["state"]))


def attempt_of(row: Row[Any]) -> Attempt:
    values = row._mapping
    plain = {name: values[name] for name in Attempt.__slots__ if name not in {"state", "decline_kind"}}
    kind = values["decline_kind"]
    return Attempt(**plain, state=AttemptState(values["state"]), decline_kind=DeclineKind(kind) if kind else None)


async def insert_payment(scope: Scope, opened: Payment) -> bool:
    """False if the invoice is held by another payment already: the unique key decides, whoever else is asking."""
    inserted = await scope.tx.execute(insert_ignore(payment, scope.dialect).values(**_payment_row(opened)))
    return bool(inserted.rowcount == 1)


async def save_payment(scope: Scope, changed: Payment) -> None:
    mine = update(payment).where(scope.of_company(payment), payment.c.id == changed.id)
    await scope.tx.execute(mine.values(**_payment_row(changed)))


async def release_invoice(scope: Scope, settled: Payment) -> None:
    """The payment has brought its money and the invoice asks for more: another payment may hold it. A settled row is not saved again."""
    mine = update(payment).where(scope.of_company(payment), payment.c.id == settled.id)
    await scope.tx.execute(mine.values(holds_invoice_id=None))


async def release_part(scope: Scope, settled: Payment) -> None:
    """The payment has brought its money, and that did not pay its part: another payment may hold the part."""
    mine = update(payment).where(scope.of_company(payment), payment.c.id == settled.id)
    await scope.tx.execute(mine.values(holds_instalment_id=None))


async def put_belated(scope: Scope, paid: Payment, *, is_new: bool) -> None:
    """A payment whose money came after it was given up, or beside another's: it holds nothing, which another may by now."""
    values = _payment_row(paid) | {"holds_invoice_id": None, "holds_instalment_id": None}
    mine = update(payment).where(scope.of_company(payment), payment.c.id == paid.id)
    await scope.tx.execute(payment.insert().values(**values) if is_new else mine.values(**values))


async def count_unapplied(scope: Scope, settled: Payment, kept: Money) -> None:
    """So much of the payment's money was not asked for by its invoice."""
    mine = update(payment).where(scope.of_company(payment), payment.c.id == settled.id)
    await scope.tx.execute(mine.values(unapplied_minor=kept.minor))


async def insert_attempt(scope: Scope, begun: Attempt) -> None:
    """Fails on a unique key if another attempt of the payment is in flight or has succeeded."""
    await scope.tx.execute(payment_attempt.insert().values(**_attempt_row(begun)))


async def save_attempt(scope: Scope, changed: Attempt) -> None:
    mine = update(payment_attempt).where(scope.of_company(payment_attempt), payment_attempt.c.id == changed.id)
    await scope.tx.execute(mine.values(**_attempt_row(changed)))


async def lock_payment(scope: Scope, payment_id: PaymentId) -> tuple[Payment, list[Attempt]]:
    """A payment with its attempts, locked until the transaction ends. Raises `NotFound`."""
    mine = select(payment).where(scope.of_company(payment), payment.c.id == payment_id).with_for_update()
    row = (await scope.tx.execute(mine)).one_or_none()
    if row is None:
        raise NotFound(f"There is no payment {payment_id}.")
    theirs = select(payment_attempt).where(
        scope.of_company(payment_attempt), payment_attempt.c.payment_id == payment_id
    )
    rows = await scope.tx.execute(theirs.order_by(payment_attempt.c.number))
    return payment_of(row), [attempt_of(found) for found in rows]


def _payment_row(value: Payment) -> dict[str, object]:
    plain = {name: getattr(value, name) for name in Payment.__slots__ if name not in {"amount", *_COUNTED}}
    amount = {"amount_minor": value.amount.minor, "currency": value.amount.currency.code}
    whole = value.holds_invoice and value.instalment_id is None
    holds = {
        "holds_invoice_id": value.invoice_id if whole else None,
        "holds_instalment_id": value.instalment_id if value.holds_invoice else None,
    }
    return plain | amount | holds


def _attempt_row(value: Attempt) -> dict[str, object]:
    row: dict[str, object] = {name: getattr(value, name) for name in Attempt.__slots__}
    holds = value.state in IN_FLIGHT or value.state is AttemptState.succeeded
    message = value.message[:MESSAGE_LENGTH_MAX] if value.message else None
    return row | {"message": message, "holds_payment_id": value.payment_id if holds else None}


async def settled(scope: Scope) -> list[Payment]:
    """All payments of the scope's company that brought money, by invoice, the oldest first."""
    columns = payment.c
    chosen = select(payment).where(scope.of_company(payment), columns.state == PaymentState.succeeded.value)
    rows = await scope.tx.execute(chosen.order_by(columns.invoice_id, columns.settled_at, columns.id))
    return [payment_of(row) for row in rows]
