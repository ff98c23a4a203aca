"""Leases of open sockets. A process renews all of its own in one statement."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Column, ColumnElement, Index, Row, String, Table, delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from trunkline.domains.operations.model import Presence
from trunkline.infra.columns import at_column, id_column, key_column
from trunkline.infra.db import metadata
from trunkline.kernel.ids import CompanyId

ws_session = Table(
    "ws_session",
    metadata,
    key_column("id", 40, primary_key=True),
    key_column("process", 60),
    key_column("actor_kind", 20),
    key_column("actor_id", 60),
    Column("actor_name", String(200), nullable=False),
    id_column("company_id", CompanyId, nullable=True),
    at_column("opened_at"),
    at_column("lease_until"),
    Index("ix_ws_session_process", "process"),
    Index("ix_ws_session_lease_until", "lease_until"),
)


async def open_presences(tx: AsyncConnection, opened: Sequence[Presence], lease_until: datetime) -> None:
    rows = [{name: getattr(one, name) for name in Presence.__slots__} | {"lease_until": lease_until} for one in opened]
    if rows:
        await tx.execute(ws_session.insert(), rows)


async def close_presences(tx: AsyncConnection, ids: Sequence[str]) -> None:
    if ids:
        await tx.execute(delete(ws_session).where(ws_session.c.id.in_(ids)))


async def renew_presences(tx: AsyncConnection, process: str, lease_until: datetime, now: datetime) -> None:
    """Prolong those of this process, and clear away what other processes left behind."""
    await tx.execute(update(ws_session).where(ws_session.c.process == process).values(lease_until=lease_until))
    await tx.execute(delete(ws_session).where(ws_session.c.lease_until <= now))


async def present(tx: AsyncConnection, of_company: ColumnElement[bool], now: datetime) -> list[Presence]:
    rows = await tx.execute(
        select(ws_session).where(of_company, ws_session.c.lease_until > now).order_by(ws_session.c.opened_at)
    )
    return [_presence(row) for row in rows]


def _presence(row: Row[Any]) -> Presence:
    return Presence(**{name: row._mapping[name] for name in Presence.__slots__})
