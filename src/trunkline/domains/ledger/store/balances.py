"""Balances: a projection of the postings, added to in their transaction, and made anew from them when somebody asks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select

from trunkline.domains.ledger.model import AccountKey, Transaction
from trunkline.domains.ledger.store.tables import ledger_balance, ledger_posting
from trunkline.infra.db import add_or_insert
from trunkline.infra.scope import Scope

_KEYS = ("company_id", "purpose", "provider", "currency")


async def add_postings(scope: Scope, transactions: Sequence[Transaction]) -> None:
    """Add what the transactions posted. Always in the order of the keys, so that two who wait do not wait for each other."""
    sums: Counter[AccountKey] = Counter()
    for one in transactions:
        for posting in one.postings:
            account = posting.account
            key = AccountKey(one.company_id, account.purpose.value, account.provider, posting.amount.currency.code)
            sums[key] += posting.amount.minor
    rows = [_row(key, minor) for key, minor in sorted(sums.items())]
    if rows:
        await scope.tx.execute(add_or_insert(ledger_balance, scope.dialect, _KEYS, add=("amount_minor",)), rows)


async def read_balances(scope: Scope) -> dict[AccountKey, int]:
    """The balances of the scope's company, or of all, as they are kept."""
    columns = ledger_balance.c
    chosen = select(*(columns[name] for name in _KEYS), columns.amount_minor.label("minor"))
    return await _by_key(scope, chosen.where(scope.of_company(ledger_balance)))


async def summed_postings(scope: Scope) -> dict[AccountKey, int]:
    """What the balances have to be: the sums of the postings."""
    columns = ledger_posting.c
    names: list[ColumnElement[Any]] = [columns[name] for name in _KEYS]
    chosen = select(*names, func.sum(columns.amount_minor).label("minor")).where(scope.of_company(ledger_posting))
    return await _by_key(scope, chosen.group_by(*names))


async def hold_balances(scope: Scope) -> None:
    """Nobody else adds to the balances of the scope's company until this transaction ends."""
    columns = ledger_balance.c
    mine = select(columns.amount_minor).where(columns.company_id == scope.company)
    await scope.tx.execute(mine.order_by(*(columns[name] for name in _KEYS)).with_for_update())


async def replace_balances(scope: Scope, sums: Mapping[AccountKey, int]) -> None:
    """Each of the balances is what `sums` says from now on."""
    rows = [_row(key, minor) for key, minor in sorted(sums.items())]
    if rows:
        await scope.tx.execute(add_or_insert(ledger_balance, scope.dialect, _KEYS, replace=("amount_minor",)), rows)


async def _by_key(scope: Scope, chosen: Select[Any]) -> dict[AccountKey, int]:
    rows = await scope.tx.execute(chosen)
    return {AccountKey(row.company_id, row.purpose, row.provider, row.currency): int(row.minor) for row in rows}


def _row(key: AccountKey, minor: int) -> dict[str, Any]:
    return key._asdict() | {"amount_minor": minor}
