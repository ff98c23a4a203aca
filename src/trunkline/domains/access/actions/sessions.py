"""Sessions after their beginning: seen, ended, swept; and the change of password that ends all others."""

from __future__ import annotations

from dataclasses import replace

from trunkline.domains.access import queries, store
from trunkline.domains.access.actions.passwords import PASSWORDS
from trunkline.domains.access.actions.sign_in import spend_attempt
from trunkline.domains.access.events import SignOutReason, UserPasswordChanged, UserSignedOut
from trunkline.domains.access.model import Device, User, UserState, WrongCredentials
from trunkline.domains.access.queries import Standing
from trunkline.domains.access.rules import PASSWORD_LENGTH_MAX, check_password, normal_password, session_end
from trunkline.infra.ratelimit import Limiter
from trunkline.infra.scope import ActorKind, Begin, Scope
from trunkline.kernel.errors import FieldProblem, Invalid, NotFound
from trunkline.kernel.ids import ApiKeyId, SessionId, UserId


async def end_session(scope: Scope, user_id: UserId, session_id: SessionId) -> None:
    """Sign out. Raises `NotFound` when the user has no such session."""
    user = (await queries.myself(scope, user_id)).user
    if not await end_sessions(scope, user, SignOutReason.asked, only=session_id):
        raise NotFound("There is no such session.")


async def end_sessions(
    scope: Scope, user: User, reason: SignOutReason, *, only: SessionId | None = None, keep: SessionId | None = None
) -> bool:
    """End one session, all, or all but one; every process hears of it. Returns whether there was any."""
    ended = await store.delete_sessions(scope, user.id, only=only, keep=keep)
    if ended:
        scope.announce(
            UserSignedOut(company_id=user.company_id, subject=user.id, session_ids=tuple(ended), reason=reason)
        )
    forget_identity(scope, user.id)
    return bool(ended)


async def change_password(
    begin: Begin, limiter: Limiter, user_id: UserId, keep: SessionId, current: str, new: str, device: Device
) -> None:
    """Set a new password and end all other sessions. Raises `WrongCredentials`, `Invalid`, or `TooManySignIns`."""
    async with begin(write=False) as scope:
        user = (await queries.myself(scope, user_id)).user
        await spend_attempt(limiter, scope.machine_now, user.email, device.address)
    if not await PASSWORDS.verify(user.password_hash, normal_password(current)[: PASSWORD_LENGTH_MAX + 1]):
        raise WrongCredentials
    password = check_password(new, email=user.email, pointer="/new_password")
    if password == normal_password(current):
        detail = "The new password is the old one."
        raise Invalid(detail, fields=[FieldProblem("/new_password", detail)])
    fresh = await PASSWORDS.hash(password)
    async with begin(user.company_id) as scope:
        await _set_password(scope, user, fresh, keep)


async def note_presence(scope: Scope, standing: Standing) -> Standing:
    """Remember that a session or key was used; the session's end moves with it."""
    if standing.kind is ActorKind.api_key:
        await store.note_use(scope, ApiKeyId(standing.id))
        return replace(standing, seen_at=scope.machine_now)
    end = session_end(standing.created_at, scope.machine_now)
    await store.note_seen(scope, SessionId(standing.id), end)
    return replace(standing, seen_at=scope.machine_now, expires_at=end)


async def forget_expired_sessions(scope: Scope) -> int:
    """Sweep sessions that ended by themselves; nobody needs to be told."""
    return await store.delete_expired_sessions(scope)


def forget_identity(scope: Scope, user_id: UserId) -> None:
    """After the commit every process looks this user up anew."""
    scope.wake_topics.add(f"access:{user_id}")


async def _set_password(scope: Scope, user: User, fresh: str, keep: SessionId) -> None:
    current = await store.lock_user(scope, user.id)
    if current is None or current.state is not UserState.active or current.password_hash != user.password_hash:
        raise WrongCredentials
    await store.update_user(scope, user.id, password_hash=fresh)
    scope.announce(UserPasswordChanged(company_id=user.company_id, subject=user.id))
    await end_sessions(scope, user, SignOutReason.password_changed, keep=keep)
