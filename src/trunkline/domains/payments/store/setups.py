"""Rows of setups. The unique key of provider and reference keeps one page from making two methods."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Boolean, Column, ForeignKey, Index, Row, String, Table, UniqueConstraint, select, update

from trunkline.domains.payments.model import MethodSetup, SetupState
from trunkline.infra.columns import at_column, id_column, key_column
from trunkline.infra.db import metadata
from trunkline.infra.scope import Scope
from trunkline.kernel.errors import NotFound
from trunkline.kernel.ids import CompanyId, MethodSetupId, PaymentMethodId

MESSAGE_LENGTH_MAX = 500

payment_setup = Table(
    "payment_setup",
    metadata,
    id_column("id", MethodSetupId, primary_key=True),
    id_column("company_id", CompanyId),
    key_column("provider", 40),
    key_column("reference", 190),
    Column("make_default", Boolean, nullable=False),
    key_column("state", 20),
    at_column("created_at"),
    at_column("completed_at", nullable=True),
    id_column("method_id", PaymentMethodId, ForeignKey("payment_method.id"), nullable=True),
    Column("message", String(MESSAGE_LENGTH_MAX), nullable=True),
    UniqueConstraint("provider", "reference"),
    Index("ix_payment_setup_company_id", "company_id", "id"),
)


def setup_of(row: Row[Any]) -> MethodSetup:
    values = dict(row._mapping)
    return MethodSetup(**{**values, "state": SetupState(values["state"])})


async def insert_setup(scope: Scope, setup: MethodSetup) -> None:
    row = {name: getattr(setup, name) for name in MethodSetup.__slots__}
    await scope.tx.execute(payment_setup.insert().values(**row))


async def lock_setup(scope: Scope, setup_id: MethodSetupId) -> MethodSetup:
    """Raises `NotFound`."""
    chosen = select(payment_setup).where(scope.of_company(payment_setup), payment_setup.c.id == setup_id)
    row = (await scope.tx.execute(chosen.with_for_update())).one_or_none()
    if row is None:
        raise NotFound(f"There is no setup {setup_id}.")
    return setup_of(row)


async def save_setup(scope: Scope, setup: MethodSetup) -> None:
    values = {name: getattr(setup, name) for name in ("state", "completed_at", "method_id", "message")}
    mine = scope.of_company(payment_setup) & (payment_setup.c.id == setup.id)
    await scope.tx.execute(update(payment_setup).where(mine).values(**values))
