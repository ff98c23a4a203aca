"""Transactions and postings as rows: inserted once, never written again. The migration has the databases refuse it as well."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, select

from trunkline.domains.ledger.model import PURPOSES, Account, Booking, Deferral, Event, Posting, Transaction
from trunkline.domains.ledger.store.balances import add_postings
from trunkline.domains.ledger.store.deferrals import add_deferrals
from trunkline.domains.ledger.store.tables import NOTE_LENGTH_MAX, ledger_posting, ledger_transaction
from trunkline.infra.scope import Scope
from trunkline.kernel.ids import CompanyId, LedgerTransactionId
from trunkline.kernel.money import Currency, Money


@dataclass(frozen=True, slots=True)
class Written:
    """A transaction that is about to be written, with what it defers."""

    transaction: Transaction
    deferrals: tuple[Deferral, ...]

    @classmethod
    def of(cls, scope: Scope, company_id: CompanyId, booking: Booking) -> Written:
        made = Transaction(
            id=scope.new_id(LedgerTransactionId),
            company_id=company_id,
            event=booking.event,
            source=booking.source,
            document=booking.document,
            at=booking.at or scope.now,
            recorded_at=scope.machine_now,
            actor=scope.actor.id,
            request_id=scope.request_id,
            note=booking.note[:NOTE_LENGTH_MAX],
            postings=booking.postings,
        )
        return cls(made, booking.deferrals)


async def write_books(scope: Scope, written: list[Written]) -> None:
    """Everything that this database transaction posts, at once: the balances are held from here to the commit, in one order for all."""
    transactions = [one.transaction for one in written]
    await scope.tx.execute(ledger_transaction.insert(), [_row(one) for one in transactions])
    if rows := [row for one in transactions for row in _posting_rows(one)]:
        await scope.tx.execute(ledger_posting.insert(), rows)
    await add_deferrals(scope, [(one.transaction.company_id, part) for one in written for part in one.deferrals])
    await add_postings(scope, transactions)


async def postings_of(scope: Scope, ids: Collection[LedgerTransactionId]) -> dict[LedgerTransactionId, list[Posting]]:
    """The postings of each of the transactions, in their order."""
    columns = ledger_posting.c
    chosen = select(ledger_posting).where(scope.of_company(ledger_posting), columns.transaction_id.in_(ids))
    found: dict[LedgerTransactionId, list[Posting]] = {one: [] for one in ids}
    for row in await scope.tx.execute(chosen.order_by(columns.transaction_id, columns.ordinal)):
        account = Account(PURPOSES[row.purpose], row.provider)
        found[row.transaction_id].append(Posting(account, Money(row.amount_minor, Currency.of(row.currency))))
    return found


def transaction_of(row: Row[Any], postings: Sequence[Posting]) -> Transaction:
    same = ("id", "company_id", "source", "document", "at", "recorded_at", "actor", "request_id", "note")
    return Transaction(**{name: getattr(row, name) for name in same}, event=Event(row.event), postings=tuple(postings))


def _row(one: Transaction) -> dict[str, Any]:
    same = ("id", "company_id", "source", "document", "at", "recorded_at", "actor", "request_id", "note")
    return {name: getattr(one, name) for name in same} | {"event": one.event.value}


def _posting_rows(one: Transaction) -> list[dict[str, Any]]:
    return [
        {
            "transaction_id": one.id,
            "ordinal": ordinal,
            "company_id": one.company_id,
            "purpose": posting.account.purpose.value,
            "provider": posting.account.provider,
            "currency": posting.amount.currency.code,
            "amount_minor": posting.amount.minor,
        }
        for ordinal, posting in enumerate(one.postings, 1)
    ]
