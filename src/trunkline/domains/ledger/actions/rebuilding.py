"""Balances made anew from the postings."""

from __future__ import annotations

from trunkline.domains.ledger import store
from trunkline.domains.ledger.model import AccountKey
from trunkline.domains.ledger.rules.proving import differing
from trunkline.infra.scope import Scope


async def rebuild_balances(scope: Scope) -> dict[AccountKey, tuple[int, int]]:
    """Make the balances of the scope's company from its postings; what was otherwise, as was and is, in minor units."""
    await store.hold_balances(scope)
    kept, summed = await store.read_balances(scope), await store.summed_postings(scope)
    found = differing(kept, summed)
    if found:
        await store.replace_balances(scope, {key: proved for key, (_, proved) in found.items()})
    return found
