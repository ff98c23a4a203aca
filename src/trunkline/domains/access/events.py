"""What the room announces. No password, token or key is ever part of a fact, not even hashed.

A failed sign-in is no fact: writing it would take longer for an e-mail that exists, and strangers could fill the journal. It is
logged and counted instead.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from trunkline.domains.access.model import Permission, RoleKey, UserState
from trunkline.kernel.fact import Fact
from trunkline.kernel.ids import SessionId


@dataclass(frozen=True, slots=True, kw_only=True)
class _UserFact(Fact):
    """The user is the subject."""

    audience: ClassVar[str] = Permission.users_read
    by_machine: ClassVar[bool] = True


@dataclass(frozen=True, slots=True, kw_only=True)
class UserCreated(_UserFact):
    """Somebody may sign in from now on."""

    kind: ClassVar[str] = "user.created"

    name: str
    roles: tuple[RoleKey, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class UserChanged(_UserFact):
    """Name, locale or state are now these; a disabled user is signed out everywhere."""

    kind: ClassVar[str] = "user.changed"

    name: str
    locale: str
    state: UserState


@dataclass(frozen=True, slots=True, kw_only=True)
class UserRolesChanged(_UserFact):
    """What a user may do has changed; it takes effect within a second."""

    kind: ClassVar[str] = "user.roles_changed"

    before: tuple[RoleKey, ...]
    after: tuple[RoleKey, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class UserSignedIn(_UserFact):
    """A session has begun."""

    kind: ClassVar[str] = "user.signed_in"

    session_id: SessionId
    address: str


class SignOutReason(StrEnum):
    asked = "asked"
    password_changed = "password_changed"  # noqa: S105 - a reason, not a password
    disabled = "disabled"


@dataclass(frozen=True, slots=True, kw_only=True)
class UserSignedOut(_UserFact):
    """Sessions have ended before their time."""

    kind: ClassVar[str] = "user.signed_out"

    session_ids: tuple[SessionId, ...]
    reason: SignOutReason


@dataclass(frozen=True, slots=True, kw_only=True)
class UserPasswordChanged(_UserFact):
    """A user has a new password; his other sessions have ended."""

    kind: ClassVar[str] = "user.password_changed"


@dataclass(frozen=True, slots=True, kw_only=True)
class _ApiKeyFact(Fact):
    """The key is the subject; `prefix` is its first characters, which open nothing."""

    audience: ClassVar[str] = Permission.api_keys_read
    by_machine: ClassVar[bool] = True

    name: str
    prefix: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiKeyCreated(_ApiKeyFact):
    """A machine may come in from now on."""

    kind: ClassVar[str] = "api_key.created"

    permissions: tuple[str, ...]
    expires_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiKeyRevoked(_ApiKeyFact):
    """The key opens nothing any more."""

    kind: ClassVar[str] = "api_key.revoked"
