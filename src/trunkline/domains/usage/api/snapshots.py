"""Routes of snapshots: what usage had come to at each full hour."""

from datetime import timedelta
from typing import Annotated

from fastapi import Query
from pydantic import BaseModel

from trunkline.domains.access.model import Permission
from trunkline.domains.tenants import queries as tenants
from trunkline.domains.usage import queries
from trunkline.domains.usage.api.router import router
from trunkline.domains.usage.api.shapes import Instant, moment_of
from trunkline.domains.usage.model.events import NAME_MAX
from trunkline.domains.usage.model.snapshots import UsageSnapshot
from trunkline.infra.web import DecimalString, PageOut, Paging, ReadScope
from trunkline.kernel.ids import PriceId, SubscriptionId
from trunkline.kernel.period import zone_of

DAYS_DEFAULT = timedelta(days=2)


class SnapshotOut(BaseModel):
    """Cumulative since `period_start`.

    `quantity` is what the price's aggregation measures, a level as it stood; `amount` what it came to so far, before tax, discount,
    minimum and proration.
    """

    taken_at: Instant
    meter: str
    subscription_id: SubscriptionId
    price_id: PriceId
    period_start: Instant
    events: int
    calls: int
    quantity: DecimalString
    billed_seconds: int
    amount: DecimalString
    currency: str

    @staticmethod
    def of(one: UsageSnapshot) -> "SnapshotOut":
        names = [name for name in SnapshotOut.model_fields if name != "currency"]
        return SnapshotOut(**{name: getattr(one, name) for name in names}, currency=one.currency.code)


@router.get("/usage/snapshots", permission=Permission.usage_read)
async def list_snapshots(
    scope: ReadScope,
    page: Paging,
    meter: Annotated[str | None, Query(max_length=NAME_MAX, pattern="^[ -~]+$")] = None,
    since: Annotated[
        str | None, Query(alias="from", description="Local day or RFC 3339 time; default two days back.")
    ] = None,
    until: Annotated[str | None, Query(alias="to", description="Local day, included, or RFC 3339 time.")] = None,
) -> PageOut[SnapshotOut]:
    """Snapshots of every full hour, the oldest first. After 35 days the last of each day of UTC is kept, for 400 days."""
    zone = zone_of((await tenants.company(scope, scope.company)).zone)
    first = moment_of(since, zone, "from") or scope.now - DAYS_DEFAULT
    last = moment_of(until, zone, "to", day_after=True)
    found = await queries.snapshots(scope, page.request, meter, first, last)
    return page.out(found.map(SnapshotOut.of))
