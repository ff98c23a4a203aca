"""`Idempotency-Key` on any POST: same key and body, same answer; other body, 422; still running, 409. Kept in our own database.

The key's row and its answer are written in the transaction of the work itself: a crash leaves either both or neither. Keys belong to
the caller, so that two callers may use the same one.
"""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

from sqlalchemy import Column, Index, Integer, LargeBinary, Table, delete, select, text, update
from sqlalchemy.dialects import mysql
from sqlalchemy.exc import DBAPIError
from starlette.requests import Request
from starlette.responses import Response

from trunkline.infra.columns import at_column, digest_column, key_column
from trunkline.infra.db import insert_ignore, metadata
from trunkline.infra.scope import Scope
from trunkline.infra.web.identity import Identity
from trunkline.kernel.errors import Conflict, Invalid

KEY_LENGTH_MAX = 200
KEPT = timedelta(hours=48)

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


_in_flight: set[tuple[str, str]] = set()


@asynccontextmanager
async def guard(request: Request, identity: Identity) -> AsyncIterator[None]:
    """Within one process the second of two requests at once is told so at once instead of waiting for the first."""
    key = _key(request)
    if key is None:
        yield
        return
    mark = (identity.actor.id, key)
    if mark in _in_flight:
        raise StillRunning("Wait for the first request to end, then repeat this one to read its answer.")
    _in_flight.add(mark)
    try:
        yield
    finally:
        _in_flight.discard(mark)


async def begin(scope: Scope, request: Request, identity: Identity) -> None:
    """Claim the key in this transaction, or raise `Replay` with the earlier answer."""
    key = _key(request)
    if key is None:
        return
    digest = await _digest(request)
    row = {"caller": identity.actor.id, "key": key, "request_digest": digest, "created_at": scope.now}
    await _do_not_wait_long(scope)
    try:
        inserted = await scope.tx.execute(insert_ignore(idempotency_key, scope.dialect).values(**row))
    except DBAPIError as error:
        raise StillRunning("Wait for the first request to end, then repeat this one to read its answer.") from error
    if inserted.rowcount != 1:
        await _answer_again(scope, identity, key, digest)


async def remember(scope: Scope, request: Request, identity: Identity, response: Response) -> None:
    """Keep the answer beside the key, in the same transaction."""
    key = _key(request)
    if key is None:
        return
    mine = (idempotency_key.c.caller == identity.actor.id) & (idempotency_key.c.key == key)
    kept = {"status": response.status_code, "body": bytes(response.body), "media_type": response.media_type}
    await scope.tx.execute(update(idempotency_key).where(mine).values(**kept))


async def forget_old(scope: Scope) -> int:
    """Delete keys older than `KEPT`."""
    old = delete(idempotency_key).where(idempotency_key.c.created_at < scope.now - KEPT)
    return (await scope.tx.execute(old)).rowcount


def _key(request: Request) -> str | None:
    key = request.headers.get("idempotency-key")
    if key is None or request.method != "POST":
        return None
    if not 1 <= len(key) <= KEY_LENGTH_MAX or not key.isascii() or not key.isprintable():
        raise Invalid(f"An Idempotency-Key has 1 to {KEY_LENGTH_MAX} printable ASCII characters.")
    return key


async def _digest(request: Request) -> bytes:
    sha = hashlib.sha256(f"{request.method} {request.url.path}?{request.url.query}\n".encode())
    sha.update(await request.body())
    return sha.digest()


async def _do_not_wait_long(scope: Scope) -> None:
    if scope.dialect == "postgresql":
        await scope.tx.execute(text("SET LOCAL lock_timeout = '5s'"))
    elif scope.dialect == "mysql":
        await scope.tx.execute(text("SET innodb_lock_wait_timeout = 5"))


async def _answer_again(scope: Scope, identity: Identity, key: str, digest: bytes) -> None:
    mine = (idempotency_key.c.caller == identity.actor.id) & (idempotency_key.c.key == key)
    row = (await scope.tx.execute(select(idempotency_key).where(mine))).one_or_none()
    if row is None or row.status is None:
        raise StillRunning("Wait for the first request to end, then repeat this one to read its answer.")
    if row.request_digest != digest:
        raise OtherBody("Use a new Idempotency-Key for a new request; this one was sent with another body or path.")
    raise Replay(Response(row.body, row.status, {"Idempotent-Replayed": "true"}, row.media_type))
