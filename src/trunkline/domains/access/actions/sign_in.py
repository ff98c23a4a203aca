"""Signing in: the password is checked outside any transaction, the session is made inside one."""

from __future__ import annotations

import hashlib
from datetime import datetime

import structlog

from trunkline.domains.access import queries, store
from trunkline.domains.access.actions.passwords import PASSWORDS
from trunkline.domains.access.actions.tokens import digest_of, new_session_token
from trunkline.domains.access.events import UserSignedIn
from trunkline.domains.access.model import Device, Session, SignedIn, TooManySignIns, User, UserState, WrongCredentials
from trunkline.domains.access.rules import PASSWORD_LENGTH_MAX, network_of, normal_email, normal_password, session_end
from trunkline.infra.ratelimit import Limit, Limiter
from trunkline.infra.scope import Begin, Scope
from trunkline.kernel.errors import Invalid
from trunkline.kernel.ids import SessionId

# Ten guesses at one person, then one each three minutes; a right password starts anew.
PER_EMAIL = Limit(count=20, per_seconds=3600, burst=10)
# An office of a hundred behind one address can come in at nine; a list of leaked passwords cannot be tried from it.
PER_ADDRESS = Limit(count=100, per_seconds=900)

_log = structlog.get_logger("trunkline.access")


async def check_credentials(begin: Begin, limiter: Limiter, email: str, password: str, device: Device) -> User:
    """The user whose e-mail and password these are. Raises `WrongCredentials`, `TooManySignIns`, or `Unavailable` in a flood.

    Hashing takes its time, so no transaction is open meanwhile. Everything that can be wrong takes the same steps.
    """
    known = _normal_or_none(email)
    async with begin(write=False) as scope:
        await spend_attempt(limiter, scope.machine_now, known or email, device.address)
        user = await queries.user_by_email(scope, known) if known else None
    given = normal_password(password)[: PASSWORD_LENGTH_MAX + 1]
    fits = await PASSWORDS.verify(user.password_hash if user else None, given)
    if user is None or not fits or user.state is not UserState.active:
        _log.warning("access.sign_in_refused", address=device.address)
        raise WrongCredentials
    await limiter.forget(_email_key(user.email))
    return await _with_new_parameters(begin, user, given)


async def start_session(scope: Scope, user: User, device: Device) -> SignedIn:
    """Begin a session for a user whose credentials were just checked. Raises `WrongCredentials` if they changed since."""
    current = await store.lock_user(scope, user.id)
    if current is None or current.state is not UserState.active or current.password_hash != user.password_hash:
        raise WrongCredentials
    made = Session(
        id=scope.new_id(SessionId),
        user_id=user.id,
        created_at=scope.machine_now,
        last_seen_at=scope.machine_now,
        expires_at=session_end(scope.machine_now, scope.machine_now),
        address=_printable(device.address, 64),
        agent=_printable(device.agent, 200),
    )
    token = new_session_token()
    await store.insert_session(scope, made, digest_of(token))
    await store.update_user(scope, user.id, last_sign_in_at=scope.machine_now)
    scope.announce(UserSignedIn(company_id=user.company_id, subject=user.id, session_id=made.id, address=made.address))
    return SignedIn(made, token)


async def spend_attempt(limiter: Limiter, now: datetime, email: str, address: str) -> None:
    """Count one attempt at this person and from this address. Raises `TooManySignIns`."""
    by_address = await limiter.check(f"sign_in:from:{network_of(address)}", PER_ADDRESS, now)
    by_email = await limiter.check(_email_key(email), PER_EMAIL, now) if by_address.allowed else by_address
    if not by_email.allowed:
        wait = max(1, by_email.retry_after_seconds)
        raise TooManySignIns("Too many attempts to sign in; see Retry-After.", retry_after_seconds=wait)


async def _with_new_parameters(begin: Begin, user: User, password: str) -> User:
    """Hash anew what was hashed with weaker parameters: only now the password is known."""
    if not PASSWORDS.is_outdated(user.password_hash):
        return user
    fresh = await PASSWORDS.hash(password)
    async with begin(user.company_id) as scope:
        current = await store.lock_user(scope, user.id)
        if current is None or current.password_hash != user.password_hash:
            raise WrongCredentials
        await store.update_user(scope, user.id, password_hash=fresh)
        updated = await queries.myself(scope, user.id)
    return updated.user


def _normal_or_none(email: str) -> str | None:
    try:
        return normal_email(email)
    except Invalid:
        return None


def _email_key(email: str) -> str:
    """Limits may live in Redis; who tried to sign in is nobody's business there."""
    return f"sign_in:as:{hashlib.sha256(email.encode('utf-8', 'surrogatepass')).hexdigest()[:32]}"


def _printable(text: str, length: int) -> str:
    """Only what every database takes in a text column and a page can show."""
    return "".join(char for char in text if " " <= char <= "~")[:length]
