"""Later work of the room: telling people that a trial ends, and that it has."""

from __future__ import annotations

from trunkline.domains.marketplace import actions
from trunkline.domains.marketplace.queries import alarms
from trunkline.infra.queue import Run, job


@job("marketplace.tell_trials", every="2-57/5 * * * *", alarm=alarms.trials_to_tell)
async def tell_trials(run: Run) -> None:
    """Trials end at local midnights; the billing that follows does not wait for the news."""
    await actions.tell_trials(run.begin)
