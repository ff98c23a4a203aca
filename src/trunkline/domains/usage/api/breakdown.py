"""What a meter's events come to by the values of one of their properties."""

from datetime import date, timedelta
from typing import Annotated, Literal

from fastapi import Query
from pydantic import BaseModel, Field

from trunkline.domains.access.model import Permission
from trunkline.domains.tenants import queries as tenants
from trunkline.domains.usage import queries
from trunkline.domains.usage.api.router import router
from trunkline.domains.usage.model.breakdown import BreakdownGroup, BreakdownWish
from trunkline.infra.web import Day, DecimalString, ReadScope
from trunkline.kernel.period import zone_of

DAYS_DEFAULT = 30


class ShareOut(BaseModel):
    """The events of one local day."""

    day: date
    events: int
    quantity: DecimalString


class GroupOut(BaseModel):
    """The events with one value, as text; null: they have none, or a list or an object. `other`: the values that are not shown."""

    value: str | None
    other: bool
    events: int
    quantity: DecimalString
    days: Annotated[list[ShareOut] | None, Field(description="Days with events, where they were asked for.")]

    @staticmethod
    def of(group: BreakdownGroup, *, by_day: bool) -> "GroupOut":
        days = [ShareOut(day=day, events=share.events, quantity=share.quantity) for day, share in group.days.items()]
        return GroupOut(
            value=group.value,
            other=group.is_other,
            events=group.whole.events,
            quantity=group.whole.quantity,
            days=days if by_day else None,
        )


class BreakdownOut(BaseModel):
    """The values with the most events first."""

    meter: str
    property: str
    first_day: date
    last_day: date
    zone: str
    groups: list[GroupOut]


@router.get("/usage/breakdown", permission=Permission.usage_read)
async def break_usage_down(
    scope: ReadScope,
    meter: str,
    name: Annotated[str, Query(alias="property", description="A property of the events.", examples=["model"])],
    first: Annotated[Day | None, Query(alias="from", description="First local day; default 30 days back.")] = None,
    last: Annotated[Day | None, Query(alias="to", description="Last local day, included; default today.")] = None,
    by: Annotated[Literal["day"] | None, Query(description="The course by local day, too.")] = None,
) -> BreakdownOut:
    """Events of one meter by the values of a property. They are read one by one: at most 92 days, and 200,000 events.

    A thousand values are shown, by day a hundred; the rest is one row. Calls have no properties of their own: see the reports.
    """
    company = await tenants.company(scope, scope.company)
    zone = zone_of(company.zone)
    last_day = last or company.local_day(scope.now)
    wish = BreakdownWish(
        meter=meter,
        property_name=name,
        first_day=first or last_day - min(timedelta(days=DAYS_DEFAULT - 1), last_day - date.min),
        last_day=last_day,
        by_day=by is not None,
    )
    groups = await queries.usage_breakdown(scope, wish, zone)
    return BreakdownOut(
        meter=meter,
        property=name,
        first_day=wish.first_day,
        last_day=last_day,
        zone=zone.key,
        groups=[GroupOut.of(group, by_day=wish.by_day) for group in groups],
    )
