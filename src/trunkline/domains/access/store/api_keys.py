"""API keys: rows in and out. The secret itself is never here, only its digest."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row, select, update

from trunkline.domains.access.model import SEEN_GRAIN, ApiKey
from trunkline.domains.access.store.tables import api_key
from trunkline.infra.scope import Scope
from trunkline.kernel.ids import ApiKeyId


def key_of(row: Row[Any]) -> ApiKey:
    return ApiKey(
        **{name: getattr(row, name) for name in ApiKey.__slots__} | {"permissions": frozenset(row.permissions)}
    )


async def insert_api_key(scope: Scope, made: ApiKey, secret_digest: bytes) -> None:
    row = {name: getattr(made, name) for name in ApiKey.__slots__} | {"permissions": sorted(made.permissions)}
    await scope.tx.execute(api_key.insert().values(**row, secret_digest=secret_digest))


async def revoke_key(scope: Scope, key_id: ApiKeyId) -> tuple[ApiKey, bool] | None:
    """The key, and whether it was this call that revoked it; None when the caller's company has no such key."""
    chosen = select(api_key).where(api_key.c.id == key_id, scope.of_company(api_key)).with_for_update()
    row = (await scope.tx.execute(chosen)).one_or_none()
    if row is None:
        return None
    if row.revoked_at is None:
        await scope.tx.execute(update(api_key).where(api_key.c.id == key_id).values(revoked_at=scope.machine_now))
    return key_of(row), row.revoked_at is None


async def note_use(scope: Scope, key_id: ApiKeyId) -> None:
    """Of several processes that notice it at once, only the first writes."""
    never = api_key.c.last_used_at.is_(None)
    stale = (api_key.c.id == key_id) & (never | (api_key.c.last_used_at <= scope.machine_now - SEEN_GRAIN))
    await scope.tx.execute(update(api_key).where(stale).values(last_used_at=scope.machine_now))
