"""The ticket that opens a socket, and who has one open."""

from datetime import datetime

from pydantic import BaseModel
from starlette.requests import Request

from trunkline.domains.access.model import Permission
from trunkline.domains.operations import actions, queries
from trunkline.domains.operations.api.router import router
from trunkline.infra.web import SIGNED_IN, ReadScope, WriteScope, identity_of
from trunkline.kernel.ids import CompanyId


class TicketOut(BaseModel):
    """Good for one `/ws?ticket=…`, until `expires_at`."""

    ticket: str
    expires_at: datetime


class PresenceOut(BaseModel):
    """One open socket."""

    actor_kind: str
    actor_id: str
    actor_name: str
    company_id: CompanyId | None
    opened_at: datetime


class PresencesOut(BaseModel):
    """All open sockets, longest open first."""

    items: list[PresenceOut]


@router.post("/socket/tickets", permission=SIGNED_IN, status_code=201)
async def issue_socket_ticket(scope: WriteScope, request: Request) -> TicketOut:
    """A one-use ticket with which the caller may open a WebSocket at `/ws`."""
    identity = await identity_of(request)
    ticket, expires_at = await actions.issue_ticket(scope, identity.session_id)
    return TicketOut(ticket=ticket, expires_at=expires_at)


@router.get("/presence", permission=Permission.monitoring_read)
async def list_presence(scope: ReadScope) -> PresencesOut:
    """Who has the console or another client connected right now."""
    present = await queries.who_is_present(scope)
    return PresencesOut(items=[PresenceOut.model_validate(one, from_attributes=True) for one in present])
