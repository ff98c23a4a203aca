"""What was billed in advance, a row per document and moment at which it is earned: which part of the accrued account is due when."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select, update

from trunkline.domains.ledger.model import Deferral
from trunkline.domains.ledger.store.tables import ledger_deferral
from trunkline.infra.db import add_or_insert
from trunkline.infra.scope import Scope
from trunkline.kernel.ids import CompanyId
from trunkline.kernel.money import Currency, Money


async def add_deferrals(scope: Scope, parts: Sequence[tuple[CompanyId, Deferral]]) -> None:
    """Defer the parts as well, or, below zero, less."""
    rows = [
        {
            "document": one.document,
            "earns_at": one.earns_at,
            "company_id": company_id,
            "currency": one.amount.currency.code,
            "amount_minor": one.amount.minor,
            "released_at": None,
        }
        for company_id, one in sorted(parts, key=lambda part: (part[1].document, part[1].earns_at))
    ]
    if rows:
        keys = ("document", "earns_at")
        await scope.tx.execute(add_or_insert(ledger_deferral, scope.dialect, keys, add=("amount_minor",)), rows)


async def lock_deferrals(scope: Scope, document: str) -> list[Deferral]:
    """What the document has billed in advance and has not earned yet, held until this transaction ends."""
    columns = ledger_deferral.c
    chosen = select(ledger_deferral).where(
        scope.of_company(ledger_deferral), columns.document == document, columns.released_at.is_(None)
    )
    rows = await scope.tx.execute(chosen.order_by(columns.earns_at).with_for_update())
    return [Deferral(row.document, row.earns_at, Money(row.amount_minor, Currency.of(row.currency))) for row in rows]


async def due_deferrals(scope: Scope, limit: int) -> list[tuple[CompanyId, str]]:
    """Documents of which something is earned by now and not released yet, by company."""
    columns = ledger_deferral.c
    chosen = (
        select(columns.company_id, columns.document)
        .where(scope.of_company(ledger_deferral), columns.released_at.is_(None), columns.earns_at <= scope.now)
        .distinct()
        .limit(limit)
    )
    return [(row.company_id, row.document) for row in await scope.tx.execute(chosen)]


async def mark_released(scope: Scope, one: Deferral) -> None:
    columns = ledger_deferral.c
    mine = update(ledger_deferral).where(
        scope.of_company(ledger_deferral), columns.document == one.document, columns.earns_at == one.earns_at
    )
    await scope.tx.execute(mine.values(released_at=scope.now))
