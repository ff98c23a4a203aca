"""API keys: how machines come in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from trunkline.domains.access import store
from trunkline.domains.access.actions.sessions import forget_identity
from trunkline.domains.access.actions.tokens import digest_of, new_key_secret
from trunkline.domains.access.events import ApiKeyCreated, ApiKeyRevoked
from trunkline.domains.access.model import PREFIX_LENGTH, ApiKey, MadeKey
from trunkline.domains.access.rules import check_key_permissions, check_name
from trunkline.infra.scope import ActorKind, Scope
from trunkline.kernel.errors import FieldProblem, Forbidden, Invalid, NotFound
from trunkline.kernel.ids import ApiKeyId, UserId

LIFETIME_MAX = timedelta(days=36_525)


async def create_api_key(
    scope: Scope, name: str, permissions: Iterable[str], expires_at: datetime | None = None
) -> MadeKey:
    """A key for the scope's company, told once. Raises `Invalid`, and `Forbidden` for a permission that its maker lacks."""
    if scope.actor.kind is not ActorKind.user:
        raise Forbidden("A key is made by a person, who answers for it: sign in.")
    if expires_at is not None and not scope.machine_now < expires_at < scope.machine_now + LIFETIME_MAX:
        detail = "expires_at must lie ahead, by less than a hundred years; leave it out for a key without an end."
        raise Invalid(detail, fields=[FieldProblem("/expires_at", detail)])
    secret = new_key_secret()
    key = ApiKey(
        id=scope.new_id(ApiKeyId),
        company_id=scope.company_id,
        user_id=UserId(scope.actor.id),
        name=check_name(name),
        prefix=secret[:PREFIX_LENGTH],
        permissions=check_key_permissions(permissions, scope.company_id, scope.allows),
        created_at=scope.machine_now,
        last_used_at=None,
        expires_at=expires_at,
        revoked_at=None,
    )
    await store.insert_api_key(scope, key, digest_of(secret))
    scope.announce(
        ApiKeyCreated(
            company_id=key.company_id,
            subject=key.id,
            name=key.name,
            prefix=key.prefix,
            permissions=tuple(sorted(key.permissions)),
            expires_at=expires_at,
        )
    )
    return MadeKey(key, secret)


async def revoke_api_key(scope: Scope, key_id: ApiKeyId) -> ApiKey:
    """Close the door to a key for good; may be repeated. Raises `NotFound`, also for another company's key."""
    found = await store.revoke_key(scope, key_id)
    if found is None:
        raise NotFound(f"There is no API key {key_id}.")
    key, by_this_call = found
    if not by_this_call:
        return key
    forget_identity(scope, key.user_id)
    scope.announce(ApiKeyRevoked(company_id=key.company_id, subject=key.id, name=key.name, prefix=key.prefix))
    return replace(key, revoked_at=scope.machine_now)
