"""Our side of a provider's books: payments, refunds and disputes as they should stand there, with what the ledger has of each.

By the provider's references whosever they are, for a movement does not say which company it is about; by time without companies that
have a clock of their own.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, select

from trunkline.domains.ledger import queries as ledger
from trunkline.domains.payments import store
from trunkline.domains.payments.model import (
    AttemptState,
    BookEntry,
    DisputeState,
    EntryKind,
    PaymentState,
    RefundState,
    dispute_source,
    fee_source,
    refund_source,
)
from trunkline.domains.payments.queries.arrangements import arrangement_entries
from trunkline.infra.scope import Scope
from trunkline.kernel.ids import PaymentId
from trunkline.kernel.money import Currency, Money

AT_ONCE = 500
_payment, _attempt, _fee, _refund, _dispute = (
    store.payment,
    store.payment_attempt,
    store.payment_fee,
    store.refund,
    store.dispute,
)
_CHARGES, _charge = store.arrangement_charge, store.arrangement_charge.c
# What the documents of this room post, before the first colon of the source.
POSTED_FOR = ("payment", "refund", "dispute", "arrangement")
_UNDER_WAY = frozenset({RefundState.started, RefundState.pending, RefundState.unknown})


async def book_entries(
    scope: Scope, provider: str, references: Collection[str], since: datetime, until: datetime
) -> list[BookEntry]:
    """Those with one of the references, and those that were done in `[since, until)`."""
    here = scope.without_own_clocks()
    found: dict[tuple[EntryKind, str], BookEntry] = {}
    arranged: dict[str, BookEntry] = {}
    named = sorted(references)
    for start in range(0, len(named), AT_ONCE):
        some = named[start : start + AT_ONCE]
        for one in [
            *await _payments(scope, provider, _attempt.c.reference.in_(some)),
            *await _refunds(scope, provider, _refund.c.reference.in_(some)),
            *await _disputes(scope, provider, _dispute.c.reference.in_(some)),
        ]:
            found[one.kind, one.id] = one
        arranged |= {
            one.id: one for one in await arrangement_entries(scope, provider, _charge.money_reference.in_(some))
        }
    within = _within(_charge.charged_at, since, until)
    arranged |= {one.id: one for one in await arrangement_entries(scope, provider, here.of_company(_CHARGES), within)}
    for one in [
        *await _payments(scope, provider, here.of_company(_payment), _within(_payment.c.settled_at, since, until)),
        *await _refunds(scope, provider, here.of_company(_refund), _within(_refund.c.paid_at, since, until)),
        *await _disputes(scope, provider, here.of_company(_dispute), _within(_dispute.c.held_at, since, until)),
    ]:
        found.setdefault((one.kind, one.id), one)
    return [*await _with_postings(scope, provider, list(found.values())), *arranged.values()]


async def strays(scope: Scope, provider: str, since: datetime, until: datetime) -> list[tuple[str, Money, datetime]]:
    """Postings on the provider's cash that none of our payments, refunds and disputes is behind: source, amount, when."""
    return await ledger.cash_of_others(scope.without_own_clocks(), provider, POSTED_FOR, since, until)


async def settling_reference(scope: Scope, payment_id: PaymentId) -> str | None:
    """The provider's reference of the charge that has paid a payment, whosever; None while none has. For reconciliation only."""
    chosen = select(_attempt.c.reference).where(
        _attempt.c.payment_id == payment_id, _attempt.c.state == AttemptState.succeeded.value
    )
    found: str | None = (await scope.tx.execute(chosen)).scalar_one_or_none()
    return found


async def is_settled_by(scope: Scope, provider: str, reference: str) -> bool:
    """Whether a charge has paid any payment of ours."""
    return bool(await _payments(scope, provider, _attempt.c.reference == reference))


async def _payments(scope: Scope, provider: str, *which: ColumnElement[bool]) -> list[BookEntry]:
    columns, fee = _payment.c, _fee.c
    chosen = (
        select(
            columns.id,
            columns.company_id,
            columns.amount_minor,
            columns.currency,
            columns.settled_at,
            _attempt.c.reference,
            _attempt.c.started_at,
            fee.amount_minor.label("fee_minor"),
            fee.currency.label("fee_currency"),
        )
        .join(_attempt, _attempt.c.payment_id == columns.id)
        .outerjoin(_fee, fee.payment_id == columns.id)
        .where(columns.provider == provider, columns.state == PaymentState.succeeded.value)
        .where(_attempt.c.state == AttemptState.succeeded.value, _attempt.c.reference.is_not(None), *which)
    )
    return [
        BookEntry(
            kind=EntryKind.payment,
            id=row.id,
            company_id=row.company_id,
            reference=row.reference,
            amount=_money(row.amount_minor, row.currency),
            fee=_fee_of(row),
            began_at=row.started_at,
            done_at=row.settled_at,
        )
        for row in await scope.tx.execute(chosen)
    ]


async def _refunds(scope: Scope, provider: str, *which: ColumnElement[bool]) -> list[BookEntry]:
    chosen = select(_refund).where(_refund.c.provider == provider, _refund.c.reference.is_not(None), *which)
    return [
        _going_out(
            row,
            EntryKind.refund,
            began_at=row.sent_at or row.created_at,
            done_at=None if row.state in _UNDER_WAY else row.paid_at or row.settled_at or row.created_at,
            stands=row.state == RefundState.succeeded,
        )
        for row in await scope.tx.execute(chosen)
    ]


async def _disputes(scope: Scope, provider: str, *which: ColumnElement[bool]) -> list[BookEntry]:
    """Those that never took our money have moved nothing here; one that was won before it was read has come to nothing there as well."""
    found = []
    for row in await scope.tx.execute(select(_dispute).where(_dispute.c.provider == provider, *which)):
        stands = row.held or row.state == DisputeState.won
        done_at, turns = row.held_at or row.closed_at, row.turns + (row.held_at is None)
        entry = _going_out(row, EntryKind.dispute, began_at=row.opened_at, done_at=done_at, stands=stands)
        found.append(replace(entry, fee=_fee_of(row), held=row.held, turns=turns))
    return found


def _going_out(row: Any, kind: EntryKind, *, began_at: datetime, done_at: datetime | None, stands: bool) -> BookEntry:
    """What leaves our account at the provider when it is made."""
    return BookEntry(
        kind=kind,
        id=row.id,
        company_id=row.company_id,
        reference=row.reference,
        amount=_money(-row.amount_minor, row.currency),
        began_at=began_at,
        done_at=done_at,
        stands=stands,
    )


async def _with_postings(scope: Scope, provider: str, entries: Sequence[BookEntry]) -> list[BookEntry]:
    named = {one.id: _sources(one) for one in entries}
    posted = await ledger.cash_by_source(scope, provider, {source for some in named.values() for source in some})
    made = []
    for one in entries:
        sums: dict[str, int] = {}
        for amount in (amount for source in named[one.id] for amount in posted.get(source, ())):
            sums[amount.currency.code] = sums.get(amount.currency.code, 0) + amount.minor
        made.append(replace(one, posted_minor=sums))
    return made


def _sources(entry: BookEntry) -> Iterable[str]:
    match entry.kind:
        case EntryKind.payment:
            return f"payment:{entry.id}:settled", fee_source(entry.id)
        case EntryKind.refund:
            return [refund_source(entry.id, what) for what in ("paid", "returned")]
        case EntryKind.dispute:
            turned = [f"changed:{turn + 1}" for turn in range(entry.turns)]
            return [dispute_source(entry.id, what) for what in ("opened", "fee", "won", "lost", *turned)]


def _within(column: Any, since: datetime, until: datetime) -> ColumnElement[bool]:
    found: ColumnElement[bool] = (column >= since) & (column < until)
    return found


def _fee_of(row: Any) -> Money | None:
    return None if row.fee_minor is None else _money(row.fee_minor, row.fee_currency)


def _money(minor: int, code: str) -> Money:
    return Money(minor, Currency.of(code))
