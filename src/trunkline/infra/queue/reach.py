"""How far the transactions of a job reach."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, cast

from trunkline.kernel.ids import CompanyId

if TYPE_CHECKING:
    from trunkline.infra.scope import Begin, Scope


def of_a_schedule(begin: Begin, company_id: CompanyId | None) -> Begin:
    """A schedule looks at all companies that live by the machine's time, or at the one whose clock it runs by."""

    @asynccontextmanager
    async def within(one: CompanyId | None = None, *, write: bool = True) -> AsyncIterator[Scope]:
        async with begin(one or company_id, write=write) as scope:
            yield scope.without_own_clocks()

    return cast("Begin", within)  # a generator that never swallows an exception
