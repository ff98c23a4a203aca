"""What was agreed with each company about billing: a row for a company that has its own terms, none where the defaults hold."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Column, Integer, Row, Table, select, update

from trunkline.domains.billing.model import BillingTerms
from trunkline.domains.billing.model.payment_terms import early_from_json, early_to_json, late_from_json, late_to_json
from trunkline.infra.columns import JsonText, at_column, id_column
from trunkline.infra.db import insert_ignore, metadata
from trunkline.infra.scope import Scope
from trunkline.kernel.fact import to_json
from trunkline.kernel.ids import CompanyId
from trunkline.kernel.money import Currency, Money

billing_terms = Table(
    "billing_terms",
    metadata,
    id_column("company_id", CompanyId, primary_key=True),
    Column("grace_days", Integer, nullable=False),
    Column("net_days", Integer, nullable=True),
    Column("thresholds", JsonText(), nullable=False),
    Column("early_discount", JsonText(), nullable=True),
    Column("late_fee", JsonText(), nullable=True),
    at_column("changed_at"),
)


async def terms_of(scope: Scope, company_id: CompanyId) -> BillingTerms:
    """The company's terms; the defaults where none were agreed."""
    mine = select(billing_terms).where(scope.of_company(billing_terms), billing_terms.c.company_id == company_id)
    row = (await scope.tx.execute(mine)).one_or_none()
    return BillingTerms(company_id=company_id) if row is None else _of(row)


async def has_thresholds(scope: Scope, company_id: CompanyId) -> bool:
    """Whether any was agreed with the company. What they say is not read."""
    columns = billing_terms.c
    mine = select(columns.thresholds).where(scope.of_company(billing_terms), columns.company_id == company_id)
    return bool((await scope.tx.execute(mine)).scalar_one_or_none())


async def companies_with_thresholds(scope: Scope) -> list[CompanyId]:
    """Those with whom any threshold was agreed."""
    columns = billing_terms.c
    rows = await scope.tx.execute(select(columns.company_id, columns.thresholds).where(scope.of_company(billing_terms)))
    return sorted(row.company_id for row in rows if row.thresholds)


async def lock_terms(scope: Scope, company_id: CompanyId) -> BillingTerms:
    """The company's terms, with nobody else changing them until this transaction ends."""
    fresh = insert_ignore(billing_terms, scope.dialect)
    await scope.tx.execute(fresh.values(_row(BillingTerms(company_id=company_id)) | {"changed_at": scope.now}))
    mine = select(billing_terms).where(billing_terms.c.company_id == company_id).with_for_update()
    return _of((await scope.tx.execute(mine)).one())


async def update_terms(scope: Scope, terms: BillingTerms) -> None:
    mine = update(billing_terms).where(billing_terms.c.company_id == terms.company_id)
    await scope.tx.execute(mine.values(**_row(terms), changed_at=scope.now))


def _of(row: Row[Any]) -> BillingTerms:
    return BillingTerms(
        company_id=row.company_id,
        grace_days=row.grace_days,
        net_days=row.net_days,
        thresholds=tuple(Money.exact(one["amount"], Currency.of(one["currency"])) for one in row.thresholds),
        early_discount=early_from_json(row.early_discount),
        late_fee=late_from_json(row.late_fee),
    )


def _row(terms: BillingTerms) -> dict[str, Any]:
    return {
        "company_id": terms.company_id,
        "grace_days": terms.grace_days,
        "net_days": terms.net_days,
        "thresholds": [to_json(one) for one in terms.thresholds],
        "early_discount": early_to_json(terms.early_discount),
        "late_fee": late_to_json(terms.late_fee),
    }
