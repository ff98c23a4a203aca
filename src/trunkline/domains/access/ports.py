"""What access must ask others for, without knowing them."""

from __future__ import annotations

from typing import Any, Protocol

from trunkline.domains.access.model import CompanyCard
from trunkline.kernel.ids import CompanyId


class CompanyDirectory(Protocol):
    """The room of companies stands above this one; wiring connects it."""

    async def card(self, scope: Any, company_id: CompanyId) -> CompanyCard:
        """What to show of a company, read in the transaction of `scope`. Raises `NotFound`."""
        ...
