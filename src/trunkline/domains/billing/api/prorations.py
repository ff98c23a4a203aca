"""A proration on the wire: what changes in the middle of a period cost. The command `trunkline prorate` speaks the same."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated

from pydantic import Field

from trunkline.domains.billing.api.prorated import ProrateOut
from trunkline.domains.billing.api.router import router
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
from trunkline.domains.billing.rules import (
    Course,
    PriceChange,
    prorate,
)
from trunkline.domains.marketplace.model import Grain, PerUnitTerms
from trunkline.infra.web import SIGNED_IN
from trunkline.kernel.money import Currency
from trunkline.kernel.period import index_of_day
from trunkline.kernel.quantity import trimmed

CHANGES_MAX = 60  # the work grows with the square
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
    try:
        made = prorate(course, _index(course, told.period))
    except (ValueError, OverflowError):
        raise refused("/period", "this period lies beyond the years of the calendar.") from None
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
