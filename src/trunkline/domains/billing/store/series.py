"""Who issues, and the number series of each legal entity: gapless, because the number is taken in the transaction that issues."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import BigInteger, Column, Integer, Table, select, update

from trunkline.domains.billing.model import LegalEntity, Party
from trunkline.domains.billing.store.parties import party_from_json, party_to_json
from trunkline.infra.columns import JsonText, key_column
from trunkline.infra.db import insert_ignore, metadata
from trunkline.infra.scope import Scope
from trunkline.kernel.money import Currency

legal_entity = Table(
    "legal_entity",
    metadata,
    key_column("key", 40, primary_key=True),
    Column("party", JsonText(), nullable=False),
    key_column("number_prefix", 10),
    Column("net_days", Integer, nullable=False),
    key_column("zone", 60),
    key_column("reporting_currency", 3, nullable=True),
)

invoice_series = Table(
    "invoice_series",
    metadata,
    key_column("legal_entity", 40, primary_key=True),
    Column("serial", BigInteger, nullable=False),
)

credit_note_series = Table(
    "credit_note_series",
    metadata,
    key_column("legal_entity", 40, primary_key=True),
    Column("serial", BigInteger, nullable=False),
)

# Until the operator has said who it is.
DEFAULT_ENTITY = LegalEntity(
    key="operator", party=Party(name="Trunkline Operator"), number_prefix="TL", net_days=14, zone="UTC"
)


async def issuing_entity(scope: Scope) -> LegalEntity:
    """The legal entity that issues; there is one."""
    row = (await scope.tx.execute(select(legal_entity).where(legal_entity.c.key == DEFAULT_ENTITY.key))).one_or_none()
    if row is None:
        return DEFAULT_ENTITY
    return LegalEntity(
        key=row.key,
        party=party_from_json(row.party),
        number_prefix=row.number_prefix,
        net_days=row.net_days,
        zone=row.zone,
        reporting_currency=None if row.reporting_currency is None else Currency.of(row.reporting_currency),
    )


async def put_entity(scope: Scope, entity: LegalEntity) -> None:
    """Say who issues from now on; invoices that were issued keep their snapshot. Its reporting currency stays what it is."""
    values = {
        "party": party_to_json(entity.party),
        "number_prefix": entity.number_prefix,
        "net_days": entity.net_days,
        "zone": entity.zone,
    }
    mine = update(legal_entity).where(legal_entity.c.key == entity.key)
    fresh = insert_ignore(legal_entity, scope.dialect).values(key=entity.key, **values)
    if (await scope.tx.execute(fresh)).rowcount == 0:
        await scope.tx.execute(mine.values(**values))


async def put_reporting_currency(scope: Scope, entity: LegalEntity, currency: Currency) -> LegalEntity:
    """Of the legal entity, which is entered where it was not."""
    await put_entity(scope, entity)
    mine = update(legal_entity).where(legal_entity.c.key == entity.key)
    await scope.tx.execute(mine.values(reporting_currency=currency.code))
    return replace(entity, reporting_currency=currency)


async def take_serial(scope: Scope, entity: str, series: Table = invoice_series) -> int:
    """The next serial of the legal entity in one of its series.

    Its row stays locked until this transaction ends, and a rollback gives the serial back.
    """
    mine = series.c.legal_entity == entity
    raised = update(series).where(mine).values(serial=series.c.serial + 1)
    if (await scope.tx.execute(raised)).rowcount == 0:
        await scope.tx.execute(insert_ignore(series, scope.dialect).values(legal_entity=entity, serial=0))
        await scope.tx.execute(raised)
    return int((await scope.tx.execute(select(series.c.serial).where(mine))).scalar_one())
