"""Reconciliation has the last word: what the simulation has not planted must not be found, and what it has planted must be."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import Row, select

from tests.conftest import NOON
from tests.simulation.life import TESTER, Life
from trunkline.domains.payments import actions
from trunkline.domains.payments.rules import BOOKS_LATE_BY
from trunkline.domains.payments.store.reconciling import reconciliation_finding

# A run covers a hundred days at most.
SPAN = timedelta(days=90)


async def reconcile_all(life: Life) -> None:
    """Every provider, from the first day on."""
    where = life.where
    begin, providers = where.program.begin_as(TESTER), where.connected
    where.time.advance(BOOKS_LATE_BY + timedelta(hours=1))
    until = where.clock.now() - BOOKS_LATE_BY
    for provider in providers.names:
        since = NOON - timedelta(days=1)
        while since < until:
            end = min(since + SPAN, until)
            async with begin(None) as scope:
                run = await actions.start_reconciliation(scope, provider, since, end, running=True)
            await actions.reconcile(begin, providers, run)
            since = end


async def open_findings(life: Life) -> Sequence[Row[Any]]:
    c = reconciliation_finding.c
    still_open = select(reconciliation_finding).where(c.state == "open").order_by(c.id)
    async with life.where.program.database.read() as connection:
        return (await connection.execute(still_open)).all()


async def discrepancies(life: Life) -> list[str]:
    await reconcile_all(life)
    return [f"{one.provider} {one.kind}: {one.reason}" for one in await open_findings(life)]
