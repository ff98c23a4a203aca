"""The table of companies."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Column, Integer, Row, String, Table, UniqueConstraint, select, update

from trunkline.domains.tenants.model import BillingProfile, Company, CompanyState
from trunkline.domains.tenants.rules import NAME_LENGTH_MAX
from trunkline.infra.columns import DecimalText, JsonText, at_column, id_column, key_column
from trunkline.infra.db import insert_ignore, metadata
from trunkline.infra.scope import Scope
from trunkline.kernel.ids import CompanyId
from trunkline.kernel.money import Currency


def _line(name: str, length: int = NAME_LENGTH_MAX) -> Column[str]:
    return Column(name, String(length), nullable=False)


company = Table(
    "company",
    metadata,
    id_column("id", CompanyId, primary_key=True),
    key_column("slug", 60),
    _line("name"),
    key_column("zone", 60),
    key_column("currency", 3),
    key_column("locale", 20),
    Column("billing_cycle_day", Integer),
    key_column("state", 20),
    _line("legal_name"),
    _line("email", 320),
    Column("address_lines", JsonText(), nullable=False),
    _line("postal_code"),
    _line("city"),
    key_column("country", 2),
    _line("tax_id"),
    Column("tax_rate", DecimalText(), nullable=False),
    at_column("created_at"),
    UniqueConstraint("slug"),
)

_PROFILE = BillingProfile.__slots__


def company_of(row: Row[Any]) -> Company:
    profile = {name: getattr(row, name) for name in _PROFILE} | {"address_lines": tuple(row.address_lines)}
    return Company(
        id=row.id,
        slug=row.slug,
        name=row.name,
        zone=row.zone,
        currency=Currency.of(row.currency),
        locale=row.locale,
        billing_cycle_day=row.billing_cycle_day,
        state=CompanyState(row.state),
        billing_profile=BillingProfile(**profile),
        created_at=row.created_at,
    )


async def insert_company(scope: Scope, made: Company) -> bool:
    """False when the slug is taken: the database decides, not a look beforehand."""
    statement = insert_ignore(company, scope.dialect).values(**_row(made))
    return (await scope.tx.execute(statement)).rowcount == 1


async def lock_company(scope: Scope, company_id: CompanyId, *, shared: bool = False) -> Company | None:
    """The company, held until the end of the transaction; `shared` with others who ask for no more than that."""
    held = select(company).where(company.c.id == company_id).with_for_update(read=shared)
    row = (await scope.tx.execute(held)).one_or_none()
    return None if row is None else company_of(row)


async def update_company(scope: Scope, changed: Company) -> None:
    await scope.tx.execute(update(company).where(company.c.id == changed.id).values(**_row(changed)))


def _row(made: Company) -> dict[str, object]:
    profile = made.billing_profile
    own = {name: getattr(made, name) for name in Company.__slots__ if name != "billing_profile"}
    lines = {name: getattr(profile, name) for name in _PROFILE}
    as_stored = {
        "currency": made.currency.code,
        "state": made.state.value,
        "address_lines": list(profile.address_lines),
    }
    return own | lines | as_stored
