"""The table of companies."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from sqlalchemy import Boolean, Column, Integer, Row, Select, String, Table, UniqueConstraint, select, text, update

from trunkline.domains.tenants.model import BillingProfile, Company, CompanyState, OwnClock
from trunkline.domains.tenants.rules import NAME_LENGTH_MAX
from trunkline.infra.clocks import company_clock
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
    Column("tax_inclusive", Boolean, nullable=False, server_default=text("false")),
    Column("tax_rates", JsonText(), nullable=True),
    at_column("created_at"),
    UniqueConstraint("slug"),
)

_PROFILE = BillingProfile.__slots__


def with_clock() -> Select[Any]:
    """Companies, each with its own clock where it has one."""
    clock = company_clock.c
    joined = company.outerjoin(company_clock, clock.company_id == company.c.id)
    return select(company, clock.now_at, clock.advancing_to).select_from(joined)


def company_of(row: Row[Any], clock: OwnClock | None = None) -> Company:
    rates = {code: Decimal(rate) for code, rate in (row.tax_rates or {}).items()}
    own = {"address_lines": tuple(row.address_lines), "tax_rates": rates}
    profile = {name: getattr(row, name) for name in _PROFILE} | own
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
        test_clock=clock,
    )


def company_with_clock_of(row: Row[Any]) -> Company:
    """Of a row of `with_clock`."""
    own = None if row.now_at is None else OwnClock(now=row.now_at, advancing_to=row.advancing_to)
    return company_of(row, own)


async def insert_company(scope: Scope, made: Company) -> bool:
    """False when the slug is taken: the database decides, not a look beforehand."""
    statement = insert_ignore(company, scope.dialect).values(**_row(made))
    return (await scope.tx.execute(statement)).rowcount == 1


async def lock_company(scope: Scope, company_id: CompanyId, *, shared: bool = False) -> Company | None:
    """The company, held until the end of the transaction; `shared` with others who ask for no more than that. Its clock is not read."""
    held = select(company).where(company.c.id == company_id).with_for_update(read=shared)
    row = (await scope.tx.execute(held)).one_or_none()
    return None if row is None else company_of(row)


async def update_company(scope: Scope, changed: Company) -> None:
    await scope.tx.execute(update(company).where(company.c.id == changed.id).values(**_row(changed)))


def _row(made: Company) -> dict[str, object]:
    profile = made.billing_profile
    own = {name: getattr(made, name) for name in Company.__slots__ if name not in {"billing_profile", "test_clock"}}
    lines = {name: getattr(profile, name) for name in _PROFILE}
    as_stored = {
        "currency": made.currency.code,
        "state": made.state.value,
        "address_lines": list(profile.address_lines),
        "tax_rates": {code: format(rate, "f") for code, rate in profile.tax_rates.items()} or None,
    }
    return own | lines | as_stored
