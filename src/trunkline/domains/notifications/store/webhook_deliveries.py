"""Deliveries and the attempts at them: rows in and out."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Row, select, update

from trunkline.domains.notifications.model import Answer, Attempt, Delivery, DeliveryState
from trunkline.domains.notifications.store.webhook_tables import webhook_attempt, webhook_delivery
from trunkline.infra.db import insert_ignore
from trunkline.infra.scope import Scope
from trunkline.kernel.ids import FactId, WebhookDeliveryId, WebhookEndpointId


def delivery_of(row: Row[Any]) -> Delivery:
    values = row._mapping
    return Delivery(**{name: values[name] for name in Delivery.__slots__} | {"state": DeliveryState(row.state)})


def attempt_of(row: Row[Any]) -> Attempt:
    return Attempt(**{name: row._mapping[name] for name in Attempt.__slots__})


async def insert_delivery(scope: Scope, made: Delivery) -> bool:
    """False if the endpoint has a delivery of this fact already."""
    row = {name: getattr(made, name) for name in Delivery.__slots__}
    inserted = await scope.tx.execute(insert_ignore(webhook_delivery, scope.dialect).values(**row))
    return bool(inserted.rowcount == 1)


async def lock_delivery(scope: Scope, delivery_id: WebhookDeliveryId) -> Delivery | None:
    """The delivery as far as the caller's company reaches, held until the end of the transaction."""
    mine = (webhook_delivery.c.id == delivery_id) & scope.of_company(webhook_delivery)
    row = (await scope.tx.execute(select(webhook_delivery).where(mine).with_for_update())).one_or_none()
    return None if row is None else delivery_of(row)


async def lock_delivery_of(scope: Scope, endpoint_id: WebhookEndpointId, fact_id: FactId) -> Delivery | None:
    this = (webhook_delivery.c.endpoint_id == endpoint_id) & (webhook_delivery.c.fact_id == fact_id)
    row = (await scope.tx.execute(select(webhook_delivery).where(this).with_for_update())).one_or_none()
    return None if row is None else delivery_of(row)


async def update_delivery(scope: Scope, delivery_id: WebhookDeliveryId, **changes: object) -> None:
    await scope.tx.execute(update(webhook_delivery).where(webhook_delivery.c.id == delivery_id).values(**changes))


async def insert_attempt(scope: Scope, delivery: Delivery, number: int) -> None:
    """Written before the POST: an attempt whose process dies is seen as well."""
    row = {"delivery_id": delivery.id, "number": number, "company_id": delivery.company_id}
    started = {"started_at": scope.machine_now, "excerpt": ""}
    await scope.tx.execute(webhook_attempt.insert().values(**row, **started))


async def write_answer(
    scope: Scope, delivery_id: WebhookDeliveryId, number: int, answer: Answer, started_at: datetime
) -> None:
    """What came of an attempt."""
    this = (webhook_attempt.c.delivery_id == delivery_id) & (webhook_attempt.c.number == number)
    took = int((scope.machine_now - started_at).total_seconds() * 1000)
    told = {"status": answer.status, "error": answer.error, "excerpt": answer.excerpt, "duration_ms": took}
    await scope.tx.execute(update(webhook_attempt).where(this).values(**told))
