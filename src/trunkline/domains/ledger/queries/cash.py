"""What the books have on a provider's cash, by what it was posted for; across companies, since a provider's account is one."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import func, not_, or_, select

from trunkline.domains.ledger import store
from trunkline.domains.ledger.model import Purpose
from trunkline.infra.scope import Scope
from trunkline.kernel.money import Currency, Money

AT_ONCE = 500
_transactions, _postings = store.ledger_transaction, store.ledger_posting


async def cash_by_source(scope: Scope, provider: str, sources: Collection[str]) -> dict[str, list[Money]]:
    """What was posted on the provider's cash for each of the sources, an amount per currency. Whosever: for reconciliation only."""
    columns = _postings.c
    summed = (
        select(_transactions.c.source, columns.currency, func.sum(columns.amount_minor).label("minor"))
        .join(_transactions, _transactions.c.id == columns.transaction_id)
        .where(columns.purpose == Purpose.cash.value, columns.provider == provider)
        .group_by(_transactions.c.source, columns.currency)
    )
    found: dict[str, list[Money]] = {}
    named = sorted(sources)
    for start in range(0, len(named), AT_ONCE):
        some = _transactions.c.source.in_(named[start : start + AT_ONCE])
        for row in await scope.tx.execute(summed.where(some)):
            found.setdefault(row.source, []).append(Money(int(row.minor), Currency.of(row.currency)))
    return found


async def cash_of_others(
    scope: Scope, provider: str, kinds: Sequence[str], since: datetime, until: datetime
) -> list[tuple[str, Money, datetime]]:
    """Postings on the provider's cash in `[since, until)` whose source is of none of the kinds (`payment`, `refund` …)."""
    columns = _postings.c
    chosen = (
        select(_transactions.c.source, _transactions.c.at, columns.currency, columns.amount_minor)
        .join(_transactions, _transactions.c.id == columns.transaction_id)
        .where(scope.of_company(_postings), columns.purpose == Purpose.cash.value, columns.provider == provider)
        .where(_transactions.c.at >= since, _transactions.c.at < until)
        .where(not_(or_(*(_transactions.c.source.like(f"{kind}:%") for kind in kinds))))
    )
    rows = await scope.tx.execute(chosen.order_by(_transactions.c.id, columns.ordinal))
    return [(row.source, Money(int(row.amount_minor), Currency.of(row.currency)), row.at) for row in rows]
