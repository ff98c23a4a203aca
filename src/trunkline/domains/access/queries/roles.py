"""Questions about roles."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import select

from trunkline.domains.access import store
from trunkline.domains.access.model import BUILT_IN_ROLES, Role, RoleKey
from trunkline.infra.scope import Scope
from trunkline.kernel.ids import UserId


async def roles(scope: Scope) -> Sequence[Role]:
    """The roles that the caller's users can have; the operator sees all of them."""
    return [role for role in BUILT_IN_ROLES.values() if scope.company_id is None or role.reaches(scope.company_id)]


async def holders_of(scope: Scope, keys: Iterable[RoleKey]) -> Sequence[UserId]:
    """Everybody who has one of the roles."""
    chosen = select(store.user_role.c.user_id).where(store.user_role.c.role_key.in_([str(key) for key in keys]))
    return (await scope.tx.execute(chosen.distinct())).scalars().all()
