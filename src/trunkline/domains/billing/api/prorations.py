"""A proration on the wire: what changes in the middle of a period cost. The command `trunkline prorate` speaks the same."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field

from trunkline.domains.billing.api.router import router
from trunkline.domains.billing.api.shapes import PolicyOut
from trunkline.domains.billing.api.values import (
    CalendarDay,
    DayOrMoment,
    Every,
    Form,
    IndexOrDay,
    Number,
    Whole,
    cycle_of,
    problem_at,
    refused,
    zone_at,
)
from trunkline.domains.billing.api.why import WhyOut, rounding_of
from trunkline.domains.billing.rules import (
    Course,
    PriceChange,
    ProratedLine,
    ProratedPart,
    ProratedPeriod,
    Share,
    plain_text,
    prorate,
    sum_of,
)
from trunkline.domains.marketplace.model import Grain, PerUnitTerms
from trunkline.domains.usage.api.shapes import Instant
from trunkline.infra.web import SIGNED_IN
from trunkline.kernel.money import Currency
from trunkline.kernel.period import Period, index_of_day
from trunkline.kernel.quantity import trimmed

CHANGES_MAX = 200
QUANTITY_MAX = 1_000_000
NAME_MAX = 60


class PriceChangeIn(Form):
    """From then on: `quantity` units at `amount` per whole period. Changes with the same `price` are of one price, by default those of
    the same amount: the delta rule books them on one account.
    """

    at: Annotated[DayOrMoment, Field(examples=["2026-03-10"])]
    amount: Annotated[Number, Field(examples=["30.00"])]
    quantity: Annotated[Whole, Field(ge=1, le=QUANTITY_MAX)] = 1
    price: Annotated[str | None, Field(min_length=1, max_length=NAME_MAX, pattern=r"^[^\x00-\x1f\x7f]*$")] = None


class EndIn(Form):
    """The day of the end is still covered; by the second, everything up to the moment is."""

    at: Annotated[DayOrMoment, Field(examples=["2026-03-20"])]


class ProrateIn(Form):
    """A price that is paid in advance, its changes in order (the first is the start), and perhaps its end."""

    currency: Annotated[str, Field(description="ISO 4217 code.", examples=["EUR"])]
    grain: Annotated[Grain, Field(description="What a part of a period is measured in.")] = Grain.day
    zone: Annotated[str, Field(description="The IANA zone whose midnights are the boundaries.", examples=["UTC"])]
    anchor: Annotated[CalendarDay, Field(description="The day that all periods are counted from.")]
    every: Every
    count: Annotated[Whole, Field(ge=1, le=366, description="Every so many of them.")] = 1
    changes: Annotated[list[PriceChangeIn], Field(min_length=1, max_length=CHANGES_MAX)]
    end: EndIn | None = None
    period: Annotated[
        IndexOrDay | None,
        Field(
            description="Its number, counted from 0 at the anchor, or a day in it; by default that of what comes last."
        ),
    ] = None


class WholePeriodOut(BaseModel):
    """All of the period, whatever was used of it."""

    index: int
    first_day: date
    last_day: date
    next_day: date
    start: Instant
    end: Instant
    days: int

    @staticmethod
    def of(index: int, period: Period) -> "WholePeriodOut":
        return WholePeriodOut(index=index, days=period.days, **_span(period))


class ShareOut(BaseModel):
    """`numerator` of `denominator` units, not reduced; `factor` is reduced. The denominator is that of the WHOLE period."""

    numerator: int
    denominator: int
    unit: str
    factor: str

    @staticmethod
    def of(share: Share) -> "ShareOut":
        factor = share.factor
        return ShareOut(
            numerator=share.numerator,
            denominator=share.denominator,
            unit=share.unit,
            factor=f"{factor.numerator}/{factor.denominator}",
        )


class PartOut(BaseModel):
    """A stretch on one price: `exact` = `full_amount` × `share`, a decimal or a fraction; `amount` is it rounded, HALF_UP."""

    price: str
    quantity: int
    first_day: date
    last_day: date
    next_day: date
    start: Instant
    end: Instant
    share: ShareOut
    full_amount: str
    exact: str
    amount: str

    @staticmethod
    def of(part: ProratedPart) -> "PartOut":
        return PartOut(
            price=part.change.name,
            quantity=part.change.quantity,
            share=ShareOut.of(part.share),
            full_amount=format(trimmed(part.full_amount), "f"),
            exact=plain_text(part.exact),
            amount=str(part.amount.major),
            **_span(part.period),
        )


class ProratedLineOut(BaseModel):
    """What is booked when a change is made: `exact` is what is owed of the price in the period by then, `amount` that less `booked`.

    `corrects` is the position of the line before it of the same price.
    """

    position: int
    kind: Literal["charge", "credit"]
    on: date
    at: Instant
    price: str
    quantity: int
    exact: str
    booked: str
    amount: str
    corrects: int | None
    explain: WhyOut

    @staticmethod
    def of(line: ProratedLine) -> "ProratedLineOut":
        draft = line.draft
        owed = draft.charge.exact
        why = draft.explain
        return ProratedLineOut(
            position=line.position,
            kind="credit" if draft.amount.minor < 0 else "charge",
            on=line.day,
            at=line.at,
            price=line.change.name,
            quantity=line.change.quantity,
            exact=plain_text(owed),
            booked=str(line.booked.major),
            amount=str(draft.amount.major),
            corrects=line.corrects,
            explain=WhyOut(
                steps=why["steps"],
                rounding=rounding_of(owed, draft.amount + line.booked),
                policy=[PolicyOut(**one) for one in why["policy"]],
            ),
        )


class ProrateOut(BaseModel):
    """`share` adds up the parts: 1/1 where the whole period is used. `total` adds up the lines."""

    currency: str
    grain: Grain
    zone: str
    period: WholePeriodOut
    share: str
    parts: list[PartOut]
    lines: list[ProratedLineOut]
    total: str

    @staticmethod
    def of(course: Course, made: ProratedPeriod) -> "ProrateOut":
        share = sum((part.share.factor for part in made.parts), Fraction(0))
        return ProrateOut(
            currency=course.currency.code,
            grain=course.grain,
            zone=course.zone.key,
            period=WholePeriodOut.of(made.index, made.whole),
            share=f"{share.numerator}/{share.denominator}",
            parts=[PartOut.of(part) for part in made.parts],
            lines=[ProratedLineOut.of(line) for line in made.lines],
            total=str(sum_of((line.draft.amount for line in made.lines), course.currency).major),
        )


@router.post("/billing/prorate", permission=SIGNED_IN)
async def prorate_changes(body: ProrateIn) -> ProrateOut:
    """The parts of a period by share, and the charges and credits that its changes are billed with. Nothing is written."""
    return answer_prorate(body)


def answer_prorate(told: ProrateIn) -> ProrateOut:
    """The proration that was asked for."""
    with problem_at("/currency"):
        currency = Currency.of(told.currency)
    course = Course(
        currency=currency,
        grain=told.grain,
        cycle=cycle_of(told.every, told.count),
        zone=zone_at(told.zone),
        anchor_on=told.anchor,
        changes=_changes(told.changes),
        end=None if told.end is None else told.end.at,
    )
    made = prorate(course, _index(course, told.period))
    if made is None:
        raise refused("/period", "nothing of this period is covered: it lies before the start or after the end.")
    return ProrateOut.of(course, made)


def _changes(told: list[PriceChangeIn]) -> tuple[PriceChange, ...]:
    amounts: dict[str, Decimal] = {}
    changes = []
    for index, one in enumerate(told):
        with problem_at(f"/changes/{index}/amount"):
            PerUnitTerms(one.amount)
        name = format(trimmed(one.amount), "f") if one.price is None else one.price
        if amounts.setdefault(name, one.amount) != one.amount:
            raise refused(
                f"/changes/{index}/price", f"{name} has another amount above; a price that changes is another price."
            )
        changes.append(PriceChange(one.at, one.amount, one.quantity, name))
    return tuple(changes)


def _index(course: Course, told: int | date | None) -> int:
    if isinstance(told, int):
        return told
    if told is None:
        last = course.changes[-1].at if course.end is None else course.end
        told = last.astimezone(course.zone).date() if isinstance(last, datetime) else last
    return index_of_day(course.anchor_on, course.cycle, told)


def _span(period: Period) -> dict[str, Any]:
    last_day = max(period.first_day, period.next_day - timedelta(days=1))
    return {
        "first_day": period.first_day,
        "last_day": last_day,
        "next_day": period.next_day,
        "start": period.start,
        "end": period.end,
    }
