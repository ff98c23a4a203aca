"""Routes of users."""

from datetime import datetime
from typing import Annotated

from fastapi import Depends
from pydantic import BaseModel, ConfigDict, Field

from trunkline.domains.access import actions, queries
from trunkline.domains.access.api.router import router
from trunkline.domains.access.api.sessions import Secret
from trunkline.domains.access.model import FirstPassword, Member, NewUser, Permission, RoleKey, UserState
from trunkline.infra.web import PageOut, Paging, ReadScope, WriteScope
from trunkline.kernel.ids import CompanyId, UserId


class UserOut(BaseModel):
    """`company_id` null is the operator's staff."""

    id: UserId
    name: str
    email: str
    locale: str
    state: UserState
    roles: list[RoleKey]
    company_id: CompanyId | None
    created_at: datetime
    last_sign_in_at: datetime | None

    @staticmethod
    def of(member: Member) -> "UserOut":
        return UserOut.model_validate(_shown(member))


class CreatedUserOut(UserOut):
    """`initial_password` is told this once, and null when the request brought its own."""

    initial_password: str | None


class UserBody(BaseModel):
    """Without a password one is made up. `company_id` is for the operator; a company's people stay in their company."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

    name: str
    email: Annotated[str, Field(json_schema_extra={"format": "email"})]
    roles: list[RoleKey]
    company_id: CompanyId | None = None
    locale: str = "en"
    password: Secret | None = None


class UserPatch(BaseModel):
    """What is left out stays as it is."""

    model_config = ConfigDict(extra="forbid")

    name: str | None = None
    state: UserState | None = None


class RolesBody(BaseModel):
    model_config = ConfigDict(extra="forbid")

    roles: list[RoleKey]


@router.get("/users", permission=Permission.users_read)
async def list_users(scope: ReadScope, page: Paging) -> PageOut[UserOut]:
    """Users in the order in which they were made."""
    return page.out((await queries.users(scope, page.request)).map(UserOut.of))


def _new_user(body: UserBody) -> NewUser:
    return NewUser(**body.model_dump() | {"roles": tuple(body.roles)})


async def _first_password(body: UserBody) -> FirstPassword:
    return await actions.first_password(_new_user(body))


@router.post("/users", permission=Permission.users_manage, status_code=201)
async def create_user(
    first: Annotated[
        FirstPassword, Depends(_first_password)
    ],  # before the scope: nobody waits while a password is hashed
    scope: WriteScope,
    body: UserBody,
) -> CreatedUserOut:
    """Let somebody in."""
    invited = await actions.create_user(scope, _new_user(body), first)
    return CreatedUserOut.model_validate(_shown(invited.member) | {"initial_password": invited.initial_password})


@router.get("/users/{user_id}", permission=Permission.users_read)
async def get_user(scope: ReadScope, user_id: UserId) -> UserOut:
    """One user."""
    return UserOut.of(await queries.member(scope, user_id))


@router.patch("/users/{user_id}", permission=Permission.users_manage)
async def change_user(scope: WriteScope, user_id: UserId, body: UserPatch) -> UserOut:
    """Rename, disable or enable somebody; a disabled user is signed out everywhere."""
    return UserOut.of(await actions.change_user(scope, user_id, name=body.name, state=body.state))


@router.put("/users/{user_id}/roles", permission=Permission.users_manage)
async def change_user_roles(scope: WriteScope, user_id: UserId, body: RolesBody) -> UserOut:
    """Give exactly these roles; takes effect within a second."""
    return UserOut.of(await actions.change_user_roles(scope, user_id, body.roles))


def _shown(member: Member) -> dict[str, object]:
    user = member.user
    shown = {name: getattr(user, name) for name in UserOut.model_fields if name != "roles"}
    return shown | {"roles": list(member.roles)}
