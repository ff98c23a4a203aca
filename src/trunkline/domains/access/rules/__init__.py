"""Pure decisions: what an e-mail and a password must look like, who may give what, when a session ends."""

from trunkline.domains.access.rules.emails import normal_email
from trunkline.domains.access.rules.granting import (
    check_grantable,
    check_key_permissions,
    compiled_permissions,
    ordered_roles,
)
from trunkline.domains.access.rules.names import check_locale, check_name
from trunkline.domains.access.rules.passwords import (
    PASSWORD_LENGTH_MAX,
    PASSWORD_LENGTH_MIN,
    check_password,
    normal_password,
)
from trunkline.domains.access.rules.sessions import network_of, session_end

__all__ = [
    "PASSWORD_LENGTH_MAX",
    "PASSWORD_LENGTH_MIN",
    "check_grantable",
    "check_key_permissions",
    "check_locale",
    "check_name",
    "check_password",
    "compiled_permissions",
    "network_of",
    "normal_email",
    "normal_password",
    "ordered_roles",
    "session_end",
]
