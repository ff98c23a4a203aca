"""What is seen on one side alone: ours that the provider does not have, its own fees and payouts, postings that nothing is behind."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from trunkline.domains.payments.model import (
    Answer,
    AskedFor,
    BookEntry,
    Discrepancy,
    EntryKind,
    FindingKind,
    MovementKind,
    ProviderTransaction,
)
from trunkline.kernel.money import Currency, Money

SETTLED_WITHIN = timedelta(days=7)
# PayPal's books are up to three hours late.
BOOKS_LATE_BY = timedelta(hours=3)
# What is read before a span: a monthly payout holds what moved a month before it left.
LOOKBACK = timedelta(days=35)


@dataclass(frozen=True, slots=True)
class Span:
    """`[since, until)`, looked at `now`."""

    since: datetime
    until: datetime
    now: datetime

    def holds(self, moment: datetime) -> bool:
        return self.since <= moment < self.until


@dataclass(frozen=True, slots=True)
class Books:
    """Both sides. `asked` is by the provider's reference what of ours asked for things that `entries` lack. `answered` are refunds that
    a remedy has made at the provider, by their reference. `strays` are postings on the provider's cash that no document of ours is
    behind, by their source.
    """

    movements: Sequence[ProviderTransaction]
    entries: Sequence[BookEntry]
    asked: Mapping[str, AskedFor] = field(default_factory=dict)
    answered: Mapping[str, Answer] = field(default_factory=dict)
    strays: Sequence[tuple[str, Money, datetime]] = ()


@dataclass(frozen=True, slots=True)
class Matching:
    """`matched` counts things that agree in every respect; `unbooked` are the entries whose fee the provider tells and we have not."""

    matched: int
    found: Sequence[Discrepancy]
    unbooked: Sequence[tuple[BookEntry, Money]]


def missing_there(entries: Iterable[BookEntry], there: set[tuple[EntryKind, str]], span: Span) -> Iterator[Discrepancy]:
    """By when it was done, so that a night that begins at that moment finds it again. It moved there after it was begun: that was read."""
    until = min(span.until, span.now - BOOKS_LATE_BY)
    for one in entries:
        if one.done_at is None or not one.stands or (one.kind, one.reference) in there:
            continue
        if span.since <= one.done_at < until and span.since - LOOKBACK <= one.began_at:
            yield Discrepancy(
                kind=FindingKind.not_at_provider,
                reason=f"{one.id} is done by our books, and {one.reference} is not in the provider's.",
                at=one.done_at,
                our_reference=one.id,
                their_reference=one.reference,
                company_id=one.company_id,
                ours=one.amount,
            )


def fees_of_nobody(movements: Iterable[ProviderTransaction], span: Span) -> Iterator[Discrepancy]:
    for one in movements:
        if one.kind is MovementKind.fee and span.holds(one.created_at):
            yield Discrepancy(
                kind=FindingKind.fee_not_ours,
                reason=f"The provider has charged a fee of its own: {one.description or 'it does not say for what'}.",
                at=one.created_at,
                their_reference=one.reference,
                theirs=one.amount,
            )


def moved_otherwise(movements: Iterable[ProviderTransaction], span: Span) -> Iterator[Discrepancy]:
    """Movements of no kind that our books have: one finding for all that the provider calls the same, by currency and month (UTC).

    The whole month counts, as far as it was read, so that overlapping runs come to the same sum.
    """
    grouped: dict[tuple[str, str, str], list[ProviderTransaction]] = defaultdict(list)
    for one in movements:
        if one.kind is MovementKind.other and one.amount and one.created_at < span.until:
            month = one.created_at.astimezone(UTC).strftime("%Y-%m")
            grouped[one.called or "other", one.amount.currency.code, month].append(one)
    for (called, code, month), some in sorted(grouped.items()):
        last = max(some, key=lambda one: (one.created_at, one.reference))
        if span.holds(last.created_at):
            said = f": {last.description}" if last.description and last.description not in called else ""
            yield Discrepancy(
                kind=FindingKind.moved_otherwise,
                reason=f"{len(some)} times in {month} the provider has moved {code} of its own accord: {called}{said}.",
                at=last.created_at,
                their_reference=f"{called[:100]} {code} {month}",
                theirs=_total([one.amount for one in some]),
            )


def payouts_that_differ(movements: Sequence[ProviderTransaction], span: Span) -> Iterator[Discrepancy]:
    """Those whose transactions are named: what left is what they come to."""
    held: dict[str, list[Money]] = defaultdict(list)
    left: dict[str, list[ProviderTransaction]] = defaultdict(list)
    for one in movements:
        if one.payout_reference is not None:
            if one.kind is MovementKind.payout:
                left[one.payout_reference].append(one)
            else:
                held[one.payout_reference].append(one.net)
    for reference, some in left.items():
        at = max(one.created_at for one in some)
        if reference not in held or not span.holds(at):
            continue
        theirs, ours = _total([one.net for one in some]), _total(held[reference])
        if theirs is None or ours is None or theirs != -ours:
            yield Discrepancy(
                kind=FindingKind.payout_differs,
                reason=f"What the payout {reference} holds does not come to what left.",
                at=at,
                their_reference=reference,
                ours=None if ours is None else -ours,
                theirs=theirs,
            )


def _total(some: Sequence[Money]) -> Money | None:
    return sum(some[1:], some[0]) if len({one.currency for one in some}) == 1 else None


def not_settled(
    movements: Sequence[ProviderTransaction], entries: Mapping[tuple[EntryKind, str], BookEntry], span: Span
) -> Iterator[Discrepancy]:
    """Charges that a payout has passed over: what became available after them has left. So neither manual nor monthly payouts are late."""
    left = _left_until(movements)
    for one in movements:
        if one.kind is not MovementKind.charge or one.payout_reference is not None or not span.holds(one.created_at):
            continue
        if one.amount.minor <= 0 or one.created_at + SETTLED_WITHIN >= span.now:
            continue
        last = left.get(one.net.currency)
        if last is None or last <= _available(one):
            continue
        reference = one.source_reference or one.reference
        entry = entries.get((EntryKind.payment, reference))
        yield Discrepancy(
            kind=FindingKind.not_settled,
            reason=f"{reference} has been paid for {(span.now - one.created_at).days} days and is in no payout.",
            at=one.created_at,
            our_reference=entry.id if entry else "",
            their_reference=reference,
            company_id=entry.company_id if entry else None,
            theirs=one.net,
        )


def _left_until(movements: Iterable[ProviderTransaction]) -> dict[Currency, datetime]:
    """By currency, when the last of what payouts hold became available. A payout's own movement does not say that it holds anything."""
    left: dict[Currency, datetime] = {}
    for one in movements:
        if one.kind is not MovementKind.payout and one.payout_reference is not None:
            left[one.net.currency] = max(left.get(one.net.currency, _available(one)), _available(one))
    return left


def _available(one: ProviderTransaction) -> datetime:
    return one.available_at or one.created_at


def strays(strays: Iterable[tuple[str, Money, datetime]], span: Span) -> Iterator[Discrepancy]:
    for source, amount, at in strays:
        if span.holds(at):
            yield Discrepancy(
                kind=FindingKind.ledger_differs,
                reason=f"The ledger's {source} moves the provider's cash, and nothing at the provider does.",
                at=at,
                our_reference=source,
                ours=amount,
                theirs=Money.zero(amount.currency),
            )
