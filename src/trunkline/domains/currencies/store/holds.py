"""Rates that leapt. One of a currency is open at a time, whoever quotes it: a unique key that only the open one has."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Column, Index, Row, String, Table, UniqueConstraint, select, update

from trunkline.domains.currencies.model import Hold, HoldState, Source
from trunkline.domains.currencies.model.holds import HOLD_NOTE_LENGTH_MAX
from trunkline.domains.currencies.model.ids import RateHoldId, RateSheetId
from trunkline.infra.columns import DecimalText, at_column, id_column, key_column
from trunkline.infra.db import insert_ignore, metadata
from trunkline.infra.scope import Scope

rate_hold = Table(
    "rate_hold",
    metadata,
    id_column("id", RateHoldId, primary_key=True),
    key_column("source", 40),
    key_column("base", 3),
    key_column("currency", 3),
    id_column("sheet_id", RateSheetId),
    at_column("as_of"),
    Column("rate", DecimalText(), nullable=False),
    Column("previous", DecimalText(), nullable=False),
    at_column("previous_as_of"),
    Column("change", DecimalText(), nullable=False),
    key_column("state", 20),
    key_column("open_key", 3, nullable=True),
    at_column("found_at"),
    at_column("seen_at"),
    at_column("decided_at", nullable=True),
    Column("decided_by", String(200), nullable=False),
    Column("note", String(HOLD_NOTE_LENGTH_MAX), nullable=False),
    UniqueConstraint("open_key"),
    Index("ix_rate_hold_state", "state"),
)

_STANDING = (HoldState.open.value, HoldState.refused.value)


def hold_of(row: Row[Any]) -> Hold:
    plain = {name: getattr(row, name) for name in Hold.__slots__ if name not in {"source", "state"}}
    return Hold(**plain, source=Source(row.source), state=HoldState(row.state))


async def lock_standing_holds(scope: Scope) -> dict[str, Hold]:
    """By currency: the open one, otherwise the last that was refused. Nobody else decides about them meanwhile."""
    columns = rate_hold.c
    chosen = select(rate_hold).where(columns.state.in_(_STANDING)).order_by(columns.id)
    rows = await scope.tx.execute(chosen.with_for_update())
    found: dict[str, Hold] = {}
    for hold in map(hold_of, rows):
        if hold.state is HoldState.open or found.get(hold.currency, hold).state is not HoldState.open:
            found[hold.currency] = hold
    return found


async def insert_hold(scope: Scope, hold: Hold) -> bool:
    """False when one of the currency is open already."""
    row = {name: getattr(hold, name) for name in Hold.__slots__}
    row |= {"source": hold.source.value, "state": hold.state.value, "open_key": hold.currency}
    return (await scope.tx.execute(insert_ignore(rate_hold, scope.dialect).values(**row))).rowcount == 1


async def see_again(scope: Scope, hold: Hold) -> None:
    """The source says it still, in a newer sheet."""
    names = ("base", "sheet_id", "as_of", "rate", "previous", "previous_as_of", "change", "seen_at")
    values = {name: getattr(hold, name) for name in names} | {"source": hold.source.value}
    await scope.tx.execute(update(rate_hold).where(rate_hold.c.id == hold.id).values(**values))


async def close_hold(scope: Scope, hold: Hold) -> None:
    values = {name: getattr(hold, name) for name in ("decided_at", "decided_by", "note")}
    closed = update(rate_hold).where(rate_hold.c.id == hold.id)
    await scope.tx.execute(closed.values(**values, state=hold.state.value, open_key=None))
