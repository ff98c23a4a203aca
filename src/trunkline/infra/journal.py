"""The journal: every fact, in the order in which it was committed, written in the transaction that made it true.

A stream is one company's log (`company:<id>`) or the operator's (`platform`). Its `seq` comes from one counter row that the
transaction locks, so commit order equals seq order on every database and a reader that has seen n will never be surprised by n-1.
Facts are collected in the scope and written as the last thing before the commit: the counter is held as briefly as possible, and
streams are taken in one order, so that two transactions cannot wait for each other.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKey,
    Index,
    Integer,
    RowMapping,
    String,
    Table,
    UniqueConstraint,
    select,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from trunkline.infra.columns import JsonText, at_column, id_column, key_column
from trunkline.infra.db import add_or_insert, metadata
from trunkline.kernel.fact import Fact
from trunkline.kernel.ids import CompanyId, FactId

PLATFORM = "platform"

stream_counter = Table(
    "stream_counter",
    metadata,
    key_column("stream", primary_key=True),
    Column("seq", BigInteger, nullable=False),
    key_column("epoch", 40),
)

event_log = Table(
    "event_log",
    metadata,
    key_column("stream", 120, ForeignKey("stream_counter.stream"), primary_key=True),
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    key_column("epoch", 40),
    id_column("id", FactId),
    key_column("kind"),
    Column("version", Integer, nullable=False),
    id_column("company_id", CompanyId, nullable=True),
    key_column("actor_kind", 20),
    key_column("actor_id", 60),
    Column("actor_name", String(200), nullable=False),
    key_column("subject"),
    key_column("audience"),
    Column("payload", JsonText(), nullable=False),
    key_column("request_id", 60),
    at_column("at"),
    UniqueConstraint("id"),
    Index("ix_event_log_at", "at"),
    Index("ix_event_log_subject", "subject", "at"),
)


@dataclass(frozen=True, slots=True)
class Entry:
    """A fact as it stands in the journal."""

    stream: str
    seq: int
    epoch: str
    id: FactId
    kind: str
    version: int
    company_id: CompanyId | None
    actor_kind: str
    actor_id: str
    actor_name: str
    subject: str
    audience: str
    payload: Mapping[str, object]
    request_id: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Position:
    """Where a stream stands: the number of its newest fact and the epoch in which numbers have that meaning."""

    stream: str
    epoch: str
    seq: int


def stream_of(company_id: CompanyId | None) -> str:
    return PLATFORM if company_id is None else f"company:{company_id}"


@dataclass(frozen=True, slots=True)
class Announced:
    """A fact that waits for its number, with who announced it."""

    fact: Fact
    id: FactId
    actor_kind: str
    actor_id: str
    actor_name: str
    request_id: str
    at: datetime

    @property
    def stream(self) -> str:
        return stream_of(self.fact.company_id)


async def append(connection: AsyncConnection, announced: Sequence[Announced]) -> list[Entry]:
    """Number the facts and write them. The caller commits right afterwards."""
    entries: list[Entry] = []
    ordered = sorted(announced, key=lambda item: item.stream)  # stable: facts of a stream keep their order
    for stream, group in groupby(ordered, key=lambda item: item.stream):
        items = list(group)
        top = await _take_numbers(connection, stream, len(items), epoch=str(items[0].id))
        entries += [_entry(item, top, top.seq - len(items) + n) for n, item in enumerate(items, 1)]
    if entries:
        await connection.execute(event_log.insert(), [_row(entry) for entry in entries])
    return entries


async def position(connection: AsyncConnection, stream: str) -> Position | None:
    """Where the stream stands; None before its first fact."""
    row = (await connection.execute(select(stream_counter).where(stream_counter.c.stream == stream))).one_or_none()
    return None if row is None else Position(row.stream, row.epoch, row.seq)


async def tops(connection: AsyncConnection, streams: Sequence[str]) -> dict[str, Position]:
    """Where each of the streams stands, in one question."""
    rows = await connection.execute(select(stream_counter).where(stream_counter.c.stream.in_(streams)))
    return {row.stream: Position(row.stream, row.epoch, row.seq) for row in rows}


async def read_range(connection: AsyncConnection, stream: str, after: int, limit: int) -> list[Entry]:
    """Facts of a stream with seq > `after`, in order, at most `limit`."""
    chosen = select(event_log).where(event_log.c.stream == stream, event_log.c.seq > after)
    rows = await connection.execute(chosen.order_by(event_log.c.seq).limit(limit))
    return [entry_of(row._mapping) for row in rows]


async def read_since(connection: AsyncConnection, stream: str, since: datetime, after: int, limit: int) -> list[Entry]:
    """Facts of a stream with seq > `after` that happened at `since` or later, in order, at most `limit`."""
    chosen = select(event_log).where(event_log.c.stream == stream, event_log.c.seq > after, event_log.c.at >= since)
    rows = await connection.execute(chosen.order_by(event_log.c.seq).limit(limit))
    return [entry_of(row._mapping) for row in rows]


async def read_fact(connection: AsyncConnection, fact_id: FactId) -> Entry | None:
    """One fact by its id; whoever asks has seen to it that the caller may hear it."""
    row = (await connection.execute(select(event_log).where(event_log.c.id == fact_id))).one_or_none()
    return None if row is None else entry_of(row._mapping)


def entry_of(row: RowMapping) -> Entry:
    return Entry(**row)


async def _take_numbers(connection: AsyncConnection, stream: str, count: int, epoch: str) -> Position:
    raised = update(stream_counter).where(stream_counter.c.stream == stream).values(seq=stream_counter.c.seq + count)
    if (await connection.execute(raised)).rowcount == 0:
        # In one statement: several who all find the row of another would deadlock on MariaDB when each then wants to write it.
        fresh = add_or_insert(stream_counter, connection.dialect.name, ["stream"], add=["seq"])
        await connection.execute(fresh.values(stream=stream, seq=count, epoch=epoch))
    found = await position(connection, stream)
    assert found is not None, "the counter row was just written"
    return found


def _entry(item: Announced, top: Position, seq: int) -> Entry:
    fact = item.fact
    return Entry(
        stream=item.stream,
        seq=seq,
        epoch=top.epoch,
        id=item.id,
        kind=fact.kind,
        version=fact.version,
        company_id=fact.company_id,
        actor_kind=item.actor_kind,
        actor_id=item.actor_id,
        actor_name=item.actor_name,
        subject=str(fact.subject),
        audience=fact.audience,
        payload=fact.payload(),
        request_id=item.request_id,
        at=item.at,
    )


def _row(entry: Entry) -> dict[str, object]:
    return {name: getattr(entry, name) for name in Entry.__slots__}
