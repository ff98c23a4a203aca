"""The tables of access and every write to them."""

from trunkline.domains.access.store.api_keys import insert_api_key, key_of, note_use, revoke_key
from trunkline.domains.access.store.roles import add_user_roles, replace_user_roles, super_admins, write_catalogue
from trunkline.domains.access.store.sessions import (
    delete_expired_sessions,
    delete_sessions,
    insert_session,
    note_seen,
    session_of,
)
from trunkline.domains.access.store.tables import (
    api_key,
    app_user,
    permission,
    role,
    role_permission,
    session,
    user_role,
)
from trunkline.domains.access.store.users import insert_user, lock_user, raise_permission_version, update_user, user_of

__all__ = [
    "add_user_roles",
    "api_key",
    "app_user",
    "delete_expired_sessions",
    "delete_sessions",
    "insert_api_key",
    "insert_session",
    "insert_user",
    "key_of",
    "lock_user",
    "note_seen",
    "note_use",
    "permission",
    "raise_permission_version",
    "replace_user_roles",
    "revoke_key",
    "role",
    "role_permission",
    "session",
    "session_of",
    "super_admins",
    "update_user",
    "user_of",
    "user_role",
    "write_catalogue",
]
