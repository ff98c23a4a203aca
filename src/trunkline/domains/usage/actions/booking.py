"""What billing tells usage."""

from __future__ import annotations

from collections.abc import Iterable

from trunkline.domains.usage import store
from trunkline.domains.usage.model import UsageTotal
from trunkline.infra.scope import Scope


async def mark_booked(scope: Scope, totals: Iterable[UsageTotal]) -> None:
    """`totals`, as they were read, are on an invoice. What has arrived since keeps its total unbooked (money policy 5)."""
    await store.mark_totals_booked(scope, totals)
