"""Users: rows in and out."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Row, select, update

from trunkline.domains.access.model import User, UserState
from trunkline.domains.access.store.tables import app_user
from trunkline.infra.db import insert_ignore
from trunkline.infra.scope import Scope
from trunkline.kernel.ids import UserId


def user_of(row: Row[Any]) -> User:
    return User(**{name: getattr(row, name) for name in User.__slots__} | {"state": UserState(row.state)})


async def insert_user(scope: Scope, made: User) -> bool:
    """False when the e-mail is taken: the database decides, not a look beforehand."""
    statement = insert_ignore(app_user, scope.dialect).values(**_row(made))
    return (await scope.tx.execute(statement)).rowcount == 1


async def lock_user(scope: Scope, user_id: UserId) -> User | None:
    """The user as far as the caller's company reaches, held until the end of the transaction."""
    chosen = select(app_user).where(app_user.c.id == user_id, scope.of_company(app_user)).with_for_update()
    row = (await scope.tx.execute(chosen)).one_or_none()
    return None if row is None else user_of(row)


async def update_user(scope: Scope, user_id: UserId, **changes: object) -> None:
    await scope.tx.execute(update(app_user).where(app_user.c.id == user_id).values(**changes))


async def raise_permission_version(scope: Scope, user_ids: Iterable[UserId]) -> None:
    """What these users may do has changed; what was compiled for the old version is no longer asked for."""
    raised = app_user.c.permission_version + 1
    await scope.tx.execute(update(app_user).where(app_user.c.id.in_(list(user_ids))).values(permission_version=raised))


def _row(made: User) -> dict[str, object]:
    return {name: getattr(made, name) for name in User.__slots__} | {"state": made.state.value}
