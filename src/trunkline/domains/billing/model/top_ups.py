"""Credits that are bought: an invoice is issued for them, and once it is paid they are put into the wallet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from trunkline.kernel.errors import Conflict
from trunkline.kernel.ids import CompanyId, InvoiceId, WalletId
from trunkline.kernel.money import Money


class TopUpState(StrEnum):
    """`given_up`: its invoice became void, or was written off; one that is paid all the same is granted all the same."""

    pending = "pending"
    granted = "granted"
    given_up = "given_up"


class TopUpPending(Conflict):
    """A wallet is topped up by one invoice at a time."""

    code = "top_up_pending"
    title = "The last top-up is not paid yet"


@dataclass(frozen=True, slots=True, kw_only=True)
class BoughtTopUp:
    """A purchase of credits for a wallet. `amount` is what its invoice asks for; what was paid of it is what is granted."""

    invoice_id: InvoiceId
    company_id: CompanyId
    wallet_id: WalletId
    amount: Money
    state: TopUpState
    asked_at: datetime
    ended_at: datetime | None
