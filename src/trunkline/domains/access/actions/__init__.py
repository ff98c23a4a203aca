"""Everything that changes who may come in and what they may do."""

from trunkline.domains.access.actions.api_keys import create_api_key, revoke_api_key
from trunkline.domains.access.actions.passwords import PASSWORDS
from trunkline.domains.access.actions.roles import install_roles
from trunkline.domains.access.actions.sessions import (
    change_password,
    end_session,
    forget_expired_sessions,
    note_presence,
)
from trunkline.domains.access.actions.sign_in import check_credentials, start_session
from trunkline.domains.access.actions.tokens import csrf_token_of, digest_of
from trunkline.domains.access.actions.users import (
    change_profile,
    change_user,
    change_user_roles,
    create_user,
    first_password,
)

__all__ = [
    "PASSWORDS",
    "change_password",
    "change_profile",
    "change_user",
    "change_user_roles",
    "check_credentials",
    "create_api_key",
    "create_user",
    "csrf_token_of",
    "digest_of",
    "end_session",
    "first_password",
    "forget_expired_sessions",
    "install_roles",
    "note_presence",
    "revoke_api_key",
    "start_session",
]
