"""Rows of instalment plans and their parts. `active_invoice_id` is set while a plan is active: unique, so an invoice has one at most."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    Date,
    ForeignKey,
    Index,
    Integer,
    Row,
    String,
    Table,
    UniqueConstraint,
    select,
    update,
)

from trunkline.domains.payments.model.instalments import Instalment, InstalmentPlan, PlanState
from trunkline.infra.columns import at_column, id_column, key_column
from trunkline.infra.db import insert_ignore, metadata
from trunkline.infra.scope import Scope
from trunkline.kernel.ids import CompanyId, InstalmentId, InstalmentPlanId, InvoiceId
from trunkline.kernel.money import Currency, Money

instalment_plan = Table(
    "instalment_plan",
    metadata,
    id_column("id", InstalmentPlanId, primary_key=True),
    id_column("company_id", CompanyId),
    id_column("invoice_id", InvoiceId),
    key_column("invoice_number", 60),
    key_column("currency", 3),
    Column("amount_minor", BigInteger, nullable=False),
    Column("grace_days", Integer, nullable=False),
    key_column("zone", 60),
    key_column("state", 20),
    at_column("made_at"),
    Column("made_by", String(200), nullable=False),
    at_column("next_at", nullable=True),
    at_column("ended_at", nullable=True),
    id_column("active_invoice_id", InvoiceId, nullable=True),
    UniqueConstraint("active_invoice_id"),
    Index("ix_instalment_plan_company_id", "company_id", "id"),
    Index("ix_instalment_plan_invoice_id", "invoice_id"),
    Index("ix_instalment_plan_next_at", "next_at"),
)

instalment = Table(
    "instalment",
    metadata,
    id_column("id", InstalmentId, primary_key=True),
    id_column("plan_id", InstalmentPlanId, ForeignKey("instalment_plan.id")),
    id_column("company_id", CompanyId),
    Column("number", Integer, nullable=False),
    Column("due_on", Date, nullable=False),
    key_column("currency", 3),
    Column("amount_minor", BigInteger, nullable=False),
    Column("paid_minor", BigInteger, nullable=False),
    at_column("paid_at", nullable=True),
    at_column("opened_at", nullable=True),
    at_column("overdue_at", nullable=True),
    UniqueConstraint("plan_id", "number"),
)

_plan, _part = instalment_plan.c, instalment.c
_PART_PLAIN = ("id", "plan_id", "company_id", "number", "due_on", "paid_at", "opened_at", "overdue_at")
_PLAN_PLAIN = (
    "id",
    "company_id",
    "invoice_id",
    "invoice_number",
    "grace_days",
    "zone",
    "made_at",
    "made_by",
    "next_at",
    "ended_at",
)


async def insert_plan(scope: Scope, made: InstalmentPlan) -> bool:
    """False if the invoice has an active plan: the unique key decides."""
    inserted = await scope.tx.execute(insert_ignore(instalment_plan, scope.dialect).values(**_plan_row(made)))
    if inserted.rowcount != 1:
        return False
    await scope.tx.execute(instalment.insert(), [_part_row(one) for one in made.parts])
    return True


async def save_plan(scope: Scope, changed: InstalmentPlan) -> None:
    """Without its parts."""
    mine = update(instalment_plan).where(scope.of_company(instalment_plan), _plan.id == changed.id)
    await scope.tx.execute(mine.values(**_plan_row(changed)))


async def save_part(scope: Scope, changed: Instalment) -> None:
    mine = update(instalment).where(scope.of_company(instalment), _part.id == changed.id)
    await scope.tx.execute(mine.values(**_part_row(changed)))


async def lock_plan(scope: Scope, plan_id: InstalmentPlanId) -> InstalmentPlan | None:
    """The plan, nobody else changing it until the transaction ends."""
    return await _locked(scope, _plan.id == plan_id)


async def lock_active_plan(scope: Scope, invoice_id: InvoiceId) -> InstalmentPlan | None:
    """The active one of an invoice."""
    return await _locked(scope, _plan.active_invoice_id == invoice_id)


async def plans_where(scope: Scope, *conditions: ColumnElement[bool], limit: int | None = None) -> list[InstalmentPlan]:
    """The newest first, with their parts: two questions, however many there are."""
    chosen = select(instalment_plan).where(scope.of_company(instalment_plan), *conditions)
    chosen = chosen.order_by(_plan.id.desc())
    return await _with_parts(scope, (await scope.tx.execute(chosen if limit is None else chosen.limit(limit))).all())


async def _locked(scope: Scope, condition: ColumnElement[bool]) -> InstalmentPlan | None:
    mine = select(instalment_plan).where(scope.of_company(instalment_plan), condition).with_for_update()
    found = await _with_parts(scope, (await scope.tx.execute(mine)).all())
    return found[0] if found else None


async def _with_parts(scope: Scope, rows: Sequence[Row[Any]]) -> list[InstalmentPlan]:
    if not rows:
        return []
    theirs = select(instalment).where(scope.of_company(instalment), _part.plan_id.in_([row.id for row in rows]))
    parts = [_part_of(row) for row in await scope.tx.execute(theirs.order_by(_part.number))]
    return [_plan_of(row, (one for one in parts if one.plan_id == row.id)) for row in rows]


def _plan_of(row: Row[Any], parts: Iterable[Instalment]) -> InstalmentPlan:
    amount = Money(row.amount_minor, Currency.of(row.currency))
    plain = {name: row._mapping[name] for name in _PLAN_PLAIN}
    return InstalmentPlan(**plain, amount=amount, state=PlanState(row.state), parts=tuple(parts))


def _part_of(row: Row[Any]) -> Instalment:
    plain = {name: row._mapping[name] for name in _PART_PLAIN}
    amount = Money(row.amount_minor, Currency.of(row.currency))
    return Instalment(**plain, amount=amount, paid=replace(amount, minor=row.paid_minor))


def _plan_row(value: InstalmentPlan) -> dict[str, object]:
    own = {
        "currency": value.amount.currency.code,
        "amount_minor": value.amount.minor,
        "state": value.state.value,
        "active_invoice_id": value.invoice_id if value.is_active else None,
    }
    return {name: getattr(value, name) for name in _PLAN_PLAIN} | own


def _part_row(value: Instalment) -> dict[str, object]:
    own = {
        "currency": value.amount.currency.code,
        "amount_minor": value.amount.minor,
        "paid_minor": value.paid.minor,
    }
    return {name: getattr(value, name) for name in _PART_PLAIN} | own
