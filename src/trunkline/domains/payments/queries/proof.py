"""What the books have to say of a company's payments."""

from __future__ import annotations

from collections import Counter

from sqlalchemy import select

from trunkline.domains.payments import store
from trunkline.domains.payments.model import PaymentState
from trunkline.infra.scope import Scope


async def settled_payments(scope: Scope) -> tuple[set[str], Counter[tuple[str, str]]]:
    """The sources of all money that came in, and what it comes to, by account (`cash:stripe`) and currency, in minor units."""
    columns = store.payment.c
    chosen = select(columns.id, columns.provider, columns.currency, columns.amount_minor).where(
        scope.of_company(store.payment), columns.state == PaymentState.succeeded.value
    )
    sources: set[str] = set()
    sums: Counter[tuple[str, str]] = Counter()
    for row in await scope.tx.execute(chosen):
        sources.add(f"payment:{row.id}:settled")
        sums[f"cash:{row.provider}", row.currency] += row.amount_minor
    return sources, sums
