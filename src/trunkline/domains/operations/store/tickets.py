"""One-use tickets. Only the digest is kept: whoever reads the table cannot open a socket with it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, Table, delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from trunkline.domains.operations.model import TicketHolder
from trunkline.infra.columns import at_column, digest_column, key_column
from trunkline.infra.db import metadata

ws_ticket = Table(
    "ws_ticket",
    metadata,
    digest_column("digest", primary_key=True),
    key_column("actor_kind", 20),
    key_column("actor_id", 60),
    key_column("session_id", 60, nullable=True),
    at_column("expires_at"),
    Index("ix_ws_ticket_expires_at", "expires_at"),
)


async def insert_ticket(tx: AsyncConnection, digest: bytes, holder: TicketHolder, expires_at: datetime) -> None:
    await tx.execute(
        ws_ticket.insert().values(
            digest=digest,
            actor_kind=holder.actor_kind,
            actor_id=holder.actor_id,
            session_id=holder.session_id,
            expires_at=expires_at,
        )
    )


async def take_ticket(tx: AsyncConnection, digest: bytes, now: datetime) -> TicketHolder | None:
    """The holder of the ticket, which is gone afterwards, with all that have expired. Of two who take it at once one gets it."""
    row = (await tx.execute(select(ws_ticket).where(ws_ticket.c.digest == digest))).one_or_none()
    taken = (await tx.execute(delete(ws_ticket).where(ws_ticket.c.digest == digest))).rowcount == 1
    await tx.execute(delete(ws_ticket).where(ws_ticket.c.expires_at <= now))
    if row is None or not taken or row.expires_at <= now:
        return None
    return TicketHolder(row.actor_kind, row.actor_id, row.session_id)
