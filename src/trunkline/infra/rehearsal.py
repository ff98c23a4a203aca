"""Rehearsing: what a change would do is asked of the change itself, in a transaction that is taken back.

Nothing of it stays: no row, no fact, no job, no wake-up. Meanwhile it holds what the change holds, so it must be short.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from trunkline.infra.scope import Begin, Scope
from trunkline.kernel.ids import CompanyId


class _TakenBackError(Exception):
    """Ends the transaction without its commit."""


@asynccontextmanager
async def rehearse(begin: Begin, company_id: CompanyId | None = None) -> AsyncIterator[Scope]:
    """A writing transaction that is rolled back at the end of the block, however it ends."""
    try:
        async with begin(company_id) as scope:
            yield scope
            raise _TakenBackError
    except _TakenBackError:
        return


def within(scope: Scope) -> Begin:
    """For what opens several transactions, one after the other: all of it happens in that of `scope`."""

    @asynccontextmanager
    async def begin(company_id: CompanyId | None = None, *, write: bool = True) -> AsyncIterator[Scope]:
        assert company_id == scope.company_id, "a rehearsal is of one company"
        yield scope

    return begin
