"""Accounts with their balances."""

from __future__ import annotations

from sqlalchemy import func, select

from trunkline.domains.ledger import store
from trunkline.domains.ledger.model import PURPOSES, Account, Balance
from trunkline.infra.scope import Scope
from trunkline.kernel.money import Currency, Money

_table = store.ledger_balance


async def balances(scope: Scope) -> list[Balance]:
    """The trial balance of the company, or, across companies, of all of them together: it sums to zero in each currency.

    By purpose, as they are listed in the model, then by provider and currency.
    """
    columns = _table.c
    keys = (columns.purpose, columns.provider, columns.currency)
    summed = select(*keys, func.sum(columns.amount_minor).label("minor")).where(scope.of_company(_table))
    found = [
        Balance(
            scope.company_id,
            Account(PURPOSES[row.purpose], row.provider),
            Money(int(row.minor), Currency.of(row.currency)),
        )
        for row in await scope.tx.execute(summed.group_by(*keys))
    ]
    order = list(PURPOSES)
    return sorted(
        found, key=lambda one: (order.index(one.account.purpose), one.account.provider, one.amount.currency.code)
    )
