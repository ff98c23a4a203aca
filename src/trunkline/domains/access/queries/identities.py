"""Who a session or a key stands for, and what they may do: three short statements for any number of callers."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, or_, select

from trunkline.domains.access import store
from trunkline.domains.access.model import User, UserState
from trunkline.domains.access.rules import compiled_permissions
from trunkline.infra.scope import Actor, ActorKind, Scope
from trunkline.infra.web import Identity
from trunkline.kernel.ids import CompanyId, UserId

_user, _session, _key = store.app_user, store.session, store.api_key

Granted = Mapping[UserId, frozenset[str]]


@dataclass(frozen=True, slots=True)
class Standing:
    """A session or key that is good at the moment it was read. `permissions` are the owner's; the key's own list narrows them."""

    kind: ActorKind
    id: str
    name: str
    user_id: UserId
    company_id: CompanyId | None
    permission_version: int
    created_at: datetime
    seen_at: datetime | None
    expires_at: datetime | None
    narrowed_to: frozenset[str] | None = None

    def identity(self, granted: frozenset[str], csrf_token: str | None = None) -> Identity:
        """As the rest of the house knows the caller. `granted` is what the owner's roles give."""
        permissions = compiled_permissions(granted, self.company_id)
        if self.narrowed_to is not None:
            permissions &= self.narrowed_to
        by_session = self.kind is ActorKind.user
        actor = Actor(self.kind, str(self.user_id) if by_session else self.id, self.name)
        session_id = self.id if by_session else None
        return Identity(actor, self.company_id, permissions, self.permission_version, csrf_token, session_id)


async def standing_of_session(scope: Scope, token_digest: bytes) -> Standing | None:
    """None when there is no such session, it has expired, or its user is disabled."""
    found = await _standings(scope, _sessions(scope).where(_session.c.token_digest == token_digest))
    return found[0] if found else None


async def standing_of_key(scope: Scope, secret_digest: bytes) -> Standing | None:
    """None when there is no such key, it has expired or was revoked, or its maker is disabled."""
    found = await _standings(scope, _keys(scope).where(_key.c.secret_digest == secret_digest))
    return found[0] if found else None


async def permissions_of(scope: Scope, user_ids: Iterable[UserId]) -> Granted:
    """What each user's roles give, before his company narrows it."""
    chosen = select(store.user_role.c.user_id, store.role_permission.c.permission_key)
    held = store.role_permission.c.role_key == store.user_role.c.role_key
    of_them = store.user_role.c.user_id.in_(sorted(set(user_ids)))
    granted: dict[UserId, set[str]] = {}
    for row in await scope.tx.execute(chosen.join(store.role_permission, held).where(of_them)):
        granted.setdefault(row.user_id, set()).add(row.permission_key)
    return {user_id: frozenset(names) for user_id, names in granted.items()}


async def permissions_of_active(scope: Scope, user_ids: Collection[UserId]) -> Granted:
    """As `permissions_of`, for those of the users who are not disabled. Asked across companies."""
    active = select(_user.c.id).where(_user.c.id.in_(sorted(set(user_ids))), _user.c.state == UserState.active)
    return await permissions_of(scope, (await scope.tx.execute(active)).scalars().all())


async def owner_of_key(scope: Scope, key_id: str) -> UserId | None:
    """Who made a key of the scope's company, and answers for what is done with it."""
    chosen = select(_key.c.user_id).where(_key.c.id == key_id, scope.of_company(_key))
    found: UserId | None = (await scope.tx.execute(chosen)).scalar()
    return found


async def permissions_in_force(scope: Scope, user: User) -> frozenset[str]:
    """What the user may do at this moment."""
    granted = await permissions_of(scope, [user.id])
    return compiled_permissions(granted.get(user.id, frozenset()), user.company_id)


async def identities_of(scope: Scope, callers: Sequence[tuple[str, str, str | None]]) -> list[Identity | None]:
    """Each caller (actor kind, actor id, session id) as he stands now; None when he is signed out, disabled, expired or revoked.

    Never more than three statements, however many callers: the socket asks this each second for everybody who is connected.
    """
    sessions = sorted({session_id for kind, _, session_id in callers if kind == ActorKind.user and session_id})
    keys = sorted({actor_id for kind, actor_id, _ in callers if kind == ActorKind.api_key})
    found = await _standings(scope, _sessions(scope).where(_session.c.id.in_(sessions))) if sessions else []
    found += await _standings(scope, _keys(scope).where(_key.c.id.in_(keys))) if keys else []
    granted = await permissions_of(scope, (one.user_id for one in found)) if found else {}
    known = {one.id: one.identity(granted.get(one.user_id, frozenset())) for one in found}
    return [
        known.get((session_id or "") if kind == ActorKind.user else actor_id) for kind, actor_id, session_id in callers
    ]


def _sessions(scope: Scope) -> Select[Any]:
    columns = (_session.c.id, _session.c.created_at, _session.c.last_seen_at.label("seen_at"), _session.c.expires_at)
    about_user = (_user.c.id.label("user_id"), _user.c.name, _user.c.company_id, _user.c.permission_version)
    joined = select(*columns, *about_user).join(_user, _user.c.id == _session.c.user_id)
    return joined.where(_user.c.state == UserState.active, _session.c.expires_at > scope.machine_now)


def _keys(scope: Scope) -> Select[Any]:
    columns = (_key.c.id, _key.c.created_at, _key.c.last_used_at.label("seen_at"), _key.c.expires_at, _key.c.name)
    about_user = (_key.c.user_id, _key.c.company_id, _user.c.permission_version)
    joined = select(*columns, *about_user, _key.c.permissions).join(_user, _user.c.id == _key.c.user_id)
    return joined.where(_user.c.state == UserState.active, _key.c.revoked_at.is_(None), _not_expired(scope))


def _not_expired(scope: Scope) -> ColumnElement[bool]:
    return or_(_key.c.expires_at.is_(None), _key.c.expires_at > scope.machine_now)


async def _standings(scope: Scope, chosen: Select[Any]) -> list[Standing]:
    return [_standing(row) for row in await scope.tx.execute(chosen)]


def _standing(row: Row[Any]) -> Standing:
    values = dict(row._mapping)
    narrowed = values.pop("permissions", None)
    if narrowed is None:
        return Standing(ActorKind.user, **_plain(values))
    return Standing(ActorKind.api_key, **_plain(values), narrowed_to=frozenset(narrowed))


def _plain(values: Mapping[str, Any]) -> dict[str, Any]:
    return {**values, "id": str(values["id"])}
