"""Signing in and out, and what the signed-in person may change about himself."""

from contextlib import AbstractAsyncContextManager
from datetime import datetime
from typing import Annotated

from fastapi import Response
from pydantic import BaseModel, ConfigDict, Field
from starlette.requests import Request

from trunkline.domains.access import actions, queries
from trunkline.domains.access.api.doorkeeper import COOKIE
from trunkline.domains.access.api.router import router
from trunkline.domains.access.model import SESSION_LIFETIME, CompanyCard, Device, Member, RoleKey
from trunkline.domains.access.ports import CompanyDirectory
from trunkline.infra.program import Program
from trunkline.infra.scope import Actor, ActorKind, Scope
from trunkline.infra.web import PUBLIC, SIGNED_IN, Identity, described, identity_of, program_of
from trunkline.kernel.errors import Forbidden
from trunkline.kernel.ids import CompanyId, SessionId, UserId

STRANGER = Actor(ActorKind.anonymous, "anonymous", "somebody")

# The body limit of the password is above the policy's: too long a password is told by the policy, in words.
Secret = Annotated[str, Field(max_length=1024, json_schema_extra={"format": "password"})]


class SignInBody(BaseModel):
    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

    email: Annotated[str, Field(max_length=320)]
    password: Secret


class PasswordBody(BaseModel):
    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

    current_password: Secret
    new_password: Secret


class ProfilePatch(BaseModel):
    """What is left out stays as it is."""

    model_config = ConfigDict(extra="forbid")

    name: str | None = None
    locale: str | None = None


class SessionUserOut(BaseModel):
    id: UserId
    name: str
    email: str
    locale: str


class SessionCompanyOut(BaseModel):
    id: CompanyId
    slug: str
    name: str
    zone: str
    currency: str
    locale: str

    @staticmethod
    def of(card: CompanyCard) -> "SessionCompanyOut":
        return SessionCompanyOut.model_validate(card, from_attributes=True)


class SessionOut(BaseModel):
    """Who is signed in. `company` null is the operator's staff; `csrf_token` goes into X-CSRF-Token of every change."""

    user: SessionUserOut
    company: SessionCompanyOut | None
    roles: list[RoleKey]
    permissions: list[str]
    csrf_token: str
    permission_version: int


class OpenSessionOut(BaseModel):
    """Where the person is signed in."""

    id: SessionId
    created_at: datetime
    last_seen_at: datetime
    expires_at: datetime
    address: str
    agent: str
    is_this_one: bool


class OpenSessionsOut(BaseModel):
    items: list[OpenSessionOut]


@router.post("/session", permission=PUBLIC, responses=described((401, "Not the right e-mail address or password")))
async def sign_in(request: Request, response: Response, body: SignInBody) -> SessionOut:
    """Sign in with e-mail and password; the session is in an HttpOnly cookie."""
    program = program_of(request)
    request_id: str = request.state.request_id
    begin, device = program.begin_as(STRANGER, request_id), _device(request)
    user = await actions.check_credentials(begin, program.limiter, body.email, body.password, device)
    actor = Actor(ActorKind.user, user.id, user.name)
    async with program.scope(actor, company_id=user.company_id, request_id=request_id) as scope:
        signed_in = await actions.start_session(scope, user, device)
        shown = await _shown(scope, user.id, actions.csrf_token_of(signed_in.token))
    _set_cookie(program, response, signed_in.token)
    return shown


@router.get("/session", permission=SIGNED_IN)
async def get_session(request: Request) -> SessionOut:
    """Who is signed in, and what he may do."""
    identity = await _person(request)
    async with _as_oneself(request, identity, write=False) as scope:
        return await _shown(scope, UserId(identity.actor.id), identity.csrf_token or "")


@router.delete("/session", permission=SIGNED_IN, status_code=204)
async def sign_out(request: Request, response: Response) -> None:
    """End this session."""
    identity = await _person(request)
    async with _as_oneself(request, identity) as scope:
        await actions.end_session(scope, UserId(identity.actor.id), _session_of(identity))
    secure = _is_secure(program_of(request))
    response.delete_cookie(COOKIE, path="/", secure=secure, httponly=True, samesite="lax")


@router.post("/session/password", permission=SIGNED_IN, status_code=204)
async def change_password(request: Request, body: PasswordBody) -> None:
    """Set a new password; all other sessions of the person end."""
    identity = await _person(request)
    program = program_of(request)
    await actions.change_password(
        program.begin_as(identity.actor, request.state.request_id),
        program.limiter,
        UserId(identity.actor.id),
        keep=_session_of(identity),
        current=body.current_password,
        new=body.new_password,
        device=_device(request),
    )


@router.patch("/session/profile", permission=SIGNED_IN)
async def change_profile(request: Request, body: ProfilePatch) -> SessionOut:
    """Change one's own name or language."""
    identity = await _person(request)
    user_id = UserId(identity.actor.id)
    async with _as_oneself(request, identity) as scope:
        await actions.change_profile(scope, user_id, name=body.name, locale=body.locale)
        return await _shown(scope, user_id, identity.csrf_token or "")


@router.get("/sessions", permission=SIGNED_IN)
async def list_sessions(request: Request) -> OpenSessionsOut:
    """Where one is signed in, most recently seen first."""
    identity = await _person(request)
    async with _as_oneself(request, identity, write=False) as scope:
        found = await queries.sessions_of(scope, UserId(identity.actor.id))
    shown = [
        OpenSessionOut(
            id=one.id,
            created_at=one.created_at,
            last_seen_at=one.last_seen_at,
            expires_at=one.expires_at,
            address=one.address,
            agent=one.agent,
            is_this_one=one.id == identity.session_id,
        )
        for one in found
    ]
    return OpenSessionsOut(items=shown)


@router.delete("/sessions/{session_id}", permission=SIGNED_IN, status_code=204)
async def end_session(request: Request, session_id: SessionId) -> None:
    """Sign out elsewhere."""
    identity = await _person(request)
    async with _as_oneself(request, identity) as scope:
        await actions.end_session(scope, UserId(identity.actor.id), session_id)


def _as_oneself(request: Request, identity: Identity, *, write: bool = True) -> AbstractAsyncContextManager[Scope]:
    """A transaction in one's own company whatever `?company=` says: the operator's staff stay themselves while they look at one."""
    return program_of(request).scope(
        identity.actor,
        company_id=identity.company_id,
        permissions=identity.permissions,
        request_id=request.state.request_id,
        write=write,
    )


async def _person(request: Request) -> Identity:
    identity = await identity_of(request)
    if identity.session_id is None:
        raise Forbidden("An API key has no session; this is for people.")
    return identity


def _session_of(identity: Identity) -> SessionId:
    assert identity.session_id is not None, "_person was asked before"
    return SessionId(identity.session_id)


async def _shown(scope: Scope, user_id: UserId, csrf_token: str) -> SessionOut:
    member: Member = await queries.myself(scope, user_id)
    user = member.user
    card = None if user.company_id is None else await scope.port(CompanyDirectory).card(scope, user.company_id)
    return SessionOut(
        user=SessionUserOut(id=user.id, name=user.name, email=user.email, locale=user.locale),
        company=None if card is None else SessionCompanyOut.of(card),
        roles=list(member.roles),
        permissions=sorted(await queries.permissions_in_force(scope, user)),
        csrf_token=csrf_token,
        permission_version=user.permission_version,
    )


def _device(request: Request) -> Device:
    return Device(request.client.host if request.client else "-", request.headers.get("user-agent", ""))


def _set_cookie(program: Program, response: Response, token: str) -> None:
    age = int(SESSION_LIFETIME.total_seconds())
    secure = _is_secure(program)
    response.set_cookie(COOKIE, token, max_age=age, path="/", secure=secure, httponly=True, samesite="lax")


def _is_secure(program: Program) -> bool:
    return program.config.public_url.startswith("https://")
