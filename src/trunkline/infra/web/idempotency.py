"""`Idempotency-Key` on any POST: same key and body, same answer; other body, 422; still running, 409. Kept in our own database.

The key's row and its answer are written in the transaction of the work itself: a crash leaves either both or neither. Keys belong to
the caller, so that two callers may use the same one; strangers have none, because they cannot be told apart. Answers are kept sealed
under the installation's secret key: some hold a secret that is told once and otherwise kept nowhere.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import Column, Index, Integer, LargeBinary, Table, delete, select, text, update
from sqlalchemy.dialects import mysql
from sqlalchemy.exc import DBAPIError
from starlette.requests import Request
from starlette.responses import Response

from trunkline.infra.columns import at_column, digest_column, key_column
from trunkline.infra.db import insert_ignore, metadata
from trunkline.infra.scope import ActorKind, Scope
from trunkline.infra.web.identity import Identity
from trunkline.kernel.errors import Conflict, Invalid

KEY_LENGTH_MAX = 200
KEPT = timedelta(hours=48)
WAIT_SECONDS = 5

_COME_BACK = "Wait for the first request to end, then repeat this one to read its answer."

idempotency_key = Table(
    "idempotency_key",
    metadata,
    key_column("caller", 60, primary_key=True),
    key_column("key", KEY_LENGTH_MAX, primary_key=True),
    digest_column("request_digest"),
    Column("status", Integer, nullable=True),
    Column("body", LargeBinary().with_variant(mysql.MEDIUMBLOB(), "mysql"), nullable=True),
    key_column("media_type", 100, nullable=True),
    at_column("created_at"),
    Index("ix_idempotency_key_created_at", "created_at"),
)


class Replay(Exception):
    """The work was done before; this is what was answered then."""

    def __init__(self, response: Response) -> None:
        self.response = response


class StillRunning(Conflict):
    """The first request with this key has not ended yet."""

    code = "idempotency_still_running"
    title = "The first request with this key is still running"


class OtherBody(Invalid):
    """The key was used for another request."""

    code = "idempotency_key_reused"
    title = "This Idempotency-Key belongs to another request"


class Unreadable(Conflict):
    """The work was done, and its answer cannot be told again: it is no single body, or the installation's secret key has changed."""

    code = "idempotency_answer_lost"
    title = "The first request with this key was carried out; its answer cannot be repeated"


# Signs that another transaction holds the key: PostgreSQL's lock timeout, MariaDB's lock timeout and deadlock.
_HELD = ("55P03", "40P01", "(1205,", "(1213,")
_NONCE_BYTES = 12
_in_flight: set[tuple[str, str]] = set()


async def read_ahead(request: Request) -> None:
    """Keep the body of a request with a key: a form is parsed from the stream, and could not be digested afterwards."""
    if request.method == "POST" and "idempotency-key" in request.headers:
        await request.body()


@asynccontextmanager
async def guard(request: Request, identity: Identity) -> AsyncIterator[None]:
    """Within one process the second of two requests at once is told so at once instead of waiting for the first."""
    key = _key(request, identity)
    if key is None:
        yield
        return
    mark = (identity.actor.id, key)
    if mark in _in_flight:
        raise StillRunning(_COME_BACK)
    _in_flight.add(mark)
    try:
        yield
    finally:
        _in_flight.discard(mark)


async def begin(scope: Scope, request: Request, identity: Identity) -> None:
    """Claim the key in this transaction, or raise `Replay` with the earlier answer."""
    key = _key(request, identity)
    if key is None:
        return
    digest = await _digest(request)
    row = {"caller": identity.actor.id, "key": key, "request_digest": digest, "created_at": scope.machine_now}
    async with _short_wait(scope):
        inserted = await scope.tx.execute(insert_ignore(idempotency_key, scope.dialect).values(**row))
    if inserted.rowcount != 1:
        await _answer_again(scope, identity, key, digest)


async def remember(scope: Scope, request: Request, identity: Identity, response: Response) -> None:
    """Keep the answer beside the key, in the same transaction."""
    key = _key(request, identity)
    if key is None:
        return
    mine = (idempotency_key.c.caller == identity.actor.id) & (idempotency_key.c.key == key)
    body = getattr(response, "body", None)  # a stream or a file has none
    sealed = None if body is None else _sealed(scope, identity, key, bytes(body))
    kept = {"status": response.status_code, "body": sealed, "media_type": response.media_type}
    await scope.tx.execute(update(idempotency_key).where(mine).values(**kept))


async def forget_old(scope: Scope) -> int:
    """Delete keys older than `KEPT`."""
    old = delete(idempotency_key).where(idempotency_key.c.created_at < scope.machine_now - KEPT)
    return (await scope.tx.execute(old)).rowcount


def _key(request: Request, identity: Identity) -> str | None:
    key = request.headers.get("idempotency-key")
    if key is None or request.method != "POST" or identity.actor.kind is ActorKind.anonymous:
        return None
    if not 1 <= len(key) <= KEY_LENGTH_MAX or not key.isascii() or not key.isprintable():
        raise Invalid(f"An Idempotency-Key has 1 to {KEY_LENGTH_MAX} printable ASCII characters.")
    return key


async def _digest(request: Request) -> bytes:
    sha = hashlib.sha256(f"{request.method} {request.url.path}?{request.url.query}\n".encode())
    sha.update(await request.body())
    return sha.digest()


@asynccontextmanager
async def _short_wait(scope: Scope) -> AsyncIterator[None]:
    """Wait at most `WAIT_SECONDS` for somebody who holds the key, and restore the usual patience for the work that follows."""
    await _set_patience(scope, postgresql=f"'{WAIT_SECONDS}s'", mysql=str(WAIT_SECONDS))
    try:
        yield
    except DBAPIError as error:
        await _set_patience(scope, postgresql=None, mysql="DEFAULT")
        if any(sign in f"{getattr(error.orig, 'sqlstate', '')} {error.orig}" for sign in _HELD):
            raise StillRunning(_COME_BACK) from error
        raise
    await _set_patience(scope, postgresql="DEFAULT", mysql="DEFAULT")


async def _set_patience(scope: Scope, *, postgresql: str | None, mysql: str) -> None:
    """On PostgreSQL it ends with the transaction, also with one that failed; MariaDB's belongs to the pooled connection."""
    if scope.dialect == "postgresql" and postgresql is not None:
        await scope.tx.execute(text(f"SET LOCAL lock_timeout TO {postgresql}"))
    elif scope.dialect == "mysql":
        await scope.tx.execute(text(f"SET innodb_lock_wait_timeout = {mysql}"))


async def _answer_again(scope: Scope, identity: Identity, key: str, digest: bytes) -> None:
    mine = (idempotency_key.c.caller == identity.actor.id) & (idempotency_key.c.key == key)
    row = (await scope.tx.execute(select(idempotency_key).where(mine))).one_or_none()
    if row is not None and row.request_digest != digest:
        raise OtherBody("Use a new Idempotency-Key for a new request; this one was sent with another body or path.")
    if row is None or row.status is None:
        raise StillRunning(_COME_BACK)
    body = _opened(scope, identity, key, row.body)
    raise Replay(Response(body, row.status, {"Idempotent-Replayed": "true"}, row.media_type))


def _sealed(scope: Scope, identity: Identity, key: str, body: bytes) -> bytes:
    nonce = secrets.token_bytes(_NONCE_BYTES)
    return nonce + _cipher(scope).encrypt(nonce, body, _label(identity, key))


def _opened(scope: Scope, identity: Identity, key: str, sealed: bytes | None) -> bytes:
    try:
        if sealed is not None:
            return _cipher(scope).decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], _label(identity, key))
    except InvalidTag:
        pass
    raise Unreadable("Look at what it made instead of repeating it.")


def _cipher(scope: Scope) -> AESGCM:
    return AESGCM(hmac.digest(scope.program.config.secret_key, b"idempotency answers", "sha256"))


def _label(identity: Identity, key: str) -> bytes:
    return f"{identity.actor.id} {key}".encode()
