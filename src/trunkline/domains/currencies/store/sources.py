"""How asking each source went last."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Column, Integer, Row, String, Table

from trunkline.domains.currencies.model import Source, SourceState
from trunkline.infra.columns import at_column, key_column
from trunkline.infra.db import add_or_insert, metadata
from trunkline.infra.scope import Scope

DETAIL_LENGTH_MAX = 300

rate_source = Table(
    "rate_source",
    metadata,
    key_column("source", 40, primary_key=True),
    at_column("asked_at", nullable=True),
    at_column("answered_at", nullable=True),
    Column("failures", Integer, nullable=False),
    key_column("failure", 20, nullable=True),
    Column("detail", String(DETAIL_LENGTH_MAX), nullable=False),
    at_column("again_at", nullable=True),
)

_REPLACED = ("asked_at", "answered_at", "failures", "failure", "detail", "again_at")


def state_of(row: Row[Any]) -> SourceState:
    plain = {name: getattr(row, name) for name in _REPLACED}
    return SourceState(source=Source(row.source), **plain)


async def write_state(scope: Scope, state: SourceState) -> None:
    row = {name: getattr(state, name) for name in _REPLACED}
    row |= {"source": state.source.value, "detail": state.detail[:DETAIL_LENGTH_MAX]}
    await scope.tx.execute(add_or_insert(rate_source, scope.dialect, ("source",), replace=_REPLACED).values(**row))
