"""Questions about deliveries. Nobody sees one of a fact that he may not hear."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, select

from trunkline.domains.notifications import store
from trunkline.domains.notifications.model import Attempt, Delivery, DeliveryState, Endpoint
from trunkline.domains.notifications.queries.webhook_endpoints import permissions_of, secrets_of
from trunkline.domains.notifications.rules import told_of
from trunkline.infra import journal
from trunkline.infra.scope import Scope
from trunkline.kernel.errors import NotFound
from trunkline.kernel.fact import to_json
from trunkline.kernel.ids import WebhookDeliveryId, WebhookEndpointId
from trunkline.kernel.page import Page, PageRequest, page_of

_delivery, _attempt, _endpoint = store.webhook_delivery, store.webhook_attempt, store.webhook_endpoint


@dataclass(frozen=True, slots=True)
class DeliveryFilter:
    endpoint_id: WebhookEndpointId | None = None
    state: DeliveryState | None = None
    kind: str | None = None


@dataclass(frozen=True, slots=True)
class Sendable:
    """A delivery with what it takes to send it. `may_hear`: whoever answers for the endpoint may still hear the fact."""

    delivery: Delivery
    endpoint: Endpoint
    fact: journal.Entry
    sealed_secrets: Sequence[bytes]
    may_hear: bool


async def deliveries(scope: Scope, request: PageRequest, wanted: DeliveryFilter) -> Page[Delivery]:
    """Newest first."""
    chosen = select(_delivery).where(_seen(scope), *_conditions(wanted))
    if request.position is not None:
        chosen = chosen.where(_delivery.c.id < request.position[0])
    rows = (await scope.tx.execute(chosen.order_by(_delivery.c.id.desc()).limit(request.limit + 1))).all()
    return page_of([store.delivery_of(row) for row in rows], request, lambda one: (str(one.id),))


async def delivery(scope: Scope, delivery_id: WebhookDeliveryId) -> Delivery:
    """Raises `NotFound`, also for another company's delivery, and for one of a fact that the caller may not hear."""
    row = (await scope.tx.execute(select(_delivery).where(_delivery.c.id == delivery_id, _seen(scope)))).one_or_none()
    if row is None:
        raise NotFound(f"There is no webhook delivery {delivery_id}.")
    return store.delivery_of(row)


async def attempts_at(scope: Scope, delivery_id: WebhookDeliveryId) -> Sequence[Attempt]:
    """In their order. The delivery was asked for before."""
    chosen = select(_attempt).where(_attempt.c.delivery_id == delivery_id, scope.of_company(_attempt))
    return [store.attempt_of(row) for row in await scope.tx.execute(chosen.order_by(_attempt.c.number))]


async def sendable(scope: Scope, delivery_id: WebhookDeliveryId) -> Sendable | None:
    """None when the endpoint has been deleted, and its deliveries with it. Asked across companies, as `hearers` is."""
    row = (await scope.tx.execute(select(_delivery).where(_delivery.c.id == delivery_id))).one_or_none()
    if row is None:
        return None
    found = store.delivery_of(row)
    endpoint_row = (await scope.tx.execute(select(_endpoint).where(_endpoint.c.id == found.endpoint_id))).one_or_none()
    fact = await journal.read_fact(scope.tx, found.fact_id)
    if endpoint_row is None or fact is None:
        return None
    endpoint = store.endpoint_of(endpoint_row)
    held = (await permissions_of(scope, [endpoint]))[endpoint.id]
    return Sendable(found, endpoint, fact, await secrets_of(scope, endpoint.id), found.audience in held)


async def body_sent(scope: Scope, delivery: Delivery) -> dict[str, object]:
    """What the receiver is told; the delivery was asked for before."""
    fact = await journal.read_fact(scope.tx, delivery.fact_id)
    assert fact is not None, "facts are kept for ever"
    return told(fact)


def told(fact: journal.Entry) -> dict[str, object]:
    """A fact as receivers are told of it."""
    names = ("kind", "payload", "id", "version", "subject", "company_id", "seq")
    return told_of({name: getattr(fact, name) for name in names}, str(to_json(fact.at)))


def _seen(scope: Scope) -> ColumnElement[bool]:
    mine = scope.of_company(_delivery)
    return mine if scope.allows("*") else and_(mine, _delivery.c.audience.in_(sorted(scope.permissions)))


def _conditions(wanted: DeliveryFilter) -> list[ColumnElement[bool]]:
    asked = {"endpoint_id": wanted.endpoint_id, "state": wanted.state, "kind": wanted.kind}
    return [_delivery.c[name] == value for name, value in asked.items() if value is not None]
