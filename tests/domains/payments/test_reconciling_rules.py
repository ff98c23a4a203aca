"""The law of matching: of hundreds of movements that agree nothing is told, and each planted discrepancy is told once, in any order."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

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
from trunkline.domains.payments.rules import LOOKBACK, Books, Span, match_books
from trunkline.kernel.ids import CompanyId
from trunkline.kernel.money import Currency, Money

EUR, USD = Currency.of("EUR"), Currency.of("USD")
COMPANY = CompanyId("com_01h455vb4pex5vsknk084sn02q")
SINCE = datetime(2026, 3, 1, tzinfo=UTC)
SPAN = Span(SINCE, SINCE + timedelta(days=31), SINCE + timedelta(days=45))
HOUR = timedelta(hours=1)


@dataclass
class Sides:
    """Both books, while they are being made. Each movement is in the payout of its day."""

    movements: list[ProviderTransaction] = field(default_factory=list)
    entries: list[BookEntry] = field(default_factory=list)
    asked: dict[str, AskedFor] = field(default_factory=dict)
    answered: dict[str, Answer] = field(default_factory=dict)
    strays: list[tuple[str, Money, datetime]] = field(default_factory=list)
    expected: set[tuple[str, str, str]] = field(default_factory=set)

    def matched(self, random: random.Random) -> list[Discrepancy]:
        for one in (self.movements, self.entries, self.strays):
            random.shuffle(one)
        books = Books(self.movements, self.entries, self.asked, self.answered, self.strays)
        return list(match_books(books, SPAN).found)

    def pair(self, number: int, kind: EntryKind) -> tuple[ProviderTransaction, BookEntry]:
        """A movement and the entry that agrees with it."""
        at = SINCE + HOUR * (2 + number % 700)
        sign = 1 if kind is EntryKind.payment else -1
        amount = Money(sign * (1000 + number), EUR)
        fee = {EntryKind.payment: Money(30, EUR), EntryKind.dispute: Money(1500, EUR)}.get(kind)
        kept = fee or Money(0, EUR)
        moved = {
            EntryKind.payment: MovementKind.charge,
            EntryKind.refund: MovementKind.refund,
            EntryKind.dispute: MovementKind.dispute,
        }[kind]
        reference = f"{kind.value}-{number}"
        payout = f"po-{at:%d}"
        movement = ProviderTransaction(f"txn-{number}", moved, reference, amount, kept, amount - kept, at, at, payout)
        entry = BookEntry(
            kind=kind,
            id=f"our-{reference}",
            company_id=COMPANY,
            reference=reference,
            amount=amount,
            fee=fee,
            began_at=at - HOUR,
            done_at=at + HOUR,
            held=kind is EntryKind.dispute,
            posted_minor={"EUR": (amount - kept).minor},
        )
        self.movements.append(movement)
        self.entries.append(entry)
        return movement, entry

    def change(self, old: ProviderTransaction | BookEntry, **fields: object) -> None:
        rows: list[object] = self.movements if isinstance(old, ProviderTransaction) else self.entries  # type: ignore[assignment]
        rows[rows.index(old)] = replace(old, **fields)  # type: ignore[arg-type]

    def pay_out(self) -> None:
        """A payout a day that comes to what it holds."""
        for name in sorted({one.payout_reference for one in self.movements if one.payout_reference}):
            held = [one for one in self.movements if one.payout_reference == name]
            total = Money(-sum(one.net.minor for one in held), EUR)
            at = max(one.created_at for one in held) + HOUR
            none = Money(0, EUR)
            self.movements.append(
                ProviderTransaction(f"txn-{name}", MovementKind.payout, name, total, none, total, at, at, name)
            )


Plant = Callable[[Sides, int], tuple[str, str, str]]


def _charge_not_ours(sides: Sides, number: int) -> tuple[str, str, str]:
    movement, entry = sides.pair(number, EntryKind.payment)
    sides.entries.remove(entry)
    return "charge_not_ours", "", str(movement.source_reference)


def _attempt_not_settled(sides: Sides, number: int) -> tuple[str, str, str]:
    movement, entry = sides.pair(number, EntryKind.payment)
    sides.entries.remove(entry)
    sides.asked[entry.reference] = AskedFor(entry.id, COMPANY)
    return "charge_not_ours", entry.id, str(movement.source_reference)


def _refund_not_ours(sides: Sides, number: int) -> tuple[str, str, str]:
    _, entry = sides.pair(number, EntryKind.refund)
    sides.entries.remove(entry)
    return "refund_not_ours", "", entry.reference


def _refund_came_back(sides: Sides, number: int) -> tuple[str, str, str]:
    movement, entry = sides.pair(number, EntryKind.refund)
    back = replace(movement, reference=f"txn-{number}-back", amount=-movement.amount, net=-movement.net)
    sides.movements.append(back)
    return "refund_not_ours", entry.id, entry.reference


def _dispute_not_ours(sides: Sides, number: int) -> tuple[str, str, str]:
    _, entry = sides.pair(number, EntryKind.dispute)
    sides.entries.remove(entry)
    return "dispute_not_ours", "", entry.reference


def _dispute_given_back(sides: Sides, number: int) -> tuple[str, str, str]:
    movement, entry = sides.pair(number, EntryKind.dispute)
    amount = -movement.amount
    fields = {"kind": MovementKind.dispute_reversal, "amount": amount, "fee": Money(0, EUR), "net": amount}
    sides.movements.append(replace(movement, reference=f"txn-{number}-won", **fields))  # type: ignore[arg-type]
    return "dispute_not_ours", entry.id, entry.reference


def _fee_not_ours(sides: Sides, number: int) -> tuple[str, str, str]:
    movement, entry = sides.pair(number, EntryKind.refund)
    sides.entries.remove(entry)
    sides.change(movement, kind=MovementKind.fee)
    return "fee_not_ours", "", movement.reference


def _something_else(sides: Sides, number: int) -> tuple[str, str, str]:
    """An adjustment, a top-up, a conversion: no kind that we know."""
    movement, entry = sides.pair(number, EntryKind.refund)
    sides.entries.remove(entry)
    sides.change(movement, kind=MovementKind.other, description="Reserve of the quarter", called=f"reserve-{number}")
    return "moved_otherwise", "", f"reserve-{number} EUR 2026-03"


def _not_at_provider(sides: Sides, number: int) -> tuple[str, str, str]:
    movement, entry = sides.pair(number, EntryKind.payment)
    sides.movements.remove(movement)
    return "not_at_provider", entry.id, entry.reference


def _other_amount(sides: Sides, number: int) -> tuple[str, str, str]:
    _, entry = sides.pair(number, EntryKind.payment)
    sides.change(entry, amount=entry.amount + Money(1, EUR))
    return "other_amount", entry.id, entry.reference


def _other_fee(sides: Sides, number: int) -> tuple[str, str, str]:
    _, entry = sides.pair(number, EntryKind.payment)
    sides.change(entry, fee=Money(31, EUR))
    return "other_amount", f"{entry.id}:fee", entry.reference


def _fee_given_up(sides: Sides, number: int) -> tuple[str, str, str]:
    """Our books have a fee, and the provider has kept none."""
    movement, entry = sides.pair(number, EntryKind.payment)
    sides.change(movement, fee=Money(0, EUR), net=movement.amount)
    return "other_amount", f"{entry.id}:fee", entry.reference


def _fee_of_a_refund(sides: Sides, number: int) -> tuple[str, str, str]:
    movement, entry = sides.pair(number, EntryKind.refund)
    sides.change(movement, fee=Money(35, EUR), net=movement.amount - Money(35, EUR))
    return "fee_not_booked", entry.id, entry.reference


def _fee_of_a_dispute(sides: Sides, number: int) -> tuple[str, str, str]:
    _, entry = sides.pair(number, EntryKind.dispute)
    sides.change(entry, fee=None, posted_minor={"EUR": entry.amount.minor})
    return "fee_not_booked", entry.id, entry.reference


def _other_currency(sides: Sides, number: int) -> tuple[str, str, str]:
    _, entry = sides.pair(number, EntryKind.payment)
    sides.change(entry, amount=Money(entry.amount.minor, USD))
    return "other_currency", entry.id, entry.reference


def _duplicate(sides: Sides, number: int) -> tuple[str, str, str]:
    movement, entry = sides.pair(number, EntryKind.payment)
    again = f"{entry.reference}-again"
    sides.movements.append(replace(movement, reference=f"txn-{number}-again", source_reference=again))
    sides.asked[again] = AskedFor(entry.id, COMPANY, entry.reference)
    return "duplicate_charge", entry.id, again


def _fee_not_booked(sides: Sides, number: int) -> tuple[str, str, str]:
    _, entry = sides.pair(number, EntryKind.payment)
    sides.change(entry, fee=None, posted_minor={"EUR": entry.amount.minor})
    return "fee_not_booked", entry.id, entry.reference


def _not_settled(sides: Sides, number: int) -> tuple[str, str, str]:
    """What was available later has left."""
    movement, entry = sides.pair(number, EntryKind.payment)
    sides.change(movement, payout_reference=None)
    sides.pair(number + 400, EntryKind.payment)
    return "not_settled", entry.id, entry.reference


def _ledger_differs(sides: Sides, number: int) -> tuple[str, str, str]:
    _, entry = sides.pair(number, EntryKind.refund)
    sides.change(entry, posted_minor={})
    return "ledger_differs", f"{entry.id}:EUR", entry.reference


def _stray(sides: Sides, number: int) -> tuple[str, str, str]:
    sides.strays.append((f"adjustment:{number}", Money(5, EUR), SINCE + HOUR))
    return "ledger_differs", f"adjustment:{number}", ""


PLANTS: tuple[Plant, ...] = (
    *(_charge_not_ours, _attempt_not_settled, _refund_not_ours, _refund_came_back, _dispute_not_ours),
    *(
        _dispute_given_back,
        _fee_not_ours,
        _something_else,
        _not_at_provider,
        _other_amount,
        _other_fee,
        _other_currency,
    ),
    *(_fee_given_up, _fee_of_a_refund, _fee_of_a_dispute),
    *(_duplicate, _fee_not_booked, _not_settled, _ledger_differs, _stray),
)
KINDS = st.sampled_from([EntryKind.payment, EntryKind.payment, EntryKind.refund, EntryKind.dispute])


@settings(max_examples=60, deadline=None)
@given(st.lists(KINDS, min_size=100, max_size=250), st.lists(st.sampled_from(PLANTS), max_size=30), st.integers())
def test_what_is_planted_is_found_and_nothing_else(kinds: list[EntryKind], plants: list[Plant], seed: int) -> None:
    sides = Sides()
    for number, kind in enumerate(kinds):
        sides.pair(number, kind)
    expected = [plant(sides, 10_000 + number) for number, plant in enumerate(plants)]
    sides.pay_out()
    found = sides.matched(random.Random(seed))
    assert sorted(one.key for one in found) == sorted(expected)
    assert sides.matched(random.Random(seed + 1)) == found


@pytest.mark.parametrize("cents", [1, -1])
def test_a_payout_that_does_not_come_to_what_it_holds(cents: int) -> None:
    sides = Sides()
    for number in range(50):
        sides.pair(number, EntryKind.payment)
    sides.pay_out()
    (out,) = [one for one in sides.movements if one.reference == "txn-po-02"]
    wrong = out.net + Money(cents, EUR)
    sides.change(out, amount=wrong, net=wrong)
    (found,) = sides.matched(random.Random(1))
    assert (found.kind, found.their_reference) == (FindingKind.payout_differs, "po-02")
    assert (found.theirs, found.ours) == (wrong, out.net)


def test_what_a_remedy_has_made_is_no_finding() -> None:
    sides = Sides()
    _refund_not_ours(sides, 1)
    sides.answered["refund-1"] = Answer("payment-of-long-ago")
    assert sides.matched(random.Random(1)) == []


def test_a_movement_of_no_known_kind_is_told_by_its_description_unless_it_is_nothing() -> None:
    sides = Sides()
    _something_else(sides, 1)
    (found,) = sides.matched(random.Random(1))
    assert (found.kind, "Reserve of the quarter" in found.reason) == (FindingKind.moved_otherwise, True)
    none = Money(0, EUR)
    sides.change(sides.movements[0], amount=none, net=none)
    assert sides.matched(random.Random(1)) == []


def test_movements_that_the_provider_calls_the_same_are_one_finding_a_month_that_overlapping_runs_agree_on() -> None:
    sides = Sides()
    for number in range(4):
        _something_else(sides, number)
    for number, one in enumerate(list(sides.movements)):
        at = SINCE + timedelta(days=[1, 5, 6, 40][number])
        sides.change(one, called="T0200, currency conversion", description="", created_at=at)
    (found,) = sides.matched(random.Random(1))
    assert found.their_reference == "T0200, currency conversion EUR 2026-03"
    assert (found.theirs, found.ours) == (Money(-(1000 + 1001 + 1002), EUR), None)
    assert found.reason.startswith("3 times in 2026-03 the provider has moved EUR"), found.reason
    later = Span(SINCE + timedelta(days=4), SPAN.until, SPAN.now)
    assert list(match_books(Books(sides.movements, []), later).found) == [found]
    sides.change(min(sides.movements, key=lambda one: one.created_at), amount=Money(7, USD))
    assert len({one.key for one in sides.matched(random.Random(1))}) == 2, "a sum has one currency"


@pytest.mark.parametrize("plant", [_fee_given_up, _fee_of_a_refund, _fee_of_a_dispute])
def test_a_fee_that_one_side_alone_has_is_told(plant: Plant) -> None:
    """And only that of a payment can be booked by a run or a click."""
    sides = Sides()
    expected = plant(sides, 1)
    assert [one.key for one in sides.matched(random.Random(1))] == [expected]
    assert list(match_books(Books(sides.movements, sides.entries), SPAN).unbooked) == []


@pytest.mark.parametrize("taken_at", [SINCE + HOUR, SINCE - 20 * 24 * HOUR])
def test_a_duplicate_is_silent_while_its_refund_stands_and_told_when_that_comes_back(taken_at: datetime) -> None:
    sides = Sides()
    refund, entry = sides.pair(1, EntryKind.refund)
    sides.entries.remove(entry)
    taken: dict[str, Any] = {"amount": -refund.amount, "net": -refund.net, "created_at": taken_at}
    moved: dict[str, Any] = {"kind": MovementKind.charge, "reference": "txn-again", "source_reference": "again"}
    sides.movements.append(replace(refund, **moved, **taken))
    sides.asked["again"] = AskedFor("our-payment", COMPANY, "first")
    sides.answered[entry.reference] = Answer("again")
    assert sides.matched(random.Random(1)) == []
    back = replace(refund, reference="txn-back", amount=-refund.amount, net=-refund.net)
    sides.movements.append(back)
    (found,) = sides.matched(random.Random(1))
    assert found.key == ("duplicate_charge", "our-payment", "again")
    sides.movements.remove(back)
    sides.answered[entry.reference] = Answer("again", settles=False)
    told = ["duplicate_charge"]
    assert [one.kind for one in sides.matched(random.Random(1))] == told, "a refund that is pending settles nothing"


def test_what_is_under_way_or_too_young_or_outside_the_span_is_not_told() -> None:
    sides = Sides()
    movement, entry = sides.pair(1, EntryKind.refund)
    sides.change(entry, done_at=None, amount=entry.amount + Money(5, EUR))
    _, late = sides.pair(2, EntryKind.payment)
    sides.movements = [one for one in sides.movements if one is movement]
    sides.change(late, done_at=SPAN.now - HOUR)
    older, gone = sides.pair(3, EntryKind.payment)
    sides.change(older, created_at=SINCE - HOUR)
    sides.entries.remove(gone)
    assert sides.matched(random.Random(1)) == []


def test_what_was_begun_a_second_before_the_span_and_done_in_it_is_missed_at_the_provider() -> None:
    """A night that begins at the moment of what is open finds it again; what was begun before anything was read is not judged."""
    sides = Sides()
    sides.pair(1, EntryKind.payment)
    sides.movements.clear()
    (entry,) = sides.entries
    sides.change(entry, began_at=SINCE - timedelta(seconds=1), done_at=SINCE)
    assert [one.kind for one in sides.matched(random.Random(1))] == [FindingKind.not_at_provider]
    sides.change(sides.entries[0], began_at=SINCE - LOOKBACK - timedelta(seconds=1))
    assert sides.matched(random.Random(1)) == []


def test_nothing_is_asked_to_be_settled_where_no_payout_is_named() -> None:
    sides = Sides()
    for number in range(10):
        movement, _ = sides.pair(number, EntryKind.payment)
        sides.change(movement, payout_reference=None)
    assert sides.matched(random.Random(1)) == []


def _nothing_but_the_payout_says(sides: Sides) -> None:
    """Manual payouts do not say what they hold."""
    for one in list(sides.movements):
        if one.kind is not MovementKind.payout:
            sides.change(one, payout_reference=None)


def _the_later_half_waits(sides: Sides) -> None:
    """Monthly payouts: what came after the last one waits for the next."""
    for one in list(sides.movements):
        if one.kind is not MovementKind.payout and one.created_at.day > 5:
            sides.change(one, payout_reference=None)
    sides.movements = [one for one in sides.movements if one.kind is not MovementKind.payout]


def _another_currency_has_left(sides: Sides) -> None:
    for one in list(sides.movements):
        if one.kind is MovementKind.payout:
            sides.movements.remove(one)
        else:
            sides.change(one, payout_reference=None)
    zero, at = Money(0, USD), SINCE + 600 * HOUR
    sides.movements.append(ProviderTransaction("txn-usd", MovementKind.other, None, zero, zero, zero, at, at, "po-usd"))


@pytest.mark.parametrize("paid_out", [_nothing_but_the_payout_says, _the_later_half_waits, _another_currency_has_left])
def test_a_charge_waits_for_its_payout_as_long_as_nothing_after_it_has_left(paid_out: Callable[[Sides], None]) -> None:
    sides = Sides()
    for number in range(0, 240, 10):
        sides.pair(number, EntryKind.payment)
    sides.pay_out()
    paid_out(sides)
    assert [one.key for one in sides.matched(random.Random(1))] == []


def _back(movement: ProviderTransaction, kind: MovementKind, hours: int = 1) -> ProviderTransaction:
    """What undoes a movement, without a fee."""
    amount, at = -movement.amount, movement.created_at + hours * HOUR
    named = f"{movement.reference}-back"
    fields: dict[str, Any] = {"kind": kind, "amount": amount, "fee": Money(0, EUR), "net": amount, "created_at": at}
    return replace(movement, reference=named, **fields)


def test_a_refund_of_long_ago_that_came_back_is_judged_by_its_end() -> None:
    sides = Sides()
    movement, entry = sides.pair(1, EntryKind.refund)
    sides.movements = [_back(movement, MovementKind.refund)]
    (found,) = sides.matched(random.Random(1))
    assert found.key == ("refund_not_ours", entry.id, entry.reference), "our books have it as sent"
    assert (found.ours, found.theirs) == (entry.amount, Money(0, EUR)), "which is what fetching it comes to"
    sides.change(entry, stands=False, posted_minor={})
    assert sides.matched(random.Random(1)) == []
    sides.change(sides.movements[0], amount=Money(1, EUR), net=Money(1, EUR))
    assert [one.kind for one in sides.matched(random.Random(1))] == [FindingKind.refund_not_ours]


@pytest.mark.parametrize(("turns", "held"), [(0, True), (1, False), (2, False), (2, True)])
def test_a_dispute_of_long_ago_that_was_turned_is_judged_by_its_end(turns: int, held: bool) -> None:
    sides = Sides()
    movement, entry = sides.pair(1, EntryKind.dispute)
    won = _back(movement, MovementKind.dispute_reversal)
    sides.movements = [won]
    if held:
        sides.movements.append(_back(won, MovementKind.dispute))
    posted = (movement.amount.minor if held else 0) - 1500
    sides.change(entry, turns=turns, held=held, posted_minor={"EUR": posted})
    assert sides.matched(random.Random(1)) == []


def test_a_remedys_refund_of_long_ago_that_came_back_is_told() -> None:
    """The charge is too old to be read: that its money came back is not."""
    sides = Sides()
    movement, entry = sides.pair(1, EntryKind.refund)
    sides.entries.remove(entry)
    sides.movements = [_back(movement, MovementKind.refund)]
    sides.answered[entry.reference] = Answer("payment-of-long-ago")
    assert [one.kind for one in sides.matched(random.Random(1))] == [FindingKind.refund_not_ours]


def test_a_dispute_of_long_ago_that_was_won_agrees() -> None:
    sides = Sides()
    movement, entry = sides.pair(1, EntryKind.dispute)
    fields = {
        "kind": MovementKind.dispute_reversal,
        "amount": -entry.amount,
        "fee": Money(0, EUR),
        "net": -entry.amount,
    }
    sides.change(movement, **fields)
    sides.change(entry, held=False, posted_minor={"EUR": -1500})
    assert sides.matched(random.Random(1)) == []


@pytest.mark.parametrize("held", [True, False])
def test_a_dispute_that_was_decided_twice_agrees_by_what_it_comes_to(held: bool) -> None:
    sides = Sides()
    movement, entry = sides.pair(1, EntryKind.dispute)
    none, amount = Money(0, EUR), movement.amount
    back: dict[str, Any] = {"kind": MovementKind.dispute_reversal, "amount": -amount, "fee": none, "net": -amount}
    sides.movements.append(replace(movement, reference="txn-won", **back))
    if held:
        sides.movements.append(replace(movement, reference="txn-again", fee=none, net=amount))
    posted = (amount.minor if held else 0) - 1500
    sides.change(entry, turns=2, held=held, posted_minor={"EUR": posted})
    assert sides.matched(random.Random(1)) == []
