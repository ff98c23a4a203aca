"""Routes of roles and permissions."""

from pydantic import BaseModel

from trunkline.domains.access import queries
from trunkline.domains.access.api.router import router
from trunkline.domains.access.model import Permission, RoleKey
from trunkline.infra.web import SIGNED_IN, ReadScope


class RoleOut(BaseModel):
    """`permissions` are what the role gives to people of the caller's kind: the operator's staff, or a company's."""

    key: RoleKey
    name: str
    description: str
    permissions: list[str]


class PermissionOut(BaseModel):
    key: str
    description: str


@router.get("/roles", permission=Permission.roles_read)
async def list_roles(scope: ReadScope) -> list[RoleOut]:
    """The roles that users can have."""
    return [
        RoleOut(
            key=role.key,
            name=role.name,
            description=role.description,
            permissions=sorted(role.permissions_in(scope.company_id)),
        )
        for role in await queries.roles(scope)
    ]


@router.get("/permissions", permission=SIGNED_IN)
async def list_permissions(scope: ReadScope) -> list[PermissionOut]:
    """All permissions that the caller can hold."""
    chosen = (one for one in Permission if scope.company_id is None or not one.for_operator)
    return [PermissionOut(key=str(one), description=one.description) for one in chosen]
