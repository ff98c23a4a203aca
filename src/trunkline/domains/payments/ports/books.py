"""The provider's own books, against which ours are held."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol, runtime_checkable

from trunkline.domains.payments.model import ProviderTransactionPage


@runtime_checkable
class ProviderBooks(Protocol):
    """The part of a provider that lists what moved on our account there, and what it paid out to our bank."""

    async def transactions(
        self, since: datetime, until: datetime, cursor: str | None = None
    ) -> ProviderTransactionPage:
        """A page of what moved in `[since, until)`, fees with each. Raises `Unavailable`."""
        ...
