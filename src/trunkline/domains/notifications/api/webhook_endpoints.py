"""Routes of webhook endpoints."""

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from trunkline.domains.access.model import Permission
from trunkline.domains.notifications import actions, queries
from trunkline.domains.notifications.api.router import router
from trunkline.domains.notifications.api.webhook_deliveries import DeliveryOut
from trunkline.domains.notifications.model import (
    DESCRIPTION_LENGTH_MAX,
    KINDS_MAX,
    SECRETS_OVERLAP,
    URL_LENGTH_MAX,
    DisabledBecause,
    Endpoint,
)
from trunkline.infra.web import Moment, PageOut, Paging, ReadScope, WriteScope
from trunkline.kernel.ids import CompanyId, JobId, UserId, WebhookEndpointId

Url = Annotated[str, Field(max_length=URL_LENGTH_MAX, examples=["https://hooks.nordlicht.example/trunkline"])]
Description = Annotated[str, Field(max_length=DESCRIPTION_LENGTH_MAX)]
Kinds = Annotated[list[str], Field(min_length=1, max_length=KINDS_MAX, examples=[["invoice.*", "payment.failed"]])]


class EndpointOut(BaseModel):
    """`kinds`: kinds of facts, families (`invoice.*`) or `*`. `user_id` answers for it: it hears what he may hear, and no more.

    `disabled_because`: `asked`, `gone` (it answered 410) or `failing` (nothing came through for five days).
    """

    id: WebhookEndpointId
    company_id: CompanyId | None
    url: str
    description: str
    kinds: list[str]
    enabled: bool
    disabled_because: DisabledBecause | None
    failing_since: datetime | None
    user_id: UserId
    created_at: datetime

    @staticmethod
    def of(endpoint: Endpoint) -> "EndpointOut":
        return EndpointOut.model_validate(_shown(endpoint))


class MadeEndpointOut(EndpointOut):
    """`secret` is told this once; deliveries are signed with it."""

    secret: str


class RotatedSecretOut(BaseModel):
    """`secret` is told this once. Until `previous_until` deliveries carry a signature of the old one as well."""

    id: WebhookEndpointId
    secret: str
    previous_until: datetime


class EndpointBody(BaseModel):
    """Where to deliver, and which facts."""

    model_config = ConfigDict(strict=True, extra="forbid")

    url: Url
    kinds: Kinds
    description: Description = ""


class EndpointChange(BaseModel):
    """What is left out stays. Whoever changes `url` or `kinds` answers for the endpoint from then on."""

    model_config = ConfigDict(strict=True, extra="forbid")

    url: Url | None = None
    kinds: Kinds | None = None
    description: Description | None = None
    enabled: bool | None = None


class ReplayBody(BaseModel):
    """Since when; with `delivered` also what has arrived."""

    model_config = ConfigDict(strict=True, extra="forbid")

    since: Annotated[Moment, Field(strict=False)]
    delivered: bool = False


class ReplayOut(BaseModel):
    """The job that makes the deliveries."""

    job_id: JobId


class FactKindOut(BaseModel):
    """A kind of fact that can be delivered, with what it tells."""

    kind: str
    description: str


class FactKindsOut(BaseModel):
    items: list[FactKindOut]


@router.get("/webhook-kinds", permission=Permission.webhooks_read)
async def list_webhook_kinds(scope: ReadScope) -> FactKindsOut:
    """The kinds of facts that an endpoint of the caller's would hear."""
    heard = [one for one in queries.DELIVERABLE.values() if scope.allows(one.audience)]
    return FactKindsOut(items=[FactKindOut(kind=one.kind, description=_told(one.__doc__)) for one in heard])


@router.get("/webhook-endpoints", permission=Permission.webhooks_read)
async def list_webhook_endpoints(scope: ReadScope, page: Paging) -> PageOut[EndpointOut]:
    """Endpoints, newest first, the disabled ones too."""
    return page.out((await queries.endpoints(scope, page.request)).map(EndpointOut.of))


@router.post("/webhook-endpoints", permission=Permission.webhooks_manage, status_code=201)
async def create_webhook_endpoint(scope: WriteScope, body: EndpointBody) -> MadeEndpointOut:
    """Have facts delivered to a URL from now on. The operator's staff, naming no company, hear the platform's own facts."""
    made = await actions.create_endpoint(scope, body.url, body.kinds, body.description)
    return MadeEndpointOut.model_validate(_shown(made.endpoint) | {"secret": made.secret})


@router.get("/webhook-endpoints/{endpoint_id}", permission=Permission.webhooks_read)
async def get_webhook_endpoint(scope: ReadScope, endpoint_id: WebhookEndpointId) -> EndpointOut:
    """One endpoint."""
    return EndpointOut.of(await queries.endpoint(scope, endpoint_id))


@router.patch("/webhook-endpoints/{endpoint_id}", permission=Permission.webhooks_manage)
async def change_webhook_endpoint(
    scope: WriteScope, endpoint_id: WebhookEndpointId, body: EndpointChange
) -> EndpointOut:
    """Change where it leads or what it hears; enable or disable it."""
    wish = actions.EndpointWish(**body.model_dump())
    return EndpointOut.of(await actions.change_endpoint(scope, endpoint_id, wish))


@router.delete("/webhook-endpoints/{endpoint_id}", permission=Permission.webhooks_manage, status_code=204)
async def delete_webhook_endpoint(scope: WriteScope, endpoint_id: WebhookEndpointId) -> None:
    """Deliver nothing there any more, and forget what was delivered."""
    await actions.delete_endpoint(scope, endpoint_id)


@router.post("/webhook-endpoints/{endpoint_id}/rotate-secret", permission=Permission.webhooks_manage)
async def rotate_webhook_secret(scope: WriteScope, endpoint_id: WebhookEndpointId) -> RotatedSecretOut:
    """Make a new secret. For 24 hours deliveries are signed with the old one as well."""
    made = await actions.rotate_secret(scope, endpoint_id)
    until = scope.machine_now + SECRETS_OVERLAP
    return RotatedSecretOut(id=made.endpoint.id, secret=made.secret, previous_until=until)


@router.post("/webhook-endpoints/{endpoint_id}/test", permission=Permission.webhooks_manage, status_code=202)
async def test_webhook_endpoint(scope: WriteScope, endpoint_id: WebhookEndpointId) -> DeliveryOut:
    """Deliver a `webhook_endpoint.tested` to this endpoint alone, whatever it has chosen."""
    return DeliveryOut.of(await actions.test_endpoint(scope, endpoint_id))


@router.post("/webhook-endpoints/{endpoint_id}/replay", permission=Permission.webhooks_manage, status_code=202)
async def replay_webhooks(scope: WriteScope, endpoint_id: WebhookEndpointId, body: ReplayBody) -> ReplayOut:
    """Deliver what the endpoint should have heard since a moment of the last 90 days and has not."""
    job_id = await actions.replay_since(scope, endpoint_id, body.since, delivered=body.delivered)
    return ReplayOut(job_id=job_id)


def _shown(endpoint: Endpoint) -> dict[str, object]:
    return {name: getattr(endpoint, name) for name in EndpointOut.model_fields} | {"kinds": list(endpoint.kinds)}


def _told(words: str | None) -> str:
    return " ".join((words or "").split())
