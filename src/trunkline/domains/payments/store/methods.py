"""Rows of payment methods. There is no column for a card number, and there must never be one."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Column, Index, Integer, Row, Table, UniqueConstraint, update

from trunkline.domains.payments.model import PaymentMethod
from trunkline.infra.columns import at_column, id_column, key_column
from trunkline.infra.db import metadata
from trunkline.infra.scope import Scope
from trunkline.kernel.ids import CompanyId, PaymentMethodId

payment_method = Table(
    "payment_method",
    metadata,
    id_column("id", PaymentMethodId, primary_key=True),
    id_column("company_id", CompanyId),
    key_column("provider", 40),
    key_column("token"),
    key_column("kind", 20),
    key_column("brand", 40),
    key_column("last4", 4),
    Column("exp_month", Integer, nullable=True),
    Column("exp_year", Integer, nullable=True),
    key_column("customer_token", 120, nullable=True),
    # The company, on its default method only: unique, so that there is one at most.
    id_column("default_of", CompanyId, nullable=True),
    at_column("created_at"),
    at_column("removed_at", nullable=True),
    UniqueConstraint("provider", "token"),
    UniqueConstraint("default_of"),
    Index("ix_payment_method_company_id", "company_id", "id"),
)


def method_of(row: Row[Any]) -> PaymentMethod:
    values = row._mapping
    own = {name: values[name] for name in PaymentMethod.__slots__ if name != "is_default"}
    return PaymentMethod(**own, is_default=values["default_of"] is not None)


async def insert_method(scope: Scope, method: PaymentMethod) -> None:
    row = {name: getattr(method, name) for name in PaymentMethod.__slots__ if name != "is_default"}
    await scope.tx.execute(payment_method.insert().values(**row, default_of=None))
    if method.is_default:
        await make_default(scope, method)


async def make_default(scope: Scope, method: PaymentMethod) -> None:
    """The old default steps back first: at no point may the company have two."""
    table = payment_method
    old = update(table).where(scope.of_company(table), table.c.default_of == method.company_id)
    await scope.tx.execute(old.values(default_of=None))
    new = update(table).where(scope.of_company(table), table.c.id == method.id)
    await scope.tx.execute(new.values(default_of=method.company_id))


async def mark_removed(scope: Scope, method: PaymentMethod) -> None:
    """The row stays: attempts refer to it."""
    table = payment_method
    mine = update(table).where(scope.of_company(table), table.c.id == method.id)
    await scope.tx.execute(mine.values(removed_at=scope.now, default_of=None))
