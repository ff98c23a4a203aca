"""Routes of webhook deliveries. Only those of facts that the caller may hear himself are shown."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any

from fastapi import Query
from pydantic import BaseModel

from trunkline.domains.access.model import Permission
from trunkline.domains.notifications import actions, queries
from trunkline.domains.notifications.api.router import router
from trunkline.domains.notifications.model import Attempt, Delivery, DeliveryState
from trunkline.infra.web import PageOut, Paging, ReadScope, WriteScope
from trunkline.kernel.ids import CompanyId, FactId, WebhookDeliveryId, WebhookEndpointId


class DeliveryOut(BaseModel):
    """One fact for one endpoint. `fact_id` is its webhook-id, the same in each attempt.

    `state`: `waiting`, `delivered`, `failed` (tried for the last time) or `withheld` (not sent: the endpoint was disabled, or whoever
    answers for it may no longer hear the fact).
    """

    id: WebhookDeliveryId
    company_id: CompanyId | None
    endpoint_id: WebhookEndpointId
    fact_id: FactId
    kind: str
    subject: str
    happened_at: datetime
    state: DeliveryState
    attempts: int
    next_attempt_at: datetime | None
    created_at: datetime
    delivered_at: datetime | None

    @staticmethod
    def of(delivery: Delivery) -> "DeliveryOut":
        return DeliveryOut(**{name: getattr(delivery, name) for name in DeliveryOut.model_fields})


class DeliveryAttemptOut(BaseModel):
    """`status` is that of the answer, `excerpt` how its body begins. With neither status nor error the attempt is under way, or its
    process ended before the answer was written down; the fact is then sent once more.
    """

    number: int
    started_at: datetime
    duration_ms: int | None
    status: int | None
    error: str | None
    excerpt: str

    @staticmethod
    def of(attempt: Attempt) -> "DeliveryAttemptOut":
        return DeliveryAttemptOut(**{name: getattr(attempt, name) for name in DeliveryAttemptOut.model_fields})


class DeliveryDetailOut(DeliveryOut):
    """`body` is what is sent, as JSON."""

    body: Mapping[str, Any]
    history: list[DeliveryAttemptOut]


@router.get("/webhook-deliveries", permission=Permission.webhooks_read)
async def list_webhook_deliveries(
    scope: ReadScope,
    page: Paging,
    endpoint_id: Annotated[WebhookEndpointId | None, Query(description="Only those to this endpoint.")] = None,
    state: Annotated[DeliveryState | None, Query(description="Only those in this state.")] = None,
    kind: Annotated[str | None, Query(max_length=120, description="Only those of this kind of fact.")] = None,
) -> PageOut[DeliveryOut]:
    """Deliveries, newest first."""
    wanted = queries.DeliveryFilter(endpoint_id, state, kind)
    return page.out((await queries.deliveries(scope, page.request, wanted)).map(DeliveryOut.of))


@router.get("/webhook-deliveries/{delivery_id}", permission=Permission.webhooks_read)
async def get_webhook_delivery(scope: ReadScope, delivery_id: WebhookDeliveryId) -> DeliveryDetailOut:
    """One delivery, what is sent, and each attempt at it."""
    delivery = await queries.delivery(scope, delivery_id)
    history = [DeliveryAttemptOut.of(one) for one in await queries.attempts_at(scope, delivery_id)]
    body = await queries.body_sent(scope, delivery)
    return DeliveryDetailOut(**DeliveryOut.of(delivery).model_dump(), body=body, history=history)


@router.post("/webhook-deliveries/{delivery_id}/replay", permission=Permission.webhooks_manage, status_code=202)
async def replay_webhook_delivery(scope: WriteScope, delivery_id: WebhookDeliveryId) -> DeliveryOut:
    """Send it again now, with the same webhook-id."""
    return DeliveryOut.of(await actions.replay_delivery(scope, delivery_id))
