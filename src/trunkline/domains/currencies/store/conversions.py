"""The log of conversions: inserted once and never written again."""

from __future__ import annotations

from typing import Any

from sqlalchemy import BigInteger, Boolean, Column, Index, Row, String, Table, UniqueConstraint

from trunkline.domains.currencies.model import OPERATION_KEY_LENGTH_MAX, Conversion, Source
from trunkline.domains.currencies.model.ids import ConversionId, RateSheetId
from trunkline.infra.columns import DecimalText, at_column, id_column, key_column
from trunkline.infra.db import insert_ignore, metadata
from trunkline.infra.scope import Scope
from trunkline.kernel.ids import CompanyId
from trunkline.kernel.money import Currency, Money

conversion_log = Table(
    "conversion_log",
    metadata,
    id_column("id", ConversionId, primary_key=True),
    id_column("company_id", CompanyId),
    # What it was for: nothing is converted twice, whatever the code believes.
    key_column("operation_key", OPERATION_KEY_LENGTH_MAX),
    key_column("from_currency", 3),
    Column("from_minor", BigInteger, nullable=False),
    key_column("to_currency", 3),
    Column("to_minor", BigInteger, nullable=False),
    Column("exact", DecimalText(), nullable=False),
    key_column("source", 40, nullable=True),
    key_column("base", 3),
    Column("source_rate", DecimalText(), nullable=False),
    Column("target_rate", DecimalText(), nullable=False),
    id_column("sheet_id", RateSheetId, nullable=True),
    at_column("as_of"),
    Column("stale", Boolean, nullable=False),
    Column("held", Boolean, nullable=False),
    at_column("asked_at", nullable=True),
    at_column("converted_at"),
    Column("actor", String(200), nullable=False),
    Column("request_id", String(120), nullable=False),
    UniqueConstraint("company_id", "operation_key"),
    Index("ix_conversion_log_company_id", "company_id", "id"),
)

_SAME = (
    *("id", "company_id", "operation_key", "exact", "base", "source_rate", "target_rate", "sheet_id", "as_of"),
    *("stale", "held", "asked_at", "converted_at", "actor", "request_id"),
)


def conversion_of(row: Row[Any]) -> Conversion:
    return Conversion(
        **{name: getattr(row, name) for name in _SAME},
        amount=Money(row.from_minor, Currency.of(row.from_currency)),
        converted=Money(row.to_minor, Currency.of(row.to_currency)),
        source=None if row.source is None else Source(row.source),
    )


async def insert_conversion(scope: Scope, made: Conversion) -> bool:
    """False when the company's operation has converted already: the database decides, never a look beforehand."""
    row = {name: getattr(made, name) for name in _SAME} | {
        "source": None if made.source is None else made.source.value,
        "from_currency": made.amount.currency.code,
        "from_minor": made.amount.minor,
        "to_currency": made.converted.currency.code,
        "to_minor": made.converted.minor,
    }
    return (await scope.tx.execute(insert_ignore(conversion_log, scope.dialect).values(**row))).rowcount == 1
