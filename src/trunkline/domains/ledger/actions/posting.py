"""Posting: called in the transaction of the document that says so, written just before its commit."""

from __future__ import annotations

from trunkline.domains.ledger import rules, store
from trunkline.domains.ledger.model import Booking, Deferral, Event
from trunkline.infra.scope import Begin, Scope
from trunkline.infra.sweep import sweep
from trunkline.kernel.ids import CompanyId


def post(scope: Scope, company_id: CompanyId, *bookings: Booking) -> None:
    """Write the bookings into the company's books, with the last statements of this database transaction.

    The commit fails where the company has a transaction of the same source already. Nothing is announced: who posts announces the event.
    """
    for booking in bookings:
        scope.write_last(store.write_books, store.Written.of(scope, company_id, booking))


async def open_deferrals(scope: Scope, document: str) -> list[Deferral]:
    """What the document has billed in advance and not earned yet; it stays so until this transaction ends."""
    return await store.lock_deferrals(scope, document)


async def release_earned(begin: Begin) -> int:
    """What was billed in advance for periods that are over becomes earnings; returns how many parts. One transaction each document."""
    return await sweep(begin, store.due_deferrals, _release)


async def _release(scope: Scope, document: str) -> int:
    over = [one for one in await store.lock_deferrals(scope, document) if one.earns_at <= scope.now]
    for one in over:
        await store.mark_released(scope, one)
        booking = Booking(
            event=Event.period_earned,
            source=f"invoice:{document}:earned:{one.earns_at:%Y-%m-%dT%H:%M:%S.%fZ}",
            postings=rules.period_earned(one.amount),
            document=document,
            at=one.earns_at,
        )
        post(scope, scope.company, booking)
    return len(over)
