"""Why a call costs what it costs: the walk over its increments in the open, until the call is over, and then the cap."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction

from trunkline.domains.marketplace.model import CallBand, CallCap, CallStep, CallTerms, CapKind, Step, StepKind
from trunkline.domains.marketplace.rules.call_segments import Segment
from trunkline.kernel.money import EXACT
from trunkline.kernel.quantity import trimmed


def explain_call(terms: CallTerms, band: CallBand | None, segments: Sequence[Segment], seconds: int) -> Iterator[Step]:
    """The steps of a call of `seconds` that started in `band`; they add up to its exact amount."""
    if seconds == 0:
        return
    steps = [*_connect_fee(terms, band), *_increments_until(seconds, segments, where(terms, band))]
    yield from steps
    if terms.cap is not None and terms.cap.kind is CapKind.free:
        yield from _cap(terms.cap, sum((step.value for step in steps), Fraction(0)))


def where(terms: CallTerms, band: CallBand | None) -> str:
    """The band in words, to stand behind a label; nothing for terms that have none."""
    if not terms.bands:
        return ""
    return " (outside the bands)" if band is None else f" ({band.label} {terms.zone})"


def _connect_fee(terms: CallTerms, band: CallBand | None) -> Iterator[Step]:
    fee = (terms if band is None else band).connect_fee
    if fee:
        label = f"Connect fee{where(terms, band)}"
        yield Step(kind=StepKind.connect_fee, label=label, quantity=Decimal(1), unit="call", amount=fee)


def _increments_until(seconds: int, segments: Sequence[Segment], place: str) -> Iterator[Step]:
    """Whole stretches of increments under one step."""
    ends = (*(segment.starts_at_second for segment in segments[1:]), seconds)
    for segment, end in zip(segments, ends, strict=True):
        if segment.starts_at_second >= seconds:
            return
        count = -((segment.starts_at_second - min(end, seconds)) // segment.increment_seconds)
        yield _increments(segment.step, count, segment.starts_at_second, place)


def _increments(step: CallStep, count: int, from_second: int, place: str) -> Step:
    billed = count * step.increment_seconds
    price = format(trimmed(step.per_minute), "f")
    return Step(
        kind=StepKind.increments,
        label=f"{count} × {step.increment_seconds} s from second {from_second} at {price} per minute{place}",
        quantity=Decimal(billed),
        unit="second",
        unit_amount=step.per_minute,
        factor=Fraction(1, 60),
        amount=as_decimal(Fraction(step.per_minute) * billed / 60),
    )


def _cap(cap: CallCap, owed: Fraction) -> Iterator[Step]:
    """What lies above the cap is taken off. Sixtieths of a decimal where it has no end itself, like the increments it comes from."""
    above = owed - Fraction(cap.amount)
    if above <= 0:
        return
    label = f"Cap: nothing above {format(trimmed(cap.amount), 'f')} is charged"
    amount = as_decimal(-above)
    if amount is not None:
        yield Step(kind=StepKind.cap, label=label, quantity=Decimal(1), unit="call", amount=amount)
        return
    yield Step(
        kind=StepKind.cap,
        label=label,
        quantity=Decimal(1),
        unit="call",
        unit_amount=as_decimal(-above * 60),
        factor=Fraction(1, 60),
    )


def as_decimal(value: Fraction) -> Decimal | None:
    """`value` as a decimal without trailing zeros; None where the digits never end."""
    rest = value.denominator
    for prime in (2, 5):
        while rest % prime == 0:
            rest //= prime
    return trimmed(EXACT.divide(Decimal(value.numerator), Decimal(value.denominator))) if rest == 1 else None
