"""Snapshots of a company, and which hours there are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import UTC, datetime

from sqlalchemy import and_, func, or_, select

from trunkline.domains.usage.model.snapshots import Hours, UsageSnapshot
from trunkline.domains.usage.store import meter, usage_snapshot, usage_snapshot_hour, usage_total
from trunkline.domains.usage.store.snapshots import snapshot_of
from trunkline.infra.scope import Scope
from trunkline.kernel.ids import CompanyId
from trunkline.kernel.page import Page, PageRequest, page_of

_columns, _hours = usage_snapshot.c, usage_snapshot_hour.c


async def snapshots(
    scope: Scope,
    request: PageRequest,
    meter_name: str | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
) -> Page[UsageSnapshot]:
    """The company's snapshots taken in [since, until), the oldest first."""
    chosen = select(usage_snapshot).where(_columns.company_id == scope.company)
    if meter_name is not None:
        chosen = chosen.where(_columns.meter == meter_name)
    if since is not None:
        chosen = chosen.where(_columns.taken_at >= since)
    if until is not None:
        chosen = chosen.where(_columns.taken_at < until)
    if request.position is not None:
        taken_at, subscription_id, price_id, period_start = map(str, request.position)
        chosen = chosen.where(
            _columns.taken_at >= datetime.fromisoformat(taken_at),
            or_(
                _columns.taken_at > datetime.fromisoformat(taken_at),
                _columns.subscription_id > subscription_id,
                and_(_columns.subscription_id == subscription_id, _columns.price_id > price_id),
                and_(
                    _columns.subscription_id == subscription_id,
                    _columns.price_id == price_id,
                    _columns.period_start > datetime.fromisoformat(period_start),
                ),
            ),
        )
    order = (_columns.taken_at, _columns.subscription_id, _columns.price_id, _columns.period_start)
    rows = await scope.tx.execute(chosen.order_by(*order).limit(request.limit + 1))
    return page_of([snapshot_of(row) for row in rows], request, _position)


async def snapshots_at(scope: Scope, meter_name: str, moments: Collection[datetime]) -> Hours:
    """The company's snapshots of a meter at these full hours."""
    own = (_hours.company_id == scope.company, _hours.taken_at.in_(sorted(moments)))
    taken = frozenset((await scope.tx.execute(select(_hours.taken_at).where(*own))).scalars())
    chosen = select(usage_snapshot).where(
        _columns.company_id == scope.company, _columns.taken_at.in_(sorted(moments)), _columns.meter == meter_name
    )
    found: dict[datetime, list[UsageSnapshot]] = defaultdict(list)
    for row in await scope.tx.execute(chosen):
        found[row.taken_at].append(snapshot_of(row))
    return Hours(taken, found)


async def hours_taken(scope: Scope, before: datetime, limit: int) -> list[datetime]:
    """The first full hours before `before` of which the company has snapshots."""
    chosen = select(_hours.taken_at).where(_hours.company_id == scope.company, _hours.taken_at < before)
    return list((await scope.tx.execute(chosen.order_by(_hours.taken_at).limit(limit))).scalars())


async def hours_between(scope: Scope, first: datetime, last: datetime) -> list[datetime]:
    """The full hours from `first` to `last`, both included, of which the company has snapshots."""
    chosen = select(_hours.taken_at).where(_hours.company_id == scope.company, _hours.taken_at.between(first, last))
    return list((await scope.tx.execute(chosen.order_by(_hours.taken_at))).scalars())


async def last_change(scope: Scope) -> datetime | None:
    """When usage of the company came or was corrected last; None where it has never used anything."""
    changed = select(func.max(usage_total.c.changed_at)).where(scope.of_company(usage_total))
    found: datetime | None = (await scope.tx.execute(changed)).scalar()
    return found


async def companies_with_usage(scope: Scope, after: CompanyId | None, limit: int) -> list[CompanyId]:
    """The next companies that have ever used anything."""
    chosen = select(meter.c.company_id).distinct().where(scope.of_company(meter))
    if after is not None:
        chosen = chosen.where(meter.c.company_id > after)
    return list((await scope.tx.execute(chosen.order_by(meter.c.company_id).limit(limit))).scalars())


def _position(one: UsageSnapshot) -> tuple[str, ...]:
    taken_at, period_start = (moment.astimezone(UTC).isoformat() for moment in (one.taken_at, one.period_start))
    return taken_at, one.subscription_id, one.price_id, period_start
