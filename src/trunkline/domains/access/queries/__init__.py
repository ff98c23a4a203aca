"""What others may ask about users, keys, roles, and about who is calling."""

from trunkline.domains.access.queries.api_keys import api_keys
from trunkline.domains.access.queries.identities import (
    Granted,
    Standing,
    identities_of,
    owner_of_key,
    permissions_in_force,
    permissions_of,
    permissions_of_active,
    standing_of_key,
    standing_of_session,
)
from trunkline.domains.access.queries.roles import holders_of, roles
from trunkline.domains.access.queries.sessions import sessions_of
from trunkline.domains.access.queries.users import member, myself, user_by_email, users

__all__ = [
    "Granted",
    "Standing",
    "api_keys",
    "holders_of",
    "identities_of",
    "member",
    "myself",
    "owner_of_key",
    "permissions_in_force",
    "permissions_of",
    "permissions_of_active",
    "roles",
    "sessions_of",
    "standing_of_key",
    "standing_of_session",
    "user_by_email",
    "users",
]
