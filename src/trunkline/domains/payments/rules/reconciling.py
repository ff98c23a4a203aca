"""Matching: a provider's movements against our entries, both as values. Pure, and blind to the order of either.

* Movements that belong to one charge, refund or dispute are taken together: a charge that failed later, or a refund that came back, is
  the sum of what it did.
* A movement is judged where it happened in the span; older ones are read to know what a payout holds and what came back.
* Ours is missing at the provider only where it was done inside the span, and long enough ago for the slowest books.
* A duplicate that a remedy gave back is silent while its refund stands, and told again when the refund comes back, however late.
* A charge waits for its payout as long as `SETTLED_WITHIN`, and until something that was available after it has left.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from trunkline.domains.payments.model import (
    BookEntry,
    Discrepancy,
    EntryKind,
    FindingKind,
    MovementKind,
)
from trunkline.domains.payments.rules.reconciling_sides import (
    Books,
    Matching,
    Span,
    fees_of_nobody,
    missing_there,
    moved_otherwise,
    not_settled,
    payouts_that_differ,
    strays,
)
from trunkline.domains.payments.rules.reconciling_things import Thing, things_of
from trunkline.kernel.money import Currency, Money

_NOT_OURS: Mapping[EntryKind, FindingKind] = {
    EntryKind.payment: FindingKind.charge_not_ours,
    EntryKind.refund: FindingKind.refund_not_ours,
    EntryKind.dispute: FindingKind.dispute_not_ours,
}


def match_books(books: Books, span: Span) -> Matching:
    """What does not agree, sorted; see the module."""
    entries = {(one.kind, one.reference): one for one in books.entries}
    things = things_of(books.movements)
    given_back = _given_back_by_us(things, books)
    judged = _judged(things, books, span)
    found: list[Discrepancy] = []
    unbooked: list[tuple[BookEntry, Money]] = []
    matched = 0
    for thing in judged:
        entry = entries.get((thing.kind, thing.reference))
        if entry is None:
            differing = list(_not_ours(thing, books, given_back))
        else:
            differing = list(_differences(thing, entry))
            if not differing and (fee := _unbooked_fee(thing, entry)) is not None:
                if entry.kind is EntryKind.payment:
                    unbooked.append((entry, fee))
                differing = [_fee_not_booked(thing, entry, fee)]
        matched += not differing
        found += differing
    there = {(one.kind, one.reference) for one in things}
    found += missing_there(books.entries, there, span)
    found += fees_of_nobody(books.movements, span)
    found += moved_otherwise(books.movements, span)
    found += payouts_that_differ(books.movements, span)
    found += not_settled(books.movements, entries, span)
    found += strays(books.strays, span)
    return Matching(matched, sorted(found, key=lambda one: (one.at, one.key)), unbooked)


def _judged(things: Iterable[Thing], books: Books, span: Span) -> list[Thing]:
    """What moved in the span, and the charges of which a remedy's refund did."""
    moved = [one for one in things if any(span.holds(each.created_at) for each in one.movements)]
    again = {books.answered[one.reference].charge for one in moved if one.reference in books.answered}
    again -= {one.reference for one in moved}
    return moved + [one for one in things if one.kind is EntryKind.payment and one.reference in again]


def _given_back_by_us(things: Iterable[Thing], books: Books) -> frozenset[str]:
    """The references of refunds that a remedy made and that stand: they come to what was taken. What was not read is as it was."""
    read = {(one.kind, one.reference): one for one in things}
    return frozenset(
        reference
        for reference, answer in books.answered.items()
        if _stands(read.get((EntryKind.refund, reference)), read.get((EntryKind.payment, answer.charge)))
    )


def _stands(refund: Thing | None, charge: Thing | None) -> bool:
    if refund is None:
        return True
    total = refund.sum()
    if charge is None or total is None:
        return total is not None and total.minor < 0
    return charge.sum() == -total


def _not_ours(thing: Thing, books: Books, given_back: frozenset[str]) -> Iterator[Discrepancy]:
    asked, total = books.asked.get(thing.reference), thing.sum()
    came_to_nothing = total is not None and not total and thing.kind is not EntryKind.dispute
    if thing.reference in given_back or came_to_nothing:
        return
    if any(
        one.charge == thing.reference and one.settles and name in given_back for name, one in books.answered.items()
    ):
        return
    if thing.kind is EntryKind.payment and asked and asked.settled_by and asked.settled_by != thing.reference:
        kind, reason = FindingKind.duplicate_charge, f"{asked.id} was paid by {asked.settled_by} already."
    elif asked:
        kind, reason = _NOT_OURS[thing.kind], f"{asked.id} asked for it and does not know of it."
    else:
        kind, reason = _NOT_OURS[thing.kind], f"Nothing here has asked for this {thing.kind}."
    yield Discrepancy(
        kind=kind,
        reason=reason,
        at=thing.at,
        our_reference=asked.id if asked else "",
        their_reference=thing.reference,
        company_id=asked.company_id if asked else None,
        theirs=total,
    )


def _differences(thing: Thing, entry: BookEntry) -> Iterator[Discrepancy]:
    """At most one of each kind: what follows from a wrong amount is not told again."""
    if entry.done_at is None:
        return  # under way: the provider knows first
    theirs, ours = _theirs(thing, entry), _ours(thing, entry)
    if (reason := _told_late(thing, entry)) is not None:
        total = _comes_to(thing, entry)
        yield _differs(_NOT_OURS[thing.kind], thing, entry, reason, ours, ours if total is None else total)
    elif theirs is None or theirs.currency != ours.currency:
        told = theirs or thing.movements[-1].amount
        reason = f"{entry.id} is in {ours.currency}, the provider's in {told.currency}."
        yield _differs(FindingKind.other_currency, thing, entry, reason, ours, told)
    elif theirs != ours:
        reason = f"{entry.id} moves {ours} by our books, {theirs} by the provider's."
        yield _differs(FindingKind.other_amount, thing, entry, reason, ours, theirs)
    elif entry.fee is not None and (kept := _kept(thing, entry.fee.currency)) is not None and kept != entry.fee:
        same = kept.currency == entry.fee.currency
        kind = FindingKind.other_amount if same else FindingKind.other_currency
        reason = f"The fee of {entry.id} is {entry.fee} by our books, {kept} by the provider's."
        yield _differs(kind, thing, entry, reason, -entry.fee, -kept, f"{entry.id}:fee")
    else:
        yield from _ledger(thing, entry)


def _told_late(thing: Thing, entry: BookEntry) -> str | None:
    """A refund or dispute that has gone another way at the provider than our books know."""
    total = _comes_to(thing, entry)
    if thing.kind is EntryKind.dispute and entry.held and _given_back(thing) and total is not None and total.minor >= 0:
        return f"The provider has given the money of {entry.id} back, and our books have it as held."
    if thing.kind is EntryKind.refund and total is not None and entry.stands and not total:
        return f"The money of {entry.id} has come back to the provider, and our books have it as sent."
    if thing.kind is EntryKind.refund and total is not None and not entry.stands and total:
        return f"The provider has sent the money of {entry.id}, and our books have it as failed."
    return None


def _given_back(thing: Thing) -> bool:
    return any(one.kind is MovementKind.dispute_reversal for one in thing.movements)


def _theirs(thing: Thing, entry: BookEntry) -> Money | None:
    """Of a dispute what was taken, where that is among the movements that were read; of one with turns what all of them come to."""
    was_taken = any(one.kind is MovementKind.dispute for one in thing.movements)
    if thing.kind is EntryKind.dispute and was_taken and not entry.turns:
        return thing.sum(MovementKind.dispute)
    return thing.sum() if thing.kind is EntryKind.dispute and not entry.turns else _comes_to(thing, entry)


def _comes_to(thing: Thing, entry: BookEntry) -> Money | None:
    """All of its movements. One that was not read, because it is too old, is taken to be what our books have: the end alone is judged."""
    total = thing.sum()
    if total is None or thing.begins or total.currency != entry.amount.currency:
        return total
    return entry.amount + total


def _ours(thing: Thing, entry: BookEntry) -> Money:
    """What our books have of it. A dispute that gave the money back is of the other sign where its beginning was not read."""
    if entry.kind is EntryKind.dispute and not entry.turns:
        taken = any(one.kind is MovementKind.dispute for one in thing.movements)
        return entry.amount if taken else -entry.amount
    stays = entry.held if entry.kind is EntryKind.dispute else entry.stands
    return entry.amount if stays else Money.zero(entry.amount.currency)


def _ledger(thing: Thing, entry: BookEntry) -> Iterator[Discrepancy]:
    """The cash account of the provider has of it what the documents say, in each currency."""
    expected: dict[str, int] = defaultdict(int)
    stays = entry.held if entry.kind is EntryKind.dispute else entry.stands
    expected[entry.amount.currency.code] += entry.amount.minor if stays else 0
    if entry.fee is not None:
        expected[entry.fee.currency.code] -= entry.fee.minor
    for code in sorted({*expected, *entry.posted_minor}):
        posted, moved = entry.posted_minor.get(code, 0), expected[code]
        if posted != moved:
            currency = Currency.of(code)
            ours, theirs = Money(posted, currency), Money(moved, currency)
            reason = f"The cash account has {ours} of {entry.id}, the provider has moved {theirs}."
            yield _differs(FindingKind.ledger_differs, thing, entry, reason, ours, theirs, f"{entry.id}:{code}")


def _kept(thing: Thing, currency: Currency) -> Money | None:
    """The provider's fee, nothing in `currency` where it has kept none; None where that cannot be said."""
    if not thing.begins or len({one.fee.currency for one in thing.movements if one.fee}) > 1:
        return None
    return thing.fee or Money.zero(currency)


def _unbooked_fee(thing: Thing, entry: BookEntry) -> Money | None:
    if entry.fee is not None or entry.done_at is None or not thing.begins:
        return None
    return None if entry.kind is EntryKind.payment and not entry.stands else thing.fee


def _fee_not_booked(thing: Thing, entry: BookEntry, fee: Money) -> Discrepancy:
    reason = f"The provider has kept {fee} of {entry.id}, and no fee is booked."
    none = Money.zero(fee.currency)
    return _differs(FindingKind.fee_not_booked, thing, entry, reason, none, -fee)


def _differs(
    kind: FindingKind, thing: Thing, entry: BookEntry, reason: str, ours: Money, theirs: Money, named: str = ""
) -> Discrepancy:
    return Discrepancy(
        kind=kind,
        reason=reason,
        at=thing.at,
        our_reference=named or entry.id,
        their_reference=thing.reference,
        company_id=entry.company_id,
        ours=ours,
        theirs=theirs,
    )
