"""What the books say of a company, to be compared with themselves and with the documents. Amounts are minor units, debits above zero."""

from __future__ import annotations

from sqlalchemy import ColumnElement, func, or_, select

from trunkline.domains.ledger import store
from trunkline.domains.ledger.model import OF_DOCUMENTS, PURPOSES, Account, AccountKey, Event, Purpose
from trunkline.infra.scope import Scope

_transactions = store.ledger_transaction
_postings = store.ledger_posting
_deferrals = store.ledger_deferral


async def unbalanced(scope: Scope) -> list[tuple[str, str, int]]:
    """Postings that do not sum to zero, or whose transaction is gone: the transaction, the currency, and what they come to."""
    columns = _postings.c
    total = func.sum(columns.amount_minor)
    summed = (
        select(columns.transaction_id, columns.currency, total.label("minor"), func.min(_transactions.c.id).label("of"))
        .outerjoin(_transactions, _transactions.c.id == columns.transaction_id)
        .where(scope.of_company(_postings))
        .group_by(columns.transaction_id, columns.currency)
    )
    off = summed.having(or_(total != 0, func.min(_transactions.c.id).is_(None)))
    return [(row.transaction_id, row.currency, int(row.minor)) for row in await scope.tx.execute(off)]


async def balances_and_postings(scope: Scope) -> tuple[dict[AccountKey, int], dict[AccountKey, int]]:
    """The balances as they are kept, and as the postings make them."""
    return await store.read_balances(scope), await store.summed_postings(scope)


async def sums_by_account(scope: Scope) -> dict[tuple[str, str], int]:
    """What documents have posted, by account (`cash:stripe`) and currency."""
    columns = _postings.c
    keys = (columns.purpose, columns.provider, columns.currency)
    summed = (
        select(*keys, func.sum(columns.amount_minor).label("minor"))
        .join(_transactions, _transactions.c.id == columns.transaction_id)
        .where(scope.of_company(_postings), _of_documents())
    )
    return {
        (str(Account(PURPOSES[row.purpose], row.provider)), row.currency): int(row.minor)
        for row in await scope.tx.execute(summed.group_by(*keys))
    }


async def sources(scope: Scope) -> set[str]:
    """Everything that was posted for documents."""
    chosen = select(_transactions.c.source).where(scope.of_company(_transactions), _of_documents())
    return set((await scope.tx.execute(chosen)).scalars())


async def asked_by_document(scope: Scope) -> dict[str, int]:
    """What each document still asks for, as the books have it; those that ask for nothing are left out."""
    columns = _postings.c
    total = func.sum(columns.amount_minor)
    summed = (
        select(_transactions.c.document, total.label("minor"))
        .join(_transactions, _transactions.c.id == columns.transaction_id)
        .where(scope.of_company(_postings), columns.purpose == Purpose.receivable.value, _of_documents())
        .group_by(_transactions.c.document)
        .having(total != 0)
    )
    return {row.document: int(row.minor) for row in await scope.tx.execute(summed)}


async def paid_by_document(scope: Scope) -> dict[str, int]:
    """The money that came in for each document."""
    columns = _postings.c
    paid = (Event.payment_received.value, Event.payment_recovered.value)
    summed = (
        select(_transactions.c.document, func.sum(columns.amount_minor).label("minor"))
        .join(_transactions, _transactions.c.id == columns.transaction_id)
        .where(scope.of_company(_postings), columns.purpose == Purpose.cash.value, _transactions.c.event.in_(paid))
        .group_by(_transactions.c.document)
    )
    return {row.document: int(row.minor) for row in await scope.tx.execute(summed)}


async def deferred_sums(scope: Scope) -> dict[str, int]:
    """What was billed in advance and is not earned yet, by currency."""
    columns = _deferrals.c
    summed = select(columns.currency, func.sum(columns.amount_minor).label("minor")).where(
        scope.of_company(_deferrals), columns.released_at.is_(None)
    )
    return {row.currency: int(row.minor) for row in await scope.tx.execute(summed.group_by(columns.currency))}


def _of_documents() -> ColumnElement[bool]:
    return _transactions.c.event.in_(sorted(one.value for one in OF_DOCUMENTS))
