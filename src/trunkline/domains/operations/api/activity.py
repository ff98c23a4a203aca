"""What happened, newest first."""

from datetime import datetime
from typing import Any

from pydantic import BaseModel

from trunkline.domains.access.model import Permission
from trunkline.domains.operations import queries
from trunkline.domains.operations.api.router import router
from trunkline.infra.journal import Entry
from trunkline.infra.web import PageOut, Paging, ReadScope
from trunkline.kernel.ids import CompanyId, FactId


class ActorOut(BaseModel):
    """Who did it: a user, an API key, or the system by the name of its job."""

    kind: str
    id: str
    name: str


class FactOut(BaseModel):
    """A fact as the socket tells it. (stream, epoch, seq) is its place: numbers of a stream have no gaps."""

    stream: str
    seq: int
    epoch: str
    id: FactId
    kind: str
    version: int
    company_id: CompanyId | None
    actor: ActorOut
    subject: str
    payload: dict[str, Any]
    at: datetime
    request_id: str

    @staticmethod
    def of(entry: Entry) -> "FactOut":
        actor = ActorOut(kind=str(entry.actor_kind), id=entry.actor_id, name=entry.actor_name)
        own = {name: getattr(entry, name) for name in FactOut.model_fields if name != "actor"}
        return FactOut.model_validate(own | {"actor": actor})


@router.get("/activity", permission=Permission.activity_read)
async def list_activity(scope: ReadScope, page: Paging) -> PageOut[FactOut]:
    """Facts, newest first: those of a company, or of all streams for the operator; only what the caller may hear."""
    return page.out((await queries.activity(scope, page.request)).map(FactOut.of))
