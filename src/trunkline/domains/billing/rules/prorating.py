"""What changes in the middle of a period cost, for a price that is paid in advance (money policies 1 and 5).

An imagined subscription goes through the changes, and billing itself does the rest: `share_of` cuts the period, `licence_charges` says
what is owed for it, `draft_lines` books after every change what is owed by then less what was booked before. So a quoted proration is
the one that would be invoiced.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction

from trunkline.domains.billing.model import Booked, ChargeKey, DraftLine
from trunkline.domains.billing.rules.amounts import rounded_amount
from trunkline.domains.billing.rules.deltas import draft_lines
from trunkline.domains.billing.rules.licences import licence_charges
from trunkline.domains.billing.rules.periods import Part, ServicePeriod
from trunkline.domains.billing.rules.prorated import Course, PriceChange, phases_until, subscribed
from trunkline.domains.billing.rules.proration import Share, paying_parts, share_of
from trunkline.domains.marketplace.model import Timing
from trunkline.domains.marketplace.rules import subscription_period
from trunkline.domains.tenants.model import Taxes
from trunkline.kernel.ids import InvoiceLineId
from trunkline.kernel.money import Money
from trunkline.kernel.period import Period, nth_period

_NOTHING_OF_IT = Share(0, 1, "periods")


@dataclass(frozen=True, slots=True, kw_only=True)
class ProratedPart:
    """A stretch of the period on one price: `exact` = `full_amount` × `share`, `amount` is it rounded HALF_UP."""

    change: PriceChange
    period: Period
    share: Share
    full_amount: Decimal
    exact: Fraction
    amount: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class ProratedLine:
    """What a change makes of what was `booked` for its price: `position` counts from 1, `corrects` is that of the line before it."""

    position: int
    day: date
    at: datetime
    change: PriceChange
    draft: DraftLine
    booked: Money
    corrects: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ProratedPeriod:
    """Period `index` of the anchor's cycle: all of it, the part that is `used`, its parts, and the lines in the order of the changes."""

    index: int
    whole: Period
    used: Period
    parts: tuple[ProratedPart, ...]
    lines: tuple[ProratedLine, ...]


def prorate(course: Course, index: int) -> ProratedPeriod | None:
    """The period `index`, counted from the anchor; None when the subscription covers nothing of it."""
    whole = nth_period(course.anchor_on, course.cycle, course.zone, index)
    final = _service_period(course, whole, None)
    if final is None:
        return None
    return ProratedPeriod(
        index=index,
        whole=whole,
        used=final.used,
        parts=tuple(_parts(course, final)),
        lines=tuple(_lines(course, whole, final)),
    )


def _service_period(course: Course, whole: Period, known_until: datetime | None) -> ServicePeriod | None:
    """The period as the subscription looks once the changes up to `known_until` are known; None: all of them, and its end."""
    subscription = subscribed(course, known_until)
    moment = max(whole.start, subscription.started_at)
    if (
        not subscription.covers(moment) or moment >= whole.end
    ):  # an empty period, of a day that was skipped, has no moment
        return None
    used = subscription_period(subscription, course.cycle, course.zone, moment)
    return ServicePeriod(used, whole, course.cycle, tuple(_stretches(course, known_until, used)), 0, course.currency)


def _stretches(course: Course, known_until: datetime | None, used: Period) -> Iterator[Part]:
    for phase in phases_until(course, known_until):
        start = max(phase.starts_at, used.start)
        end = used.end if phase.ends_at is None else min(phase.ends_at, used.end)
        if start < end:
            first = max(phase.first_day, used.first_day)
            following = used.next_day if phase.next_day is None else min(phase.next_day, used.next_day)
            yield Part(phase, course.plan_of(phase), Period(start, end, first, following))


def _parts(course: Course, period: ServicePeriod) -> Iterator[ProratedPart]:
    pays = paying_parts([part.plan.proration for part in period.parts])
    for part, paying in zip(period.parts, pays, strict=True):
        change = course.change_of(part.phase)
        alone = len(period.parts) == 1
        share = (
            share_of(course.grain, course.cycle, period.whole, part.period, alone=alone) if paying else _NOTHING_OF_IT
        )
        full_amount = change.amount * change.quantity
        exact = Fraction(full_amount) * share.factor
        yield ProratedPart(
            change=change,
            period=part.period,
            share=share,
            full_amount=full_amount,
            exact=exact,
            amount=rounded_amount(exact, course.currency),
        )


def _lines(course: Course, whole: Period, final: ServicePeriod) -> Iterator[ProratedLine]:
    """First the period as it looked when it began, then what each change, and at last the end, makes of it."""
    booked: dict[ChargeKey, Booked] = {}
    positions: dict[ChargeKey, int] = {}
    count = 0
    for cut_day, at, known_until in _events(course, final):
        period = _service_period(course, whole, known_until)
        assert period is not None, "what is covered in the end was covered before"
        charges = licence_charges(course.billable(known_until), period, Timing.advance)
        for draft in draft_lines(charges, booked, Taxes()):
            count += 1
            key = draft.charge.key
            change = course.change_of_price(draft.charge.price.id, known_until)
            yield ProratedLine(
                position=count,
                day=cut_day,
                at=at,
                change=change,
                draft=draft,
                booked=booked[key].amount if key in booked else Money.zero(course.currency),
                corrects=positions.get(key),
            )
            booked[key], positions[key] = _added(booked.get(key), draft, count), count


def _events(course: Course, final: ServicePeriod) -> Sequence[tuple[date, datetime, datetime | None]]:
    """When something becomes known about the period: local day, instant, and until when changes are known by then."""
    used = final.used
    begun = [(used.first_day, used.start, used.start)]
    changed = [(cut.day, cut.at, cut.at) for cut in course.cuts if used.start < cut.at < used.end]
    ended = [(used.next_day, used.end, None)] if used.end < final.whole.end else []
    return [*begun, *changed, *ended]


def _added(before: Booked | None, draft: DraftLine, position: int) -> Booked:
    """What the lines of one price add up to after a further one."""
    line = f"line {position}"
    if before is None:
        return Booked(
            key=draft.charge.key,
            amount=draft.amount,
            waived=Money.zero(draft.amount.currency),
            quantity=draft.quantity,
            tax_rate=draft.tax_rate,
            last_line_id=InvoiceLineId(line),
            numbers=(line,),
        )
    return replace(
        before,
        amount=before.amount + draft.amount,
        quantity=before.quantity + draft.quantity,
        numbers=(*before.numbers, line),
    )
