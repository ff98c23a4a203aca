"""A billing run in a process of its own, as tests start it: by itself, or dying by SIGKILL just before its n-th commit.

python -m tests.domains.billing.bill_process URL FOLDER NOW THROUGH [COMMITS_BEFORE_DEATH]
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import date, datetime
from pathlib import Path

from trunkline.domains.billing import actions
from trunkline.entrypoints.wiring import running_program
from trunkline.infra.config import Config
from trunkline.infra.scope import Begin, Scope, system_actor
from trunkline.kernel.clock import ManualClock
from trunkline.kernel.ids import CompanyId


def dying(begin: Begin, commits: int) -> Begin:
    """`begin`, but the process is killed when everything of the n-th writing transaction is written and nothing is committed."""
    left = commits

    @asynccontextmanager
    async def opened(company_id: CompanyId | None, write: bool) -> AsyncIterator[Scope]:
        nonlocal left
        async with begin(company_id, write=write) as scope:
            yield scope
            if write:
                left -= 1
                if left < 0:
                    os.kill(os.getpid(), signal.SIGKILL)

    def begun(company_id: CompanyId | None = None, *, write: bool = True) -> AbstractAsyncContextManager[Scope]:
        return opened(company_id, write)

    return begun


async def main(url: str, folder: str, now: str, through: str, commits: str = "") -> None:
    config = Config(data_dir=Path(folder), database_url=url, secret_key=b"x" * 32, workers_in_process=0)
    async with running_program(config, clock=ManualClock(datetime.fromisoformat(now))) as program:
        begin = program.begin_as(system_actor("process"))
        if commits:
            begin = dying(begin, int(commits))
        summary = await actions.run_billing(begin, date.fromisoformat(through))
    assert not summary.failed, summary.failed
    sys.stdout.write(f"{len(summary.invoices)}\n")


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
