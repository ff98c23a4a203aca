"""`permissions.md`"""

from __future__ import annotations

from trunkline.domains.access.model import BUILT_IN_ROLES, Permission
from trunkline.entrypoints.reference.markdown import code, page, table

ABOUT = """\
A route names one permission, a fact names the one that is needed to hear it. Roles hold permissions, users hold roles, API keys hold
permissions. What a role gives depends on whom it is given to: permissions marked *operator* concern several companies, and never reach
a company's own people, whatever their role. Another company's things do not exist for them: they are answered with 404."""
ROLES_ABOUT = "## Built-in roles"
TABLE_ABOUT = """\
## Who may do what

● gives it to everybody who has the role; ○ only among the operator's staff."""


def permissions_page() -> str:
    source = "src/trunkline/domains/access/model"
    return page("Permissions and roles", source, ABOUT, ROLES_ABOUT, _roles(), TABLE_ABOUT, _matrix())


def _roles() -> str:
    rows = [(role.name, code(role.key), role.reach.value, role.description) for role in BUILT_IN_ROLES.values()]
    return table(("Role", "Key", "Given to", "Meaning"), rows)


def _matrix() -> str:
    roles = list(BUILT_IN_ROLES.values())
    rows = [
        (
            code(permission),
            permission.description,
            "operator" if permission.for_operator else "",
            *(_mark(permission, permission in role.permissions) for role in roles),
        )
        for permission in Permission
    ]
    return table(("Permission", "Opens", "", *(role.name for role in roles)), rows)


def _mark(permission: Permission, held: bool) -> str:
    if not held:
        return ""
    return "○" if permission.for_operator else "●"
