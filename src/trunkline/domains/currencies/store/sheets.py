"""Sheets of rates: a row is one answer of one source, unique by its as-of moment."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from sqlalchemy import Column, Date, Index, Row, Table, UniqueConstraint, select, update

from trunkline.domains.currencies.model import Sheet, Source
from trunkline.domains.currencies.model.ids import RateSheetId
from trunkline.infra.columns import JsonText, LongText, at_column, id_column, key_column
from trunkline.infra.db import insert_ignore, metadata
from trunkline.infra.scope import Scope

INSERTED_AT_ONCE = 1000

rate_sheet = Table(
    "rate_sheet",
    metadata,
    id_column("id", RateSheetId, primary_key=True),
    key_column("source", 40),
    key_column("base", 3),
    at_column("as_of"),
    # The day of `as_of` in UTC: a chart reads one sheet of each.
    Column("day", Date, nullable=False),
    at_column("fetched_at"),
    at_column("confirmed_at"),
    # {"EUR":"0.92"} as it came: read thousands of times, hence parsed by `rates_of`, which remembers.
    Column("rates", LongText(), nullable=False),
    Column("carried", JsonText(), nullable=True),
    UniqueConstraint("source", "as_of"),
    Index("ix_rate_sheet_day", "source", "day", "as_of"),
)


@lru_cache(maxsize=4096)
def rates_of(text: str) -> Mapping[str, Decimal]:
    """The rates of a sheet's text. The text is the key, so that nothing can be remembered of what was changed."""
    return MappingProxyType({code: Decimal(rate) for code, rate in json.loads(text).items()})


def sheet_of(row: Row[Any], succeeded_at: datetime | None = None) -> Sheet:
    return Sheet(
        id=row.id,
        source=Source(row.source),
        base=row.base,
        as_of=row.as_of,
        fetched_at=row.fetched_at,
        confirmed_at=row.confirmed_at,
        rates=rates_of(row.rates),
        carried={code: datetime.fromisoformat(at) for code, at in (row.carried or {}).items()},
        succeeded_at=succeeded_at,
    )


async def insert_sheet(scope: Scope, sheet: Sheet) -> bool:
    """False when the source's sheet of that moment is there already: the database decides."""
    same = ("id", "base", "as_of", "fetched_at", "confirmed_at")
    row: dict[str, Any] = {name: getattr(sheet, name) for name in same} | {
        "source": sheet.source.value,
        "day": sheet.as_of.date(),
        "rates": _text({code: format(rate, "f") for code, rate in sheet.rates.items()}),
        "carried": {code: at.isoformat() for code, at in sheet.carried.items()} or None,
    }
    return (await scope.tx.execute(insert_ignore(rate_sheet, scope.dialect).values(**row))).rowcount == 1


async def insert_history(scope: Scope, days: Sequence[tuple[datetime, str]], source: Source, base: str) -> None:
    """Past days at once, with their rates as they are kept; those that are there stay as they are. Nobody has confirmed them since."""
    statement = insert_ignore(rate_sheet, scope.dialect)
    same = {"source": source.value, "base": base, "fetched_at": scope.machine_now, "carried": None}
    for start in range(0, len(days), INSERTED_AT_ONCE):
        some = days[start : start + INSERTED_AT_ONCE]
        rows = [
            same | {"id": scope.new_id(RateSheetId), "as_of": at, "day": at.date(), "confirmed_at": at, "rates": rates}
            for at, rates in some
        ]
        await scope.tx.execute(statement, rows)


async def confirm_sheet(scope: Scope, source: Source, as_of: datetime) -> bool:
    """The source says still what it said: False when it had not."""
    which = (rate_sheet.c.source == source.value, rate_sheet.c.as_of == as_of)
    # A day of the shipped history was fetched by nobody before.
    said = update(rate_sheet).where(*which).values(confirmed_at=scope.machine_now)
    return (await scope.tx.execute(said)).rowcount == 1


async def replace_rate(
    scope: Scope, sheet_id: RateSheetId, code: str, rate: Decimal, *, carried_from: datetime | None = None
) -> None:
    """What was held of the sheet counts from now on; or, where it was not said in it, is carried on in it from then."""
    locked = select(rate_sheet).where(rate_sheet.c.id == sheet_id).with_for_update()
    row = (await scope.tx.execute(locked)).one()
    rates = json.loads(row.rates) | {code: format(rate, "f")}
    carried = {one: at for one, at in (row.carried or {}).items() if one != code}
    if carried_from is not None:
        carried[code] = carried_from.isoformat()
    values = {"rates": _text(rates), "carried": carried or None}
    await scope.tx.execute(update(rate_sheet).where(rate_sheet.c.id == sheet_id).values(**values))


def _text(rates: Mapping[str, str]) -> str:
    return json.dumps(rates, separators=(",", ":"))
