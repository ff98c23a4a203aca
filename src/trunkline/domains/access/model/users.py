"""A person who can sign in."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from trunkline.domains.access.model.roles import RoleKey
from trunkline.kernel.ids import CompanyId, UserId


class UserState(StrEnum):
    active = "active"
    disabled = "disabled"


@dataclass(frozen=True, slots=True, kw_only=True)
class User:
    """`company_id` None is the operator's staff. `permission_version` rises whenever what the user may do changes."""

    id: UserId
    company_id: CompanyId | None
    email: str
    name: str
    locale: str
    state: UserState
    password_hash: str = field(repr=False)
    permission_version: int
    created_at: datetime
    last_sign_in_at: datetime | None


@dataclass(frozen=True, slots=True)
class Member:
    """A user with the roles that he has."""

    user: User
    roles: tuple[RoleKey, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NewUser:
    """Somebody to let in. Without a password one is made up and told once."""

    name: str
    email: str
    roles: tuple[RoleKey, ...]
    company_id: CompanyId | None = None
    locale: str = "en"
    password: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class FirstPassword:
    """What a new user will sign in with, hashed; `made_up` when nobody chose it."""

    password_hash: str = field(repr=False)
    made_up: str | None = field(repr=False)


@dataclass(frozen=True, slots=True)
class Invited:
    """`initial_password` is set only when it was made up; it is not kept anywhere."""

    member: Member
    initial_password: str | None = field(repr=False)
