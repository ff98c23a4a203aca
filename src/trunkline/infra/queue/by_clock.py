"""Running the jobs of one company whose clock is being moved: one after the other, in their order, until nothing more is due."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from trunkline.infra.actor import system_actor
from trunkline.infra.clocks import clock_of
from trunkline.infra.program import Program
from trunkline.infra.queue import leases
from trunkline.infra.queue.tables import JobRow
from trunkline.infra.queue.worker import Worker
from trunkline.kernel.ids import CompanyId, JobId

if TYPE_CHECKING:
    from trunkline.infra.scope import Scope


class ClockWorker(Worker):
    """Does what is due by a company's own clock. `mover` is the job that moves it: whoever does that job after a crash goes on with
    what was in hand.
    """

    def __init__(self, program: Program, company_id: CompanyId, mover: JobId) -> None:
        super().__init__(replace(program, moves=company_id), side_by_side=1, name=f"clock:{mover}")
        self.company_id = company_id
        self._claimed: list[JobRow] | None = None  # None: not asked yet

    async def _claim(self, count: int) -> list[JobRow]:
        if self._claimed is None:
            async with self.program.scope(system_actor(self.name), company_id=self.company_id) as scope:
                await self.claim_within(scope)
        claimed, self._claimed = self._claimed or [], None
        return claimed

    async def claim_within(self, scope: Scope) -> None:
        """Claim what is due next in a transaction that writes for the company anyway: one of its own would be a third of all."""
        kinds, now = list(self.program.jobs.by_kind), scope.machine_now
        job = await leases.claim_by_clock(scope.tx, self.name, kinds, self.company_id, scope.now, now)
        self._claimed = [] if job is None else [job]

    async def _ended(self, scope: Scope) -> None:
        if not scope.announced:  # what answers a fact is there only when the transaction ends
            await self.claim_within(scope)

    async def _put_back(self, row: JobRow, wait: timedelta, words: str, more: int) -> None:
        async with self.program.database.write(self.company_id) as connection:
            clock = await clock_of(connection, self.company_id, self.program.without_clock)
            assert clock is not None, "only a company with a clock of its own comes here"
            again = clock.now_at + wait
            await leases.sleep_again(connection, self.name, row, self.program.clock.now(), again, words, more)
