"""Later work of the room."""

from __future__ import annotations

from trunkline.domains.currencies import actions
from trunkline.domains.currencies.events import RatesAsked
from trunkline.domains.currencies.ports import RateSources
from trunkline.infra.queue import Run, job, never


@job("currencies.fetch_rates", every="* * * * *", alarm=never)
async def fetch_rates(run: Run) -> None:
    """Every minute: fetch exchange rates, when it is time for it, from the first source that answers."""
    sources = run.port(RateSources)
    if sources.policy.order:
        await actions.fetch_rates(run.begin, sources)


@job("currencies.fetch_asked_rates", on=RatesAsked)
async def fetch_asked_rates(run: Run) -> None:
    """Fetch exchange rates now, because somebody wants them."""
    await actions.fetch_rates(run.begin, run.port(RateSources), forced=True)
