"""Lanes: jobs that wait for the same outsider, such as the deliveries to one webhook endpoint, take turns.

A receiver that lets everybody wait, or a company that floods its own, fills as many workers as a lane may have and no more; what is left
goes to the others. Two workers that claim in the same moment may exceed it by what each of them takes: it is fairness, not a lock.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from typing import Any, TypeAlias

from sqlalchemy import ColumnElement, Row, and_, func, or_, select, true
from sqlalchemy.ext.asyncio import AsyncConnection

from trunkline.infra.queue.tables import JobState, job_table
from trunkline.kernel.ids import CompanyId

LANE_MAX = 2
COMPANY_MAX = 3
# How many workers each lane has, and each company by all of its lanes; the platform's own are a company of their own.
Busy: TypeAlias = "tuple[Counter[str], Counter[CompanyId | None]]"

_lane, _company = job_table.c.lane, job_table.c.company_id


async def busy(connection: AsyncConnection, now: datetime) -> Busy:
    """Of the jobs whose worker is alive."""
    alive = and_(job_table.c.state == JobState.running, job_table.c.lease_until >= now, _lane.is_not(None))
    counted = select(_lane, _company, func.count().label("jobs")).where(alive).group_by(_lane, _company)
    lanes, companies = Counter[str](), Counter[CompanyId | None]()
    for row in await connection.execute(counted):
        lanes[row.lane] += row.jobs
        companies[row.company_id] += row.jobs
    return lanes, companies


def is_free(found: Busy) -> ColumnElement[bool]:
    """Jobs that are in no lane, or in one that may have another worker."""
    lanes, companies = found
    full = [name for name, jobs in lanes.items() if jobs >= LANE_MAX]
    many = {one for one, jobs in companies.items() if jobs >= COMPANY_MAX}
    if not full and not many:
        return true()
    of_others = or_(_company.is_(None), _company.not_in(sorted(one for one in many if one is not None)))
    platform = _company.is_not(None) if None in many else true()
    return or_(_lane.is_(None), and_(_lane.not_in(full), of_others, platform))


def taking_turns(rows: Iterable[Row[Any]], found: Busy) -> list[Row[Any]]:
    """Those of the rows, in their order, that may be taken together."""
    lanes, companies, taken = Counter(found[0]), Counter(found[1]), []
    for row in rows:
        if row.lane is not None:
            if lanes[row.lane] >= LANE_MAX or companies[row.company_id] >= COMPANY_MAX:
                continue
            lanes[row.lane] += 1
            companies[row.company_id] += 1
        taken.append(row)
    return taken
