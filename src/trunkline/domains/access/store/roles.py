"""Roles, what they hold and who has them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import Table, delete, select

from trunkline.domains.access.model import BUILT_IN_ROLES, Permission, RoleKey, UserState
from trunkline.domains.access.store.tables import app_user, permission, role, role_permission, user_role
from trunkline.infra.db import add_or_insert
from trunkline.infra.scope import Scope
from trunkline.kernel.ids import UserId


async def write_catalogue(scope: Scope) -> set[RoleKey]:
    """Make the tables say what the code says. Returns the roles whose permissions changed by that."""
    await _upsert(scope, permission, [_permission_row(one) for one in Permission])
    await _upsert(scope, role, [_role_row(key) for key in RoleKey])
    wanted = {(str(key), str(one)) for key in RoleKey for one in BUILT_IN_ROLES[key].permissions}
    stored = {tuple(row) for row in await scope.tx.execute(select(role_permission))}
    for key, name in sorted(stored - wanted):
        gone = (role_permission.c.role_key == key) & (role_permission.c.permission_key == name)
        await scope.tx.execute(delete(role_permission).where(gone))
    await _upsert(scope, role_permission, [{"role_key": key, "permission_key": name} for key, name in wanted - stored])
    await scope.tx.execute(delete(permission).where(permission.c.key.not_in([str(one) for one in Permission])))
    return {RoleKey(key) for key, _ in stored ^ wanted if key in set(RoleKey)}


async def add_user_roles(scope: Scope, user_id: UserId, roles: Iterable[RoleKey]) -> None:
    rows = [{"user_id": user_id, "role_key": str(key)} for key in roles]
    if rows:
        await scope.tx.execute(user_role.insert(), rows)


async def replace_user_roles(scope: Scope, user_id: UserId, roles: Iterable[RoleKey]) -> None:
    await scope.tx.execute(delete(user_role).where(user_role.c.user_id == user_id))
    await add_user_roles(scope, user_id, roles)


async def super_admins(scope: Scope) -> Sequence[UserId]:
    """The active super admins. Two who take the role from each other at once are put in a row by the role's lock."""
    await scope.tx.execute(select(role.c.key).where(role.c.key == RoleKey.super_admin).with_for_update())
    chosen = select(app_user.c.id).join(user_role, user_role.c.user_id == app_user.c.id)
    active = chosen.where(user_role.c.role_key == RoleKey.super_admin, app_user.c.state == UserState.active)
    return (await scope.tx.execute(active)).scalars().all()


async def _upsert(scope: Scope, table: Table, rows: Sequence[dict[str, object]]) -> None:
    keys = [column.name for column in table.primary_key]
    others = [column.name for column in table.c if column.name not in keys]
    if rows:
        await scope.tx.execute(add_or_insert(table, scope.dialect, keys, replace=others or keys), rows)


def _permission_row(one: Permission) -> dict[str, object]:
    return {"key": str(one), "description": one.description, "for_operator": one.for_operator}


def _role_row(key: RoleKey) -> dict[str, object]:
    one = BUILT_IN_ROLES[key]
    return {"key": str(key), "name": one.name, "description": one.description, "reach": str(one.reach)}
