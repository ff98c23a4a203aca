"""The doorkeeper: from a cookie or an API key to an identity.

What was read is remembered for less than a second per token, and dropped at once when this process or, through Redis, another one
says that something about the user has changed. So a sign-out, a disabled user or a changed role takes effect everywhere within a
second, also when the wake-up is lost.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

import structlog
from starlette.requests import Request

from trunkline.domains.access import actions, queries
from trunkline.domains.access.model import SEEN_GRAIN
from trunkline.domains.access.queries import Standing
from trunkline.infra.program import Program
from trunkline.infra.scope import system_actor
from trunkline.infra.web import Authenticate, Identity
from trunkline.kernel.errors import Unavailable
from trunkline.kernel.ids import UserId

COOKIE = "trunkline_session"
REMEMBERED_SECONDS = 0.8
REMEMBERED_MAX = 10_000
TOKEN_LENGTH_MAX = 200

Key = TypeVar("Key")
Value = TypeVar("Value")

_ACTOR = system_actor("access.doorkeeper")
_log = structlog.get_logger("trunkline.access")


def authenticator(program: Program) -> Authenticate:
    """What finds out who is calling, for one application."""
    return Doorkeeper(program)


@dataclass(frozen=True, slots=True)
class Credential:
    """What a request shows. Only a session is protected by a CSRF token: a browser never sends a key by itself."""

    token: str
    is_key: bool

    @property
    def digest(self) -> bytes:
        return actions.digest_of(self.token)


def shown_credential(request: Request) -> Credential | None:
    """The key in `Authorization`, or the cookie. Who sends both means the key; a header that is no key is no credential."""
    header = request.headers.get("authorization")
    if header is None:
        token = request.cookies.get(COOKIE, "")
        return Credential(token, is_key=False) if 0 < len(token) <= TOKEN_LENGTH_MAX else None
    scheme, _, token = header.partition(" ")
    token = token.strip()
    if scheme.lower() != "bearer" or not token.startswith("tk_") or len(token) > TOKEN_LENGTH_MAX:
        return None
    return Credential(token, is_key=True)


@dataclass(slots=True)
class _Remembered:
    standing: Standing
    identity: Identity
    read_at: float

    def is_good(self, now: datetime) -> bool:
        fresh = time.monotonic() - self.read_at < REMEMBERED_SECONDS
        return fresh and (self.standing.expires_at is None or now < self.standing.expires_at)


class Doorkeeper:
    def __init__(self, program: Program) -> None:
        self._program = program
        self._remembered: OrderedDict[bytes, _Remembered] = OrderedDict()
        self._granted: OrderedDict[tuple[UserId, int], frozenset[str]] = OrderedDict()
        # Held for as long as the doorkeeper lives; there is no task that would have to be stopped.
        self._subscription = program.wakeups.subscribe("access:")
        self._changes = self._subscription.__enter__()

    async def __call__(self, request: Request) -> Identity | None:
        """The caller; None when the token is unknown, expired or revoked, or its user is disabled."""
        credential = shown_credential(request)
        if credential is None:
            return None
        self._drop_changed()
        digest = credential.digest
        found = self._remembered.get(digest)
        if found is None or not found.is_good(self._program.clock.now()):
            self._remembered.pop(digest, None)
            found = await self._look_up(credential, digest)
        if found is not None:
            await self._note_presence(found)
        return found.identity if found else None

    def _drop_changed(self) -> None:
        changed = self._changes.taken()
        if not changed:
            return
        user_ids = {topic.removeprefix("access:") for topic in changed}
        for digest, one in list(self._remembered.items()):
            if one.standing.user_id in user_ids or "" in user_ids:  # "" is everybody: wake-ups may have been missed
                del self._remembered[digest]
        if "" in user_ids:
            self._granted.clear()

    async def _look_up(self, credential: Credential, digest: bytes) -> _Remembered | None:
        read_at = time.monotonic()  # before the reading: what changes meanwhile is not remembered for longer
        async with self._program.scope(_ACTOR, write=False) as scope:
            ask = queries.standing_of_key if credential.is_key else queries.standing_of_session
            standing = await ask(scope, digest)
            if standing is None:
                return None
            key = (standing.user_id, standing.permission_version)
            granted = self._granted.get(key)
            if granted is None:
                granted = (await queries.permissions_of(scope, [standing.user_id])).get(standing.user_id, frozenset())
                _keep(self._granted, key, granted)
        csrf_token = None if credential.is_key else actions.csrf_token_of(credential.token)
        found = _Remembered(standing, standing.identity(granted, csrf_token), read_at)
        _keep(self._remembered, digest, found)
        return found

    async def _note_presence(self, found: _Remembered) -> None:
        seen_at = found.standing.seen_at
        if seen_at is not None and self._program.clock.now() - seen_at < SEEN_GRAIN:
            return
        try:
            async with self._program.scope(_ACTOR) as scope:
                found.standing = await actions.note_presence(scope, found.standing)
        except Unavailable as problem:  # a full disk must not keep anybody from reading
            _log.warning("access.presence_not_noted", detail=problem.detail)


def _keep(kept: OrderedDict[Key, Value], key: Key, value: Value) -> None:
    kept[key] = value
    if len(kept) > REMEMBERED_MAX:
        kept.popitem(last=False)
