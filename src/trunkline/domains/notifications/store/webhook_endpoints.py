"""Endpoints and their secrets: rows in and out."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Row, delete, or_, select, update

from trunkline.domains.notifications.model import DisabledBecause, Endpoint
from trunkline.domains.notifications.store.webhook_tables import webhook_endpoint, webhook_secret
from trunkline.infra.scope import Scope
from trunkline.kernel.ids import WebhookEndpointId


def endpoint_of(row: Row[Any]) -> Endpoint:
    values = row._mapping
    read = {
        "narrowed_to": None if row.narrowed_to is None else frozenset(row.narrowed_to),
        "kinds": tuple(row.kinds),
        "disabled_because": None if row.disabled_because is None else DisabledBecause(row.disabled_because),
    }
    return Endpoint(**{name: values[name] for name in Endpoint.__slots__} | read)


async def insert_endpoint(scope: Scope, made: Endpoint) -> None:
    await scope.tx.execute(webhook_endpoint.insert().values(**_row(made)))


async def lock_endpoint(scope: Scope, endpoint_id: WebhookEndpointId) -> Endpoint | None:
    """The endpoint as far as the caller's company reaches, held until the end of the transaction."""
    mine = (webhook_endpoint.c.id == endpoint_id) & scope.of_company(webhook_endpoint)
    row = (await scope.tx.execute(select(webhook_endpoint).where(mine).with_for_update())).one_or_none()
    return None if row is None else endpoint_of(row)


async def hold_endpoints(scope: Scope) -> int:
    """How many endpoints the scope's company has, or the platform: held, so that two who make one more at once take turns.

    Asked twice: whoever waited for another's turn sees only then what was made in it.
    """
    company = webhook_endpoint.c.company_id
    same = company.is_(None) if scope.company_id is None else company == scope.company_id
    held = select(webhook_endpoint.c.id).where(same).order_by(webhook_endpoint.c.id).with_for_update()
    await scope.tx.execute(held)
    return len((await scope.tx.execute(held)).all())


async def update_endpoint(scope: Scope, changed: Endpoint) -> None:
    """Write a locked endpoint as it is now."""
    this = webhook_endpoint.c.id == changed.id
    await scope.tx.execute(update(webhook_endpoint).where(this).values(**_row(changed)))


async def note_success(scope: Scope, endpoint_id: WebhookEndpointId) -> None:
    this = (webhook_endpoint.c.id == endpoint_id) & webhook_endpoint.c.failing_since.is_not(None)
    await scope.tx.execute(update(webhook_endpoint).where(this).values(failing_since=None))


async def delete_endpoint(scope: Scope, endpoint_id: WebhookEndpointId) -> bool:
    """With its secrets, deliveries and attempts. False when the caller's company has no such endpoint."""
    mine = (webhook_endpoint.c.id == endpoint_id) & scope.of_company(webhook_endpoint)
    return (await scope.tx.execute(delete(webhook_endpoint).where(mine))).rowcount == 1


async def insert_secret(scope: Scope, endpoint: Endpoint, sealed: bytes) -> None:
    """The newest secret of an endpoint that is new, or locked."""
    known = select(webhook_secret.c.number).where(webhook_secret.c.endpoint_id == endpoint.id)
    newest = (await scope.tx.execute(known.order_by(webhook_secret.c.number.desc()).limit(1))).scalar()
    row = {
        "endpoint_id": endpoint.id,
        "number": (newest or 0) + 1,
        "company_id": endpoint.company_id,
        "sealed": sealed,
        "created_at": scope.machine_now,
    }
    await scope.tx.execute(webhook_secret.insert().values(**row))


async def end_secrets(scope: Scope, endpoint_id: WebhookEndpointId, at: datetime) -> None:
    """Those that are good now are good until `at` at the latest; those whose time is over are deleted."""
    mine, expires = webhook_secret.c.endpoint_id == endpoint_id, webhook_secret.c.expires_at
    await scope.tx.execute(delete(webhook_secret).where(mine, expires <= scope.machine_now))
    later = or_(expires.is_(None), expires > at)
    await scope.tx.execute(update(webhook_secret).where(mine, later).values(expires_at=at))


def _row(endpoint: Endpoint) -> dict[str, object]:
    row = {name: getattr(endpoint, name) for name in Endpoint.__slots__}
    narrowed = endpoint.narrowed_to
    return row | {"kinds": list(endpoint.kinds), "narrowed_to": None if narrowed is None else sorted(narrowed)}
