"""Where converted prices come from: a row per version, inserted with it and never written again."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Boolean, Column, ForeignKey, Index, Row, Table

from trunkline.domains.currencies.model import PriceConversion, PriceRounding, Source
from trunkline.domains.currencies.model.ids import RateSheetId
from trunkline.infra.columns import DecimalText, JsonText, at_column, id_column, key_column
from trunkline.infra.db import metadata
from trunkline.infra.scope import Scope
from trunkline.kernel.ids import PlanId, PriceId
from trunkline.kernel.money import Currency

# The operator's, like the catalogue: no company.
price_conversion = Table(
    "price_conversion",
    metadata,
    id_column("price_id", PriceId, ForeignKey("price.id"), primary_key=True),
    id_column("from_price_id", PriceId, ForeignKey("price.id")),
    id_column("plan_id", PlanId, ForeignKey("plan.id")),
    key_column("from_currency", 3),
    key_column("to_currency", 3),
    key_column("source", 40, nullable=True),
    key_column("base", 3),
    Column("source_rate", DecimalText(), nullable=False),
    Column("target_rate", DecimalText(), nullable=False),
    id_column("sheet_id", RateSheetId, nullable=True),
    at_column("as_of"),
    Column("stale", Boolean, nullable=False),
    Column("held", Boolean, nullable=False),
    Column("rounding", JsonText(), nullable=False),
    Column("unit_prices", JsonText(), nullable=False),
    at_column("asked_at", nullable=True),
    at_column("converted_at"),
    Index("ix_price_conversion_plan_id", "plan_id", "price_id"),
)

_SAME = (
    *("price_id", "from_price_id", "plan_id", "base", "source_rate", "target_rate", "sheet_id", "as_of"),
    *("stale", "held", "asked_at", "converted_at"),
)


def price_conversion_of(row: Row[Any]) -> PriceConversion:
    return PriceConversion(
        **{name: getattr(row, name) for name in _SAME},
        source_currency=Currency.of(row.from_currency),
        target_currency=Currency.of(row.to_currency),
        source=None if row.source is None else Source(row.source),
        rounding=PriceRounding.from_json(row.rounding),
        unit_prices=PriceRounding.from_json(row.unit_prices),
    )


async def insert_price_conversion(scope: Scope, made: PriceConversion) -> None:
    row = {name: getattr(made, name) for name in _SAME} | {
        "from_currency": made.source_currency.code,
        "to_currency": made.target_currency.code,
        "source": None if made.source is None else made.source.value,
        "rounding": made.rounding.to_json(),
        "unit_prices": made.unit_prices.to_json(),
    }
    await scope.tx.execute(price_conversion.insert().values(**row))
