"""The nouns of access: permissions, roles, users, sessions and API keys."""

from trunkline.domains.access.model.api_keys import PREFIX_LENGTH, ApiKey, MadeKey
from trunkline.domains.access.model.permissions import PERMISSIONS, Permission
from trunkline.domains.access.model.problems import EmailTaken, LastSuperAdmin, TooManySignIns, WrongCredentials
from trunkline.domains.access.model.roles import BUILT_IN_ROLES, Reach, Role, RoleKey
from trunkline.domains.access.model.sessions import (
    SEEN_GRAIN,
    SESSION_IDLE,
    SESSION_LIFETIME,
    CompanyCard,
    Device,
    Session,
    SignedIn,
)
from trunkline.domains.access.model.users import FirstPassword, Invited, Member, NewUser, User, UserState

__all__ = [
    "BUILT_IN_ROLES",
    "PERMISSIONS",
    "PREFIX_LENGTH",
    "SEEN_GRAIN",
    "SESSION_IDLE",
    "SESSION_LIFETIME",
    "ApiKey",
    "CompanyCard",
    "Device",
    "EmailTaken",
    "FirstPassword",
    "Invited",
    "LastSuperAdmin",
    "MadeKey",
    "Member",
    "NewUser",
    "Permission",
    "Reach",
    "Role",
    "RoleKey",
    "Session",
    "SignedIn",
    "TooManySignIns",
    "User",
    "UserState",
    "WrongCredentials",
]
