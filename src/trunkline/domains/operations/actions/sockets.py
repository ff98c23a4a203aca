"""Opening and keeping sockets."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta

from trunkline.domains.operations import store
from trunkline.domains.operations.model import Presence, TicketHolder
from trunkline.infra.scope import Scope

# Long enough for a slow handshake, short enough that a ticket in a log or a proxy is worth nothing when somebody reads it.
TICKET_SECONDS = 30


async def issue_ticket(scope: Scope, session_id: str | None) -> tuple[str, datetime]:
    """A ticket with which the caller may open one socket, and until when."""
    ticket, expires_at = secrets.token_urlsafe(32), scope.machine_now + timedelta(seconds=TICKET_SECONDS)
    holder = TicketHolder(scope.actor.kind, scope.actor.id, session_id)
    await store.insert_ticket(scope.tx, _digest(ticket), holder, expires_at)
    return ticket, expires_at


async def take_ticket(scope: Scope, ticket: str) -> TicketHolder | None:
    """Who holds `ticket`; None if it is unknown, used or too old. It cannot be used again."""
    return await store.take_ticket(scope.tx, _digest(ticket), scope.machine_now)


async def keep_presence(
    scope: Scope, process: str, lease: timedelta, opened: Sequence[Presence], closed: Sequence[str]
) -> None:
    """Write down which sockets a process opened and closed since the last time, and renew the leases of all it holds."""
    await store.close_presences(scope.tx, closed)
    await store.open_presences(scope.tx, opened, scope.machine_now + lease)
    await store.renew_presences(scope.tx, process, scope.machine_now + lease, scope.machine_now)


def _digest(ticket: str) -> bytes:
    return hashlib.sha256(ticket.encode()).digest()
