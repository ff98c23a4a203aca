"""The nouns of access: permissions, roles, users, sessions and API keys."""

from trunkline.domains.access.model.permissions import Permission
from trunkline.domains.access.model.roles import BUILT_IN_ROLES, Reach, Role, RoleKey

__all__ = ["BUILT_IN_ROLES", "Permission", "Reach", "Role", "RoleKey"]
