"""Who is asking. The room `access` finds out; this says in which form the rest of the house gets to know."""

from __future__ import annotations

import hmac
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from starlette.requests import Request

from trunkline.infra.scope import Actor
from trunkline.kernel.errors import Forbidden, NotSignedIn
from trunkline.kernel.ids import CompanyId

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


@dataclass(frozen=True, slots=True)
class Identity:
    """A caller whose session or key was checked.

    `company_id` None is the operator's staff, who may name any company. `csrf_token` is set for cookie sessions only: a key in a
    header is never sent by a browser on its own.
    """

    actor: Actor
    company_id: CompanyId | None
    permissions: frozenset[str]
    permission_version: int
    csrf_token: str | None = None
    session_id: str | None = None


Authenticate = Callable[[Request], Awaitable[Identity | None]]


async def identity_of(request: Request) -> Identity:
    """The caller. Raises `NotSignedIn`, or `Forbidden` when a browser's request lacks its CSRF token."""
    found: Identity | None = getattr(request.state, "identity", None)
    if found is None:
        authenticate: Authenticate = request.app.state.authenticate
        found = await authenticate(request)
        if found is None:
            raise NotSignedIn("Sign in, or send an API key as `Authorization: Bearer tk_…`.")
        _check_csrf(request, found)
        request.state.identity = found
    return found


def _check_csrf(request: Request, identity: Identity) -> None:
    if identity.csrf_token is None or request.method in SAFE_METHODS:
        return
    sent = request.headers.get("x-csrf-token", "")
    if not hmac.compare_digest(sent.encode(), identity.csrf_token.encode()):
        raise Forbidden("The X-CSRF-Token header is missing or not the one of this session; read it from GET /session.")
