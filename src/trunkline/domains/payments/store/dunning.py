"""Rows of dunning cases, the steps they took, and what dunning holds of a company's state.

`dunning_case.open_key` is set while a case is open: unique, so that a company has one per currency at most.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKey,
    Index,
    Integer,
    Row,
    String,
    Table,
    UniqueConstraint,
    delete,
    select,
    update,
)

from trunkline.domains.payments.model import (
    MESSAGE_BODY_MAX,
    MESSAGE_TITLE_MAX,
    DunningAction,
    DunningCase,
    DunningNotice,
    DunningState,
    ServiceHold,
    StopReason,
    policy_from_json,
    policy_to_json,
)
from trunkline.domains.tenants.model import CompanyState
from trunkline.infra.columns import JsonText, at_column, id_column, key_column
from trunkline.infra.db import insert_ignore, metadata
from trunkline.infra.scope import Scope
from trunkline.kernel.ids import CompanyId, DunningCaseId
from trunkline.kernel.money import Currency, Money

DECISION_MAX = 500

dunning_case = Table(
    "dunning_case",
    metadata,
    id_column("id", DunningCaseId, primary_key=True),
    id_column("company_id", CompanyId),
    key_column("currency", 3),
    key_column("state", 20),
    Column("due_minor", BigInteger, nullable=False),
    Column("invoices", Integer, nullable=False),
    Column("policy", JsonText(), nullable=False),
    at_column("opened_at"),
    Column("reached", Integer, nullable=False),
    at_column("next_step_at", nullable=True),
    at_column("stopped_at", nullable=True),
    key_column("stop_reason", 20, nullable=True),
    key_column("open_key", 60, nullable=True),
    at_column("paused_until", nullable=True),
    Column("decision", String(DECISION_MAX), nullable=True),
    Column("decided_by", String(200), nullable=True),
    at_column("decided_at", nullable=True),
    UniqueConstraint("open_key"),
    Index("ix_dunning_case_company_id", "company_id", "id"),
    Index("ix_dunning_case_next_step_at", "next_step_at"),
)

dunning_notice = Table(
    "dunning_notice",
    metadata,
    id_column("case_id", DunningCaseId, ForeignKey("dunning_case.id"), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    id_column("company_id", CompanyId),
    Column("after_days", Integer, nullable=False),
    key_column("action", 20),
    key_column("message", 40),
    key_column("locale", 20),
    Column("title", String(MESSAGE_TITLE_MAX), nullable=False),
    Column("body", String(MESSAGE_BODY_MAX), nullable=False),
    Column("due_minor", BigInteger, nullable=False),
    key_column("currency", 3),
    at_column("reached_at"),
)

dunning_hold = Table(
    "dunning_hold",
    metadata,
    id_column("company_id", CompanyId, primary_key=True),
    key_column("imposed", 20),
    key_column("state_before", 20),
)


def case_of(row: Row[Any]) -> DunningCase:
    values = row._mapping
    currency = Currency.of(values["currency"])
    reason = values["stop_reason"]
    special = {"currency", "state", "due", "policy", "stop_reason"}
    return DunningCase(
        **{name: values[name] for name in DunningCase.__slots__ if name not in special},
        currency=currency,
        state=DunningState(values["state"]),
        due=Money(values["due_minor"], currency),
        policy=policy_from_json(values["policy"]),
        stop_reason=StopReason(reason) if reason else None,
    )


def notice_of_case(row: Row[Any]) -> DunningNotice:
    values = row._mapping
    plain = {name: values[name] for name in DunningNotice.__slots__ if name not in {"action", "due"}}
    due = Money(values["due_minor"], Currency.of(values["currency"]))
    return DunningNotice(**plain, action=DunningAction(values["action"]), due=due)


async def insert_case(scope: Scope, opened: DunningCase) -> bool:
    """False if the company has an open case of the currency already."""
    inserted = await scope.tx.execute(insert_ignore(dunning_case, scope.dialect).values(**_case_row(opened)))
    return bool(inserted.rowcount == 1)


async def save_case(scope: Scope, changed: DunningCase) -> None:
    mine = update(dunning_case).where(scope.of_company(dunning_case), dunning_case.c.id == changed.id)
    await scope.tx.execute(mine.values(**_case_row(changed)))


async def lock_open_cases(scope: Scope) -> list[DunningCase]:
    """The open cases of the scope's company, nobody else changing them until the transaction ends."""
    mine = select(dunning_case).where(scope.of_company(dunning_case), dunning_case.c.open_key.is_not(None))
    rows = await scope.tx.execute(mine.order_by(dunning_case.c.id).with_for_update())
    return [case_of(row) for row in rows]


async def insert_notice_of_case(scope: Scope, taken: DunningNotice) -> None:
    """Fails on the primary key if the step was taken already."""
    row = {name: getattr(taken, name) for name in DunningNotice.__slots__ if name != "due"}
    row |= {"action": taken.action.value, "due_minor": taken.due.minor, "currency": taken.due.currency.code}
    await scope.tx.execute(dunning_notice.insert().values(**row))


async def service_hold(scope: Scope) -> ServiceHold | None:
    """What dunning holds of the scope's company."""
    row = (await scope.tx.execute(select(dunning_hold).where(scope.of_company(dunning_hold)))).one_or_none()
    return None if row is None else ServiceHold(CompanyState(row.imposed), CompanyState(row.state_before))


async def keep_hold(scope: Scope, hold: ServiceHold | None) -> None:
    """In place of what was held before."""
    await scope.tx.execute(delete(dunning_hold).where(scope.of_company(dunning_hold)))
    if hold is not None:
        row = {"company_id": scope.company, "imposed": hold.imposed.value, "state_before": hold.before.value}
        await scope.tx.execute(dunning_hold.insert().values(**row))


def _case_row(value: DunningCase) -> dict[str, object]:
    plain = {name: getattr(value, name) for name in DunningCase.__slots__ if name not in {"due", "currency", "policy"}}
    own = {
        "currency": value.currency.code,
        "due_minor": value.due.minor,
        "policy": policy_to_json(value.policy),
        "state": value.state.value,
        "stop_reason": value.stop_reason and value.stop_reason.value,
        "open_key": f"{value.company_id}:{value.currency.code}" if value.stopped_at is None else None,
    }
    return plain | own
