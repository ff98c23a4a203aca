"""Events by the values of a property, read one by one along an index: no database searches within properties.

What was corrected is read as it stands by now, and what was voided is not.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
from sqlalchemy import Select, func, or_, select

from trunkline.domains.usage.model.breakdown import BreakdownGroup, BreakdownWish
from trunkline.domains.usage.model.waiting import UsageForm
from trunkline.domains.usage.rules.breaking_down import EVENTS_MAX, Breakdown, check_breakdown, refuse_many
from trunkline.domains.usage.rules.metering import LocalDays
from trunkline.domains.usage.store import usage_correction, usage_event
from trunkline.domains.usage.store.standings import standing_beside
from trunkline.infra.scope import Scope
from trunkline.kernel.period import local_midnight

ROWS_AT_ONCE = 5_000

_raw, _corrected = usage_event.c, usage_correction.c


async def usage_breakdown(
    scope: Scope, wish: BreakdownWish, zone: ZoneInfo, *, events_max: int = EVENTS_MAX, rows_at_once: int = ROWS_AT_ONCE
) -> list[BreakdownGroup]:
    """What the company's events come to by value; the local days are those of `zone`.

    Raises `Invalid` for days that cannot be, and for more than `events_max` events.
    """
    check_breakdown(wish)
    since = local_midnight(wish.first_day, zone)
    until = local_midnight(wish.last_day + timedelta(days=1), zone)
    refuse_many(await _count(scope, wish.meter, since, until, events_max + 1), events_max)
    days, found = LocalDays(zone), Breakdown(wish.property_name)
    async for row in _rows(scope, wish.meter, since, until, rows_at_once):
        properties = None if row.properties is None else msgspec.json.decode(row.properties)
        found.add(properties, days.of(row.used_at), row.quantity_e6)
    return found.groups(by_day=wish.by_day)


async def _count(scope: Scope, meter: str, since: datetime, until: datetime, most: int) -> int:
    """How many events there are; no further than `most`."""
    some = _told(scope, meter, since, until).with_only_columns(_raw.seq).limit(most).subquery()
    return int((await scope.tx.execute(select(func.count()).select_from(some))).scalar_one())


async def _rows(scope: Scope, meter: str, since: datetime, until: datetime, at_once: int) -> AsyncIterator[Any]:
    """What counts of each event: told in these days and never corrected, or corrected and now in these days."""
    as_told = _told(scope, meter, since, until).add_columns(_corrected.sequence)
    joined = as_told.select_from(usage_event.outerjoin(usage_correction, standing_beside(UsageForm.events)))
    page = (await scope.tx.execute(joined.limit(at_once))).all()
    while page:
        for row in page:
            if row.sequence is None:
                yield row
        last = page[-1]
        beyond = or_(_raw.used_at > last.used_at, _raw.seq > last.seq)
        following = joined.where(_raw.used_at >= last.used_at, beyond).limit(at_once)
        page = (await scope.tx.execute(following)).all() if len(page) == at_once else []
    for row in await scope.tx.execute(_corrected_rows(scope, meter, since, until)):
        yield row


def _told(scope: Scope, meter: str, since: datetime, until: datetime) -> Select[Any]:
    return (
        select(_raw.used_at, _raw.seq, _raw.quantity_e6, _raw.properties)
        .where(_raw.company_id == scope.company, _raw.meter == meter)
        .where(_raw.used_at >= since, _raw.used_at < until)
        .order_by(_raw.used_at, _raw.seq)
    )


def _corrected_rows(scope: Scope, meter: str, since: datetime, until: datetime) -> Select[Any]:
    own = (_corrected.company_id == scope.company, _corrected.form == UsageForm.events.value, _corrected.meter == meter)
    stands = (_corrected.stands == 1, _corrected.is_void == 0)
    within = (_corrected.used_at >= since, _corrected.used_at < until)
    chosen = select(_corrected.used_at, _corrected.quantity_e6, _corrected.properties)
    return chosen.where(*own, *stands, *within).limit(EVENTS_MAX)
