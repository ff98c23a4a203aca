"""Which periods there are, on the wire. The command `trunkline periods` speaks the same."""

from datetime import date, timedelta
from typing import Annotated

from fastapi import Query
from pydantic import BaseModel, ConfigDict, Field

from trunkline.domains.billing.api.router import router
from trunkline.domains.billing.api.values import CalendarDay, Every, cycle_of, problem_at, refused, zone_at
from trunkline.domains.marketplace.model import Alignment
from trunkline.domains.marketplace.rules import ListedPeriod, aligned_anchor, periods_from
from trunkline.domains.usage.api.shapes import Instant
from trunkline.infra.web import SIGNED_IN
from trunkline.kernel.errors import FieldProblem, Invalid

PERIODS_MAX = 1_000
COUNT_MAX = 366


class PeriodsIn(BaseModel):
    """`n` periods of a cycle from its anchor, or from the one that `from` falls in, in the days of a zone."""

    model_config = ConfigDict(populate_by_name=False)

    anchor: Annotated[CalendarDay, Field(description="The day that the first period begins with.")]
    every: Every
    count: Annotated[int, Field(ge=1, le=COUNT_MAX, description="Every so many of them.")] = 1
    zone: Annotated[str, Field(description="The IANA zone whose midnights are the boundaries.")] = "UTC"
    n: Annotated[int, Field(ge=1, le=PERIODS_MAX, description="How many periods.")] = 12
    since: Annotated[CalendarDay | None, Field(alias="from", description="Begin with the period of this day.")] = None
    align: Annotated[Alignment, Field(description="Calendar: the first period is a stub up to the next boundary.")] = (
        Alignment.anniversary
    )
    billing_cycle_day: Annotated[
        int | None, Field(ge=1, le=31, description="Day of the month that later periods begin on.")
    ] = None


class ListedPeriodOut(BaseModel):
    """The local days `first_day` to `last_day`, [start, end) in UTC. A `stub` begins later than its cycle does."""

    index: int
    first_day: date
    last_day: date
    next_day: date
    start: Instant
    end: Instant
    days: int
    stub: bool

    @staticmethod
    def of(one: ListedPeriod) -> "ListedPeriodOut":
        period = one.period
        return ListedPeriodOut(
            index=one.index,
            first_day=period.first_day,
            last_day=period.next_day - timedelta(days=1),
            next_day=period.next_day,
            start=period.start,
            end=period.end,
            days=period.days,
            stub=one.is_stub,
        )


class PeriodsOut(BaseModel):
    """`counted_from` is the date that all boundaries are counted from: the anchor, unless the calendar or a day of the month rules."""

    anchor: date
    every: Every
    count: int
    zone: str
    align: Alignment
    counted_from: date
    periods: list[ListedPeriodOut]


@router.get("/billing/periods", permission=SIGNED_IN)
async def list_periods(told: Annotated[PeriodsIn, Query()]) -> PeriodsOut:
    """The periods of a cycle, always counted from the original anchor: 31 January, 28 February, 31 March."""
    try:
        return answer_periods(told)
    except Invalid as problem:
        fields = [FieldProblem(f"query:{one.pointer.removeprefix('/')}", one.detail) for one in problem.fields]
        raise Invalid(problem.detail, fields=fields) from None


def answer_periods(told: PeriodsIn) -> PeriodsOut:
    """The periods that were asked for."""
    cycle, zone = cycle_of(told.every, told.count), zone_at(told.zone)
    with problem_at("/align"):
        anchor = aligned_anchor(told.anchor, cycle, told.align, told.billing_cycle_day)
    since = told.anchor if told.since is None else told.since
    if since < told.anchor:
        raise refused("/from", f"from {since} lies before the anchor {told.anchor}, where the periods begin.")
    try:
        found = periods_from(told.anchor, anchor, cycle, zone, since=since, count=told.n)
    except (ValueError, OverflowError):
        raise refused("/n", "n periods run past the year 9999; ask for fewer.") from None
    return PeriodsOut(
        anchor=told.anchor,
        every=told.every,
        count=told.count,
        zone=told.zone,
        align=told.align,
        counted_from=anchor,
        periods=[ListedPeriodOut.of(one) for one in found],
    )
