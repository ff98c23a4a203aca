"""Questions about users."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import ColumnElement, select

from trunkline.domains.access import store
from trunkline.domains.access.model import Member, RoleKey, User
from trunkline.domains.access.rules import ordered_roles
from trunkline.infra.scope import Scope
from trunkline.kernel.errors import NotFound
from trunkline.kernel.ids import UserId
from trunkline.kernel.page import Page, PageRequest, page_of

_user = store.app_user


async def users(scope: Scope, request: PageRequest) -> Page[Member]:
    """The company's users in the order in which they were made; without a company everybody, the operator's staff included."""
    chosen = select(_user).where(scope.of_company(_user))
    if request.position is not None:
        chosen = chosen.where(_user.c.id > request.position[0])
    rows = (await scope.tx.execute(chosen.order_by(_user.c.id).limit(request.limit + 1))).all()
    members = await _with_roles(scope, [store.user_of(row) for row in rows])
    return page_of(members, request, lambda one: (str(one.user.id),))


async def member(scope: Scope, user_id: UserId) -> Member:
    """Raises `NotFound`, also for another company's user."""
    return await _one(scope, user_id, scope.of_company(_user))


async def myself(scope: Scope, user_id: UserId) -> Member:
    """The caller himself: whichever company the operator's staff looks at, they belong to none."""
    return await _one(scope, user_id, _user.c.id == user_id)


async def user_by_email(scope: Scope, email: str) -> User | None:
    """Across companies: for signing in only. `email` in its normal form."""
    row = (await scope.tx.execute(select(_user).where(_user.c.email == email))).one_or_none()
    return None if row is None else store.user_of(row)


async def _one(scope: Scope, user_id: UserId, visible: ColumnElement[bool]) -> Member:
    row = (await scope.tx.execute(select(_user).where(_user.c.id == user_id, visible))).one_or_none()
    if row is None:
        raise NotFound(f"There is no user {user_id}.")
    (found,) = await _with_roles(scope, [store.user_of(row)])
    return found


async def _with_roles(scope: Scope, found: Iterable[User]) -> list[Member]:
    people = list(found)
    chosen = select(store.user_role).where(store.user_role.c.user_id.in_([one.id for one in people]))
    roles: dict[UserId, list[RoleKey]] = {}
    for row in await scope.tx.execute(chosen):
        roles.setdefault(row.user_id, []).append(RoleKey(row.role_key))
    return [Member(one, ordered_roles(roles.get(one.id, ()))) for one in people]
