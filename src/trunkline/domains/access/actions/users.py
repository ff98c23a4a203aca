"""Users: who may sign in, and with which roles."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from trunkline.domains.access import queries, store
from trunkline.domains.access.actions.passwords import PASSWORDS
from trunkline.domains.access.actions.sessions import end_sessions, forget_identity
from trunkline.domains.access.actions.tokens import new_password
from trunkline.domains.access.events import SignOutReason, UserChanged, UserCreated, UserRolesChanged
from trunkline.domains.access.model import (
    EmailTaken,
    FirstPassword,
    Invited,
    LastSuperAdmin,
    Member,
    NewUser,
    RoleKey,
    User,
    UserState,
)
from trunkline.domains.access.rules import (
    check_grantable,
    check_locale,
    check_name,
    check_password,
    normal_email,
    ordered_roles,
)
from trunkline.infra.scope import Scope
from trunkline.kernel.errors import Conflict, FieldProblem, NotFound
from trunkline.kernel.ids import CompanyId, UserId


async def first_password(new: NewUser) -> FirstPassword:
    """Hash what the new user will sign in with, or make something up. Hashing waits for a turn and takes a while: where others may be
    kept waiting, before the transaction is open. Raises `Invalid`, or `Unavailable` in a flood.
    """
    made_up = None if new.password is not None else new_password()
    password = check_password(new.password or made_up or "", email=normal_email(new.email))
    return FirstPassword(await PASSWORDS.hash(password), made_up)


async def create_user(scope: Scope, new: NewUser, first: FirstPassword | None = None) -> Invited:
    """Let somebody in. Raises `Invalid`, `Forbidden` for roles beyond one's own, `EmailTaken`, `NotFound` for another company."""
    company_id = await _company_of(scope, new)
    roles = ordered_roles(new.roles)
    check_grantable(roles, company_id, scope.allows)
    email = normal_email(new.email)
    first = first or await first_password(new)
    user = User(
        id=scope.new_id(UserId),
        company_id=company_id,
        email=email,
        name=check_name(new.name),
        locale=check_locale(new.locale),
        state=UserState.active,
        password_hash=first.password_hash,
        permission_version=1,
        created_at=scope.machine_now,
        last_sign_in_at=None,
    )
    if not await store.insert_user(scope, user):
        detail = "Somebody signs in with this e-mail address already."
        raise EmailTaken(detail, fields=[FieldProblem("/email", detail)])
    await store.add_user_roles(scope, user.id, roles)
    scope.announce(UserCreated(company_id=company_id, subject=user.id, name=user.name, roles=roles))
    return Invited(Member(user, roles), first.made_up)


async def change_user(
    scope: Scope, user_id: UserId, *, name: str | None = None, state: UserState | None = None
) -> Member:
    """Rename, disable or enable somebody. Raises `NotFound`, `Forbidden`, `Conflict` for oneself, `LastSuperAdmin`."""
    before = await _lock_below(scope, user_id)
    if state is UserState.disabled and before.user.state is UserState.active:
        await _check_dispensable(scope, before)
        await end_sessions(scope, before.user, SignOutReason.disabled)
    changed = replace(
        before.user,
        name=before.user.name if name is None else check_name(name),
        state=before.user.state if state is None else state,
    )
    await _write_profile(scope, before.user, changed)
    return Member(changed, before.roles)


async def change_profile(scope: Scope, user_id: UserId, *, name: str | None = None, locale: str | None = None) -> None:
    """What everybody may change about himself."""
    before = (await queries.myself(scope, user_id)).user
    changed = replace(
        before,
        name=before.name if name is None else check_name(name),
        locale=before.locale if locale is None else check_locale(locale),
    )
    await _write_profile(scope, before, changed)


async def change_user_roles(scope: Scope, user_id: UserId, roles: Iterable[RoleKey]) -> Member:
    """Give exactly these roles. Raises `NotFound`, `Invalid`, `Forbidden` beyond one's own rights, `LastSuperAdmin`."""
    before = await _lock_below(scope, user_id)
    after = ordered_roles(roles)
    check_grantable(after, before.user.company_id, scope.allows)
    if after == before.roles:
        return before
    if RoleKey.super_admin not in after:
        await _check_not_last(scope, before)
    await store.replace_user_roles(scope, user_id, after)
    await store.raise_permission_version(scope, [user_id])
    forget_identity(scope, user_id)
    company_id = before.user.company_id
    scope.announce(UserRolesChanged(company_id=company_id, subject=user_id, before=before.roles, after=after))
    return Member(replace(before.user, permission_version=before.user.permission_version + 1), after)


async def _company_of(scope: Scope, new: NewUser) -> CompanyId | None:
    """Where the new user belongs: the caller's company; the operator may name one, and otherwise means his own staff."""
    if new.company_id is None or new.company_id == scope.company_id:
        return scope.company_id
    if scope.company_id is not None or not await scope.program.company_known(scope.tx, new.company_id):
        raise NotFound(f"There is no company {new.company_id}.")
    return new.company_id


async def _lock_below(scope: Scope, user_id: UserId) -> Member:
    """The user, held, if the caller holds all that the user's roles give: nobody disables or demotes those above him."""
    if await store.lock_user(scope, user_id) is None:
        raise NotFound(f"There is no user {user_id}.")
    found = await queries.member(scope, user_id)
    check_grantable(found.roles, found.user.company_id, scope.allows)
    return found


async def _check_dispensable(scope: Scope, member: Member) -> None:
    if scope.actor.id == member.user.id:
        raise Conflict("You cannot disable yourself; ask somebody else to.")
    await _check_not_last(scope, member)


async def _check_not_last(scope: Scope, member: Member) -> None:
    if RoleKey.super_admin not in member.roles:
        return
    if set(await store.super_admins(scope)) <= {member.user.id}:
        raise LastSuperAdmin("Make somebody else a super admin first.")


async def _write_profile(scope: Scope, before: User, changed: User) -> None:
    if changed == before:
        return
    await store.update_user(scope, changed.id, name=changed.name, locale=changed.locale, state=changed.state.value)
    forget_identity(scope, changed.id)
    scope.announce(
        UserChanged(
            company_id=changed.company_id,
            subject=changed.id,
            name=changed.name,
            locale=changed.locale,
            state=changed.state,
        )
    )
