"""What happened: the journal, newest first, as far as the caller may hear it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, and_, or_, select, true

from trunkline.infra.journal import Entry, entry_of, event_log, stream_of
from trunkline.infra.scope import Scope
from trunkline.kernel.page import Page, PageRequest, page_of

_columns = event_log.c


async def activity(scope: Scope, request: PageRequest) -> Page[Entry]:
    """The facts of the company, or of all streams for the operator; exactly those the socket would tell this caller."""
    if scope.company_id is not None:
        return await _of_stream(scope, stream_of(scope.company_id), request)
    return await _of_all(scope, request)


async def _of_stream(scope: Scope, stream: str, request: PageRequest) -> Page[Entry]:
    chosen = select(event_log).where(_columns.stream == stream, _audible(scope))
    if request.position is not None:
        chosen = chosen.where(_columns.seq < int(request.position[0]))
    rows = await scope.tx.execute(chosen.order_by(_columns.seq.desc()).limit(request.limit + 1))
    return page_of([entry_of(row._mapping) for row in rows], request, lambda entry: (entry.seq,))


async def _of_all(scope: Scope, request: PageRequest) -> Page[Entry]:
    chosen = select(event_log).where(_audible(scope))
    if request.position is not None:
        chosen = chosen.where(_before(request.position))
    order = (_columns.at.desc(), _columns.stream.desc(), _columns.seq.desc())
    rows = await scope.tx.execute(chosen.order_by(*order).limit(request.limit + 1))
    return page_of(
        [entry_of(row._mapping) for row in rows],
        request,
        lambda entry: (entry.at.isoformat(), entry.stream, entry.seq),
    )


def _before(position: tuple[str | int, ...]) -> ColumnElement[bool]:
    """Spelled out, because MariaDB reads no index for a comparison of rows."""
    at, stream, seq = datetime.fromisoformat(str(position[0])), str(position[1]), int(position[2])
    same_stream = and_(_columns.stream == stream, _columns.seq < seq)
    within = and_(_columns.at == at, or_(_columns.stream < stream, same_stream))
    return and_(_columns.at <= at, or_(_columns.at < at, within))


def _audible(scope: Scope) -> ColumnElement[bool]:
    return true() if "*" in scope.permissions else _columns.audience.in_(sorted(scope.permissions))
