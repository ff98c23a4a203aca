"""Rows of dunning policies, messages and consents. What is the operator's own stands in tables without a company: everybody reads it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Boolean, Column, Integer, Row, String, Table, delete, select, update

from trunkline.domains.payments.model import (
    MESSAGE_BODY_MAX,
    MESSAGE_TITLE_MAX,
    DunningMessage,
    DunningPolicy,
    PolicyInForce,
    policy_from_json,
    policy_to_json,
)
from trunkline.infra.columns import JsonText, at_column, id_column, key_column
from trunkline.infra.db import insert_ignore, metadata
from trunkline.infra.scope import Scope
from trunkline.kernel.ids import CompanyId

# One row at most, under this key.
OPERATOR = "operator"

dunning_default = Table(
    "dunning_default",
    metadata,
    key_column("owner", 20, primary_key=True),
    Column("policy", JsonText(), nullable=False),
    Column("version", Integer, nullable=False),
    at_column("changed_at"),
)

dunning_policy = Table(
    "dunning_policy",
    metadata,
    id_column("company_id", CompanyId, primary_key=True),
    Column("policy", JsonText(), nullable=False),
    Column("version", Integer, nullable=False),
    at_column("changed_at"),
)

dunning_message = Table(
    "dunning_message",
    metadata,
    key_column("message", 40, primary_key=True),
    key_column("locale", 20, primary_key=True),
    Column("title", String(MESSAGE_TITLE_MAX), nullable=False),
    Column("body", String(MESSAGE_BODY_MAX), nullable=False),
    at_column("changed_at"),
)

payment_rotation = Table(
    "payment_rotation",
    metadata,
    id_column("company_id", CompanyId, primary_key=True),
    Column("allowed", Boolean, nullable=False),
    at_column("chosen_at"),
)


async def company_policy(scope: Scope, company_id: CompanyId, *, lock: bool = False) -> PolicyInForce | None:
    """The company's own policy; None where it has none."""
    mine = select(dunning_policy).where(scope.of_company(dunning_policy), dunning_policy.c.company_id == company_id)
    row = (await scope.tx.execute(mine.with_for_update() if lock else mine)).one_or_none()
    return None if row is None else _in_force(row, company_id)


async def default_policy(scope: Scope, *, lock: bool = False) -> PolicyInForce | None:
    """The operator's own; None while it is what the product ships with."""
    chosen = select(dunning_default).where(dunning_default.c.owner == OPERATOR)
    row = (await scope.tx.execute(chosen.with_for_update() if lock else chosen)).one_or_none()
    return None if row is None else _in_force(row, None)


async def put_policy(scope: Scope, company_id: CompanyId | None, policy: DunningPolicy, version: int) -> bool:
    """In place of `version` - 1. False if somebody else has written that version meanwhile."""
    row = {"policy": policy_to_json(policy), "version": version, "changed_at": scope.now}
    table = dunning_default if company_id is None else dunning_policy
    name, owner = ("owner", OPERATOR) if company_id is None else ("company_id", str(company_id))
    if version == 1:
        fresh = insert_ignore(table, scope.dialect).values(**row | {name: owner})
        return bool((await scope.tx.execute(fresh)).rowcount == 1)
    mine = update(table).where(table.c[name] == owner, table.c.version == version - 1)
    return bool((await scope.tx.execute(mine.values(**row))).rowcount == 1)


async def delete_policy(scope: Scope, company_id: CompanyId) -> bool:
    """False if the company had none of its own."""
    mine = delete(dunning_policy).where(scope.of_company(dunning_policy), dunning_policy.c.company_id == company_id)
    return bool((await scope.tx.execute(mine)).rowcount == 1)


async def edited_messages(scope: Scope) -> list[DunningMessage]:
    """What the operator has written, by key and locale."""
    columns = dunning_message.c
    rows = await scope.tx.execute(select(dunning_message).order_by(columns.message, columns.locale))
    return [
        DunningMessage(key=row.message, locale=row.locale, title=row.title, body=row.body, edited=True) for row in rows
    ]


async def put_message(scope: Scope, message: DunningMessage) -> None:
    """In place of what was there."""
    columns, text = dunning_message.c, {"title": message.title, "body": message.body, "changed_at": scope.now}
    key = {"message": message.key, "locale": message.locale}
    fresh = insert_ignore(dunning_message, scope.dialect).values(**key | text)
    if (await scope.tx.execute(fresh)).rowcount == 0:
        mine = update(dunning_message).where(columns.message == message.key, columns.locale == message.locale)
        await scope.tx.execute(mine.values(**text))


async def rotation_allowed(scope: Scope, company_id: CompanyId) -> bool:
    """Whether the company has consented to the use of its other saved methods."""
    mine = select(payment_rotation.c.allowed).where(
        scope.of_company(payment_rotation), payment_rotation.c.company_id == company_id
    )
    return bool((await scope.tx.execute(mine)).scalar_one_or_none())


async def put_rotation(scope: Scope, *, allowed: bool) -> None:
    row = {"allowed": allowed, "chosen_at": scope.now}
    fresh = insert_ignore(payment_rotation, scope.dialect).values(company_id=scope.company, **row)
    if (await scope.tx.execute(fresh)).rowcount == 0:
        await scope.tx.execute(update(payment_rotation).where(scope.of_company(payment_rotation)).values(**row))


def _in_force(row: Row[Any], company_id: CompanyId | None) -> PolicyInForce:
    policy = policy_from_json(row.policy)
    return PolicyInForce(policy=policy, version=row.version, company_id=company_id, changed_at=row.changed_at)
