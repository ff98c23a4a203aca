"""Transactions with their postings."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, exists, select

from trunkline.domains.ledger import store
from trunkline.domains.ledger.model import Account, Transaction
from trunkline.infra.scope import Scope
from trunkline.kernel.errors import NotFound
from trunkline.kernel.ids import LedgerTransactionId
from trunkline.kernel.page import Page, PageRequest, page_of

_table = store.ledger_transaction
_columns = store.ledger_transaction.c


@dataclass(frozen=True, slots=True, kw_only=True)
class TransactionFilter:
    """What is asked for; None asks for all. `document` is an invoice; times are those of the events, [since, until)."""

    account: Account | None = None
    source: str | None = None
    document: str | None = None
    since: datetime | None = None
    until: datetime | None = None


async def transactions(
    scope: Scope, request: PageRequest, wanted: TransactionFilter | None = None
) -> Page[Transaction]:
    """The transactions of the company, or of all for the operator; the last recorded first."""
    chosen = select(_table).where(scope.of_company(_table), *_conditions(wanted or TransactionFilter()))
    if request.position is not None:
        chosen = chosen.where(_columns.id < str(request.position[0]))
    rows = list(await scope.tx.execute(chosen.order_by(_columns.id.desc()).limit(request.limit + 1)))
    postings = await store.postings_of(scope, [row.id for row in rows])
    return page_of([store.transaction_of(row, postings[row.id]) for row in rows], request, lambda one: (one.id,))


async def transaction(scope: Scope, transaction_id: LedgerTransactionId) -> Transaction:
    """Raises `NotFound`, also for another company's."""
    row = (
        await scope.tx.execute(select(_table).where(scope.of_company(_table), _columns.id == transaction_id))
    ).one_or_none()
    if row is None:
        raise NotFound(f"There is no transaction {transaction_id}.")
    return store.transaction_of(row, (await store.postings_of(scope, [row.id]))[row.id])


def _conditions(wanted: TransactionFilter) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.source is not None:
        found.append(_columns.source == wanted.source)
    if wanted.document is not None:
        found.append(_columns.document == wanted.document)
    if wanted.since is not None:
        found.append(_columns.at >= wanted.since)
    if wanted.until is not None:
        found.append(_columns.at < wanted.until)
    if wanted.account is not None:
        found.append(_moves(wanted.account))
    return found


def _moves(account: Account) -> ColumnElement[bool]:
    columns = store.ledger_posting.c
    return exists().where(
        columns.transaction_id == _columns.id,
        columns.company_id == _columns.company_id,
        columns.purpose == account.purpose.value,
        columns.provider == account.provider,
    )
