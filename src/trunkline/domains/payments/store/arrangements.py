"""Rows of arrangements and their charges. The unique key of provider and reference is what makes a charge count once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    PrimaryKeyConstraint,
    Row,
    String,
    Table,
    UniqueConstraint,
    select,
    update,
)

from trunkline.domains.payments.model.arrangements import (
    Allocation,
    Arrangement,
    ArrangementCharge,
    ArrangementState,
    ChargeState,
    Interval,
)
from trunkline.infra.columns import at_column, id_column, key_column
from trunkline.infra.db import insert_ignore, metadata
from trunkline.infra.scope import Scope
from trunkline.kernel.errors import NotFound
from trunkline.kernel.ids import ArrangementChargeId, CompanyId, InvoiceId, PaymentArrangementId, PaymentMethodId
from trunkline.kernel.money import Currency, Money

MESSAGE_LENGTH_MAX = 500

payment_arrangement = Table(
    "payment_arrangement",
    metadata,
    id_column("id", PaymentArrangementId, primary_key=True),
    id_column("company_id", CompanyId),
    key_column("provider", 40),
    id_column("payment_method_id", PaymentMethodId, ForeignKey("payment_method.id"), nullable=True),
    key_column("currency", 3),
    Column("amount_minor", BigInteger, nullable=False),
    key_column("interval_unit", 20),
    Column("interval_count", Integer, nullable=False),
    at_column("starts_at"),
    Column("charges_max", Integer, nullable=True),
    key_column("state", 20),
    at_column("made_at"),
    Column("made_by", String(200), nullable=False),
    key_column("reference", 190, nullable=True),
    Column("approval_url", String(1000), nullable=True),
    at_column("first_sent_at", nullable=True),
    at_column("next_charge_at", nullable=True),
    at_column("seen_at", nullable=True),
    at_column("look_at", nullable=True),
    at_column("cancel_asked_at", nullable=True),
    at_column("ended_at", nullable=True),
    Column("message", String(MESSAGE_LENGTH_MAX), nullable=True),
    UniqueConstraint("provider", "reference"),
    Index("ix_payment_arrangement_company_id", "company_id", "id"),
    Index("ix_payment_arrangement_look_at", "look_at"),
)

arrangement_charge = Table(
    "arrangement_charge",
    metadata,
    id_column("id", ArrangementChargeId, primary_key=True),
    id_column("company_id", CompanyId),
    id_column("arrangement_id", PaymentArrangementId, ForeignKey("payment_arrangement.id")),
    key_column("provider", 40),
    key_column("reference", 190),
    key_column("money_reference", 190, nullable=True),
    key_column("currency", 3),
    Column("amount_minor", BigInteger, nullable=False),
    Column("kept_minor", BigInteger, nullable=False),
    key_column("state", 20),
    Column("failures", Integer, nullable=False),
    at_column("charged_at"),
    at_column("recorded_at"),
    Column("message", String(MESSAGE_LENGTH_MAX), nullable=True),
    key_column("legal_entity", nullable=True),
    Column("receipt_serial", BigInteger, nullable=True),
    key_column("receipt_number", 60, nullable=True),
    Column("fee_minor", BigInteger, nullable=True),
    key_column("fee_currency", 3, nullable=True),
    UniqueConstraint("provider", "reference"),
    UniqueConstraint("legal_entity", "receipt_serial"),
    Index("ix_arrangement_charge_company_id", "company_id", "id"),
    Index("ix_arrangement_charge_arrangement_id", "arrangement_id", "id"),
    Index("ix_arrangement_charge_money_reference", "money_reference"),
)

# What each charge has paid of which invoice, and beside which one its rest is credit.
arrangement_allocation = Table(
    "arrangement_allocation",
    metadata,
    id_column("charge_id", ArrangementChargeId, ForeignKey("arrangement_charge.id")),
    id_column("invoice_id", InvoiceId),
    Column("kept", Boolean, nullable=False),
    id_column("company_id", CompanyId),
    key_column("currency", 3),
    Column("amount_minor", BigInteger, nullable=False),
    PrimaryKeyConstraint("charge_id", "invoice_id", "kept"),
    Index("ix_arrangement_allocation_company_id", "company_id"),
)

_arrangement, _charge = payment_arrangement.c, arrangement_charge.c
_PLAIN = [one.name for one in fields(Arrangement) if one.name not in {"amount", "interval"}]
_CHARGE_PLAIN = [one.name for one in fields(ArrangementCharge) if one.name not in {"amount", "kept", "fee"}]


def arrangement_of(row: Row[Any]) -> Arrangement:
    values = row._mapping
    plain = {name: values[name] for name in _PLAIN}
    amount = Money(values["amount_minor"], Currency.of(values["currency"]))
    interval = Interval(values["interval_unit"])
    return Arrangement(**plain | {"state": ArrangementState(plain["state"])}, amount=amount, interval=interval)


def charge_of(row: Row[Any]) -> ArrangementCharge:
    values = row._mapping
    plain = {name: values[name] for name in _CHARGE_PLAIN}
    currency, fee = Currency.of(values["currency"]), values["fee_minor"]
    return ArrangementCharge(
        **plain | {"state": ChargeState(plain["state"])},
        amount=Money(values["amount_minor"], currency),
        kept=Money(values["kept_minor"], currency),
        fee=None if fee is None else Money(fee, Currency.of(values["fee_currency"])),
    )


async def insert_arrangement(scope: Scope, made: Arrangement) -> None:
    await scope.tx.execute(payment_arrangement.insert().values(**_row(made)))


async def lock_arrangement(scope: Scope, arrangement_id: PaymentArrangementId) -> Arrangement:
    """Raises `NotFound`."""
    mine = scope.of_company(payment_arrangement) & (_arrangement.id == arrangement_id)
    row = (await scope.tx.execute(select(payment_arrangement).where(mine).with_for_update())).one_or_none()
    if row is None:
        raise NotFound(f"There is no payment arrangement {arrangement_id}.")
    return arrangement_of(row)


async def save_arrangement(scope: Scope, changed: Arrangement) -> None:
    mine = scope.of_company(payment_arrangement) & (_arrangement.id == changed.id)
    await scope.tx.execute(update(payment_arrangement).where(mine).values(**_row(changed)))


async def insert_charge(scope: Scope, made: ArrangementCharge) -> bool:
    """False if the provider's charge is known."""
    inserted = await scope.tx.execute(insert_ignore(arrangement_charge, scope.dialect).values(**_charge_row(made)))
    return bool(inserted.rowcount == 1)


async def charges_by_reference(scope: Scope, arrangement_id: PaymentArrangementId) -> dict[str, ArrangementCharge]:
    """All of an arrangement, which must be locked, by the provider's name for them."""
    mine = scope.of_company(arrangement_charge) & (_charge.arrangement_id == arrangement_id)
    rows = await scope.tx.execute(select(arrangement_charge).where(mine).with_for_update())
    return {one.reference: one for one in (charge_of(row) for row in rows)}


async def save_charge(scope: Scope, changed: ArrangementCharge) -> None:
    mine = scope.of_company(arrangement_charge) & (_charge.id == changed.id)
    await scope.tx.execute(update(arrangement_charge).where(mine).values(**_charge_row(changed)))


async def count_fee(scope: Scope, charge_id: ArrangementChargeId, fee: Money) -> bool:
    """False if the charge has its fee already."""
    mine = scope.of_company(arrangement_charge) & (_charge.id == charge_id) & _charge.fee_minor.is_(None)
    values = {"fee_minor": fee.minor, "fee_currency": fee.currency.code}
    return bool((await scope.tx.execute(update(arrangement_charge).where(mine).values(**values))).rowcount == 1)


async def insert_allocations(scope: Scope, charge: ArrangementCharge, made: Iterable[Allocation]) -> None:
    rows = [
        {
            "charge_id": charge.id,
            "invoice_id": one.invoice_id,
            "kept": one.kept,
            "company_id": charge.company_id,
            "currency": one.amount.currency.code,
            "amount_minor": one.amount.minor,
        }
        for one in made
    ]
    if rows:
        await scope.tx.execute(arrangement_allocation.insert(), rows)


def _row(one: Arrangement) -> dict[str, Any]:
    plain = {name: getattr(one, name) for name in _PLAIN}
    message = None if one.message is None else one.message[:MESSAGE_LENGTH_MAX]
    return plain | {
        "amount_minor": one.amount.minor,
        "currency": one.amount.currency.code,
        "interval_unit": one.interval.value,
        "state": one.state.value,
        "message": message,
    }


def _charge_row(one: ArrangementCharge) -> dict[str, Any]:
    plain = {name: getattr(one, name) for name in _CHARGE_PLAIN}
    return plain | {
        "amount_minor": one.amount.minor,
        "kept_minor": one.kept.minor,
        "currency": one.amount.currency.code,
        "state": one.state.value,
        "message": None if one.message is None else one.message[:MESSAGE_LENGTH_MAX],
        "fee_minor": None if one.fee is None else one.fee.minor,
        "fee_currency": None if one.fee is None else one.fee.currency.code,
    }
