"""What a human makes of a rate that leapt."""

from __future__ import annotations

from dataclasses import replace

from trunkline.domains.currencies import store
from trunkline.domains.currencies.events import RateHoldDecided
from trunkline.domains.currencies.model import Hold, HoldDecided, HoldState
from trunkline.domains.currencies.model.ids import RateHoldId
from trunkline.infra.scope import Scope
from trunkline.kernel.errors import NotFound


async def decide_hold(scope: Scope, hold_id: RateHoldId, *, accept: bool, note: str = "") -> Hold:
    """Accepted, the rate counts from the sheet on in which it was said last. Refused, the rate from before goes on, also when the
    source says the same again. What was converted meanwhile stays as it was. Raises `NotFound`, `HoldDecided`.
    """
    held = await store.lock_hold(scope, hold_id)
    if held is None:
        raise NotFound(f"There is no held rate {hold_id}.")
    if held.state is not HoldState.open:
        raise HoldDecided(f"The rate of {held.currency} is {held.state.value} already; nothing was changed.")
    state = HoldState.accepted if accept else HoldState.refused
    decided = replace(held, state=state, decided_at=scope.machine_now, decided_by=scope.actor.name[:200], note=note)
    await store.close_hold(scope, decided)
    if accept:
        await store.replace_rate(scope, held.sheet_id, held.currency, held.rate)
    scope.announce(
        RateHoldDecided(
            company_id=None,
            subject=held.id,
            source=held.source,
            currency=held.currency,
            rate=held.rate,
            state=state.value,
        )
    )
    return decided
