"""Later work of the room."""

from __future__ import annotations

from trunkline.domains.ledger import actions
from trunkline.domains.ledger.queries import alarms
from trunkline.infra.queue import Run, job


@job("ledger.release_earned", every="10 * * * *", alarm=alarms.periods_earned)
async def release_earned(run: Run) -> None:
    """Every hour: what was billed in advance for periods that are over becomes earnings."""
    await actions.release_earned(run.begin)
