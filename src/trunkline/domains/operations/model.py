"""Who is connected, and what a ticket stands for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from trunkline.kernel.ids import CompanyId


@dataclass(frozen=True, slots=True)
class TicketHolder:
    """Whom a ticket was given to. What they may hear is asked anew when it is used."""

    actor_kind: str
    actor_id: str
    session_id: str | None


@dataclass(frozen=True, slots=True)
class Presence:
    """One open socket. It counts as gone when its lease has run out, however its process ended."""

    id: str
    process: str
    actor_kind: str
    actor_id: str
    actor_name: str
    company_id: CompanyId | None
    opened_at: datetime
