"""Rating in percent of a volume of money, with a fee per event (money policy 4).

- Totals suffice where events have no bounds: the fixed amount of every event beyond the free ones, the percentage of the volume beyond
  the free volume.
- With a minimum or a maximum per event each event has a fee of its own: its fixed amount and the percentage of what it adds beyond the
  free volume, held within the bounds. The first `free_events`, and events that lie within the free volume, have none.
- Where the amounts of the events add up to more than the volume, the rest of them was included in the price: it is free, and comes first.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from trunkline.domains.marketplace.model.derivation import Step, StepKind
from trunkline.domains.marketplace.model.percentage_terms import HeldEvents, PercentageTerms
from trunkline.domains.marketplace.rules.continuing import NOTHING_BEFORE, Before
from trunkline.domains.marketplace.rules.steps import percent_step, units_step
from trunkline.kernel.errors import FieldProblem, Invalid
from trunkline.kernel.money import EXACT

_ZERO = Decimal(0)


def percentage(
    terms: PercentageTerms,
    volume: Decimal,
    unit: str,
    events: int,
    amounts: Sequence[Decimal],
    before: Before = NOTHING_BEFORE,
    held: HeldEvents | None = None,
) -> Iterator[Step]:
    """The steps for `volume` made up by `events`.

    With bounds the `amounts` of the events have to be known, or how many were `held` at which of them; otherwise `Invalid` is raised.
    """
    if terms.is_bounded:
        if held is None:
            included = _checked_total(volume, events, amounts) - volume
            held = _held(terms, _charged(amounts, terms.free_events, terms.free_volume + included))
        yield from _bounded(terms, unit, held)
        return
    free_events = max(0, terms.free_events - before.events)
    free_volume = max(_ZERO, terms.free_volume - before.quantity)
    charged = max(0, (events or len(amounts)) - free_events)
    yield from _unbounded(terms, unit, charged, max(_ZERO, volume - free_volume))


def _unbounded(terms: PercentageTerms, unit: str, events: int, volume: Decimal) -> Iterator[Step]:
    """A fixed amount that is nothing is not mentioned, nor what is free."""
    if volume:
        yield percent_step(StepKind.percentage, volume, unit, terms.percent)
    if events and terms.fixed_amount:
        yield units_step(StepKind.per_unit, Decimal(events), "event", terms.fixed_amount)


def held_at(terms: PercentageTerms, amount: Decimal) -> int:
    """Where the fee of an event of `amount` is held: -1 at the minimum, 1 at the maximum, 0 in between."""
    fee = EXACT.add(terms.fixed_amount, EXACT.multiply(amount, terms.percent.scaleb(-2, EXACT)))
    if terms.per_event_minimum is not None and fee < terms.per_event_minimum:
        return -1
    return int(terms.per_event_maximum is not None and fee > terms.per_event_maximum)


def _held(terms: PercentageTerms, amounts: Iterator[Decimal]) -> HeldEvents:
    between, counts = list[Decimal](), {-1: 0, 0: 0, 1: 0}
    for amount in amounts:
        place = held_at(terms, amount)
        counts[place] += 1
        if not place:
            between.append(amount)
    return HeldEvents(counts[-1], counts[1], counts[0], sum(between, _ZERO))


def _bounded(terms: PercentageTerms, unit: str, held: HeldEvents) -> Iterator[Step]:
    """Events at one of the bounds are counted together, and so are those in between."""
    yield from _unbounded(terms, unit, held.between, held.volume)
    yield from _at_bound(held.at_minimum, terms.per_event_minimum, "the minimum per event")
    yield from _at_bound(held.at_maximum, terms.per_event_maximum, "the maximum per event")


def _charged(amounts: Sequence[Decimal], free_events: int, free_volume: Decimal) -> Iterator[Decimal]:
    """What each event that is not free adds beyond the free volume."""
    free = free_volume
    for position, amount in enumerate(amounts):
        inside = min(amount, free)
        is_free = position < free_events or (free > 0 and inside == amount)
        free -= inside
        if not is_free:
            yield amount - inside


def _at_bound(events: int, bound: Decimal | None, where: str) -> Iterator[Step]:
    if events and bound is not None:
        yield units_step(StepKind.per_unit, Decimal(events), "event", bound, where)


def _checked_total(volume: Decimal, events: int, amounts: Sequence[Decimal]) -> Decimal:
    """What the amounts add up to. Raises `Invalid` when they cannot be those of the events."""
    total = sum(amounts, _ZERO)
    if (volume or events) and not amounts:
        raise _amounts_needed("A minimum or maximum per event needs the amounts of the events, in their order.")
    if any(amount < 0 for amount in amounts):
        raise _amounts_needed("The amount of an event is never below zero.")
    if total < volume:
        raise _amounts_needed(f"The amounts of the events add up to {total:f}, less than the total of {volume:f}.")
    if events not in {0, len(amounts)}:
        raise _amounts_needed(f"There are amounts of {len(amounts)} events, not of {events}.")
    return total


def _amounts_needed(detail: str) -> Invalid:
    return Invalid(f"The events cannot be rated one by one: {detail}", fields=[FieldProblem("/amounts", detail)])
