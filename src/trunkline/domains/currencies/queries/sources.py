"""How the sources do."""

from __future__ import annotations

from sqlalchemy import select

from trunkline.domains.currencies import store
from trunkline.domains.currencies.model import Source, SourceState
from trunkline.infra.scope import Scope


async def source_states(scope: Scope) -> dict[Source, SourceState]:
    """Those that were ever asked."""
    rows = await scope.tx.execute(select(store.rate_source))
    return {state.source: state for state in map(store.state_of, rows)}
