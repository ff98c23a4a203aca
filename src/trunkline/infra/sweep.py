"""Sweeping: what time has made due is found across all companies and done one by one, each in a transaction of its own company.

One that fails is said in the log and keeps no other from it; the next sweep finds it again.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import TypeVar

import structlog

from trunkline.infra.scope import Begin, Scope
from trunkline.kernel.errors import Unavailable
from trunkline.kernel.ids import CompanyId

log = structlog.get_logger("trunkline.sweep")

Due = TypeVar("Due")

# So many names are read at once; what is beyond waits for the next sweep.
SWEPT_AT_ONCE_MAX = 10_000
# Two changes in each other's way are tried again at once.
TRIES_MAX = 3


async def sweep(
    begin: Begin,
    find: Callable[[Scope, int], Awaitable[Sequence[tuple[CompanyId, Due]]]],
    act: Callable[[Scope, Due], Awaitable[int]],
) -> int:
    """Have `act` look at each of what `find` names, by company, as many as it is asked for; returns the sum of what `act` did."""
    async with begin(None, write=False) as scope:
        found = await find(scope, SWEPT_AT_ONCE_MAX)
    return sum([await _act(begin, act, company_id, one) for company_id, one in found])


async def _act(begin: Begin, act: Callable[[Scope, Due], Awaitable[int]], company_id: CompanyId, one: Due) -> int:
    for attempt in range(1, TRIES_MAX + 1):
        try:
            async with begin(company_id) as scope:
                return await act(scope, one)
        except Unavailable as problem:
            if attempt == TRIES_MAX:
                log.warning("not_swept", company=company_id, due=str(one), detail=problem.detail)
        except Exception:
            log.exception("not_swept", company=company_id, due=str(one))
            break
    return 0
