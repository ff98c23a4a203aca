"""Loading reference rates of past days."""

from __future__ import annotations

from trunkline.domains.currencies import store
from trunkline.domains.currencies.events import RateHistoryLoaded
from trunkline.domains.currencies.model import Source
from trunkline.domains.currencies.ports import RateHistory
from trunkline.infra.scope import Scope


async def load_history(scope: Scope, history: RateHistory) -> int:
    """Load the days; those that are there stay as they are. Returns how many days the history has."""
    days = list(history.days())
    await store.insert_history(scope, days, Source.ecb, "EUR")
    scope.announce(RateHistoryLoaded(company_id=None, subject=Source.ecb.value, days=len(days)))
    return len(days)
